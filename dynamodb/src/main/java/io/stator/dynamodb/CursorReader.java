package io.stator.dynamodb;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** From bytes to a cursor; {@link CursorWriter} has the layout. Memory is bounded by the length of the bytes. */
final class CursorReader {
    private static final int BYTES_MIN = 2 + 3 * Integer.BYTES + 3;
    private static final Cursor.Kind[] KINDS = Cursor.Kind.values();

    private final ByteBuffer in;

    private CursorReader(ByteBuffer in) {
        this.in = in;
    }

    static Cursor read(byte[] bytes) {
        if (bytes.length < BYTES_MIN) {
            throw damaged("it is too short");
        }
        int end = bytes.length - Integer.BYTES;
        if (ByteBuffer.wrap(bytes, end, Integer.BYTES).getInt() != CursorWriter.checksum(bytes, end)) {
            throw damaged("its checksum does not match");
        }
        if (bytes[0] != CursorWriter.VERSION) {
            throw new DynamoException.InvalidRequest("a cursor must have version " + CursorWriter.VERSION
                    + ", other versions of the library wrote this one: " + bytes[0]);
        }
        CursorReader reader = new CursorReader(ByteBuffer.wrap(bytes, 1, end - 1));
        Cursor cursor = reader.cursor();
        if (reader.in.hasRemaining()) {
            throw damaged("it goes on after its end");
        }
        return cursor;
    }

    private Cursor cursor() {
        int kind = in.get();
        if (kind < 0 || kind >= KINDS.length) {
            throw damaged("it is of an unknown kind");
        }
        need(2 * Integer.BYTES);
        int tableHash = in.getInt();
        int indexHash = in.getInt();
        int segments = number();
        int next = number();
        List<Cursor.Position> positions = positions(segments);
        boolean parallel = KINDS[kind] == Cursor.Kind.PARALLEL_SCAN;
        if (segments < 1
                || segments > Selection.SEGMENTS_MAX
                || next > segments
                || !parallel && (positions.size() != 1 || positions.get(0).key().isEmpty())
                || parallel && positions.stream().anyMatch(position -> position.segment() >= next)
                || parallel && positions.isEmpty() && next == segments) {
            throw damaged("its numbers do not fit together");
        }
        return new Cursor(KINDS[kind], tableHash, indexHash, segments, next, positions);
    }

    private List<Cursor.Position> positions(int segments) {
        int count = number();
        List<Cursor.Position> positions = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < count; i++) {
            int segment = number();
            if (segment >= segments || !seen.add(segment)) {
                throw damaged("it has a wrong segment");
            }
            positions.add(new Cursor.Position(segment, key()));
        }
        return positions;
    }

    private Map<String, AttributeValue> key() {
        int count = number();
        if (count > CursorWriter.KEY_ATTRIBUTES_MAX) {
            throw damaged("it has too many key attributes");
        }
        Map<String, AttributeValue> key = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String name = text();
            need(1);
            AttributeValue value = switch (in.get()) {
                case 'S' -> AttributeValue.fromS(text());
                case 'N' -> AttributeValue.fromN(text());
                case 'B' -> AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(bytes()));
                default -> throw damaged("it has a value of an unknown type");
            };
            if (key.put(name, value) != null) {
                throw damaged("it has a key attribute twice");
            }
        }
        return key;
    }

    private String text() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new DynamoException.InvalidRequest("a cursor must be whole, this one is damaged: not UTF-8", notUtf8);
        }
    }

    private byte[] bytes() {
        int length = number();
        need(length);
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private int number() {
        int value = 0;
        for (int shift = 0; shift < Integer.SIZE - 1; shift += 7) {
            need(1);
            int next = in.get();
            long part = (long) (next & 0x7f) << shift;
            if (part > Integer.MAX_VALUE) {
                throw damaged("it has a number that is too large");
            }
            value |= (int) part;
            if (next >= 0) {
                return value;
            }
        }
        throw damaged("it has a number that is too long");
    }

    private void need(int bytes) {
        if (in.remaining() < bytes) {
            throw damaged("it ends too soon");
        }
    }

    private static DynamoException.InvalidRequest damaged(String how) {
        return new DynamoException.InvalidRequest("a cursor must be whole, this one is damaged: " + how);
    }
}

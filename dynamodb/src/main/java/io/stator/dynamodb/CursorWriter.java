package io.stator.dynamodb;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * From a cursor to bytes.
 *
 * <pre>
 * byte     version (1)
 * byte     kind, the ordinal of {@link Cursor.Kind}
 * 4 bytes  CRC-32 of the table's name
 * 4 bytes  CRC-32 of the index's name, of nothing if there is none
 * number   segments in all
 * number   first segment not begun
 * number   positions; for each of them
 *   number   segment
 *   number   key attributes; for each of them
 *     text     name
 *     byte     'S', 'N' or 'B'
 *     text     value, a number as the service wrote it, or the bytes
 * 4 bytes  CRC-32 of all before
 * </pre>
 *
 * A number has 7 bits a byte, the lowest first, and the highest bit where more follow. A text is its length in bytes and UTF-8.
 */
final class CursorWriter {
    static final int VERSION = 1;
    static final int KEY_ATTRIBUTES_MAX = 16;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(64);

    private CursorWriter() {}

    static byte[] write(Cursor cursor) {
        CursorWriter writer = new CursorWriter();
        writer.out.write(VERSION);
        writer.out.write(cursor.kind().ordinal());
        writer.fixed(cursor.tableHash());
        writer.fixed(cursor.indexHash());
        writer.number(cursor.segments());
        writer.number(cursor.next());
        writer.number(cursor.positions().size());
        for (Cursor.Position position : cursor.positions()) {
            writer.number(position.segment());
            writer.number(position.key().size());
            new TreeMap<>(position.key()).forEach(writer::attribute);
        }
        writer.fixed(checksum(writer.out.toByteArray(), writer.out.size()));
        return writer.out.toByteArray();
    }

    static int checksum(byte[] bytes, int length) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }

    /** Returns the attributes of an item with these names, or throws if one is absent. */
    static Map<String, AttributeValue> key(Iterable<String> names, Map<String, AttributeValue> item) {
        Map<String, AttributeValue> key = new TreeMap<>();
        for (String name : names) {
            AttributeValue value = item.get(name);
            if (value == null) {
                throw new DynamoException.Fault(
                        "the key attribute " + name + " of an item is needed for the cursor and is not there:"
                                + " read the page again",
                        null);
            }
            key.put(name, value);
        }
        return key;
    }

    /** Throws unless a value can be that of a key. */
    static void checkKey(String name, AttributeValue value) {
        if (value.s() == null && value.n() == null && value.b() == null) {
            throw new DynamoException.InvalidValue(
                    name + " must be text, a number or binary to be a key: it is " + Values.typeName(value));
        }
    }

    private void attribute(String name, AttributeValue value) {
        text(name.getBytes(StandardCharsets.UTF_8));
        if (value.s() != null) {
            out.write('S');
            text(value.s().getBytes(StandardCharsets.UTF_8));
        } else if (value.n() != null) {
            out.write('N');
            text(value.n().getBytes(StandardCharsets.UTF_8));
        } else if (value.b() != null) {
            out.write('B');
            text(value.b().asByteArrayUnsafe());
        } else {
            throw new DynamoException.Fault("a key must be text, a number or binary: " + name + "=" + value, null);
        }
    }

    private void text(byte[] bytes) {
        number(bytes.length);
        out.write(bytes, 0, bytes.length);
    }

    private void fixed(int value) {
        out.write(ByteBuffer.allocate(Integer.BYTES).putInt(value).array(), 0, Integer.BYTES);
    }

    private void number(int value) {
        int rest = value;
        while (rest > 0x7f) {
            out.write(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }
}

package io.stator.engine.segment;

import io.stator.engine.datom.ByteSink;
import io.stator.engine.datom.ByteSource;
import io.stator.engine.datom.ValueCodec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.UUID;

/** Collects the values of a segment that are no numbers, and writes and reads them; not thread-safe. See {@link SegmentEncoder}. */
final class ValuePoolBuilder {
    private static final int ID_BYTES = 2 * Long.BYTES;
    private static final int TEXTS_INITIAL = 64;

    private final Positions<String> texts = new Positions<>();
    private final ByteSink textBytes = new ByteSink();
    private long[] textLengths = {};
    private final Positions<UUID> ids = new Positions<>();
    private final ByteSink idBytes = new ByteSink();
    private final Map<ByteBuffer, Integer> others = new HashMap<>();
    private final ByteSink otherBytes = new ByteSink();

    /** The positions of those others that were asked for by the same object before, whose bytes need not be made again. */
    private final Map<Object, Integer> othersSeen = new IdentityHashMap<>();

    /** Returns the position of a value among those of its kind, behind all others when it is new. */
    int position(ValueKind kind, Object value) {
        return switch (kind) {
            case TEXT -> text((String) value);
            case ID -> id((UUID) value);
            case OTHER -> other(value);
            default -> throw new IllegalArgumentException("kind must be one with a pool: kind=" + kind);
        };
    }

    private int text(String text) {
        int count = texts.size();
        int position = texts.position(text);
        if (position == count) {
            byte[] bytes = Utf8.encoded(text);
            if (count == textLengths.length) {
                textLengths = Arrays.copyOf(textLengths, count + (count >> 1) + TEXTS_INITIAL);
            }
            textLengths[count] = bytes.length;
            textBytes.putAll(bytes, 0, bytes.length);
        }
        return position;
    }

    private int id(UUID id) {
        int count = ids.size();
        int position = ids.position(id);
        if (position == count) {
            idBytes.putLong(id.getMostSignificantBits());
            idBytes.putLong(id.getLeastSignificantBits());
        }
        return position;
    }

    /** Finds a value by its bytes: what is equal may still be another value, as decimals of other scales or the two zeros are. */
    private int other(Object value) {
        Integer seen = othersSeen.get(value);
        if (seen == null) {
            seen = otherByBytes(value);
            othersSeen.put(value, seen);
        }
        return seen;
    }

    private int otherByBytes(Object value) {
        ByteSink sink = new ByteSink();
        int tag = ValueCodec.tag(value);
        sink.put(tag);
        ValueCodec.put(tag, value, sink);
        int position = others.size();
        Integer known = others.putIfAbsent(ByteBuffer.wrap(sink.toByteArray()), position);
        if (known == null) {
            otherBytes.putAll(sink);
        }
        return known == null ? position : known;
    }

    void put(ByteSink sink) {
        int count = texts.size();
        sink.putVarint(count);
        if (count > 0) {
            LongColumnCodec.put(textLengths, count, sink);
            sink.putAll(textBytes);
        }
        sink.putVarint(ids.size());
        sink.putAll(idBytes);
        sink.putVarint(others.size());
        sink.putAll(otherBytes);
    }

    /** Returns the pool that follows, of at most so many values a kind. */
    static ValuePool get(ByteSource source, byte[] bytes, int most) {
        int[] textEnds = new int[source.getCount(most)];
        byte[] text = text(source, bytes, textEnds);
        long[] ids = new long[2 * Math.min(source.getCount(most), source.left() / ID_BYTES + 1)];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = source.getLong();
        }
        Object[] others = new Object[Math.min(source.getCount(most), source.left() + 1)];
        int start = source.position();
        for (int i = 0; i < others.length; i++) {
            Object value = ValueCodec.get(source.get(), source);
            if (value == null) {
                throw new IllegalArgumentException("a fact must have a value: position=" + i);
            }
            others[i] = value;
        }
        return new ValuePool(text, textEnds, ids, others, source.position() - start);
    }

    private static byte[] text(ByteSource source, byte[] bytes, int[] ends) {
        if (ends.length == 0) {
            return new byte[0];
        }
        long[] lengths = new long[ends.length];
        LongColumnCodec.read(source, bytes, ends.length, lengths);
        int end = 0;
        for (int i = 0; i < ends.length; i++) {
            if (lengths[i] < 0 || lengths[i] > source.left() - end) {
                throw new IllegalArgumentException("texts must fit the bytes left: length=" + lengths[i]);
            }
            end += (int) lengths[i];
            ends[i] = end;
        }
        int start = source.pass(end);
        byte[] text = Arrays.copyOfRange(bytes, start, start + end);
        if (!Utf8.isWellFormed(text, 0, end)) {
            throw new IllegalArgumentException("texts must be well-formed UTF-8");
        }
        for (int i = 0; i + 1 < ends.length; i++) {
            if (ends[i] < end && Utf8.isContinuation(text[ends[i]])) {
                throw new IllegalArgumentException("texts must end between characters: end=" + ends[i]);
            }
        }
        return text;
    }
}

package io.stator.engine.segment;

import io.stator.Index;
import io.stator.engine.datom.ByteSource;
import java.util.Arrays;

/** Makes a segment of its bytes; used once, not thread-safe. See {@link SegmentEncoder} for what they are. */
final class SegmentDecoder {
    private final Envelope envelope;
    private final byte[] bytes;
    private final ByteSource source;
    private final int size;
    private final long[] scratch;

    private SegmentDecoder(Envelope.Opened opened) {
        this.envelope = opened.envelope();
        this.bytes = opened.content();
        this.source = opened.source();
        this.size = envelope.count();
        this.scratch = new long[size];
    }

    static Segment decode(SegmentId id, Index index, byte[] bytes) {
        Envelope.Opened opened = Envelope.open(id, Envelope.Type.SEGMENT, index, bytes);
        try {
            return new SegmentDecoder(opened).decode();
        } catch (IllegalArgumentException wrong) {
            throw id.damaged(String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private Segment decode() {
        int[] attributes = new int[count(source.getCount(size))];
        ValueKind[] kinds = new ValueKind[attributes.length];
        groups(attributes, kinds);
        int[] groupOf = new int[size];
        LongColumn groups = attributes.length == 1
                ? LongColumn.sequence(size, 0, 0)
                : LongColumnCodec.get(source, bytes, size, scratch);
        for (int i = 0; i < size; i++) {
            groupOf[i] = below("group", groups.get(i), attributes.length);
        }
        LongColumn entities = LongColumnCodec.get(source, bytes, size, scratch);
        LongColumn times = times();
        int[] starts = Grouping.starts(groupOf, attributes.length);
        LongColumn values = attributes.length == 1
                ? LongColumnCodec.get(source, bytes, size, scratch)
                : values(starts, Grouping.positions(groupOf, starts));
        ValuePool pool = ValuePoolBuilder.get(source, bytes, size);
        source.expectEnd();
        Segment segment = new Segment(
                envelope.index(),
                attributes,
                kinds,
                groups,
                entities,
                times,
                values,
                pool,
                envelope.firstT(),
                envelope.lastT());
        checkValues(segment, values, kinds, groupOf, pool);
        checkOrder(segment);
        return segment;
    }

    private static int count(int count) {
        if (count == 0) {
            throw new IllegalArgumentException("there must be a group");
        }
        return count;
    }

    private static int below(String what, long number, int limit) {
        if (number < 0 || number >= limit) {
            throw new IllegalArgumentException(what + " must be below " + limit + ": " + what + "=" + number);
        }
        return (int) number;
    }

    private void groups(int[] attributes, ValueKind[] kinds) {
        long attribute = 0;
        for (int i = 0; i < attributes.length; i++) {
            long step = source.getVarint();
            ValueKind kind = ValueKind.ofCode(source.get());
            attribute += below("step to an attribute", step, Integer.MAX_VALUE);
            if (attribute > Integer.MAX_VALUE || (i > 0 && step == 0 && kind.code() <= kinds[i - 1].code())) {
                throw new IllegalArgumentException("groups must be in order: attribute=" + attribute);
            }
            attributes[i] = (int) attribute;
            kinds[i] = kind;
        }
    }

    private LongColumn times() {
        LongColumnCodec.read(source, bytes, size, scratch);
        long[] times = Arrays.copyOf(scratch, size);
        LongColumnCodec.read(source, bytes, size, scratch);
        long firstT = Long.MAX_VALUE;
        long lastT = Long.MIN_VALUE;
        for (int i = 0; i < size; i++) {
            firstT = Math.min(firstT, times[i]);
            lastT = Math.max(lastT, times[i]);
            times[i] = (times[i] << 1) | below("operation", scratch[i], 2);
        }
        if (firstT != envelope.firstT() || lastT != envelope.lastT() || lastT > Long.MAX_VALUE >> 1) {
            throw new IllegalArgumentException("times must be as stated: firstT=" + firstT + " lastT=" + lastT);
        }
        return LongColumn.of(times, size);
    }

    private LongColumn values(int[] starts, int[] positions) {
        long[] values = new long[size];
        for (int group = 0; group + 1 < starts.length; group++) {
            int count = starts[group + 1] - starts[group];
            if (count == 0) {
                throw new IllegalArgumentException("a group must have a fact: group=" + group);
            }
            LongColumnCodec.read(source, bytes, count, scratch);
            for (int i = 0; i < count; i++) {
                values[positions[starts[group] + i]] = scratch[i];
            }
        }
        return LongColumn.of(values, size);
    }

    private void checkValues(Segment segment, LongColumn values, ValueKind[] kinds, int[] groupOf, ValuePool pool) {
        for (int i = 0; i < size; i++) {
            ValueKind kind = kinds[groupOf[i]];
            switch (kind) {
                case LONG, INSTANT, DOUBLE -> {
                    // any number will do
                }
                case BOOLEAN -> below("boolean", values.get(i), 2);
                case FLOAT -> {
                    if (values.get(i) >>> Integer.SIZE != 0) {
                        throw new IllegalArgumentException("float must fit 32 bits: bits=" + values.get(i));
                    }
                }
                case TEXT, ID, OTHER -> below("position of a value", values.get(i), pool.size(kind));
            }
            if (kind != ValueKind.LONG && segment.index() == Index.VAET) {
                throw new IllegalArgumentException("values must be references: kind=" + kind);
            }
        }
    }

    private void checkOrder(Segment segment) {
        for (int i = 0; i + 1 < size; i++) {
            if (segment.compareToNext(i) >= 0) {
                throw new IllegalArgumentException("facts must be in order: position=" + i);
            }
        }
    }
}

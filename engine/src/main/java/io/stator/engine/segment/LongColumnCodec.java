package io.stator.engine.segment;

import io.stator.engine.datom.ByteSink;
import io.stator.engine.datom.ByteSource;
import java.util.Arrays;

/**
 * The bytes of a column of numbers, in the shortest of five ways; how many there are is known from elsewhere.
 *
 * <pre>
 * sequence    0, first, step (zigzag varints)
 * packed      1, least (zigzag varint), width (1 byte), differences to the least ({@link PackedBits})
 * delta       2, first, least difference (zigzag varints), width (1 byte), differences of all but the first to the one before, less the
 *             least (packed)
 * runs        3, number of runs (varint), columns of their values and of their lengths
 * dictionary  4, number of values (varint), column of the values in order, width (1 byte), positions in it (packed)
 * </pre>
 *
 * <p>All arithmetic is that of 64 bits without overflow. Columns inside runs and dictionaries are sequences, packed or deltas.
 */
final class LongColumnCodec {
    private static final int SEQUENCE = 0;
    private static final int PACKED = 1;
    private static final int DELTA = 2;
    private static final int RUNS = 3;
    private static final int DICTIONARY = 4;

    /** Runs are tried when they are this long on average, or longer. */
    private static final int RUN_LENGTH_MIN = 2;

    /** A dictionary is tried when each of its values occurs so often on average, or more often. */
    private static final int OCCURRENCES_MIN = 4;

    /** A dictionary is tried when a number takes more bits than this. */
    private static final int WIDTH_MIN = 4;

    /** A dictionary has at most so many values that positions in it have this width: a column has no more numbers. */
    private static final int DICTIONARY_WIDTH_MAX = 16;

    private LongColumnCodec() {}

    /** Appends the first numbers of an array, of which there must be one. */
    static void put(long[] values, int count, ByteSink sink) {
        ByteSink best = new ByteSink();
        Shape shape = Shape.of(values, count);
        putPlain(values, count, shape, best);
        if (shape.runs * RUN_LENGTH_MIN <= count && !shape.isSequence()) {
            best = shorter(best, runs(values, count, shape.runs));
        }
        if (PackedBits.width(shape.span()) > WIDTH_MIN && !shape.isSequence()) {
            Distinct distinct = Distinct.of(values, count, Math.min(count / OCCURRENCES_MIN, worthwhile(count, best)));
            if (distinct != null) {
                best = shorter(best, dictionary(count, distinct));
            }
        }
        sink.putAll(best);
    }

    /** Returns how many values a dictionary may have at most: with more, the positions in it alone take as much as what is known already. */
    private static int worthwhile(int count, ByteSink best) {
        int width = 0;
        while (width < DICTIONARY_WIDTH_MAX && PackedBits.bytes(count, width + 1) < best.size()) {
            width++;
        }
        return 1 << width;
    }

    private static ByteSink shorter(ByteSink one, ByteSink other) {
        return other.size() < one.size() ? other : one;
    }

    /** What decides how numbers are best written. */
    private record Shape(long least, long greatest, long leastDelta, long greatestDelta, int runs) {
        static Shape of(long[] values, int count) {
            long least = values[0];
            long greatest = values[0];
            long leastDelta = Long.MAX_VALUE;
            long greatestDelta = Long.MIN_VALUE;
            int runs = 1;
            for (int i = 1; i < count; i++) {
                long delta = values[i] - values[i - 1];
                least = Math.min(least, values[i]);
                greatest = Math.max(greatest, values[i]);
                leastDelta = Math.min(leastDelta, delta);
                greatestDelta = Math.max(greatestDelta, delta);
                runs += delta == 0 ? 0 : 1;
            }
            return count == 1
                    ? new Shape(least, greatest, 0, 0, runs)
                    : new Shape(least, greatest, leastDelta, greatestDelta, runs);
        }

        boolean isSequence() {
            return leastDelta == greatestDelta;
        }

        /** The greatest difference to the least, as a number without a sign. */
        long span() {
            return greatest - least;
        }
    }

    /** Appends numbers as a sequence, packed, or as deltas. */
    private static void putPlain(long[] values, int count, Shape shape, ByteSink sink) {
        if (shape.isSequence()) {
            sink.put(SEQUENCE);
            sink.putZigzag(values[0]);
            sink.putZigzag(shape.leastDelta);
            return;
        }
        int width = PackedBits.width(shape.span());
        int deltaWidth = PackedBits.width(shape.greatestDelta - shape.leastDelta);
        if (PackedBits.bytes(count - 1, deltaWidth) < PackedBits.bytes(count, width)) {
            long[] deltas = new long[count - 1];
            for (int i = 1; i < count; i++) {
                deltas[i - 1] = values[i] - values[i - 1];
            }
            sink.put(DELTA);
            sink.putZigzag(values[0]);
            sink.putZigzag(shape.leastDelta);
            sink.put(deltaWidth);
            PackedBits.put(deltas, count - 1, shape.leastDelta, deltaWidth, sink);
        } else {
            sink.put(PACKED);
            sink.putZigzag(shape.least);
            sink.put(width);
            PackedBits.put(values, count, shape.least, width, sink);
        }
    }

    private static ByteSink runs(long[] values, int count, int runs) {
        long[] runValues = new long[runs];
        long[] lengths = new long[runs];
        int run = -1;
        for (int i = 0; i < count; i++) {
            if (i == 0 || values[i] != values[i - 1]) {
                runValues[++run] = values[i];
            }
            lengths[run]++;
        }
        ByteSink sink = new ByteSink();
        sink.put(RUNS);
        sink.putVarint(runs);
        putPlain(runValues, runs, Shape.of(runValues, runs), sink);
        putPlain(lengths, runs, Shape.of(lengths, runs), sink);
        return sink;
    }

    private static ByteSink dictionary(int count, Distinct distinct) {
        long[] inOrder = distinct.inOrder();
        int width = PackedBits.width(inOrder.length - 1L);
        ByteSink sink = new ByteSink();
        sink.put(DICTIONARY);
        sink.putVarint(inOrder.length);
        putPlain(inOrder, inOrder.length, Shape.of(inOrder, inOrder.length), sink);
        sink.put(width);
        PackedBits.put(distinct.positions(inOrder), count, 0, width, sink);
        return sink;
    }

    /**
     * Returns the column that follows.
     *
     * @param count how many numbers it has, at least one
     * @param scratch at least so long; afterwards it holds anything
     */
    static LongColumn get(ByteSource source, byte[] bytes, int count, long[] scratch) {
        int way = source.get();
        if (way == SEQUENCE) {
            long first = source.getZigzag();
            return LongColumn.sequence(count, first, source.getZigzag());
        }
        fill(way, source, bytes, count, scratch);
        return LongColumn.of(scratch, count);
    }

    /** Reads the column that follows into the beginning of an array. */
    static void read(ByteSource source, byte[] bytes, int count, long[] into) {
        fill(source.get(), source, bytes, count, into);
    }

    private static void fill(int way, ByteSource source, byte[] bytes, int count, long[] into) {
        switch (way) {
            case RUNS -> fillRuns(source, bytes, count, into);
            case DICTIONARY -> fillDictionary(source, bytes, count, into);
            default -> fillPlain(way, source, bytes, count, into);
        }
    }

    private static void fillPlain(int way, ByteSource source, byte[] bytes, int count, long[] into) {
        long base = source.getZigzag();
        switch (way) {
            case SEQUENCE -> {
                long step = source.getZigzag();
                for (int i = 0; i < count; i++) {
                    into[i] = base + step * i;
                }
            }
            case PACKED -> unpack(source, bytes, count, base, into);
            case DELTA -> {
                long least = source.getZigzag();
                unpack(source, bytes, count - 1, least, into);
                long value = base;
                for (int i = 0; i < count; i++) {
                    long delta = into[i];
                    into[i] = value;
                    value += delta;
                }
            }
            default ->
                throw new IllegalArgumentException("way of a column must be 0 to 4, inside another 0 to 2: way=" + way);
        }
    }

    private static void unpack(ByteSource source, byte[] bytes, int count, long base, long[] into) {
        int width = source.get();
        if (width > Long.SIZE) {
            throw new IllegalArgumentException("width must be at most " + Long.SIZE + ": width=" + width);
        }
        PackedBits.get(bytes, source.pass(PackedBits.bytes(count, width)), count, width, base, into);
    }

    private static void fillRuns(ByteSource source, byte[] bytes, int count, long[] into) {
        int runs = countOf(source, count);
        long[] values = new long[runs];
        long[] lengths = new long[runs];
        fillPlain(source.get(), source, bytes, runs, values);
        fillPlain(source.get(), source, bytes, runs, lengths);
        int done = 0;
        for (int i = 0; i < runs; i++) {
            if (lengths[i] < 1 || lengths[i] > count - done) {
                throw new IllegalArgumentException("runs must have " + count + " numbers together: run=" + lengths[i]);
            }
            Arrays.fill(into, done, done + (int) lengths[i], values[i]);
            done += (int) lengths[i];
        }
        if (done != count) {
            throw new IllegalArgumentException("runs must have " + count + " numbers together: numbers=" + done);
        }
    }

    private static void fillDictionary(ByteSource source, byte[] bytes, int count, long[] into) {
        int size = countOf(source, count);
        long[] values = new long[size];
        fillPlain(source.get(), source, bytes, size, values);
        unpack(source, bytes, count, 0, into);
        for (int i = 0; i < count; i++) {
            if (into[i] < 0 || into[i] >= size) {
                throw new IllegalArgumentException(
                        "position in a dictionary must be below " + size + ": position=" + into[i]);
            }
            into[i] = values[(int) into[i]];
        }
    }

    private static int countOf(ByteSource source, int most) {
        int count = source.getCount(most);
        if (count == 0) {
            throw new IllegalArgumentException("a part of a column must not be empty");
        }
        return count;
    }
}

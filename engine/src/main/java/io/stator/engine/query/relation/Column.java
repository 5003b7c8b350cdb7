package io.stator.engine.query.relation;

import io.stator.engine.datom.Effort;
import io.stator.engine.datom.Values;
import io.stator.engine.query.limit.Guard;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values of one variable in the rows of a relation; immutable once it is published.
 *
 * <p>Longs, entity ids and instants are kept without objects. Only columns of objects may hold nulls.
 */
public final class Column {
    /** How the values are kept. */
    public enum Kind {
        /** Longs and entity ids, in {@link Column#longs}. */
        LONG,
        /** Instants, as milliseconds in {@link Column#longs}. */
        INSTANT,
        /** Anything, in {@link Column#objects}. */
        OBJECT
    }

    /** How many bits a row may take that tell which longs were seen. */
    private static final int BITS_A_ROW_MAX = 64;

    /** How many values are copied between two looks at the time. */
    private static final int GATHERED_AT_ONCE = 1 << 12;

    private static final long[] NO_LONGS = {};
    private static final @Nullable Object[] NO_OBJECTS = {};

    /** How the values are kept. */
    public final Kind kind;

    /** The values of a column of longs or instants; may be longer than the relation. */
    public final long[] longs;

    /** The values of a column of objects that is not one of texts; may be longer than the relation. */
    private final @Nullable Object[] objects;

    /** The values of a column of objects all of which are texts, of which no strings need be made yet; null otherwise. */
    private final @Nullable TextCodes texts;

    /**
     * Whether the values came of an input or a function: idents and lookup refs among them stand for entities where an
     * entity is meant.
     */
    public final boolean names;

    /** About how many bytes the values take that were made for this query. */
    private final long madeBytes;

    private Column(
            Kind kind,
            long[] longs,
            @Nullable Object[] objects,
            @Nullable TextCodes texts,
            boolean names,
            long madeBytes) {
        this.kind = kind;
        this.longs = longs;
        this.objects = objects;
        this.texts = texts;
        this.names = names;
        this.madeBytes = madeBytes;
    }

    /** Returns a column of longs, or of instants in milliseconds. */
    static Column ofLongs(Kind kind, long[] values) {
        return new Column(kind, values, NO_OBJECTS, null, false, 0);
    }

    /** Returns a column of objects. */
    static Column ofObjects(@Nullable Object[] values, boolean names) {
        return ofObjects(values, names, 0);
    }

    /** Returns a column of objects of which those made for this query take so many bytes. */
    static Column ofObjects(@Nullable Object[] values, boolean names, long madeBytes) {
        return new Column(Kind.OBJECT, NO_LONGS, values, null, names, madeBytes);
    }

    /** Returns a column of texts, whose strings take so many bytes when all of them are made. */
    static Column ofTexts(TextCodes texts, long madeBytes) {
        return new Column(Kind.OBJECT, NO_LONGS, NO_OBJECTS, texts, false, madeBytes);
    }

    /** Returns the column that has one value in every row. */
    public static Column constant(@Nullable Object value, int size, boolean names) {
        if (value instanceof Long number) {
            long[] values = new long[size];
            Arrays.fill(values, number);
            return ofLongs(Kind.LONG, values);
        }
        if (value instanceof Instant instant) {
            long[] values = new long[size];
            Arrays.fill(values, instant.toEpochMilli());
            return ofLongs(Kind.INSTANT, values);
        }
        @Nullable Object[] values = new Object[size];
        Arrays.fill(values, value);
        return ofObjects(values, names);
    }

    /** Returns whether all values are longs or entity ids, which {@link #longAt} returns. */
    public boolean isLong() {
        return kind == Kind.LONG;
    }

    /** Returns the long in a row of a column of longs. */
    public long longAt(int row) {
        return longs[row];
    }

    /** Returns whether the values are in {@link #longs}. */
    public boolean isPrimitive() {
        return kind != Kind.OBJECT;
    }

    /** Returns the value in a row. */
    public @Nullable Object get(int row) {
        return switch (kind) {
            case LONG -> longs[row];
            case INSTANT -> Instant.ofEpochMilli(longs[row]);
            case OBJECT -> texts == null ? objects[row] : texts.get(row);
        };
    }

    /** Returns a hash of the value in a row, not mixed yet, that agrees with the equality of the query language. */
    int hash(int row, Effort effort) {
        if (kind != Kind.OBJECT) {
            return Long.hashCode(longs[row]);
        }
        return texts == null ? Values.hash(objects[row], effort) : texts.hash(row);
    }

    /** Returns whether two values are equal in the query language. */
    public boolean equal(int row, Column other, int otherRow, Effort effort) {
        if (kind == other.kind && kind != Kind.OBJECT) {
            return longs[row] == other.longs[otherRow];
        }
        TextCodes others = other.texts;
        if (texts != null && others != null) {
            return texts.equal(row, others, otherRow);
        }
        return Values.equal(get(row), other.get(otherRow), effort);
    }

    /** Returns the lengths of texts; null when not all values are texts that are kept as such. */
    public @Nullable Column lengths(int size, Guard guard) {
        TextCodes codes = texts;
        if (codes == null) {
            return null;
        }
        long[] lengths = new long[size];
        for (int row = 0; row < size; row++) {
            guard.tick(row);
            lengths[row] = codes.length(row);
        }
        return ofLongs(Kind.LONG, lengths);
    }

    /**
     * Returns the values of some rows, in that order.
     *
     * @param effort is told of the steps
     */
    public Column gather(Rows rows, Effort effort) {
        int count = rows.size;
        if (isPrimitive()) {
            return new Column(kind, gather(longs, rows, effort), NO_OBJECTS, null, names, 0);
        }
        int all = texts == null ? objects.length : texts.capacity();
        long share = count < all ? (long) ((double) madeBytes / all * count) : madeBytes;
        if (texts != null) {
            return ofTexts(texts.gather(rows, effort), share);
        }
        @Nullable Object[] values = new Object[count];
        for (int start = 0; start < count; start += GATHERED_AT_ONCE) {
            int end = Math.min(count, start + GATHERED_AT_ONCE);
            effort.steps(end - start);
            for (int i = start; i < end; i++) {
                values[i] = objects[rows.rows[i]];
            }
        }
        return new Column(kind, NO_LONGS, values, null, names, share);
    }

    /** Returns the longs of some rows, in that order. */
    static long[] gather(long[] longs, Rows rows, Effort effort) {
        int[] from = rows.rows;
        int count = rows.size;
        long[] values = new long[count];
        for (int start = 0; start < count; start += GATHERED_AT_ONCE) {
            int end = Math.min(count, start + GATHERED_AT_ONCE);
            effort.steps(end - start);
            for (int i = start; i < end; i++) {
                values[i] = longs[from[i]];
            }
        }
        return values;
    }

    /**
     * Returns whether no two of the first rows have the same long, or the same instant; false when that cannot be told without a table of
     * them, because they are far from each other.
     */
    boolean hasDistinctLongs(int size, Guard guard) {
        if (!isPrimitive() || size == 0) {
            return false;
        }
        long least = longs[0];
        long greatest = longs[0];
        boolean ascends = true;
        for (int row = 1; row < size; row++) {
            guard.tick(row);
            long value = longs[row];
            ascends &= value > longs[row - 1];
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        long span = greatest - least;
        return ascends
                || (span >= size - 1L
                        && span < (long) BITS_A_ROW_MAX * size
                        && hasDistinctLongs(size, least, span, guard));
    }

    private boolean hasDistinctLongs(int size, long least, long span, Guard guard) {
        guard.need(span / Byte.SIZE);
        long[] seen = new long[(int) (span / Long.SIZE) + 1];
        for (int row = 0; row < size; row++) {
            guard.tick(row);
            long offset = longs[row] - least;
            int word = (int) (offset / Long.SIZE);
            long bit = 1L << offset;
            if ((seen[word] & bit) != 0) {
                return false;
            }
            seen[word] |= bit;
        }
        return true;
    }

    /** Returns about how many bytes the column takes. */
    long bytes() {
        long placeBytes = texts == null ? 0 : (long) TextCodes.ROW_BYTES * texts.capacity();
        return (long) Long.BYTES * (longs.length + objects.length) + placeBytes + madeBytes;
    }
}

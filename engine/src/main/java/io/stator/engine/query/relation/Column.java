package io.stator.engine.query.relation;

import io.stator.engine.datom.Effort;
import io.stator.engine.datom.Values;
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

    private static final long[] NO_LONGS = {};
    private static final @Nullable Object[] NO_OBJECTS = {};

    /** How the values are kept. */
    public final Kind kind;

    /** The values of a column of longs or instants; may be longer than the relation. */
    public final long[] longs;

    /** The values of a column of objects; may be longer than the relation. */
    final @Nullable Object[] objects;

    /**
     * Whether the values came of an input or a function: idents and lookup refs among them stand for entities where an
     * entity is meant.
     */
    public final boolean names;

    /** About how many bytes the values take that were made for this query. */
    private final long madeBytes;

    private Column(Kind kind, long[] longs, @Nullable Object[] objects, boolean names, long madeBytes) {
        this.kind = kind;
        this.longs = longs;
        this.objects = objects;
        this.names = names;
        this.madeBytes = madeBytes;
    }

    /** Returns a column of longs, or of instants in milliseconds. */
    static Column ofLongs(Kind kind, long[] values) {
        return new Column(kind, values, NO_OBJECTS, false, 0);
    }

    /** Returns a column of objects. */
    static Column ofObjects(@Nullable Object[] values, boolean names) {
        return ofObjects(values, names, 0);
    }

    /** Returns a column of objects of which those made for this query take so many bytes. */
    static Column ofObjects(@Nullable Object[] values, boolean names, long madeBytes) {
        return new Column(Kind.OBJECT, NO_LONGS, values, names, madeBytes);
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
            case OBJECT -> objects[row];
        };
    }

    /** Returns a hash of the value in a row, not mixed yet, that agrees with the equality of the query language. */
    int hash(int row, Effort effort) {
        return kind == Kind.OBJECT ? Values.hash(objects[row], effort) : Long.hashCode(longs[row]);
    }

    /** Returns whether two values are equal in the query language. */
    public boolean equal(int row, Column other, int otherRow, Effort effort) {
        if (kind == other.kind && kind != Kind.OBJECT) {
            return longs[row] == other.longs[otherRow];
        }
        return Values.equal(get(row), other.get(otherRow), effort);
    }

    /** Returns the values of some rows, in that order. */
    public Column gather(Rows rows) {
        int[] from = rows.rows;
        int count = rows.size;
        if (isPrimitive()) {
            long[] values = new long[count];
            for (int i = 0; i < count; i++) {
                values[i] = longs[from[i]];
            }
            return new Column(kind, values, NO_OBJECTS, names, 0);
        }
        @Nullable Object[] values = new Object[count];
        for (int i = 0; i < count; i++) {
            values[i] = objects[from[i]];
        }
        long share = count < objects.length ? (long) ((double) madeBytes / objects.length * count) : madeBytes;
        return new Column(kind, NO_LONGS, values, names, share);
    }

    /** Returns about how many bytes the column takes. */
    long bytes() {
        return (long) Long.BYTES * (longs.length + objects.length) + madeBytes;
    }
}

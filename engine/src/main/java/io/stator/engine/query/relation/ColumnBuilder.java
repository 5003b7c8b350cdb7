package io.stator.engine.query.relation;

import io.stator.engine.datom.Effort;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.Values;
import io.stator.engine.query.limit.Sizes;
import io.stator.engine.query.relation.Column.Kind;
import io.stator.engine.segment.LongColumn;
import io.stator.engine.segment.Texts;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A growing column, of longs or instants as long as it holds nothing else; not thread-safe. */
public final class ColumnBuilder {
    private static final int CAPACITY_FIRST = 16;

    /** What a string takes without its characters. */
    private static final int TEXT_BYTES = (int) Sizes.bytes("");

    private @Nullable Kind kind;
    private long[] longs = {};
    private @Nullable Object[] objects = {};

    /** The values of a column of objects as long as all of them are texts and some are in segments; null otherwise. */
    private @Nullable TextCodesBuilder texts;

    private boolean names;
    private long madeBytes;
    private int size;

    /** For how many values room is made when many come at once. */
    private int expected;

    /** Makes an empty one whose values stand for themselves. */
    public ColumnBuilder() {
        this(false);
    }

    /**
     * Makes an empty one.
     *
     * @param names whether idents and lookup refs among the values stand for entities
     */
    public ColumnBuilder(boolean names) {
        this.names = names;
    }

    /** Returns about how many bytes the values take that were made for this query. */
    public long madeBytes() {
        return madeBytes;
    }

    /** Adds a value. */
    public void add(@Nullable Object value) {
        if (value instanceof Long number) {
            addLong(number);
        } else if (value instanceof Instant instant) {
            addInstant(instant.toEpochMilli());
        } else {
            if (names && (size == 0 || kind != Kind.OBJECT || texts != null || objects[size - 1] != value)) {
                madeBytes += Sizes.bytes(value);
            }
            addObject(value);
        }
    }

    /** Adds a long, or an entity id. */
    public void addLong(long value) {
        if (kind == Kind.LONG) {
            if (size == longs.length) {
                longs = Arrays.copyOf(longs, grown());
            }
            longs[size++] = value;
        } else if (become(Kind.LONG)) {
            addLong(value);
        } else {
            addObject(value);
        }
    }

    void addInstant(long millis) {
        if (kind == Kind.INSTANT) {
            if (size == longs.length) {
                longs = Arrays.copyOf(longs, grown());
            }
            longs[size++] = millis;
        } else if (become(Kind.INSTANT)) {
            addInstant(millis);
        } else {
            addObject(Instant.ofEpochMilli(millis));
        }
    }

    /** Takes note that so many values will be added, or fewer. */
    public void expect(int count) {
        expected = count;
    }

    /** Adds longs, or entity ids, of a segment. */
    public void addLongs(LongColumn column, int from, int to) {
        addAll(Kind.LONG, column, from, to);
    }

    /** Adds instants of a segment, in milliseconds. */
    public void addInstants(LongColumn column, int from, int to) {
        addAll(Kind.INSTANT, column, from, to);
    }

    private void addAll(Kind wanted, LongColumn column, int from, int to) {
        if (!become(wanted)) {
            for (int i = from; i < to; i++) {
                long value = column.get(i);
                addObject(wanted == Kind.LONG ? (Object) value : Instant.ofEpochMilli(value));
            }
            return;
        }
        if (longs.length - size < to - from) {
            longs = Arrays.copyOf(longs, Math.max(Math.max(grown(), expected), size + to - from));
        }
        column.copy(from, to, longs, size);
        size += to - from;
    }

    /** Adds the value of a fact. */
    public void addValue(Fact fact) {
        if (fact.isLong()) {
            addLong(fact.bits);
        } else if (fact.isInstant()) {
            addInstant(fact.bits);
        } else {
            addObject(fact.stored());
        }
    }

    /**
     * Adds a value that was made for this query, and is neither a long nor an instant.
     *
     * @param other whether it is another object than the one before
     */
    public void addMade(@Nullable Object value, boolean other) {
        madeBytes += other ? Sizes.bytes(value) : 0;
        addObject(value);
    }

    /** Adds texts of a segment, of which no strings are made as long as nobody asks for one. */
    public void addTexts(Texts segment, LongColumn positions, int from, int to) {
        if (kind == null) {
            kind = Kind.OBJECT;
            texts = new TextCodesBuilder();
        }
        TextCodesBuilder codes = texts;
        if (codes == null) {
            for (int i = from; i < to; i++) {
                boolean other = i == from || positions.get(i) != positions.get(i - 1);
                addMade(other ? segment.text((int) positions.get(i)) : objects[size - 1], other);
            }
            return;
        }
        madeBytes += codes.add(segment, positions, from, to, expected, TEXT_BYTES);
        size += to - from;
    }

    /** Adds a value of another column. */
    void addFrom(Column column, int row) {
        names |= column.names;
        switch (column.kind) {
            case LONG -> addLong(column.longs[row]);
            case INSTANT -> addInstant(column.longs[row]);
            case OBJECT -> add(column.get(row));
        }
    }

    private void addObject(@Nullable Object value) {
        become(Kind.OBJECT);
        TextCodesBuilder codes = texts;
        if (codes != null && value instanceof String text) {
            codes.add(text);
            size++;
            return;
        }
        if (codes != null) {
            makeStrings(codes.build());
        }
        if (size == objects.length) {
            objects = Arrays.copyOf(objects, grown());
        }
        objects[size++] = value;
    }

    private void makeStrings(TextCodes codes) {
        texts = null;
        objects = new Object[grown()];
        for (int i = 0; i < size; i++) {
            objects[i] = codes.get(i);
        }
    }

    private int grown() {
        return Math.max(CAPACITY_FIRST, size + (size >> 1) + 1);
    }

    /** Makes this a column of a kind when it can become one; returns whether it is one now. */
    private boolean become(Kind wanted) {
        if (kind == wanted) {
            return true;
        }
        if (kind == null) {
            kind = wanted;
            return true;
        }
        if (kind == Kind.OBJECT) {
            return false;
        }
        if (wanted == Kind.OBJECT || size > 0) {
            objects = new Object[Math.max(CAPACITY_FIRST, longs.length)];
            for (int i = 0; i < size; i++) {
                objects[i] = valueAt(i);
            }
            longs = new long[0];
            kind = Kind.OBJECT;
        }
        return wanted == Kind.OBJECT;
    }

    private @Nullable Object valueAt(int row) {
        if (texts != null) {
            return texts.get(row);
        }
        if (kind == Kind.LONG) {
            return longs[row];
        }
        return kind == Kind.INSTANT ? Instant.ofEpochMilli(longs[row]) : objects[row];
    }

    /** Returns whether the value in a row is the one in a row of a column. */
    boolean equal(int row, Column column, int columnRow, Effort effort) {
        return kind == column.kind && column.isPrimitive()
                ? longs[row] == column.longs[columnRow]
                : Values.equal(valueAt(row), column.get(columnRow), effort);
    }

    /** Returns the column of what was added so far; the builder may go on growing. */
    public Column build() {
        if (texts != null) {
            return Column.ofTexts(texts.build(), madeBytes);
        }
        if (kind == null || kind == Kind.OBJECT) {
            return Column.ofObjects(objects, names, madeBytes);
        }
        return Column.ofLongs(kind, longs);
    }

    /** Returns the column of the rows from one on. */
    Column buildFrom(int first) {
        if (texts != null) {
            return Column.ofTexts(texts.build().range(Math.min(first, size), size), first == 0 ? madeBytes : 0);
        }
        if (kind == null || kind == Kind.OBJECT) {
            return Column.ofObjects(
                    Arrays.copyOfRange(objects, Math.min(first, objects.length), Math.max(first, size)),
                    names,
                    first == 0 ? madeBytes : 0);
        }
        return Column.ofLongs(kind, Arrays.copyOfRange(longs, first, size));
    }
}

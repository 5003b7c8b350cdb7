package io.stator.engine.query.relation;

import io.stator.engine.query.limit.Guard;
import java.util.Arrays;
import java.util.BitSet;

/** A growing set of rows, in the order in which they came; not thread-safe. */
public final class RowTable {
    private static final int CAPACITY_FIRST = 32;

    /** The greatest number of rows for which room is made before they come; tables for more grow as others do. */
    private static final int EXPECTED_MAX = 1 << 20;

    private final Guard guard;
    private final int[] slots;
    private final ColumnBuilder[] builders;
    private int[] table;
    private int[] hashes;
    private int size;

    /** Makes an empty one of some variables. */
    public RowTable(int[] slots, Guard guard) {
        this(slots, CAPACITY_FIRST / 2, guard);
    }

    /** Makes one for about so many rows. */
    public RowTable(int[] slots, int expected, Guard guard) {
        this.guard = guard;
        this.slots = slots;
        int capacity = Integer.highestOneBit(Math.max(CAPACITY_FIRST, Math.min(expected, EXPECTED_MAX))) << 1;
        this.table = new int[capacity];
        this.hashes = new int[capacity / 2];
        this.builders = new ColumnBuilder[slots.length];
        for (int i = 0; i < builders.length; i++) {
            builders[i] = new ColumnBuilder();
        }
    }

    /** Returns the number of rows. */
    public int size() {
        return size;
    }

    /** Adds the rows of a relation that has the variables; returns how many were new. */
    public int addAll(Relation rows) {
        Column[] columns = rows.columns(slots);
        int before = size;
        for (int row = 0; row < rows.size; row++) {
            guard.tick(row);
            add(columns, row);
        }
        return size - before;
    }

    /** Adds a row of some columns; returns whether it was new. */
    public boolean add(Column[] columns, int row) {
        int before = size;
        return place(columns, row) == before;
    }

    /** Adds a row of some columns, unless it is there; returns its number. */
    public int place(Column[] columns, int row) {
        int hash = Rows.hash(columns, row, guard);
        int mask = table.length - 1;
        int bucket = hash & mask;
        while (table[bucket] != 0) {
            int existing = table[bucket] - 1;
            if (hashes[existing] == hash && isEqual(existing, columns, row)) {
                return existing;
            }
            bucket = (bucket + 1) & mask;
        }
        for (int i = 0; i < columns.length; i++) {
            builders[i].addFrom(columns[i], row);
        }
        if (size == hashes.length) {
            guard.rows(size);
            hashes = Arrays.copyOf(hashes, size * 2);
        }
        hashes[size++] = hash;
        table[bucket] = size;
        if (size * 2 > table.length) {
            rehash();
        }
        return size - 1;
    }

    private boolean isEqual(int existing, Column[] columns, int row) {
        for (int i = 0; i < columns.length; i++) {
            if (!builders[i].equal(existing, columns[i], row, guard)) {
                return false;
            }
        }
        return true;
    }

    private void rehash() {
        int[] next = new int[table.length * 2];
        int mask = next.length - 1;
        for (int row = 0; row < size; row++) {
            guard.tick(row);
            int bucket = hashes[row] & mask;
            while (next[bucket] != 0) {
                bucket = (bucket + 1) & mask;
            }
            next[bucket] = row + 1;
        }
        table = next;
    }

    /** Returns all rows. */
    public Relation relation() {
        Column[] columns = new Column[builders.length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = builders[i].build();
        }
        return new Relation(slots, columns, size, wholeKey());
    }

    /** Returns the rows that were added after the first ones. */
    public Relation relationFrom(int first) {
        Column[] columns = new Column[builders.length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = builders[i].buildFrom(first);
        }
        return new Relation(slots, columns, size - first, wholeKey());
    }

    private BitSet wholeKey() {
        BitSet key = new BitSet();
        for (int slot : slots) {
            key.set(slot);
        }
        return key;
    }
}

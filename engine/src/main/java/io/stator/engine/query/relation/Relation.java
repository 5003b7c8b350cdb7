package io.stator.engine.query.relation;

import io.stator.engine.datom.Effort;
import io.stator.engine.query.limit.Guard;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Rows of values for some variables, which are numbered by slots; immutable. */
public final class Relation {
    private static final int[] NO_SLOTS = {};
    private static final Column[] NO_COLUMNS = {};

    /** The variables, in the order of the columns. */
    public final int[] slots;

    /** The values of each variable. */
    public final Column[] columns;

    /** The number of rows. */
    public final int size;

    /** A candidate key: variables whose values together are in no two rows; null when rows may be equal. */
    public final @Nullable BitSet candidateKey;

    /** Makes one of columns of at least so many values. */
    public Relation(int[] slots, Column[] columns, int size, @Nullable BitSet candidateKey) {
        this.slots = slots;
        this.columns = columns;
        this.size = size;
        this.candidateKey = candidateKey;
    }

    /** Returns the relation of no variables with one row, or with none. */
    public static Relation unit(boolean row) {
        return new Relation(NO_SLOTS, NO_COLUMNS, row ? 1 : 0, new BitSet());
    }

    /** Returns the relation of variables without rows. */
    public static Relation empty(int[] slots) {
        Column[] columns = new Column[slots.length];
        for (int i = 0; i < slots.length; i++) {
            columns[i] = Column.ofLongs(Column.Kind.LONG, new long[0]);
        }
        return new Relation(slots, columns, 0, new BitSet());
    }

    /** Returns the number of rows. */
    public int size() {
        return size;
    }

    /** Returns about how many bytes the rows take. */
    public long bytes() {
        long bytes = 0;
        for (Column column : columns) {
            bytes += column.bytes();
        }
        return bytes;
    }

    /** Returns the variables as a set. */
    public BitSet slotSet() {
        BitSet set = new BitSet();
        for (int slot : slots) {
            set.set(slot);
        }
        return set;
    }

    /** Returns the position of a variable, or -1. */
    public int position(int slot) {
        for (int i = 0; i < slots.length; i++) {
            if (slots[i] == slot) {
                return i;
            }
        }
        return -1;
    }

    /** Returns the column of a variable the relation has. */
    public Column column(int slot) {
        int position = position(slot);
        if (position < 0) {
            throw new IllegalStateException("the relation must have the variable: slot=" + slot);
        }
        return columns[position];
    }

    /** Returns the columns of variables the relation has. */
    public Column[] columns(int[] wanted) {
        Column[] found = new Column[wanted.length];
        for (int i = 0; i < wanted.length; i++) {
            found[i] = column(wanted[i]);
        }
        return found;
    }

    /**
     * Returns some rows, in that order.
     *
     * @param nextKey a candidate key of the result; null when a row may be there twice
     * @param effort is told of the steps
     */
    public Relation gather(Rows rows, @Nullable BitSet nextKey, Effort effort) {
        if (rows.size == size && rows.isIdentity()) {
            return nextKey == candidateKey ? this : new Relation(slots, columns, size, nextKey);
        }
        Column[] gathered = new Column[columns.length];
        for (int i = 0; i < columns.length; i++) {
            gathered[i] = columns[i].gather(rows, effort);
        }
        return new Relation(slots, gathered, rows.size, nextKey);
    }

    /** Returns only the variables that are wanted, with rows that may have become equal. */
    public Relation keep(BitSet wanted) {
        int count = 0;
        for (int slot : slots) {
            count += wanted.get(slot) ? 1 : 0;
        }
        if (count == slots.length) {
            return this;
        }
        int[] keptSlots = new int[count];
        Column[] keptColumns = new Column[count];
        int to = 0;
        for (int i = 0; i < slots.length; i++) {
            if (wanted.get(slots[i])) {
                keptSlots[to] = slots[i];
                keptColumns[to++] = columns[i];
            }
        }
        return new Relation(keptSlots, keptColumns, size, isWithin(candidateKey, wanted) ? candidateKey : null);
    }

    /** Returns whether a candidate key is made of wanted variables only; not so when there is none. */
    public static boolean isWithin(@Nullable BitSet key, BitSet wanted) {
        if (key == null) {
            return false;
        }
        for (int slot = key.nextSetBit(0); slot >= 0; slot = key.nextSetBit(slot + 1)) {
            if (!wanted.get(slot)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the same rows with one more variable. */
    public Relation plus(int slot, Column column) {
        int[] nextSlots = Arrays.copyOf(slots, slots.length + 1);
        Column[] nextColumns = Arrays.copyOf(columns, columns.length + 1);
        nextSlots[slots.length] = slot;
        nextColumns[slots.length] = column;
        return new Relation(nextSlots, nextColumns, size, candidateKey);
    }

    /** Returns the same rows under other names of the variables. */
    public Relation renamed(int[] nextSlots) {
        if (candidateKey == null) {
            return new Relation(nextSlots, columns, size, null);
        }
        BitSet nextKey = new BitSet();
        for (int i = 0; i < slots.length; i++) {
            if (candidateKey.get(slots[i])) {
                nextKey.set(nextSlots[i]);
            }
        }
        return new Relation(nextSlots, columns, size, nextKey);
    }

    /** Returns the rows without duplicates. */
    public Relation distinct(Guard guard) {
        if (candidateKey != null || size <= 1) {
            return this;
        }
        for (int i = 0; i < columns.length; i++) {
            if (columns[i].hasDistinctLongs(size, guard)) {
                BitSet key = new BitSet();
                key.set(slots[i]);
                return new Relation(slots, columns, size, key);
            }
        }
        RowTable table = new RowTable(slots, size, guard);
        table.addAll(this);
        return table.relation();
    }

    /** Returns the union of two candidate keys, null when one is missing. */
    public static @Nullable BitSet union(@Nullable BitSet left, @Nullable BitSet right) {
        if (left == null || right == null) {
            return null;
        }
        BitSet all = (BitSet) left.clone();
        all.or(right);
        return all;
    }
}

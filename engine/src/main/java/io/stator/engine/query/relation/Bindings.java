package io.stator.engine.query.relation;

import io.stator.engine.query.limit.Guard;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the variables while clauses run: relations, the parts, that share no variables, and all combinations of whose rows
 * are meant. A relation of a single row is as good as constants. Not thread-safe.
 */
public final class Bindings {
    private final @Nullable Relation[] bySlot;
    private final List<Relation> parts = new ArrayList<>();
    private boolean failed;

    /** Makes one that knows nothing of so many variables. */
    public Bindings(int slotCount) {
        bySlot = new @Nullable Relation[slotCount];
    }

    /** Returns a copy, to be changed by itself. */
    public Bindings copy() {
        Bindings copy = new Bindings(bySlot.length);
        copy.failed = failed;
        parts.forEach(copy::add);
        return copy;
    }

    /** Returns whether there is no combination of rows at all. */
    public boolean failed() {
        return failed;
    }

    /** Returns the relation that has a variable, or null when the variable is not bound. */
    @Nullable
    public Relation part(int slot) {
        return bySlot[slot];
    }

    /** Returns the relations. */
    public List<Relation> parts() {
        return parts;
    }

    /** Returns how many combinations of rows there are; the greatest number if there are more. */
    public long combinations() {
        long count = failed ? 0 : 1;
        for (Relation part : parts) {
            long high = Math.multiplyHigh(count, (long) part.size);
            count *= part.size;
            if (high != 0 || count < 0) {
                return Long.MAX_VALUE;
            }
        }
        return count;
    }

    /** Returns about how many bytes the rows take. */
    public long bytes() {
        long bytes = 0;
        for (Relation part : parts) {
            bytes += part.bytes();
        }
        return bytes;
    }

    /** Returns whether a variable is known. */
    public boolean isBound(int slot) {
        return bySlot[slot] != null;
    }

    /** Returns the bound ones of some variables. */
    public BitSet bound() {
        BitSet bound = new BitSet(bySlot.length);
        for (int slot = 0; slot < bySlot.length; slot++) {
            if (bySlot[slot] != null) {
                bound.set(slot);
            }
        }
        return bound;
    }

    /** Adds a relation of variables that were not bound. */
    public void add(Relation part) {
        if (part.size == 0) {
            failed = true;
        }
        if (part.slots.length == 0) {
            return;
        }
        parts.add(part);
        for (int slot : part.slots) {
            bySlot[slot] = part;
        }
    }

    /** Forgets a relation with its variables. */
    public void remove(Relation part) {
        parts.remove(part);
        for (int slot : part.slots) {
            bySlot[slot] = null;
        }
    }

    /** Puts a relation in the place of another. */
    public void replace(Relation part, Relation next) {
        if (part != next) {
            remove(part);
            add(next);
        }
    }

    /** Takes note that there is no combination of rows at all. */
    public void fail() {
        failed = true;
    }

    /** Returns the distinct relations of more than one row that have any of these variables. */
    public List<Relation> manyRowed(int[] slots) {
        List<Relation> found = new ArrayList<>(2);
        for (int slot : slots) {
            Relation part = bySlot[slot];
            if (part != null && part.size > 1 && !found.contains(part)) {
                found.add(part);
            }
        }
        return found;
    }

    /** Makes one relation of those that have these variables and more than one row; returns it, or null when none has. */
    @Nullable
    public Relation merged(int[] slots, Guard guard) {
        List<Relation> many = manyRowed(slots);
        if (many.isEmpty()) {
            return null;
        }
        Relation merged = many.get(0);
        for (Relation part : many.subList(1, many.size())) {
            remove(part);
            Relation next = Joins.cross(merged, part, guard);
            replace(merged, next);
            merged = next;
        }
        return merged;
    }

    /** Forgets the variables that are not needed. */
    public void keep(BitSet needed) {
        for (int i = parts.size() - 1; i >= 0; i--) {
            Relation part = parts.get(i);
            Relation kept = part.keep(needed);
            if (kept != part) {
                replace(part, kept);
            }
        }
    }

    /** Returns the column of a bound variable for a relation of some size: its own, or one constant repeated. */
    public Column column(int slot, @Nullable Relation rows, int size) {
        Relation part = bySlot[slot];
        if (part == null) {
            throw new IllegalStateException("the variable must be bound: slot=" + slot);
        }
        Column column = part.column(slot);
        return part == rows || part.size == size && size == 1
                ? column
                : Column.constant(column.get(0), size, column.names);
    }

    /** Returns the distinct combinations of the values of some bound variables. */
    public Relation project(int[] slots, Guard guard) {
        if (failed) {
            return Relation.empty(slots);
        }
        Relation rows = null;
        for (Relation part : manyRowed(slots)) {
            BitSet wanted = new BitSet();
            for (int slot : slots) {
                wanted.set(slot);
            }
            Relation kept = part.keep(wanted).distinct(guard);
            rows = rows == null ? kept : Joins.cross(rows, kept, guard);
        }
        int size = rows == null ? 1 : rows.size;
        Column[] columns = new Column[slots.length];
        for (int i = 0; i < slots.length; i++) {
            int position = rows == null ? -1 : rows.position(slots[i]);
            columns[i] = rows != null && position >= 0 ? rows.columns[position] : column(slots[i], null, size);
        }
        return new Relation(slots, columns, size, rows == null ? new BitSet() : rows.candidateKey);
    }

    /** Returns what is known of only some of the variables, without duplicate rows. */
    public Bindings restricted(BitSet wanted, Guard guard) {
        Bindings inner = new Bindings(bySlot.length);
        inner.failed = failed;
        for (Relation part : parts) {
            Relation kept = part.keep(wanted);
            if (kept.slots.length > 0) {
                inner.add(kept.distinct(guard));
            }
        }
        return inner;
    }
}

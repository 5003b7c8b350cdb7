package io.stator.engine.query.run;

import io.stator.engine.query.limit.Guard;
import io.stator.engine.query.plan.SlotNames;
import io.stator.engine.query.relation.Bindings;
import io.stator.engine.query.relation.Column;
import io.stator.engine.query.relation.ColumnBuilder;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.relation.RowTable;
import io.stator.engine.query.relation.Rows;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows on which a call failed, each with its first failure; not thread-safe.
 *
 * <p>They satisfy all clauses beside the call that can run without its result. They fail the query only if the clauses around those, as of a rule that calls this
 * one, keep them as well; so those are given the suspects.
 */
final class Suspects {
    /** So many failures are kept for their rows; rows beyond share the last one. */
    static final int FAILURES_MAX = 1_000;

    private final Guard guard;
    private final boolean fatal;
    private final Map<BitSet, Table> tables = new LinkedHashMap<>();
    private int size;
    private @Nullable Object lastFailure;

    /** Suspects of which the same variables are known. */
    private record Table(RowTable rows, ColumnBuilder failures) {}

    private Suspects(boolean fatal, Guard guard) {
        this.guard = guard;
        this.fatal = fatal;
    }

    /** Returns suspects to be judged by the clauses around. */
    static Suspects collected(Guard guard) {
        return new Suspects(false, guard);
    }

    /** Returns the suspects of a whole query, the first of which fails it. */
    static Suspects fatal(Guard guard) {
        return new Suspects(true, guard);
    }

    boolean isFatal() {
        return fatal;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Returns the variables of which suspects are to tell, and their failure. */
    int[] wanted(int[] outputs, Bindings bindings) {
        Rows wanted = new Rows();
        wanted.add(SlotNames.FAILURE);
        for (int slot : outputs) {
            if (!fatal && slot != SlotNames.FAILURE && bindings.isBound(slot)) {
                wanted.add(slot);
            }
        }
        return wanted.toArray();
    }

    /**
     * Adds rows with their failures; returns whether any is new.
     *
     * @param failure the slot of the failures
     */
    boolean add(Relation rows, int failure) {
        if (rows.size == 0) {
            return false;
        }
        Column failures = rows.column(failure);
        if (fatal && failures.get(0) instanceof RuntimeException first) {
            throw first;
        }
        BitSet known = new BitSet();
        for (int slot : rows.slots) {
            known.set(slot, slot != failure);
        }
        int[] slots = known.stream().toArray();
        Table table = tables.computeIfAbsent(known, key -> new Table(new RowTable(slots, guard), new ColumnBuilder()));
        Column[] columns = rows.columns(slots);
        int before = size;
        for (int row = 0; row < rows.size; row++) {
            if (table.rows().add(columns, row)) {
                size++;
                lastFailure = size > FAILURES_MAX ? lastFailure : failures.get(row);
                table.failures().add(lastFailure);
            }
        }
        return size > before;
    }

    int size() {
        return size;
    }

    /** Returns the rows, a relation for each set of variables that are known, with their failures under a slot. */
    List<Relation> relations(int failure) {
        List<Relation> relations = new ArrayList<>(tables.size());
        for (Table table : tables.values()) {
            Relation rows = table.rows().relation();
            relations.add(
                    rows.slots.length == 0
                            ? new Relation(
                                    new int[] {failure},
                                    new Column[] {table.failures().build()},
                                    1,
                                    new BitSet())
                            : rows.plus(failure, table.failures().build()));
        }
        return relations;
    }
}

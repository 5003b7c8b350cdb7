package io.stator.engine.query.run;

import io.stator.engine.query.limit.Guard;
import io.stator.engine.query.plan.Goal.Recursion;
import io.stator.engine.query.relation.Column;
import io.stator.engine.query.relation.GrowingIndex;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.relation.RowTable;
import io.stator.engine.query.relation.Rows;
import java.util.BitSet;
import java.util.List;

/** What a body has found before one of its recursive calls, to be joined with the answers to the call; not thread-safe. */
final class CallStage {
    private final Recursion call;
    private final int[] slots;
    private final int[] parameters;
    private final int[] keySlots;
    private final RowTable before;
    private final GrowingIndex beforeIndex;
    private final GrowingIndex answerIndex;
    private int beforeDone;
    private int answersDone;

    /** How many rows there are before a call for which no variable need be known: none, or one when the call is reached. */
    private int unitRows;

    /**
     * Makes one.
     *
     * @param bound what is bound before the call
     * @param needed what is needed by the call or after it
     */
    CallStage(Recursion call, BitSet bound, BitSet needed, Guard guard) {
        this.call = call;
        this.beforeIndex = new GrowingIndex(guard);
        this.answerIndex = new GrowingIndex(guard);
        BitSet live = (BitSet) bound.clone();
        live.and(needed);
        this.slots = live.stream().toArray();
        Rows boundParameters = new Rows();
        Rows keys = new Rows();
        for (int i = 0; i < call.arguments().length; i++) {
            if (bound.get(call.arguments()[i])) {
                boundParameters.add(i);
                keys.add(call.arguments()[i]);
            }
        }
        this.parameters = boundParameters.toArray();
        this.keySlots = keys.toArray();
        this.before = new RowTable(slots, guard);
    }

    Recursion call() {
        return call;
    }

    /** Returns the variables of the rows before the call. */
    int[] slots() {
        return slots;
    }

    /** Returns the numbers of the arguments that are bound before the call. */
    BitSet parameters() {
        BitSet set = new BitSet();
        for (int parameter : parameters) {
            set.set(parameter);
        }
        return set;
    }

    /** Adds rows before the call; returns whether any is new. */
    boolean add(Relation rows) {
        if (slots.length > 0) {
            return before.addAll(rows) > 0;
        }
        boolean isNew = rows.size > 0 && unitRows == 0;
        unitRows = Math.max(unitRows, Math.min(1, rows.size));
        return isNew;
    }

    int beforeCount() {
        return slots.length > 0 ? before.size() : unitRows;
    }

    private Relation newRows() {
        return slots.length > 0 ? before.relationFrom(beforeDone) : Relation.unit(beforeDone < unitRows);
    }

    /** Returns the calls made by the rows that were not joined yet. */
    Relation newCalls() {
        Relation rows = newRows();
        return new Relation(parameters, rows.columns(keySlots), rows.size, null);
    }

    /** Returns new rows with all answers, and old rows with new answers. */
    List<Relation> join(RuleTable callee, Guard guard) {
        Relation rows = newRows();
        Relation old = slots.length > 0 ? before.relation() : Relation.unit(unitRows > 0);
        Relation answers = callee.answers();
        Relation newAnswers = callee.answersFrom(answersDone);
        beforeIndex.extend(old.columns(keySlots), beforeDone);
        Relation second = match(old, beforeIndex, newAnswers, guard);
        answerIndex.extend(answers.columns(parameters), answers.size);
        Column[] probe = rows.columns(keySlots);
        Rows left = new Rows();
        Rows right = new Rows();
        for (int row = 0; row < rows.size; row++) {
            guard.steps(1);
            for (int f = answerIndex.first(probe, row); f >= 0; f = answerIndex.next(f, probe, row)) {
                left.add(row);
                right.add(f);
                guard.steps(1);
                guard.rows(left.size());
            }
        }
        beforeDone = beforeCount();
        answersDone = callee.answerCount();
        return List.of(combine(rows, left, answers, right, guard), second);
    }

    private Relation match(Relation old, GrowingIndex index, Relation answers, Guard guard) {
        Column[] probe = answers.columns(parameters);
        Rows left = new Rows();
        Rows right = new Rows();
        for (int row = 0; row < answers.size; row++) {
            guard.steps(1);
            for (int f = index.first(probe, row); f >= 0; f = index.next(f, probe, row)) {
                left.add(f);
                right.add(row);
                guard.steps(1);
                guard.rows(left.size());
            }
        }
        return combine(old, left, answers, right, guard);
    }

    /** Returns pairs of rows with the variables of both. */
    private Relation combine(Relation rows, Rows left, Relation answers, Rows right, Guard guard) {
        Relation combined = rows.gather(left, null, guard);
        for (int i = 0; i < call.arguments().length; i++) {
            int slot = call.arguments()[i];
            if (combined.position(slot) < 0) {
                combined = combined.plus(slot, answers.column(i).gather(right, guard));
            }
        }
        return combined;
    }
}

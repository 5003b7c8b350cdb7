package io.stator.engine.query.run;

import io.stator.Anomaly;
import io.stator.engine.datom.Values;
import io.stator.engine.query.function.Comparison;
import io.stator.engine.query.limit.Guard;
import io.stator.engine.query.plan.Goal.Calling;
import io.stator.engine.query.relation.Column;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.relation.RowIndex;
import io.stator.engine.query.relation.Rows;
import io.stator.engine.query.relation.SortedRows;
import io.stator.engine.query.syntax.Origin;
import io.stator.engine.query.syntax.Variable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * Joins two relations by variables they share and by comparisons between their variables.
 *
 * <p>The rows of the right side are put in the order of the first comparison by size, the ones that satisfy it most easily
 * first. So the rows that match a row of the left side are all in front, and whether there is any is seen at the first.
 */
final class ThetaJoin {
    private final Relation left;
    private final Relation right;
    private final Guard guard;
    private final Rows leftKeys = new Rows();
    private final Rows rightKeys = new Rows();
    private final Test[] tests;
    private int testCount;

    /** A comparison of a column of the left side with one of the right side. */
    private record Test(Comparison comparison, int left, int right, Origin clause) {}

    /**
     * Makes one.
     *
     * @param shared variables that must be equal on both sides
     * @param comparisons comparisons of a variable of one side with one of the other
     */
    ThetaJoin(Relation left, Relation right, int[] shared, List<Calling> comparisons, Guard guard) {
        this.left = left;
        this.right = right;
        this.guard = guard;
        this.tests = new Test[comparisons.size()];
        for (int slot : shared) {
            leftKeys.add(slot);
            rightKeys.add(slot);
        }
        for (Calling calling : comparisons) {
            add(calling);
        }
    }

    private static int slot(Calling calling, int argument) {
        return calling.slotOf((Variable) calling.call().arguments().get(argument));
    }

    private void add(Calling calling) {
        Comparison comparison = Comparison.of(calling.call());
        if (comparison == null) {
            throw new IllegalArgumentException("clause must be a comparison: clause=" + calling.origin());
        }
        int first = slot(calling, 0);
        int second = slot(calling, 1);
        boolean ordered = left.position(first) >= 0;
        int leftSlot = ordered ? first : second;
        int rightSlot = ordered ? second : first;
        if (comparison == Comparison.EQUAL) {
            leftKeys.add(leftSlot);
            rightKeys.add(rightSlot);
            return;
        }
        Comparison towards = ordered ? comparison : comparison.swapped();
        Test test = new Test(towards, leftSlot, rightSlot, calling.origin());
        tests[testCount++] = test;
        if (towards.isOrder() && !tests[0].comparison().isOrder()) {
            tests[testCount - 1] = tests[0];
            tests[0] = test;
        }
    }

    /** Returns the rows of the left side that have a match. */
    Relation semi() {
        Relation sorted = sorted();
        Column[] probe = left.columns(leftKeys.toArray());
        RowIndex index = new RowIndex(sorted.columns(rightKeys.toArray()), sorted.size, guard);
        Rows kept = new Rows(left.size);
        int steps = 0;
        for (int row = 0; row < left.size; row++) {
            guard.tick(row);
            for (int found = index.first(probe, row); found >= 0; found = index.next(found)) {
                guard.tick(++steps);
                if (matches(row, sorted, found)) {
                    kept.add(row);
                    break;
                }
                if (isOrdered() && !holds(tests[0], row, sorted, found)) {
                    break;
                }
            }
        }
        return left.gather(kept, left.candidateKey, guard);
    }

    /** Returns all pairs of rows that match. */
    Relation join() {
        Relation sorted = sorted();
        Column[] probe = left.columns(leftKeys.toArray());
        RowIndex index = new RowIndex(sorted.columns(rightKeys.toArray()), sorted.size, guard);
        Rows leftRows = new Rows();
        Rows rightRows = new Rows();
        int steps = 0;
        for (int row = 0; row < left.size; row++) {
            guard.tick(row);
            for (int found = index.first(probe, row); found >= 0; found = index.next(found)) {
                guard.tick(++steps);
                if (matches(row, sorted, found)) {
                    leftRows.add(row);
                    rightRows.add(found);
                } else if (isOrdered() && !holds(tests[0], row, sorted, found)) {
                    break;
                }
            }
            guard.rows(leftRows.size());
        }
        BitSet key = Relation.union(left.candidateKey, sorted.candidateKey);
        Relation result = left.gather(leftRows, key, guard);
        for (int i = 0; i < sorted.slots.length; i++) {
            if (left.position(sorted.slots[i]) < 0) {
                result = result.plus(sorted.slots[i], sorted.columns[i].gather(rightRows, guard));
            }
        }
        return result;
    }

    private boolean isOrdered() {
        return testCount > 0 && tests[0].comparison().isOrder();
    }

    private boolean matches(int row, Relation sorted, int found) {
        for (int i = 0; i < testCount; i++) {
            if (!holds(tests[i], row, sorted, found)) {
                return false;
            }
        }
        return true;
    }

    private boolean holds(Test test, int row, Relation sorted, int found) {
        Column one = left.column(test.left());
        Column other = sorted.column(test.right());
        if (one.isLong() && other.isLong()) {
            return test.comparison().test(one.longs[row], other.longs[found]);
        }
        try {
            return test.comparison().test(one.get(row), other.get(found), guard);
        } catch (IllegalArgumentException noValues) {
            throw new Anomaly.Incorrect(
                    "processing clause: " + test.clause() + ", message: " + noValues.getMessage(), Map.of(), noValues);
        }
    }

    /** Returns the right side in the order of the first comparison by size. */
    private Relation sorted() {
        if (!isOrdered() || right.size < 2) {
            return right;
        }
        Column column = right.column(tests[0].right());
        boolean descending =
                tests[0].comparison() == Comparison.LESS || tests[0].comparison() == Comparison.LESS_OR_EQUAL;
        int[] order = column.isPrimitive()
                ? SortedRows.of(column.longs, right.size, descending, guard)
                : objectOrder(column, right.size, descending);
        return right.gather(Rows.of(order), right.candidateKey, guard);
    }

    private int[] objectOrder(Column column, int size, boolean descending) {
        Integer[] rows = new Integer[size];
        Arrays.setAll(rows, i -> i);
        int[] steps = {0};
        Arrays.sort(rows, (one, other) -> {
            guard.tick(++steps[0]);
            int c = Values.compareSizes(column.get(one), column.get(other), guard);
            return descending ? -c : c;
        });
        int[] order = new int[size];
        Arrays.setAll(order, i -> rows[i]);
        return order;
    }
}

package io.stator.engine.query.run;

import io.stator.engine.query.limit.Guard;
import io.stator.engine.query.plan.Goal.Calling;
import io.stator.engine.query.relation.Column;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.relation.RowIndex;
import io.stator.spi.FormKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values that a function of a program has returned, so that it is called once for rows of the same arguments. Arguments are the same when the function cannot tell
 * them apart: a list and a vector, or 1 and 1N, are equal to a query but not to the function. Not thread-safe.
 */
final class CallMemo {
    private static final CallMemo NONE = new CallMemo(new Column[0], null, new @Nullable Object[0]);

    private final Column[] inputs;
    private final @Nullable RowIndex index;
    private final @Nullable Object[] known;

    private CallMemo(Column[] inputs, @Nullable RowIndex index, @Nullable Object[] known) {
        this.inputs = inputs;
        this.index = index;
        this.known = known;
    }

    /** Returns the values of a call over some rows, of which none is known yet. */
    static CallMemo of(Calling calling, Relation rows, Guard guard) {
        if (!calling.expression().isForeign() || rows.size < 2) {
            return NONE;
        }
        Column[] inputs = new Column[calling.inputs().length];
        int count = 0;
        for (int slot : calling.inputs()) {
            if (rows.position(slot) >= 0) {
                inputs[count++] = rows.column(slot);
            }
        }
        Column[] columns = Arrays.copyOf(inputs, count);
        return new CallMemo(columns, new RowIndex(columns, rows.size, guard), new @Nullable Object[rows.size]);
    }

    /** Returns whether the value for a row is known. */
    boolean isRepeated(int row) {
        if (index == null) {
            return false;
        }
        int first = index.first(inputs, row);
        return first < row && areIdentical(first, row);
    }

    private boolean areIdentical(int first, int row) {
        for (Column input : inputs) {
            if (!input.isPrimitive() && !FormKey.areEqual(input.get(first), input.get(row))) {
                return false;
            }
        }
        return true;
    }

    /** Returns the value for a row for which it is known. */
    @Nullable
    Object value(int row) {
        return index == null ? null : known[index.first(inputs, row)];
    }

    /** Keeps the value for a row, and returns it. */
    @Nullable
    Object keep(int row, @Nullable Object value) {
        if (index != null) {
            known[row] = value;
        }
        return value;
    }
}

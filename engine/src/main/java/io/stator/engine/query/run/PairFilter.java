package io.stator.engine.query.run;

import io.stator.engine.query.function.Comparison;
import io.stator.engine.query.run.Node.Calling;
import io.stator.engine.query.syntax.Variable;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Joins two relations by a predicate over both: equality by hashing, others by trying all pairs. */
final class PairFilter {
    private PairFilter() {}

    static void run(
            Context context, Frame frame, Calling calling, Relation left, Relation right, @Nullable Object[] values) {
        frame.remove(left);
        frame.remove(right);
        Relation joined = equal(context, calling, left, right);
        frame.add(joined != null ? joined : pairs(context, calling, left, right, values));
    }

    private static @Nullable Relation equal(Context context, Calling calling, Relation left, Relation right) {
        if (Comparison.of(calling.call()) != Comparison.EQUAL
                || !(calling.call().arguments().get(0) instanceof Variable one)
                || !(calling.call().arguments().get(1) instanceof Variable other)) {
            return null;
        }
        int first = calling.slotOf(one);
        int second = calling.slotOf(other);
        boolean ordered = left.position(first) >= 0;
        Column[] leftKeys = {left.column(ordered ? first : second)};
        Column[] rightKeys = {right.column(ordered ? second : first)};
        BitSet joined = new BitSet();
        joined.set(first);
        joined.set(second);
        return Joins.join(left, leftKeys, right, rightKeys, joined, context.guard());
    }

    private static Relation pairs(
            Context context, Calling calling, Relation left, Relation right, @Nullable Object[] values) {
        Rows leftRows = new Rows();
        Rows rightRows = new Rows();
        for (int l = 0; l < left.size; l++) {
            fill(calling, left, l, values);
            for (int r = 0; r < right.size; r++) {
                context.guard().tick(r);
                fill(calling, right, r, values);
                if (calling.expression().test(context.functions(), values)) {
                    leftRows.add(l);
                    rightRows.add(r);
                }
            }
            context.guard().rows(leftRows.size);
        }
        Relation result = left.gather(leftRows.rows, leftRows.size, Relation.union(left.key, right.key));
        for (int i = 0; i < right.slots.length; i++) {
            result = result.plus(right.slots[i], right.columns[i].gather(rightRows.rows, rightRows.size));
        }
        return result;
    }

    private static void fill(Calling calling, Relation rows, int row, @Nullable Object[] values) {
        for (int i = 0; i < values.length; i++) {
            int slot = calling.arguments().get(i).slot();
            int position = slot < 0 ? -1 : rows.position(slot);
            if (position >= 0) {
                values[i] = rows.columns[position].get(row);
            }
        }
    }
}

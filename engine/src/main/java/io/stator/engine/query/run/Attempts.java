package io.stator.engine.query.run;

import io.stator.Anomaly;
import io.stator.engine.query.plan.Goal.Calling;
import io.stator.engine.query.relation.Column;
import io.stator.engine.query.relation.ColumnBuilder;
import io.stator.engine.query.relation.Rows;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Calls an expression for one row, or pair of rows, after another, and hands over those on which it fails; not thread-safe. */
final class Attempts {
    /** Is given rows that failed. */
    @FunctionalInterface
    interface Judge {
        /**
         * Judges some rows.
         *
         * @param left their numbers
         * @param right the numbers of the rows they were paired with
         * @param failures why each failed
         */
        void judge(Rows left, Rows right, Column failures);
    }

    private final Context context;
    private final Calling calling;
    private final BooleanSupplier mayWait;
    private final Judge judge;
    private Rows left = new Rows();
    private Rows right = new Rows();
    private ColumnBuilder failures = new ColumnBuilder();
    private boolean stopped;
    private boolean isFirst = true;

    /**
     * Makes one.
     *
     * @param mayWait is asked at the first failure whether to stop, because other clauses may drop the row first
     */
    Attempts(Context context, Calling calling, BooleanSupplier mayWait, Judge judge) {
        this.context = context;
        this.calling = calling;
        this.mayWait = mayWait;
        this.judge = judge;
    }

    /** Returns whether the call is to be made later, for all rows anew. */
    boolean stopped() {
        return stopped;
    }

    /** Returns the value of the call, or a {@link Failure}. */
    @Nullable
    Object value(@Nullable Object[] values) {
        try {
            return calling.expression().evaluate(context.functions(), values);
        } catch (Anomaly anomaly) {
            return new Failure(checked(anomaly));
        }
    }

    /** Why a call failed on a row. */
    record Failure(Anomaly anomaly) {}

    /** Returns a failure that is about the row; throws one that is about the moment. */
    Anomaly checked(Anomaly anomaly) {
        if (anomaly.getCause() instanceof InterruptedException) {
            throw anomaly;
        }
        context.guard().check();
        if (anomaly.isRetryable() || anomaly instanceof Anomaly.Interrupted) {
            throw anomaly;
        }
        return anomaly;
    }

    /** Takes note that the call failed on a row, or pair of rows. */
    void failed(Failure failure, int leftRow, int rightRow) {
        stopped = stopped || (isFirst && mayWait.getAsBoolean());
        isFirst = false;
        left.add(leftRow);
        right.add(rightRow);
        failures.add(failure.anomaly());
        if (left.size() == Suspects.FAILURES_MAX) {
            finish();
        }
    }

    /** Hands over the rows that failed since the last time. */
    void finish() {
        if (left.size() == 0 || stopped) {
            return;
        }
        Rows lefts = left;
        Rows rights = right;
        Column why = failures.build();
        left = new Rows();
        right = new Rows();
        failures = new ColumnBuilder();
        judge.judge(lefts, rights, why);
    }
}

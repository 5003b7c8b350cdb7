package io.stator.engine.query.run;

import io.stator.Anomaly;
import io.stator.engine.database.Deadline;
import io.stator.engine.query.syntax.Origin;
import org.jspecify.annotations.Nullable;

/** Keeps a running query within its time and memory; not thread-safe. */
public final class Guard {
    /** The greatest number of rows of an intermediate relation. */
    public static final int ROWS_MAX = 20_000_000;

    /** After so many rows a loop looks at the deadline; a power of two. */
    static final int ROWS_BETWEEN_CHECKS = 1 << 12;

    private final Deadline deadline;
    private final int rowsMax;
    private @Nullable Origin clause;

    /** Makes one with a deadline and the usual limit of rows. */
    public Guard(Deadline deadline) {
        this(deadline, ROWS_MAX);
    }

    Guard(Deadline deadline, int rowsMax) {
        this.deadline = deadline;
        this.rowsMax = rowsMax;
    }

    /** Says which clause is running, for messages. */
    void at(@Nullable Origin running) {
        clause = running;
    }

    /** Throws when the time is over. */
    public void check() {
        deadline.check();
    }

    /** Throws when the time is over, looking at the clock only now and then. */
    void tick(int row) {
        if ((row & (ROWS_BETWEEN_CHECKS - 1)) == 0) {
            deadline.check();
        }
    }

    /** Throws when an intermediate relation has too many rows. */
    void rows(long count) {
        if (count > rowsMax) {
            throw new Anomaly.Busy("query must need at most " + rowsMax + " rows at a time: rows=" + count
                    + (clause == null ? "" : ", clause=" + clause));
        }
    }
}

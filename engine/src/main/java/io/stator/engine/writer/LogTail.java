package io.stator.engine.writer;

import io.stator.engine.database.Counters;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Excision;
import io.stator.engine.durable.LogReader;
import io.stator.engine.log.LoggedTransaction;

/** A database that catches up with its log; not thread-safe. */
final class LogTail {
    private final LogReader log;
    private DatabaseValue value;
    private long nextSequence;
    private boolean excised;

    /** Creates one that knows what comes before a record of the log. */
    LogTail(LogReader log, DatabaseValue value, long nextSequence) {
        this.log = log;
        this.value = value;
        this.nextSequence = nextSequence;
    }

    /** Reads what the log has by now, and returns the database after it. */
    DatabaseValue readOn() {
        nextSequence =
                log.records(nextSequence, Long.MAX_VALUE, (record, transactions) -> transactions.forEach(this::add));
        return value;
    }

    private void add(LoggedTransaction transaction) {
        excised |= Excision.isRequested(transaction.facts());
        if (!excised) {
            value = value.plus(transaction.facts(), Counters.after(transaction));
        }
    }

    /** Returns whether a transaction excised facts, which this does not carry out. */
    boolean isExcised() {
        return excised;
    }
}

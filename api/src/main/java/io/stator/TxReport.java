package io.stator;

import io.stator.edn.Edn;
import io.stator.spi.GivenValues;
import io.stator.spi.Require;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a transaction did.
 *
 * <pre>{@code
 * TxReport report = connection.transact(TxData.of(entity("new").with(TITLE, "Repo Man")));
 * long movie = report.id("new");
 * Database asItIsNow = report.dbAfter();
 * }</pre>
 *
 * <p>When a transaction was repeated (see {@link TxData#withSubmissionId}), this is what it did the first time, and the
 * databases are the newest one as of then.
 *
 * <p>Its methods never wait.
 *
 * @param dbBefore the database value the transaction was applied to
 * @param dbAfter the database value it made
 * @param txData the datoms it added, the transaction's own {@code :db/txInstant} first
 * @param tempids the entity id of each temporary id in the transaction
 * @param ioStats what was read to apply it; empty unless that was asked for, see {@link TxData#withIoContext}
 */
public record TxReport(
        Database dbBefore, Database dbAfter, List<Datom> txData, Map<Object, Long> tempids, Optional<IoStats> ioStats) {
    /**
     * Creates one.
     *
     * @throws Anomaly.Incorrect when a part is null
     */
    public TxReport {
        Require.present(dbBefore, "dbBefore");
        Require.present(dbAfter, "dbAfter");
        Require.present(txData, "txData");
        Require.present(tempids, "tempids");
        Require.present(ioStats, "ioStats");
    }

    /**
     * Creates one of which nobody asked what was read.
     *
     * @throws Anomaly.Incorrect when a part is null
     */
    public TxReport(Database dbBefore, Database dbAfter, List<Datom> txData, Map<Object, Long> tempids) {
        this(dbBefore, dbAfter, txData, tempids, Optional.empty());
    }

    /**
     * Returns the entity id a temporary id was resolved to: a string, or a negative number of any class.
     *
     * @throws Anomaly.Incorrect when the transaction has no such temporary id
     */
    public long id(Object tempid) {
        Long id = tempids.get(GivenValues.take(Require.present(tempid, "tempid")));
        if (id == null) {
            throw Require.refused(
                    "tempid",
                    "must be one of the transaction's " + Forms.text(tempids.keySet()) + ": tempid="
                            + Forms.text(tempid));
        }
        return id;
    }

    /**
     * Returns the entity id of this transaction.
     *
     * @throws Anomaly.Incorrect when the report was made without the datom of the transaction's instant
     */
    public long tx() {
        return first().tx();
    }

    /**
     * Returns the number of this transaction.
     *
     * @throws Anomaly.Incorrect when the report was made without the datom of the transaction's instant
     */
    public long t() {
        return Transaction.toT(tx());
    }

    /**
     * Returns the time of this transaction, its {@code :db/txInstant}.
     *
     * @throws Anomaly.Incorrect when the report was made without the datom of the transaction's instant
     */
    public Instant txInstant() {
        if (first().v() instanceof Instant instant) {
            return instant;
        }
        throw Require.refused("txData", "must begin with the instant of the transaction: " + Edn.describe(first().v()));
    }

    private Datom first() {
        if (txData.isEmpty()) {
            throw Require.refused("txData", "must have the datom of the transaction's instant");
        }
        return txData.get(0);
    }
}

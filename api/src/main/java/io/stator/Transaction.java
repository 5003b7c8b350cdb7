package io.stator;

import io.stator.spi.Require;
import java.util.List;

/**
 * One entry of the log: the number of a transaction and the datoms it added.
 *
 * <p>Its methods never wait.
 */
public record Transaction(long t, List<Datom> data) {
    private static final int COUNTER_BITS = 42;
    private static final long COUNTER_MAX = (1L << COUNTER_BITS) - 1;

    /** The bits of the partition of transactions in an entity id. */
    private static final long PARTITION = 3L << COUNTER_BITS;

    /**
     * Creates one; the data is copied.
     *
     * @throws Anomaly.Incorrect when the data is null or holds null
     */
    public Transaction {
        data = List.copyOf(Require.elements(data, "data"));
    }

    /**
     * Returns the entity id of this transaction.
     *
     * @throws Anomaly.Incorrect when the number is none of a transaction
     */
    public long tx() {
        return toTx(t);
    }

    /**
     * Returns the entity id of the transaction with a number, as Datomic's {@code t->tx} does.
     *
     * @throws Anomaly.Incorrect when it is no number of a transaction
     */
    public static long toTx(long t) {
        if (t < 0 || t > COUNTER_MAX) {
            throw Require.refused("t", "must be from 0 to " + COUNTER_MAX + ": t=" + t);
        }
        return PARTITION | t;
    }

    /**
     * Returns the number of the transaction with an entity id, as Datomic's {@code tx->t} does; a number is its own.
     *
     * @throws Anomaly.Incorrect when it is no id of a transaction
     */
    public static long toT(long tx) {
        if (tx < 0 || (tx > COUNTER_MAX && (tx & ~COUNTER_MAX) != PARTITION)) {
            throw Require.refused("tx", "must be the id of a transaction: tx=" + tx);
        }
        return tx & COUNTER_MAX;
    }
}

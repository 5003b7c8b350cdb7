package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Connection;
import io.stator.TxData;
import io.stator.TxReport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A connection that writes some transactions and then no more, as if its process had been killed. */
final class MortalConnection extends PassingConnection {
    private final int life;
    private int lived;

    /**
     * Makes one.
     *
     * @param life the number of transactions that are written
     */
    MortalConnection(Connection connection, int life) {
        super(connection);
        this.life = life;
    }

    /** Returns whether a transaction was not written. */
    boolean isDead() {
        return lived > life;
    }

    private void live() {
        if (++lived > life) {
            throw new Anomaly.Fault("the process was killed");
        }
    }

    @Override
    public CompletableFuture<TxReport> transactAsync(TxData txData, Duration timeout) {
        live();
        return super.transactAsync(txData, timeout);
    }

    @Override
    public TxReport transact(TxData txData, Duration timeout) {
        live();
        return super.transact(txData, timeout);
    }
}

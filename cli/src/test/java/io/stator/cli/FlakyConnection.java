package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Connection;
import io.stator.TxData;
import io.stator.TxReport;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/** A connection on which transactions fail at random: some are refused, of some only the answer is lost. */
final class FlakyConnection extends PassingConnection {
    private final SplittableRandom random;
    private final double failing;

    FlakyConnection(Connection connection, long seed, double failing) {
        super(connection);
        this.random = new SplittableRandom(seed);
        this.failing = failing;
    }

    @Override
    public CompletableFuture<TxReport> transactAsync(TxData txData, Duration timeout) {
        if (random.nextDouble() >= failing) {
            return super.transactAsync(txData, timeout);
        }
        if (random.nextBoolean()) {
            return CompletableFuture.failedFuture(new Anomaly.Busy("too many transactions wait"));
        }
        return super.transactAsync(txData, timeout).thenApply(report -> {
            throw new Anomaly.Unavailable("Total timeout elapsed");
        });
    }
}

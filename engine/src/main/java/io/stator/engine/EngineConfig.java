package io.stator.engine;

import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What an embedded system is given of the world, and its limits; immutable.
 *
 * @param clock tells the time of transactions
 * @param nanoClock tells the time that has passed
 * @param databaseIds makes ids that no other database has
 * @param queuedTransactionsMax how many transactions of a database may wait; one more is refused as busy
 * @param commitTransactionsMax how many transactions go into one log record
 * @param timeout how long calls take at most unless told otherwise
 */
public record EngineConfig(
        InstantSource clock,
        LongSupplier nanoClock,
        Supplier<UUID> databaseIds,
        int queuedTransactionsMax,
        int commitTransactionsMax,
        Duration timeout) {

    /** The default of {@link #queuedTransactionsMax}. */
    public static final int QUEUED_TRANSACTIONS_MAX = 1024;

    /** The default of {@link #commitTransactionsMax}. */
    public static final int COMMIT_TRANSACTIONS_MAX = 256;

    /** Returns the defaults: the clocks of this machine, random ids. */
    public static EngineConfig defaults() {
        return new EngineConfig(
                InstantSource.system(),
                System::nanoTime,
                UUID::randomUUID,
                QUEUED_TRANSACTIONS_MAX,
                COMMIT_TRANSACTIONS_MAX,
                Duration.ofSeconds(60));
    }

    /** Returns this configuration with another clock for the time of transactions. */
    public EngineConfig withClock(InstantSource other) {
        return new EngineConfig(other, nanoClock, databaseIds, queuedTransactionsMax, commitTransactionsMax, timeout);
    }

    /** Returns this configuration with another limit of waiting transactions. */
    public EngineConfig withQueuedTransactionsMax(int max) {
        return new EngineConfig(clock, nanoClock, databaseIds, max, commitTransactionsMax, timeout);
    }
}

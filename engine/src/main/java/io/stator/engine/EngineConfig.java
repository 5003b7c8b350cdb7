package io.stator.engine;

import io.stator.Functions;
import io.stator.spi.ClientProvider;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
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
 * @param functions what transactions, schemas, queries and pull patterns may call by name
 */
public record EngineConfig(
        InstantSource clock,
        LongSupplier nanoClock,
        Supplier<UUID> databaseIds,
        int queuedTransactionsMax,
        int commitTransactionsMax,
        Duration timeout,
        Functions functions) {

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
                Duration.ofSeconds(60),
                Functions.none());
    }

    /** Returns this configuration with another clock for the time of transactions. */
    public EngineConfig withClock(InstantSource other) {
        return new EngineConfig(
                other, nanoClock, databaseIds, queuedTransactionsMax, commitTransactionsMax, timeout, functions);
    }

    /** Returns this configuration with another limit of waiting transactions. */
    public EngineConfig withQueuedTransactionsMax(int max) {
        return new EngineConfig(clock, nanoClock, databaseIds, max, commitTransactionsMax, timeout, functions);
    }

    /** Returns this configuration with functions that may be called by name. */
    public EngineConfig withFunctions(Functions other) {
        return new EngineConfig(
                clock, nanoClock, databaseIds, queuedTransactionsMax, commitTransactionsMax, timeout, other);
    }

    /** Returns the default configuration with what a program says when it opens a system. */
    public static EngineConfig of(Map<String, Object> options) {
        return options.get(ClientProvider.FUNCTIONS) instanceof Functions functions
                ? defaults().withFunctions(functions)
                : defaults();
    }
}

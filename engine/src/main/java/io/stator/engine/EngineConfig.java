package io.stator.engine;

import io.stator.Functions;
import io.stator.Limit;
import io.stator.SystemConfig;
import io.stator.spi.ClientProvider;
import io.stator.spi.Require;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What an embedded system is given of the world, and what the program says of it; immutable.
 *
 * @param clock tells the time of transactions
 * @param nanoClock tells the time that has passed
 * @param databaseIds makes ids that no other database has
 * @param system functions, limits and time-outs
 */
public record EngineConfig(
        InstantSource clock, LongSupplier nanoClock, Supplier<UUID> databaseIds, SystemConfig system) {
    /** Creates one. */
    public EngineConfig {
        Require.present(clock, "clock");
        Require.present(nanoClock, "nanoClock");
        Require.present(databaseIds, "databaseIds");
        Require.present(system, "system");
    }

    /** Returns the defaults: the clocks of this machine, random ids. */
    public static EngineConfig defaults() {
        return new EngineConfig(InstantSource.system(), System::nanoTime, UUID::randomUUID, SystemConfig.standard());
    }

    /** Returns this configuration with another clock for the time of transactions. */
    public EngineConfig withClock(InstantSource clock) {
        return new EngineConfig(clock, nanoClock, databaseIds, system);
    }

    /** Returns this configuration with another limit. */
    public EngineConfig withLimit(Limit limit, long value) {
        return new EngineConfig(clock, nanoClock, databaseIds, system.withLimit(limit, value));
    }

    /** Returns the default configuration with what a program says when it opens a system. */
    public static EngineConfig of(Map<String, Object> options) {
        EngineConfig defaults = defaults();
        return Require.present(options, "options").get(ClientProvider.CONFIG) instanceof SystemConfig said
                ? new EngineConfig(defaults.clock, defaults.nanoClock, defaults.databaseIds, said)
                : defaults;
    }

    /** Returns what transactions, schemas, queries and pull patterns may call by name. */
    public Functions functions() {
        return system.functions();
    }

    /** Returns how long calls take at most unless told otherwise. */
    public Duration timeout() {
        return system.timeout();
    }

    /** Returns the value of a limit. */
    public long limit(Limit limit) {
        return system.limit(limit);
    }
}

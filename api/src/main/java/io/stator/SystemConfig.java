package io.stator;

import io.stator.spi.Require;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a program says when it opens a system: functions, limits and time-outs; immutable.
 *
 * <pre>{@code
 * SystemConfig config = SystemConfig.standard()
 *         .withTimeout(Duration.ofSeconds(10))
 *         .withLimit(Limit.QUEUED_TRANSACTIONS, 100);
 * Client client = Stator.open(path, config);
 * }</pre>
 *
 * <p>Its methods never wait.
 */
public final class SystemConfig {
    private static final SystemConfig STANDARD = new SystemConfig(
            Functions.none(), Connection.DEFAULT_TIMEOUT, new EnumMap<>(Limit.class), null, null, Compression.STANDARD);

    private final Functions functions;
    private final Duration timeout;
    private final Map<Limit, Long> limits;
    private final @Nullable Executor completionExecutor;
    private final @Nullable Path cache;
    private final Compression compression;

    private SystemConfig(
            Functions functions,
            Duration timeout,
            Map<Limit, Long> limits,
            @Nullable Executor completionExecutor,
            @Nullable Path cache,
            Compression compression) {
        this.functions = functions;
        this.timeout = timeout;
        this.limits = limits;
        this.completionExecutor = completionExecutor;
        this.cache = cache;
        this.compression = compression;
    }

    /** Returns the configuration that holds unless told otherwise. Never fails. */
    public static SystemConfig standard() {
        return STANDARD;
    }

    /**
     * Returns this configuration with functions that transactions, schemas, queries and pull patterns may call.
     *
     * @throws Anomaly.Incorrect when it is null
     */
    public SystemConfig withFunctions(Functions functions) {
        return new SystemConfig(
                Require.present(functions, "functions"), timeout, limits, completionExecutor, cache, compression);
    }

    /**
     * Returns this configuration with the time a call takes at most unless it says another one itself.
     *
     * @throws Anomaly.Incorrect when it is negative, or longer than 292 years
     */
    public SystemConfig withTimeout(Duration timeout) {
        Duration checked = Require.timeout(timeout, "timeout");
        return new SystemConfig(functions, checked, limits, completionExecutor, cache, compression);
    }

    /**
     * Returns this configuration with another value of a limit.
     *
     * @throws Anomaly.Incorrect when it is not in the range of the limit
     */
    public SystemConfig withLimit(Limit limit, long value) {
        Require.present(limit, "limit");
        Map<Limit, Long> all = new EnumMap<>(Limit.class);
        all.putAll(limits);
        all.put(limit, limit.checked(value));
        return new SystemConfig(
                functions, timeout, Collections.unmodifiableMap(all), completionExecutor, cache, compression);
    }

    /**
     * Returns this configuration with an executor in which futures of this system are completed and what depends on them
     * runs; without one they have threads of the system, at most {@link Limit#COMPLETION_THREADS}.
     *
     * <p>Each is handed over from a thread of the system, so an executor may run it at once. What it refuses is done
     * without it.
     *
     * @throws Anomaly.Incorrect when it is null
     */
    public SystemConfig withCompletionExecutor(Executor executor) {
        return new SystemConfig(functions, timeout, limits, Require.present(executor, "executor"), cache, compression);
    }

    /**
     * Returns this configuration with a directory of this machine in which segments of a system that is far away, in DynamoDB or PostgreSQL, are
     * kept as well, so that they need not be read over the network again, also after this program ended. It is made when there is none, may be
     * used by several systems and programs at once, and may be removed at any time. {@link Limit#DISK_CACHE_BYTES} says how much it may hold.
     * When it cannot be written to, as on a full disk, that is told in the log once, and the system is read from its storage.
     *
     * <p>Opening a system that is not far away with such a configuration is refused as unsupported.
     *
     * @throws Anomaly.Incorrect when it is null or an empty path
     */
    public SystemConfig withCache(Path directory) {
        if (Require.present(directory, "directory").toString().isEmpty()) {
            throw Require.refused("directory", "must be a path, '.' for the working directory");
        }
        return new SystemConfig(functions, timeout, limits, completionExecutor, directory, compression);
    }

    /**
     * Returns this configuration with a way to compress segments that are written.
     *
     * <p>Opening a system to write with {@link Compression#ZSTD} where its library is not there is refused as unsupported.
     *
     * @throws Anomaly.Incorrect when it is null
     */
    public SystemConfig withCompression(Compression compression) {
        return new SystemConfig(
                functions, timeout, limits, completionExecutor, cache, Require.present(compression, "compression"));
    }

    /** Returns what may be called by name. Never fails. */
    public Functions functions() {
        return functions;
    }

    /** Returns the time a call takes at most unless it says another one itself. Never fails. */
    public Duration timeout() {
        return timeout;
    }

    /** Returns the executor in which futures are completed, if the program has one for that. Never fails. */
    public Optional<Executor> completionExecutor() {
        return Optional.ofNullable(completionExecutor);
    }

    /** Returns the directory in which segments of a system that is far away are kept as well, if there is to be one. Never fails. */
    public Optional<Path> cache() {
        return Optional.ofNullable(cache);
    }

    /** Returns how segments are compressed that are written. Never fails. */
    public Compression compression() {
        return compression;
    }

    /**
     * Returns the value of a limit.
     *
     * @throws Anomaly.Incorrect when it is null
     */
    public long limit(Limit limit) {
        return Objects.requireNonNullElse(limits.get(Require.present(limit, "limit")), limit.standard());
    }

    @Override
    public String toString() {
        return "SystemConfig[timeout=" + timeout + " limits=" + limits + (cache == null ? "" : " cache=" + cache)
                + (compression == Compression.STANDARD ? "" : " compression=" + compression.key()) + "]";
    }
}

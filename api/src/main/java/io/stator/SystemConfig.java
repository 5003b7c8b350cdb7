package io.stator;

import io.stator.spi.Require;
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
    private static final SystemConfig STANDARD =
            new SystemConfig(Functions.none(), Connection.DEFAULT_TIMEOUT, new EnumMap<>(Limit.class), null);

    private final Functions functions;
    private final Duration timeout;
    private final Map<Limit, Long> limits;
    private final @Nullable Executor completionExecutor;

    private SystemConfig(
            Functions functions, Duration timeout, Map<Limit, Long> limits, @Nullable Executor completionExecutor) {
        this.functions = functions;
        this.timeout = timeout;
        this.limits = limits;
        this.completionExecutor = completionExecutor;
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
        return new SystemConfig(Require.present(functions, "functions"), timeout, limits, completionExecutor);
    }

    /**
     * Returns this configuration with the time a call takes at most unless it says another one itself.
     *
     * @throws Anomaly.Incorrect when it is negative, or longer than 292 years
     */
    public SystemConfig withTimeout(Duration timeout) {
        Duration checked = Require.timeout(timeout, "timeout");
        return new SystemConfig(functions, checked, limits, completionExecutor);
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
        return new SystemConfig(functions, timeout, Collections.unmodifiableMap(all), completionExecutor);
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
        return new SystemConfig(functions, timeout, limits, Require.present(executor, "executor"));
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
        return "SystemConfig[timeout=" + timeout + " limits=" + limits + "]";
    }
}

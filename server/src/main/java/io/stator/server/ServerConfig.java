package io.stator.server;

import io.stator.Anomaly;
import io.stator.client.wire.RequestVerifier;
import io.stator.client.wire.WireLimits;
import io.stator.spi.Require;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a program says when it starts a server; immutable.
 *
 * <pre>{@code
 * ServerConfig config = ServerConfig.on(8998, AccessKeys.of(key))
 *         .withTls(Tls.pem(certificates, privateKey))
 *         .withLimit(ServerLimit.WORKING_REQUESTS, 16);
 * try (StatorServer server = StatorServer.start(client, config)) {
 *     ...
 * }
 * }</pre>
 */
public final class ServerConfig {
    /** The port of Datomic's peer server, and of ours unless told otherwise. */
    public static final int DEFAULT_PORT = 8998;

    private static final int PORT_MAX = 65_535;
    private static final String LOOPBACK = "127.0.0.1";

    private final Parts parts;

    /** All there is to say. */
    private record Parts(
            String host,
            int port,
            AccessKeys keys,
            @Nullable Tls tls,
            Duration clockSkew,
            Map<ServerLimit, Long> limits,
            Consumer<RequestEntry> requestLog,
            String s3AuthPath,
            InstantSource clock,
            LongSupplier nanoClock) {
        Parts withLimits(Map<ServerLimit, Long> changed) {
            return new Parts(host, port, keys, tls, clockSkew, changed, requestLog, s3AuthPath, clock, nanoClock);
        }
    }

    private ServerConfig(Parts parts) {
        this.parts = parts;
    }

    /**
     * Returns the configuration of a server on a port of this machine alone, without encryption, for the clients that have these keys.
     *
     * @param port the port; 0 for one that is free
     */
    public static ServerConfig on(int port, AccessKeys keys) {
        if (port < 0 || port > PORT_MAX) {
            throw Require.refused("port", "must be from 0 to " + PORT_MAX + ": port=" + port);
        }
        return new ServerConfig(new Parts(
                LOOPBACK,
                port,
                Require.present(keys, "keys"),
                null,
                RequestVerifier.CLOCK_SKEW,
                Map.of(),
                entry -> {},
                "",
                InstantSource.system(),
                System::nanoTime));
    }

    /** Returns this configuration with the address to listen on, such as {@code 0.0.0.0} for all of this machine. */
    public ServerConfig withHost(String host) {
        Require.present(host, "host");
        return new ServerConfig(new Parts(
                host,
                parts.port,
                parts.keys,
                parts.tls,
                parts.clockSkew,
                parts.limits,
                parts.requestLog,
                parts.s3AuthPath,
                parts.clock,
                parts.nanoClock));
    }

    /** Returns this configuration with encryption, which Datomic's peer-server clients demand; HTTP/2 needs it, too. */
    public ServerConfig withTls(Tls tls) {
        Require.present(tls, "tls");
        return new ServerConfig(new Parts(
                parts.host,
                parts.port,
                parts.keys,
                tls,
                parts.clockSkew,
                parts.limits,
                parts.requestLog,
                parts.s3AuthPath,
                parts.clock,
                parts.nanoClock));
    }

    /** Returns this configuration with how far the clocks of clients may be from this machine's. */
    public ServerConfig withClockSkew(Duration skew) {
        Require.notNegative(skew, "skew");
        return new ServerConfig(new Parts(
                parts.host,
                parts.port,
                parts.keys,
                parts.tls,
                skew,
                parts.limits,
                parts.requestLog,
                parts.s3AuthPath,
                parts.clock,
                parts.nanoClock));
    }

    /**
     * Returns this configuration with another value of a limit.
     *
     * @throws Anomaly.Incorrect when it is not in the range of the limit
     */
    public ServerConfig withLimit(ServerLimit limit, long value) {
        Map<ServerLimit, Long> all = new EnumMap<>(ServerLimit.class);
        all.putAll(parts.limits);
        all.put(Require.present(limit, "limit"), limit.checked(value));
        return new ServerConfig(parts.withLimits(Collections.unmodifiableMap(all)));
    }

    /** Returns this configuration with what is told of each request; it is called in threads of the server, and must be quick. */
    public ServerConfig withRequestLog(Consumer<RequestEntry> log) {
        Require.present(log, "log");
        return new ServerConfig(new Parts(
                parts.host,
                parts.port,
                parts.keys,
                parts.tls,
                parts.clockSkew,
                parts.limits,
                log,
                parts.s3AuthPath,
                parts.clock,
                parts.nanoClock));
    }

    /** Returns this configuration with the place in S3 where cloud clients find the files with their keys. */
    public ServerConfig withS3AuthPath(String path) {
        Require.present(path, "path");
        return new ServerConfig(new Parts(
                parts.host,
                parts.port,
                parts.keys,
                parts.tls,
                parts.clockSkew,
                parts.limits,
                parts.requestLog,
                path,
                parts.clock,
                parts.nanoClock));
    }

    /** Returns this configuration with clocks of a test. */
    ServerConfig withClocks(InstantSource clock, LongSupplier nanoClock) {
        return new ServerConfig(new Parts(
                parts.host,
                parts.port,
                parts.keys,
                parts.tls,
                parts.clockSkew,
                parts.limits,
                parts.requestLog,
                parts.s3AuthPath,
                clock,
                nanoClock));
    }

    /** Returns the address to listen on. */
    public String host() {
        return parts.host;
    }

    /** Returns the port; 0 for one that is free. */
    public int port() {
        return parts.port;
    }

    /** Returns how connections are encrypted, if they are. */
    public Optional<Tls> tls() {
        return Optional.ofNullable(parts.tls);
    }

    /** Returns the value of a limit. */
    public long limit(ServerLimit limit) {
        return Objects.requireNonNullElse(parts.limits.get(Require.present(limit, "limit")), limit.standard());
    }

    AccessKeys keys() {
        return parts.keys;
    }

    Duration clockSkew() {
        return parts.clockSkew;
    }

    Consumer<RequestEntry> requestLog() {
        return parts.requestLog;
    }

    String s3AuthPath() {
        return parts.s3AuthPath;
    }

    InstantSource clock() {
        return parts.clock;
    }

    LongSupplier nanoClock() {
        return parts.nanoClock;
    }

    int intLimit(ServerLimit limit) {
        return Math.toIntExact(limit(limit));
    }

    WireLimits requestLimits() {
        return new WireLimits(
                intLimit(ServerLimit.REQUEST_BYTES),
                intLimit(ServerLimit.REQUEST_NESTING),
                intLimit(ServerLimit.REQUEST_VALUES));
    }

    WireLimits answerLimits() {
        return new WireLimits(
                intLimit(ServerLimit.ANSWER_BYTES), intLimit(ServerLimit.REQUEST_NESTING), WireLimits.ANSWER_ITEMS);
    }

    /** Returns a text without keys. */
    @Override
    public String toString() {
        return "ServerConfig[host=" + parts.host + " port=" + parts.port + " tls=" + parts.tls + " limits="
                + parts.limits + "]";
    }
}

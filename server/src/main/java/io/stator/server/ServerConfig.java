package io.stator.server;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.client.wire.RequestVerifier;
import io.stator.client.wire.WireLimits;
import io.stator.spi.Require;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a program says when it starts a server; immutable.
 *
 * <p>Nothing here waits, and nothing fails but as it says, or with {@link io.stator.Anomaly.Incorrect} for a null that must not be one.
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

    private final Door door;
    private final Access access;
    private final Map<ServerLimit, Long> limits;
    private final Consumer<RequestEntry> requestLog;
    private final Clocks clocks;

    /** Where clients come in. */
    private record Door(String host, int port, @Nullable Tls tls) {}

    /** Who may come in, and what they may call by name; null stands for all that the client may. */
    private record Access(
            AccessKeys keys,
            Duration clockSkew,
            String s3AuthPath,
            @Nullable List<String> functions) {}

    /** What time it is. */
    private record Clocks(InstantSource clock, LongSupplier nanoClock) {}

    private ServerConfig(
            Door door, Access access, Map<ServerLimit, Long> limits, Consumer<RequestEntry> requestLog, Clocks clocks) {
        this.door = door;
        this.access = access;
        this.limits = limits;
        this.requestLog = requestLog;
        this.clocks = clocks;
    }

    private ServerConfig with(Door changed) {
        return new ServerConfig(changed, access, limits, requestLog, clocks);
    }

    private ServerConfig with(Access changed) {
        return new ServerConfig(door, changed, limits, requestLog, clocks);
    }

    /**
     * Returns the configuration of a server on a port of this machine alone, without encryption, for the clients that have these keys.
     *
     * @param port the port; 0 for one that is free
     * @throws Anomaly.Incorrect when there is no such port
     */
    public static ServerConfig on(int port, AccessKeys keys) {
        if (port < 0 || port > PORT_MAX) {
            throw Require.refused("port", "must be from 0 to " + PORT_MAX + ": port=" + port);
        }
        return new ServerConfig(
                new Door(LOOPBACK, port, null),
                new Access(Require.present(keys, "keys"), RequestVerifier.CLOCK_SKEW, "", List.of()),
                Map.of(),
                entry -> {},
                new Clocks(InstantSource.system(), System::nanoTime));
    }

    /** Returns this configuration with the address to listen on, such as {@code 0.0.0.0} for all of this machine. */
    public ServerConfig withHost(String host) {
        return with(new Door(Require.present(host, "host"), door.port, door.tls));
    }

    /** Returns this configuration with encryption, which Datomic's peer-server clients demand; HTTP/2 needs it, too. */
    public ServerConfig withTls(Tls tls) {
        return with(new Door(door.host, door.port, Require.present(tls, "tls")));
    }

    /**
     * Returns this configuration with how far the clocks of clients may be from this machine's.
     *
     * @throws Anomaly.Incorrect when that is negative
     */
    public ServerConfig withClockSkew(Duration skew) {
        return with(new Access(access.keys, Require.notNegative(skew, "skew"), access.s3AuthPath, access.functions));
    }

    /**
     * Returns this configuration with another value of a limit.
     *
     * @throws Anomaly.Incorrect when it is not in the range of the limit
     */
    public ServerConfig withLimit(ServerLimit limit, long value) {
        Map<ServerLimit, Long> all = new EnumMap<>(ServerLimit.class);
        all.putAll(limits);
        all.put(Require.present(limit, "limit"), limit.checked(value));
        return new ServerConfig(door, access, Collections.unmodifiableMap(all), requestLog, clocks);
    }

    /** Returns this configuration with what is told of each request; it is called in threads of the server, and must be quick. */
    public ServerConfig withRequestLog(Consumer<RequestEntry> log) {
        return new ServerConfig(door, access, limits, Require.present(log, "log"), clocks);
    }

    /** Returns this configuration with the place in S3 where cloud clients find the files with their keys. */
    public ServerConfig withS3AuthPath(String path) {
        return with(new Access(access.keys, access.clockSkew, Require.present(path, "path"), access.functions));
    }

    /**
     * Returns this configuration with those of the {@link io.stator.Functions} of the system that queries, pull patterns and transactions over the network may call: one for each name such as {@code
     * "my.company/transfer"}, all of a namespace for each name without a slash. Unless told so they may call nothing but the functions of the library, whatever the system was opened with.
     *
     * @throws Anomaly.Incorrect when a name is null
     */
    public ServerConfig withFunctions(String... namesOrNamespaces) {
        return with(new Access(
                access.keys,
                access.clockSkew,
                access.s3AuthPath,
                List.of(Require.elements(namesOrNamespaces, "namesOrNamespaces"))));
    }

    /**
     * Returns this configuration with all functions that the client may call itself; for a client that cannot be {@linkplain io.stator.Client#callingOnly limited}, such as one of another server, which
     * has a list of its own.
     */
    public ServerConfig withAllFunctions() {
        return with(new Access(access.keys, access.clockSkew, access.s3AuthPath, null));
    }

    /** Returns a client that calls by name only what may be called over the network, and tells at once what its callers repeat themselves. */
    Client limited(Client served) {
        Client client = served.withoutRetries();
        List<String> functions = access.functions;
        try {
            return functions == null ? client : client.callingOnly(functions);
        } catch (Anomaly.Unsupported cannot) {
            throw new Anomaly.Unsupported(
                    cannot.getMessage()
                            + "; if clients of the server may call whatever it may, say so with withAllFunctions",
                    Map.of(),
                    cannot);
        }
    }

    /** Returns this configuration with clocks of a test. */
    ServerConfig withClocks(InstantSource clock, LongSupplier nanoClock) {
        return new ServerConfig(door, access, limits, requestLog, new Clocks(clock, nanoClock));
    }

    /** Returns the address to listen on. */
    public String host() {
        return door.host;
    }

    /** Returns the port; 0 for one that is free. */
    public int port() {
        return door.port;
    }

    /** Returns how connections are encrypted, if they are. */
    public Optional<Tls> tls() {
        return Optional.ofNullable(door.tls);
    }

    /** Returns the value of a limit. */
    public long limit(ServerLimit limit) {
        return Objects.requireNonNullElse(limits.get(Require.present(limit, "limit")), limit.standard());
    }

    AccessKeys keys() {
        return access.keys;
    }

    Duration clockSkew() {
        return access.clockSkew;
    }

    Consumer<RequestEntry> requestLog() {
        return requestLog;
    }

    String s3AuthPath() {
        return access.s3AuthPath;
    }

    InstantSource clock() {
        return clocks.clock;
    }

    LongSupplier nanoClock() {
        return clocks.nanoClock;
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
        return "ServerConfig[host=" + door.host + " port=" + door.port + " tls=" + door.tls + " limits=" + limits + "]";
    }
}

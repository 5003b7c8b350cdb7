package io.stator.client;

import io.stator.Anomaly;
import io.stator.ClientConfig;
import io.stator.Credentials;
import io.stator.CredentialsProvider;
import io.stator.ServerType;
import io.stator.client.wire.Dialect;
import io.stator.client.wire.HttpNames;
import io.stator.client.wire.Operation;
import io.stator.client.wire.Transit;
import io.stator.client.wire.WireKeys;
import io.stator.client.wire.WireLimits;
import io.stator.client.wire.WireRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The way to one server: the connections that are open, the threads that tend them, and the credentials. Thread-safe. */
final class Link {
    /**
     * How long it is before a call is made again.
     *
     * @param busyMillis when the server was busy, the first time; then twice as long each time
     * @param againMillis when it could not be reached
     */
    record Pauses(long busyMillis, long againMillis) {
        /** The ones of Datomic's clients. */
        static final Pauses STANDARD = new Pauses(100, 3_000);
    }

    private static final String CLOUD_DOOR = "/api";
    private static final String DOOR = "/";
    private static final long IDLE_SECONDS = 10;
    private static final int PORT_HTTPS = 443;
    private static final int PORT_HTTP = 80;

    private final ClientConfig config;
    private final URI address;
    private final String host;
    private final WireLimits limits;
    private final Pauses pauses;
    private final TaskThreads network = new TaskThreads("stator-client-network", ClientLimits.NETWORK_THREADS);
    private final TaskThreads completions =
            new TaskThreads("stator-client-completion", ClientLimits.COMPLETION_THREADS);
    private final ScheduledThreadPoolExecutor timers;
    private final Turns turns = new Turns(ClientLimits.EXCHANGES, network);
    private final HttpClient http;
    private final InstantSource clock;

    private volatile @Nullable Signing signing;
    private volatile boolean stator;
    private volatile boolean closed;

    Link(ClientConfig config, InstantSource clock, Pauses pauses, WireLimits limits) {
        this.config = config;
        this.clock = clock;
        this.pauses = pauses;
        this.limits = limits;
        this.address = address(config);
        this.host = host(address);
        this.timers = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "stator-client-timer");
            thread.setDaemon(true);
            return thread;
        });
        timers.setRemoveOnCancelPolicy(true);
        timers.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        timers.allowCoreThreadTimeOut(true);
        boolean encrypted = isEncrypted(address);
        HttpClient.Builder builder = HttpClient.newBuilder()
                .executor(network)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(encrypted ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
        if (encrypted) {
            builder.sslContext(Trust.context(config));
        }
        this.http = builder.build();
    }

    private static boolean isEncrypted(URI address) {
        return "https".equalsIgnoreCase(address.getScheme());
    }

    private static URI address(ClientConfig config) {
        URI endpoint = config.endpoint();
        String path = endpoint.getRawPath() == null ? "" : endpoint.getRawPath();
        String base = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        String door = config.serverType() == ServerType.CLOUD ? CLOUD_DOOR : DOOR;
        String full = base.isEmpty() || config.serverType() == ServerType.CLOUD ? base + door : base;
        return URI.create(endpoint.getScheme().toLowerCase(Locale.ROOT) + "://" + endpoint.getRawAuthority() + full);
    }

    /** Returns the host as the header of that name has it: without the port that goes without saying. */
    private static String host(URI address) {
        int usual = isEncrypted(address) ? PORT_HTTPS : PORT_HTTP;
        int port = address.getPort();
        return port < 0 || port == usual ? address.getHost() : address.getHost() + ":" + port;
    }

    /** Returns where the server is, for messages. */
    String endpoint() {
        return address.getScheme() + "://" + address.getRawAuthority();
    }

    /** Returns the threads that talk to the network; no code of a program runs there. */
    Executor network() {
        return network;
    }

    /** Returns the threads in which code of a program may run. */
    Executor completions() {
        return completions;
    }

    Pauses pauses() {
        return pauses;
    }

    Turns turns() {
        return turns;
    }

    /** Returns whether the server is one of ours, as far as is known: every answer of ours says so. */
    boolean isStator() {
        return stator;
    }

    /** Runs something, which must be quick, after some time. */
    Future<?> later(Runnable task, long nanos) {
        return timers.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    /** Refuses calls from now on. */
    void close() {
        closed = true;
    }

    /**
     * Refuses a call when the client is closed.
     *
     * @throws Anomaly.Unavailable when it is
     */
    void requireOpen() {
        if (closed) {
            throw new Anomaly.Unavailable("the client of " + endpoint() + " is closed: connect anew");
        }
    }

    /**
     * Returns what to sign with: what is known, or, the first time and after it was refused, what the provider tells now.
     *
     * @param refused what the server does not accept
     * @param why the anomaly that fails the future when the provider tells nothing new
     */
    CompletableFuture<Signing> signing(@Nullable Signing refused, @Nullable Anomaly why) {
        Signing known = signing;
        if (known != null && known != refused) {
            return CompletableFuture.completedFuture(known);
        }
        return CompletableFuture.supplyAsync(() -> ask(refused, why), network);
    }

    private Signing ask(@Nullable Signing refused, @Nullable Anomaly why) {
        CredentialsProvider provider = config.credentials()
                .orElseThrow(() -> new Anomaly.Forbidden(
                        "a client needs credentials: hand them over with withCredentials: endpoint=" + endpoint()));
        Credentials told = provider.credentials();
        if (refused != null && refused.isWith(told)) {
            throw why == null ? new Anomaly.Forbidden("the server refuses the credentials") : why;
        }
        Signing fresh = Signing.of(told, config);
        signing = fresh;
        return fresh;
    }

    /** Sends a request, once; to cancel the future ends the exchange. */
    CompletableFuture<Reception.Received> send(WireRequest request, Signing with, Deadline deadline) {
        WireRequest timed = deadline.isEndless()
                ? request
                : request.with(
                        WireKeys.TIMEOUT, Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline.leftNanos() + 999_999)));
        byte[] body = Transit.write(timed.toMap(), stator ? Dialect.STATOR : Dialect.DATOMIC, limits);
        Map<String, String> more = Map.of(
                HttpNames.HOST, host, HttpNames.DIALECT, Dialect.STATOR.name().toLowerCase(Locale.ROOT));
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(address).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        with.headers(timed, address, more, body, clock.instant()).forEach((name, value) -> {
            if (!name.equals(HttpNames.HOST)) {
                builder.setHeader(name, value);
            }
        });
        Reception reception = new Reception(limits.bytes());
        CompletableFuture<?> exchange = http.sendAsync(builder.build(), reception);
        exchange.whenComplete((response, failure) -> {
            if (failure != null) {
                reception.completeExceptionally(failure);
            }
        });
        reception.whenComplete((received, failure) -> {
            if (failure != null) {
                exchange.cancel(true);
            }
        });
        return reception;
    }

    /**
     * Returns the answer that was received.
     *
     * @throws Anomaly the one that it tells
     */
    Answer read(Reception.Received received) {
        stator = Dialect.STATOR.name().equalsIgnoreCase(received.dialect());
        return Answer.read(received, endpoint(), limits);
    }

    /** Begins a call, which is repeated where that is safe; never waits, nor fails. */
    RemoteCall call(WireRequest request, Deadline deadline) {
        boolean safe = request.operation().isIdempotent()
                || (request.operation() == Operation.TRANSACT && request.get(WireKeys.TX_ID) != null);
        return new RemoteCall(this, request, deadline, safe).begin();
    }

    /** As {@link #call}, for what is not repeated when it is not known what became of it. */
    RemoteCall callOnce(WireRequest request, Deadline deadline) {
        return new RemoteCall(this, request, deadline, false).begin();
    }

    /** Asks for something whose answer nobody waits for. */
    void tell(WireRequest request) {
        if (!closed) {
            call(request, Deadline.after(config.timeout()));
        }
    }

    /**
     * Waits for a call, or what is made of it.
     *
     * @throws Anomaly the one it failed with; {@link Anomaly.Interrupted} when the thread is interrupted, after the call was stopped
     */
    static <T> T await(CompletableFuture<T> future, Operation operation) {
        boolean writes = operation == Operation.TRANSACT;
        try {
            return future.get();
        } catch (InterruptedException interrupted) {
            future.cancel(true);
            throw Failures.interrupted(writes, interrupted);
        } catch (Exception failure) {
            throw Failures.inThisThread(failure);
        }
    }

    /**
     * Returns a future for a program: what depends on it runs in threads that are there for that, and to cancel it stops the call.
     */
    <A, B> CompletableFuture<B> hand(CompletableFuture<A> inner, Function<? super A, ? extends B> function) {
        return Chain.handed(inner, function, completions);
    }
}

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
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
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
    private final TaskThreads network;
    private final TaskThreads completions;
    private final ScheduledThreadPoolExecutor timers;
    private final Turns turns;
    private final Turns waits;
    private final Deadlines deadlines;
    private final HttpClient http;
    private final DirectConnections direct;
    private final InstantSource clock;
    private final boolean repeats;
    private final Known known;

    /** What is known of a server, and of the calls of it. */
    private static final class Known {
        private final String requestIds = Long.toHexString(UUID.randomUUID().getMostSignificantBits()) + "-";
        private final AtomicLong requests = new AtomicLong();
        private volatile @Nullable Signing signing;
        private volatile boolean stator;
        private volatile boolean closed;
        private volatile int requestBytesMax = Integer.MAX_VALUE;
    }

    Link(ClientConfig config, InstantSource clock, Pauses pauses, WireLimits limits) {
        this.config = config;
        this.clock = clock;
        this.pauses = pauses;
        this.limits = limits;
        this.repeats = true;
        this.known = new Known();
        this.network = new TaskThreads("stator-client-network", ClientLimits.NETWORK_THREADS);
        this.completions = new TaskThreads("stator-client-completion", ClientLimits.COMPLETION_THREADS);
        this.turns = new Turns(ClientLimits.EXCHANGES, network);
        this.waits = new Turns(ClientLimits.WAITING_EXCHANGES, network);
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
        this.deadlines = new Deadlines(timers);
        SSLContext encryption = isEncrypted(address) ? Trust.context(config) : null;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .executor(network)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(encryption != null ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
        if (encryption != null) {
            builder.sslContext(encryption);
        }
        this.http = builder.build();
        this.direct = new DirectConnections(
                address, port(address), encryption == null ? null : encryption.getSocketFactory(), network, timers);
    }

    private Link(Link shared) {
        this.config = shared.config;
        this.address = shared.address;
        this.host = shared.host;
        this.limits = shared.limits;
        this.pauses = shared.pauses;
        this.network = shared.network;
        this.completions = shared.completions;
        this.timers = shared.timers;
        this.turns = shared.turns;
        this.waits = shared.waits;
        this.deadlines = shared.deadlines;
        this.http = shared.http;
        this.direct = shared.direct;
        this.clock = shared.clock;
        this.known = shared.known;
        this.repeats = false;
    }

    /** Returns the same way, on which no call is repeated. */
    Link withoutRetries() {
        return new Link(this);
    }

    /** Returns whether calls that failed only for now are repeated. */
    boolean repeats() {
        return repeats;
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
        int port = port(address);
        return port == usualPort(address) ? address.getHost() : address.getHost() + ":" + port;
    }

    private static int usualPort(URI address) {
        return isEncrypted(address) ? PORT_HTTPS : PORT_HTTP;
    }

    private static int port(URI address) {
        return address.getPort() < 0 ? usualPort(address) : address.getPort();
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

    /** Returns the turns that a request is one of; those which wait for what others do have their own, or they could be all that is on its way. */
    Turns turns(WireRequest request) {
        boolean waits = request.operation() == Operation.SYNC_EXCISE
                || (request.operation() == Operation.STATUS && request.get(WireKeys.T) != null);
        return waits ? this.waits : turns;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    /** Returns whether the server is one of ours, as far as is known: every answer of ours says so. */
    boolean isStator() {
        return known.stator;
    }

    /** Runs something, which must be quick, after some time. */
    Future<?> later(Runnable task, long nanos) {
        return timers.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    /** Refuses calls from now on. */
    void close() {
        known.closed = true;
        direct.close();
    }

    /**
     * Refuses a call when the client is closed.
     *
     * @throws Anomaly.Unavailable when it is
     */
    void requireOpen() {
        if (known.closed) {
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
        Signing usual = known.signing;
        if (usual != null && usual != refused) {
            return CompletableFuture.completedFuture(usual);
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
        known.signing = fresh;
        return fresh;
    }

    /**
     * A request as it is sent.
     *
     * @param id its id
     * @param headers its headers, signed
     * @param body its body
     */
    record Signed(String id, Map<String, String> headers, byte[] body) {}

    /** Returns a request as it is sent now. */
    Signed signed(WireRequest request, Signing with, Deadline deadline) {
        WireRequest timed = deadline.isEndless()
                ? request
                : request.with(
                        WireKeys.TIMEOUT, Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline.leftNanos() + 999_999)));
        byte[] body = Transit.write(timed.toMap(), known.stator ? Dialect.STATOR : Dialect.DATOMIC, limits);
        int most = known.requestBytesMax;
        if (body.length > most) {
            throw Anomaly.incorrect(
                    "message-too-large",
                    "a request must have at most " + most + " bytes, as the server at " + endpoint()
                            + " allows (request-bytes), this one has " + body.length
                            + ": send less at a time, or start the server with another limit");
        }
        String id = known.requestIds + known.requests.incrementAndGet();
        Map<String, String> more = Map.of(
                HttpNames.HOST,
                host,
                HttpNames.DIALECT,
                Dialect.STATOR.name().toLowerCase(Locale.ROOT),
                HttpNames.REQUEST_ID,
                id);
        return new Signed(id, with.headers(timed, address, more, body, clock.instant()), body);
    }

    /**
     * Returns whether a thread that waits may do an exchange itself: there is no proxy on the way, and the request is sent before the server can have refused it, or else
     * who is still sending would not hear why.
     */
    boolean isDirect(Signed request) {
        return request.body().length <= ClientLimits.DIRECT_REQUEST_BYTES && direct.isDirect();
    }

    /**
     * Does an exchange in this thread, and returns what came; waits for it.
     *
     * @param call ends the exchange when it is completed by another thread
     */
    Received exchange(Signed request, CompletableFuture<Received> call) throws IOException {
        return direct.exchange(request.headers(), request.body(), limits.bytes(), call);
    }

    /** Sends a request, once; to cancel the future ends the exchange. */
    CompletableFuture<Received> send(Signed request) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(address).POST(HttpRequest.BodyPublishers.ofByteArray(request.body()));
        request.headers().forEach((name, value) -> {
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
    Answer read(Received received) {
        if (received.requestBytes() != null) {
            known.requestBytesMax = bytes(received.requestBytes());
        }
        known.stator = Dialect.STATOR.name().equalsIgnoreCase(received.dialect());
        return Answer.read(received, endpoint(), limits);
    }

    private static int bytes(String header) {
        try {
            return Integer.parseInt(header.strip());
        } catch (NumberFormatException notSaid) {
            return Integer.MAX_VALUE;
        }
    }

    /** Begins a call, which is repeated where that is safe; never fails, and waits only in the thread of a caller. */
    RemoteCall call(WireRequest request, Terms terms) {
        boolean safe = request.operation().isIdempotent()
                || (request.operation() == Operation.TRANSACT && request.get(WireKeys.TX_ID) != null);
        return new RemoteCall(this, request, terms, safe).begin();
    }

    /** As {@link #call}, for what is not repeated when it is not known what became of it. */
    RemoteCall callOnce(WireRequest request, Terms terms) {
        return new RemoteCall(this, request, terms, false).begin();
    }

    /** Has one of our own servers end the work on a request whose answer nobody waits for any more: it does not see that its connection was closed. */
    void cancel(Signed request) {
        if (known.stator) {
            tell(WireRequest.of(Operation.CANCEL).with(WireKeys.REQUEST, request.id()));
        }
    }

    /** Asks for something whose answer nobody waits for. */
    void tell(WireRequest request) {
        if (!known.closed) {
            call(request, Terms.elsewhere(config.timeout()));
        }
    }

    /**
     * Makes a call, or several, in this thread, and returns what is made of them; waits for it.
     *
     * @throws Anomaly the one it failed with; {@link Anomaly.Interrupted} when the thread is interrupted, after the call was stopped
     */
    <T> T await(Operation operation, Deadline deadline, Function<Terms, CompletableFuture<T>> call) {
        return Caller.call(network, deadline, operation, call);
    }

    /** As {@link #await(Operation, Deadline, Function)}, for what may take some time from now on. */
    <T> T await(Operation operation, Duration timeout, Function<Terms, CompletableFuture<T>> call) {
        return await(operation, Deadline.after(timeout), call);
    }

    /**
     * Returns a future for a program: what depends on it runs in threads that are there for that, and to cancel it stops the call.
     */
    <A, B> CompletableFuture<B> hand(CompletableFuture<A> inner, Function<? super A, ? extends B> function) {
        return Chain.handed(inner, function, completions);
    }
}

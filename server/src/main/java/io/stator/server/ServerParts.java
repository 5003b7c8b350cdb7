package io.stator.server;

import io.stator.Client;
import io.stator.client.wire.RequestVerifier;
import io.stator.client.wire.WireLimits;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What all requests to a server share. Thread-safe. */
final class ServerParts {
    private static final System.Logger LOG = System.getLogger(StatorServer.class.getName());

    /** Which part of the memory speculative values may have, whatever their limit is. */
    private static final int SPECULATIONS_SHARE = 4;

    /** Which part of that those of one key may have. */
    private static final int KEYS_PER_SHARE = 4;

    /** Which part of the memory the results of queries may have that wait for their next chunk. */
    private static final int CURSORS_SHARE = 3;

    private final ServerConfig config;
    private final WireLimits requestLimits;
    private final RequestVerifier verifier;
    private final RequestIds ids = new RequestIds();
    private final Workers workers;
    private final Gate gate;
    private final TokenTable<Cursor> cursors;
    private final TokenTable<Speculation> speculations;
    private final Running running = new Running();
    private final Operations operations;
    private final Metrics metrics = new Metrics();
    private final AtomicLong bodies = new AtomicLong();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicInteger active = new AtomicInteger();
    private final AtomicBoolean stopping = new AtomicBoolean();

    ServerParts(Client client, ServerConfig config) {
        this.config = config;
        this.requestLimits = config.requestLimits();
        this.verifier = new RequestVerifier(id -> config.keys().find(id).map(AccessKey::secret), config.clockSkew());
        this.workers = new Workers(
                config.intLimit(ServerLimit.WORKING_REQUESTS), config.intLimit(ServerLimit.WAITING_REQUESTS));
        this.gate = new Gate(requestLimits.bytes(), stopping::get, this::isFull);
        this.cursors = new TokenTable<>(
                "answers that wait for their next chunk",
                new TokenTable.Bounds(
                        config.intLimit(ServerLimit.KEY_CURSORS),
                        config.intLimit(ServerLimit.ALL_CURSORS),
                        Long.MAX_VALUE,
                        cursorBytesMax(config)),
                TimeUnit.MILLISECONDS.toNanos(config.limit(ServerLimit.CURSOR_MILLIS)),
                config.nanoClock());
        long memory = Runtime.getRuntime().maxMemory() / SPECULATIONS_SHARE;
        this.speculations = new TokenTable<>(
                "speculative database values",
                new TokenTable.Bounds(
                        config.intLimit(ServerLimit.KEY_SPECULATIONS),
                        config.intLimit(ServerLimit.ALL_SPECULATIONS),
                        Math.min(config.limit(ServerLimit.KEY_SPECULATIONS_BYTES), memory / KEYS_PER_SHARE),
                        Math.min(config.limit(ServerLimit.ALL_SPECULATIONS_BYTES), memory)),
                TimeUnit.MILLISECONDS.toNanos(config.limit(ServerLimit.SPECULATION_MILLIS)),
                config.nanoClock());
        this.operations = new Operations(client, config, running, cursors, speculations);
        metrics.databases(client::indexing);
        metrics.storage(client::storageStats);
        metrics.gauge("requests.active", "Requests that are read, worked on or answered", active::get);
        metrics.gauge("requests.working", "Requests that are worked on", workers::working);
        metrics.gauge("requests.waiting", "Requests that wait to be worked on", workers::waiting);
        metrics.gauge("requests.bytes", "Bytes of the requests that are read or worked on", bodies::get);
        metrics.gauge("answers.bytes", "Bytes of the answers that are not sent yet", answers::get);
        metrics.gauge("cursors", "Answers that wait for their next chunk", cursors::size);
        metrics.gauge("cursors.bytes", "Bytes of queries that wait for their next chunk, about", cursors::totalWeight);
        metrics.gauge("speculations", "Speculative database values", speculations::size);
        metrics.gauge("speculations.bytes", "Bytes of speculative database values, about", speculations::totalWeight);
    }

    /** Returns about how many bytes the results of queries that wait for their next chunk may have. */
    static long cursorBytesMax(ServerConfig config) {
        return Math.min(
                config.limit(ServerLimit.ALL_CURSORS_BYTES),
                Runtime.getRuntime().maxMemory() / CURSORS_SHARE);
    }

    /** Returns whether there is no room for another request: no thread for it, or too many answers that nobody takes. */
    private boolean isFull() {
        return workers.isFull() || answers.get() > config.limit(ServerLimit.ALL_ANSWERS_BYTES);
    }

    ServerConfig config() {
        return config;
    }

    WireLimits requestLimits() {
        return requestLimits;
    }

    RequestVerifier verifier() {
        return verifier;
    }

    RequestIds ids() {
        return ids;
    }

    Workers workers() {
        return workers;
    }

    Gate gate() {
        return gate;
    }

    Running running() {
        return running;
    }

    Operations operations() {
        return operations;
    }

    Metrics metrics() {
        return metrics;
    }

    /** Returns how many bytes of bodies are held. */
    AtomicLong bodies() {
        return bodies;
    }

    /** Returns how many bytes of answers are not sent yet. */
    AtomicLong answers() {
        return answers;
    }

    /** Returns how many requests are not answered yet. */
    AtomicInteger active() {
        return active;
    }

    boolean isStopping() {
        return stopping.get();
    }

    void stopAccepting() {
        stopping.set(true);
    }

    /** Forgets what is kept for clients that has expired. */
    void sweep() {
        cursors.sweep();
        speculations.sweep();
    }

    void clear() {
        cursors.clear();
        speculations.clear();
    }

    /** Counts a request, and tells the log of it; what that throws is told, too. */
    void tell(RequestEntry entry) {
        metrics.count(entry);
        try {
            config.requestLog().accept(entry);
        } catch (RuntimeException failed) {
            LOG.log(System.Logger.Level.ERROR, "the log of requests failed", failed);
        }
    }

    /** Tells of what must not happen. */
    void report(String requestId, Throwable unexpected) {
        LOG.log(System.Logger.Level.ERROR, "a request failed: request=" + requestId, unexpected);
    }
}

package io.stator.server;

import io.stator.Anomaly;
import io.stator.client.wire.Dialect;
import io.stator.client.wire.HttpHead;
import io.stator.client.wire.HttpNames;
import io.stator.client.wire.RequestVerifier;
import io.stator.client.wire.Transit;
import io.stator.client.wire.WireAnomalies;
import io.stator.client.wire.WireKeys;
import io.stator.client.wire.WireLimits;
import io.stator.client.wire.WireRequest;
import io.stator.edn.Keyword;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** One request on its way: checked, read, worked on, answered; exactly once. */
final class Exchange {
    /** How often one request may wait for a basis: as often as it may name databases, and more. */
    private static final int BASIS_WAITS_MAX = 64;

    private static final int OK = 200;

    /** What anomalies of a system say of its storage. */
    private static final Keyword STORAGE_ERROR = Keyword.of("stator.storage", "error");

    /** Up to which length a body is looked at by the thread that read it. */
    private static final int CHECKED_AT_ONCE_BYTES_MAX = 1 << 16;

    private final ServerParts parts;
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final String requestId;
    private final Instant time;
    private final long came;
    private final HttpHead head;

    /** How often it waited for a basis; belongs to whoever works on it. */
    private int waits;

    private final Work work = new Work();
    private final AtomicBoolean answered = new AtomicBoolean();

    private volatile @Nullable String keyId;
    private volatile @Nullable WireRequest asked;
    private volatile int bytesIn;
    private int reserved;
    private boolean released;

    Exchange(ServerParts parts, Request request, Response response, Callback callback) {
        this.parts = parts;
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.came = parts.config().nanoClock().getAsLong();
        this.time = parts.config().clock().instant();
        this.requestId = parts.ids().of(request.getHeaders().get(RequestIds.HEADER));
        this.head = head(request);
    }

    private static HttpHead head(Request request) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (HttpField field : request.getHeaders()) {
            String value = field.getValue();
            headers.putIfAbsent(field.getName().toLowerCase(Locale.ROOT), value == null ? "" : value);
        }
        String path = request.getHttpURI().getPath();
        return new HttpHead(
                request.getMethod(),
                path == null ? "/" : path,
                request.getHttpURI().getQuery(),
                headers);
    }

    /** Checks what can be known from its headers, then reads its body. */
    void begin() {
        parts.active().incrementAndGet();
        Refusal refusal = parts.gate().check(head);
        if (refusal != null) {
            refuse(refusal);
            return;
        }
        request.addFailureListener(gone -> work.interrupt(false));
        request.addIdleTimeoutListener(
                silence -> false); // who waits for an answer is silent; how long that takes has its own limit
        new BodyReader(parts, request, head, this).begin();
    }

    /**
     * Notes that more bytes of the body are held for it, to be given back when it is answered; it may be answered already, by who watches the time.
     *
     * @return whether there was room for them among those of all requests
     */
    synchronized boolean reserve(int bytes) {
        if (released) {
            return true;
        }
        reserved += bytes;
        return parts.bodies().addAndGet(bytes) <= parts.config().limit(ServerLimit.ALL_REQUESTS_BYTES);
    }

    private synchronized void release() {
        released = true;
        parts.bodies().addAndGet(-reserved);
    }

    /** Goes on with the body: checks the signature, which takes longer the longer it is, then waits for a thread to work on it. */
    void read(byte[] body) {
        bytesIn = body.length;
        try {
            AccessKey key = body.length > CHECKED_AT_ONCE_BYTES_MAX ? null : verified(body);
            if (!parts.workers().offer(() -> work(body, key))) {
                refuse(parts.gate().busy());
            }
        } catch (Anomaly refused) {
            refuse(Refusal.of(refused));
        }
    }

    private AccessKey verified(byte[] body) {
        String id = parts.verifier().verify(head, body, parts.config().clock().instant());
        keyId = id;
        parts.running().begin(id, requestId, () -> work.interrupt(false));
        return parts.config().keys().find(id).orElseThrow(() -> new Anomaly.Forbidden("the key was revoked"));
    }

    /** Works, and answers when the thread cannot be interrupted any more: that would end the connection, and with it whatever else is under way over it. */
    private void work(byte[] body, @Nullable AccessKey known) {
        Runnable answer;
        work.begin();
        try {
            answer = worked(body, known);
        } finally {
            work.end();
        }
        answer.run();
    }

    private Runnable worked(byte[] body, @Nullable AccessKey known) {
        Scheduler.Task watch = null;
        AccessKey key = known;
        try {
            key = key == null ? verified(body) : key;
            long most = parts.config().limit(ServerLimit.REQUEST_MILLIS);
            watch = watch(came + TimeUnit.MILLISECONDS.toNanos(most));
            WireRequest wire = WireRequest.read(Transit.read(body, parts.requestLimits(), Operations::look));
            asked = wire;
            long deadline = Call.deadline(wire, came, most);
            Dialect dialect = dialect(head);
            watch.cancel();
            watch = watch(deadline);
            Call call =
                    new Call(wire, key, dialect, came, deadline, parts.config().nanoClock());
            CompletableFuture<byte[]> later = parts.operations().later(call);
            if (later != null) {
                later.whenComplete(this::done);
                return () -> {};
            }
            byte[] answer = parts.operations().answer(call);
            return () -> send(OK, answer, null, null);
        } catch (BasisAhead ahead) {
            workAfter(ahead, body, key);
            return () -> {};
        } catch (Anomaly failed) {
            Refusal refusal = Refusal.of(work.timedOut() ? Call.timedOut() : failed);
            return () -> refuse(refusal);
        } catch (Throwable unexpected) {
            return () -> fail(unexpected);
        } finally {
            if (watch != null) {
                watch.cancel();
            }
        }
    }

    /** Works on it anew once a basis is there, for which no thread waits. */
    private void workAfter(BasisAhead ahead, byte[] body, @Nullable AccessKey key) {
        if (++waits > BASIS_WAITS_MAX) {
            refuse(Refusal.of(Call.timedOut()));
            return;
        }
        ahead.arrival().whenComplete((there, failure) -> {
            if (failure != null) {
                done(null, failure);
            } else if (!parts.workers().offerLater(() -> work(body, key))) {
                refuse(parts.gate().busy());
            }
        });
    }

    /** Answers with what became of what has no thread, and watches its time itself. */
    private void done(byte @Nullable [] answer, @Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        if (answer != null) {
            send(OK, answer, null, null);
        } else if (cause instanceof Anomaly anomaly) {
            refuse(Refusal.of(anomaly));
        } else {
            fail(cause == null ? new IllegalStateException("a transaction ended without a word") : cause);
        }
    }

    /** Answers that something happened that must not. */
    void fail(Throwable unexpected) {
        parts.report(requestId, unexpected);
        refuse(Refusal.of(new Anomaly.Fault("the server failed: request=" + requestId)));
    }

    /** Interrupts the work when its time is over. */
    private Scheduler.Task watch(long deadline) {
        return schedule(
                () -> work.interrupt(true),
                Math.max(0, deadline - parts.config().nanoClock().getAsLong()));
    }

    static Dialect dialect(HttpHead head) {
        return Dialect.STATOR.name().equalsIgnoreCase(head.headers().get(HttpNames.DIALECT))
                ? Dialect.STATOR
                : Dialect.DATOMIC;
    }

    /** Answers with an anomaly, without what only the log may know. */
    void refuse(Refusal refusal) {
        Map<Keyword, Object> map = new LinkedHashMap<>(WireAnomalies.toMap(told(refusal.anomaly())));
        Object reason = map.remove(RequestVerifier.REASON);
        byte[] body = parts.gate().isBusy(refusal)
                ? parts.gate().busyBody()
                : Transit.write(map, Dialect.DATOMIC, WireLimits.ofAnswers());
        send(refusal.status(), body, refusal.anomaly(), reason == null ? null : reason.toString());
    }

    /** Returns an anomaly as a client may know it: where the server keeps its data, which the failures of storage tell, is for its log. */
    private Anomaly told(Anomaly anomaly) {
        if (!(anomaly.data().get(STORAGE_ERROR) instanceof Keyword kind)) {
            return anomaly;
        }
        parts.report(requestId, anomaly);
        Map<Keyword, Object> details = new LinkedHashMap<>(anomaly.data());
        details.remove(Anomaly.CATEGORY);
        details.remove(Anomaly.MESSAGE);
        String outcome = details.get(io.stator.Connection.OUTCOME) instanceof Keyword known
                ? "; what became of the transaction: " + known.name()
                : "";
        return anomaly.category()
                .anomaly(
                        "the storage of the server failed: " + kind.name() + outcome + "; its log tells more: request="
                                + requestId,
                        details,
                        null);
    }

    private void send(int status, byte[] body, @Nullable Anomaly anomaly, @Nullable String reason) {
        if (!answered.compareAndSet(false, true)) {
            return;
        }
        release();
        String key = keyId;
        if (key != null) {
            parts.running().end(key, requestId);
        }
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Transit.MEDIA_TYPE);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.getHeaders().put(RequestIds.HEADER, requestId);
        response.getHeaders().put(HttpNames.REQUEST_BYTES, parts.requestLimits().bytes());
        response.getHeaders().put(HttpNames.DIALECT, Dialect.STATOR.name().toLowerCase(Locale.ROOT));
        WireRequest wire = asked;
        RequestEntry entry = new RequestEntry(
                requestId,
                time,
                Request.getRemoteAddr(request),
                keyId,
                wire == null ? null : wire.operation().headerName(),
                wire != null && wire.get(WireKeys.DB_NAME) instanceof String name ? Databases.shown(name) : null,
                status,
                anomaly == null ? "ok" : anomaly.category().keyword().name(),
                reason,
                TimeUnit.NANOSECONDS.toMicros(parts.config().nanoClock().getAsLong() - came),
                bytesIn,
                body.length);
        parts.tell(entry);
        write(body);
    }

    /** Sends the body; a client that does not take it in time loses its connection, or the bytes would stay for ever. */
    private void write(byte[] body) {
        parts.answers().addAndGet(body.length);
        Connection connection = request.getConnectionMetaData().getConnection();
        Scheduler.Task watch = schedule(
                () -> connection.getEndPoint().close(new TimeoutException("an answer was not taken in time")),
                TimeUnit.MILLISECONDS.toNanos(parts.config().limit(ServerLimit.ANSWER_MILLIS)));
        response.write(true, ByteBuffer.wrap(body), Callback.from(callback, () -> {
            watch.cancel();
            parts.answers().addAndGet(-body.length);
            parts.active().decrementAndGet();
        }));
    }

    private Scheduler.Task schedule(Runnable task, long nanos) {
        return request.getConnectionMetaData()
                .getConnector()
                .getScheduler()
                .schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    /** The thread that works on the request, which may be interrupted as long as it does. */
    private static final class Work {
        private @Nullable Thread thread;
        private boolean timedOut;
        private boolean interrupted;

        synchronized void begin() {
            thread = Thread.currentThread();
            if (interrupted) {
                thread.interrupt();
            }
        }

        synchronized void end() {
            thread = null;
            boolean cleared = Thread.interrupted();
            interrupted |= cleared;
        }

        synchronized void interrupt(boolean timeOver) {
            timedOut |= timeOver;
            interrupted = true;
            if (thread != null) {
                thread.interrupt();
            }
        }

        synchronized boolean timedOut() {
            return timedOut;
        }
    }
}

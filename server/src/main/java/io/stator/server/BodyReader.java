package io.stator.server;

import io.stator.Anomaly;
import io.stator.client.wire.HttpHead;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** Reads the body of a request as it comes, without a thread that waits for it: no more than is allowed, and no longer. */
final class BodyReader implements Runnable {
    private final ServerParts parts;
    private final Request request;
    private final Exchange exchange;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final AtomicBoolean done = new AtomicBoolean();
    private final int most;
    private volatile Scheduler.@Nullable Task watch;

    BodyReader(ServerParts parts, Request request, HttpHead head, Exchange exchange) {
        this.parts = parts;
        this.request = request;
        this.exchange = exchange;
        this.most = parts.requestLimits().bytes();
    }

    /** Reads what is there; only when that is not all there is, it takes a watch. */
    void begin() {
        run();
    }

    private void startWatch() {
        watch = request.getConnectionMetaData()
                .getConnector()
                .getScheduler()
                .schedule(this::tooSlow, parts.config().limit(ServerLimit.BODY_MILLIS), TimeUnit.MILLISECONDS);
    }

    private void tooSlow() {
        finish(() -> exchange.refuse(new Refusal(
                Refusal.TIMEOUT,
                new Anomaly.Unavailable("the body of a request must be there within "
                        + parts.config().limit(ServerLimit.BODY_MILLIS) + " ms (body-millis)"))));
    }

    private void finish(Runnable next) {
        if (done.compareAndSet(false, true)) {
            Scheduler.Task watching = watch;
            if (watching != null) {
                watching.cancel();
            }
            next.run();
        }
    }

    /** Reads what is there, and answers whatever comes of it: a request that nobody answers would be counted for ever, with its bytes. */
    @Override
    public void run() {
        try {
            readOn();
        } catch (Throwable unexpected) {
            finish(() -> {});
            exchange.fail(unexpected);
        }
    }

    private void readOn() {
        while (!done.get()) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                if (watch == null) {
                    startWatch();
                }
                request.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                finish(() -> exchange.refuse(Refusal.of(
                        new Anomaly.Incorrect("the body of a request must come as a whole: it ends too soon"))));
                return;
            }
            boolean last = chunk.isLast();
            boolean fits = take(chunk.getByteBuffer());
            chunk.release();
            if (!fits) {
                return;
            }
            if (last) {
                finish(() -> exchange.read(body.toByteArray()));
                return;
            }
        }
    }

    private boolean take(ByteBuffer bytes) {
        int length = bytes.remaining();
        if (length > most - body.size()) {
            finish(() -> exchange.refuse(parts.gate().tooLarge()));
            return false;
        }
        if (!exchange.reserve(length)) {
            finish(() -> exchange.refuse(parts.gate().busy()));
            return false;
        }
        byte[] copy = new byte[length];
        bytes.get(copy);
        body.write(copy, 0, length);
        return true;
    }
}

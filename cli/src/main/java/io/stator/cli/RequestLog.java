package io.stator.cli;

import io.stator.server.RequestEntry;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes a line of each request in a thread of its own, so that a terminal or a pipe that is slow holds up no request. What there is no room for is counted, and the count
 * is written when there is.
 */
final class RequestLog implements AutoCloseable {
    private static final int WAITING_MAX = 8_192;
    private static final long LOOK_MILLIS = 200;
    private static final long CLOSE_MILLIS_MAX = 2_000;

    private final Output out;
    private final BlockingQueue<RequestEntry> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer = new Thread(this::write, "stator-request-log");
    private volatile boolean closed;

    private RequestLog(Output out) {
        this.out = out;
    }

    static RequestLog to(Output out) {
        RequestLog log = new RequestLog(out);
        log.writer.setDaemon(true);
        log.writer.start();
        return log;
    }

    void add(RequestEntry entry) {
        if (!waiting.offer(entry)) {
            dropped.incrementAndGet();
        }
    }

    private void write() {
        try {
            while (!closed || !waiting.isEmpty()) {
                RequestEntry entry = waiting.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (entry != null) {
                    out.line(entry.toJson());
                }
                if (waiting.isEmpty()) {
                    tellDropped();
                    out.flush();
                }
            }
        } catch (InterruptedException | RuntimeException nobodyReads) {
            closed = true; // what comes from now on is counted, as what there is no room for
        }
    }

    private void tellDropped() {
        long count = dropped.getAndSet(0);
        if (count > 0) {
            out.line("{\"dropped\":" + count + "}");
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            writer.join(CLOSE_MILLIS_MAX);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}

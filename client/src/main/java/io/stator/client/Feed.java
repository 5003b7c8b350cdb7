package io.stator.client;

import io.stator.Anomaly;
import io.stator.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One use of an answer, chunk by chunk: the next one is asked for when the one before is there. May be closed by any thread. */
final class Feed<S> {
    /** A chunk, and whether it is the last one. */
    record Chunk<S>(List<S> items, boolean isLast) {}

    private final Part.Source<S> source;
    private final Part.Page page;

    // belong to who asks for chunks, one after the other
    private boolean opened;
    private @Nullable Part<S> part;
    private List<S> left = List.of();
    private long given;

    // guarded by this
    private boolean closed;
    private @Nullable CompletableFuture<?> running;
    private @Nullable Runnable release;

    Feed(Part.Source<S> source, Part.Page page) {
        this.source = source;
        this.page = page;
    }

    /** Returns the next chunk, of at most as many items as the page says; with none only when there are no others. */
    CompletableFuture<Chunk<S>> next(Terms terms) {
        if (page.limit() == 0) {
            return CompletableFuture.completedFuture(new Chunk<>(List.of(), true));
        }
        if (!left.isEmpty()) {
            return CompletableFuture.completedFuture(chunk());
        }
        return asked(terms, 0);
    }

    private CompletableFuture<Chunk<S>> asked(Terms terms, int empty) {
        Part<S> before = part;
        CompletableFuture<Part<S>> future;
        if (before == null || before.next() == null) {
            if (opened) {
                return CompletableFuture.completedFuture(new Chunk<>(List.of(), true));
            }
            opened = true;
            future = source.open(page, terms);
        } else {
            future = before.next().apply(terms);
        }
        runs(future);
        return Chain.then(future, received -> {
            part = received;
            left = received.items();
            keep(received.release());
            if (!left.isEmpty() || received.next() == null) {
                return CompletableFuture.completedFuture(chunk());
            }
            if (empty == ClientLimits.EMPTY_CHUNKS) {
                throw new Anomaly.Fault("an answer must not have more than " + ClientLimits.EMPTY_CHUNKS
                        + " chunks without items one after the other");
            }
            return asked(terms, empty + 1);
        });
    }

    private Chunk<S> chunk() {
        long wanted = page.limit() == Results.NO_LIMIT ? Long.MAX_VALUE : page.limit() - given;
        int size = (int) Math.min(Math.min(page.chunk(), wanted), left.size());
        List<S> items = size == left.size() ? left : new ArrayList<>(left.subList(0, size));
        left = size == left.size() ? List.of() : left.subList(size, left.size());
        given += size;
        Part<S> current = part;
        boolean all = given == page.limit();
        boolean last = all || (left.isEmpty() && (current == null || current.next() == null));
        if (last) {
            left = List.of();
            letGo();
        }
        return new Chunk<>(items, last);
    }

    private synchronized void runs(CompletableFuture<?> future) {
        running = future;
        if (closed) {
            future.cancel(true);
        }
    }

    private void keep(@Nullable Runnable given) {
        synchronized (this) {
            release = given;
            if (!closed) {
                return;
            }
        }
        letGo();
    }

    private void letGo() {
        Runnable held;
        synchronized (this) {
            held = release;
            release = null;
        }
        if (held != null) {
            held.run();
        }
    }

    /** Stops what is asked for, and has the server let go of the rest. */
    void close() {
        CompletableFuture<?> future;
        synchronized (this) {
            closed = true;
            future = running;
            running = null;
        }
        if (future != null) {
            future.cancel(true);
        }
        letGo();
    }
}

package io.stator.dynamodb;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Goes through the segments of a scan, several at a time, and gives their chunks as they come.
 *
 * <p>There are as many lanes as requests at once. A lane reads one segment to its end and then takes the next that nobody has begun.
 * It reads one page ahead: the next is asked for when the one before is taken, so a slow consumer stops the lanes, and no more pages
 * are held than there are lanes. Where the consumer stands is kept apart from that: {@code open} has the segments that were begun and
 * not delivered to their end, each with the key of its last delivered item. Pages read ahead and not delivered are read again by
 * whoever goes on from the cursor; nothing is skipped or repeated.
 *
 * <p>Thread-safe. Calls are made and futures are completed outside the lock.
 */
final class ParallelWalk implements Walk {
    private static final WalkChunk NOTHING = new WalkChunk(0, List.of(), 0, 0, null, Map.of());

    private final SelectionRun reading;
    private final Selection selection;
    private final Runnable onClose;
    private final Object lock = new Object();
    private final Deque<Cursor.Position> pending = new ArrayDeque<>();
    private final TreeMap<Integer, Map<String, AttributeValue>> open = new TreeMap<>();
    private final Deque<WalkChunk> ready = new ArrayDeque<>();
    private final Set<CompletableFuture<WalkChunk>> running = new HashSet<>();
    private int nextSegment;
    private int busyLanes;
    private long wanted;
    private @Nullable CompletableFuture<WalkChunk> waiting;
    private @Nullable Throwable failure;
    private boolean closed;

    /** A walk whose calls must not block; {@code onClose} runs once when it is closed. */
    ParallelWalk(SelectionRun reading, Runnable onClose) {
        this.reading = reading;
        this.selection = reading.selection();
        this.onClose = onClose;
        this.wanted = selection.limit;
        Cursor from = selection.from;
        if (from != null) {
            nextSegment = from.next();
            for (Cursor.Position position : from.positions()) {
                pending.add(position);
                open.put(position.segment(), position.key());
                reading.learn(position.key());
            }
        }
    }

    @Override
    public boolean hasMore() {
        synchronized (lock) {
            return !closed && wanted > 0 && (!open.isEmpty() || nextSegment < selection.segments);
        }
    }

    @Override
    public CompletableFuture<WalkChunk> next() {
        return Futures.map(
                Steps.repeat(new Merge(), merge -> merge.delivered != null, this::step),
                merge -> merge.delivered == null ? NOTHING : merge.delivered);
    }

    @Override
    public Optional<Cursor> cursor() {
        synchronized (lock) {
            if (open.isEmpty() && nextSegment == selection.segments) {
                return Optional.empty();
            }
            List<Cursor.Position> positions = new ArrayList<>(open.size());
            open.forEach((segment, key) -> positions.add(new Cursor.Position(segment, key)));
            return Optional.of(Cursor.of(selection, nextSegment, positions));
        }
    }

    @Override
    public void close() {
        CompletableFuture<WalkChunk> consumer;
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            consumer = waiting;
            waiting = null;
        }
        stop();
        if (consumer != null) {
            consumer.complete(NOTHING);
        }
        onClose.run();
    }

    /** One chunk on its way to the consumer: as it was read, and as it is delivered. */
    private static final class Merge {
        private @Nullable WalkChunk read;
        private @Nullable WalkChunk delivered;
    }

    private CompletableFuture<Merge> step(Merge merge) {
        if (reading.needsKeyNamesFirst()) {
            return Futures.map(SelectionPageFetch.keyNames(reading), nothing -> merge);
        }
        WalkChunk read = merge.read;
        if (read == null) {
            return Futures.map(take(), chunk -> {
                merge.read = chunk;
                return merge;
            });
        }
        return Futures.map(SelectionPageFetch.cut(reading, read, wanted()), cut -> {
            merge.delivered = deliver(read, cut);
            return merge;
        });
    }

    private long wanted() {
        synchronized (lock) {
            return wanted;
        }
    }

    private CompletableFuture<WalkChunk> take() {
        begin();
        synchronized (lock) {
            if (failure != null) {
                return CompletableFuture.failedFuture(failure);
            }
            WalkChunk chunk = closed ? NOTHING : ready.poll();
            if (chunk != null) {
                return CompletableFuture.completedFuture(chunk);
            }
            CompletableFuture<WalkChunk> awaited = new CompletableFuture<>();
            waiting = awaited;
            return awaited;
        }
    }

    /** Notes that a chunk is the consumer's, and lets its lane go on. */
    private WalkChunk deliver(WalkChunk read, WalkChunk cut) {
        WalkChunk chunk;
        Cursor.Position goOn = null;
        synchronized (lock) {
            if (closed) {
                return NOTHING;
            }
            chunk = cut.count() > wanted ? cut.withCount(wanted) : cut;
            if (chunk.isLast()) {
                open.remove(chunk.segment());
            } else {
                open.put(chunk.segment(), chunk.lastKey());
            }
            if (wanted != Selection.NO_LIMIT) {
                wanted -= chunk.count();
            }
            if (read.isLast()) {
                busyLanes--;
            } else if (wanted > 0) {
                goOn = new Cursor.Position(read.segment(), read.lastKey());
            }
        }
        if (goOn != null) {
            fetch(goOn);
        } else {
            begin();
        }
        return reading.stripped(chunk);
    }

    /** Gives each free lane a segment. */
    private void begin() {
        List<Cursor.Position> starts = new ArrayList<>();
        synchronized (lock) {
            while (!closed && failure == null && wanted > 0 && busyLanes < selection.requestsMax) {
                Cursor.Position start = pending.poll();
                if (start == null) {
                    if (nextSegment == selection.segments) {
                        break;
                    }
                    start = new Cursor.Position(nextSegment++, Map.of());
                    open.put(start.segment(), start.key());
                }
                busyLanes++;
                starts.add(start);
            }
        }
        starts.forEach(this::fetch);
    }

    private void fetch(Cursor.Position from) {
        CompletableFuture<WalkChunk> page = SelectionPageFetch.of(
                reading, from.segment(), from.key(), SingleWalk.evaluatedMax(selection, wanted()));
        boolean stopped;
        synchronized (lock) {
            stopped = closed || failure != null;
            if (!stopped) {
                running.add(page);
            }
        }
        if (stopped) {
            page.cancel(true);
        } else {
            page.whenComplete((chunk, problem) -> arrived(page, chunk, problem));
        }
    }

    private void arrived(CompletableFuture<WalkChunk> page, @Nullable WalkChunk chunk, @Nullable Throwable problem) {
        CompletableFuture<WalkChunk> consumer;
        synchronized (lock) {
            running.remove(page);
            if (closed || failure != null) {
                return;
            }
            consumer = waiting;
            waiting = null;
            if (chunk == null) {
                failure = problem == null ? new IllegalStateException("a page is missing") : Futures.cause(problem);
            } else if (consumer == null) {
                ready.add(chunk);
            }
        }
        if (chunk == null) {
            stop();
            if (consumer != null) {
                consumer.completeExceptionally(Futures.cause(Objects.requireNonNull(problem)));
            }
        } else if (consumer != null && !consumer.complete(chunk)) {
            synchronized (lock) {
                ready.addFirst(chunk);
            }
        }
    }

    /** Gives up all that is under way or read ahead. */
    private void stop() {
        List<CompletableFuture<WalkChunk>> rest;
        synchronized (lock) {
            rest = List.copyOf(running);
            running.clear();
            ready.clear();
        }
        rest.forEach(page -> page.cancel(true));
    }
}

package io.stator.engine.writer;

import io.stator.Limit;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.durable.Erasure;
import io.stator.engine.durable.LogReader;
import io.stator.engine.durable.StoredIndexes;
import io.stator.engine.durable.Warnings;
import org.jspecify.annotations.Nullable;

/**
 * Puts the facts of a database into storage beside its writer, once too many are in memory only. Thread-safe.
 *
 * <p>A run stores the database as it was when it began, and then has the writer go on with what it stored and what was changed since.
 * Nobody waits for it but those who want to know that excised facts are erased. When it fails, that is told, and tried again.
 */
final class Merging {
    /** Who changes the database meanwhile. */
    interface Site {
        /** Returns the newest durable value. */
        DatabaseValue value();

        /** Returns what is to be stored, with nothing on its way; null when the writer has ended. */
        @Nullable
        Start start() throws InterruptedException;

        /** Makes the newest value one of the same facts, much of which is in storage; false when the writer has ended. */
        boolean replace(DatabaseValue before, DatabaseValue equal) throws InterruptedException;
    }

    /**
     * What a run begins with.
     *
     * @param value what is stored
     * @param nextSequence the record of the log that comes next
     * @param windowT the t of the oldest transaction that is remembered by its id; that of the next one when there is none
     */
    record Start(DatabaseValue value, long nextSequence, long windowT) {}

    /** So many changes are left to the writer, which waits for no more than that. */
    private static final int CHANGES_LEFT = 1_000;

    /** How often what was changed meanwhile is caught up with before the writer does the rest. */
    private static final int ROUNDS_MAX = 8;

    /** The writer pauses when so many times what may be in memory is, and more than this part of the heap would hold. */
    private static final int SLOW_FACTOR = 2;

    private static final long SLOW_HEAP_BYTES_PER_FACT = 1_024;

    /** What is too much by this part of where the writer begins to pause makes one pause. */
    private static final double SLOW_STEP = 0.25;

    /** How long the writer pauses after a batch, or after each thousand facts of a big one. */
    private static final long PAUSE_NANOS = 50_000_000;

    private static final int FACTS_PER_PAUSE = 1_000;
    private static final long PAUSE_NANOS_MAX = 2_000_000_000;

    private final WriterHost host;
    private final StoredIndexes indexes;
    private final Erasure erasure;
    private final LogReader log;
    private final String name;
    private final Site site;
    private final long liveMax;
    private final double slowAbove;
    private volatile long startAbove;
    private volatile boolean closed;
    private boolean running;
    private boolean begun;

    Merging(WriterHost host, StoredIndexes indexes, Erasure erasure, LogReader log, String name, Site site) {
        this.host = host;
        this.indexes = indexes;
        this.erasure = erasure;
        this.log = log;
        this.name = name;
        this.site = site;
        this.liveMax = host.system().limit(Limit.LIVE_FACTS);
        this.startAbove = liveMax;
        this.slowAbove = Math.max(
                (double) SLOW_FACTOR * liveMax, (double) Runtime.getRuntime().maxMemory() / SLOW_HEAP_BYTES_PER_FACT);
    }

    /** Begins a run if one is due and none is running; never fails. */
    void consider(DatabaseValue newest) {
        if (newest.live() <= startAbove && !isPurgeDue()) {
            return;
        }
        synchronized (this) {
            if (running || closed) {
                return;
            }
            running = true;
        }
        try {
            host.inBackground(this::run);
        } catch (Throwable noThreadNow) {
            failed(noThreadNow);
            ended();
        }
    }

    /** Returns whether something was excised that is in storage. */
    private boolean isPurgeDue() {
        long t = indexes.storedT();
        return t >= 0 && t < erasure.requestedT();
    }

    private synchronized boolean begin() {
        begun = !closed;
        return begun;
    }

    private void run() {
        if (!begin()) {
            return;
        }
        boolean done = false;
        try {
            Start start = site.start();
            done = start != null && store(start);
        } catch (InterruptedException nobodyMayInterrupt) {
            failed(nobodyMayInterrupt);
        } catch (Throwable failure) {
            failed(failure);
        } finally {
            ended();
        }
        if (erasure.isPending() && !closed) {
            erasure.attempt(); // it could not end while the run was on its way
        }
        if (done) {
            consider(site.value());
        }
    }

    /** Returns the record that has the oldest transaction that is remembered by its id, or the next one when there is none. */
    static long windowSequence(long windowT, DatabaseValue value, long nextSequence, LogReader log) {
        return windowT > value.basisT() ? nextSequence : log.sequenceAtOrBefore(windowT);
    }

    private boolean store(Start start) throws InterruptedException {
        long window = windowSequence(start.windowT, start.value, start.nextSequence, log);
        DatabaseValue before = start.value;
        DatabaseValue equal = indexes.store(
                before,
                start.nextSequence,
                window,
                liveMax,
                () -> closed,
                host.clock().millis());
        if (equal == null) {
            return false;
        }
        startAbove = liveMax;
        for (int i = 0; i < ROUNDS_MAX && site.value().live() - before.live() > CHANGES_LEFT; i++) {
            DatabaseValue newest = site.value();
            equal = newest.rebased(before, equal);
            before = newest;
        }
        return site.replace(before, equal);
    }

    /** Tells of a failure; the next run is due when some more facts came, so that a storage that is full is not asked all the time. */
    private void failed(Throwable why) {
        startAbove = site.value().live() + Math.max(1, liveMax / 8);
        if (!closed) {
            Warnings.log(
                    Merging.class,
                    "the facts of database '" + name
                            + "' could not be put into segments: they stay in memory and in the log, it is tried again",
                    why);
        }
    }

    private synchronized void ended() {
        running = false;
        begun = false;
        notifyAll();
    }

    /**
     * Returns how long the writer is to wait so that storage keeps up with it: 0 unless it has fallen far behind.
     *
     * @param facts how many facts it has just added
     */
    long pauseNanos(DatabaseValue newest, int facts) {
        double excess = (newest.live() - slowAbove) / (slowAbove * SLOW_STEP);
        if (excess <= 0) {
            return 0;
        }
        double pauses = Math.max(1, (double) facts / FACTS_PER_PAUSE) * Math.max(excess, excess * excess);
        return (long) Math.min(PAUSE_NANOS_MAX, pauses * PAUSE_NANOS);
    }

    /** Ends the run, if there is one, and begins no other. */
    void close() {
        closed = true;
        synchronized (this) {
            boolean interrupted = false;
            while (running && begun) {
                try {
                    wait();
                } catch (InterruptedException again) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

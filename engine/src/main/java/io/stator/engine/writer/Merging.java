package io.stator.engine.writer;

import io.stator.Anomaly;
import io.stator.CompactOptions;
import io.stator.Compaction;
import io.stator.IndexingStats;
import io.stator.Limit;
import io.stator.engine.database.Counters;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Replay;
import io.stator.engine.durable.Erasure;
import io.stator.engine.durable.LogReader;
import io.stator.engine.durable.RunTerms;
import io.stator.engine.durable.StoredIndexes;
import io.stator.engine.durable.StoredSize;
import io.stator.engine.durable.Warnings;
import java.util.Map;
import java.util.function.Supplier;
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

        /** Makes the newest value another one, made when nothing is on its way; none when that is null; false when the writer has ended. */
        boolean replace(Supplier<@Nullable DatabaseValue> made) throws InterruptedException;
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

    /** After a failure this part of the facts that may be live must come before the next run; half as small a part after each. */
    private static final long BACKOFF_PARTS = 8;

    private static final long BACKOFF_DOUBLINGS = 3;

    /** How many times the facts that may be in memory alone are read from the log before they are put into segments. */
    private static final int REBUILD_FACTOR = 2;

    /** How often who waits for a run to end looks whether that is still wanted. */
    private static final long LOOK_MILLIS = 50;

    private final WriterHost host;
    private final StoredIndexes indexes;
    private final Erasure erasure;
    private final LogReader log;
    private final String name;
    private final Site site;
    private final long liveMax;
    private final double slowAbove;
    private final MergingRecord record;
    private volatile long startAbove;
    private volatile boolean closed;
    private boolean running;
    private boolean begun;
    private int compactionsWaiting;

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
        this.record = new MergingRecord(host.nanoClock());
    }

    /** Returns what became of the runs so far, and how much is in storage. */
    IndexingStats stats() {
        return record.stats(site.value().live(), liveMax, indexes.storedT(), indexes.size());
    }

    /** Begins a run if one is due and none is running; never fails. */
    void consider(DatabaseValue newest) {
        if (newest.live() <= startAbove && !isPurgeDue()) {
            return;
        }
        synchronized (this) {
            if (running || closed || compactionsWaiting > 0) {
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
        record.begin();
        try {
            Start start = site.start();
            done = start != null && store(start, terms(start));
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

    /** Returns how a run goes that nobody waits for. */
    private RunTerms terms(Start start) {
        record.total(start.value.size());
        return new RunTerms() {
            @Override
            public boolean isStopped() {
                return closed;
            }

            @Override
            public void passed(long facts) {
                record.passed(facts);
            }

            @Override
            public void put(long bytes) {
                record.put(bytes);
            }
        };
    }

    /** Returns the record that has the oldest transaction that is remembered by its id, or the next one when there is none. */
    static long windowSequence(long windowT, DatabaseValue value, long nextSequence, LogReader log) {
        return windowT > value.basisT() ? nextSequence : log.sequenceAtOrBefore(windowT);
    }

    private long window(Start start) {
        return windowSequence(start.windowT, start.value, start.nextSequence, log);
    }

    /**
     * Writes all indexes anew, in this thread, once no other run is on its way.
     *
     * @param look called again and again; what it throws ends that
     */
    Compaction compact(CompactOptions options, Runnable look) {
        try {
            return compactNow(options, look);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Anomaly.Interrupted(
                    "interrupted while database '" + name + "' was compacted", Map.of(), interrupted);
        }
    }

    private Compaction compactNow(CompactOptions options, Runnable look) throws InterruptedException {
        CompactTerms terms = new CompactTerms(options, name, look, () -> closed, record);
        boolean done = false;
        beginCompaction(terms);
        record.begin();
        try {
            StoredSize before = indexes.size();
            Start start = site.start();
            done = start != null && (terms.isFromLog() ? rebuild(start, terms) : compact(start, terms));
            if (!done) {
                throw closedMeanwhile();
            }
            StoredSize after = indexes.size();
            return new Compaction(
                    name,
                    indexes.storedT(),
                    before.segments(),
                    before.bytes(),
                    after.segments(),
                    after.bytes(),
                    after.retired());
        } finally {
            ended();
            if (erasure.isPending() && !closed) {
                erasure.attempt(); // it could not end meanwhile
            }
            if (done) {
                consider(site.value());
            }
        }
    }

    private Anomaly closedMeanwhile() {
        return new Anomaly.Unavailable("database '" + name + "' was closed while it was compacted: it is as it was");
    }

    private synchronized void beginCompaction(CompactTerms terms) throws InterruptedException {
        compactionsWaiting++;
        try {
            while (running && !closed) {
                wait(LOOK_MILLIS);
                terms.look();
            }
            if (closed) {
                throw closedMeanwhile();
            }
            running = true;
            begun = true;
        } finally {
            compactionsWaiting--;
        }
    }

    private boolean compact(Start start, CompactTerms terms) throws InterruptedException {
        terms.total(start.value.size());
        return store(start, terms);
    }

    /** Makes the indexes of the log, beside the ones that there are. */
    private boolean rebuild(Start start, CompactTerms terms) throws InterruptedException {
        if (erasure.isPending()) {
            erasure.attempt();
        }
        if (erasure.isPending()) {
            throw new Anomaly.Unavailable("facts are being erased from the log of database '" + name
                    + "': make its indexes anew when syncExcise has returned");
        }
        Replay replay = Replay.ofNewDatabase(erasure.requestedT());
        log.records(0, start.nextSequence, (sequence, transactions) -> {
            terms.read(sequence, start.nextSequence);
            transactions.forEach(each -> replay.add(each.facts(), Counters.after(each)));
            if (replay.live() / REBUILD_FACTOR >= liveMax) {
                DatabaseValue some = replay.finish(start.value.id(), name);
                DatabaseValue stored = store(some, sequence + 1, start, terms.ofSome());
                replay.continueWith(stored == null ? some : stored);
            }
        });
        DatabaseValue made = replay.finish(start.value.id(), name);
        terms.total(made.size());
        DatabaseValue stored = store(made, start.nextSequence, start, terms);
        if (stored == null) {
            return false;
        }
        LogTail tail = new LogTail(log, stored, start.nextSequence);
        for (int i = 0; i < ROUNDS_MAX && site.value().basisT() - tail.readOn().basisT() > CHANGES_LEFT; i++) {
            terms.look();
        }
        boolean replaced = site.replace(() -> {
            DatabaseValue newest = tail.readOn();
            return tail.isExcised() ? null : newest.deferring(host.system().limit(Limit.UNSORTED_FACTS));
        });
        if (tail.isExcised()) {
            throw new Anomaly.Conflict("facts of database '" + name
                    + "' were excised while its indexes were made of the log: do it again");
        }
        host.forget(start.value.id());
        startAbove = liveMax;
        record.done();
        return replaced;
    }

    private @Nullable DatabaseValue store(DatabaseValue value, long nextSequence, Start start, RunTerms terms) {
        return indexes.store(
                value, nextSequence, window(start), liveMax, terms, host.clock().millis());
    }

    private boolean store(Start start, RunTerms terms) throws InterruptedException {
        DatabaseValue before = start.value;
        DatabaseValue equal = store(before, start.nextSequence, start, terms);
        if (equal == null) {
            return false;
        }
        startAbove = liveMax;
        for (int i = 0; i < ROUNDS_MAX && site.value().live() - before.live() > CHANGES_LEFT; i++) {
            DatabaseValue newest = site.value();
            equal = newest.rebased(before, equal);
            before = newest;
        }
        DatabaseValue then = before;
        DatabaseValue same = equal;
        boolean replaced = site.replace(() -> site.value().rebased(then, same));
        record.done();
        return replaced;
    }

    /**
     * Tells of a failure; the next run is due when some more facts came, twice as many after each failure, so that a storage that is full is
     * not asked all the time.
     */
    private void failed(Throwable why) {
        long failures = record.failed(why);
        long part = BACKOFF_PARTS >> Math.min(BACKOFF_DOUBLINGS, failures - 1);
        startAbove = site.value().live() + Math.max(1, liveMax / part);
        if (!closed) {
            String again = failures == 1 ? "" : " for the " + failures + "th time in a row";
            Warnings.log(
                    Merging.class,
                    "the facts of database '" + name + "' could not be put into segments" + again
                            + ": they stay in memory and in the log, it is tried again when some more came",
                    why);
        }
    }

    private synchronized void ended() {
        record.ended();
        running = false;
        begun = false;
        notifyAll();
    }

    /**
     * Returns how long the writer is to wait so that storage keeps up with it: 0 unless it has fallen far behind.
     *
     * @param facts how many facts it has just added, big ones counted as several
     */
    long pauseNanos(DatabaseValue newest, long facts) {
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

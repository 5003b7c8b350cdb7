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
import java.util.function.BooleanSupplier;
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

    /** After a failure this part of the facts that may be live must come before the next run; half as small a part after each. */
    private static final long BACKOFF_PARTS = 8;

    private static final long BACKOFF_DOUBLINGS = 3;

    /** How many times the facts that may be in memory alone are read from the log before they are put into segments. */
    private static final int REBUILD_FACTOR = 2;

    /** With so many live facts, or this part of those that may be live, a database that is in segments closes at once: they are soon read from the log. */
    private static final long LEFT_MAX = 1 << 16;

    private static final long LEFT_PARTS = 4;

    /** A run of which so much is done comes to its end when the system closes, even if another one has to come after it. */
    private static final double SHARE_KEPT = 0.5;

    /** How often who waits for a run to end looks whether that is still wanted. */
    private static final long LOOK_MILLIS = 50;

    private final WriterHost host;
    private final StoredIndexes indexes;
    private final Erasure erasure;
    private final LogReader log;
    private final String name;
    private final Site site;
    private final long liveMax;
    private final MergingRecord record;
    private volatile long startAbove;
    private volatile boolean closed;

    /** Whether the system is being closed, so that nothing is begun in the background any more. */
    private volatile boolean ending;

    /** Whether the run on its way is to end before it has. */
    private volatile boolean cut;

    /** What is being stored; null when nothing is, or not all of a value at once. */
    private volatile @Nullable DatabaseValue storing;

    private boolean running;
    private boolean begun;

    /** How many wait to begin a run in their own threads. */
    private int runsWaiting;

    Merging(WriterHost host, StoredIndexes indexes, Erasure erasure, LogReader log, String name, Site site) {
        this.host = host;
        this.indexes = indexes;
        this.erasure = erasure;
        this.log = log;
        this.name = name;
        this.site = site;
        this.liveMax = host.system().limit(Limit.LIVE_FACTS);
        this.startAbove = liveMax;
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
            if (running || ending || runsWaiting > 0) {
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
        return t >= 0 && (t < erasure.requestedT() || erasure.isPending() && indexes.isRunning());
    }

    /** Returns whether a run is still to be begun in the background; who closes the system may have begun it instead. */
    private synchronized boolean begin() {
        if (closed || begun || !running) {
            return false;
        }
        begun = true;
        return true;
    }

    private boolean isStopped() {
        return closed || cut;
    }

    private void run() {
        if (!begin()) {
            return;
        }
        boolean done = false;
        record.begin();
        try {
            Start start = site.start();
            done = start != null && store(start, terms(start, this::isStopped));
        } catch (InterruptedException nobodyMayInterrupt) {
            failed(nobodyMayInterrupt);
        } catch (Throwable failure) {
            failed(failure);
        } finally {
            ended();
        }
        if (erasure.isPending() && !ending) {
            erasure.attempt(); // it could not end while the run was on its way
        }
        if (done) {
            consider(site.value());
        }
    }

    /** Returns how a run goes that stores what is not in storage yet. */
    private RunTerms terms(Start start, BooleanSupplier stopped) {
        record.total(start.value.size());
        return new RunTerms() {
            @Override
            public boolean isStopped() {
                return stopped.getAsBoolean();
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
        CompactTerms terms = new CompactTerms(options, name, look, this::isStopped, record);
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
            if (erasure.isPending() && !ending) {
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
        runsWaiting++;
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
            runsWaiting--;
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
        if (replaced) {
            indexes.taken();
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
        storing = before;
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
        if (replaced) {
            indexes.taken();
        }
        record.done();
        indexes.giveRoomBack(terms);
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
        storing = null;
        running = false;
        begun = false;
        notifyAll();
    }

    /** Returns whether so much is live that the next opening had better find it in segments. */
    private boolean isTooMuchToLeave(DatabaseValue newest) {
        long most = indexes.storedT() >= 0 ? Math.min(LEFT_MAX, liveMax / LEFT_PARTS) : liveMax;
        return liveMax < Limit.LIVE_FACTS.max() && newest.live() > most;
    }

    /** Returns whether a run is due before the writer ends: there is too much to leave, or something that may not be left. */
    private boolean isLastDue(DatabaseValue newest) {
        return isTooMuchToLeave(newest) || isPurgeDue();
    }

    /**
     * Puts what is live into segments, in this thread, before the writer ends: the next opening would have to read it from the log; and has
     * nothing left in storage of what was excised, which nobody could know who does not open it again. What is not done when the time is over,
     * or this thread is interrupted, is told and left to that opening. Never fails.
     *
     * @param untilNanos when the time is over, by the clock of the host
     */
    void settle(long untilNanos) {
        ending = true;
        BooleanSupplier over =
                () -> Thread.currentThread().isInterrupted() || host.nanoClock().getAsLong() - untilNanos >= 0;
        if (isLastDue(site.value())) {
            store(over);
        }
        erasure.attemptLast(() -> closed || over.getAsBoolean());
    }

    private void store(BooleanSupplier over) {
        @Nullable Throwable why = null;
        try {
            if (beginLast(over)) {
                last(over);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (Throwable failure) {
            why = failure;
            long unused = record.failed(failure);
        }
        DatabaseValue newest = site.value();
        if (!closed && (why != null || isTooMuchToLeave(newest))) {
            Warnings.log(
                    Merging.class,
                    "database '" + name + "' was closed before " + newest.live()
                            + " facts were put into segments: the next opening reads them from the log ("
                            + (why == null ? endedBy() : "they could not be written") + ")",
                    why);
        }
    }

    private String endedBy() {
        return Thread.currentThread().isInterrupted()
                ? "the thread that closes was interrupted"
                : "limit " + Limit.CLOSING_MILLIS.key() + "=" + host.system().limit(Limit.CLOSING_MILLIS);
    }

    /** Waits for the run that is on its way, or ends it if another one had better begin; returns whether one is to begin here. */
    private synchronized boolean beginLast(BooleanSupplier over) throws InterruptedException {
        runsWaiting++;
        try {
            while (running && begun && !closed && !over.getAsBoolean()) {
                cut = isBetterBegunAnew();
                wait(LOOK_MILLIS);
            }
            if (closed || running && begun || over.getAsBoolean() || !isLastDue(site.value())) {
                return false;
            }
            running = true;
            begun = true;
            return true;
        } finally {
            cut = false;
            runsWaiting--;
        }
    }

    /** Returns whether the run on its way is not worth its end: little of it is done, and much came since it began. */
    private boolean isBetterBegunAnew() {
        DatabaseValue stored = storing;
        return stored == null
                || site.value().live() - stored.live() > Math.min(LEFT_MAX, liveMax / LEFT_PARTS)
                        && record.share() < SHARE_KEPT;
    }

    private void last(BooleanSupplier over) throws InterruptedException {
        record.begin();
        try {
            Start start = site.start();
            if (start != null) {
                boolean unused = store(start, terms(start, () -> closed || over.getAsBoolean()));
            }
        } finally {
            ended();
        }
    }

    /** Ends the run, if there is one, and begins no other. */
    void close() {
        ending = true;
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

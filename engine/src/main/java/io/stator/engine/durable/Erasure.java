package io.stator.engine.durable;

import io.stator.Anomaly;
import io.stator.engine.database.Remains;
import io.stator.engine.datom.Fact;
import io.stator.engine.durable.ErasureState.Phase;
import io.stator.engine.log.LogRecord;
import io.stator.engine.log.LoggedTransaction;
import io.stator.engine.log.RecordBundle;
import io.stator.engine.storage.Log;
import io.stator.engine.storage.Segments;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageAnomalies;
import io.stator.engine.storage.StorageException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

/**
 * Removes what excisions took out of a database from its storage as well. Thread-safe.
 *
 * <p>The records that hold such facts are written without them to segments first; then a root says so; then they replace
 * the records of the log one by one; then the segments and all remains are removed. Up to the root's word the log is as
 * it was, and after it the rest can be done again from the beginning: so a log is never read that is half rewritten,
 * wherever a process stops. Until the log is rewritten its readers are kept from the facts by {@link HiddenFacts}.
 */
public final class Erasure {
    /** A segment is closed when it holds this many bytes. */
    private static final int SEGMENT_BYTES = 4 << 20;

    /** What {@link #doneT} is while something is left of an erasure that an earlier process began. */
    private static final long NOT_DONE = -1;

    private final Storage storage;
    private final Log log;
    private final Segments segments;
    private final String name;
    private final ErasureRoot root;
    private final LogReader reader;
    private final Supplier<String> segmentIds;
    private final LongPredicate purge;
    private final ReentrantLock running = new ReentrantLock(true);
    private final Condition ran = running.newCondition();
    private volatile long requestedT;
    private volatile long doneT = NOT_DONE;

    /**
     * Creates the one of a database.
     *
     * @param reader is kept from what is excised
     * @param segmentIds makes ids that no other segment has
     * @param purge deletes the segments of indexes that hold what was excised up to a t; returns false when it must be asked again later
     * @param clock asked only where a former process may still put what it was to erase with
     */
    public Erasure(
            Storage storage,
            String id,
            String name,
            LogReader reader,
            Supplier<String> segmentIds,
            LongPredicate purge,
            InstantSource clock) {
        this.log = storage.log(id);
        this.segments = storage.segments(id);
        this.storage = storage;
        this.name = name;
        this.root = new ErasureRoot(
                storage,
                id,
                clock,
                () -> new Anomaly.Conflict(
                        "another writer erases facts of database '" + name + "': open the system again"));
        this.reader = reader;
        this.segmentIds = segmentIds;
        this.purge = purge;
    }

    /** Returns the name of the root that tells how far the erasure of a database has got. */
    public static String root(String id) {
        return id + "/erasure";
    }

    /**
     * Makes the log one that can be read: ends what was being written to it when a process stopped.
     *
     * @return the t up to which the log holds nothing that was excised
     */
    public long recover() {
        StorageAnomalies.call(() -> {
            root.read();
            if (root.state().phase() == Phase.REWRITING) {
                rewrite();
            }
            OpeningTime.spend(name, root::deleteFormer);
            return true;
        });
        ErasureState state = root.state();
        requestedT = state.erasedT();
        doneT = state.phase() == Phase.DONE ? state.erasedT() : NOT_DONE;
        return state.erasedT();
    }

    /** Takes note that transactions up to t have excised facts, and hides these from readers of the log. */
    public void request(List<Fact> excised, List<Remains> remains, long t) {
        reader.hide(excised, remains, t);
        requestedT = t;
    }

    /** Returns whether facts that were excised may still be in storage. */
    public boolean isPending() {
        return doneT < requestedT;
    }

    /** Erases what was excised, as far as storage lets it; what is left is tried again later. */
    public void attempt() {
        running.lock();
        try {
            runIfPending();
        } catch (Throwable failed) {
            Warnings.log(
                    Erasure.class,
                    "excised facts of database '" + name
                            + "' are not read any more, but still in storage; syncExcise and the next opening try again",
                    failed);
        } finally {
            ran.signalAll();
            running.unlock();
        }
    }

    /** Erases what was excised before its database is closed, unless there is no time for that, and tells if something is left. */
    public void attemptLast(BooleanSupplier over) {
        if (isPending() && !over.getAsBoolean()) {
            attempt();
        }
        if (isPending()) {
            Warnings.log(
                    Erasure.class,
                    "database '" + name + "' was closed before what was excised from it was erased: it is not read any"
                            + " more, but still in storage until the next opening to write",
                    null);
        }
    }

    /** Returns whether a process that wrote before may not know yet that it does not any more. */
    public boolean isFar() {
        return storage.isFar();
    }

    /** Deletes once more what may have come since of segments that were deleted long ago. */
    public void deleteFormer() {
        running.lock();
        try {
            StorageAnomalies.call(() -> {
                root.read();
                root.deleteFormer();
                return true;
            });
        } finally {
            running.unlock();
        }
    }

    /** Returns the t up to which transactions have excised facts. */
    public long requestedT() {
        return requestedT;
    }

    /**
     * Returns once what was excised before this call is erased, by this thread or another one.
     *
     * @throws Anomaly.Unavailable when it takes longer than a time, or storage fails
     */
    public void finish(Duration timeout) {
        try {
            long left = timeout.toNanos();
            if (!running.tryLock(left, TimeUnit.NANOSECONDS)) {
                throw tooLate();
            }
            try {
                runIfPending();
                while (isPending()) {
                    if (left <= 0) {
                        throw tooLate();
                    }
                    left = ran.awaitNanos(left);
                    runIfPending();
                }
            } finally {
                running.unlock();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Anomaly.Interrupted("interrupted while facts were being erased", Map.of(), interrupted);
        }
    }

    private Anomaly tooLate() {
        return new Anomaly.Unavailable(
                "Total timeout elapsed: the facts excised from database '" + name + "' are still being erased");
    }

    private void runIfPending() {
        try {
            if (isPending()) {
                run();
            }
        } catch (StorageException failure) {
            throw StorageAnomalies.of(failure);
        }
    }

    private void run() {
        root.read();
        goOn();
        reader.show(root.state().erasedT()); // an earlier attempt may have failed after the last record was rewritten
        HiddenFacts hidden = reader.hidden();
        if (isDone() && root.state().erasedT() < hidden.requestT()) {
            prepare(hidden);
            goOn();
        }
        doneT = isDone() ? root.state().erasedT() : NOT_DONE;
    }

    private boolean isDone() {
        return root.state().phase() == Phase.DONE;
    }

    /** Ends an erasure that was begun, or undoes it when nothing of the log was changed. */
    private void goOn() {
        root.undo();
        if (root.state().phase() == Phase.REWRITING) {
            rewrite();
        }
        if (root.state().phase() == Phase.CLEANING && purge.test(root.state().erasedT())) {
            root.deleteSegments();
            storage.scrub();
            root.saveDone();
        }
    }

    /** Puts the records that hold excised facts into segments, without these. */
    private void prepare(HiddenFacts hidden) {
        long t = hidden.requestT();
        List<RecordBundle.Item> items = new ArrayList<>();
        long[] sums = {0, 0};
        reader.scan(hidden.firstT(), hidden.lastT(), (sequence, transactions) -> {
            List<LoggedTransaction> visible = new ArrayList<>(transactions.size());
            long removed = 0;
            for (LoggedTransaction transaction : transactions) {
                LoggedTransaction rest = hidden.visible(transaction);
                removed += transaction.facts().size() - rest.facts().size();
                sums[0] += hidden.missing(transaction);
                visible.add(rest);
            }
            if (removed > 0) {
                byte[] bytes = LogRecord.encode(visible);
                items.add(new RecordBundle.Item(sequence, bytes));
                sums[1] += bytes.length;
            }
            if (sums[1] >= SEGMENT_BYTES) {
                put(t, items);
                sums[1] = 0;
            }
        });
        if (sums[0] > 0) {
            throw new Anomaly.Fault("excised facts of database '" + name
                    + "' must be told apart in its log by their values: unknown=" + sums[0]
                    + ": open the system again, and tell the maintainers");
        }
        if (!items.isEmpty()) {
            put(t, items);
        }
        root.save(root.state().rewriting(t));
    }

    private void put(long t, List<RecordBundle.Item> items) {
        root.put(t, segmentIds.get(), RecordBundle.encode(items));
        items.clear();
    }

    private void rewrite() {
        for (String id : root.state().segments()) {
            for (RecordBundle.Item item : bundle(segments, id, name)) {
                log.rewrite(item.sequence(), storage.epoch(), item.bytes());
            }
        }
        root.save(root.state().cleaning());
        reader.show(root.state().erasedT());
    }

    /** Returns the records that a segment of a database holds. */
    public static List<RecordBundle.Item> bundle(Segments segments, String id, String name) {
        byte[] bytes = segments.get(id)
                .orElseThrow(() ->
                        new Anomaly.Fault("rewritten records of database '" + name + "' must be there: segment=" + id));
        try {
            return RecordBundle.decode(bytes);
        } catch (IllegalArgumentException damaged) {
            throw new Anomaly.Fault(
                    "segment " + id + " of database '" + name + "' cannot be read: " + damaged.getMessage(),
                    Map.of(),
                    damaged);
        }
    }
}

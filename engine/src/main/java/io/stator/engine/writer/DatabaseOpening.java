package io.stator.engine.writer;

import io.stator.Limit;
import io.stator.engine.database.Counters;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Deadline;
import io.stator.engine.database.Replay;
import io.stator.engine.durable.Erasure;
import io.stator.engine.durable.LogAppender;
import io.stator.engine.durable.LogReader;
import io.stator.engine.durable.StoredIndexes;
import io.stator.engine.log.LoggedTransaction;
import io.stator.engine.log.SubmissionMark;
import io.stator.engine.storage.CallersTime;
import io.stator.engine.storage.Log;
import io.stator.engine.storage.Storage;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Makes the writer of a database from what is in storage; used once, not thread-safe.
 *
 * <p>A log of more than fits into memory, as one that an earlier release wrote, is put into segments while it is read. So an opening that
 * runs out of time has not been in vain.
 */
public final class DatabaseOpening {
    /** How many times the facts that may be in memory alone are read from the log before they are put into segments. */
    private static final int LIVE_FACTOR = 4;

    /** What follows segments is put into segments only when it is more than what this part of the heap holds: the writer let it be live, too. */
    private static final long HEAP_BYTES_PER_FACT = 512;

    private final WriterHost host;
    private final StoredIndexes indexes;
    private final LogReader reader;
    private final String id;
    private final String name;
    private final Deadline deadline;
    private final long liveMax;

    /** Whether anything was put into segments, as happens only where there is much to do: whoever waited then may be told, but the next one finds it done. */
    private boolean stores;

    private final SubmissionWindow window = new SubmissionWindow();

    private DatabaseOpening(
            WriterHost host, StoredIndexes indexes, LogReader reader, String id, String name, Deadline deadline) {
        this.host = host;
        this.indexes = indexes;
        this.reader = reader;
        this.id = id;
        this.name = name;
        this.deadline = deadline;
        this.liveMax = host.system().limit(Limit.LIVE_FACTS);
    }

    /** Reads a database, ends what was being erased from it, and starts its writer, unless the time is over before. */
    public static DatabaseWriter open(WriterHost host, Storage storage, String id, String name, Deadline deadline) {
        Log log = storage.log(id);
        LogReader reader = new LogReader(log, name);
        StoredIndexes indexes = new StoredIndexes(
                storage, host.segmentCache(), id, name, host.system().compression());
        Erasure erasure = new Erasure(storage, id, name, reader, host::newId, indexes::purge, host.clock());
        DatabaseOpening opening = new DatabaseOpening(host, indexes, reader, id, name, deadline);
        LongSupplier left = CallersTime.left();
        return CallersTime.within(
                () -> opening.stores || left == null ? Long.MAX_VALUE : left.getAsLong(),
                () -> opening.open(storage, log, erasure));
    }

    private DatabaseWriter open(Storage storage, Log log, Erasure erasure) {
        long erasedT = erasure.recover();
        StoredIndexes.Opened opened = indexes.open(erasedT, reader, host.clock());
        Replay replay = opened == null ? Replay.ofNewDatabase(erasedT) : Replay.after(opened.value());
        long storedT = opened == null ? -1 : opened.value().basisT();
        long first = opened == null ? 0 : opened.windowSequence();
        reader.beginAt(first);
        long nextSequence = reader.replay(
                first,
                storedT,
                transaction -> add(transaction, storedT, replay),
                next -> storeIfFull(replay, next, opened != null));
        checkTime();
        DatabaseValue value = replay.finish(id, name).deferring(host.system().limit(Limit.UNSORTED_FACTS));
        if (replay.excisionT() > 0) {
            erasure.request(List.copyOf(replay.excised()), List.copyOf(replay.remains()), replay.excisionT());
        }
        if (erasure.isPending()) {
            erasure.attempt();
        }
        LogAppender appender = new LogAppender(log, storage.epoch(), reader, nextSequence);
        DatabaseWriter writer = new DatabaseWriter(host, appender, reader, window, erasure, indexes, value);
        writer.start();
        return writer;
    }

    private void checkTime() {
        if (!stores) {
            deadline.check();
        }
    }

    private void add(LoggedTransaction transaction, long storedT, Replay replay) {
        checkTime();
        if (transaction.t() > storedT) {
            replay.add(transaction.facts(), Counters.after(transaction));
        }
        SubmissionMark mark = transaction.submission();
        if (mark != null) {
            window.add(transaction.t(), mark);
        }
    }

    /** Puts what was read into segments if it is too much. */
    private void storeIfFull(Replay replay, long nextSequence, boolean follows) {
        long least = follows ? Runtime.getRuntime().maxMemory() / HEAP_BYTES_PER_FACT : 0;
        if (replay.live() / LIVE_FACTOR < liveMax || replay.live() < least) {
            return;
        }
        DatabaseValue value = replay.finish(id, name);
        long remembered = Merging.windowSequence(window.oldestT(value.basisT() + 1), value, nextSequence, reader);
        stores = true;
        DatabaseValue stored = indexes.store(
                value,
                nextSequence,
                remembered,
                liveMax,
                () -> false,
                host.clock().millis());
        replay.continueWith(stored == null ? value : stored);
        indexes.taken();
    }
}

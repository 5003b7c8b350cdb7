package io.stator.engine.writer;

import io.stator.engine.database.Counters;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Deadline;
import io.stator.engine.database.Replay;
import io.stator.engine.durable.Erasure;
import io.stator.engine.durable.LogAppender;
import io.stator.engine.durable.LogReader;
import io.stator.engine.durable.StoredIndexes;
import io.stator.engine.log.SubmissionMark;
import io.stator.engine.storage.Log;
import io.stator.engine.storage.Storage;
import java.util.List;

/** Makes the writer of a database from its log. */
public final class DatabaseOpening {
    private DatabaseOpening() {}

    /** Reads a database, ends what was being erased from it, and starts its writer, unless the time is over before. */
    public static DatabaseWriter open(WriterHost host, Storage storage, String id, String name, Deadline deadline) {
        Log log = storage.log(id);
        LogReader reader = new LogReader(log, name);
        StoredIndexes indexes = new StoredIndexes(storage, host.segmentCache(), id, name);
        Erasure erasure = new Erasure(storage, id, name, reader, host::newId, indexes::purge);
        long erasedT = erasure.recover();
        StoredIndexes.Opened opened = indexes.open(erasedT, reader, host.clock());
        Replay replay = opened == null ? Replay.ofNewDatabase(erasedT) : Replay.after(opened.value());
        long storedT = opened == null ? -1 : opened.value().basisT();
        long first = opened == null ? 0 : opened.windowSequence();
        reader.beginAt(first);
        SubmissionWindow window = new SubmissionWindow();
        long nextSequence = reader.replay(first, transaction -> {
            deadline.check();
            if (transaction.t() > storedT) {
                replay.add(transaction.facts(), Counters.after(transaction));
            }
            SubmissionMark mark = transaction.submission();
            if (mark != null) {
                window.add(transaction.t(), mark);
            }
        });
        deadline.check();
        DatabaseValue value = replay.finish(id, name);
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
}

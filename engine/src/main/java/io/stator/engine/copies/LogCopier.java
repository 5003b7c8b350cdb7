package io.stator.engine.copies;

import io.stator.Anomaly;
import io.stator.engine.copies.CopyProgress.Step;
import io.stator.engine.copies.Cut.Taken;
import io.stator.engine.database.Excision;
import io.stator.engine.datom.Fact;
import io.stator.engine.log.LoggedTransaction;
import io.stator.engine.storage.Log;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Brings the log of a copy to where that of the source is: compares what is there, replaces what was excised, appends what is new, and
 * reads again what was written. For one thread, once.
 */
final class LogCopier {
    private final CopyTask task;
    private final CopySettings settings;
    private final SourceLog source;
    private final Log target;
    private final CopiedErasure erasure;
    private final long present;
    private final List<byte[]> batch = new ArrayList<>();
    private int batchBytes;
    private long next;
    private CRC32C sum = new CRC32C();
    private @Nullable LoggedTransaction newest;
    private long requestT = -1;
    private long bytes;

    LogCopier(CopyTask task, CopySettings settings, SourceLog source, CopiedErasure erasure) {
        this.task = task;
        this.settings = settings;
        this.source = source;
        this.target = task.target().log(task.targetId());
        this.erasure = erasure;
        this.present = target.lastSequence().orElse(-1) + 1;
        this.next = present;
    }

    /** Returns how many records are in the copy. */
    long records() {
        return next;
    }

    long newRecords() {
        return next - present;
    }

    /** Returns how many bytes the records have that were read. */
    long bytes() {
        return bytes;
    }

    /** Returns the newest transaction of the copy, or null when there is none. */
    @Nullable
    LoggedTransaction newest() {
        return newest;
    }

    /** Returns whether an excision was seen that the source has not erased yet. */
    boolean isErasurePending() {
        return requestT > source.erasedT();
    }

    /** Makes sure, before anything is written, that the newest record of the copy is one of the source. */
    void requireCopy() {
        requireShorter();
        SourceLog copy = SourceLog.of(task.target(), task.targetId(), task.name());
        if (present > 0 && copy.erasedT() <= source.erasedT()) {
            compare(present - 1, false);
        }
    }

    private void requireShorter() {
        if (present > source.records()) {
            throw task.differs(source.records(), "is not in the source, whose log is shorter");
        }
    }

    /**
     * Does it.
     *
     * @param known how many bytes the records of the copy have, if nothing was erased from the source since the copy was made of it, so
     *     that its newest record tells enough; negative otherwise
     */
    void run(long known) {
        long erasedT = Math.min(source.erasedT(), task.lastT());
        requireShorter();
        if (present == 0) {
            erasure.begin(erasedT);
        } else {
            if (erasure.erasedT() > erasedT) {
                throw new Anomaly.Busy("facts that were excised are gone from the copy of database '" + task.name()
                        + "', and not yet from the source: try again when 'syncExcise' has returned there");
            }
            if (known >= 0 && compare(present - 1, false)) {
                bytes = known;
            } else {
                bytes = 0;
                compare(0, true);
            }
            erasure.replace(erasedT);
        }
        append();
        check();
    }

    /** Compares records of the copy; returns false if some are different, and may not be. */
    private boolean compare(long from, boolean replace) {
        Cut cut = new Cut(task.sourceName(), task.lastT());
        RecordRange copies = new RecordRange(target, from);
        long[] compared = {from};
        boolean[] same = {true};
        source.log().read(from, (sequence, epoch, original) -> {
            if (sequence >= present) {
                return false;
            }
            task.tell(settings, Step.COMPARING, sequence, present);
            Taken taken = cut.take(sequence, original);
            byte[] copy = copies.next();
            if (taken == null || copy == null) {
                throw task.differs(sequence, "is behind what is to be copied");
            }
            if (!Arrays.equals(copy, taken.bytes())) {
                requireErased(sequence, taken, copy);
                same[0] = false;
                if (replace) {
                    erasure.add(sequence, taken.bytes(), source.erasedT());
                }
            }
            see(taken);
            compared[0] = sequence + 1;
            return replace || same[0];
        });
        if (same[0] && compared[0] != present) {
            throw task.differs(compared[0], "is not in the source");
        }
        return same[0];
    }

    /** Checks that a record is that of the copy without some of its facts. */
    private void requireErased(long sequence, Taken taken, byte[] copy) {
        List<LoggedTransaction> before = Cut.decode("the copy of database '" + task.name() + "'", sequence, copy);
        List<LoggedTransaction> after = taken.transactions();
        boolean fits = before.size() == after.size();
        for (int i = 0; fits && i < after.size(); i++) {
            fits = isErased(after.get(i), before.get(i));
        }
        if (!fits) {
            throw task.differs(sequence, "says something else than that of the source");
        }
    }

    private static boolean isErased(LoggedTransaction after, LoggedTransaction before) {
        if (after.t() != before.t()
                || after.instant() != before.instant()
                || after.nextEntity() != before.nextEntity()
                || after.nextAttribute() != before.nextAttribute()) {
            return false;
        }
        int found = 0;
        for (Fact fact : before.facts()) {
            if (found < after.facts().size() && isSame(after.facts().get(found), fact)) {
                found++;
            }
        }
        return found == after.facts().size();
    }

    private static boolean isSame(Fact one, Fact other) {
        return one.sameFact(other) && one.t() == other.t() && one.added() == other.added();
    }

    private void see(Taken taken) {
        newest = taken.newest();
        bytes += taken.bytes().length;
        for (LoggedTransaction transaction : taken.transactions()) {
            if (Excision.isRequested(transaction.facts())) {
                requestT = transaction.t();
            }
        }
    }

    private void append() {
        Cut cut = new Cut(task.sourceName(), task.lastT());
        source.log().read(present, (sequence, epoch, original) -> {
            task.tell(settings, Step.RECORDS, sequence, source.records());
            Taken taken = sequence < source.records() ? cut.take(sequence, original) : null;
            if (taken == null) {
                return false;
            }
            see(taken);
            batch.add(taken.bytes());
            batchBytes += taken.bytes().length;
            if (batchBytes >= Batch.BYTES_MAX || batch.size() == Batch.ITEMS_MAX) {
                flush();
            }
            return !taken.isLast();
        });
        flush();
        if (task.isWhole() && next < source.records()) {
            throw new StorageException(
                    Kind.CORRUPT,
                    "the log of " + task.sourceName() + " must have " + source.records() + " records: found " + next);
        }
    }

    private void flush() {
        if (!batch.isEmpty()) {
            target.appendAll(next, task.target().epoch(), batch);
            for (byte[] each : batch) {
                add(sum, next, each);
                next++;
            }
            batch.clear();
            batchBytes = 0;
        }
    }

    private static void add(CRC32C sum, long sequence, byte[] record) {
        sum.update(ByteBuffer.allocate(Long.BYTES).putLong(0, sequence));
        sum.update(record);
    }

    /** Reads what was appended, and makes sure that it is that. */
    private void check() {
        CRC32C found = new CRC32C();
        long[] end = {present};
        if (next > present) {
            target.read(present, (sequence, epoch, copy) -> {
                task.tell(settings, Step.CHECKING, sequence, next);
                add(found, sequence, copy);
                end[0] = sequence + 1;
                return end[0] < next;
            });
        }
        if (end[0] != next
                || found.getValue() != sum.getValue()
                || target.lastSequence().orElse(-1) + 1 != next) {
            throw new StorageException(
                    Kind.CORRUPT,
                    "what was written to the log of the copy of database '" + task.name()
                            + "' is not what is there: records " + present + " to " + next
                            + "; look after the storage of the copy, remove the copy, and copy again");
        }
        sum = new CRC32C();
    }

    /** Reads all records of both, and makes sure that they are the same. */
    void checkAll() {
        Cut cut = new Cut(task.sourceName(), task.lastT());
        RecordRange copies = new RecordRange(target, 0);
        long[] checked = {0};
        if (next > 0) {
            source.log().read(0, (sequence, epoch, original) -> {
                task.tell(settings, Step.CHECKING, sequence, next);
                Taken taken = cut.take(sequence, original);
                if (taken == null || !Arrays.equals(taken.bytes(), copies.next())) {
                    throw task.differs(sequence, "has other bytes than that of the source");
                }
                checked[0] = sequence + 1;
                return checked[0] < next;
            });
        }
        if (checked[0] != next) {
            throw task.differs(checked[0], "is not in the source");
        }
    }
}

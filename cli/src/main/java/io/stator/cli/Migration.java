package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Transaction;
import io.stator.edn.Keyword;
import java.util.Collection;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;

/**
 * Copies the transactions of a database into another one, after those that are in, and compares them all.
 *
 * <p>What is in is told by the copy itself: its transactions are those of the original, in their order, and nothing else. So an earlier
 * migration that ended at any moment is gone on with, and nothing is noted anywhere.
 */
final class Migration {
    private final TransactionHistory original;
    private final CopyTarget target;
    private final SystemEntities system;
    private final Collection<Keyword> leftOut;
    private final HistoryProgress progress;
    private final CountDownLatch cancelled;
    private final HistoryComparison comparison;

    /**
     * Makes a migration.
     *
     * @param leftOut attributes whose facts are not copied
     * @param cancelled counted down when it shall end early
     */
    Migration(
            TransactionHistory original,
            CopyTarget target,
            SystemEntities system,
            Collection<Keyword> leftOut,
            HistoryProgress progress,
            CountDownLatch cancelled) {
        this.original = original;
        this.target = target;
        this.system = system;
        this.leftOut = leftOut;
        this.progress = progress;
        this.cancelled = cancelled;
        this.comparison = new HistoryComparison(FactSum.Marks.of(system));
    }

    /** Returns the transactions that were compared. */
    HistoryComparison comparison() {
        return comparison;
    }

    private boolean isCancelled() {
        return cancelled.getCount() == 0;
    }

    /**
     * Copies the transactions up to one and compares them; returns early when it was cancelled.
     *
     * @return the facts that were left out
     */
    long run(long lastT) throws InterruptedException {
        HistoryReader reader = HistoryReader.of(original, system, leftOut, lastT + 1, false);
        long from = compareWhatIsIn(reader, lastT);
        CopiedSchema before = reader.schema().copy();
        long next = -1;
        progress.begin("copying", from, lastT);
        while (!isCancelled() && reader.hasNext()) {
            CopiedTransaction copied = reader.next();
            next = next < 0 ? copied.originalT() : next;
            target.copy(CopyTarget.Copy.of(copied));
        }
        target.finish();
        if (!isCancelled() && next >= 0) {
            compareWhatWasCopied(reader.again(before, next));
        }
        return reader.omitted();
    }

    /** Compares what is in already; returns a t that is not after the next transaction to copy. */
    private long compareWhatIsIn(HistoryReader reader, long lastT) {
        long newest = target.newestT();
        Iterator<Transaction> copies = target.transactions(system.firstT(), newest + 1);
        long after = 0;
        progress.begin("comparing what is there", 0, lastT);
        for (long t = system.firstT(); t <= newest && !isCancelled(); t++) {
            if (!reader.hasNext()) {
                throw new Anomaly.Conflict("the copy has more transactions than the original, from t " + t
                        + " on: something else has written to it");
            }
            CopiedTransaction copied = reader.next();
            try {
                comparison.compare(copied, copies);
            } catch (Anomaly.Conflict differs) {
                throw t > system.firstT() ? differs : notACopy(differs);
            }
            after = copied.originalT() + 1;
            progress.show(after);
        }
        return after;
    }

    private static Anomaly notACopy(Anomaly differs) {
        return new Anomaly.Conflict(
                "the database to copy to has transactions of its own, and a copy begins with a new one: "
                        + differs.getMessage(),
                differs.data(),
                differs);
    }

    private void compareWhatWasCopied(HistoryReader again) {
        long first = system.firstT() + comparison.transactions();
        long newest = target.newestT();
        Iterator<Transaction> copies = target.transactions(first, newest + 1);
        progress.begin("comparing", first, newest);
        while (!isCancelled() && again.hasNext()) {
            CopiedTransaction copied = again.next();
            comparison.compare(copied, copies);
            progress.show(copied.t());
        }
        if (!isCancelled() && copies.hasNext()) {
            throw new Anomaly.Conflict("the copy has more transactions than the original, from t "
                    + copies.next().t() + " on: something else has written to it");
        }
    }
}

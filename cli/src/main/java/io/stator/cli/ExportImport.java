package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Transaction;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;

/**
 * Makes a database of an export: transaction by transaction, after those that are in already, which must be those that the export begins
 * with.
 */
final class ExportImport {
    private final ExportReader reader;
    private final CopyTarget target;
    private final SystemEntities system;
    private final HistoryProgress progress;
    private final CountDownLatch cancelled;

    /**
     * Makes one.
     *
     * @param cancelled counted down when it shall end early
     */
    ExportImport(
            ExportReader reader,
            CopyTarget target,
            SystemEntities system,
            HistoryProgress progress,
            CountDownLatch cancelled) {
        this.reader = reader;
        this.target = target;
        this.system = system;
        this.progress = progress;
        this.cancelled = cancelled;
    }

    /** Imports all; returns how many transactions were in already. Returns early when it was cancelled. */
    long run() throws InterruptedException {
        long newest = target.newestT();
        long before = 0;
        Iterator<Transaction> logged = target.transactions(system.firstT(), newest + 1);
        progress.begin("importing", system.firstT(), reader.lastT());
        while (cancelled.getCount() > 0) {
            CopyTarget.Copy copy = reader.next();
            if (copy == null) {
                break;
            }
            if (copy.t() <= newest) {
                requireIn(copy, logged);
                before++;
                progress.show(copy.t());
            } else {
                target.copy(copy);
            }
        }
        target.finish();
        return before;
    }

    private void requireIn(CopyTarget.Copy copy, Iterator<Transaction> logged) {
        try {
            target.require(copy, logged.next().data());
        } catch (Anomaly.Conflict differs) {
            throw new Anomaly.Conflict(
                    "the database has transactions of its own, and an export is imported into a new one: "
                            + differs.getMessage(),
                    differs.data(),
                    differs);
        }
    }
}

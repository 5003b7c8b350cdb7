package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Anomaly.Category;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Retry;
import io.stator.TxReport;
import io.stator.edn.Keyword;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Transacts the batches of files, several at a time and in their order.
 *
 * <p>When one fails, those behind it fail too, because the ledger's number is not what they expect. Then all that are
 * under way are awaited, the ledger says what is in, and the rest is submitted again in order: after a pause if the cause
 * passes by itself; else in two parts, cut before the group of forms that cannot be transacted, since a form may need what
 * forms just before it make. A group is never cut. One that cannot be transacted even so ends the import, and what is
 * before it is in.
 */
final class Importer {
    /** The transactions that may be under way. */
    static final int IN_FLIGHT_MAX = 32;

    private static final long POLL_MILLIS = 100;
    private static final Keyword STORAGE_ERROR = Keyword.of("stator.storage", "error");
    /** What is wrong with forms, and not with the system. */
    private static final Set<Category> ABOUT_FORMS =
            Set.of(Category.INCORRECT, Category.CONFLICT, Category.NOT_FOUND, Category.FORBIDDEN, Category.UNSUPPORTED);

    private static final Set<String> LASTING = Set.of("no-space", "closed");

    /** A transaction under way. */
    private record Flight(ImportBatch batch, CompletableFuture<TxReport> report) {}

    private final Connection connection;
    private final ImportLedger ledger;
    private final BatchReader reader;
    private final ImportProgress progress;
    private final Retry retry;
    private final Retry.Pauses pauses;
    private final CountDownLatch cancelled;
    private final Deque<Flight> flights = new ArrayDeque<>();

    /**
     * Makes an importer.
     *
     * @param cancelled counted down when it shall end early
     */
    Importer(
            Connection connection,
            ImportLedger ledger,
            BatchReader reader,
            ImportProgress progress,
            Retry retry,
            CountDownLatch cancelled) {
        this.connection = connection;
        this.ledger = ledger;
        this.reader = reader;
        this.progress = progress;
        this.retry = retry;
        this.pauses = retry.pauses();
        this.cancelled = cancelled;
    }

    /** Returns whether it was told to end early. */
    boolean isCancelled() {
        return cancelled.getCount() == 0;
    }

    /** Imports everything; returns early when it was cancelled. */
    void run() throws InterruptedException {
        reader.start();
        while (!isCancelled()) {
            BatchReader.Item item = reader.next(POLL_MILLIS);
            progress.show();
            if (item instanceof BatchReader.Ready ready) {
                for (ImportBatch part : parts(ready.batch())) {
                    while (flights.size() >= IN_FLIGHT_MAX) {
                        settleOldest();
                    }
                    submit(part);
                    settleFinished();
                }
            } else if (item instanceof BatchReader.Notice notice) {
                progress.notice(notice.text());
            } else if (item == null) {
                settleFinished();
            } else if (item instanceof BatchReader.FileEnd end) {
                settleAll();
                if (!isCancelled()) {
                    progress.fileEnd(end);
                }
            } else if (item instanceof BatchReader.End end) {
                settleAll();
                if (end.failure() != null) {
                    throw Failures.anomaly(end.failure());
                }
                return;
            }
        }
        awaitAll();
    }

    /**
     * Returns the batch, or a batch for each of its groups: a value that an entity has already may be refused to one of its
     * groups, though another takes it from that entity later.
     */
    private List<ImportBatch> parts(ImportBatch batch) throws InterruptedException {
        if (batch.contested().isEmpty()) {
            return List.of(batch);
        }
        settleAll();
        Database database = connection.db();
        for (List<Object> name : batch.contested()) {
            if (isTaken(database, name)) {
                return batch.singles();
            }
        }
        return List.of(batch);
    }

    private static boolean isTaken(Database database, List<Object> name) {
        try {
            return database.entityId(name).isPresent();
        } catch (Anomaly noSuchAttributeOrValue) {
            return true;
        }
    }

    private void submit(ImportBatch batch) {
        if (isCancelled()) {
            return;
        }
        CompletableFuture<TxReport> report;
        try {
            report = connection.transactAsync(batch.transaction(ledger));
        } catch (Anomaly failure) {
            report = CompletableFuture.failedFuture(failure);
        }
        flights.add(new Flight(batch, report));
    }

    private void settleFinished() throws InterruptedException {
        for (Flight oldest = flights.peek(); oldest != null && oldest.report().isDone(); oldest = flights.peek()) {
            settleOldest();
        }
    }

    private void settleAll() throws InterruptedException {
        while (!flights.isEmpty()) {
            settleOldest();
        }
    }

    private void settleOldest() throws InterruptedException {
        Flight oldest = flights.element();
        try {
            done(oldest.batch(), await(oldest));
            flights.remove();
            pauses.reset();
        } catch (ExecutionException failure) {
            recover();
        }
    }

    private TxReport await(Flight flight) throws InterruptedException, ExecutionException {
        while (true) {
            try {
                return flight.report().get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException notYet) {
                progress.show();
            }
        }
    }

    /** Counts a batch that is in; its report is null when the answer was lost. */
    private void done(ImportBatch batch, @Nullable TxReport report) {
        reader.release(batch);
        progress.transacted(batch, report);
    }

    /** Waits for everything under way and counts what got in. */
    private void awaitAll() throws InterruptedException {
        while (!flights.isEmpty()) {
            Flight flight = flights.remove();
            try {
                done(flight.batch(), await(flight));
            } catch (ExecutionException notIn) {
                progress.notice("not in: " + flight.batch().place());
            }
        }
    }

    private void recover() throws InterruptedException {
        List<ImportBatch> rest = new ArrayList<>();
        Anomaly cause = null;
        long forms = -1;
        while (!flights.isEmpty()) {
            Flight flight = flights.remove();
            try {
                done(flight.batch(), await(flight));
            } catch (ExecutionException failure) {
                forms = forms < 0 ? awaitedForms(flight.batch()) : forms;
                if (flight.batch().to() > forms) {
                    cause = cause == null ? anomaly(failure) : cause;
                    rest.add(flight.batch());
                } else {
                    done(flight.batch(), null);
                }
            }
        }
        if (cause == null || isCancelled()) {
            return;
        }
        if (passes(cause)) {
            pause(cause);
        } else {
            rest = cut(rest, cause);
        }
        rest.forEach(this::submit);
    }

    /** Returns the number of forms that are in once everything submitted so far is decided. */
    private long awaitedForms(ImportBatch failed) {
        for (Flight flight : flights) {
            flight.report().handle((report, failure) -> 0).join();
        }
        return failed.source().isRecorded() ? ledger.forms(failed.source().entity(ledger)) : 0;
    }

    private static boolean passes(Anomaly cause) {
        if (cause.data().get(STORAGE_ERROR) instanceof Keyword error && LASTING.contains(error.name())) {
            return false;
        }
        return cause.isRetryable();
    }

    private void pause(Anomaly cause) throws InterruptedException {
        if (!pauses.hasNext()) {
            throw cause.category()
                    .anomaly("gave up after " + retry.tries() + " tries: " + cause.getMessage(), cause.data(), cause);
        }
        long wait = pauses.next().toMillis();
        progress.notice(Failures.name(cause.category()) + ": " + cause.getMessage() + "; next try in " + wait + " ms");
        if (cancelled.await(wait, TimeUnit.MILLISECONDS)) {
            progress.notice("no further try");
        }
    }

    /** Returns the batches with the first of them cut before the group that cannot be transacted. */
    private List<ImportBatch> cut(List<ImportBatch> rest, Anomaly cause) {
        ImportBatch batch = rest.get(0);
        if (!ABOUT_FORMS.contains(cause.category())) {
            throw at(batch.place(), cause);
        }
        Database database = connection.db();
        int works = 0;
        int fails = batch.groups();
        Anomaly failure = cause;
        while (fails - works > 1) {
            int middle = (works + fails) >>> 1;
            try {
                database.with(batch.groups(middle));
                works = middle;
            } catch (Anomaly anomaly) {
                failure = anomaly;
                fails = middle;
            }
        }
        if (works == 0) {
            throw ABOUT_FORMS.contains(failure.category())
                    ? at(place(database, batch, failure), failure)
                    : at(batch.place(), cause);
        }
        List<ImportBatch> parts = new ArrayList<>(batch.split(works));
        parts.addAll(rest.subList(1, rest.size()));
        return parts;
    }

    /** Returns where the form is for which the first group of a batch cannot be transacted. */
    private static String place(Database database, ImportBatch batch, Anomaly cause) {
        int fails = batch.firstGroup();
        int works = 0;
        while (fails - works > 1) {
            int middle = (works + fails) >>> 1;
            if (failsAlike(database, batch, middle, cause)) {
                fails = middle;
            } else {
                works = middle;
            }
        }
        return batch.firstGroup() == 1
                ? batch.place(0)
                : batch.place(fails - 1) + ", in the one transaction of " + batch.places(batch.firstGroup());
    }

    private static boolean failsAlike(Database database, ImportBatch batch, int forms, Anomaly cause) {
        try {
            database.with(batch.prefix(forms));
            return false;
        } catch (Anomaly anomaly) {
            return anomaly.category() == cause.category()
                    && String.valueOf(anomaly.error()).equals(String.valueOf(cause.error()));
        }
    }

    private static Anomaly at(String place, Anomaly cause) {
        return cause.category().anomaly(place + ": " + cause.getMessage(), cause.data(), cause);
    }

    private static Anomaly anomaly(ExecutionException failure) {
        Throwable cause = failure.getCause();
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Failures.anomaly(cause == null ? failure : cause);
    }
}

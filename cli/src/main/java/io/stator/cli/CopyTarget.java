package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Connection;
import io.stator.Datom;
import io.stator.Retry;
import io.stator.Transaction;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.edn.Keyword;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The database that transactions are copied into, in order. Each says its number, so that none gets in twice nor before the one ahead of it:
 * when an answer is lost, the number of the newest transaction tells what is in. Not safe for use by several threads.
 */
final class CopyTarget {
    /** The transactions that may be under way where they reach the database in their order. */
    static final int IN_FLIGHT_MAX = 32;

    /** Each of these tries may take as long as a call may. */
    private static final int TRIES_OVER_A_NETWORK = 5;

    /** The facts from which on a transaction may be too big for a server. */
    private static final int FACTS_MANY = 10_000;

    private static final Keyword ANOTHER = Keyword.of("db.error", "another-transaction");

    /** What is to be in the database, and under way. */
    private record Flight(Copy copy, CompletableFuture<TxReport> report) {}

    /**
     * A transaction to copy.
     *
     * @param t its number in the copy
     * @param name how people know it
     * @param transaction the transaction data
     * @param facts how many facts it has
     * @param sum the checksum of its facts
     */
    record Copy(long t, String name, TxData transaction, int facts, long sum) {
        /** Returns a transaction of a database as one to copy. */
        static Copy of(CopiedTransaction copied) {
            return new Copy(
                    copied.t(),
                    "transaction " + copied.originalT(),
                    copied.transaction(),
                    copied.sum().count(),
                    copied.sum().sum());
        }
    }

    private final Connection connection;
    private final FactSum.Marks marks;
    private final HistoryProgress progress;
    private final Retry retry;
    private final Retry.Pauses pauses;
    private final CountDownLatch cancelled;
    private final int inFlightMax;
    private final Deque<Flight> flights = new ArrayDeque<>();

    /**
     * Makes one.
     *
     * @param ordered whether transactions that are submitted one after the other reach the database so
     * @param cancelled counted down when it shall end early
     */
    CopyTarget(
            Connection connection,
            boolean ordered,
            FactSum.Marks marks,
            HistoryProgress progress,
            CountDownLatch cancelled) {
        this.connection = connection;
        this.marks = marks;
        this.progress = progress;
        this.retry = Retry.standard().withTries(ordered ? Retry.TRIES : TRIES_OVER_A_NETWORK);
        this.pauses = retry.pauses();
        this.cancelled = cancelled;
        this.inFlightMax = ordered ? IN_FLIGHT_MAX : 1;
    }

    /** Returns the number of the newest transaction that is in. */
    long newestT() {
        return connection.sync().t();
    }

    /** Returns the transactions that are in, from one on. */
    Iterator<Transaction> transactions(long fromT, long toT) {
        return new ConnectedHistory(connection).transactions(fromT, toT);
    }

    /** Copies a transaction, which may be under way when this returns. */
    void copy(Copy copy) throws InterruptedException {
        while (flights.size() >= inFlightMax) {
            settleOldest();
        }
        submit(copy);
        progress.show(copy.t());
    }

    /** Waits for all transactions that are under way. */
    void finish() throws InterruptedException {
        while (!flights.isEmpty()) {
            settleOldest();
        }
    }

    private void submit(Copy copy) {
        CompletableFuture<TxReport> report;
        try {
            report = connection.transactAsync(copy.transaction());
        } catch (Anomaly failure) {
            report = CompletableFuture.failedFuture(failure);
        }
        flights.add(new Flight(copy, report));
    }

    private void settleOldest() throws InterruptedException {
        Flight oldest = flights.element();
        try {
            TxReport report = oldest.report().get();
            flights.remove();
            done(oldest.copy(), report.txData());
            pauses.reset();
        } catch (ExecutionException failure) {
            recover(Failures.anomaly(cause(failure)));
        }
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Waits for everything under way, finds out what is in, and submits the rest again. */
    private void recover(Anomaly failure) throws InterruptedException {
        List<Copy> rest = new ArrayList<>();
        for (Flight flight : flights) {
            flight.report().handle((report, failed) -> 0).join();
            rest.add(flight.copy());
        }
        flights.clear();
        boolean passes = failure.isRetryable();
        if (passes && !pause(rest.get(0), failure)) {
            return;
        }
        long newest = newestT();
        while (!rest.isEmpty() && rest.get(0).t() <= newest) {
            Copy in = rest.remove(0);
            Iterator<Transaction> logged = transactions(in.t(), in.t() + 1);
            done(in, logged.hasNext() ? logged.next().data() : List.of());
            passes = true;
        }
        if (!passes) {
            Copy first = rest.get(0);
            throw failure.category()
                    .anomaly(first.name() + ": " + failure.getMessage() + hint(failure), failure.data(), failure);
        }
        rest.forEach(this::submit);
    }

    private static String hint(Anomaly failure) {
        if (ANOTHER.equals(failure.error())) {
            return ": something else writes to the copy";
        }
        boolean future = failure.error() != null && failure.error().name().equals("future-tx-instant");
        return future ? ": the clock of the machine that has the copy is behind" : "";
    }

    /** Waits before the next try; returns whether there is one. */
    private boolean pause(Copy copy, Anomaly failure) throws InterruptedException {
        if (!pauses.hasNext()) {
            String hint = copy.facts() < FACTS_MANY
                    ? ""
                    : "; it has " + copy.facts()
                            + " facts, which may be more than the server takes in one request: see its"
                            + " limit request-bytes, or copy to files beside it";
            throw failure.category()
                    .anomaly(
                            copy.name() + ": gave up after " + retry.tries() + " tries: " + failure.getMessage() + hint,
                            failure.data(),
                            failure);
        }
        long wait = pauses.next().toMillis();
        progress.notice(
                Failures.name(failure.category()) + ": " + failure.getMessage() + "; next try in " + wait + " ms");
        return !cancelled.await(wait, TimeUnit.MILLISECONDS);
    }

    /** Counts a transaction that is in; throws when it is not what it should be. */
    private void done(Copy copy, Collection<? extends Datom> datoms) {
        require(copy, datoms);
        progress.copied(copy.facts());
    }

    /** Throws when the transaction of the database is not the one to copy. */
    void require(Copy copy, Collection<? extends Datom> datoms) {
        FactSum sum = FactSum.of(marks, datoms);
        if (sum.sum() != copy.sum() || sum.count() != copy.facts()) {
            throw new Anomaly.Conflict(
                    "transaction " + copy.t() + " of the copy is not what " + copy.name() + " is: it has "
                            + sum.count() + " facts with checksum " + sum.text() + ", not " + copy.facts() + " with "
                            + FactSum.text(copy.sum()));
        }
    }
}

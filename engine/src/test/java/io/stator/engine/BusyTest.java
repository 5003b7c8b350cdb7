package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Index;
import io.stator.Limit;
import io.stator.SystemConfig;
import io.stator.TxData;
import io.stator.edn.Keyword;
import io.stator.engine.calls.Repeats;
import io.stator.engine.storage.HeldStorage;
import io.stator.engine.storage.MemoryStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls for which there is no room are tried again after pauses, within their time, without a thread if nobody waits. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class BusyTest {
    private static final TxData NOTE = TxData.parse("[{:a/n 1}]");
    private static final Keyword NOT_APPLIED = Keyword.of("not-applied");
    private static final long SECONDS_MAX = 60;

    /** So often that there is room before the last one, however slow the machine is. */
    private static final Repeats UNTIL_THERE_IS_ROOM = new Repeats(1, 16);

    private static final Repeats NEVER_OVER = new Repeats(Duration.ofHours(1).toMillis(), 1);

    private final HeldStorage held = new HeldStorage(new MemoryStorage());
    private final List<CompletableFuture<?>> filling = new ArrayList<>();
    private Client client = open(NEVER_OVER);

    private Client open(Repeats repeats) {
        return EmbeddedClient.open(
                held.storage(),
                new EngineConfig(
                        EngineConfig.defaults().clock(),
                        System::nanoTime,
                        EngineConfig.defaults().databaseIds(),
                        SystemConfig.standard()
                                .withLimit(Limit.QUEUED_TRANSACTIONS, 2)
                                .withLimit(Limit.QUEUED_CALLS, 2)
                                .withLimit(Limit.ASYNC_THREADS, 1)),
                repeats);
    }

    private Connection connection(Repeats repeats) {
        client = open(repeats);
        client.createDatabase("d");
        Connection connection = client.connect("d");
        connection.transact("[{:db/ident :a/n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]");
        return connection;
    }

    @AfterEach
    void close() {
        held.release();
        client.close();
    }

    private static @Nullable Throwable failure(CompletableFuture<?> call) {
        Throwable thrown = catchThrowable(() -> call.get(SECONDS_MAX, TimeUnit.SECONDS));
        return thrown instanceof ExecutionException ? thrown.getCause() : thrown;
    }

    /** Holds storage, and hands transactions in until the next one is refused. */
    private void fillQueue() {
        Connection impatient = client.withoutRetries().connect("d");
        held.hold();
        filling.add(impatient.transactAsync(NOTE));
        held.awaitWaiting(1); // what comes now stays in the queue
        CompletableFuture<?> last = impatient.transactAsync(NOTE);
        while (!last.isCompletedExceptionally()) {
            filling.add(last);
            last = impatient.transactAsync(NOTE);
        }
        assertThat(failure(last)).isInstanceOf(Anomaly.Busy.class).hasMessageContaining("queued-transactions");
    }

    /** Holds storage, and makes calls until the next one is refused. */
    private void fillLane(int waiting) {
        Client impatient = client.withoutRetries();
        held.hold();
        filling.add(impatient.listDatabasesAsync());
        held.awaitWaiting(waiting);
        CompletableFuture<?> last = impatient.listDatabasesAsync();
        while (!last.isCompletedExceptionally()) {
            filling.add(last);
            last = impatient.listDatabasesAsync();
        }
        assertThat(failure(last)).isInstanceOf(Anomaly.Busy.class).hasMessageContaining("queued-calls");
    }

    private static int notes(Connection connection) {
        return connection.db().datoms(Index.AEVT, ":a/n").limit(-1).list().size();
    }

    @Test
    void aTransactionIsTriedAgainUntilThereIsRoom() throws Exception {
        Connection connection = connection(UNTIL_THERE_IS_ROOM);
        fillQueue();
        CompletableFuture<?> call = connection.transactAsync(NOTE);
        CompletableFuture<?> question = connection.submissionAsync("unknown");
        FutureTask<?> waiting = new FutureTask<>(() -> connection.transact(NOTE));
        new Thread(waiting, "waiting").start();
        held.release();
        call.get(SECONDS_MAX, TimeUnit.SECONDS);
        question.get(SECONDS_MAX, TimeUnit.SECONDS);
        waiting.get(SECONDS_MAX, TimeUnit.SECONDS);
        for (CompletableFuture<?> each : filling) {
            each.get(SECONDS_MAX, TimeUnit.SECONDS);
        }
        assertThat(notes(connection)).isEqualTo(filling.size() + 2);
    }

    @Test
    void aCallIsTriedAgainUntilThereIsRoom() throws Exception {
        connection(UNTIL_THERE_IS_ROOM);
        fillLane(1);
        CompletableFuture<?> call = client.listDatabasesAsync();
        FutureTask<?> waiting = new FutureTask<>(client::listDatabases);
        new Thread(waiting, "waiting").start();
        held.release();
        assertThat(call.get(SECONDS_MAX, TimeUnit.SECONDS)).isEqualTo(List.of("d"));
        assertThat(waiting.get(SECONDS_MAX, TimeUnit.SECONDS)).isEqualTo(List.of("d"));
    }

    @Test
    void busyIsToldAfterTheLastPause() {
        Connection connection = connection(Repeats.STANDARD);
        fillQueue();
        long begin = System.nanoTime();
        assertThatThrownBy(() -> connection.transact(NOTE)).isInstanceOf(Anomaly.Busy.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(700));
        begin = System.nanoTime();
        CompletableFuture<?> call = connection.transactAsync(NOTE);
        CompletableFuture<?> question = connection.submissionAsync("unknown");
        fillLane(2);
        CompletableFuture<?> names = client.listDatabasesAsync();
        for (CompletableFuture<?> each : List.of(call, question, names)) {
            assertThat(failure(each)).isInstanceOf(Anomaly.Busy.class);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(700));
        assertThatThrownBy(() -> connection.submission("unknown")).isInstanceOf(Anomaly.Busy.class);
        assertThatThrownBy(client::listDatabases).isInstanceOf(Anomaly.Busy.class);
    }

    @Test
    void pausesCountForTheTimeOfACall() {
        Connection connection = connection(NEVER_OVER);
        fillQueue();
        Duration soon = Duration.ofMillis(20);
        Connection hasty = connection.withTimeout(soon);
        fillLane(2);
        Client hastyClient = client.withTimeout(soon);
        List<Throwable> late = new ArrayList<>();
        late.add(catchThrowable(() -> hasty.transact(NOTE)));
        late.add(failure(hasty.transactAsync(NOTE)));
        for (Throwable each : late) {
            assertThat(((Anomaly) each).data()).containsEntry(Connection.OUTCOME, NOT_APPLIED);
        }
        late.add(catchThrowable(hastyClient::listDatabases));
        late.add(failure(hastyClient.listDatabasesAsync()));
        assertThat(late)
                .allSatisfy(each -> assertThat(each)
                        .isInstanceOf(Anomaly.Unavailable.class)
                        .hasMessageContaining("Total timeout elapsed"));
        assertThat(hasty.submission("unknown")).isInstanceOf(io.stator.SubmissionStatus.NotYetKnown.class);
        held.release();
        filling.forEach(each -> assertThat(failure(each)).isNull());
        assertThat(notes(connection)).isEqualTo(notesOfFilling());
    }

    private int notesOfFilling() {
        return (int) filling.stream()
                .filter(each -> each.join() instanceof io.stator.TxReport)
                .count();
    }

    @Test
    void whoPausesMayBeCancelled() {
        Connection connection = connection(NEVER_OVER);
        fillQueue();
        fillLane(2);
        for (int i = 0; i < 3_000; i++) { // more than there may be futures at a time
            for (CompletableFuture<?> each : List.of(connection.transactAsync(NOTE), client.listDatabasesAsync())) {
                CompletableFuture<Throwable> told = new CompletableFuture<>();
                each.whenComplete((value, failure) -> told.complete(failure));
                assertThat(each.isDone()).isFalse();
                assertThat(each.cancel(true)).isTrue();
                assertThat(told.join()).isInstanceOf(java.util.concurrent.CancellationException.class);
            }
        }
        held.release();
        filling.forEach(each -> assertThat(failure(each)).isNull());
        assertThat(notes(connection)).isEqualTo(notesOfFilling());
    }

    @Test
    void whoPausesMayBeInterrupted() throws Exception {
        Connection connection = connection(NEVER_OVER);
        fillQueue();
        fillLane(2);
        for (Runnable call : List.<Runnable>of(() -> connection.transact(NOTE), client::listDatabases)) {
            CountDownLatch begun = new CountDownLatch(1);
            FutureTask<Throwable> waiting = new FutureTask<>(() -> {
                begun.countDown();
                return catchThrowable(call::run);
            });
            Thread thread = new Thread(waiting, "waiting");
            thread.start();
            begun.await();
            thread.interrupt();
            assertThat(waiting.get(SECONDS_MAX, TimeUnit.SECONDS)).isInstanceOf(Anomaly.Interrupted.class);
        }
        held.release();
        filling.forEach(each -> assertThat(failure(each)).isNull());
        assertThat(notes(connection)).isEqualTo(notesOfFilling());
    }

    @Test
    void whoPausesIsToldWhenTheSystemIsClosed() {
        Connection connection = connection(UNTIL_THERE_IS_ROOM);
        fillQueue();
        CompletableFuture<?> call = connection.transactAsync(NOTE);
        FutureTask<Boolean> closing = new FutureTask<>(() -> {
            client.close();
            return true;
        });
        new Thread(closing, "closing").start();
        assertThat(failure(call)).isInstanceOf(Anomaly.Unavailable.class).hasMessageContaining("closed");
    }
}

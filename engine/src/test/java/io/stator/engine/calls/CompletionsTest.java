package io.stator.engine.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Limit;
import io.stator.Stator;
import io.stator.SystemConfig;
import io.stator.TxReport;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.EngineConfig;
import io.stator.engine.storage.FaultyStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What depends on the future of a transaction holds up nobody but itself. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class CompletionsTest {
    private static final String EMPTY = "[]";
    private static final Logger WARNINGS = Logger.getLogger(Completions.class.getName());

    @BeforeAll
    static void silence() {
        WARNINGS.setLevel(Level.OFF);
    }

    @AfterAll
    static void speak() {
        WARNINGS.setLevel(null);
    }

    private static Connection connect(Client client) {
        client.createDatabase("x");
        return client.connect("x");
    }

    private static SystemConfig threads(long threads) {
        return SystemConfig.standard().withLimit(Limit.COMPLETION_THREADS, threads);
    }

    private static CompletableFuture<TxReport> submit(Connection connection) {
        return connection.transactAsync(io.stator.TxData.parse(EMPTY));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void continuationsThatWaitHoldUpNeitherTheWriterNorOtherCallers() throws Exception {
        FaultyStorage storage = new FaultyStorage();
        EngineConfig defaults = EngineConfig.defaults();
        EngineConfig config = new EngineConfig(
                defaults.clock(),
                defaults.nanoClock(),
                defaults.databaseIds(),
                threads(2).withLimit(Limit.QUEUED_COMPLETIONS, 50));
        try (Client client = EmbeddedClient.open(storage, config)) {
            Connection connection = connect(client);
            storage.holdAppends();
            CountDownLatch release = new CountDownLatch(1);
            CountDownLatch blocked = new CountDownLatch(2);
            List<CompletableFuture<Long>> waiting = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                waiting.add(submit(connection).thenApply(report -> {
                    blocked.countDown();
                    await(release);
                    return report.t();
                }));
            }
            storage.releaseAppends();
            blocked.await();
            assertThat(connection.transact(EMPTY).t()).isEqualTo(8);
            for (int i = 0; i < 10; i++) {
                CompletableFuture<TxReport> plain = submit(connection);
                assertThat(plain.join().t()).isEqualTo(9 + 3 * i);
                assertThat(plain.isDone()).isTrue();
                assertThat(plain.isCompletedExceptionally()).isFalse();
                assertThat(plain.getNow(null)).isSameAs(plain.join());
                assertThat(submit(connection).get().t()).isEqualTo(10 + 3 * i);
                assertThat(submit(connection).get(60, TimeUnit.SECONDS).t()).isEqualTo(11 + 3 * i);
            }
            CompletableFuture<TxReport> bad = connection.transactAsync(io.stator.TxData.parse("[{:no/such 1}]"));
            assertThat(catchThrowable(bad::join).getCause()).isInstanceOf(Anomaly.Incorrect.class);
            assertThatThrownBy(bad::get).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(Anomaly.class);
            List<CompletableFuture<TxReport>> rest = new ArrayList<>();
            Throwable refused = null;
            while (refused == null) {
                CompletableFuture<TxReport> next = submit(connection);
                refused = catchThrowable(next::join);
                rest.add(next);
            }
            assertThat(refused.getCause())
                    .isInstanceOf(Anomaly.Busy.class)
                    .hasMessageContaining("queued-completions")
                    .hasMessageContaining("completion-threads");
            assertThat(rest).hasSize(50 - 31 + 1);
            assertThat(connection.transact(EMPTY).t()).isGreaterThan(8);
            release.countDown();
            assertThat(waiting.stream().map(CompletableFuture::join)).containsExactly(6L, 7L);
            assertThat(submit(connection).thenApply(TxReport::t).join()).isGreaterThan(8);
        }
    }

    @Test
    void futuresOfABatchThatBelongTogetherAreAllCompletedThoughOthersAreHeldUp() throws Exception {
        FaultyStorage storage = new FaultyStorage();
        try (Client client = EmbeddedClient.open(storage, EngineConfig.defaults())) {
            Connection connection = connect(client);
            for (int round = 0; round < 20; round++) {
                storage.holdAppends();
                CountDownLatch release = new CountDownLatch(1);
                List<CompletableFuture<TxReport>> futures = new ArrayList<>();
                CompletableFuture<TxReport> first = submit(connection);
                storage.awaitHeldAppends(1);
                for (int i = 0; i < 30; i++) {
                    futures.add(submit(connection));
                }
                CompletableFuture<Void> held = futures.get(round).thenAccept(report -> CompletionsTest.await(release));
                CompletableFuture<Void> all = CompletableFuture.allOf(futures.toArray(new CompletableFuture<?>[0]));
                storage.releaseAppends();
                all.get(60, TimeUnit.SECONDS);
                assertThat(held).isNotDone();
                release.countDown();
                held.get(60, TimeUnit.SECONDS);
                assertThat(first.join().t()).isLessThan(futures.get(0).join().t());
            }
        }
    }

    @Test
    void cancelledFuturesTakeNoRoom() throws InterruptedException {
        FaultyStorage storage = new FaultyStorage();
        EngineConfig defaults = EngineConfig.defaults();
        EngineConfig config = new EngineConfig(
                defaults.clock(),
                defaults.nanoClock(),
                defaults.databaseIds(),
                SystemConfig.standard().withLimit(Limit.QUEUED_COMPLETIONS, 50));
        try (Client client = EmbeddedClient.open(storage, config)) {
            Connection connection = connect(client);
            for (int round = 0; round < 5; round++) {
                long appends = storage.calls(FaultyStorage.Operation.APPEND);
                storage.holdAppends();
                CompletableFuture<TxReport> first = submit(connection);
                storage.awaitHeldAppends(1);
                for (int i = 0; i < 40; i++) {
                    assertThat(submit(connection).cancel(true)).isTrue();
                }
                storage.releaseAppends();
                assertThat(first.join().t()).isEqualTo(6 + 3 * round);
                assertThat(connection.transact(EMPTY).t()).isEqualTo(7 + 3 * round);
                assertThat(storage.calls(FaultyStorage.Operation.APPEND)).isEqualTo(appends + 2);
                // futures are completed in the order of their answers, so those before this one have left the queue
                assertThat(submit(connection).thenApply(TxReport::t).join()).isEqualTo(8 + 3 * round);
            }
            assertThat(submit(connection).thenApply(TxReport::t).join()).isEqualTo(21);
        }
    }

    @Test
    void aContinuationMayTransactAndWaitForIt() {
        try (Client client = Stator.inMemory(threads(1))) {
            Connection connection = connect(client);
            List<CompletableFuture<Long>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(submit(connection)
                        .thenApply(report -> connection.transact(EMPTY).t())
                        .thenApply(t -> submit(connection).join().t())
                        .thenCompose(t -> submit(connection).thenApply(TxReport::t)));
            }
            all.forEach(each -> assertThat(each.join()).isGreaterThan(6));
            assertThat(connection.db().t()).isEqualTo(5 + 4 * 20);
        }
    }

    @Test
    void whateverDependsOnAFutureRunsInAThreadForThat() {
        try (Client client = Stator.inMemory()) {
            Connection connection = connect(client);
            Set<String> names = ConcurrentHashMap.newKeySet();
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                CompletableFuture<Void> gate = new CompletableFuture<>();
                CompletableFuture<TxReport> composed = gate.thenCompose(nothing -> submit(connection));
                all.add(composed.thenRun(() -> names.add(Thread.currentThread().getName())));
                CompletableFuture<TxReport> a = submit(connection);
                CompletableFuture<Void> both = CompletableFuture.allOf(a, composed);
                all.add(both.thenRun(() -> names.add(Thread.currentThread().getName())));
                gate.complete(null);
            }
            all.forEach(CompletableFuture::join);
            assertThat(names).noneMatch(name -> name.startsWith("stator-writer"));
        }
    }

    @Test
    void aThreadThatIsInterruptedOrFailsGoesOn() {
        try (Client client = Stator.inMemory(threads(1))) {
            Connection connection = connect(client);
            for (int i = 0; i < 5; i++) {
                CompletableFuture<Void> interrupting =
                        submit(connection).thenRun(() -> Thread.currentThread().interrupt());
                CompletableFuture<Void> failing = submit(connection).thenRun(() -> {
                    throw new StackOverflowError();
                });
                assertThat(catchThrowable(failing::join).getCause()).isInstanceOf(StackOverflowError.class);
                interrupting.join();
            }
            assertThat(submit(connection).thenApply(TxReport::t).join()).isEqualTo(16);
            Thread.interrupted(); // what is attached to a future that is complete runs here
        }
    }

    @Test
    void aProgramMayHaveAnExecutorForThem() {
        ExecutorService own = Executors.newSingleThreadExecutor(task -> new Thread(task, "mine"));
        AtomicInteger refused = new AtomicInteger();
        try (Client client = Stator.inMemory(SystemConfig.standard().withCompletionExecutor(task -> {
            if (refused.getAndIncrement() % 2 == 1) {
                throw new RejectedExecutionException("every second one");
            }
            own.execute(task);
        }))) {
            Connection connection = connect(client);
            Set<String> names = ConcurrentHashMap.newKeySet();
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                all.add(submit(connection)
                        .thenRun(() -> names.add(Thread.currentThread().getName())));
            }
            all.forEach(CompletableFuture::join);
            assertThat(refused).hasValue(10);
            assertThat(names).noneMatch(name -> name.startsWith("stator-writer"));
        } finally {
            own.shutdown();
        }
    }

    @Test
    void whoCompletesAFutureHimselfIsHeard() throws Exception {
        try (Client client = Stator.inMemory()) {
            Connection connection = connect(client);
            for (int i = 0; i < 200; i++) {
                CompletableFuture<TxReport> future = submit(connection);
                CompletableFuture<Boolean> reader = CompletableFuture.supplyAsync(
                        () -> catchThrowable(() -> future.get(60, TimeUnit.SECONDS)) == null);
                boolean cancelled = future.cancel(true);
                assertThat(future.isDone()).isTrue();
                assertThat(future.isCancelled()).isEqualTo(cancelled);
                reader.get(60, TimeUnit.SECONDS);
                if (!cancelled) {
                    assertThat(future.join().t()).isGreaterThan(5);
                }
                CompletableFuture<TxReport> failed = submit(connection);
                boolean first = failed.completeExceptionally(new TimeoutException());
                assertThat(failed.isCompletedExceptionally()).isEqualTo(first);
                CompletableFuture<TxReport> late = submit(connection).completeAsync(() -> {
                    throw new IllegalStateException();
                });
                assertThat(late.handle((report, failure) -> true).join()).isTrue();
            }
            assertThat(submit(connection).orTimeout(60, TimeUnit.SECONDS).join().t())
                    .isGreaterThan(5);
        }
    }
}

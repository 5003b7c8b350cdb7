package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Datom;
import io.stator.Functions;
import io.stator.Index;
import io.stator.Limit;
import io.stator.Results;
import io.stator.Stator;
import io.stator.SystemConfig;
import io.stator.engine.storage.HeldStorage;
import io.stator.engine.storage.MemoryStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Results that are computed for nobody who waits: futures, publishers, their pace, and their end. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class AsyncResultsTest {
    private static final int NOTES = 2_500;

    private final AtomicInteger pulled = new AtomicInteger();
    private final AtomicLong rounds = new AtomicLong();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final Client client = Stator.inMemory(SystemConfig.standard()
            .withLimit(Limit.ASYNC_THREADS, 1)
            .withLimit(Limit.QUEUED_CALLS, 2)
            .withFunctions(Functions.none()
                    .withXform("my/counted", value -> {
                        pulled.incrementAndGet();
                        return value;
                    })
                    .withQueryFunction("my/round", arguments -> {
                        begun.countDown();
                        LockSupport.parkNanos(200_000);
                        return rounds.incrementAndGet();
                    })));
    private final Connection connection;

    AsyncResultsTest() {
        client.createDatabase("d");
        connection = client.connect("d");
        connection.transact("[{:db/ident :a/n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]");
        StringBuilder notes = new StringBuilder("[");
        for (int i = 0; i < NOTES; i++) {
            notes.append("{:a/n ").append(i).append("} ");
        }
        connection.transact(notes.append("]").toString());
    }

    @AfterEach
    void close() {
        client.close();
    }

    private Results<Datom> notes() {
        return connection.db().datoms(Index.AEVT, ":a/n").limit(Results.NO_LIMIT);
    }

    /** Computes for ever, unless it is told to stop. */
    private Results<Long> endless() {
        return connection
                .db()
                .query("[:find ?x :where [_ :a/n ?a] [_ :a/n ?b] [(my/round ?a ?b) ?x] [(< ?x 0)]]")
                .timeout(Duration.ZERO)
                .as(Long.class);
    }

    @Test
    void futuresHaveWhatTheirTwinsReturn() {
        assertThat(notes().listAsync().join()).isEqualTo(notes().list()).hasSize(NOTES);
        assertThat(notes().offset(7).limit(3).map(Datom::v).listAsync().join())
                .isEqualTo(notes().offset(7).limit(3).map(Datom::v).list());
        assertThat(notes().firstAsync().join()).isEqualTo(notes().first());
        assertThat(notes().map(Datom::v).firstAsync().join())
                .isEqualTo(notes().map(Datom::v).first());
        assertThat(notes().offset(NOTES).firstAsync().join()).isEmpty();
        assertThat(connection.transactions(null, null).listAsync().join())
                .isEqualTo(connection.transactions(null, null).list());
        assertThat(connection.transactions(7, null).firstAsync().join())
                .isEqualTo(connection.transactions(7, null).first());
        assertThat(connection
                        .db()
                        .<Long>qAsync("[:find (count ?e) . :where [?e :a/n]]")
                        .join())
                .isEqualTo(NOTES);
        assertThat((Object) connection
                        .db()
                        .qAsync("[:find ?e . :where [?e :a/n -1]]")
                        .join())
                .isNull();
    }

    @Test
    void forEachSeesAllInOrder() {
        List<Object> seen = new ArrayList<>();
        notes().chunk(7).map(Datom::v).forEachAsync(seen::add).join();
        assertThat(seen).isEqualTo(notes().map(Datom::v).list());
        IllegalStateException own = new IllegalStateException("enough");
        AtomicInteger before = new AtomicInteger();
        CompletableFuture<Void> ended = notes().forEachAsync(item -> {
            if (before.incrementAndGet() == 5) {
                throw own;
            }
        });
        assertThat(catchThrowable(ended::join)).hasCause(own);
        assertThat(before).hasValue(5);
    }

    @Test
    void cancellingAFutureStopsTheQuery() throws Exception {
        CompletableFuture<List<Long>> first = endless().listAsync();
        begun.await();
        CompletableFuture<List<Datom>> behind = notes().listAsync();
        assertThat(behind.isDone()).isFalse();
        assertThat(first.cancel(true)).isTrue();
        assertThat(behind.get(60, TimeUnit.SECONDS)).hasSize(NOTES);
        CompletableFuture<Void> walk = endless().forEachAsync(row -> {});
        assertThat(walk.cancel(true)).isTrue();
        assertThat(notes().listAsync().get(60, TimeUnit.SECONDS)).hasSize(NOTES);
    }

    @Test
    void cancellingWhatWaitsFreesItsPlace() throws Exception {
        CompletableFuture<List<Long>> running = endless().listAsync();
        begun.await();
        CompletableFuture<List<Long>> second = endless().listAsync();
        CompletableFuture<List<Long>> third = endless().listAsync();
        assertThat(catchThrowable(() -> endless().listAsync().join()))
                .hasCauseInstanceOf(Anomaly.Busy.class)
                .hasMessageContaining("queued-calls");
        second.cancel(true);
        CompletableFuture<List<Long>> fourth = endless().listAsync();
        assertThat(fourth.isDone()).isFalse();
        third.cancel(true);
        fourth.cancel(true);
        running.cancel(true);
        assertThat(notes().listAsync().get(60, TimeUnit.SECONDS)).hasSize(NOTES);
    }

    @Test
    void aTimeoutStopsTheQuery() throws Exception {
        long start = System.nanoTime();
        CompletableFuture<List<Long>> late =
                endless().timeout(Duration.ofMillis(100)).listAsync();
        assertThat(catchThrowable(() -> late.get(60, TimeUnit.SECONDS)))
                .hasCauseInstanceOf(Anomaly.Unavailable.class)
                .hasMessageContaining("Total timeout elapsed");
        assertThat(System.nanoTime() - start).isGreaterThan(90_000_000);
        assertThat(notes().listAsync().get(60, TimeUnit.SECONDS)).hasSize(NOTES);
        assertThatThrownBy(() -> client.q(Map.of(
                                ":query",
                                "[:find ?x :where [_ :a/n ?a] [_ :a/n ?b] [(my/round ?a ?b) ?x] [(< ?x 0)]]",
                                ":args",
                                List.of(connection.db()),
                                ":timeout",
                                50))
                        .list())
                .isInstanceOf(Anomaly.Unavailable.class)
                .hasMessage("Total timeout elapsed");
    }

    /** A subscriber that asks when it is told to. */
    private static final class Asking<T> implements Flow.Subscriber<T> {
        private final List<T> seen = new ArrayList<>();
        private Flow.@Nullable Subscription subscription;
        private @Nullable Throwable failure;
        private boolean complete;

        @Override
        public synchronized void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public synchronized void onNext(T item) {
            seen.add(item);
            notifyAll();
        }

        @Override
        public synchronized void onError(Throwable thrown) {
            failure = thrown;
            notifyAll();
        }

        @Override
        public synchronized void onComplete() {
            complete = true;
            notifyAll();
        }

        Flow.Subscription subscription() {
            synchronized (this) {
                assertThat(subscription).isNotNull();
                return subscription;
            }
        }

        synchronized List<T> awaited(int count) throws InterruptedException {
            while (seen.size() < count && failure == null && !complete) {
                wait();
            }
            return List.copyOf(seen);
        }

        synchronized void awaitEnd() throws InterruptedException {
            while (failure == null && !complete) {
                wait();
            }
        }
    }

    @Test
    void demandOfOneKeepsOneChunkInFlight() throws Exception {
        Results<?> pulls = connection
                .db()
                .indexPull(Index.AVET, "[(:a/n :xform my/counted)]", ":a/n")
                .limit(Results.NO_LIMIT)
                .chunk(10);
        Asking<Object> asking = new Asking<>();
        pulls.map(pull -> (Object) pull).publisher().subscribe(asking);
        assertThat(pulled).hasValue(0);
        asking.subscription().request(1);
        assertThat(asking.awaited(1)).hasSize(1);
        notes().listAsync().join(); // the one thread has nothing to do but this
        assertThat(pulled).hasValue(10);
        asking.subscription().request(9);
        assertThat(asking.awaited(10)).hasSize(10);
        notes().listAsync().join();
        assertThat(pulled).hasValue(10);
        asking.subscription().request(1);
        assertThat(asking.awaited(11)).hasSize(11);
        asking.subscription().cancel();
        asking.subscription().request(100);
        notes().listAsync().join();
        assertThat(pulled).hasValue(20);
    }

    @Test
    void chunksAreOfTheSizeThatIsAskedFor() throws Exception {
        Asking<List<Datom>> asking = new Asking<>();
        notes().limit(25).chunk(10).chunks().subscribe(asking);
        asking.subscription().request(Long.MAX_VALUE);
        asking.awaitEnd();
        assertThat(asking.awaited(3).stream().map(List::size)).containsExactly(10, 10, 5);
        Asking<List<Datom>> none = new Asking<>();
        notes().offset(NOTES).chunks().subscribe(none);
        none.subscription().request(1);
        none.awaitEnd();
        assertThat(none.awaited(0)).isEmpty();
        Asking<List<Datom>> whole = new Asking<>();
        notes().limit(20).chunk(10).chunks().subscribe(whole);
        whole.subscription().request(2);
        whole.awaitEnd();
        assertThat(whole.awaited(2)).hasSize(2);
    }

    @Test
    void aPublisherTellsWhatGoesWrong() throws Exception {
        Asking<Object> asking = new Asking<>();
        notes().map(datom -> (Object) null).publisher().subscribe(asking);
        asking.subscription().request(1);
        asking.awaitEnd();
        assertThat(asking.failure).isInstanceOf(Anomaly.Incorrect.class);
        Asking<Long> late = new Asking<>();
        endless().timeout(Duration.ofMillis(50)).publisher().subscribe(late);
        late.subscription().request(1);
        late.awaitEnd();
        assertThat(late.failure).isInstanceOf(Anomaly.Unavailable.class).hasMessage("Total timeout elapsed");
    }

    @Test
    void aContinuationThatWaitsKeepsNobodyBack() throws Exception {
        List<CompletableFuture<Integer>> nested = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            nested.add(connection
                    .db()
                    .pullAsync("[:a/n]", 1L)
                    .handle((pull, busy) ->
                            connection.transactAsync("[]").join().txData().size()));
        }
        for (CompletableFuture<Integer> each : nested) {
            assertThat(each.get(60, TimeUnit.SECONDS)).isEqualTo(1);
        }
    }

    @Test
    void iterationIsInterrupted() {
        var iterator = notes().iterator();
        iterator.next();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> iterator.forEachRemaining(datom -> {})).isInstanceOf(Anomaly.Interrupted.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(connection.transact("[]").txData()).hasSize(1);
    }

    @Test
    void aSlowReceiverHasAllTheTimeItWants() throws Exception {
        HeldStorage held = new HeldStorage(new MemoryStorage());
        AtomicLong clock = new AtomicLong();
        EngineConfig config = EngineConfig.defaults();
        EngineConfig slow = new EngineConfig(config.clock(), clock::get, config.databaseIds(), config.system());
        try (Client own = EmbeddedClient.open(held.storage(), slow)) {
            own.createDatabase("d");
            Results<Datom> datoms = own.connect("d")
                    .db()
                    .datoms(Index.EAVT)
                    .timeout(Duration.ofSeconds(5))
                    .chunk(5);
            Asking<Datom> asking = new Asking<>();
            datoms.publisher().subscribe(asking);
            asking.subscription().request(5);
            asking.awaited(5);
            clock.addAndGet(Duration.ofMinutes(10).toNanos());
            asking.subscription().request(5);
            assertThat(asking.awaited(10)).hasSize(10);
        }
    }
}

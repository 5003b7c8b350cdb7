package io.stator.engine.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.stator.Anomaly;
import io.stator.Connection;
import io.stator.Functions;
import io.stator.Index;
import io.stator.SystemConfig;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.edn.Keyword;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.EngineConfig;
import io.stator.engine.storage.FaultyStorage;
import io.stator.engine.storage.FaultyStorage.Appending;
import io.stator.engine.storage.FaultyStorage.Fault;
import io.stator.engine.storage.FaultyStorage.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who applies a transaction: its caller or the writer. The clock tells, for it is asked by whoever does. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class CallersTurnTest {
    private static final String SCHEMA = "[{:db/ident :n/number :db/valueType :db.type/long"
            + " :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}"
            + " {:db/ident :n/positive :db/valueType :db.type/long :db/cardinality :db.cardinality/one"
            + " :db.attr/preds clojure.core/pos?}"
            + " {:db/ident :n/judged :db/valueType :db.type/long :db/cardinality :db.cardinality/one"
            + " :db.attr/preds my/judge}]";
    private static final int CLIMBS = 8;
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);

    private final FaultyStorage storage = new FaultyStorage(Appending.NEVER_WAITS);
    private final Set<Thread> applying = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Runnable> whenApplying = new AtomicReference<>();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong nanosPerLook = new AtomicLong();
    private final EmbeddedClient client = EmbeddedClient.open(storage, config());
    private final Connection connection = connect(client);

    private EngineConfig config() {
        return new EngineConfig(
                () -> {
                    applying.add(Thread.currentThread());
                    Runnable once = whenApplying.getAndSet(null);
                    if (once != null) {
                        once.run();
                    }
                    return NOW;
                },
                () -> nanos.addAndGet(nanosPerLook.get()),
                EngineConfig.defaults().databaseIds(),
                SystemConfig.standard()
                        .withFunctions(Functions.none()
                                .withTransactionFunction(
                                        "my/add",
                                        (before, arguments) -> TxData.of(Map.of(":n/number", arguments.get(0))))
                                .withAttributePredicate("my/judge", value -> true)));
    }

    private static Connection connect(EmbeddedClient client) {
        client.createDatabase("x");
        client.connect("x").transact(SCHEMA);
        return client.connect("x");
    }

    private static TxData number(long number) {
        return TxData.of(Map.of(":n/number", number));
    }

    private static TxData numbers(int count) {
        return TxData.of(IntStream.range(0, count)
                .mapToObj(i -> Map.of(":n/number", 1_000L + i))
                .toList());
    }

    private List<Long> numbers() {
        return connection.db().datoms(Index.AVET, ":n/number").limit(-1).stream()
                .map(datom -> (Long) datom.v())
                .toList();
    }

    private boolean isAppliedHere(TxData txData) {
        applying.clear();
        connection.transact(txData);
        assertThat(applying).isNotEmpty();
        return applying.equals(Set.of(Thread.currentThread()));
    }

    /** Transacts nothing until the writer, which may have answered before it was done, is idle. */
    private void awaitIdleWriter() {
        while (!isAppliedHere(TxData.of())) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aCallerAppliesASmallTransactionItself() {
        assertThat(isAppliedHere(number(1))).isTrue();
        assertThat(isAppliedHere(number(1))).isTrue();
        assertThat(isAppliedHere(number(2).withSubmissionId("a"))).isTrue();
        assertThat(isAppliedHere(TxData.parse("[{:db/ident :n/other :db/valueType :db.type/string"
                        + " :db/cardinality :db.cardinality/many}]")))
                .isTrue();
        assertThat(isAppliedHere(TxData.of(Map.of(":n/positive", 1L))))
                .as("a predicate that is built in")
                .isTrue();
        applying.clear();
        assertThatThrownBy(() -> connection.transact(TxData.of(Map.of(":n/positive", -1L))))
                .isInstanceOf(Anomaly.Incorrect.class);
        assertThat(applying).containsExactly(Thread.currentThread());
        assertThat(numbers()).containsExactly(1L, 2L);
    }

    @Test
    void theWriterAppliesWhatIsBigOrCallsCodeOfTheProgramOrIsRepeatedOrExcises() {
        assertThat(isAppliedHere(TxData.parse("[(my/add 1)]"))).isFalse();
        assertThat(isAppliedHere(TxData.of(Map.of(":n/judged", 1L)))).isFalse();
        assertThat(isAppliedHere(numbers(2_000))).isFalse();
        assertThat(isAppliedHere(TxData.of(Map.of(":n/number", 3L, ":db/excise", 999L))))
                .isFalse();
        awaitIdleWriter();
        TxData twice = number(2).withSubmissionId("a");
        assertThat(isAppliedHere(twice)).isTrue();
        TxReport again = connection.transact(twice);
        assertThat(again.txData()).hasSize(2);
        applying.clear();
        assertThatThrownBy(() -> connection.transact("[(my/unknown)]")).isInstanceOf(Anomaly.NotFound.class);
        assertThatThrownBy(() -> connection.transact("[(no-namespace)]")).isInstanceOf(Anomaly.Forbidden.class);
        assertThat(numbers()).hasSize(2_003);
    }

    @Test
    void aTransactionThatTurnsOutToBeBigIsHandedOver() {
        connection.transact(numbers(2_000));
        connection.transact("[{:db/ident :n/all :db/valueType :db.type/ref :db/isComponent true"
                + " :db/cardinality :db.cardinality/many}]");
        List<Long> parts = connection.db().datoms(Index.AVET, ":n/number").limit(-1).stream()
                .map(io.stator.Datom::e)
                .toList();
        TxReport whole = connection.transact(TxData.of(Map.of(":db/id", "whole", ":n/all", parts)));
        awaitIdleWriter();
        applying.clear();
        TxReport gone = connection.transact(TxData.of(TxData.retractEntity(whole.id("whole"))));
        assertThat(gone.txData()).hasSize(1 + 2 * 2_000);
        assertThat(applying)
                .as("its caller tried")
                .contains(Thread.currentThread())
                .hasSize(2);
        assertThat(numbers()).isEmpty();
    }

    @Test
    void theWriterAppliesWhatMayHaveToWaitForStorage() {
        Connection onDisk = connect(EmbeddedClient.open(new FaultyStorage(Appending.MAY_WAIT), config()));
        applying.clear();
        onDisk.transact(number(1));
        assertThat(applying).isNotEmpty().doesNotContain(Thread.currentThread());
    }

    @Test
    void whatIsOrderedMeanwhileIsDoneNextAndWhoWaitsIsToldInTime() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        whenApplying.set(() -> {
            begun.countDown();
            await(goOn);
        });
        CompletableFuture<TxReport> slow = CompletableFuture.supplyAsync(() -> connection.transact(number(1)));
        begun.await();
        CompletableFuture<TxReport> next = connection.transactAsync(number(2));
        nanosPerLook.set(Duration.ofSeconds(1).toNanos());
        assertThatThrownBy(() -> connection.transact(number(3), Duration.ofMillis(1)))
                .isInstanceOf(Anomaly.Unavailable.class)
                .hasMessageContaining("was not applied");
        nanosPerLook.set(0);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> connection.transact(number(4))).isInstanceOf(Anomaly.Interrupted.class);
        assertThat(Thread.interrupted()).isTrue();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(client::close);
        goOn.countDown();
        assertThat(slow.join().t() + 1).isEqualTo(next.join().t());
        closing.join();
        assertThatThrownBy(() -> connection.transact(number(5))).isInstanceOf(Anomaly.Unavailable.class);
        assertThat(numbers()).containsExactly(1L, 2L);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void aCallerWhoseTimeIsOverWhileItAppliesHasAppliedNothing() {
        nanosPerLook.set(Duration.ofSeconds(1).toNanos());
        assertThatThrownBy(() -> connection.transact(number(1), Duration.ofNanos(1)))
                .isInstanceOf(Anomaly.Unavailable.class)
                .hasMessageContaining("was not applied");
        nanosPerLook.set(0);
        whenApplying.set(() -> nanos.addAndGet(Duration.ofMinutes(2).toNanos()));
        assertThatThrownBy(() -> connection.transact(number(2).withSubmissionId("a")))
                .isInstanceOf(Anomaly.Unavailable.class)
                .hasMessageContaining("Total timeout elapsed")
                .satisfies(late -> assertThat(((Anomaly) late).data())
                        .containsEntry(Connection.OUTCOME, Keyword.of("not-applied")));
        assertThat(isAppliedHere(number(2).withSubmissionId("a"))).isTrue();
        assertThat(numbers()).containsExactly(2L);
    }

    @Test
    void aCallerWhoIsInterruptedWhileItAppliesHasAppliedNothingAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> connection.transact(number(1))).isInstanceOf(Anomaly.Interrupted.class);
        assertThat(Thread.interrupted()).isTrue();
        whenApplying.set(() -> Thread.currentThread().interrupt());
        assertThatThrownBy(() -> connection.transact(number(2)))
                .isInstanceOf(Anomaly.Interrupted.class)
                .hasMessageContaining("was not applied");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(isAppliedHere(number(3))).isTrue();
        assertThat(numbers()).containsExactly(3L);
    }

    @Test
    void aCallerWhoIsInterruptedWhileItWritesHasItsReportAndStaysInterrupted() {
        storage.throwing(() -> {
            Thread.currentThread().interrupt();
            return new IllegalStateException("written, and interrupted");
        });
        storage.fail(Operation.APPEND, 1, Fault.THROWN_AFTER);
        assertThat(connection.transact(number(1)).t()).isEqualTo(7);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(isAppliedHere(number(2))).isTrue();
        assertThat(numbers()).containsExactly(1L, 2L);
    }

    @Test
    void whatRunsWithinATransactionOfItsCallerMustNotWaitForAnother() {
        List<@Nullable Throwable> refused = new ArrayList<>();
        whenApplying.set(() -> {
            refused.add(catchThrowable(() -> connection.transact(number(2))));
            refused.add(catchThrowable(client::close));
            refused.add(catchThrowable(() -> connection.sync(1_000)));
        });
        assertThat(isAppliedHere(number(1))).isTrue();
        assertThat(refused).hasSize(3).allSatisfy(each -> assertThat(each).isInstanceOf(Anomaly.Forbidden.class));
        assertThat(isAppliedHere(number(3))).isTrue();
        assertThat(numbers()).containsExactly(1L, 3L);
    }

    @Test
    void nothingThatHangsOnFuturesRunsInACaller() {
        CompletableFuture<Thread> told = connection.syncAsync(7).thenApply(db -> Thread.currentThread());
        assertThat(isAppliedHere(number(1))).isTrue();
        assertThat(told.join()).isNotEqualTo(Thread.currentThread());
    }

    @Test
    void aCallerDeepInItsStackHasItAppliedByTheWriterOrFailsBeforeAnythingIs() throws InterruptedException {
        AtomicLong acknowledged = new AtomicLong();
        AtomicLong attempts = new AtomicLong();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        connection.transactAsync(number(1_000_000)).join();
        connection.transact(number(1_000_001));
        Thread caller = new Thread(
                null,
                () -> {
                    try {
                        for (int i = 0; i < CLIMBS; i++) {
                            attempts.set(0);
                            descend(0, acknowledged, attempts, i * 10_000L);
                        }
                    } catch (Throwable unexpected) {
                        failure.set(unexpected);
                    }
                },
                "deep",
                1 << 20);
        applying.clear();
        caller.start();
        caller.join();
        assertThat(failure.get()).isNull();
        assertThat(applying)
                .as("some by the writer, those higher up by their caller")
                .contains(caller)
                .hasSizeGreaterThan(1);
        assertThat(acknowledged.get()).isPositive();
        awaitIdleWriter();
        assertThat(isAppliedHere(number(-1))).isTrue();
        List<Long> all = numbers();
        assertThat(all.size()).isGreaterThanOrEqualTo((int) acknowledged.get() + 3);
        assertThat(connection.transactions(7, null).limit(-1).stream()
                        .mapToInt(each -> each.data().size() - 1)
                        .sum())
                .as("what the log has is what there is")
                .isEqualTo(all.size());
    }

    /** Goes down to the end of the stack, and transacts at every level on the way back, as long as that is of interest. */
    private void descend(int depth, AtomicLong acknowledged, AtomicLong attempts, long from) {
        try {
            if (depth < Integer.MAX_VALUE) {
                descend(depth + 1, acknowledged, attempts, from);
            }
        } catch (StackOverflowError theEnd) {
            attempts.incrementAndGet();
        }
        if (attempts.incrementAndGet() < 2_000) {
            connection.transact(number(from + attempts.get()));
            acknowledged.incrementAndGet();
        }
    }
}

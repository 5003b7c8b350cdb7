package io.stator.engine.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Connection;
import io.stator.Index;
import io.stator.SystemConfig;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.edn.Keyword;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.EngineConfig;
import io.stator.engine.storage.CallersTime;
import io.stator.engine.storage.FaultyStorage;
import io.stator.engine.storage.FaultyStorage.Appending;
import io.stator.engine.storage.FaultyStorage.Fault;
import io.stator.engine.storage.FaultyStorage.Operation;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who writes a transaction where storage has to be waited for, and ends with who waits: its caller or the writer. What an append throws tells. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class CallersAppendTest {
    private static final String SCHEMA = "[{:db/ident :n/number :db/valueType :db.type/long"
            + " :db/cardinality :db.cardinality/one}"
            + " {:db/ident :n/text :db/valueType :db.type/string :db/cardinality :db.cardinality/one}]";
    private static final Duration LONG = Duration.ofNanos(CallersAppend.LEFT_NANOS_MIN * 5);
    private static final Duration SHORT = Duration.ofNanos(CallersAppend.LEFT_NANOS_MIN - 1);

    private final FaultyStorage storage = new FaultyStorage(Appending.WAITS_WHILE_AWAITED);
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong leftApplying = new AtomicLong();
    private final EmbeddedClient client = EmbeddedClient.open(
            storage,
            new EngineConfig(
                    () -> {
                        leftApplying.set(CallersTime.leftNanos());
                        return EngineConfig.defaults().clock().instant();
                    },
                    nanos::get,
                    EngineConfig.defaults().databaseIds(),
                    SystemConfig.standard()));
    private final Connection connection = connect();
    private final AtomicReference<@Nullable Thread> appending = new AtomicReference<>();
    private final AtomicLong leftNanos = new AtomicLong();

    private Connection connect() {
        client.createDatabase("x");
        client.connect("x").transact(SCHEMA);
        return client.connect("x");
    }

    private static TxData number(long number) {
        return TxData.of(Map.of(":n/number", number));
    }

    private List<Long> numbers() {
        return connection.db().datoms(Index.AEVT, ":n/number").limit(-1).stream()
                .map(datom -> (Long) datom.v())
                .toList();
    }

    /** Notes who appends next, and does something else in its thread once that is done; nobody knows then whether it was. */
    private void whenAppended(Runnable action) {
        storage.throwing(() -> {
            appending.set(Thread.currentThread());
            leftNanos.set(CallersTime.leftNanos());
            action.run();
            return new StorageException(Kind.UNKNOWN_OUTCOME, "cut off");
        });
        storage.fail(Operation.APPEND, 1, Fault.THROWN_AFTER);
    }

    private boolean isWrittenHere(TxData txData, Duration timeout) {
        whenAppended(() -> {});
        TxReport unused = connection.transact(txData, timeout);
        return appending.get() == Thread.currentThread();
    }

    /** Transacts until the writer, which may have answered before it was done, is idle. */
    private void awaitIdleWriter() {
        while (!isWrittenHere(number(-1), LONG)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aCallerWritesASmallTransactionItselfAndStorageKnowsItsTime() {
        assertThat(isWrittenHere(number(1), LONG)).isTrue();
        assertThat(leftNanos).hasValue(LONG.toNanos());
        assertThat(leftApplying).as("it may have to read").hasValue(LONG.toNanos());
        assertThat(isWrittenHere(TxData.of(Map.of(":n/text", "x".repeat(4_000))), LONG))
                .isTrue();
        assertThat(CallersTime.left()).isNull();
        assertThat(numbers()).containsExactly(1L);
    }

    @Test
    void theWriterWritesWhatIsBigOrMayNotEndInTime() {
        assertThat(isWrittenHere(number(1), SHORT)).isFalse();
        assertThat(leftNanos).hasValue(Long.MAX_VALUE);
        awaitIdleWriter();
        assertThat(isWrittenHere(
                        TxData.of(IntStream.range(0, 200)
                                .mapToObj(i -> Map.of(":n/text", "x".repeat(4_000)))
                                .toList()),
                        LONG))
                .as("they are few, and large")
                .isFalse();
        awaitIdleWriter();
        assertThat(isWrittenHere(
                        TxData.of(IntStream.range(0, 300)
                                .mapToObj(i -> Map.of(":n/number", i))
                                .toList()),
                        LONG))
                .isFalse();
        awaitIdleWriter();
        whenAppended(() -> {});
        TxReport unused = connection.transactAsync(number(2)).join();
        assertThat(appending.get()).isNotSameAs(Thread.currentThread());
    }

    @Test
    void aThreadOfAPoolThatOthersWaitForWritesNothing() {
        ForkJoinPool pool = new ForkJoinPool(1);
        try {
            CompletableFuture<Boolean> here = CompletableFuture.supplyAsync(() -> isWrittenHere(number(1), LONG), pool);
            assertThat(here.join()).isFalse();
        } finally {
            pool.shutdown();
        }
        assertThat(numbers()).containsExactly(1L);
    }

    @Test
    void whatIsCutOffByTimeIsNotKnownAndFoundOutWithoutAnotherTransaction() {
        whenAppended(() -> nanos.addAndGet(LONG.toNanos()));
        storage.fail(Operation.READ_LOG, 1, Fault.IO);
        assertThatThrownBy(() -> connection.transact(number(1), LONG))
                .isInstanceOf(Anomaly.Unavailable.class)
                .hasMessageContaining("Total timeout elapsed")
                .satisfies(late ->
                        assertThat(((Anomaly) late).data()).containsEntry(Connection.OUTCOME, Keyword.of("unknown")));
        assertThat(appending.get()).isSameAs(Thread.currentThread());
        while (numbers().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(connection.transact(number(2)).t()).isEqualTo(8);
        assertThat(numbers()).containsExactly(1L, 2L);
    }

    @Test
    void whatIsCutOffByAnInterruptionIsNotKnownAndFoundOutWithoutAnotherTransaction() {
        whenAppended(() -> Thread.currentThread().interrupt());
        storage.fail(Operation.READ_LOG, 1, Fault.IO);
        assertThatThrownBy(() -> connection.transact(number(1), LONG))
                .isInstanceOf(Anomaly.Interrupted.class)
                .satisfies(late ->
                        assertThat(((Anomaly) late).data()).containsEntry(Connection.OUTCOME, Keyword.of("unknown")));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(appending.get()).isSameAs(Thread.currentThread());
        while (numbers().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(numbers()).containsExactly(1L);
    }

    @Test
    void whatIsInterruptedBeforeItIsWrittenWasNotApplied() {
        storage.throwing(() -> {
            appending.set(Thread.currentThread());
            Thread.currentThread().interrupt();
            return new StorageException(Kind.BUSY, "too much at a time");
        });
        storage.fail(Operation.APPEND, 1, Fault.THROWN_BEFORE);
        assertThatThrownBy(() -> connection.transact(number(1), LONG))
                .isInstanceOf(Anomaly.Interrupted.class)
                .satisfies(late -> assertThat(((Anomaly) late).data())
                        .containsEntry(Connection.OUTCOME, Keyword.of("not-applied")));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(appending.get()).isSameAs(Thread.currentThread());
        assertThat(connection.transact(number(2), LONG).t()).isEqualTo(7);
        assertThat(numbers()).containsExactly(2L);
    }

    @Test
    void whatFailsForAnotherReasonIsToldAsItIs() {
        storage.throwing(() -> {
            nanos.addAndGet(LONG.toNanos());
            return new StorageException(Kind.BUSY, "too much at a time");
        });
        storage.fail(Operation.APPEND, 1, Fault.THROWN_BEFORE);
        assertThatThrownBy(() -> connection.transact(number(1), LONG))
                .isInstanceOf(Anomaly.Busy.class)
                .hasMessageContaining("too much at a time");
        assertThatThrownBy(() -> connection.transact(TxData.of(Map.of(":n/number", "x")), LONG))
                .isInstanceOf(Anomaly.Incorrect.class);
        assertThat(numbers()).isEmpty();
    }

    @Test
    void whatComesMeanwhileWaitsForTheCallersAppendAndGoesIntoOneRecord() throws InterruptedException {
        storage.holdAppends();
        Thread caller = new Thread(() -> connection.transact(number(1)));
        caller.start();
        storage.awaitHeldAppends(1);
        long before = storage.calls(Operation.APPEND);
        List<CompletableFuture<TxReport>> later = IntStream.range(0, 10)
                .mapToObj(i -> connection.transactAsync(number(2 + i)))
                .toList();
        assertThat(later).noneMatch(CompletableFuture::isDone);
        storage.releaseAppends();
        caller.join();
        long t = 7;
        for (CompletableFuture<TxReport> each : later) {
            assertThat(each.join().t()).isEqualTo(++t);
        }
        assertThat(storage.calls(Operation.APPEND) - before).isLessThanOrEqualTo(2);
        client.close();
    }
}

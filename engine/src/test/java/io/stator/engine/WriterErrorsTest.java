package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.stator.Anomaly;
import io.stator.Connection;
import io.stator.Functions;
import io.stator.Index;
import io.stator.SubmissionStatus;
import io.stator.SystemConfig;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.engine.storage.FaultyStorage;
import io.stator.engine.storage.FaultyStorage.Appending;
import io.stator.engine.storage.FaultyStorage.Fault;
import io.stator.engine.storage.FaultyStorage.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is thrown in the threads of a database, callers are answered, and it goes on or says why not. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@ParameterizedClass
@EnumSource(
        value = Appending.class,
        names = {"MAY_WAIT", "WAITS_WHILE_AWAITED"})
final class WriterErrorsTest {
    private static final Keyword NUMBER = Keyword.of("n", "number");
    private static final Logger WARNINGS = Logger.getLogger("io.stator.engine");

    /** More than a batch needs to be written by the second thread. */
    private static final int MANY = 1_200;

    private static final List<Supplier<Throwable>> THROWN = List.of(
            () -> new OutOfMemoryError("Java heap space"),
            StackOverflowError::new,
            () -> new NoClassDefFoundError("lost"),
            () -> new AssertionError("impossible"),
            () -> new Error("of no kind that is known"),
            () -> new IllegalStateException("mistaken"),
            () -> new java.io.IOException("checked, though nothing says so"));

    private final Appending appending;

    WriterErrorsTest(Appending appending) {
        this.appending = appending;
    }

    @BeforeAll
    static void silence() {
        WARNINGS.setLevel(Level.OFF);
    }

    @AfterAll
    static void speak() {
        WARNINGS.setLevel(null);
    }

    private static Connection connect(FaultyStorage storage, EngineConfig config) {
        EmbeddedClient client = EmbeddedClient.open(storage, config);
        if (client.createDatabase("x")) {
            client.connect("x")
                    .transact("[{:db/ident :n/number :db/valueType :db.type/long :db/unique :db.unique/identity"
                            + " :db/cardinality :db.cardinality/one}]");
        }
        return client.connect("x");
    }

    private static Connection connect(FaultyStorage storage) {
        return connect(storage, EngineConfig.defaults());
    }

    private static TxData number(long number) {
        return TxData.of(Map.of(NUMBER, number));
    }

    private static TxData many(long first) {
        List<Object> forms = new ArrayList<>();
        for (long number = first; number < first + MANY; number++) {
            forms.add(Map.of(NUMBER, number));
        }
        return TxData.of(forms);
    }

    private static List<Long> numbers(Connection connection) {
        return connection.db().datoms(Index.AVET, NUMBER).limit(-1).stream()
                .map(datom -> (Long) datom.v())
                .toList();
    }

    @Test
    void anErrorBeforeTheRecordIsWrittenFailsItsTransactionsOnly() throws InterruptedException {
        for (Supplier<Throwable> thrown : THROWN) {
            FaultyStorage storage = new FaultyStorage(appending);
            storage.throwing(thrown);
            Connection connection = connect(storage);
            connection.transact(number(1));
            storage.fail(Operation.APPEND, 1, Fault.THROWN_BEFORE);
            assertThatThrownBy(() -> connection.transact(number(2)))
                    .isInstanceOf(Anomaly.Fault.class)
                    .hasMessageContaining(thrown.get().getClass().getSimpleName());
            storage.fail(Operation.APPEND, 1, Fault.THROWN_BEFORE);
            assertThatThrownBy(() -> connection.transact(many(100))).isInstanceOf(Anomaly.Fault.class);
            assertThat(connection.transact(number(3)).t()).isEqualTo(8);
            assertThat(numbers(connection)).containsExactly(1L, 3L);
            assertThat(numbers(connect(storage.crash()))).containsExactly(1L, 3L);
        }
    }

    @Test
    void anErrorAfterTheRecordIsWrittenIsFoundOutByReadingTheLogBack() throws InterruptedException {
        for (Supplier<Throwable> thrown : THROWN) {
            FaultyStorage storage = new FaultyStorage(appending);
            storage.throwing(thrown);
            Connection connection = connect(storage);
            storage.fail(Operation.APPEND, 1, Fault.THROWN_AFTER);
            assertThat(connection.transact(number(1)).t()).isEqualTo(7);
            storage.fail(Operation.APPEND, 1, Fault.THROWN_AFTER);
            assertThat(connection.transact(many(100)).t()).isEqualTo(8);
            assertThat(connection.transact(number(2)).t()).isEqualTo(9);
            assertThat(numbers(connect(storage.crash()))).hasSize(MANY + 2);
        }
    }

    @Test
    void memoryThatRunsOutWhileTheLogIsReadBackIsWaitedFor() throws InterruptedException {
        FaultyStorage storage = new FaultyStorage(appending);
        Connection connection = connect(storage);
        storage.fail(Operation.APPEND, 1, Fault.THROWN_AFTER);
        storage.fail(Operation.READ_LOG, 1, Fault.THROWN_BEFORE);
        storage.fail(Operation.READ_LOG, 2, Fault.THROWN_BEFORE);
        assertThat(connection.transact(number(1)).t()).isEqualTo(7);
        assertThat(connection.transact(number(2)).t()).isEqualTo(8);
        assertThat(numbers(connect(storage.crash()))).containsExactly(1L, 2L);
    }

    /** Hands in transactions while the record of the first one is being written, and what becomes of it cannot be found out so often. */
    private static List<CompletableFuture<TxReport>> behindOneThatIsUnknown(
            FaultyStorage storage, Connection connection, Fault fault, int unreadable) throws InterruptedException {
        storage.holdAppends();
        storage.fail(Operation.APPEND, 1, fault);
        for (int i = 1; i <= unreadable; i++) {
            storage.fail(Operation.READ_LOG, i, Fault.IO);
        }
        CompletableFuture<TxReport> first = connection.transactAsync(number(1).withSubmissionId("first"));
        storage.awaitHeldAppends(1);
        List<CompletableFuture<TxReport>> all = new ArrayList<>(List.of(first));
        for (int i = 2; i < 20; i++) {
            all.add(connection.transactAsync(i % 2 == 0 ? number(i) : many(1000L * i)));
        }
        return all;
    }

    private static Anomaly failure(CompletableFuture<TxReport> future) {
        return (Anomaly) catchThrowable(() -> future.get(60, TimeUnit.SECONDS)).getCause();
    }

    @Test
    void whatCouldNotBeFoundOutIsFoundOutBeforeTheNextTransactions() throws InterruptedException {
        for (Fault fault : List.of(Fault.THROWN_AFTER, Fault.UNKNOWN_BUT_DONE)) {
            FaultyStorage storage = new FaultyStorage(appending);
            Connection connection = connect(storage);
            List<CompletableFuture<TxReport>> all = behindOneThatIsUnknown(storage, connection, fault, 1);
            storage.releaseAppends();
            assertThat(failure(all.get(0)))
                    .isInstanceOf(Anomaly.Unavailable.class)
                    .hasMessageContaining("not known")
                    .hasMessageContaining("found out before the next one");
            long t = 8;
            for (CompletableFuture<TxReport> each : all.subList(1, all.size())) {
                assertThat(each.join().t()).as(fault.toString()).isEqualTo(t++);
            }
            List<Long> numbers = numbers(connection);
            assertThat(numbers).doesNotHaveDuplicates().hasSize(9 * MANY + 10).contains(1L);
            TxReport again = connection.transact(number(1).withSubmissionId("first"));
            assertThat(again.t()).as(fault.toString()).isEqualTo(7);
            storage.fail(Operation.APPEND, 1, fault);
            storage.fail(Operation.READ_LOG, 1, Fault.IO);
            assertThat(failure(connection.transactAsync(many(50_000)))).hasMessageContaining("not known");
            assertThat(connection.transact(number(40)).t()).isEqualTo(t + 1);
            numbers = numbers(connection);
            assertThat(numbers).doesNotHaveDuplicates().hasSize(10 * MANY + 11);
            assertThat(numbers(connect(storage.crash()))).isEqualTo(numbers);
        }
    }

    @Test
    void asLongAsItCannotBeFoundOutNothingIsAppliedAndThatIsSaid() throws InterruptedException {
        FaultyStorage storage = new FaultyStorage(appending);
        Connection connection = connect(storage);
        List<CompletableFuture<TxReport>> all = behindOneThatIsUnknown(storage, connection, Fault.THROWN_AFTER, 1_000);
        CompletableFuture<@Nullable Throwable> waiting =
                CompletableFuture.supplyAsync(() -> catchThrowable(() -> connection.sync(7)));
        storage.releaseAppends();
        assertThat(failure(all.get(0)).data()).containsEntry(Connection.OUTCOME, Keyword.of("unknown"));
        for (CompletableFuture<TxReport> each : all.subList(1, all.size())) {
            assertThat(failure(each))
                    .isInstanceOf(Anomaly.Unavailable.class)
                    .hasMessageContaining("was not applied")
                    .hasMessageContaining("not known");
            assertThat(failure(each).data()).containsEntry(Connection.OUTCOME, Keyword.of("not-applied"));
        }
        assertThatThrownBy(() -> connection.transact(number(30))).hasMessageContaining("was not applied");
        assertThat(connection.submission("first")).isInstanceOf(SubmissionStatus.NotYetKnown.class);
        assertThat(waiting.join()).isInstanceOf(Anomaly.class).hasMessageContaining("not known");
        assertThat(numbers(connection)).isEmpty();
        storage.heal();
        assertThat(connection.submission("first")).isEqualTo(new SubmissionStatus.Written(7));
        assertThat(connection.transact(number(31)).t()).isEqualTo(8);
        assertThat(numbers(connection)).containsExactly(1L, 31L);
        assertThat(numbers(connect(storage.crash()))).containsExactly(1L, 31L);
    }

    @Test
    void anErrorOfTheClockFailsOneTransaction() {
        AtomicReference<@Nullable Supplier<Throwable>> next = new AtomicReference<>();
        EngineConfig config = EngineConfig.defaults().withClock(() -> {
            Supplier<Throwable> thrown = next.get();
            if (thrown != null) {
                throw WriterErrorsTest.<RuntimeException>sneaky(thrown.get());
            }
            return Instant.ofEpochSecond(1_800_000_000L);
        });
        Connection connection = connect(new FaultyStorage(appending), config);
        for (Supplier<Throwable> thrown : THROWN) {
            for (TxData data : List.of(number(1), number(1).withSubmissionId("a" + THROWN.indexOf(thrown)))) {
                next.set(thrown);
                assertThatThrownBy(() -> connection.transact(data)).isInstanceOf(Anomaly.Fault.class);
                next.set(null);
            }
        }
        TxData data = number(2).withSubmissionId("b");
        long t = connection.transact(data).t();
        assertThat(t).isEqualTo(7);
        assertThat(connection.transact(data).t()).isEqualTo(t);
        assertThat(numbers(connection)).containsExactly(2L);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E sneaky(Throwable any) throws E {
        throw (E) any;
    }

    @Test
    void anErrorOfAFunctionFailsOneTransactionOfABatch() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        Functions functions = Functions.none().withTransactionFunction("my/fail", (before, arguments) -> {
            Supplier<Throwable> thrown = THROWN.get(((Long) arguments.get(0)).intValue());
            calls.incrementAndGet();
            throw WriterErrorsTest.<RuntimeException>sneaky(thrown.get());
        });
        FaultyStorage storage = new FaultyStorage(appending);
        EngineConfig config = new EngineConfig(
                EngineConfig.defaults().clock(),
                EngineConfig.defaults().nanoClock(),
                EngineConfig.defaults().databaseIds(),
                SystemConfig.standard().withFunctions(functions));
        Connection connection = connect(storage, config);
        storage.holdAppends();
        CompletableFuture<TxReport> first = connection.transactAsync(number(1_000));
        storage.awaitHeldAppends(1);
        List<CompletableFuture<TxReport>> bad = new ArrayList<>();
        List<CompletableFuture<TxReport>> good = new ArrayList<>();
        for (long i = 0; i < THROWN.size(); i++) {
            bad.add(connection.transactAsync(TxData.of(List.of(List.of(Symbol.parse("my/fail"), i)))));
            good.add(connection.transactAsync(number(i)));
        }
        storage.releaseAppends();
        first.join();
        good.forEach(CompletableFuture::join);
        for (CompletableFuture<TxReport> each : bad) {
            assertThat(catchThrowable(each::join).getCause()).isInstanceOf(Anomaly.Fault.class);
        }
        assertThat(calls).hasValue(THROWN.size());
        assertThat(numbers(connection)).hasSize(THROWN.size() + 1);
    }

    @Test
    void anErrorAtAnyStepOfAnErasureIsMadeGoodByTheNextOne() throws InterruptedException {
        List<Operation> steps = List.of(
                Operation.READ_ROOT,
                Operation.READ_LOG,
                Operation.PUT_SEGMENT,
                Operation.COMPARE_AND_SET,
                Operation.GET_SEGMENT,
                Operation.REWRITE,
                Operation.DELETE_SEGMENTS,
                Operation.SCRUB);
        List<Fault> faults = List.of(
                Fault.THROWN_BEFORE, Fault.THROWN_AFTER, Fault.IO, Fault.UNKNOWN_BUT_DONE, Fault.UNKNOWN_AND_NOT_DONE);
        for (Operation step : steps) {
            for (Fault fault : faults) {
                for (int call = 1; call <= (step == Operation.COMPARE_AND_SET ? 4 : 1); call++) {
                    exciseTwice(step, fault, call);
                }
            }
        }
    }

    /** Excises an entity while a step fails, and another one afterwards. */
    private void exciseTwice(Operation step, Fault fault, int call) throws InterruptedException {
        String description = step + " " + fault + " " + call;
        FaultyStorage storage = new FaultyStorage(appending);
        Connection connection = connect(storage);
        TxReport added = connection.transact("[{:db/id \"x\" :n/number 1} {:db/id \"y\" :n/number 4}]");
        connection.transact(number(2));
        storage.fail(step, call, fault);
        long first = connection.transact(excision(added.id("x"))).t();
        assertThat(connection.syncExcise(first).t()).as(description).isEqualTo(first);
        assertThat(connection.transact(number(3)).t()).as(description).isEqualTo(first + 1);
        long second = connection.transact(excision(added.id("y"))).t();
        assertThat(connection.syncExcise(second).t()).as(description).isEqualTo(second);
        assertThat(numbers(connection)).as(description).containsExactly(2L, 3L);
        Connection again = connect(storage.crash());
        assertThat(numbers(again)).as(description).containsExactly(2L, 3L);
        assertThat(again.transactions(null, null).limit(-1).stream()
                        .flatMap(transaction -> transaction.data().stream())
                        .filter(datom -> datom.e() == added.id("x") || datom.e() == added.id("y"))
                        .toList())
                .as(description)
                .isEmpty();
    }

    private static TxData excision(long entity) {
        return TxData.of(Map.of(Keyword.of("db", "excise"), entity));
    }

    @Test
    void factsWhoseValuesReadDifferentlyInTheLogAreErased() throws InterruptedException {
        FaultyStorage storage = new FaultyStorage(appending);
        Connection connection = connect(storage);
        connection.transact("[{:db/ident :n/bytes :db/valueType :db.type/bytes :db/cardinality :db.cardinality/many}"
                + " {:db/ident :n/real :db/valueType :db.type/double :db/cardinality :db.cardinality/many}"
                + " {:db/ident :n/price :db/valueType :db.type/bigdec :db/cardinality :db.cardinality/one}]");
        byte[] one = {1, 2};
        byte[] other = {1, 3};
        TxReport added = connection.transact(TxData.of(Map.of(
                Keyword.of("db", "id"),
                "x",
                Keyword.of("n", "bytes"),
                List.of(one, other),
                Keyword.of("n", "real"),
                List.of(0.0, Double.MIN_VALUE),
                Keyword.of("n", "price"),
                new java.math.BigDecimal("1.00"))));
        one[1] = 77;
        other[1] = 77;
        long t = connection.transact(excision(added.id("x"))).t();
        assertThat(connection.syncExcise(t).t()).isEqualTo(t);
        assertThat(connect(storage.crash())
                        .transactions(added.t(), added.t() + 1)
                        .list()
                        .get(0)
                        .data())
                .hasSize(1);
    }

    @Test
    void whoWaitedTooLongInTheQueueIsToldThatNothingWasApplied() throws InterruptedException {
        FaultyStorage storage = new FaultyStorage(appending);
        Connection connection = connect(storage);
        storage.holdAppends();
        CompletableFuture<TxReport> first = connection.transactAsync(number(1));
        storage.awaitHeldAppends(1);
        assertThatThrownBy(() -> connection.transact(number(2), Duration.ofMillis(1)))
                .isInstanceOf(Anomaly.Unavailable.class)
                .hasMessageContaining("was not applied");
        CompletableFuture<TxReport> cancelled = connection.transactAsync(number(3));
        assertThat(cancelled.cancel(true)).isTrue();
        assertThat(cancelled.isCancelled()).isTrue();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> connection.transact(number(4)))
                .isInstanceOf(Anomaly.Interrupted.class)
                .hasMessageContaining("was not applied");
        assertThat(Thread.interrupted()).isTrue();
        storage.releaseAppends();
        first.join();
        connection.transact(number(5));
        assertThat(numbers(connection)).containsExactly(1L, 5L);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void aTransactionWhoseTimeIsOverWhileItIsAppliedIsNotApplied() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        Functions functions = Functions.none().withTransactionFunction("my/wait", (before, arguments) -> {
            calls.incrementAndGet();
            begun.countDown();
            await(goOn);
            return TxData.of(Map.of(NUMBER, arguments.get(0)));
        });
        EngineConfig defaults = EngineConfig.defaults();
        Connection connection = connect(
                new FaultyStorage(appending),
                new EngineConfig(
                        defaults.clock(),
                        defaults.nanoClock(),
                        defaults.databaseIds(),
                        SystemConfig.standard().withFunctions(functions)));
        TxData slow = TxData.of(List.of(List.of(Symbol.parse("my/wait"), 1L), List.of(Symbol.parse("my/wait"), 2L)))
                .withSubmissionId("slow");
        CompletableFuture<@Nullable Throwable> late = CompletableFuture.supplyAsync(
                () -> catchThrowable(() -> connection.transact(slow, Duration.ofSeconds(1))));
        begun.await();
        assertThat(late.join()).isInstanceOf(Anomaly.Unavailable.class).hasMessageContaining("was not applied");
        goOn.countDown();
        connection.transact(number(9));
        assertThat(calls).hasValue(1);
        assertThat(numbers(connection)).containsExactly(9L);
        connection.transact(slow);
        assertThat(numbers(connection)).containsExactly(1L, 2L, 9L);
    }

    @Test
    void whoWaitedTooLongForTheRecordIsToldThatNothingIsKnown() throws InterruptedException {
        FaultyStorage storage = new FaultyStorage(Appending.MAY_WAIT);
        Connection connection = connect(storage);
        storage.holdAppends();
        CompletableFuture<@Nullable Throwable> late = CompletableFuture.supplyAsync(
                () -> catchThrowable(() -> connection.transact(number(1), Duration.ofSeconds(1))));
        storage.awaitHeldAppends(1);
        assertThat(late.join())
                .isInstanceOf(Anomaly.Unavailable.class)
                .hasMessageContaining("not known whether the transaction will be written");
        storage.releaseAppends();
        connection.transact(number(2));
        assertThat(numbers(connection)).containsExactly(1L, 2L);
    }

    @Test
    void whoWaitsForABasisIsToldWhenTheSystemIsClosed() {
        EmbeddedClient client = EmbeddedClient.open(new FaultyStorage(appending), EngineConfig.defaults());
        client.createDatabase("x");
        Connection connection = client.connect("x");
        CompletableFuture<@Nullable Throwable> waiting =
                CompletableFuture.supplyAsync(() -> catchThrowable(() -> connection.sync(1_000)));
        client.close();
        assertThat(waiting.join()).isInstanceOf(Anomaly.Unavailable.class).hasMessageContaining("closed");
    }
}

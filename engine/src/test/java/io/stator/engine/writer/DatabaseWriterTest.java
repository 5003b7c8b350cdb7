package io.stator.engine.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Connection;
import io.stator.Limit;
import io.stator.Transaction;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.edn.Keyword;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.EngineConfig;
import io.stator.engine.storage.FaultyStorage;
import io.stator.engine.storage.FaultyStorage.Appending;
import io.stator.engine.storage.FaultyStorage.Fault;
import io.stator.engine.storage.FaultyStorage.Operation;
import io.stator.engine.storage.StorageAnomalies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Appending.class)
final class DatabaseWriterTest {
    private static final long SEED = Long.getLong("stator.seed", 20261122L);
    private static final Keyword NUMBER = Keyword.of("n", "number");

    private final Appending appending;

    DatabaseWriterTest(Appending appending) {
        this.appending = appending;
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

    private static TxData number(long number) {
        return TxData.of(Map.of(NUMBER, number));
    }

    private static TxData numbers(long from, long to) {
        List<Object> forms = new ArrayList<>();
        for (long number = from; number < to; number++) {
            forms.add(Map.of(NUMBER, number));
        }
        return TxData.of(forms);
    }

    private static List<Long> numbers(Connection connection) {
        return connection.db().datoms(io.stator.Index.AVET, NUMBER).limit(-1).stream()
                .map(datom -> (Long) datom.v())
                .toList();
    }

    private static Throwable failure(CompletableFuture<TxReport> report) {
        try {
            report.orTimeout(60, TimeUnit.SECONDS).join();
            throw new AssertionError("the transaction must fail");
        } catch (CompletionException failed) {
            return failed.getCause();
        }
    }

    @Test
    void aTransactionThatCannotBeWrittenFailsAndLeavesNoTrace() {
        FaultyStorage storage = new FaultyStorage(appending);
        Connection connection = connect(storage, EngineConfig.defaults());
        connection.transact(number(1));
        storage.fail(Operation.APPEND, 1, Fault.NO_SPACE);
        assertThatThrownBy(() -> connection.transact(number(2)))
                .isInstanceOf(Anomaly.Unavailable.class)
                .satisfies(failed -> assertThat(((Anomaly) failed).data())
                        .containsEntry(StorageAnomalies.KIND, Keyword.of("stator.storage", "no-space")));
        assertThat(numbers(connection)).containsExactly(1L);
        assertThat(connection.transact(number(3)).t()).isEqualTo(8);
        assertThat(numbers(connection)).containsExactly(1L, 3L);
    }

    @Test
    void anUnknownOutcomeIsSettledByReadingTheLog() throws InterruptedException {
        FaultyStorage storage = new FaultyStorage(appending);
        Connection connection = connect(storage, EngineConfig.defaults());
        storage.fail(Operation.APPEND, 1, Fault.UNKNOWN_BUT_DONE);
        connection.transact(number(1));
        storage.fail(Operation.APPEND, 1, Fault.UNKNOWN_AND_NOT_DONE);
        assertThatThrownBy(() -> connection.transact(number(2))).isInstanceOf(Anomaly.Unavailable.class);
        connection.transact(number(3));
        assertThat(numbers(connection)).containsExactly(1L, 3L);
        assertThat(numbers(connect(storage.crash(), EngineConfig.defaults()))).containsExactly(1L, 3L);
    }

    @Test
    void anOutcomeThatCannotBeSettledIsSettledBeforeTheNextTransaction() throws InterruptedException {
        FaultyStorage storage = new FaultyStorage(appending);
        Connection connection = connect(storage, EngineConfig.defaults());
        storage.fail(Operation.APPEND, 1, Fault.UNKNOWN_BUT_DONE);
        storage.fail(Operation.READ_LOG, 1, Fault.IO);
        assertThatThrownBy(() -> connection.transact(number(1)))
                .isInstanceOf(Anomaly.Unavailable.class)
                .hasMessageContaining("not known");
        if (appending != Appending.WAITS_WHILE_AWAITED) { // then the writer is asked to settle it at once
            assertThat(numbers(connection)).isEmpty();
        }
        connection.transact(number(2));
        assertThat(numbers(connection)).containsExactly(1L, 2L);
        assertThat(numbers(connect(storage.crash(), EngineConfig.defaults()))).containsExactly(1L, 2L);
    }

    @Test
    void aFullQueueIsBusyAtOnceAndLosesNothing() throws InterruptedException {
        FaultyStorage storage = new FaultyStorage(appending);
        Connection connection = connect(storage, EngineConfig.defaults().withLimit(Limit.QUEUED_TRANSACTIONS, 4));
        storage.holdAppends();
        List<CompletableFuture<TxReport>> accepted = new ArrayList<>();
        accepted.add(connection.transactAsync(number(0)));
        storage.awaitHeldAppends(1);
        for (int i = 1; i <= 4; i++) {
            accepted.add(connection.transactAsync(number(i)));
        }
        assertThat(failure(connection.transactAsync(number(5))))
                .isInstanceOf(Anomaly.Busy.class)
                .hasMessageContaining("queued-transactions");
        storage.releaseAppends();
        accepted.forEach(CompletableFuture::join);
        assertThat(numbers(connection)).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void transactionsThatWaitGoIntoOneRecord() throws InterruptedException {
        FaultyStorage storage = new FaultyStorage(appending);
        Connection connection = connect(storage, EngineConfig.defaults());
        storage.holdAppends();
        List<CompletableFuture<TxReport>> reports = new ArrayList<>();
        reports.add(connection.transactAsync(number(0)));
        storage.awaitHeldAppends(1);
        for (int i = 1; i < 100; i++) {
            reports.add(connection.transactAsync(number(i)));
        }
        long before = storage.calls(Operation.APPEND);
        storage.releaseAppends();
        reports.forEach(CompletableFuture::join);
        assertThat(storage.calls(Operation.APPEND) - before).isLessThanOrEqualTo(1);
        assertThat(reports.stream().map(report -> report.join().t())).isSorted();
        assertThat(connection.transactions(7, null).list()).hasSize(100);
    }

    @Test
    void aRecordHasNoMoreTransactionsThanTheLimitSays() throws InterruptedException {
        FaultyStorage storage = new FaultyStorage(appending);
        Connection connection = connect(storage, EngineConfig.defaults().withLimit(Limit.COMMIT_TRANSACTIONS, 4));
        storage.holdAppends();
        List<CompletableFuture<TxReport>> reports = new ArrayList<>();
        reports.add(connection.transactAsync(number(0)));
        storage.awaitHeldAppends(1);
        long before = storage.calls(Operation.APPEND);
        for (int i = 1; i <= 12; i++) {
            reports.add(connection.transactAsync(number(i)));
        }
        storage.releaseAppends();
        reports.forEach(CompletableFuture::join);
        assertThat(storage.calls(Operation.APPEND) - before).isGreaterThanOrEqualTo(12 / 4);
        assertThat(connection.transactions(7, null).list()).hasSize(13);
    }

    @Test
    void aTransactionThatIsNotValidHarmsNoOther() throws InterruptedException {
        FaultyStorage storage = new FaultyStorage(appending);
        Connection connection = connect(storage, EngineConfig.defaults());
        storage.holdAppends();
        CompletableFuture<TxReport> first = connection.transactAsync(number(1));
        storage.awaitHeldAppends(1);
        CompletableFuture<TxReport> bad = connection.transactAsync(TxData.parse("[{:no/such 1}]"));
        CompletableFuture<TxReport> last = connection.transactAsync(number(2));
        storage.releaseAppends();
        assertThat(first.join().t()).isEqualTo(7);
        assertThat(failure(bad)).isInstanceOf(Anomaly.Incorrect.class).hasMessageContaining(":no/such");
        assertThat(last.join().t()).isEqualTo(8);
    }

    @Test
    void whatWasPreparedOnALostBatchIsPreparedAgain() throws InterruptedException {
        FaultyStorage storage = new FaultyStorage(appending);
        Connection connection = connect(storage, EngineConfig.defaults());
        storage.holdAppends();
        storage.fail(Operation.APPEND, 1, Fault.IO);
        CompletableFuture<TxReport> lost = connection.transactAsync(numbers(0, 2000));
        storage.awaitHeldAppends(1);
        CompletableFuture<TxReport> kept = connection.transactAsync(numbers(1000, 3000));
        CompletableFuture<TxReport> other = connection.transactAsync(numbers(5000, 5001));
        storage.releaseAppends();
        assertThat(failure(lost)).isInstanceOf(Anomaly.Unavailable.class);
        assertThat(kept.join().t()).isEqualTo(7);
        assertThat(kept.join().txData()).hasSize(2001);
        other.join();
        assertThat(numbers(connection)).hasSize(2001).startsWith(1000L);
    }

    @Test
    void acknowledgedTransactionsSurviveAnyCrash() throws InterruptedException {
        Random random = new Random(SEED);
        for (int round = 0; round < 60; round++) {
            FaultyStorage storage = new FaultyStorage(appending);
            Connection connection = connect(storage, EngineConfig.defaults());
            List<CompletableFuture<TxReport>> reports = new ArrayList<>();
            Fault fault = random.nextBoolean() ? Fault.CRASH_BEFORE : Fault.CRASH_AFTER;
            storage.fail(Operation.APPEND, 1 + random.nextInt(6), fault);
            for (int i = 0; i < 40; i++) {
                TxData forms = random.nextInt(4) == 0 ? numbers(i * 10_000L, i * 10_000L + 1200) : number(i * 10_000L);
                reports.add(connection.transactAsync(forms));
                if (random.nextInt(6) == 0) {
                    reports.get(i).handle((report, failed) -> report).join();
                }
            }
            long acknowledged = reports.stream()
                    .filter(report ->
                            report.handle((r, failed) -> failed == null).join())
                    .count();
            Connection after = connect(storage.crash(), EngineConfig.defaults());
            List<Transaction> log = after.transactions(7, null).list();
            assertThat(log.size()).as("seed %s round %s", SEED, round).isGreaterThanOrEqualTo((int) acknowledged);
            for (int i = 0; i < log.size(); i++) {
                assertThat(log.get(i).data().get(1).v())
                        .as("seed %s round %s", SEED, round)
                        .isEqualTo(i * 10_000L);
            }
        }
    }
}

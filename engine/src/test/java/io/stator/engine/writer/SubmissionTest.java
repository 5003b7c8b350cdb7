package io.stator.engine.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Connection;
import io.stator.Index;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.edn.Keyword;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.EngineConfig;
import io.stator.engine.log.SubmissionMark;
import io.stator.engine.storage.FaultyStorage;
import io.stator.engine.storage.FaultyStorage.Appending;
import io.stator.engine.storage.FaultyStorage.Fault;
import io.stator.engine.storage.FaultyStorage.Operation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Appending.class)
final class SubmissionTest {
    private static final String SCHEMA = """
            [{:db/ident :n/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
             {:db/ident :n/count :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]""";

    private FaultyStorage storage;
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final EngineConfig config = EngineConfig.defaults().withClock(now::get);
    private Connection connection;

    SubmissionTest(Appending appending) {
        storage = new FaultyStorage(appending);
        connection = connect();
    }

    private Connection connect() {
        EmbeddedClient client = EmbeddedClient.open(storage, config);
        if (client.createDatabase("x")) {
            client.connect("x").transact(SCHEMA);
        }
        return client.connect("x");
    }

    private void restart() throws InterruptedException {
        storage = storage.crash();
        connection = connect();
    }

    private static TxData named(String name, String id) {
        return TxData.of(TxData.entity("new").with(":n/name", name)).withSubmissionId(id);
    }

    private long count() {
        return connection.db().datoms(Index.AVET, ":n/name").limit(-1).list().size();
    }

    private static void assertSame(TxReport first, TxReport again) {
        assertThat(again.txData()).isEqualTo(first.txData());
        assertThat(again.tempids()).isEqualTo(first.tempids());
        assertThat(again.t()).isEqualTo(first.t());
        assertThat(again.dbAfter().datoms(Index.AVET, ":n/name").list())
                .isEqualTo(first.dbAfter().datoms(Index.AVET, ":n/name").list());
        assertThat(again.dbBefore().datoms(Index.AVET, ":n/name").list())
                .isEqualTo(first.dbBefore().datoms(Index.AVET, ":n/name").list());
    }

    @Test
    void aRepetitionIsAnsweredWithTheFirstResult() {
        TxReport first = connection.transact(named("a", "1"));
        connection.transact(named("b", "2"));
        assertSame(first, connection.transact(named("a", "1")));
        assertThat(count()).isEqualTo(2);
        connection.transact(TxData.of(Map.of(":n/name", "a")));
        connection.transact(TxData.of(Map.of(":n/name", "a")));
        assertThat(count()).as("without an id each is another").isEqualTo(4);
    }

    @Test
    void aRepetitionAfterARestartIs() throws InterruptedException {
        TxReport first = connection.transact(TxData.parse(
                        "[{:db/id -1 :n/name \"a\"} {:db/id \"s\" :n/count 1} {:db/id #db/id [:db.part/user -7] :n/count 2}]")
                .withSubmissionId("1"));
        connection.transact("[{:n/name \"between\"}]");
        restart();
        TxReport again = connection.transact(TxData.parse(
                        "[{:n/name \"a\" :db/id -1} {:db/id \"s\" :n/count 1} {:db/id #db/id [:db.part/user -7] :n/count 2}]")
                .withSubmissionId("1"));
        assertThat(again.txData()).isEqualTo(first.txData());
        assertThat(again.tempids())
                .isEqualTo(first.tempids())
                .containsKeys(-1L, "s")
                .hasSize(3);
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void repetitionsThatWaitAreAppliedOnce() throws InterruptedException {
        storage.holdAppends();
        CompletableFuture<TxReport> other = connection.transactAsync(named("other", "0"));
        storage.awaitHeldAppends(1);
        List<CompletableFuture<TxReport>> reports = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            reports.add(connection.transactAsync(named("a", "1")));
            reports.add(connection.transactAsync(named("other", "0")));
        }
        storage.releaseAppends();
        for (int i = 0; i < reports.size(); i += 2) {
            assertSame(reports.get(0).join(), reports.get(i).join());
            assertSame(other.join(), reports.get(i + 1).join());
        }
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void aRepetitionOfALostTransactionIsApplied() throws InterruptedException {
        List<Object> forms = new ArrayList<>();
        IntStream.range(0, 1500).forEach(i -> forms.add(Map.of(":n/count", (long) i)));
        forms.add(Map.of(":n/name", "big"));
        TxData big = TxData.of(forms).withSubmissionId("1");
        storage.holdAppends();
        storage.fail(Operation.APPEND, 1, Fault.IO);
        CompletableFuture<TxReport> lost = connection.transactAsync(big);
        storage.awaitHeldAppends(1);
        CompletableFuture<TxReport> again = connection.transactAsync(big);
        storage.releaseAppends();
        assertThatThrownBy(lost::join).hasCauseInstanceOf(Anomaly.Unavailable.class);
        assertThat(again.join().txData()).hasSize(1502);
        assertThat(count()).isEqualTo(1);
        assertSame(again.join(), connection.transact(big));
        storage.fail(Operation.APPEND, 1, Fault.NO_SPACE);
        assertThatThrownBy(() -> connection.transact(named("small", "2"))).isInstanceOf(Anomaly.Unavailable.class);
        connection.transact(named("small", "2"));
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void anOutcomeThatWasNotKnownIsKnownAfterARestart() throws InterruptedException {
        storage.fail(Operation.APPEND, 1, Fault.UNKNOWN_BUT_DONE);
        storage.fail(Operation.READ_LOG, 1, Fault.IO);
        assertThatThrownBy(() -> connection.transact(named("a", "1"))).hasMessageContaining("not known");
        restart();
        assertThat(connection.transact(named("a", "1")).t()).isEqualTo(7);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void anIdIsForOneTransaction() throws InterruptedException {
        connection.transact(named("a", "1"));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> connection.transact(named("b", "1")))
                    .isInstanceOf(Anomaly.Conflict.class)
                    .hasMessageContaining("submission id 1 was used for other transaction data at t=7")
                    .satisfies(failed -> assertThat(((Anomaly) failed).error())
                            .isEqualTo(Keyword.of("db.error", "submission-id-reused")));
            restart();
        }
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aTransactionThatFailedMayBeSubmittedAgain() {
        TxData cas = TxData.of(TxData.cas(":n/name", ":n/count", 1L, 2L)).withSubmissionId("1");
        assertThatThrownBy(() -> connection.transact(cas)).isInstanceOf(Anomaly.Conflict.class);
        connection.transact(TxData.of(TxData.add(":n/name", ":n/count", 1L)));
        assertThat(connection.transact(cas).txData()).hasSize(3);
        assertThat(connection.transact(cas).txData()).hasSize(3);
    }

    @Test
    void anIdIsForgottenAfterADay() throws InterruptedException {
        connection.transact(named("a", "1"));
        now.updateAndGet(instant -> instant.plus(SubmissionWindow.AGE_MAX));
        connection.transact(named("a", "1"));
        assertThat(count()).isEqualTo(1);
        now.updateAndGet(instant -> instant.plusMillis(1));
        connection.transact(named("a", "1"));
        assertThat(count()).isEqualTo(2);
        restart();
        connection.transact(named("a", "1"));
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void theOldestOfTooManyIdsAreForgotten() {
        SubmissionWindow window = new SubmissionWindow();
        for (int i = 0; i < SubmissionWindow.SUBMISSIONS_MAX + 10; i++) {
            window.add(i, mark("id" + i, Map.of()));
        }
        assertThat(window.size()).isEqualTo(SubmissionWindow.SUBMISSIONS_MAX);
        assertThat(window.find(mark("id9", Map.of()), 0)).isNull();
        assertThat(window.find(mark("id10", Map.of()), 0)).isNotNull();
        Map<Object, Long> tempids = new HashMap<>();
        IntStream.range(0, SubmissionWindow.TEMPIDS_MAX).forEach(i -> tempids.put((Object) ("t" + i), (long) i));
        window.add(1_000_000, mark("big", tempids));
        assertThat(window.size()).isEqualTo(SubmissionWindow.SUBMISSIONS_MAX);
        window.add(1_000_001, mark("big too", Map.of("t", 1L)));
        assertThat(window.size()).as("all up to the big one").isEqualTo(1);
    }

    private static SubmissionMark mark(String id, Map<Object, Long> tempids) {
        return new SubmissionMark(id, 1, 2, 0, tempids);
    }

    @Test
    void anIdIsPartOfTheArguments() {
        UUID id = UUID.fromString("00000000-0000-0000-0000-000000000001");
        TxData txData = TxData.of(Map.of(":n/name", "a")).withSubmissionId(id);
        assertThat(TxData.parse("{:tx-data [{\":n/name\" \"a\"}] :submission-id #uuid \"" + id + "\"}"))
                .isEqualTo(txData);
        connection.transact(Map.of(":tx-data", List.of(Map.of(":n/name", "a")), ":submission-id", id));
        connection.transact(txData);
        assertThat(count()).isEqualTo(1);
        assertThatThrownBy(() -> TxData.ofArguments(Map.of(":tx-data", List.of(), ":other", 1)))
                .isInstanceOf(Anomaly.Incorrect.class);
        assertThatThrownBy(() -> TxData.ofArguments(Map.of(":submission-id", id)))
                .isInstanceOf(Anomaly.Incorrect.class);
        assertThatThrownBy(() -> TxData.parse("{:tx-data nil}"))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining(":tx-data, a collection of forms");
        assertThatThrownBy(() -> TxData.of().withSubmissionId("")).isInstanceOf(Anomaly.Incorrect.class);
    }
}

package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Limit;
import io.stator.Retry;
import io.stator.SubmissionStatus;
import io.stator.SystemConfig;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.engine.storage.HeldStorage;
import io.stator.engine.storage.MemoryStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What failed only for now is repeated, what may be done twice by that is not, and what became of a transaction can be asked. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class RetryTest {
    private static final TxData NOTE = TxData.parse("[{:a/n 1}]");
    private static final TxData NOTE_WITH_ID = NOTE.withSubmissionId("note");
    private static final Retry RETRY = Retry.standard()
            .withPauses(Duration.ofMillis(1), Duration.ofMillis(20))
            .withTries(200);

    private final HeldStorage held = new HeldStorage(new MemoryStorage());
    private final Client client = EmbeddedClient.open(
            held.storage(),
            new EngineConfig(
                    EngineConfig.defaults().clock(),
                    System::nanoTime,
                    EngineConfig.defaults().databaseIds(),
                    SystemConfig.standard().withLimit(Limit.QUEUED_TRANSACTIONS, 1)));
    private final Connection connection;

    RetryTest() {
        client.createDatabase("d");
        connection = client.connect("d");
        connection.transact("[{:db/ident :a/n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]");
    }

    @AfterEach
    void close() {
        held.release();
        client.close();
    }

    private long notes() {
        return connection
                .db()
                .datoms(io.stator.Index.AEVT, ":a/n")
                .limit(-1)
                .list()
                .size();
    }

    @Test
    void busyIsRepeatedUntilThereIsRoom() throws Exception {
        held.hold();
        List<CompletableFuture<TxReport>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(RETRY.transactAsync(connection, NOTE));
        }
        held.release();
        for (CompletableFuture<TxReport> each : all) {
            assertThat(each.get(60, TimeUnit.SECONDS).txData()).hasSize(2);
        }
        assertThat(RETRY.transact(connection, NOTE).txData()).hasSize(2);
        assertThat(notes()).isEqualTo(21);
    }

    @Test
    void whatMayHaveBeenWrittenIsRepeatedOnlyWithAnId() {
        held.hold();
        Connection impatient = connection.withTimeout(Duration.ofMillis(100));
        Throwable unknown = catchThrowable(() -> RETRY.transact(impatient, NOTE));
        assertThat(unknown)
                .isInstanceOf(Anomaly.Unavailable.class)
                .hasMessageContaining("not known")
                .hasMessageStartingWith("Total timeout elapsed");
        assertThat(((Anomaly) unknown).data()).containsEntry(Connection.OUTCOME, io.stator.edn.Keyword.of("unknown"));
        CompletableFuture<TxReport> repeated = RETRY.transactAsync(impatient, NOTE_WITH_ID);
        assertThat(repeated.isDone()).isFalse();
        held.release();
        TxReport report = repeated.join();
        assertThat(notes()).isEqualTo(2);
        assertThat(RETRY.transact(connection, NOTE_WITH_ID).t()).isEqualTo(report.t());
        assertThat(notes()).isEqualTo(2);
    }

    @Test
    void whatIsWrongIsNotRepeated() {
        AtomicInteger tries = new AtomicInteger();
        assertThatThrownBy(() -> RETRY.call(() -> {
                    tries.incrementAndGet();
                    throw new Anomaly.Conflict("no");
                }))
                .isInstanceOf(Anomaly.Conflict.class);
        assertThat(tries).hasValue(1);
        assertThatThrownBy(() -> RETRY.withTries(3).call(() -> {
                    tries.incrementAndGet();
                    throw new Anomaly.Unavailable("later");
                }))
                .isInstanceOf(Anomaly.Unavailable.class)
                .hasMessage("gave up after 3 tries: later");
        assertThat(tries).hasValue(4);
        assertThat(Retry.mayRepeat(NOTE, new Anomaly.Unavailable("lost"))).isFalse();
        assertThat(Retry.mayRepeat(NOTE_WITH_ID, new Anomaly.Unavailable("lost")))
                .isTrue();
        assertThat(Retry.mayRepeat(NOTE, new Anomaly.Busy("full"))).isTrue();
        assertThat(Retry.mayRepeat(NOTE_WITH_ID, new Anomaly.Fault("broken"))).isFalse();
    }

    @Test
    void pausesGrowToALimitAndDiffer() {
        Retry.Pauses pauses = Retry.standard().withSeed(7).pauses();
        List<Duration> all = new ArrayList<>();
        while (pauses.hasNext()) {
            all.add(pauses.next());
        }
        assertThat(all).hasSize(Retry.TRIES - 1);
        assertThat(all.get(0)).isBetween(Duration.ofMillis(10), Duration.ofMillis(20));
        assertThat(all.get(10)).isBetween(Duration.ofMillis(2_500), Retry.LONGEST_PAUSE);
        Retry.Pauses again = Retry.standard().withSeed(7).pauses();
        assertThat(again.next()).isEqualTo(all.get(0));
        assertThatThrownBy(pauses::next).isInstanceOf(Anomaly.Incorrect.class);
    }

    @Test
    void anInterruptedThreadTriesNoMore() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> RETRY.call(() -> {
                    throw new Anomaly.Busy("full");
                }))
                .isInstanceOf(Anomaly.Interrupted.class)
                .hasMessageContaining("full");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatBecameOfATransactionCanBeAsked() throws Exception {
        assertThat(connection.submission("note")).isEqualTo(new SubmissionStatus.NotWritten());
        TxReport report = connection.transact(NOTE_WITH_ID);
        assertThat(connection.submission("note")).isEqualTo(new SubmissionStatus.Written(report.t()));
        assertThat(connection.submissionAsync("note").join()).isEqualTo(new SubmissionStatus.Written(report.t()));
        assertThat(connection.submissionAsync("other").join()).isEqualTo(new SubmissionStatus.NotWritten());
        held.hold();
        CompletableFuture<TxReport> onTheWay = connection.transactAsync(NOTE.withSubmissionId("way"));
        held.awaitWaiting(1);
        assertThat(connection.withTimeout(Duration.ofMillis(50)).submission("way"))
                .isInstanceOf(SubmissionStatus.NotYetKnown.class);
        assertThat(connection
                        .withTimeout(Duration.ofMillis(50))
                        .submissionAsync("way")
                        .get(60, TimeUnit.SECONDS))
                .isInstanceOf(SubmissionStatus.NotYetKnown.class);
        CompletableFuture<SubmissionStatus> asked = connection.submissionAsync("way");
        held.release();
        assertThat(asked.get(60, TimeUnit.SECONDS))
                .isEqualTo(new SubmissionStatus.Written(onTheWay.join().t()));
        assertThat(notes()).isEqualTo(2);
        assertThatThrownBy(() -> connection.submission("")).isInstanceOf(Anomaly.Incorrect.class);
        assertThat(connection
                        .transact(Map.of(":tx-data", List.of(), ":timeout", 1_000))
                        .txData())
                .hasSize(1);
    }
}

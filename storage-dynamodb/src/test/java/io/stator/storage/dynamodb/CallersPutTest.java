package io.stator.storage.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Index;
import io.stator.Stator;
import io.stator.StorageStats;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.dynamodb.junit.DynamoDbLocal;
import io.stator.edn.Keyword;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A caller who puts its record itself is told in time when the service does not answer, and what became of the record is found out. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class CallersPutTest {
    private static final Duration BRIEF = Duration.ofMillis(1_200);

    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start();

    private final AnswerGate gate = new AnswerGate(LOCAL.endpoint());
    private final Client client = open();
    private final Connection connection = connect();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final AtomicReference<@Nullable Boolean> interrupted = new AtomicReference<>();

    CallersPutTest() throws IOException {}

    private Client open() {
        URI place = URI.create("dynamodb+http://127.0.0.1:" + gate.port() + "/gated-" + gate.port());
        DynamoDbStorage.create(place);
        return Stator.open(place);
    }

    private Connection connect() {
        client.createDatabase("x");
        client.connect("x")
                .transact("[{:db/ident :n/number :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]");
        return client.connect("x");
    }

    @AfterEach
    void close() throws IOException {
        gate.release();
        client.close();
        gate.close();
    }

    private static TxData number(long number) {
        return TxData.of(Map.of(":n/number", number));
    }

    private List<Long> numbers() {
        return connection.db().datoms(Index.AEVT, ":n/number").limit(-1).stream()
                .map(datom -> (Long) datom.v())
                .toList();
    }

    private Thread caller(Duration timeout) {
        Thread caller = new Thread(() -> {
            failure.set(catchThrowable(() -> connection.transact(number(1), timeout)));
            interrupted.set(Thread.interrupted());
        });
        caller.start();
        return caller;
    }

    private void assertUnknown(Class<? extends Anomaly> type) {
        assertThat(failure.get())
                .isInstanceOf(type)
                .satisfies(late ->
                        assertThat(((Anomaly) late).data()).containsEntry(Connection.OUTCOME, Keyword.of("unknown")));
    }

    /** The service has the record, so it is there in the end, and what comes after it, too. */
    private void assertFoundOut() {
        gate.release();
        while (numbers().isEmpty()) {
            Thread.onSpinWait();
        }
        TxReport second = connection.transact(number(2));
        assertThat(numbers()).containsExactly(1L, 2L);
        assertThat(second.t()).isEqualTo(8);
    }

    @Test
    void aCallerThatIsInterruptedIsToldWhileTheServiceDoesNotAnswer() throws InterruptedException {
        gate.hold();
        Thread caller = caller(Duration.ofMinutes(1));
        gate.awaitHeldAnswer();
        caller.interrupt();
        caller.join();
        assertUnknown(Anomaly.Interrupted.class);
        assertThat(interrupted.get()).isTrue();
        assertFoundOut();
    }

    @Test
    void aCallerWhoseTimeIsOverIsToldWhileTheServiceDoesNotAnswer() throws InterruptedException {
        gate.hold();
        Thread caller = caller(BRIEF);
        caller.join();
        assertUnknown(Anomaly.Unavailable.class);
        assertThat(failure.get()).hasMessageContaining("Total timeout elapsed");
        assertThat(interrupted.get()).isFalse();
        assertFoundOut();
    }

    @Test
    void whoComesMeanwhileIsToldInTimeAndGoesIntoOneRecord() throws InterruptedException {
        gate.hold();
        Thread caller = caller(Duration.ofMinutes(1));
        gate.awaitHeldAnswer();
        assertThat(catchThrowable(() -> connection.transact(number(-1), Duration.ofMillis(1))))
                .isInstanceOf(Anomaly.Unavailable.class)
                .satisfies(late -> assertThat(((Anomaly) late).data())
                        .containsEntry(Connection.OUTCOME, Keyword.of("not-applied")));
        List<CompletableFuture<TxReport>> later = IntStream.range(2, 12)
                .mapToObj(number -> connection.transactAsync(number(number)))
                .toList();
        StorageStats.Calls before = client.storageStats().calls().get("append");
        gate.release();
        caller.join();
        assertThat(failure.get()).isNull();
        long t = 7;
        for (CompletableFuture<TxReport> each : later) {
            assertThat(each.join().t()).isEqualTo(++t);
        }
        StorageStats.Calls after = client.storageStats().calls().get("append");
        assertThat(before).isNotNull();
        assertThat(after).isNotNull();
        assertThat(after.answered() - before.answered()).isEqualTo(2);
    }
}

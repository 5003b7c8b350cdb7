package io.stator.engine.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Anomaly;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Transaction;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.EngineConfig;
import io.stator.engine.storage.FaultyStorage;
import io.stator.engine.storage.FaultyStorage.Appending;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Callers that wait and callers that do not, all at once: what they are told is what a map says that is changed by one
 * transaction after the other in the order of t, and that order is the one in which they were submitted and answered.
 */
@ParameterizedClass
@EnumSource(Appending.class)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class CallersRaceTest {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);
    private static final int THREADS = 4;
    private static final int CALLS = 300;
    private static final int KEYS = 6;
    private static final String SCHEMA = "[{:db/ident :n/key :db/valueType :db.type/long"
            + " :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}"
            + " {:db/ident :n/value :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]";

    private final AtomicLong stamps = new AtomicLong();
    private final Queue<Told> told = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
    private final Connection connection;

    /** A transaction that was acknowledged: what it said, and when that was submitted and answered. */
    private record Told(
            long key, @Nullable Long expected, long value, TxReport report, long submitted, long answered) {}

    CallersRaceTest(Appending appending) {
        EmbeddedClient client = EmbeddedClient.open(new FaultyStorage(appending), EngineConfig.defaults());
        client.createDatabase("x");
        connection = client.connect("x");
        connection.transact(SCHEMA);
        for (long key = 0; key < KEYS; key++) {
            connection.transact(TxData.of(Map.of(":n/key", key, ":n/value", 0L)));
        }
    }

    private static @Nullable Long value(Database db, long key) {
        return (Long) db.q("[:find ?v . :in $ ?k :where [?e :n/key ?k] [?e :n/value ?v]]", key);
    }

    private void call(Random random, int number) {
        long key = random.nextInt(KEYS);
        boolean compares = random.nextInt(3) == 0;
        Long expected = compares ? value(connection.db(), key) : null;
        long value = random.nextInt(1_000_000);
        List<Object> entity = List.of(":n/key", key);
        TxData data = TxData.of(
                compares ? TxData.cas(entity, ":n/value", expected, value) : TxData.add(entity, ":n/value", value));
        if (random.nextInt(5) == 0) {
            data = data.withSubmissionId(Thread.currentThread().getName() + "-" + number);
        }
        long submitted = stamps.incrementAndGet();
        try {
            TxReport report =
                    random.nextInt(4) == 0 ? connection.transactAsync(data).join() : connection.transact(data);
            told.add(new Told(key, expected, value, report, submitted, stamps.incrementAndGet()));
        } catch (Anomaly.Conflict somebodyWasFaster) {
            assertThat(compares).isTrue();
        } catch (CompletionException failed) {
            assertThat(failed).hasCauseInstanceOf(Anomaly.Conflict.class);
            assertThat(compares).isTrue();
        }
    }

    @Test
    void theOrderOfTransactionsIsThatOfTheirCallersAndTheReportsAreThoseOfThatOrder() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(SEED + i);
            Thread thread = new Thread(
                    () -> {
                        try {
                            for (int call = 0; call < CALLS; call++) {
                                call(random, call);
                            }
                        } catch (Throwable failure) {
                            unexpected.add(failure);
                        }
                    },
                    "caller-" + i);
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(unexpected).as("seed %s", SEED).isEmpty();
        checkAgainstModel();
        checkOrder();
    }

    private void checkAgainstModel() {
        Map<Long, Long> model = new HashMap<>();
        for (long key = 0; key < KEYS; key++) {
            model.put(key, 0L);
        }
        List<Told> inOrder = told.stream()
                .sorted(Comparator.comparingLong(each -> each.report().t()))
                .toList();
        long t = 6 + KEYS;
        for (Told each : inOrder) {
            t++;
            assertThat(each.report().t()).as("seed %s", SEED).isEqualTo(t);
            if (each.expected() != null) {
                assertThat(model.get(each.key())).as("seed %s t %s", SEED, t).isEqualTo(each.expected());
            }
            assertThat(value(each.report().dbBefore(), each.key()))
                    .as("seed %s t %s", SEED, t)
                    .isEqualTo(model.get(each.key()));
            model.put(each.key(), each.value());
            assertThat(value(each.report().dbAfter(), each.key()))
                    .as("seed %s t %s", SEED, t)
                    .isEqualTo(each.value());
        }
        Database db = connection.db();
        model.forEach((key, value) -> assertThat(value(db, key)).isEqualTo(value));
        List<Transaction> log =
                connection.transactions(7 + KEYS, null).limit(-1).list();
        assertThat(log).hasSameSizeAs(inOrder);
        for (int i = 0; i < log.size(); i++) {
            List<Datom> reported = inOrder.get(i).report().txData();
            assertThat(log.get(i).data()).as("seed %s", SEED).isEqualTo(reported);
        }
    }

    /** What was answered before something else was submitted is before it. */
    private void checkOrder() {
        List<Told> byAnswer =
                told.stream().sorted(Comparator.comparingLong(Told::answered)).toList();
        List<Told> bySubmission =
                told.stream().sorted(Comparator.comparingLong(Told::submitted)).toList();
        long newest = 0;
        int answered = 0;
        for (Told each : bySubmission) {
            while (byAnswer.get(answered).answered() < each.submitted()) {
                newest = Math.max(newest, byAnswer.get(answered).report().t());
                answered++;
            }
            assertThat(each.report().t()).as("seed %s", SEED).isGreaterThan(newest);
        }
    }
}

package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Results;
import io.stator.Stator;
import io.stator.Transaction;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever is killed, the process that writes or the server, what was acknowledged is there and what failed is not. */
final class PostgresKillTest {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);
    private static final int KILLS = 6;
    private static final int SERVER_KILLS = 3;
    private static final int KILLS_IN_SIMULATION = 100;
    private static final int THREADS = 3;
    private static final int WRITES_BETWEEN = 30;

    @TempDir
    private Path directory;

    @Test
    void nothingAcknowledgedIsLostWhenTheProcessIsKilled() throws IOException, InterruptedException {
        new KillScenario(PostgresCluster.shared().newPlace().toString(), directory).killAndLook(KILLS);
    }

    @Test
    @Tag("simulation")
    void nothingAcknowledgedIsLostHoweverOftenTheProcessIsKilled() throws IOException, InterruptedException {
        new KillScenario(PostgresCluster.shared().newPlace().toString(), directory).killAndLook(KILLS_IN_SIMULATION);
    }

    @Test
    void aWriterOutlivesTheServer() throws IOException, InterruptedException {
        PostgresCluster.shared();
        killServer(SERVER_KILLS);
    }

    @Test
    @Tag("simulation")
    void aWriterOutlivesTheServerHoweverOftenThatIsKilled() throws IOException, InterruptedException {
        PostgresCluster.shared();
        killServer(KILLS_IN_SIMULATION);
    }

    /** What threads that transact were told. */
    private static final class Told {
        final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        final Set<String> refused = ConcurrentHashMap.newKeySet();
        final Set<String> unknown = ConcurrentHashMap.newKeySet();
        final AtomicBoolean over = new AtomicBoolean();
        private CountDownLatch written = new CountDownLatch(0);

        /** Returns what is open after so many more transactions. */
        synchronized CountDownLatch after(int count) {
            written = new CountDownLatch(count);
            return written;
        }

        synchronized void acknowledge(String key) {
            acknowledged.add(key);
            written.countDown();
        }
    }

    private static void killServer(int kills) throws IOException, InterruptedException {
        Random random = new Random(SEED);
        Told told = new Told();
        try (PostgresCluster cluster = PostgresCluster.create()) {
            URI place = cluster.newPlace();
            try (Client client = Stator.open(place)) {
                client.createDatabase("x");
                Connection connection = client.connect("x");
                connection.transact(Peer.SCHEMA);
                List<Thread> threads = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    int thread = i;
                    threads.add(new Thread(() -> write(connection, told, thread)));
                }
                threads.forEach(Thread::start);
                try {
                    for (int kill = 0; kill < kills; kill++) {
                        told.after(1 + random.nextInt(WRITES_BETWEEN)).await();
                        cluster.restart(kill % 3 == 2 ? "INT" : "KILL");
                    }
                    told.after(WRITES_BETWEEN).await();
                } finally {
                    told.over.set(true);
                }
                for (Thread thread : threads) {
                    thread.join();
                }
                check(connection, told);
            }
            assertThat(PostgresStorage.checkReadOnly(place).databases()).isEqualTo(1);
            try (Client again = Stator.open(place)) {
                check(again.connect("x"), told);
            }
        }
    }

    private static void write(Connection connection, Told told, int thread) {
        for (int count = 0; !told.over.get(); count++) {
            String key = "k" + thread + "-" + count;
            try {
                connection.transact("[{:p/name \"" + key + "\" :p/amount " + count + "}]");
                told.acknowledge(key);
            } catch (Anomaly failure) {
                Object outcome = String.valueOf(failure.data().get(Connection.OUTCOME));
                (outcome.equals(":not-applied") ? told.refused : told.unknown).add(key);
            }
        }
    }

    private static void check(Connection connection, Told told) {
        List<Transaction> log =
                connection.transactions(0, null).limit(Results.NO_LIMIT).list();
        List<String> keys = log.stream()
                .flatMap(transaction -> transaction.data().stream())
                .filter(datom -> datom.v() instanceof String text && text.matches("k\\d+-\\d+"))
                .map(datom -> (String) datom.v())
                .toList();
        assertThat(keys).as("seed %s", SEED).doesNotHaveDuplicates().containsAll(told.acknowledged);
        assertThat(keys).noneMatch(told.refused::contains);
        Set<String> more = keys.stream()
                .filter(key -> !told.acknowledged.contains(key))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(told.unknown).containsAll(more);
        assertThat(connection.db().t()).isEqualTo(log.get(log.size() - 1).t());
    }
}

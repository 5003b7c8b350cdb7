package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Stator;
import io.stator.storage.jdbc.CuttingProxy.Cut;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Whatever becomes of the way to the server, and of who writes, while transactions are on it: each is settled, and one process writes. */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
final class PostgresCutTest {
    @RegisterExtension
    static final ExpectedWarnings TAKEN = new ExpectedWarnings("took jdbc:postgresql:");

    private static final long SEED = Long.getLong("stator.seed", 20261130L);
    private static final int CUTS = 24;
    private static final int CUTS_IN_SIMULATION = 600;
    private static final int STALLS = 2;
    private static final int STALLS_IN_SIMULATION = 40;
    private static final int WRITES_BETWEEN = 12;
    private static final int LINES_MAX = 60;
    private static final int END_SECONDS = 120;

    private static PostgresCluster cluster;

    @TempDir
    private Path directory;

    private final String schema = PostgresCluster.newSchema();

    @BeforeAll
    static void startServer() {
        cluster = PostgresCluster.shared();
    }

    private URI through(CuttingProxy proxy) {
        return URI.create(
                cluster.place(schema).toString().replace(":" + cluster.port() + "/", ":" + proxy.port() + "/"));
    }

    @Test
    void transactionsWhoseConnectionIsCutAreSettled() throws Exception {
        cut(CUTS);
    }

    @Test
    @Tag("simulation")
    void transactionsWhoseConnectionIsCutAreSettledHoweverOften() throws Exception {
        cut(CUTS_IN_SIMULATION);
    }

    private void cut(int cuts) throws Exception {
        Random random = new Random(SEED);
        ToldKeys told = new ToldKeys();
        try (CuttingProxy proxy = new CuttingProxy(cluster.port())) {
            try (Client client = Stator.open(through(proxy))) {
                client.createDatabase("x");
                Connection connection = client.connect("x");
                connection.transact(Peer.SCHEMA);
                try (ToldKeys.Writers writers = told.write(connection)) {
                    for (int i = 0; i < cuts; i++) {
                        told.after(1 + random.nextInt(WRITES_BETWEEN)).await();
                        proxy.cut(Cut.values()[1 + random.nextInt(Cut.values().length - 1)]);
                    }
                    told.after(WRITES_BETWEEN).await();
                }
                told.check(connection, "seed " + SEED);
                assertThat(proxy.cuts()).isGreaterThan(cuts / 2);
            }
        }
        try (Client again = Stator.open(cluster.place(schema))) {
            told.check(again.connect("x"), "seed " + SEED);
            assertThat(again.verify("x", progress -> {}).damages()).isEmpty();
        }
    }

    @Test
    void whoeverStalledIsToldThatItWasTakenOverFrom() throws Exception {
        stall(STALLS);
    }

    @Test
    @Tag("simulation")
    void whoeverStalledIsToldThatItWasTakenOverFromHoweverOften() throws Exception {
        stall(STALLS_IN_SIMULATION);
    }

    /** Has a writer's connections stall in the midst of its transactions, while another one takes over. */
    private void stall(int stalls) throws Exception {
        Random random = new Random(SEED);
        try (Client client = Stator.open(cluster.place(schema))) {
            client.createDatabase("x");
            client.connect("x").transact(Peer.SCHEMA);
        }
        ToldKeys told = new ToldKeys();
        for (int i = 0; i < stalls; i++) {
            try (CuttingProxy proxy = new CuttingProxy(cluster.port());
                    Client first = Stator.open(through(proxy));
                    ToldKeys.Writers writers = told.write(first.connect("x"))) {
                told.after(1 + random.nextInt(WRITES_BETWEEN)).await();
                proxy.stall(true);
                try (Client second = Stator.open(cluster.place(schema, "&statorTakeover=true"))) {
                    Connection taken = second.connect("x");
                    try (ToldKeys.Writers others = told.write(taken)) {
                        told.after(WRITES_BETWEEN).await();
                        proxy.stall(false);
                        writers.awaitFenced();
                    }
                    told.check(taken, "seed " + SEED + " stall " + i);
                }
            }
        }
    }

    @Test
    void aProcessThatWritesAndIsStoppedIsToldThatItWasTakenOverFrom() throws Exception {
        stop(STALLS);
    }

    @Test
    @Tag("simulation")
    void aProcessThatWritesAndIsStoppedIsToldThatItWasTakenOverFromHoweverOften() throws Exception {
        stop(STALLS_IN_SIMULATION);
    }

    /** Stops a process in the midst of its transactions, takes over, and has it go on. */
    private void stop(int stops) throws Exception {
        Random random = new Random(SEED);
        URI place = cluster.place(schema);
        KillScenario.create(place.toString());
        for (int run = 0; run < stops; run++) {
            File complaints = Files.createTempFile(directory, "child", ".err").toFile();
            Process process = KilledProcess.start(KilledWriter.class, place.toString(), run, complaints);
            List<String> heard = new ArrayList<>();
            try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                for (int left = 2 + random.nextInt(LINES_MAX); left > 0; left--) {
                    heard.add(String.valueOf(output.readLine()));
                }
                signal(process, "STOP");
                try (Client second = Stator.open(cluster.place(schema, "&statorTakeover=true"))) {
                    Connection taken = second.connect(KilledWriter.DATABASE);
                    taken.transact("[{:d/key \"taken " + run + "\"}]");
                    signal(process, "CONT");
                    taken.transact("[{:d/key \"again " + run + "\"}]");
                    for (String line = output.readLine(); line != null; line = output.readLine()) {
                        heard.add(line);
                    }
                    assertThat(process.waitFor(END_SECONDS, TimeUnit.SECONDS)).isTrue();
                    Set<Object> there = keys(taken);
                    for (String line : heard) {
                        String[] words = line.split(" ", -1);
                        if (words[0].equals("A")) {
                            assertThat(there)
                                    .as("run %s, seed %s", run, SEED)
                                    .contains(KilledWriter.key(
                                            run, Integer.parseInt(words[1]), Long.parseLong(words[2])));
                        }
                    }
                    assertThat(there).contains("taken " + run, "again " + run);
                    assertThat(second.verify(KilledWriter.DATABASE, progress -> {})
                                    .damages())
                            .isEmpty();
                }
            } finally {
                process.destroyForcibly();
            }
            assertThat(Files.readString(complaints.toPath())).contains("has taken it over");
        }
    }

    private static void signal(Process process, String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    private static Set<Object> keys(Connection connection) {
        try {
            return connection.db().query("[:find ?k :where [_ :d/key ?k]]").list().stream()
                    .map(row -> row.get(0))
                    .collect(Collectors.toSet());
        } catch (Anomaly failed) {
            throw new AssertionError(failed);
        }
    }
}

package io.stator.storage.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Datom;
import io.stator.Results;
import io.stator.Stator;
import io.stator.Transaction;
import io.stator.dynamodb.junit.DynamoDbLocal;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that transacts, at random moments, and looks at what it left; DynamoDB Local is a process of its own. */
@ExtendWith(ExpectedTakeovers.class)
final class KillTest {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);
    private static final int KILLS = Integer.getInteger("stator.kills", 10);
    private static final int KILLS_IN_SIMULATION = 100;
    private static final int LINES_MAX = 120;
    private static final int END_SECONDS = 60;
    private static final Pattern KEY = Pattern.compile("\\d+-\\d+-\\d+");

    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start();

    @TempDir
    private Path directory;

    private final long[] submitted = new long[KilledWriter.THREADS];
    private final long[] acknowledged = new long[KilledWriter.THREADS];
    private final Random random = new Random(SEED);

    @Test
    void nothingAcknowledgedIsLostWhenTheProcessIsKilled() throws IOException, InterruptedException {
        killAndLook("killed", KILLS);
    }

    @Test
    @Tag("simulation")
    void nothingAcknowledgedIsLostHoweverOftenTheProcessIsKilled() throws IOException, InterruptedException {
        killAndLook("often-killed", KILLS_IN_SIMULATION);
    }

    private void killAndLook(String table, int kills) throws IOException, InterruptedException {
        URI place = URI.create("dynamodb+" + LOCAL.endpoint() + "/" + table);
        DynamoDbStorage.create(place);
        long t;
        try (Client client = Stator.open(place)) {
            client.createDatabase(KilledWriter.DATABASE);
            t = client.connect(KilledWriter.DATABASE).transact("""
                            [{:db/ident :d/key :db/valueType :db.type/string :db/cardinality :db.cardinality/one
                              :db/unique :db.unique/identity}
                             {:db/ident :d/text :db/valueType :db.type/string :db/cardinality :db.cardinality/one}]
                            """).dbAfter().t();
        }
        for (int run = 0; run < kills; run++) {
            kill(place, run);
            t = look(place, run, t);
        }
    }

    private void kill(URI place, int run) throws IOException, InterruptedException {
        Arrays.fill(submitted, -1);
        Arrays.fill(acknowledged, -1);
        int lines = random.nextInt(LINES_MAX);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        place.toString(),
                        Integer.toString(run))
                .redirectError(new File(directory.toFile(), "child.err"))
                .start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).as("seed %s run %s", SEED, run).isEqualTo("READY");
            for (int i = 0; i < lines; i++) {
                hear(output.readLine());
            }
            process.toHandle().destroyForcibly();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                hear(line);
            }
        }
        assertThat(process.waitFor(END_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private void hear(String line) {
        String[] words = String.valueOf(line).split(" ", -1);
        if (words.length == 3) {
            long[] last = words[0].equals("S") ? submitted : acknowledged;
            last[Integer.parseInt(words[1])] = Long.parseLong(words[2]);
        }
    }

    /** Checks that the log goes on from before with a beginning of what each thread submitted, all of what was acknowledged in it. */
    private long look(URI place, int run, long lastT) {
        try (Client client = Stator.open(place, KilledWriter.config(run))) {
            Connection connection = client.connect(KilledWriter.DATABASE);
            List<Transaction> log = connection
                    .transactions(lastT + 1, null)
                    .limit(Results.NO_LIMIT)
                    .list();
            long[] counts = new long[KilledWriter.THREADS];
            long t = lastT;
            for (Transaction transaction : log) {
                assertThat(transaction.t()).isEqualTo(++t);
                check(run, transaction.data(), counts);
            }
            for (int thread = 0; thread < KilledWriter.THREADS; thread++) {
                assertThat(counts[thread] - 1)
                        .as("thread %s of run %s, seed %s", thread, run, SEED)
                        .isBetween(acknowledged[thread], submitted[thread]);
            }
            assertThat(connection.db().t()).isEqualTo(t);
            return t;
        }
    }

    private static void check(int run, List<Datom> data, long[] counts) {
        String key = data.stream()
                .filter(datom ->
                        datom.v() instanceof String text && KEY.matcher(text).matches())
                .map(datom -> (String) datom.v())
                .findFirst()
                .orElseThrow();
        int thread = Integer.parseInt(key.split("-", -1)[1]);
        long count = counts[thread]++;
        assertThat(key).isEqualTo(KilledWriter.key(run, thread, count));
        assertThat(data).hasSize(1 + KilledWriter.datoms(thread, count));
    }
}

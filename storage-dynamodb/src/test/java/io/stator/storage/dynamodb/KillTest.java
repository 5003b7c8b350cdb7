package io.stator.storage.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Datom;
import io.stator.Results;
import io.stator.Transaction;
import io.stator.dynamodb.junit.DynamoDbLocal;
import io.stator.engine.storage.StorageException;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Kills a process that transacts, at random moments, and looks at what it left; DynamoDB Local is a process of its own. While one process
 * starts, another one, of another system, writes or is looked at.
 */
@ExtendWith(ExpectedTakeovers.class)
final class KillTest {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);
    private static final int KILLS = Integer.getInteger("stator.kills", 100);
    private static final int KILLS_IN_SIMULATION = 1_000;

    /** The kills of an ordinary run come in so many groups, each with systems and a time-out of its own. */
    private static final int GROUPS = 10;

    static final List<Integer> GROUP_NUMBERS =
            IntStream.range(0, GROUPS).boxed().toList();

    /** Among so many kills there is one that comes after a record in parts. */
    private static final int SURE_KILLS = 8;

    private static final int LANES = 2;
    private static final int LINES_MAX = 60;
    private static final int ATTEMPTS_MAX = 10;
    private static final int END_SECONDS = 60;
    private static final int TRAINING_TRANSACTIONS = 6;
    private static final Pattern KEY = Pattern.compile("\\d+-\\d+-\\d+");

    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start();

    @TempDir
    private static Path directory;

    private static QuickProcess processes;

    @BeforeAll
    static void train() throws IOException, InterruptedException {
        processes = new QuickProcess(KilledWriter.class, directory);
        processes.train(system("killed-never").toString(), "1", Integer.toString(TRAINING_TRANSACTIONS));
    }

    @ParameterizedTest
    @FieldSource("GROUP_NUMBERS")
    void nothingAcknowledgedIsLostWhenTheProcessIsKilled(int group) {
        killAndLook("killed-" + group, (KILLS + GROUPS - 1 - group) / GROUPS);
    }

    @Test
    @Tag("simulation")
    void nothingAcknowledgedIsLostHoweverOftenTheProcessIsKilled() {
        killAndLook("often-killed", KILLS_IN_SIMULATION);
    }

    private static void killAndLook(String table, int kills) {
        AtomicLong parts = new AtomicLong();
        Lanes.run(LANES, lane -> {
            Killing killing = new Killing(system(table + "-" + lane), new Random(SEED + table.hashCode() + lane));
            for (int run = lane; run < kills; run += LANES) {
                killing.kill(run);
                killing.look(run);
            }
            parts.addAndGet(killing.parts);
        });
        assertThat(parts).as("records in parts were read").hasValueGreaterThan(kills < SURE_KILLS ? -1 : 0);
    }

    /** Makes a system with a database, and returns where it is. */
    private static URI system(String table) {
        URI place = URI.create("dynamodb+" + LOCAL.endpoint() + "/" + table);
        create(place);
        try (Client client = KilledWriter.open(place.toString(), 0)) {
            client.createDatabase(KilledWriter.DATABASE);
            client.connect(KilledWriter.DATABASE).transact("""
                            [{:db/ident :d/key :db/valueType :db.type/string :db/cardinality :db.cardinality/one
                              :db/unique :db.unique/identity}
                             {:db/ident :d/text :db/valueType :db.type/string :db/cardinality :db.cardinality/one}]
                            """);
        }
        return place;
    }

    /** Makes a table; a server that has just been started on a busy machine may take longer than a call has. */
    private static void create(URI place) {
        for (int attempt = 1; ; attempt++) {
            try {
                DynamoDbStorage.create(place);
                return;
            } catch (StorageException failure) {
                if (failure.kind() == StorageException.Kind.EXISTS) {
                    return;
                }
                if (failure.kind() != StorageException.Kind.BUSY || attempt == ATTEMPTS_MAX) {
                    throw failure;
                }
            }
        }
    }

    /** Kills one process after the other that writes to a system. */
    private static final class Killing {
        private final long[] submitted = new long[KilledWriter.THREADS];
        private final long[] acknowledged = new long[KilledWriter.THREADS];
        private final URI place;
        private final Random random;
        private long lastT;
        private long parts;

        Killing(URI place, Random random) {
            this.place = place;
            this.random = random;
            try (Client client = KilledWriter.open(place.toString(), 0)) {
                lastT = client.connect(KilledWriter.DATABASE).db().t();
            }
        }

        void kill(int run) throws IOException, InterruptedException {
            Arrays.fill(submitted, -1);
            Arrays.fill(acknowledged, -1);
            int lines = random.nextInt(LINES_MAX);
            File complaints = new File(directory.toFile(), place.getPath().substring(1) + ".err");
            Process process = processes.start(complaints, place.toString(), Integer.toString(run));
            try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                assertThat(output.readLine())
                        .as(() -> "seed " + SEED + " run " + run + ": " + QuickProcess.complaints(complaints))
                        .isEqualTo("READY");
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
        void look(int run) {
            try (Client client = KilledWriter.open(place.toString(), run)) {
                Connection connection = client.connect(KilledWriter.DATABASE);
                List<Transaction> log = connection
                        .transactions(lastT + 1, null)
                        .limit(Results.NO_LIMIT)
                        .list();
                long[] counts = new long[KilledWriter.THREADS];
                for (Transaction transaction : log) {
                    assertThat(transaction.t()).isEqualTo(++lastT);
                    check(run, transaction.data(), counts);
                }
                for (int thread = 0; thread < KilledWriter.THREADS; thread++) {
                    assertThat(counts[thread] - 1)
                            .as("thread %s of run %s, seed %s", thread, run, SEED)
                            .isBetween(acknowledged[thread], submitted[thread]);
                }
                assertThat(connection.db().t()).isEqualTo(lastT);
                parts += client.storageStats().calls().get("part-get").answered();
            }
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

package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Results;
import io.stator.Stator;
import io.stator.Transaction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Kills a process that transacts, at random moments, and looks at what it left. */
final class KillScenario {
    private static final long SEED = Long.getLong("stator.seed", 20261122L);
    private static final int LINES_MAX = 400;
    private static final Pattern KEY = Pattern.compile("\\d+-\\d+-\\d+");

    private final String location;
    private final Path directory;

    /**
     * Creates one.
     *
     * @param location where the system is, as the child is told
     * @param directory where the child complains
     */
    KillScenario(String location, Path directory) {
        this.location = location;
        this.directory = directory;
    }

    /** What the child said of each of its threads: the last count it submitted and the last one acknowledged. */
    private static final class Heard {
        final long[] submitted = new long[KilledWriter.THREADS];
        final long[] acknowledged = new long[KilledWriter.THREADS];

        Heard() {
            Arrays.fill(submitted, -1);
            Arrays.fill(acknowledged, -1);
        }

        void line(String line) {
            String[] words = line.split(" ", -1);
            if (words.length == 3) {
                long[] last = words[0].equals("S") ? submitted : acknowledged;
                last[Integer.parseInt(words[1])] = Long.parseLong(words[2]);
            }
        }
    }

    /** Makes the database that a {@link KilledWriter} writes to. */
    static void create(String location) {
        try (Client client = Stator.open(location)) {
            client.createDatabase(KilledWriter.DATABASE);
            client.connect(KilledWriter.DATABASE).transact("""
                            [{:db/ident :d/key :db/valueType :db.type/string :db/cardinality :db.cardinality/one
                              :db/unique :db.unique/identity}
                             {:db/ident :d/number :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
                             {:db/ident :d/payload :db/valueType :db.type/string :db/cardinality :db.cardinality/one}]
                            """);
        }
    }

    /** Makes a database, and kills a process that writes to it so often. */
    void killAndLook(int kills) throws IOException, InterruptedException {
        Random random = new Random(SEED);
        create(location);
        long t = 6;
        for (int kill = 0; kill < kills; kill++) {
            Heard heard = killed(kill, random.nextInt(LINES_MAX));
            t = look(kill, heard, t);
        }
    }

    private Heard killed(int run, int lines) throws IOException, InterruptedException {
        Heard heard = new Heard();
        new KilledProcess(KilledWriter.class, location, directory)
                .run(run, "seed " + SEED + " run " + run, lines, () -> {}, heard::line);
        return heard;
    }

    /** Checks that the log goes on from before with a prefix of what each thread submitted. */
    private long look(int run, Heard heard, long lastT) {
        try (Client client = Stator.open(location)) {
            Connection connection = client.connect(KilledWriter.DATABASE);
            List<Transaction> log = connection
                    .transactions(lastT + 1, null)
                    .limit(Results.NO_LIMIT)
                    .list();
            long[] counts = new long[KilledWriter.THREADS];
            long t = lastT;
            for (Transaction transaction : log) {
                assertThat(transaction.t()).isEqualTo(++t);
                check(run, transaction, counts);
            }
            for (int thread = 0; thread < KilledWriter.THREADS; thread++) {
                assertThat(counts[thread] - 1)
                        .as("thread %s of run %s, seed %s", thread, run, SEED)
                        .isBetween(heard.acknowledged[thread], heard.submitted[thread]);
            }
            assertThat(connection.db().t()).isEqualTo(t);
            assertThat(client.verify(KilledWriter.DATABASE, progress -> {}).damages())
                    .as("run %s, seed %s", run, SEED)
                    .isEmpty();
            Set<Datom> logged = new HashSet<>();
            log.forEach(transaction -> logged.addAll(transaction.data()));
            Results<Datom> indexed = connection.db().history().since(lastT).datoms(Index.EAVT);
            assertThat(new HashSet<>(indexed.limit(Results.NO_LIMIT).list()))
                    .as("run %s, seed %s", run, SEED)
                    .isEqualTo(logged);
            return t;
        }
    }

    private static void check(int run, Transaction transaction, long[] counts) {
        List<Datom> data = transaction.data();
        String key = data.stream()
                .filter(datom ->
                        datom.v() instanceof String text && KEY.matcher(text).matches())
                .map(datom -> (String) datom.v())
                .findFirst()
                .orElseThrow();
        int thread = Integer.parseInt(key.split("-", -1)[1]);
        long count = counts[thread]++;
        assertThat(key).isEqualTo(KilledWriter.key(run, thread, count));
        Map<Boolean, Long> added =
                data.stream().collect(Collectors.partitioningBy(Datom::added, Collectors.counting()));
        long expected = 1
                + KilledWriter.forms(run, thread, count).stream()
                        .mapToLong(Map::size)
                        .sum();
        assertThat(added).isEqualTo(Map.of(true, expected, false, 0L));
    }
}

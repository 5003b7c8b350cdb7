package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Retry;
import io.stator.Stator;
import io.stator.TxData;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An import, in batches of any size and cut off anywhere, comes to the same as one transaction for each group of forms.
 *
 * <p>{@code -Dstator.seed=N} repeats a run, {@code -Dstator.imports=N} makes it longer.
 */
final class ImportEquivalenceTest {
    private static final long SEED = Long.getLong("stator.seed", 20_261_130L);
    private static final int ROUNDS = Integer.getInteger("stator.imports", 300);
    private static final int DEATHS_MAX = 6;

    @TempDir
    private Path directory;

    private final StringBuilder err = new StringBuilder();

    @Test
    void anImportComesToOneTransactionForEachGroup() throws Exception {
        int complete = 0;
        for (int round = 0; round < ROUNDS; round++) {
            complete += round(SEED + round) ? 1 : 0;
        }
        assertThat(complete).as("imports that got to the end").isGreaterThan(ROUNDS / 2);
    }

    private boolean round(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        RandomForms forms = new RandomForms(random, random.nextInt(4));
        List<String> file = mended(forms.file(random.nextInt(1, 60)), random);
        Optional<List<NaiveGroups.Group>> groups = NaiveGroups.of(file);
        Path path = Files.writeString(directory.resolve("forms.edn"), String.join("\n", file));
        try (Client client = Stator.inMemory()) {
            Connection expected = database(client, "expected");
            boolean complete = groups.isPresent() && transact(expected, groups.get());
            Connection imported = database(client, "imported");
            List<String> runs = new ArrayList<>();
            String outcome = "died";
            for (int run = 0; outcome.equals("died"); run++) {
                int batch = random.nextInt(4) == 0 ? 1_000 : random.nextInt(1, 8);
                int life = run < DEATHS_MAX && random.nextBoolean() ? random.nextInt(0, 8) : Integer.MAX_VALUE;
                outcome = load(new MortalConnection(imported, life), path, batch);
                runs.add("batch " + batch + " life " + life + ": " + outcome);
            }
            String about = "seed " + seed + "\n" + String.join("\n", file) + "\n" + String.join("\n", runs);
            assertThat(outcome.equals("done")).as(about).isEqualTo(complete);
            assertThat(describe(imported.db())).as(about).isEqualTo(describe(expected.db()));
            return complete;
        }
    }

    private static Connection database(Client client, String name) {
        client.createDatabase(name);
        Connection connection = client.connect(name);
        connection.transact(TxData.of(Edn.readAll(RandomForms.SCHEMA)));
        return connection;
    }

    private static boolean transact(Connection connection, List<NaiveGroups.Group> groups) {
        return groups.stream().allMatch(group -> transact(connection, group));
    }

    private static boolean transact(Connection connection, NaiveGroups.Group group) {
        try {
            connection.transact(TxData.of(group.forms()));
            return true;
        } catch (Anomaly.Incorrect | Anomaly.Conflict refused) {
            return false;
        }
    }

    /** Returns a file without most of what cannot be transacted. */
    private static List<String> mended(List<String> file, SplittableRandom random) {
        Optional<List<NaiveGroups.Group>> groups = NaiveGroups.of(file);
        if (groups.isEmpty()) {
            return random.nextInt(20) == 0
                    ? file
                    : mended(
                            file.stream().filter(form -> !form.startsWith("[{")).toList(), random);
        }
        List<String> mended = new ArrayList<>();
        try (Client client = Stator.inMemory()) {
            Connection connection = database(client, "probe");
            for (NaiveGroups.Group group : groups.get()) {
                if (transact(connection, group) || random.nextInt(150) == 0) {
                    mended.addAll(group.texts());
                }
            }
        }
        return mended;
    }

    private String load(MortalConnection connection, Path file, int batch) throws InterruptedException, IOException {
        List<ImportFile> files = ImportFile.list(List.of(file), List.of(".edn"));
        try (Console console = Console.of(InputStream.nullInputStream(), new StringBuilder(), err)) {
            ImportLedger ledger = new ImportLedger(connection);
            ledger.install();
            try (BatchReader reader = new BatchReader(
                    files, batch, ledger, FileForms.edn(false), () -> new KnownAttributes(connection.db()))) {
                ImportProgress progress =
                        new ImportProgress(console, files.get(0).bytes(), System::nanoTime);
                new Importer(
                                connection,
                                ledger,
                                reader,
                                progress,
                                Retry.standard().withSeed(SEED),
                                new CountDownLatch(1))
                        .run();
            }
            return "done";
        } catch (Anomaly failure) {
            return connection.isDead() ? "died" : String.valueOf(failure.getMessage());
        }
    }

    /** Returns the facts of a database with entities named by their labels, and what was said together with each transaction. */
    private static List<String> describe(Database database) {
        Map<Long, String> names = new HashMap<>();
        database.query("[:find ?e ?label :where [?e :x/label ?label]]").stream()
                .sorted((left, right) -> String.valueOf(left).compareTo(String.valueOf(right)))
                .forEach(row -> names.merge((Long) row.get(0), (String) row.get(1), (all, one) -> all + "+" + one));
        List<String> facts = new ArrayList<>();
        Map<Long, TreeSet<String>> together = new HashMap<>();
        for (Datom datom : database.datoms(Index.EAVT).limit(-1)) {
            Keyword attribute = database.ident(datom.a()).orElseThrow();
            if ("x".equals(attribute.namespace())) {
                boolean reference = List.of("ref", "refs", "part").contains(attribute.name());
                Object value = reference ? names.getOrDefault((Long) datom.v(), "?") : datom.v();
                facts.add(names.getOrDefault(datom.e(), "?") + " " + attribute + " " + value);
                if (names.containsKey(datom.tx())) {
                    together.computeIfAbsent(datom.tx(), tx -> new TreeSet<>()).add(attribute + " " + value);
                }
            }
        }
        together.forEach((tx, said) -> facts.add("transaction " + names.get(tx) + " " + said));
        return facts.stream().sorted().toList();
    }
}

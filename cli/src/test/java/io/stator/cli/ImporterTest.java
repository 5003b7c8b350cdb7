package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Retry;
import io.stator.Stator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Importing over a connection that fails. */
final class ImporterTest {
    private static final long SEED = Long.getLong("stator.seed", 20_261_122L);
    private static final int ITEMS = 2_000;
    private static final String SCHEMA = """
            {:db/ident :item/number :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
            """;

    @TempDir
    private Path directory;

    private final StringBuilder err = new StringBuilder();

    private Path items() throws IOException {
        StringBuilder text = new StringBuilder(SCHEMA);
        for (int i = 0; i < ITEMS; i++) {
            text.append("{:item/number ").append(i).append("}\n");
        }
        return Files.writeString(directory.resolve("items.edn"), text);
    }

    private void load(Connection connection, Path file, int batch, CountDownLatch cancelled)
            throws InterruptedException {
        List<ImportFile> files = ImportFile.list(List.of(file), List.of(".edn"));
        ImportLedger ledger = new ImportLedger(connection);
        ledger.install();
        try (Console console = Console.of(InputStream.nullInputStream(), new StringBuilder(), err);
                BatchReader reader = new BatchReader(
                        files, batch, ledger, FileForms.edn(false), () -> new KnownAttributes(connection.db()))) {
            ImportProgress progress = new ImportProgress(console, files.get(0).bytes(), System::nanoTime);
            new Importer(connection, ledger, reader, progress, Retry.standard().withSeed(SEED), cancelled).run();
        }
    }

    private static void isInOnceAndInOrder(Connection connection) {
        List<Long> numbers = new java.util.ArrayList<>();
        connection.transactions(null, null).stream()
                .flatMap(transaction -> transaction.data().stream())
                .filter(datom -> connection
                        .db()
                        .ident(datom.a())
                        .map(ident -> ident.name().equals("number"))
                        .orElse(false))
                .forEach(datom -> numbers.add((Long) datom.v()));
        assertThat(numbers).hasSize(ITEMS).doesNotHaveDuplicates();
        assertThat(numbers).as("seed %d", SEED).isSorted();
    }

    @Test
    @Timeout(120)
    void refusalsAndLostAnswersNeitherLoseNorDoubleAnything() throws Exception {
        for (int round = 0; round < 3; round++) {
            try (Client client = Stator.inMemory()) {
                client.createDatabase("items");
                Connection connection = client.connect("items");
                load(new FlakyConnection(connection, SEED + round, 0.1), items(), 20, new CountDownLatch(1));
                isInOnceAndInOrder(connection);
            }
        }
        assertThat(err.toString()).contains("busy: ").contains("next try in ");
    }

    @Test
    void aCancelledImportDoesNothingMoreAndCanGoOnLater() throws Exception {
        try (Client client = Stator.inMemory()) {
            client.createDatabase("items");
            Connection connection = client.connect("items");
            CountDownLatch cancelled = new CountDownLatch(1);
            cancelled.countDown();
            load(connection, items(), 10, cancelled);
            assertThat(connection.db().entityId(":item/number")).isEmpty();
            load(connection, items(), 10, new CountDownLatch(1));
            isInOnceAndInOrder(connection);
        }
    }
}

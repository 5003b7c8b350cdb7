package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Index;
import io.stator.Limit;
import io.stator.Results;
import io.stator.Stator;
import io.stator.SystemConfig;
import io.stator.engine.durable.StoredIndexes;
import io.stator.engine.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.logging.Filter;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A byte of a file with segments that is not what was written is found out, or decides no answer. */
final class FlippedSegmentsTest {
    private static final long SEED = Long.getLong("stator.seed", System.nanoTime());
    private static final int SAMPLES = 250;
    private static final int LIVE = 60;
    private static final String NAME = "x";
    private static final Logger ENGINE = Logger.getLogger("io.stator.engine.durable.StoredIndexes");

    @TempDir
    private Path temporary;

    private Path directory;
    private Path file;
    private byte[] content;
    private List<Object> expected;
    private @Nullable String id;
    private @Nullable Filter before;

    @BeforeEach
    void write() throws IOException {
        before = ENGINE.getFilter();
        ENGINE.setFilter(entry -> false);
        directory = SampleSystem.quickDirectory(temporary);
        file = directory.resolve("stator.db");
        for (int opening = 0; !hasSegments(); opening++) {
            try (Client client = Stator.open(directory, SystemConfig.standard().withLimit(Limit.LIVE_FACTS, LIVE))) {
                client.createDatabase(NAME);
                Connection connection = client.connect(NAME);
                id = connection.databaseId();
                connection.transact("""
                        [{:db/ident :p/id :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
                         {:db/ident :p/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one}]""");
                for (int i = 0; i < LIVE; i++) {
                    connection.transact("[{:p/id " + i + " :p/name \"n" + opening + "-" + i % 7 + "\"}]");
                }
                expected = everything(connection);
            }
        }
        content = Files.readAllBytes(file);
    }

    private boolean hasSegments() {
        String known = id;
        if (known == null) {
            return false;
        }
        try (Storage storage = SqliteStorage.open(file)) {
            return storage.roots().read(StoredIndexes.root(known)).isPresent();
        }
    }

    @AfterEach
    void remove() throws IOException {
        ENGINE.setFilter(before);
        clear();
        if (!directory.equals(temporary)) {
            Files.delete(directory);
        }
    }

    private void clear() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path each : files.toList()) {
                Files.delete(each);
            }
        }
    }

    private static List<Object> everything(Connection connection) {
        List<Object> all = new ArrayList<>();
        Database db = connection.db();
        for (Index index : Index.values()) {
            all.addAll(db.datoms(index).limit(Results.NO_LIMIT).list());
            all.addAll(db.history().datoms(index).limit(Results.NO_LIMIT).list());
        }
        connection.transactions(null, null).limit(Results.NO_LIMIT).forEach(each -> all.addAll(each.data()));
        all.add(db.stats());
        return all;
    }

    private void change(int place, int flipped) throws IOException {
        clear();
        byte[] changed = content.clone();
        changed[place] ^= (byte) flipped;
        Files.write(file, changed);
        String where = "byte " + place + " changed by " + flipped + ", seed " + SEED;
        try (Client client = Stator.open(directory)) {
            assertThat(everything(client.connect(NAME))).as(where).isEqualTo(expected);
        } catch (Anomaly complaint) {
            assertThat(complaint).as(where).isInstanceOfAny(Anomaly.Fault.class, Anomaly.Incorrect.class);
            assertThat(complaint).as(where).hasMessageMatching("(?s).*(stator\\.db|segment i\\d).*");
        }
    }

    @Test
    void aSampleOfChangedBytesIsFoundOutOrDecidesNoAnswer() throws IOException {
        Random random = new Random(SEED);
        for (int sample = 0; sample < SAMPLES; sample++) {
            change(random.nextInt(content.length), random.nextBoolean() ? 0xff : 1 << random.nextInt(Byte.SIZE));
        }
    }

    @Test
    @Tag("simulation")
    void everyChangedByteIsFoundOutOrDecidesNoAnswer() throws IOException {
        Random random = new Random(SEED);
        for (int place = 0; place < content.length; place++) {
            change(place, 1 << random.nextInt(Byte.SIZE));
        }
    }
}

package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.engine.storage.Root;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A small system with several databases, records of all sizes, segments and roots, and what reading it must give. */
final class SampleSystem {

    private static final List<String> DATABASES = List.of("first", "second", "third");
    private static final int RECORDS = 30;
    private static final int LARGE = 20_000;

    private SampleSystem() {}

    /** Writes everything to an empty storage. */
    static void write(Storage storage) {
        for (String database : DATABASES) {
            for (int sequence = 0; sequence < RECORDS; sequence++) {
                storage.log(database).append(sequence, 0, record(database, sequence));
            }
            storage.log(database).rewrite(3, 0, record(database, 3));
            storage.segments(database).put("segment", record(database, 1));
            storage.roots().compareAndSet(database + "/root", Roots.ABSENT, record(database, 2));
        }
        storage.log("deleted").append(0, 0, new byte[9_000]);
        storage.deleteDatabase("deleted");
        storage.roots().compareAndSet("catalog", Roots.ABSENT, record("catalog", 0));
    }

    /** Checks that a storage holds everything, or says that it does not. */
    static void requireAllOrComplaint(Path file, String description) {
        try (Storage storage = SqliteStorage.open(file)) {
            requireAll(storage, description);
        } catch (StorageException complaint) {
            assertThat(complaint.kind()).as(description + ": " + complaint).isIn(Kind.CORRUPT, Kind.FOREIGN);
            assertThat(complaint).as(description).hasMessageContaining(file.toString());
        } catch (RuntimeException failure) {
            throw new AssertionError(description, failure);
        }
    }

    static void requireAll(Storage storage, String description) {
        requireAll(storage, 0, description);
    }

    /** Checks that a storage holds everything, and some more roots. */
    static void requireAll(Storage storage, int moreRoots, String description) {
        for (String database : DATABASES) {
            List<byte[]> records = new ArrayList<>();
            storage.log(database).read(0, (sequence, epoch, bytes) -> {
                assertThat(bytes).as(description).isEqualTo(record(database, sequence));
                return records.add(bytes);
            });
            assertThat(records).as(description).hasSize(RECORDS);
            assertThat(storage.log(database).lastSequence()).as(description).hasValue(RECORDS - 1);
            // a segment that is asked for is known to be there, so that its absence is found out by who asks
            storage.segments(database)
                    .get("segment")
                    .ifPresent(bytes -> assertThat(bytes).as(description).isEqualTo(record(database, 1)));
            assertThat(storage.roots().read(database + "/root"))
                    .as(description)
                    .contains(new Root(1, record(database, 2)));
        }
        assertThat(storage.log("deleted").lastSequence()).as(description).isEmpty();
        assertThat(storage.roots().read("catalog")).as(description).contains(new Root(1, record("catalog", 0)));
        assertThat(storage.roots().names("")).as(description).hasSize(DATABASES.size() + 1 + moreRoots);
    }

    private static byte[] record(String database, long sequence) {
        byte[] bytes = new byte[sequence == 20 ? LARGE : (int) (sequence * 17)];
        new Random(database.hashCode() + sequence).nextBytes(bytes);
        return bytes;
    }

    /** Returns a new directory where files are quick, if there is one, because a file is opened many times. */
    static Path quickDirectory(Path otherwise) throws IOException {
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory) ? Files.createTempDirectory(memory, "stator") : otherwise;
    }
}

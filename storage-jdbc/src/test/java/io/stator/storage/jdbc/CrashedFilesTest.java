package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is left of a system whose process was killed is opened with all that was acknowledged, or not at all when a part of it is missing,
 * damaged, or another system's. Files that are copied while nothing is written are what a kill at that time leaves.
 */
final class CrashedFilesTest {

    @RegisterExtension
    static final ExpectedWarnings WARNINGS =
            new ExpectedWarnings(".end is missing, so nothing tells", "is not the file that was last open here");

    private static final long SEED = Long.getLong("stator.seed", System.nanoTime());
    private static final int SAMPLES = 500;
    private static final String NAME = "stator.db";
    private static final int APPENDED = 5;

    @TempDir
    private Path temporary;

    private Path directory;
    private Path file;

    /** The file as it was closed before the process that was killed opened it. */
    private Map<String, byte[]> before;

    /** The files after the kill. */
    private Map<String, byte[]> crashed;

    @BeforeEach
    void crash() throws IOException {
        directory = SampleSystem.quickDirectory(temporary);
        file = directory.resolve(NAME);
        try (Storage storage = SqliteStorage.open(file)) {
            SampleSystem.write(storage);
        }
        before = files();
        assertThat(before).containsOnlyKeys(NAME);
        try (Storage storage = SqliteStorage.open(file)) {
            for (int sequence = 0; sequence < APPENDED; sequence++) {
                storage.log("crashed").append(sequence, 0, new byte[(sequence + 1) * 3_000]);
            }
            storage.roots().compareAndSet("crashed", 0, new byte[1]);
            crashed = files();
        }
        assertThat(crashed).containsOnlyKeys(NAME, NAME + "-wal", NAME + "-shm", NAME + ".end");
    }

    @AfterEach
    void remove() throws IOException {
        clear();
        if (!directory.equals(temporary)) {
            Files.delete(directory);
        }
    }

    private Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> contents = new HashMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path each :
                    files.filter(path -> !path.toString().endsWith(".lock")).toList()) {
                contents.put(each.getFileName().toString(), Files.readAllBytes(each));
            }
        }
        return contents;
    }

    private void clear() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path each : files.toList()) {
                Files.delete(each);
            }
        }
    }

    private void put(Map<String, byte[]> contents) throws IOException {
        clear();
        for (Map.Entry<String, byte[]> each : contents.entrySet()) {
            Files.write(directory.resolve(each.getKey()), each.getValue());
        }
    }

    private static Map<String, byte[]> with(Map<String, byte[]> contents, String suffix, byte[] changed) {
        Map<String, byte[]> all = new HashMap<>(contents);
        all.put(NAME + suffix, changed);
        return all;
    }

    private static Map<String, byte[]> without(Map<String, byte[]> contents, String... suffixes) {
        Map<String, byte[]> rest = new HashMap<>(contents);
        for (String suffix : suffixes) {
            rest.remove(NAME + suffix);
        }
        return rest;
    }

    /** Opens what is there, which must be everything, before and after it is closed once more. */
    private void requireEverything(String description) {
        for (int opening = 0; opening < 2; opening++) {
            try (Storage storage = SqliteStorage.open(file)) {
                requireAll(storage, description);
            }
        }
    }

    private static void requireAll(Storage storage, String description) {
        SampleSystem.requireAll(storage, 1, description);
        assertThat(storage.log("crashed").lastSequence()).as(description).hasValue(APPENDED - 1);
        int[] read = {0};
        storage.log("crashed").read(0, (sequence, epoch, bytes) -> ++read[0] > 0);
        assertThat(read[0]).as(description).isEqualTo(APPENDED);
        assertThat(storage.roots().read("crashed")).as(description).isPresent();
    }

    private void requireEverythingOrComplaint(String description) {
        try (Storage storage = SqliteStorage.open(file)) {
            requireAll(storage, description);
        } catch (StorageException complaint) {
            // what was changed in the first bytes may make it another program's file, or one of a later version
            assertThat(complaint.kind()).as(description + ": " + complaint).isIn(Kind.CORRUPT, Kind.FOREIGN);
        }
    }

    /** Opens what is there, which must be refused, twice alike, without a change to any file. */
    private void requireComplaint(String... parts) throws IOException {
        Map<String, byte[]> untouched = files();
        for (int opening = 0; opening < 2; opening++) {
            assertThatThrownBy(() -> SqliteStorage.open(file).close())
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            complaint -> assertThat(complaint.kind()).isEqualTo(Kind.CORRUPT))
                    .hasMessageContainingAll(parts);
        }
        for (Map.Entry<String, byte[]> each : untouched.entrySet()) {
            if (!each.getKey().endsWith("-shm")) {
                assertThat(directory.resolve(each.getKey())).hasBinaryContent(each.getValue());
            }
        }
    }

    @Test
    void everythingIsThereAfterAKill() throws IOException {
        put(crashed);
        requireEverything("all files");
        put(without(crashed, "-shm"));
        requireEverything("without the index of the log");
        put(without(crashed, ".end"));
        requireEverything("without the mark of the end");
        put(with(crashed, "-shm", new byte[32_768]));
        requireEverything("with another index of the log");
    }

    @Test
    void aLogThatIsMissingIsMissed() throws IOException {
        put(without(crashed, "-wal"));
        requireComplaint(NAME + "-wal with its newest transactions is missing", "accept-loss");
        put(without(crashed, "-wal", "-shm"));
        requireComplaint(NAME + "-wal with its newest transactions is missing");
        put(without(crashed, "-wal", "-shm", ".end"));
        requireComplaint(NAME + "-wal with its newest transactions is missing", "copied while it was open");
        put(with(crashed, "-wal", new byte[0]));
        requireComplaint(NAME + "-wal with its newest transactions is missing");
        put(with(crashed, "-wal", new byte[crashed.get(NAME + "-wal").length]));
        requireComplaint("header of", NAME + "-wal");
    }

    @Test
    void aFileThatIsMissingIsMissed() throws IOException {
        put(without(crashed, ""));
        requireComplaint("is missing or empty", NAME + "-wal");
        put(without(crashed, "", "-wal"));
        requireComplaint("is missing or empty", NAME + ".end");
        put(with(crashed, "", new byte[0]));
        requireComplaint("is missing or empty", NAME + "-wal");
    }

    @Test
    void aLossThatIsAcceptedIsAcceptedOnce() throws IOException {
        put(without(crashed, "-wal", "-shm"));
        Path accepted = Files.createFile(directory.resolve(NAME + ".accept-loss"));
        try (Storage storage = SqliteStorage.open(file)) {
            SampleSystem.requireAll(storage, "what was in the file");
            assertThat(storage.log("crashed").lastSequence()).isEmpty();
        }
        assertThat(accepted).doesNotExist();
        try (Storage storage = SqliteStorage.open(file)) {
            SampleSystem.requireAll(storage, "what was in the file, again");
        }
    }

    @Test
    void aLogThatAnotherProgramMovedIntoTheFileIsNotMissed() throws IOException, SQLException {
        put(crashed);
        try (Session session = new Session(SqliteDialect.connect(file, ""))) {
            SqliteDialect.run(session.connection(), "PRAGMA wal_checkpoint(TRUNCATE)");
        }
        assertThat(directory.resolve(NAME + "-wal")).doesNotExist();
        requireEverything("moved by another program");
    }

    @Test
    void theLogOfAnotherSystemIsRefused() throws IOException {
        clear();
        Map<String, byte[]> other;
        try (Storage storage = SqliteStorage.open(file)) {
            storage.log("other").append(0, 0, new byte[100]);
            other = files();
        }
        put(with(crashed, "-wal", other.get(NAME + "-wal")));
        requireComplaint(NAME + "-wal does not belong to", "restore");
        put(with(with(crashed, "-wal", other.get(NAME + "-wal")), ".end", other.get(NAME + ".end")));
        requireComplaint(NAME + "-wal does not belong to");
        put(with(before, "-wal", other.get(NAME + "-wal")));
        requireComplaint(NAME + "-wal does not belong to");
        put(with(without(crashed, ".end"), "-wal", other.get(NAME + "-wal")));
        requireComplaint(NAME);
        put(with(without(other, ".end"), "", crashed.get(NAME)));
        requireComplaint(NAME);
        put(with(other, "", crashed.get(NAME)));
        requireComplaint(NAME + "-wal does not belong to");
    }

    @Test
    void aCopyOverTheFileOfACrashedSystemIsNotSpoiledByItsLog() throws IOException {
        put(with(crashed, "", before.get(NAME)));
        requireComplaint(NAME + "-wal does not belong to", "remove that log", "-shm", ".end");
        put(with(without(crashed, ".end"), "", before.get(NAME)));
        requireComplaint(NAME + "-wal does not belong to");
        put(with(without(crashed, "-wal", "-shm"), "", before.get(NAME)));
        try (Storage storage = SqliteStorage.open(file)) {
            SampleSystem.requireAll(storage, "the copy");
        }
        assertThat(files()).containsOnlyKeys(NAME);
    }

    @Test
    void theLogOfAnEarlierCrashIsRefused() throws IOException {
        put(crashed);
        Map<String, byte[]> again;
        try (Storage storage = SqliteStorage.open(file)) {
            storage.log("crashed").append(APPENDED, 0, new byte[10]);
            again = files();
        }
        put(with(again, "-wal", crashed.get(NAME + "-wal")));
        requireComplaint(NAME + "-wal does not belong to");
        put(with(with(again, "-wal", crashed.get(NAME + "-wal")), ".end", crashed.get(NAME + ".end")));
        requireComplaint(NAME + "-wal does not belong to");
        put(with(without(again, ".end"), "-wal", crashed.get(NAME + "-wal")));
        requireComplaint(NAME + "-wal was left by another opening", "accept-loss");
    }

    @Test
    void aLogThatWasCutAnywhereIsRefused() throws IOException {
        byte[] log = crashed.get(NAME + "-wal");
        int end = (int) endOfLog();
        for (int length = 0; length < end; length += 1_021) {
            put(with(crashed, "-wal", Arrays.copyOf(log, length)));
            requireComplaint(NAME + "-wal");
        }
        put(with(crashed, "-wal", Arrays.copyOf(log, end)));
        requireEverything("cut behind its end");
    }

    /** Returns where the last transaction ends in the log. */
    private long endOfLog() throws IOException {
        put(crashed);
        EndMark mark = EndFile.read(new SystemFiles(file)).orElseThrow();
        assertThat(mark.position().frames()).isGreaterThan(APPENDED);
        return 32 + mark.position().frames() * (24 + Tables.PAGE_BYTES);
    }

    @Test
    void aDamagedTransactionIsNotedWithoutTheMarkOfTheEnd() throws IOException {
        byte[] log = crashed.get(NAME + "-wal").clone();
        log[32 + 24 + 4_000] ^= 1;
        put(with(without(crashed, ".end"), "-wal", log));
        requireComplaint("transactions in", NAME + "-wal", "frame");
    }

    @Test
    void aSampleOfChangedBytesOfTheLogIsFoundOutOrDecidesNothing() throws IOException {
        Random random = new Random(SEED);
        int length = crashed.get(NAME + "-wal").length;
        for (int sample = 0; sample < SAMPLES; sample++) {
            int frame = random.nextInt(length / Tables.PAGE_BYTES);
            int place = sample % 2 == 0
                    ? random.nextInt(length)
                    : Math.min(length - 1, frame * (24 + Tables.PAGE_BYTES) + random.nextInt(100));
            change("-wal", place, random.nextBoolean() ? 0xff : 1 << random.nextInt(Byte.SIZE));
        }
    }

    @Test
    @Tag("simulation")
    void everyChangedByteOfTheLogIsFoundOutOrDecidesNothing() throws IOException {
        Random random = new Random(SEED);
        for (int place = 0; place < crashed.get(NAME + "-wal").length; place++) {
            change("-wal", place, 1 << random.nextInt(Byte.SIZE));
            change("-wal", place, 0xff);
        }
    }

    @Test
    void everyChangedByteOfTheMarkIsFoundOutOrDecidesNothing() throws IOException {
        for (int place = 0; place < crashed.get(NAME + ".end").length; place++) {
            change(".end", place, 1 << place % Byte.SIZE);
        }
    }

    @Test
    void aSampleOfChangedBytesOfTheFileIsFoundOutOrDecidesNothing() throws IOException {
        Random random = new Random(SEED);
        for (int sample = 0; sample < SAMPLES; sample++) {
            change("", random.nextInt(crashed.get(NAME).length), 1 << random.nextInt(Byte.SIZE));
        }
    }

    private void change(String suffix, int place, int flipped) throws IOException {
        byte[] changed = crashed.get(NAME + suffix).clone();
        changed[place] ^= (byte) flipped;
        put(with(crashed, suffix, changed));
        String description = "byte " + place + " of " + NAME + suffix + " changed by " + flipped + ", seed " + SEED;
        try {
            requireEverythingOrComplaint(description);
        } catch (RuntimeException failure) {
            throw new AssertionError(description, failure);
        }
    }
}

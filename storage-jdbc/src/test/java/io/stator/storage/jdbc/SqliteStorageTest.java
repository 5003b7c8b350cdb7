package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.engine.storage.Log;
import io.stator.engine.storage.Root;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageContract;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import io.stator.engine.storage.StorageModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The storage in one SQLite file keeps the contract, refuses what it must not open, and finds damage. */
final class SqliteStorageTest extends StorageContract {

    private static final int MODEL_RUNS = 5;
    private static final int MODEL_STEPS = 150;

    @TempDir
    private Path directory;

    private Path file;

    @Override
    protected Storage openEmpty() {
        file = directory.resolve("new/directories/a b?ü%20.stator");
        return SqliteStorage.open(file);
    }

    @Override
    protected Storage reopen(Storage storage) {
        storage.close();
        return SqliteStorage.open(file);
    }

    @Test
    void aClosedFileIsAllThereIsToCopy() throws Exception {
        Path original = directory.resolve("original");
        try (Storage storage = SqliteStorage.open(original)) {
            storage.log("a").append(0, 0, new byte[] {1});
        }
        assertThat(directory.resolve("original-wal")).doesNotExist();
        Path copy = Files.copy(original, directory.resolve("copy"));

        try (Storage storage = SqliteStorage.open(copy)) {
            assertThat(storage.log("a").lastSequence()).hasValue(0);
        }
    }

    @Test
    void aFileIsOpenedOnceInAProcess() throws Exception {
        Path path = directory.resolve("once");
        Path link = directory.resolve("link");
        try (Storage storage = SqliteStorage.open(path)) {
            Files.createSymbolicLink(link, path);
            String pid = Long.toString(ProcessHandle.current().pid());
            assertFails(Kind.LOCKED, path, pid, () -> SqliteStorage.open(path));
            assertFails(Kind.LOCKED, path, pid, () -> SqliteStorage.open(directory.resolve("./x/../once")));
            assertFails(Kind.LOCKED, path, pid, () -> SqliteStorage.open(link));
            storage.log("a").append(0, 0, new byte[1]);
            assertThat(Opener.openInChild(path)).startsWith("LOCKED ").contains(path.toString(), pid);
        }
        SqliteStorage.open(path).close();
        assertThat(Opener.openInChild(path)).isEqualTo("OPENED");
    }

    @Test
    void aFileOpenInAnotherProcessIsLockedUntilThatIsKilled() throws Exception {
        Path path = directory.resolve("other");
        try (Opener child = Opener.start(path)) {
            assertThat(child.firstLine()).isEqualTo("OPENED");
            assertFails(Kind.LOCKED, path, Long.toString(child.pid()), () -> SqliteStorage.open(path));
            child.append();
            child.kill();
        }

        try (Storage storage = SqliteStorage.open(path)) {
            assertThat(storage.log("a").lastSequence()).hasValue(0);
        }
    }

    @Test
    void aDamagedRecordIsNamedAndNotReturned() throws Exception {
        Path path = directory.resolve("record");
        write(path, 10);
        alter(path, "UPDATE log SET bytes = x'00' WHERE position % 1000 = (SELECT min(position) % 1000 + 7 FROM log)");

        try (Storage storage = SqliteStorage.open(path)) {
            Log log = storage.log("a");
            long[] read = {0};
            assertFails(Kind.CORRUPT, path, "record 7 of the log of database a", () -> log.read(0, counting(read)));
            assertFails(Kind.CORRUPT, path, "record 7 of the log of database a", () -> log.read(7, counting(read)));
            log.read(8, counting(read));
            assertThat(read[0]).isEqualTo(2);
        }
    }

    @Test
    void aDamagedEpochAndAMovedRecordAreFoundOut() throws Exception {
        Path path = directory.resolve("epoch");
        write(path, 3);
        alter(path, "UPDATE log SET epoch = 1 WHERE position % 1000 = (SELECT min(position) % 1000 + 1 FROM log)");
        try (Storage storage = SqliteStorage.open(path)) {
            assertFails(
                    Kind.CORRUPT, path, "record 1 of", () -> storage.log("a").read(0, counting(new long[1])));
        }
        Path moved = directory.resolve("moved");
        write(moved, 3);
        alter(moved, "UPDATE log SET position = position + 1 WHERE position = (SELECT max(position) FROM log)");
        assertFails(Kind.CORRUPT, moved, "log of database a", () -> SqliteStorage.open(moved));
        Path exchanged = directory.resolve("exchanged");
        write(exchanged, 5);
        alter(
                exchanged,
                "UPDATE log SET position = -1 WHERE position % 1000 = (SELECT min(position) % 1000 + 1 FROM log)");
        alter(exchanged, "UPDATE log SET position = position - 1 WHERE position = (SELECT max(position) - 2 FROM log)");
        alter(exchanged, "UPDATE log SET position = (SELECT max(position) - 2 FROM log) WHERE position = -1");
        try (Storage storage = SqliteStorage.open(exchanged)) {
            assertFails(
                    Kind.CORRUPT,
                    exchanged,
                    "record 1 of",
                    () -> storage.log("a").read(0, counting(new long[1])));
        }
    }

    @Test
    void aMissingRecordIsFoundOut() throws Exception {
        Path path = directory.resolve("missing");
        write(path, 5);
        alter(path, "DELETE FROM log WHERE position = (SELECT min(position) + 2 FROM log)");
        assertFails(Kind.CORRUPT, path, "log of database a", () -> SqliteStorage.open(path));

        Path end = directory.resolve("end");
        write(end, 5);
        alter(end, "DELETE FROM log WHERE position = (SELECT max(position) FROM log)");
        assertFails(Kind.CORRUPT, end, "newest record should be 4", () -> SqliteStorage.open(end));
    }

    @Test
    void aCheckReadsEverythingAndNamesTheFirstDamage() throws Exception {
        Path path = directory.resolve("checked");
        assertFails(Kind.FOREIGN, path, "no or an empty file", () -> SqliteStorage.check(path));
        write(path, 10);
        try (Storage storage = SqliteStorage.open(path)) {
            storage.segments("a").put("s", new byte[100]);
            storage.roots().compareAndSet("a/r", Roots.ABSENT, new byte[100]);
            assertFails(Kind.LOCKED, path, "already open", () -> SqliteStorage.check(path));
        }
        byte[] content = Files.readAllBytes(path);
        assertThat(SqliteStorage.check(path)).isEqualTo(new StorageReport(1, 10, 1, 1, 3_100));
        assertThat(path).hasBinaryContent(content);
        alter(path, "UPDATE segments SET bytes = x'01'");
        assertFails(Kind.CORRUPT, path, "segment s of database a", () -> SqliteStorage.check(path));
        alter(path, "UPDATE log SET bytes = x'01' WHERE position % 1000 = (SELECT min(position) % 1000 + 7 FROM log)");
        assertFails(Kind.CORRUPT, path, "record 7 of the log of database a", () -> SqliteStorage.check(path));
    }

    @Test
    void aRecordOfAnotherCopyIsFoundOut() throws Exception {
        Path path = directory.resolve("one");
        write(path, 3);
        Path copy = Files.copy(path, directory.resolve("copy"));
        for (Path each : List.of(path, copy)) {
            try (Storage storage = SqliteStorage.open(each)) {
                for (int sequence = 3; sequence < 6; sequence++) {
                    storage.log("a").append(sequence, 0, record(sequence));
                }
            }
        }
        alter(
                path,
                "ATTACH '" + copy + "' AS other",
                "UPDATE log SET (link, bytes) = (SELECT link, bytes FROM other.log WHERE other.log.position = log.position)"
                        + " WHERE position = (SELECT min(position) + 4 FROM log)");
        try (Storage storage = SqliteStorage.open(path)) {
            assertFails(
                    Kind.CORRUPT, path, "record 4 of", () -> storage.log("a").read(0, counting(new long[1])));
        }
    }

    @Test
    void aDatabaseOrRootThatIsMissingIsMissed() throws Exception {
        for (String statement : List.of(
                "DELETE FROM roots",
                "DELETE FROM roots WHERE name = 'a/r'",
                "UPDATE roots SET name = 'b/r' WHERE name = 'a/r'",
                "DELETE FROM databases",
                "UPDATE databases SET id = 'b'",
                "UPDATE databases SET next = next - 1",
                "DELETE FROM state WHERE slot = 1",
                "DELETE FROM state WHERE slot = 2",
                "DROP TABLE segments",
                "CREATE INDEX more ON log (epoch)")) {
            Path path = directory.resolve("missing" + statement.hashCode());
            write(path, 2);
            try (Storage storage = SqliteStorage.open(path)) {
                storage.roots().compareAndSet("a/r", Roots.ABSENT, new byte[100]);
                storage.roots().compareAndSet("catalog", Roots.ABSENT, new byte[100]);
            }
            alter(path, statement);
            assertFails(Kind.CORRUPT, path, "damaged", () -> SqliteStorage.open(path));
        }
    }

    @Test
    void damagedSegmentsAndRootsAreNamed() throws Exception {
        Path path = directory.resolve("segments");
        try (Storage storage = SqliteStorage.open(path)) {
            storage.segments("a").put("s", new byte[100]);
            storage.roots().compareAndSet("a/r", Roots.ABSENT, new byte[100]);
        }
        alter(path, "UPDATE segments SET bytes = x'01'");

        try (Storage storage = SqliteStorage.open(path)) {
            assertFails(
                    Kind.CORRUPT,
                    path,
                    "segment s of database a",
                    () -> storage.segments("a").get("s"));
        }
        alter(path, "UPDATE roots SET revision = 2");
        assertFails(Kind.CORRUPT, path, "root a/r", () -> SqliteStorage.open(path));
    }

    @Test
    void randomBytesOverTheFileNeverComeOutAsData() throws Exception {
        for (int run = 0; run < 30; run++) {
            String seed = "seed " + run;
            Random random = new Random(run);
            Path path = directory.resolve("flipped" + run);
            write(path, 200);
            byte[] content = Files.readAllBytes(path);
            for (int flip = 0; flip < 20; flip++) {
                content[random.nextInt(content.length)] ^= (byte) (1 + random.nextInt(255));
            }
            Files.write(path, content);
            try (Storage storage = SqliteStorage.open(path)) {
                storage.log("a").read(0, (sequence, epoch, bytes) -> {
                    assertThat(bytes).as(seed).isEqualTo(record(sequence));
                    return true;
                });
            } catch (StorageException failure) {
                assertThat(failure.kind()).as(seed + ": " + failure).isIn(Kind.CORRUPT, Kind.FOREIGN);
            }
        }
    }

    @Test
    void aTruncatedFileIsCorrupt() throws Exception {
        Path path = directory.resolve("short");
        write(path, 2_000);
        byte[] content = Files.readAllBytes(path);
        Files.write(path, Arrays.copyOf(content, content.length / 2));

        assertFails(Kind.CORRUPT, path, "", () -> {
            try (Storage storage = SqliteStorage.open(path)) {
                storage.log("a").read(0, counting(new long[1]));
            }
        });
    }

    @Test
    void whatIsNotOursIsNeitherOpenedNorTouched() throws Exception {
        Path text = Files.writeString(directory.resolve("text"), "not a database");
        assertForeign(text, "something else");
        Path zeros = Files.write(directory.resolve("zeros"), new byte[10_000]);
        assertForeign(zeros, "something else");
        Path other = directory.resolve("other");
        alter(other, "CREATE TABLE log (position INTEGER PRIMARY KEY)");
        assertForeign(other, "another application");
        Path newer = directory.resolve("newer");
        write(newer, 1);
        alter(newer, "PRAGMA user_version = 4");
        assertForeign(newer, "version 4");
        assertFails(Kind.FOREIGN, directory, "directory", () -> SqliteStorage.open(directory));
    }

    @Test
    void anEmptyFileBecomesAStorage() throws Exception {
        Path path = Files.createFile(directory.resolve("empty"));
        write(path, 3);
        try (Storage storage = SqliteStorage.open(path)) {
            assertThat(storage.log("a").lastSequence()).hasValue(2);
        }
    }

    @Test
    void aMissingFileWithItsLastChangesLeftIsNotBegunAnew() throws Exception {
        Path path = directory.resolve("gone");
        Path remains = Files.writeString(directory.resolve("gone-wal"), "the last changes");

        assertFails(Kind.CORRUPT, path, remains.toString(), () -> SqliteStorage.open(path));
        assertThat(path).doesNotExist();
        assertThat(remains).hasContent("the last changes");
    }

    @Test
    void anUnfinishedCreationIsBegunAnew() throws Exception {
        Path path = directory.resolve("halfway");
        Files.writeString(directory.resolve("halfway.new"), "half of a file");
        Files.writeString(directory.resolve("halfway.new-journal"), "half of a journal");
        write(path, 3);

        try (Storage storage = SqliteStorage.open(path)) {
            assertThat(storage.log("a").lastSequence()).hasValue(2);
        }
    }

    @Test
    void aPathBelowAFileCannotBeOpened() throws Exception {
        Path parent = Files.writeString(directory.resolve("parent"), "");
        assertFails(Kind.IO, parent.resolve("child"), "", () -> SqliteStorage.open(parent.resolve("child")));
        assertThat(parent).isEmptyFile();
    }

    @Test
    void aReadOnlyDirectoryOrFileIsRefused() throws Exception {
        Path locked = Files.createDirectory(directory.resolve("locked"));
        Path path = locked.resolve("file");
        write(path, 1);
        Assumptions.assumeTrue(locked.toFile().setWritable(false), "permissions cannot be changed here");
        Assumptions.assumeFalse(Files.isWritable(locked), "this user may write everywhere");

        assertFails(Kind.READ_ONLY, locked, "", () -> SqliteStorage.open(locked.resolve("new")));
        assertFails(Kind.READ_ONLY, locked, "", () -> SqliteStorage.open(locked.resolve("new/deeper")));
        assertThat(locked.toFile().setWritable(true)).isTrue();
        assertThat(path.toFile().setWritable(false)).isTrue();
        assertFails(Kind.READ_ONLY, path, "", () -> SqliteStorage.open(path));
    }

    @Test
    void aStorageThatBecomesReadOnlyStaysReadable() throws SQLException {
        Path path = directory.resolve("becomes");
        try (JdbcStorage storage = SqliteStorage.openJdbc(path)) {
            storage.log("a").append(0, 0, record(0));
            storage.onWriter("PRAGMA query_only = ON");

            assertFails(Kind.READ_ONLY, path, "record 1", () -> storage.log("a").append(1, 0, record(1)));
            assertFails(
                    Kind.READ_ONLY, path, "root r", () -> storage.roots().compareAndSet("r", Roots.ABSENT, record(1)));
            assertThat(storage.log("a").lastSequence()).hasValue(0);
            storage.onWriter("PRAGMA query_only = OFF");
            storage.log("a").append(1, 0, record(1));
        }
    }

    @Test
    void aFullDiskLeavesNothingHalfWritten() throws SQLException {
        Path path = directory.resolve("full");
        try (JdbcStorage storage = SqliteStorage.openJdbc(path)) {
            storage.roots().compareAndSet("r", Roots.ABSENT, record(0));
            storage.onWriter("PRAGMA max_page_count = 40");
            byte[] large = new byte[50_000];
            assertFails(Kind.NO_SPACE, path, "to the log of database a", () -> {
                for (int sequence = 0; sequence < 40; sequence++) {
                    storage.log("a").append(sequence, 0, large);
                }
            });
            long newest = storage.log("a").lastSequence().orElseThrow();
            assertThat(newest).isBetween(1L, 10L);
            assertFails(
                    Kind.NO_SPACE,
                    path,
                    "segment s",
                    () -> storage.segments("a").put("s", large));
            assertFails(Kind.NO_SPACE, path, "root r", () -> storage.roots().compareAndSet("r", 1, large));
            assertThat(storage.roots().read("r")).contains(new Root(1, record(0)));
            assertThat(storage.segments("a").get("s")).isEmpty();

            storage.log("a").truncateBefore(newest);
            storage.log("a").append(newest + 1, 0, large);
        }
        try (Storage storage = SqliteStorage.open(path)) {
            long[] read = {0};
            OptionalLong newest = storage.log("a").lastSequence();
            storage.log("a").read(newest.orElseThrow() - 1, counting(read));
            assertThat(read[0]).isEqualTo(2);
        }
    }

    @Test
    void theNumberOfADeletedDatabaseIsNotUsedAgain() throws Exception {
        Path path = directory.resolve("numbers");
        try (Storage storage = SqliteStorage.open(path)) {
            for (String database : List.of("a", "b")) {
                storage.log(database).append(0, 0, record(0));
            }
            storage.deleteDatabase("b");
            storage.log("c").append(0, 0, record(0));
        }
        try (Connection connection = connect(path);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT number FROM databases WHERE id = 'c'")) {
            assertThat(found.getLong(1)).isEqualTo(3);
        }
    }

    @Test
    void randomOperationsOverReopeningLeaveWhatTheModelSays() {
        Long replayed = Long.getLong("stator.seed");
        for (long run = 0; run < (replayed == null ? MODEL_RUNS : 1); run++) {
            long seed = replayed == null ? run : replayed;
            try {
                runModel(seed, directory.resolve("model" + seed));
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("replay with -Dstator.seed=" + seed, failure);
            }
        }
    }

    private static void runModel(long seed, Path path) {
        StorageModel model = new StorageModel(seed);
        for (int round = 0; round < 3; round++) {
            try (Storage storage = SqliteStorage.open(path)) {
                model.verify(storage);
                for (int step = 0; step < MODEL_STEPS; step++) {
                    model.step(storage);
                }
                model.verify(storage);
            }
        }
        assertThat(model.failures()).isZero();
    }

    private static void assertForeign(Path path, String message) throws Exception {
        byte[] before = Files.readAllBytes(path);
        assertFails(Kind.FOREIGN, path, message, () -> SqliteStorage.open(path));
        assertThat(path).hasBinaryContent(before);
    }

    private static void assertFails(Kind kind, Path path, String message, ThrowingCallable action) {
        assertKind(kind, action).hasMessageContaining(path.toString()).hasMessageContaining(message);
    }

    private static Log.RecordConsumer counting(long[] count) {
        return (sequence, epoch, bytes) -> ++count[0] > 0;
    }

    private static byte[] record(long sequence) {
        byte[] bytes = new byte[300];
        new Random(sequence).nextBytes(bytes);
        return bytes;
    }

    private static void write(Path path, int records) {
        try (Storage storage = SqliteStorage.open(path)) {
            for (int sequence = 0; sequence < records; sequence++) {
                storage.log("a").append(sequence, 0, record(sequence));
            }
        }
    }

    private static void alter(Path path, String... statements) throws SQLException {
        try (Connection connection = connect(path);
                Statement runner = connection.createStatement()) {
            for (String statement : statements) {
                runner.execute(statement);
            }
        }
    }

    private static Connection connect(Path path) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + path.toUri());
    }
}

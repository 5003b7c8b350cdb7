package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Stator;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Places where nothing can be kept say what is wrong with them. */
final class OddPlacesTest {

    private static final int MOUNT_SECONDS_MAX = 30;

    @TempDir
    private Path directory;

    private static void assertFails(Kind kind, Path path, String message) {
        assertThatThrownBy(() -> SqliteStorage.open(path))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        failure -> assertThat(failure.kind())
                                .as(failure.getMessage())
                                .isEqualTo(kind))
                .hasMessageContaining(path.toString())
                .hasMessageContaining(message);
    }

    @Test
    void aFileSystemWithoutFilesIsNamed() {
        Path proc = Path.of("/proc");
        Assumptions.assumeTrue(Files.isDirectory(proc) && Files.isWritable(proc), "no /proc to write to");
        assertFails(Kind.IO, Path.of("/proc/stator/stator.db"), "a file system that keeps no files (proc)");
        assertFails(Kind.IO, Path.of("/proc/stator.db"), "a file system that keeps no files (proc)");
    }

    @Test
    void whatIsNoFileIsRefused() throws IOException {
        Path system = Files.createDirectory(directory.resolve("system"));
        Path inside = Files.createDirectory(system.resolve("stator.db"));
        assertFails(Kind.FOREIGN, inside, "expected a file, not a directory");
        assertThatThrownBy(() -> Stator.open(system))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("expected a file, not a directory");
        Path device = Path.of("/dev/null");
        Assumptions.assumeTrue(Files.exists(device), "no /dev/null");
        assertFails(Kind.FOREIGN, device, "a device or a pipe");
        assertFails(Kind.IO, device.resolve("below/stator.db"), "/dev/null must be a directory");
        assertFails(Kind.IO, directory.resolve("x".repeat(300) + "/stator.db"), "could not open");
        Path dangling = Files.createSymbolicLink(directory.resolve("dangling"), directory.resolve("nowhere"));
        assertFails(Kind.FOREIGN, dangling, "a link to a file that is not there");
    }

    @Test
    void aDeviceThatCannotBeReadIsNotTakenForDamage() {
        SQLiteException unreadable = new SQLiteException("disk I/O error", SQLiteErrorCode.SQLITE_IOERR_CORRUPTFS);
        assertThat(SqliteDialect.kindOf(unreadable, false)).isEqualTo(Kind.IO);
        assertThat(SqliteDialect.notOpened(directory, unreadable))
                .hasMessageContaining("says nothing about the data")
                .hasMessageNotContaining("copy");
    }

    @Test
    void newDirectoriesAreMadeHoweverDeep() {
        Path deep = directory.resolve("a/b/c/d/stator.db");
        try (Storage storage = SqliteStorage.open(deep)) {
            storage.log("a").append(0, 0, new byte[1]);
        }
        assertThat(deep).isRegularFile();
    }

    @Test
    void aFullDiskLosesNothingAndGoesOnWhenThereIsRoom() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString()), "this user may not mount");
        try {
            Path filler = disk.resolve("filler");
            Files.write(filler, new byte[600_000]);
            long acknowledged = fillUp(disk);
            Files.delete(filler);
            try (Client client = Stator.open(disk)) {
                Connection connection = client.connect("d");
                assertThat(connection.db().t()).isBetween(acknowledged, acknowledged + 1);
                connection.transact("[{:p/s \"again\"}]");
            }
        } finally {
            assertThat(run("umount", "-l", disk.toString())).isTrue();
        }
    }

    /** Transacts until there is no room, and returns the last t that was acknowledged. */
    private static long fillUp(Path disk) {
        long[] acknowledged = {0};
        try (Client client = Stator.open(disk)) {
            client.createDatabase("d");
            Connection connection = client.connect("d");
            connection.transact("[{:db/ident :p/s :db/valueType :db.type/string :db/cardinality :db.cardinality/one}]");
            acknowledged[0] = connection.db().t();
            for (int round = 0; round < 1_000; round++) {
                try {
                    acknowledged[0] = connection
                            .transact("[{:p/s \"" + "x".repeat(4_000) + round + "\"}]")
                            .dbAfter()
                            .t();
                } catch (Anomaly.Unavailable full) {
                    assertThat(full).hasMessageContaining("no space is left");
                    return acknowledged[0];
                }
            }
            throw new AssertionError("a small disk must be full at some time");
        } catch (Anomaly.Unavailable notGathered) {
            assertThat(notGathered).hasMessageContaining("keep the files beside it together with it");
            return acknowledged[0];
        }
    }

    private static boolean run(String... command) throws Exception {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(MOUNT_SECONDS_MAX, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException absent) {
            return false;
        }
    }
}

package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Stator;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A system can be read beside the process that writes to it, and where it cannot be written to, and is left as it was. */
final class ReadOnlyFilesTest {
    @RegisterExtension
    static final ExpectedWarnings WARNINGS = new ExpectedWarnings(".end is missing, so nothing tells");

    private static final String NAME = "stator.db";
    private static final int LOOKS = 150;

    @TempDir
    private Path temporary;

    private Path directory;
    private Path file;

    @BeforeEach
    void make() throws IOException {
        directory = Files.createDirectory(temporary.resolve("system"));
        file = directory.resolve(NAME);
        try (Peer writer = Peer.writing(directory)) {
            assertThat(writer.ask("create x")).isEqualTo("OK");
            writer.transact("[{:p/name \"Ann\"}]");
        }
        Files.delete(directory.resolve(NAME + ".lock"));
    }

    private Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> contents = new HashMap<>();
        try (Stream<Path> all = Files.list(directory)) {
            for (Path each : all.toList()) {
                contents.put(each.getFileName().toString(), Files.readAllBytes(each));
            }
        }
        return contents;
    }

    private void assertUnchanged(Map<String, byte[]> before) throws IOException {
        Map<String, byte[]> after = files();
        assertThat(after).containsOnlyKeys(before.keySet());
        before.forEach((name, bytes) ->
                assertThat(Arrays.equals(after.get(name), bytes)).as(name).isTrue());
    }

    private static long count(Database database) {
        Long count = database.q("[:find (count ?e) . :where [?e :p/name]]");
        return count == null ? 0 : count;
    }

    @Test
    void whatWasClosedIsReadWithoutATrace() throws IOException {
        Map<String, byte[]> before = files();
        try (Client reader = Stator.openReadOnly(directory)) {
            assertThat(count(reader.connect("x").db())).isEqualTo(1);
            assertThat(count(reader.connect("x").sync())).isEqualTo(1);
            assertUnchanged(before);
        }
        assertUnchanged(before);
    }

    @Test
    void aReaderFollowsWritersThatOpenAndClose() throws IOException {
        try (Client reader = Stator.openReadOnly(directory)) {
            Connection reading = reader.connect("x");
            for (int round = 0; round < 3; round++) {
                try (Peer writer = Peer.writing(directory)) {
                    for (int i = 0; i < 5; i++) {
                        long t = writer.transact("[{:p/name \"n" + round + i + "\"}]");
                        assertThat(reading.sync().t()).isEqualTo(t);
                    }
                    long t = writer.transact("[{:db/excise [:p/name \"n" + round + "0\"]}]");
                    assertThat(count(reading.syncExcise(t))).isEqualTo(1 + 4 * (round + 1));
                    assertThat(count(reader.connect("x").db())).isEqualTo(1 + 4 * (round + 1));
                }
                assertThat(count(reading.sync())).isEqualTo(1 + 4 * (round + 1));
            }
            try (Peer writer = Peer.writing(directory)) {
                writer.ask("create y");
                assertThat(reader.listDatabases()).containsExactly("x", "y");
                writer.ask("delete x");
                assertThat(reader.listDatabases()).containsExactly("y");
                assertThatThrownBy(reading::sync).isInstanceOf(Anomaly.NotFound.class);
            }
        }
        Stator.open(directory).close();
        assertThat(files()).containsOnlyKeys(NAME, NAME + ".lock");
    }

    @Test
    void aReaderFollowsWritersThatAreKilled() throws IOException {
        try (Client reader = Stator.openReadOnly(directory)) {
            Connection reading = reader.connect("x");
            for (int round = 0; round < 3; round++) {
                try (Peer writer = Peer.writing(directory)) {
                    long t = writer.transact("[{:p/name \"n" + round + "\"}]");
                    if (round < 2) {
                        assertThat(reading.sync().t()).isEqualTo(t);
                    }
                    t = writer.transact("[{:p/name \"m" + round + "\"}]");
                    writer.kill();
                    assertThat(reading.sync().t()).isEqualTo(t);
                }
            }
            assertThat(count(reading.db())).isEqualTo(7);
        }
        try (Client client = Stator.open(directory)) {
            assertThat(count(client.connect("x").db())).isEqualTo(7);
        }
    }

    @Test
    void whatAKilledProcessLeftIsReadAndStaysAsItIs() throws IOException {
        try (Peer writer = Peer.writing(directory)) {
            for (int i = 0; i < 20; i++) {
                writer.transact("[{:p/name \"k" + i + "\"}]");
            }
            writer.kill();
        }
        Map<String, byte[]> before = files();
        assertThat(before).containsKeys(NAME + "-wal", NAME + ".end");
        try (Client reader = Stator.openReadOnly(directory)) {
            assertThat(count(reader.connect("x").db())).isEqualTo(21);
        }
        Files.delete(directory.resolve(NAME + "-shm"));
        assertThat(SqliteStorage.checkReadOnly(file).records()).isEqualTo(22);
        Map<String, byte[]> after = files();
        assertThat(after.keySet()).isEqualTo(before.keySet());
        for (String each : List.of(NAME, NAME + "-wal", NAME + ".end", NAME + ".lock")) {
            assertThat(after.get(each)).as(each).isEqualTo(before.get(each));
        }
        try (Client client = Stator.open(directory)) {
            assertThat(count(client.connect("x").db())).isEqualTo(21);
        }
    }

    @Test
    void theLogOfAnotherSystemIsNotReadAsThatOfThisOne() throws IOException {
        Path other = Files.createDirectory(temporary.resolve("other"));
        for (Path place : List.of(directory, other)) {
            try (Peer writer = Peer.writing(place)) {
                writer.ask("create x");
                writer.transact("[{:p/name \"Bob\"}]");
                writer.kill();
            }
        }
        Files.delete(directory.resolve(NAME + ".end"));
        Files.delete(directory.resolve(NAME + "-shm"));
        Files.copy(other.resolve(NAME + "-wal"), directory.resolve(NAME + "-wal"), StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> Stator.openReadOnly(directory))
                .isInstanceOf(Anomaly.Fault.class)
                .hasMessageContaining("another system");
        assertThatThrownBy(() -> Stator.open(directory)).hasMessageContaining("another system");
    }

    @Test
    void aReaderKeepsNobodyOut() throws IOException {
        try (Peer first = Peer.reading(directory);
                Client second = Stator.openReadOnly(directory);
                Peer writer = Peer.writing(directory)) {
            long datoms = second.connect("x").db().stats().datoms();
            assertThat(first.ask("count x")).isEqualTo("OK " + datoms);
            writer.transact("[{:p/name \"Bob\"}]");
            long more = second.connect("x").sync().stats().datoms();
            assertThat(first.ask("count x")).isEqualTo("OK " + more);
            assertThat(first.ask("transact [{:p/name \"Eve\"}]")).startsWith("FORBIDDEN ");
            try (Peer other = Peer.start(directory, "write")) {
                assertThat(other.hear()).startsWith("BUSY ");
            }
        }
    }

    @Test
    void aProcessOpensASystemOnce() throws IOException {
        Path link = Files.createLink(directory.resolve("link.db"), file);
        try (Client reader = Stator.openReadOnly(directory)) {
            for (Path path : List.of(directory, file, link)) {
                assertThatThrownBy(() -> Stator.openReadOnly(path))
                        .isInstanceOf(Anomaly.Busy.class)
                        .hasMessageContaining("in this process");
                assertThatThrownBy(() -> Stator.open(path)).isInstanceOf(Anomaly.Busy.class);
                assertThatThrownBy(
                                () -> SqliteStorage.checkReadOnly(Files.isDirectory(path) ? path.resolve(NAME) : path))
                        .isInstanceOfSatisfying(
                                StorageException.class,
                                failure -> assertThat(failure.kind()).isEqualTo(Kind.LOCKED));
            }
            assertThat(count(reader.connect("x").sync())).isEqualTo(1);
        }
        try (Client writer = Stator.open(directory)) {
            assertThatThrownBy(() -> Stator.openReadOnly(link)).isInstanceOf(Anomaly.Busy.class);
            writer.connect("x").transact("[{:p/name \"Bob\"}]");
        }
        Stator.openReadOnly(link).close();
    }

    @Test
    void whatIsNoSystemIsSaidToBeNone() throws IOException {
        Path empty = Files.createFile(temporary.resolve("empty.db"));
        Path other = Files.writeString(temporary.resolve("other.db"), "x".repeat(10_000));
        assertThatThrownBy(() -> Stator.openReadOnly(temporary.resolve("nowhere")))
                .isInstanceOf(Anomaly.NotFound.class);
        assertThatThrownBy(() -> Stator.openReadOnly(temporary)).isInstanceOf(Anomaly.NotFound.class);
        assertThatThrownBy(() -> Stator.openReadOnly(empty)).isInstanceOf(Anomaly.Incorrect.class);
        assertThatThrownBy(() -> Stator.openReadOnly(other)).isInstanceOf(Anomaly.Incorrect.class);
        try (Stream<Path> all = Files.list(temporary)) {
            assertThat(all).hasSize(3);
        }
    }

    @Test
    void aFileThatIsReplacedMeanwhileIsNotTakenForTheSame() throws IOException {
        Path copy = Files.copy(file, temporary.resolve("copy.db"));
        try (Client reader = Stator.openReadOnly(directory)) {
            Connection reading = reader.connect("x");
            Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
            assertThatThrownBy(reading::sync)
                    .isInstanceOf(Anomaly.Unavailable.class)
                    .hasMessageContaining("replaced");
            assertThat(count(reading.db())).isEqualTo(1);
        }
    }

    @Test
    void aPlaceThatCannotBeWrittenToIsEnoughForWhatWasClosed() throws Exception {
        Path mounted = Files.createDirectory(temporary.resolve("mounted"));
        Assumptions.assumeTrue(mount(mounted), "this user may not mount");
        try {
            assertThat(Files.isWritable(mounted)).isFalse();
            try (Client reader = Stator.openReadOnly(mounted)) {
                assertThat(count(reader.connect("x").db())).isEqualTo(1);
                assertThat(count(reader.connect("x").sync())).isEqualTo(1);
            }
            try (Peer writer = Peer.writing(directory)) {
                writer.transact("[{:p/name \"Bob\"}]");
                try (Client reader = Stator.openReadOnly(mounted)) {
                    assertThat(count(reader.connect("x").db())).isEqualTo(2);
                    writer.transact("[{:p/name \"Cyd\"}]");
                    assertThat(count(reader.connect("x").sync())).isEqualTo(3);
                }
                writer.kill();
            }
            try (Client reader = Stator.openReadOnly(mounted)) {
                assertThat(count(reader.connect("x").db())).isEqualTo(3);
            }
            Files.delete(directory.resolve(NAME + "-shm"));
            assertThatThrownBy(() -> Stator.openReadOnly(mounted))
                    .isInstanceOf(Anomaly.Forbidden.class)
                    .hasMessageContaining("-shm");
            Stator.open(directory).close();
            try (Client reader = Stator.openReadOnly(mounted)) {
                assertThat(count(reader.connect("x").db())).isEqualTo(3);
            }
        } finally {
            run("umount", "-l", mounted.toString());
        }
    }

    private boolean mount(Path mounted) throws Exception {
        return run("mount", "--bind", directory.toString(), mounted.toString())
                && run("mount", "-o", "remount,ro,bind", mounted.toString());
    }

    private static boolean run(String... command) throws Exception {
        try {
            return new ProcessBuilder(List.of(command))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    @Test
    void whatIsReadIsWholeHoweverMuchIsWritten() throws IOException {
        try (Peer writer = Peer.writing(directory)) {
            assertThat(writer.ask("run x")).isEqualTo("OK");
            try (Client reader = Stator.openReadOnly(directory)) {
                Connection reading = reader.connect("x");
                long before = 0;
                for (int look = 0; look < LOOKS; look++) {
                    Database found = reading.sync(before == 0 ? 0 : before + 1);
                    before = found.t();
                    assertWhole(found);
                }
                assertThat(reading.transactions(before - 10, null).list()).isNotEmpty();
            }
            for (int opening = 0; opening < 5; opening++) {
                try (Client reader = Stator.openReadOnly(directory)) {
                    assertWhole(reader.connect("x").db());
                }
                assertThat(SqliteStorage.checkReadOnly(file).databases()).isEqualTo(1);
            }
            writer.kill();
        }
        try (Client client = Stator.open(directory)) {
            assertWhole(client.connect("x").db());
        }
    }

    private static void assertWhole(Database database) {
        Long total = database.q("[:find (sum ?a) . :with ?e :where [?e :p/amount ?a]]");
        assertThat(total == null ? Peer.TOTAL : total)
                .as("at t=" + database.t())
                .isEqualTo(Peer.TOTAL);
        Long told =
                database.q("[:find (count ?e) . :where [?e :p/name ?n] [(clojure.string/starts-with? ?n \"told\")]]");
        assertThat(told == null ? 0 : told).as("at t=" + database.t()).isLessThanOrEqualTo(1);
    }

    @Test
    void damageIsFound() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int place = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("Ann");
        bytes[place] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> SqliteStorage.checkReadOnly(file))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.CORRUPT))
                .hasMessageContaining("record");
        try (Client reader = Stator.openReadOnly(directory)) {
            assertThatThrownBy(() -> reader.connect("x")).isInstanceOf(Anomaly.Fault.class);
        }
        bytes[bytes.length / 2 | 0x1fff] ^= 1;
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 8192));
        assertThatThrownBy(() -> Stator.openReadOnly(directory)).isInstanceOf(Anomaly.Fault.class);
    }
}

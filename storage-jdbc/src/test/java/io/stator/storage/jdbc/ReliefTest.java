package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.engine.storage.Log;
import io.stator.engine.storage.Segments;
import io.stator.engine.storage.Storage;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever writes many segments lets commits through again and again, and moves the write-ahead log itself, so that commits need not. */
final class ReliefTest {
    private static final String DATABASE = "d";
    private static final int SEGMENTS = 200;
    private static final int SEGMENT_BYTES = 50_000;

    /** Far less than what makes a commit move the write-ahead log, which is 8 MB. */
    private static final long LOG_BYTES_MAX = 4_000_000;

    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    @TempDir
    private Path directory;

    private static Map<String, byte[]> segments() {
        Random random = new Random(7);
        Map<String, byte[]> segments = new LinkedHashMap<>();
        for (int i = 0; i < SEGMENTS; i++) {
            byte[] bytes = new byte[SEGMENT_BYTES];
            random.nextBytes(bytes);
            segments.put("s" + i, bytes);
        }
        return segments;
    }

    @Test
    void writingAndDeletingManySegmentsKeepsTheWriteAheadLogSmall() throws IOException {
        Path file = directory.resolve("small");
        Path log = directory.resolve("small-wal");
        Map<String, byte[]> all = segments();
        try (Storage storage = SqliteStorage.open(file)) {
            Segments segments = storage.segments(DATABASE);
            segments.putAll(all);
            assertThat(Files.size(log)).isLessThan(LOG_BYTES_MAX);
            segments.delete(all.keySet());
            assertThat(Files.size(log)).isLessThan(LOG_BYTES_MAX);
            segments.putAll(all);
            storage.scrub();
            assertThat(log).isEmptyFile();
            segments.putAll(all);
        }
        assertThat(log).doesNotExist();
        assertThat(SqliteStorage.check(file).segments()).isEqualTo(SEGMENTS);
    }

    @Test
    void othersCommitBetweenTheWritesOfManySegments() {
        Path file = directory.resolve("beside");
        Log[] log = new Log[1];
        try (Storage storage = SqliteStorage.openJdbc(file, dialect -> committingBetween(dialect, log))) {
            log[0] = storage.log(DATABASE);
            log[0].append(0, 0, new byte[1]);
            storage.segments(DATABASE).putAll(segments());
            long put = log[0].lastSequence().orElseThrow();
            assertThat(put).isGreaterThan(SEGMENTS / 10);
            storage.segments(DATABASE).delete(segments().keySet());
            assertThat(log[0].lastSequence().orElseThrow()).isGreaterThan(put + SEGMENTS / 20);
        }
    }

    @Test
    void aSystemThatIsSomebodyElsesByNowIsLetGoOfWhenItIsClosed() throws IOException, SQLException {
        Assumptions.assumeTrue(Files.isDirectory(OPEN_FILES), "there is no list of what this process has open");
        Path file = directory.resolve("taken");
        try (JdbcStorage storage = SqliteStorage.openJdbc(file)) {
            storage.segments(DATABASE).putAll(segments());
            storage.onWriter("UPDATE state SET crc = crc + 1 WHERE slot = " + Tables.SLOT_SYSTEM);
            assertThat(openFiles()).contains(file.toRealPath().toString());
        }
        assertThat(openFiles()).doesNotContain(file.toRealPath().toString());
    }

    private static List<String> openFiles() throws IOException {
        List<String> open = new ArrayList<>();
        try (Stream<Path> links = Files.list(OPEN_FILES)) {
            for (Path link : links.toList()) {
                try {
                    open.add(Files.readSymbolicLink(link).toString());
                } catch (NoSuchFileException closedMeanwhile) {
                    assertThat(link).isNotNull();
                }
            }
        }
        return open;
    }

    /** Returns a dialect where another thread appends a record whenever a write of segments has ended and the next one is still to come. */
    private static Dialect committingBetween(Dialect sqlite, Log[] log) {
        return (Dialect) Proxy.newProxyInstance(
                Dialect.class.getClassLoader(), new Class<?>[] {Dialect.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("relieve")) {
                        CompletableFuture.runAsync(() ->
                                        log[0].append(log[0].lastSequence().orElseThrow() + 1, 0, new byte[1]))
                                .join();
                    }
                    try {
                        return method.invoke(sqlite, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }
}

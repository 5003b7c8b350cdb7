package io.stator.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Limit;
import io.stator.StorageStats;
import io.stator.SystemConfig;
import io.stator.TxData;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.EngineConfig;
import io.stator.engine.ExpectedWarnings;
import io.stator.engine.ReadOnlyClient;
import io.stator.spi.ClientProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The cache on disk is faster, and nothing else. */
@ExtendWith(ExpectedWarnings.class)
final class CachedStorageTest {
    private static final int MEGABYTE = 1 << 20;
    private static final byte[] BYTES = "what is kept".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path directory;

    private final MemoryStorage memory = new MemoryStorage();
    private final FarStorage far = new FarStorage(memory);

    private Storage open(Path cache, long bytesMax) {
        return CachedStorage.of(
                far.storage(),
                SystemConfig.standard().withCache(cache).withLimit(Limit.DISK_CACHE_BYTES, bytesMax),
                InstantSource.system(),
                System::nanoTime);
    }

    private Storage open() {
        return open(directory, Limit.DISK_CACHE_BYTES.standard());
    }

    private static StorageStats.Cache stats(Storage storage) {
        return Objects.requireNonNull(storage.stats().cache());
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("generation"))
                    .toList();
        }
    }

    private static boolean holds(Path directory, String text) throws IOException {
        for (Path file : files(directory)) {
            if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void whatWasReadOnceIsNotReadAgainAlsoByALaterProcess() {
        memory.segments("d").put("s", BYTES);
        Storage storage = open();
        assertThat(storage.segments("d").get("s")).contains(BYTES);
        assertThat(storage.segments("d").get("s")).contains(BYTES);
        assertThat(open().segments("d").get("s")).contains(BYTES);
        assertThat(far.reads()).isEqualTo(1);
        assertThat(storage.segments("e").get("s")).isEmpty();
        assertThat(storage.segments("d").get("t")).isEmpty();
        assertThat(stats(storage).hits()).isEqualTo(1);
        assertThat(stats(storage).misses()).isEqualTo(3);
    }

    @Test
    void whatWasPutIsThereAtOnce() {
        Storage storage = open();
        storage.segments("d").put("s", BYTES);
        storage.segments("d").putAll(Map.of("t", BYTES, "", new byte[0]));
        assertThat(storage.segments("d").get("s")).contains(BYTES);
        assertThat(storage.segments("d").get("t")).contains(BYTES);
        assertThat(storage.segments("d").get("")).contains(new byte[0]);
        assertThat(far.reads()).isZero();
    }

    @Test
    void aFileThatIsNotAsItWasWrittenIsAMiss() throws IOException {
        Storage storage = open();
        storage.segments("d").put("s", BYTES);
        Path file = files(directory).get(0);
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= (byte) (1 << i % Byte.SIZE);
            Files.write(file, flipped);
            assertThat(storage.segments("d").get("s")).as("byte %s", i).contains(BYTES);
            byte[] cut = java.util.Arrays.copyOf(whole, i);
            Files.write(file, cut);
            assertThat(storage.segments("d").get("s")).as("cut at %s", i).contains(BYTES);
        }
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length + 1));
        assertThat(storage.segments("d").get("s")).contains(BYTES);
        assertThat(stats(storage).damaged()).isEqualTo(2L * whole.length + 1);
        assertThat(storage.segments("d").get("s")).contains(BYTES);
        assertThat(stats(storage).hits()).isEqualTo(1);
    }

    @Test
    void aFileInAnothersPlaceIsAMiss() throws IOException {
        Storage storage = open();
        storage.segments("d").put("s", BYTES);
        Path first = files(directory).get(0);
        storage.segments("d").put("t", new byte[3]);
        Path second = files(directory).stream()
                .filter(file -> !file.equals(first))
                .findFirst()
                .orElseThrow();
        Files.copy(first, second, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(storage.segments("d").get("t")).contains(new byte[3]);
        assertThat(stats(storage).damaged()).isEqualTo(1);
    }

    @Test
    void theDirectoryMayBeRemovedAtAnyTime() throws IOException {
        Storage storage = open();
        for (int i = 0; i < 20; i++) {
            String id = "s" + i;
            storage.segments("d").put(id, BYTES);
            assertThat(storage.segments("d").get(id)).contains(BYTES);
            remove(directory.resolve("stator-segments-1"));
            assertThat(storage.segments("d").get(id)).contains(BYTES);
            assertThat(storage.segments("d").get(id)).contains(BYTES);
            remove(directory.resolve("stator-segments-1"));
            storage.segments("d").keepCopies(Set.of());
            storage.segments("d").delete(List.of(id));
            assertThat(storage.segments("d").get(id)).isEmpty();
        }
        assertThat(stats(storage).failures()).isZero();
    }

    private static void remove(Path path) throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    @Test
    void whatIsDeletedIsInNoFile() throws IOException {
        Storage storage = open();
        storage.segments("d").put("s", BYTES);
        storage.segments("d").put("t", "another".getBytes(StandardCharsets.US_ASCII));
        storage.segments("e").put("s", "of another".getBytes(StandardCharsets.US_ASCII));
        storage.segments("d").delete(List.of("s", "never there"));
        assertThat(holds(directory, "what is kept")).isFalse();
        assertThat(holds(directory, "another")).isTrue();
        storage.segments("d").keepCopies(Set.of("u"));
        assertThat(files(directory)).hasSize(1);
        storage.deleteDatabase("e");
        assertThat(files(directory)).isEmpty();
    }

    @Test
    void whatIsDeletedWhileAnotherReadsItDoesNotComeBack() throws IOException {
        memory.segments("d").put("s", BYTES);
        Storage reader = open();
        Storage writer = open();
        far.afterRead(() -> {
            far.afterRead(() -> {});
            writer.segments("d").delete(List.of("s"));
        });
        assertThat(reader.segments("d").get("s")).contains(BYTES);
        assertThat(files(directory)).isEmpty();
    }

    @Test
    void theBytesAreBoundedAndWhatWasNotUsedForLongGoesFirst() throws IOException {
        Storage storage = open(directory, MEGABYTE);
        storage.segments("d").put("old", BYTES);
        Path old = files(directory).get(0);
        Files.setLastModifiedTime(
                old, FileTime.from(InstantSource.system().instant().minus(Duration.ofDays(3))));
        byte[] some = new byte[40_000];
        for (int i = 0; i < 100; i++) {
            storage.segments("d").put("s" + i, some);
            long bytes = 0;
            for (Path file : files(directory)) {
                bytes += Files.size(file);
            }
            assertThat(bytes).isLessThanOrEqualTo(MEGABYTE);
        }
        assertThat(old).doesNotExist();
        assertThat(files(directory)).hasSizeGreaterThan(15);
        storage.segments("d").put("large", new byte[MEGABYTE / 16 + 1]);
        assertThat(storage.segments("d").get("large")).isPresent();
        assertThat(far.reads()).isEqualTo(1);
    }

    private static long bytes(Path directory) throws IOException {
        long bytes = 0;
        for (Path file : files(directory)) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    @Test
    void theBytesAreBoundedBehindALinkThatTheUserMade(@TempDir Path elsewhere) throws IOException {
        Files.createSymbolicLink(directory.resolve("stator-segments-1"), elsewhere);
        Storage storage = open(directory, MEGABYTE);
        for (int i = 0; i < 100; i++) {
            storage.segments("d").put("s" + i, new byte[40_000]);
            assertThat(bytes(elsewhere)).isLessThanOrEqualTo(MEGABYTE);
        }
        assertThat(files(elsewhere)).hasSizeGreaterThan(15);
        assertThat(directory.resolve("stator-segments-1")).isSymbolicLink();
        assertThat(stats(storage).failures()).isZero();
    }

    @Test
    void aLinkInsideIsRemovedAndWhatIsBehindItIsNot(@TempDir Path elsewhere) throws IOException {
        Storage first = open(directory, MEGABYTE);
        first.segments("d").put("s", BYTES);
        Path inside = files(directory).get(0).getParent();
        Path others = Files.write(elsewhere.resolve("others"), new byte[MEGABYTE]);
        Files.setLastModifiedTime(
                others, FileTime.from(InstantSource.system().instant().minus(Duration.ofDays(300))));
        remove(inside);
        Files.createSymbolicLink(inside, elsewhere);
        Storage storage = open(directory, MEGABYTE);
        for (int i = 0; i < 100; i++) {
            storage.segments("d").put("s" + i, new byte[40_000]);
        }
        assertThat(others).exists();
        assertThat(bytes(elsewhere)).isLessThan(2L * MEGABYTE);
        assertThat(inside).isDirectory();
        assertThat(Files.isSymbolicLink(inside)).isFalse();
        assertThat(bytes(directory)).isLessThanOrEqualTo(MEGABYTE);
        assertThat(storage.segments("d").get("s99")).contains(new byte[40_000]);
    }

    @Test
    void aFileInPlaceOfTheDirectoryIsLeftThere() throws IOException {
        Path file = Files.write(directory.resolve("stator-segments-1"), BYTES);
        Files.setLastModifiedTime(
                file, FileTime.from(InstantSource.system().instant().minus(Duration.ofDays(300))));
        Storage storage = open(directory, MEGABYTE);
        storage.segments("d").put("s", BYTES);
        assertThat(storage.segments("d").get("s")).contains(BYTES);
        assertThat(file).isRegularFile();
    }

    @Test
    void whatASegmentIsNowReplacesTheCopyOfOneOfAnotherTime() {
        Storage storage = open();
        storage.segments("d").put("s", BYTES);
        assertThat(storage.segments("d").getAnew("s")).contains(BYTES);
        assertThat(storage.segments("d").get("s")).contains(BYTES);
        assertThat(stats(storage).hits()).isEqualTo(1);
        far.change(bytes -> new byte[] {7});
        assertThat(storage.segments("d").get("s")).contains(BYTES);
        assertThat(storage.segments("d").getAnew("s")).contains(new byte[] {7});
        assertThat(storage.segments("d").get("s")).contains(new byte[] {7});
        assertThat(stats(storage).hits()).isEqualTo(2);
    }

    @Test
    void whereNothingCanBeWrittenNothingFails() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        Storage storage = open(file.resolve("below"), MEGABYTE);
        for (int i = 0; i < 10; i++) {
            storage.segments("d").put("s" + i, BYTES);
            assertThat(storage.segments("d").get("s" + i)).contains(BYTES);
            storage.segments("d").keepCopies(Set.of());
            storage.segments("d").delete(List.of("s" + i));
        }
        assertThat(stats(storage).failures()).as("it is not tried each time").isEqualTo(1);
        assertThat(stats(storage).bytesWritten()).isZero();
    }

    @Test
    void anInterruptedThreadKeepsCopiesAndStaysInterrupted() throws IOException {
        Storage storage = open();
        Thread.currentThread().interrupt();
        storage.segments("d").put("s", BYTES);
        assertThat(storage.segments("d").get("s")).contains(BYTES);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(files(directory)).hasSize(1);
        assertThat(stats(storage).failures()).isZero();
    }

    @Test
    void aCacheForWhatIsNearIsRefused() throws IOException {
        SystemConfig config = SystemConfig.standard().withCache(directory);
        assertThatThrownBy(() -> CachedStorage.of(memory, config, InstantSource.system(), System::nanoTime))
                .isInstanceOf(Anomaly.Unsupported.class)
                .hasMessageContaining("far away");
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> open(file, MEGABYTE))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("must be a directory");
        assertThatThrownBy(() -> SystemConfig.standard().withCache(Path.of(""))).isInstanceOf(Anomaly.Incorrect.class);
    }

    @Test
    void severalThreadsAndOpeningsUseOneDirectory() throws InterruptedException {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Storage storage = open(directory, MEGABYTE);
            Random random = new Random(i);
            threads.add(new Thread(() -> {
                for (int j = 0; j < 500 && failure.get() == null; j++) {
                    int which = random.nextInt(20);
                    byte[] bytes = new byte[which * 3_000];
                    storage.segments("d").put("s" + which, bytes);
                    assertThat(storage.segments("d").get("s" + which)).contains(bytes);
                    if (j % 20 == 0) {
                        storage.segments("d").keepCopies(Set.of("s1"));
                    }
                }
            }));
        }
        threads.forEach(thread -> thread.setUncaughtExceptionHandler((where, thrown) -> failure.set(thrown)));
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failure.get()).isNull();
    }

    private EngineConfig config(Path cache) {
        return EngineConfig.of(Map.of(
                ClientProvider.CONFIG,
                SystemConfig.standard().withLimit(Limit.LIVE_FACTS, 100).withCache(cache)));
    }

    private static String secret(int i) {
        SplittableRandom random = new SplittableRandom(
                i); // texts that have nothing in common, so that none is written as part of another
        StringBuilder text = new StringBuilder("secret" + i + "-");
        for (int j = 0; j < 60; j++) {
            text.append((char) ('!' + random.nextInt(90)));
        }
        return text.toString();
    }

    private static void await(Connection connection, long t) {
        while (connection.indexing().storedT() < t) {
            connection.transact("[{:d/text \"more\"}]");
            Thread.onSpinWait();
        }
    }

    @Test
    void whatIsExcisedLeavesTheCachesOfWriterAndReader() throws IOException {
        Path ofWriter = directory.resolve("writer");
        Path ofReader = directory.resolve("reader");
        try (Client client = EmbeddedClient.open(far.storage(), config(ofWriter));
                Client reading = ReadOnlyClient.open(far.storage(), config(ofReader))) {
            client.createDatabase("films");
            Connection connection = client.connect("films");
            connection.transact(
                    "[{:db/ident :d/text :db/valueType :db.type/string :db/cardinality :db.cardinality/one}]");
            List<Map<String, ?>> forms = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                forms.add(Map.of(":d/text", secret(i)));
            }
            await(connection, connection.transact(TxData.of(forms)).dbAfter().t());
            Connection reader = reading.connect("films");
            Object entity = Objects.requireNonNull(reader.db()
                    .query("[:find ?e :in $ ?t :where [?e :d/text ?t]]", secret(7))
                    .list()
                    .get(0)
                    .get(0));
            String kept = secret(7).substring(20, 50);
            assertThat(holds(ofWriter, kept)).as("what the test looks for").isTrue();
            assertThat(holds(ofReader, kept)).as("what the test looks for").isTrue();
            long t = connection
                    .transact(TxData.of(List.of(Map.of(":db/excise", entity))))
                    .dbAfter()
                    .t();
            connection.syncExcise(t);
            assertThat(holds(ofWriter, kept)).isFalse();
            reader.syncExcise(t);
            assertThat(holds(ofReader, kept)).isFalse();
        }
    }
}

package io.stator.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.engine.storage.SegmentFiles.Owner;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it writes copies of segments leaves none that is wrong, and nothing that grows. */
final class KilledCacheTest {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);
    private static final Owner OWNER = new Owner("system", "database");
    private static final int SEGMENTS = 40;
    private static final int BYTES_MAX = 400_000;
    private static final int WRITES_MAX = 60;
    private static final int END_SECONDS = 60;

    /** So much that everything has room. */
    private static final long ROOM = 1L << 30;

    @TempDir
    private Path directory;

    private static byte[] bytes(int segment) {
        SplittableRandom random = new SplittableRandom(segment);
        byte[] bytes = new byte[random.nextInt(BYTES_MAX)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static SegmentFiles files(Path directory) {
        return new SegmentFiles(directory, ROOM, Clock.systemUTC(), System::nanoTime);
    }

    /** Writes until it is killed, and a byte to its output after each segment. */
    public static void main(String[] arguments) {
        SegmentFiles files = files(Path.of(arguments[0]));
        SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[1]));
        while (!System.out.checkError()) {
            int segment = random.nextInt(SEGMENTS);
            files.put(OWNER, "s" + segment, bytes(segment), files.generation(OWNER));
            System.out.write(1);
            System.out.flush();
        }
    }

    private void writeAndKill(long seed, int writes) throws IOException, InterruptedException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                KilledCacheTest.class.getName(),
                directory.toString(),
                Long.toString(seed));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (InputStream written = process.getInputStream()) {
            assertThat(written.readNBytes(writes)).hasSize(writes);
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(END_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private void kill(int times) throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(SEED);
        Set<String> ids = IntStream.range(0, SEGMENTS).mapToObj(i -> "s" + i).collect(Collectors.toSet());
        Set<Integer> found = new TreeSet<>();
        for (int i = 0; i < times; i++) {
            writeAndKill(random.nextLong(), 1 + random.nextInt(WRITES_MAX));
            SegmentFiles files = files(directory);
            files.keepOnly(OWNER, ids); // as an opening does
            for (int segment = 0; segment < SEGMENTS; segment++) {
                byte[] bytes = files.get(OWNER, "s" + segment);
                if (bytes != null) {
                    found.add(segment);
                    assertThat(Arrays.equals(bytes, bytes(segment)))
                            .as("segment %s after kill %s, seed %s", segment, i, SEED)
                            .isTrue();
                }
            }
            assertThat(files.stats().damaged()).as("seed %s", SEED).isZero();
            assertThat(left()).noneMatch(FileNames::isPart).hasSizeLessThanOrEqualTo(SEGMENTS + 1);
        }
        assertThat(found).isNotEmpty();
    }

    @Test
    void nothingWrongIsServedAndNothingIsLeft() throws IOException, InterruptedException {
        kill(3);
    }

    @Test
    @Tag("simulation")
    void nothingWrongIsServedAndNothingIsLeftHoweverOftenItIsKilled() throws IOException, InterruptedException {
        kill(50);
    }
}

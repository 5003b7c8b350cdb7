package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A machine that stops while a transaction is written leaves any part of its frames in the write-ahead log: what was there before is there,
 * and the transaction is, as a whole, or is not.
 */
final class TornLogTest {
    private static final long SEED = Long.getLong("stator.seed", System.nanoTime());
    private static final String NAME = "stator.db";
    private static final String DATABASE = "torn";
    private static final int HEADER_BYTES = 32;
    private static final int FRAME_BYTES = 24 + Tables.PAGE_BYTES;
    private static final int WRITES = 16;
    private static final int SEGMENTS = 4;
    private static final int SUBSETS = 6;

    @TempDir
    private Path temporary;

    private Path directory;
    private Path file;
    private final Random random = new Random(SEED);

    /** The files when a write had returned, and what storage said then. */
    private record Moment(byte[] main, byte[] log, byte[] end, List<String> content) {}

    @BeforeEach
    void create() throws IOException {
        directory = SampleSystem.quickDirectory(temporary);
        file = directory.resolve(NAME);
    }

    @AfterEach
    void remove() throws IOException {
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

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private void write(Storage storage, int number) {
        int size = 1 + random.nextInt(number % 3 == 0 ? 30_000 : 900);
        switch (number % 4) {
            case 0 -> storage.segments(DATABASE).put("s" + number % SEGMENTS + "-" + number, bytes(size));
            case 1 -> storage.roots().compareAndSet(DATABASE + "/root" + number, Roots.ABSENT, bytes(size));
            case 2 -> {
                long last = storage.log(DATABASE).lastSequence().orElse(0);
                storage.log(DATABASE).rewrite(random.nextInt((int) last + 1), 0, bytes(size));
            }
            default ->
                storage.log(DATABASE)
                        .append(storage.log(DATABASE).lastSequence().orElse(-1) + 1, 0, bytes(size));
        }
    }

    private static List<String> content(Storage storage) {
        Map<String, String> all = new TreeMap<>();
        storage.log(DATABASE).read(0, (sequence, epoch, bytes) -> {
            all.put("record " + sequence, String.valueOf(Arrays.hashCode(bytes)));
            return true;
        });
        for (String root : storage.roots().names("")) {
            all.put(root, String.valueOf(storage.roots().read(root)));
        }
        for (int number = 0; number < WRITES; number++) {
            String id = "s" + number % SEGMENTS + "-" + number;
            storage.segments(DATABASE).get(id).ifPresent(bytes -> all.put(id, String.valueOf(Arrays.hashCode(bytes))));
        }
        return all.entrySet().stream().map(Object::toString).toList();
    }

    private Moment moment(Storage storage) throws IOException {
        return new Moment(
                Files.readAllBytes(file),
                Files.readAllBytes(directory.resolve(NAME + "-wal")),
                Files.readAllBytes(directory.resolve(NAME + ".end")),
                content(storage));
    }

    private List<String> opened(byte[] main, byte[] log, byte[] end) throws IOException {
        clear();
        Files.write(file, main);
        Files.write(directory.resolve(NAME + "-wal"), log);
        Files.write(directory.resolve(NAME + ".end"), end);
        try (Storage storage = SqliteStorage.open(file)) {
            return content(storage);
        }
    }

    @Test
    void aTransactionThatIsWrittenInPartIsThereAsAWholeOrNotAtAll() throws IOException {
        Map<Integer, Moment> moments = new HashMap<>();
        try (Storage storage = SqliteStorage.open(file)) {
            storage.log(DATABASE).append(0, 0, bytes(100));
            moments.put(0, moment(storage));
            for (int number = 1; number < WRITES; number++) {
                write(storage, number);
                moments.put(number, moment(storage));
            }
        }
        int torn = 0;
        for (int number = 1; number < WRITES; number++) {
            torn += tear(moments.get(number - 1), moments.get(number), number);
        }
        assertThat(torn).isGreaterThan(WRITES);
    }

    /** Returns the end of the frames that two logs have in common. */
    private static int common(byte[] before, byte[] after) {
        int end = Math.max(0, Arrays.mismatch(before, after) - HEADER_BYTES) / FRAME_BYTES;
        return HEADER_BYTES + end * FRAME_BYTES;
    }

    private int tear(Moment before, Moment after, int number) throws IOException {
        String where = "write " + number + " seed " + SEED;
        assertThat(after.main).as(where).isEqualTo(before.main);
        int start = common(before.log, after.log);
        int frames = (after.log.length - start) / FRAME_BYTES;
        for (int subset = 0; subset < frames + SUBSETS; subset++) {
            byte[] log = Arrays.copyOf(before.log, Math.max(before.log.length, after.log.length));
            for (int frame = 0; frame < frames; frame++) {
                boolean written = subset < frames ? frame < subset : random.nextBoolean();
                int bytes = written ? FRAME_BYTES : frame == subset ? random.nextInt(FRAME_BYTES) : 0;
                int from = start + frame * FRAME_BYTES;
                System.arraycopy(after.log, from, log, from, bytes);
            }
            int length = subset % 2 == 0 ? log.length : Math.max(before.log.length, start + subset * FRAME_BYTES);
            assertThat(opened(before.main, Arrays.copyOf(log, Math.min(log.length, length)), before.end))
                    .as(where + " subset " + subset)
                    .isIn(before.content, after.content);
        }
        int half = random.nextInt(after.end.length);
        byte[] end = before.end.clone();
        System.arraycopy(after.end, 0, end, 0, half);
        assertThat(opened(after.main, after.log, end))
                .as(where + " end " + half)
                .isEqualTo(after.content);
        return frames + SUBSETS;
    }
}

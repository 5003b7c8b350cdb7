package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.stator.engine.storage.Storage;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log is read in chunks of so many bytes. */
final class LogChunksTest {
    private static final int RECORDS = 24;
    private static final int RECORD_BYTES = 1 << 20;

    /** What the first chunk of the log below may allocate, copies on the way included. */
    private static final long CHUNK_ALLOCATION_MAX = 6L * RECORD_BYTES;

    @TempDir
    private Path directory;

    @Test
    void fewRecordsAreInMemoryHoweverLongTheLogIs() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Storage storage = SqliteStorage.open(directory.resolve("stator.db"))) {
            for (int i = 0; i < RECORDS; i++) {
                storage.log("a").append(i, 0, new byte[RECORD_BYTES]);
            }
            storage.log("a").read(0, (sequence, epoch, bytes) -> false);

            long before = threads.getCurrentThreadAllocatedBytes();
            storage.log("a").read(0, (sequence, epoch, bytes) -> false);
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .isBetween((long) RECORD_BYTES, CHUNK_ALLOCATION_MAX);
        }
    }

    @Test
    void noRecordIsLostBetweenChunks() {
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            sizes.add(RECORD_BYTES / 2 + i % 3 - 1);
        }
        try (Storage storage = SqliteStorage.open(directory.resolve("stator.db"))) {
            for (int i = 0; i < RECORDS; i++) {
                storage.log("a").append(i, 0, new byte[sizes.get(i)]);
            }
            List<Integer> read = new ArrayList<>();
            storage.log("a").read(0, (sequence, epoch, bytes) -> {
                assertThat(sequence).isEqualTo(read.size());
                read.add(bytes.length);
                return true;
            });
            assertThat(read).isEqualTo(sizes);
        }
    }
}

package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.engine.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A byte of the file that is not what was written is either found out or decides nothing. */
final class FlippedBytesTest {

    private static final long SEED = Long.getLong("stator.seed", System.nanoTime());
    private static final int SAMPLES = 1_500;

    /** The first bytes of a page say what is where; half of the samples are taken among them. */
    private static final int PAGE_HEADER_BYTES = 100;

    @TempDir
    private Path temporary;

    private Path directory;
    private Path file;
    private byte[] content;

    @BeforeEach
    void writeSystem() throws IOException {
        directory = SampleSystem.quickDirectory(temporary);
        file = directory.resolve("stator.db");
        try (Storage storage = SqliteStorage.open(file)) {
            SampleSystem.write(storage);
        }
        content = Files.readAllBytes(file);
        SampleSystem.requireAllOrComplaint(file, "unchanged");
    }

    @AfterEach
    void removeSystem() throws IOException {
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

    @Test
    void aSampleOfChangedBytesIsFoundOutOrDecidesNothing() throws IOException {
        Random random = new Random(SEED);
        int pages = content.length / Tables.PAGE_BYTES;
        for (int sample = 0; sample < SAMPLES; sample++) {
            int place = sample % 2 == 0
                    ? random.nextInt(content.length)
                    : random.nextInt(pages) * Tables.PAGE_BYTES + random.nextInt(PAGE_HEADER_BYTES);
            change(place, random.nextBoolean() ? 0xff : 1 << random.nextInt(Byte.SIZE));
        }
    }

    @Test
    @Tag("simulation")
    void everyChangedByteIsFoundOutOrDecidesNothing() throws IOException {
        Random random = new Random(SEED);
        for (int place = 0; place < content.length; place++) {
            change(place, 1 << random.nextInt(Byte.SIZE));
            change(place, 0xff);
        }
    }

    private void change(int place, int flipped) throws IOException {
        clear();
        byte[] changed = content.clone();
        changed[place] ^= (byte) flipped;
        Files.write(file, changed);
        SampleSystem.requireAllOrComplaint(file, "byte " + place + " changed by " + flipped + ", seed " + SEED);
    }

    @Test
    void zeroedAndExchangedPagesAreFoundOut() throws IOException {
        int pages = content.length / Tables.PAGE_BYTES;
        for (int page = 0; page < pages; page++) {
            for (int other = -1; other < pages; other++) {
                clear();
                byte[] changed = content.clone();
                byte[] source = other < 0 ? new byte[content.length] : content;
                int from = Math.max(other, 0) * Tables.PAGE_BYTES;
                System.arraycopy(source, from, changed, page * Tables.PAGE_BYTES, Tables.PAGE_BYTES);
                Files.write(file, changed);
                SampleSystem.requireAllOrComplaint(file, "page " + page + " replaced by " + other);
            }
        }
        assertThat(pages).isGreaterThan(10);
    }
}

package io.stator.storage.jdbc;

import io.stator.engine.storage.Storage;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A child process that puts segments, deletes most of them and gives their room back, again and again until it is killed.
 *
 * <p>It prints {@code K number} for a segment that stays, {@code D number} for one that is deleted, and {@code S} after each step.
 */
final class KilledShrinker {
    static final String DATABASE = "shrunk";

    private static final int SEGMENTS_PER_ROUND = 150;
    private static final int SEGMENT_BYTES = 40_000;
    private static final int KEPT_EVERY = 5;
    private static final long NUMBERS_PER_RUN = 1_000_000;

    private KilledShrinker() {}

    static byte[] segment(long number) {
        byte[] bytes = new byte[SEGMENT_BYTES];
        new Random(number).nextBytes(bytes);
        return bytes;
    }

    static String id(long number) {
        return "s" + number;
    }

    /** Arguments: the directory of the file, the number of this run. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        long number = Long.parseLong(arguments[1]) * NUMBERS_PER_RUN;
        try (Storage storage = SqliteStorage.open(Path.of(arguments[0]).resolve(FileProvider.FILE_NAME))) {
            out.println("READY");
            while (number >= 0) {
                List<Long> deleted = new ArrayList<>();
                for (int i = 0; i < SEGMENTS_PER_ROUND; i++, number++) {
                    storage.segments(DATABASE).put(id(number), segment(number));
                    if (i % KEPT_EVERY == 0) {
                        out.println("K " + number);
                    } else {
                        deleted.add(number);
                    }
                }
                storage.segments(DATABASE)
                        .delete(deleted.stream().map(KilledShrinker::id).toList());
                deleted.forEach(each -> out.println("D " + each));
                while (storage.shrink(true)) {
                    out.println("S");
                }
            }
        }
    }
}

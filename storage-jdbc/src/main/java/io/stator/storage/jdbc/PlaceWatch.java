package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether the files that were opened are still the ones their names lead to. A system without identities of files, such as
 * Windows, keeps open files from being replaced itself.
 */
final class PlaceWatch {

    private final Path main;
    private final @Nullable Object mainKey;
    private final Path writeAhead;
    private final @Nullable Object writeAheadKey;

    /** Takes the files that are there as the ones that were opened. */
    PlaceWatch(SystemFiles files) throws IOException {
        this.main = files.main();
        this.mainKey = key(main);
        this.writeAhead = files.writeAhead();
        this.writeAheadKey = key(writeAhead);
    }

    /** Returns what identifies a file whatever its name, or null where the system has no such thing. */
    static @Nullable Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private static boolean leadsTo(Path file, @Nullable Object expected) {
        try {
            return expected == null || expected.equals(key(file));
        } catch (IOException absent) {
            return false;
        }
    }

    /** Checks that both names still lead to the files that were opened. */
    void require() {
        if (!leadsTo(main, mainKey)) {
            throw displaced(main, "restore it under this name if it was moved");
        }
        if (!leadsTo(writeAhead, writeAheadKey)) {
            throw displaced(writeAhead, "close the system, which gathers what was acknowledged in " + main);
        }
    }

    private static StorageException displaced(Path file, String advice) {
        return new StorageException(
                Kind.DISPLACED,
                file
                        + " was removed, moved or replaced while it was open, so nothing that is written now would be found"
                        + " there; nothing more is written: " + advice + ", and open the system again");
    }

    /** Returns whether closing, which removes the write-ahead log by its name, would remove one that is not ours. */
    boolean isForeignWriteAhead() {
        return Files.exists(writeAhead) && !leadsTo(writeAhead, writeAheadKey);
    }

    /** Returns whether the main file is where it was. */
    boolean isMainInPlace() {
        return leadsTo(main, mainKey);
    }
}

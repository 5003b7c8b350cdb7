package io.stator.storage.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What can be seen from outside of whether anybody has changed the files of a system.
 *
 * @param main the file
 * @param writeAhead the newest changes beside it
 * @param end what tells how far these go, which a process that opens the system makes anew before it changes anything
 */
record FileStamps(Stamp main, Stamp writeAhead, Stamp end) {

    private static final Stamp ABSENT = new Stamp(false, null, 0, 0);

    /** One file, all zero when it is not there. */
    record Stamp(boolean isThere, @Nullable Object key, long bytes, long modifiedNanos) {

        static Stamp of(Path file) throws IOException {
            try {
                BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(
                        true,
                        found.fileKey(),
                        found.size(),
                        found.lastModifiedTime().to(TimeUnit.NANOSECONDS));
            } catch (NoSuchFileException absent) {
                return ABSENT;
            }
        }

        /** Returns whether a name leads to the same file as before, whatever is in it. */
        boolean isSameFile(Stamp other) {
            return isThere == other.isThere && Objects.equals(key, other.key);
        }
    }

    static FileStamps of(SystemFiles files) throws IOException {
        return new FileStamps(Stamp.of(files.main()), Stamp.of(files.writeAhead()), Stamp.of(files.end()));
    }
}

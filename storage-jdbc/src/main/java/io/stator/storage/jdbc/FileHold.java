package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The right to be the only one who has a file open, kept by a lock on a second file beside it that the operating system gives up
 * however the process ends.
 *
 * <p>The lock file stays, because to delete it would let two processes hold locks on two files of the same name. Closing any
 * descriptor of a file gives up the locks the whole process has on it, so a second opening in this process must be refused before it
 * touches the lock file. The held paths are noted among the system properties, which are the same ones for all class loaders.
 */
final class FileHold {

    private static final String HELD_PROPERTY_PREFIX = "io.stator.storage.open:";

    /** The longest process id, as text, that is looked for in a lock file. */
    private static final int HOLDER_CHARACTERS_MAX = 20;

    private final Path file;
    private final RandomAccessFile lockFile;

    private FileHold(Path file, RandomAccessFile lockFile) {
        this.file = file;
        this.lockFile = lockFile;
    }

    /**
     * Returns the hold on a file in an existing directory.
     *
     * @throws StorageException of kind LOCKED if somebody else has it
     */
    static FileHold acquire(Path file) throws IOException {
        String pid = Long.toString(ProcessHandle.current().pid());
        if (System.getProperties().putIfAbsent(HELD_PROPERTY_PREFIX + file, pid) != null) {
            throw locked(file, pid + " (this one)");
        }
        boolean locked = false;
        try {
            RandomAccessFile lockFile = lock(file, pid);
            locked = true;
            return new FileHold(file, lockFile);
        } finally {
            if (!locked) {
                forget(file);
            }
        }
    }

    private static RandomAccessFile lock(Path file, String pid) throws IOException {
        RandomAccessFile lockFile = new RandomAccessFile(lockPath(file).toFile(), "rw");
        boolean locked = false;
        try {
            if (tryLock(lockFile) == null) {
                throw locked(file, holder(lockFile));
            }
            lockFile.setLength(0);
            lockFile.write(pid.getBytes(StandardCharsets.US_ASCII));
            locked = true;
            return lockFile;
        } finally {
            if (!locked) {
                lockFile.close();
            }
        }
    }

    /** Returns the path of the lock file of a file. */
    static Path lockPath(Path file) {
        return file.resolveSibling(file.getFileName() + ".lock");
    }

    /** Lets others open the file. */
    void release() throws IOException {
        try (RandomAccessFile closing = lockFile) {
            closing.setLength(0);
        } finally {
            forget(file);
        }
    }

    private static void forget(Path file) {
        System.getProperties().remove(HELD_PROPERTY_PREFIX + file);
    }

    private static @Nullable FileLock tryLock(RandomAccessFile lockFile) throws IOException {
        try {
            return lockFile.getChannel().tryLock();
        } catch (OverlappingFileLockException held) {
            return null;
        }
    }

    private static String holder(RandomAccessFile lockFile) throws IOException {
        byte[] text = new byte[HOLDER_CHARACTERS_MAX];
        int length = lockFile.read(text);
        return length <= 0 ? "of unknown id" : new String(text, 0, length, StandardCharsets.US_ASCII);
    }

    private static StorageException locked(Path file, String holder) {
        return new StorageException(
                Kind.LOCKED, file + " is already open in process " + holder + "; close it there, or open another file");
    }
}

package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The right to be the only one who has a file open, kept by two locks that the operating system gives up however the process ends: on a
 * second file beside it, and on a byte of the file itself, which holds whatever name leads to it.
 *
 * <p>The lock file stays, because to delete it would let two processes hold locks on two files of the same name. Closing any
 * descriptor of a file gives up the locks the whole process has on it, so a second opening in this process must be refused before it
 * touches either file. What is held is noted among the system properties, which are the same ones for all class loaders.
 */
final class FileHold {

    private static final String HELD_PROPERTY_PREFIX = "io.stator.storage.open:";

    /** The longest process id, as text, that is looked for in a lock file. */
    private static final int HOLDER_CHARACTERS_MAX = 20;

    /** The byte of the file that is locked, which is far behind those that SQLite locks and behind every page. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private final Path file;
    private final RandomAccessFile lockFile;
    private @Nullable String heldIdentity;
    private @Nullable FileChannel content;
    private @Nullable FileLock contentLock;
    private boolean released;

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
        FileHold hold = null;
        try {
            hold = new FileHold(file, lock(file, pid));
            return hold;
        } finally {
            if (hold == null) {
                forget(file.toString());
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

    /**
     * Notes which file this is, whatever its name, if there is one; to be called before it is read, and again when it was replaced.
     *
     * @throws StorageException of kind LOCKED if it is open in this process under another name
     */
    void claimIdentity() throws IOException {
        unlockContent();
        Object key = Files.exists(file) ? PlaceWatch.key(file) : null;
        if (heldIdentity != null) {
            forget(heldIdentity);
            heldIdentity = null;
        }
        if (key != null) {
            String identity = "identity " + key;
            if (System.getProperties().putIfAbsent(HELD_PROPERTY_PREFIX + identity, file.toString()) != null) {
                throw lockedUnderOtherName("in this process");
            }
            heldIdentity = identity;
        }
    }

    /**
     * Locks the file itself. Is called again after SQLite may have given up the lock, which it does unknowingly when it closes the file
     * or leaves its last lock on it. The descriptor stays open meanwhile, because to close it would give up SQLite's locks.
     *
     * @throws StorageException of kind LOCKED if another process has it, under another name or past the lock file
     */
    void lockContent() throws IOException {
        FileChannel channel = content;
        if (channel == null) {
            channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            content = channel;
        }
        if (contentLock != null) {
            contentLock.release();
        }
        contentLock = channel.tryLock(LOCKED_BYTE, 1, false);
        if (contentLock == null) {
            throw lockedUnderOtherName("in another process");
        }
    }

    private void unlockContent() throws IOException {
        FileChannel channel = content;
        content = null;
        contentLock = null;
        if (channel != null) {
            channel.close();
        }
    }

    /** Returns the path of the lock file of a file. */
    static Path lockPath(Path file) {
        return file.resolveSibling(file.getFileName() + ".lock");
    }

    /** Lets others open the file. */
    void release() throws IOException {
        if (released) {
            return;
        }
        released = true;
        try (RandomAccessFile closing = lockFile) {
            unlockContent();
            closing.setLength(0);
        } finally {
            if (heldIdentity != null) {
                forget(heldIdentity);
            }
            forget(file.toString());
        }
    }

    /** Returns what a file is noted under whatever its name, if there is one. */
    static String identity(Path file) throws IOException {
        return "identity " + PlaceWatch.key(file);
    }

    /**
     * Notes that this process has a file open.
     *
     * @throws StorageException of kind LOCKED if that is noted already
     */
    static void note(String held, Path file) {
        if (System.getProperties().putIfAbsent(HELD_PROPERTY_PREFIX + held, file.toString()) != null) {
            throw new StorageException(
                    Kind.LOCKED,
                    file
                            + " is already open in this process, which opens a file once, be it to write or to read: use the"
                            + " client that has it open, or close that one first");
        }
    }

    /**
     * Checks that this process does not have a file open, before it is read without SQLite.
     *
     * @throws StorageException of kind LOCKED if it has
     */
    static void requireNotNoted(Path file) throws IOException {
        for (String held : List.of(file.toString(), identity(file))) {
            note(held, file);
            forget(held);
        }
    }

    static void forget(String held) {
        System.getProperties().remove(HELD_PROPERTY_PREFIX + held);
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
                Kind.LOCKED,
                file + " is already open in process " + holder
                        + "; close it there, open another file, or, from another process, read it with Stator.openReadOnly"
                        + " (--read-only on the command line)");
    }

    private StorageException lockedUnderOtherName(String where) {
        return new StorageException(
                Kind.LOCKED,
                file + " is already open " + where
                        + ", under another name (a hard link) or past its lock file; close it"
                        + " there, and open it under one name only");
    }
}

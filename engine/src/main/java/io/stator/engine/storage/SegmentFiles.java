package io.stator.engine.storage;

import io.stator.StorageStats;
import io.stator.engine.storage.StorageException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Copies of segments as files in a directory, which several processes may use at once, and which may be deleted at any time. Thread-safe.
 *
 * <p>A file has a checksum over its bytes and over whose they are; one that is not as it was written is as good as none. What cannot be
 * written is not there, and told once. What cannot be removed is an error, because somebody may rely on its being gone.
 *
 * <p>What one process removes must not come back by another that read it just before: each removal gives the directory of the database
 * another generation first, and who has put a file takes it back when the generation is not that of before it was read.
 */
final class SegmentFiles {
    /** The directory below the one that was named; nothing else in that is looked at. Its number is that of this format. */
    private static final String FORMAT = "stator-segments-1";

    private static final String GENERATION = "generation";

    /** How much of the file of a generation is looked at, which is longer than any. */
    private static final int GENERATION_BYTES_MAX = 64;

    private static final long MAGIC = 0x5354_4154_4341_4331L;
    private static final int HEADER_BYTES = 3 * Long.BYTES;

    /** A segment of more bytes has no copy. */
    private static final int FILE_BYTES_MAX = 64 << 20;

    /** A file is marked as used when that was so long ago. */
    private static final long TOUCH_MILLIS = 3_600_000;

    /** How long nothing is written after that failed. */
    private static final long PAUSE_NANOS = 60_000_000_000L;

    private final Path directory;
    private final FileRoom room;
    private final InstantSource clock;
    private final LongSupplier nanoClock;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder damaged = new LongAdder();
    private final LongAdder bytesRead = new LongAdder();
    private final LongAdder bytesWritten = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final AtomicBoolean warned = new AtomicBoolean();
    private volatile boolean pausing;
    private volatile long failedNanos;

    /**
     * Creates those in a directory, which is made when it is needed.
     *
     * @param bytesMax how many bytes they may have together
     */
    SegmentFiles(Path directory, long bytesMax, InstantSource clock, LongSupplier nanoClock) {
        this.directory = directory.resolve(FORMAT);
        this.room = new FileRoom(this.directory, bytesMax, clock);
        this.clock = clock;
        this.nanoClock = nanoClock;
    }

    /**
     * Whose segments they are.
     *
     * @param system tells the system from all others
     */
    record Owner(String system, String database) {}

    private Path directory(Owner owner) {
        return directory.resolve(FileNames.of(owner.system)).resolve(FileNames.of(owner.database));
    }

    private Path file(Owner owner, String id) {
        return directory(owner).resolve(FileNames.of(id));
    }

    /** Returns the bytes of a segment, or null if there is no copy of it that is as it was written. */
    byte @Nullable [] get(Owner owner, String id) {
        Path file = file(owner, id);
        byte[] bytes = null;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            bytes = read(channel, owner, id);
            if (bytes == null) {
                damaged.increment();
                Files.deleteIfExists(file);
            } else {
                touch(file);
            }
        } catch (NoSuchFileException | ClosedByInterruptException absent) {
            bytes = null;
        } catch (IOException unreadable) {
            bytes = null;
            warn("read a copy of a segment", unreadable);
        }
        (bytes == null ? misses : hits).increment();
        bytesRead.add(bytes == null ? 0 : bytes.length);
        return bytes;
    }

    private static byte @Nullable [] read(FileChannel channel, Owner owner, String id) throws IOException {
        long size = channel.size();
        if (size < HEADER_BYTES || size > HEADER_BYTES + (long) FILE_BYTES_MAX) {
            return null;
        }
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        ByteBuffer body = ByteBuffer.allocate((int) size - HEADER_BYTES);
        readFully(channel, header);
        readFully(channel, body);
        boolean whole = !header.hasRemaining() && !body.hasRemaining();
        header.flip();
        byte[] bytes = body.array();
        return whole
                        && header.getLong() == MAGIC
                        && header.getLong() == bytes.length
                        && header.getLong() == check(owner, id, bytes)
                ? bytes
                : null;
    }

    private static void readFully(FileChannel channel, ByteBuffer into) throws IOException {
        int count = 0;
        while (into.hasRemaining() && count >= 0) {
            count = channel.read(into);
        }
    }

    private static long check(Owner owner, String id, byte[] bytes) {
        CRC32C sum = new CRC32C();
        for (String each : new String[] {owner.system, owner.database, id}) {
            byte[] text = each.getBytes(StandardCharsets.UTF_8);
            sum.update(ByteBuffer.allocate(Integer.BYTES).putInt(text.length).flip());
            sum.update(text);
        }
        sum.update(bytes);
        return sum.getValue();
    }

    /** Marks a file as used; one that may only be read is as good without that. */
    private void touch(Path file) {
        long now = clock.millis();
        try {
            if (Math.abs(now - Files.getLastModifiedTime(file).toMillis()) > TOUCH_MILLIS) {
                Files.setLastModifiedTime(file, FileTime.fromMillis(now));
            }
        } catch (IOException mayNotBeChanged) {
            warn("mark a copy of a segment as used", mayNotBeChanged);
        }
    }

    /** Returns what is to be handed to {@link #put} of what is read from now on. */
    String generation(Owner owner) {
        try (InputStream in = Files.newInputStream(directory(owner).resolve(GENERATION))) {
            return new String(in.readNBytes(GENERATION_BYTES_MAX), StandardCharsets.ISO_8859_1);
        } catch (IOException none) {
            return "";
        }
    }

    /** Keeps the bytes of a segment, unless something was removed since a generation. */
    void put(Owner owner, String id, byte[] bytes, String generation) {
        if (bytes.length > FILE_BYTES_MAX || isPausing()) {
            return;
        }
        try {
            if (!room.take(HEADER_BYTES + (long) bytes.length)) {
                return;
            }
            Path file = file(owner, id);
            FileNames.write(file, content(owner, id, bytes));
            bytesWritten.add(bytes.length);
            if (!generation(owner).equals(generation)) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException | ClosedByInterruptException removedMeanwhile) {
            failures.increment();
        } catch (IOException failure) {
            failures.increment();
            failedNanos = nanoClock.getAsLong();
            pausing = true;
            warn("keep a copy of a segment", failure);
        }
    }

    private boolean isPausing() {
        if (pausing && nanoClock.getAsLong() - failedNanos > PAUSE_NANOS) {
            pausing = false;
        }
        return pausing;
    }

    private static ByteBuffer content(Owner owner, String id, byte[] bytes) {
        return ByteBuffer.allocate(HEADER_BYTES + bytes.length)
                .putLong(MAGIC)
                .putLong(bytes.length)
                .putLong(check(owner, id, bytes))
                .put(bytes)
                .flip();
    }

    private void warn(String what, IOException failure) {
        System.Logger.Level level =
                warned.compareAndSet(false, true) ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG;
        System.getLogger(SegmentFiles.class.getName())
                .log(
                        level,
                        "could not " + what + " in " + directory.getParent()
                                + ": the system is read from its storage instead, which takes longer; told once",
                        failure);
    }

    /** Removes the copy of a segment if it is another one than that of some bytes. */
    void dropUnless(Owner owner, String id, byte @Nullable [] bytes) {
        Path file = file(owner, id);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
            readFully(channel, header);
            if (bytes == null || header.hasRemaining() || header.getLong(2 * Long.BYTES) != check(owner, id, bytes)) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException absent) {
            // there is none
            return;
        } catch (IOException failure) {
            warn("drop a copy of a segment", failure);
        }
    }

    /**
     * Removes the copies of segments.
     *
     * @throws StorageException if one cannot be removed
     */
    void delete(Owner owner, Collection<String> ids) {
        renew(owner);
        try {
            for (String id : ids) {
                remove(file(owner, id));
            }
        } catch (IOException failure) {
            throw irremovable(owner, failure);
        }
    }

    private static void remove(Path file) throws IOException {
        try {
            Files.deleteIfExists(file);
        } catch (AccessDeniedException nobodyKnows) {
            throw nobodyKnows;
        } catch (IOException failure) {
            if (Files.exists(file)) {
                throw failure;
            }
        }
    }

    /**
     * Removes the copies of all segments of a database but some, and what is left of those that were being put.
     *
     * @throws StorageException if one cannot be removed
     */
    void keepOnly(Owner owner, Set<String> ids) {
        if (Files.notExists(directory(owner))) {
            return;
        }
        renew(owner);
        Set<String> kept = new HashSet<>();
        kept.add(GENERATION);
        ids.forEach(id -> kept.add(FileNames.of(id)));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory(owner))) {
            for (Path file : files) {
                if (!kept.contains(String.valueOf(file.getFileName()))) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException none) {
            // somebody removed them all
            return;
        } catch (IOException failure) {
            throw irremovable(owner, failure);
        }
    }

    /** Has nobody keep what was read before; where no file can be written, none can be put either. */
    private void renew(Owner owner) {
        Path file = directory(owner).resolve(GENERATION);
        try {
            FileNames.write(file, ByteBuffer.wrap(UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException full) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException alsoThat) {
                full.addSuppressed(alsoThat);
            }
            warn("note a removal", full);
        }
    }

    private StorageException irremovable(Owner owner, IOException failure) {
        return new StorageException(
                Kind.IO,
                "could not remove copies of segments of database " + owner.database + " from the cache in "
                        + directory.getParent() + ", which may hold what was deleted: remove " + directory
                        + ", which is safe at any time (" + failure + ")",
                failure);
    }

    /** Returns what was done. */
    StorageStats.Cache stats() {
        return new StorageStats.Cache(
                hits.sum(), misses.sum(), damaged.sum(), bytesRead.sum(), bytesWritten.sum(), failures.sum());
    }
}

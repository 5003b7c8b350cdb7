package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The second place that knows where the write-ahead log of an open system ends: a small file beside it with two marks that are
 * overwritten in turn, so that one of them is always whole. For one thread at a time.
 *
 * <p>A mark is written after the transaction it tells of is durable, and is not waited for: it outlives the process, and after a loss
 * of power it may tell of an earlier transaction, but never of one that is not there. Only when SQLite begins to fill its log anew is
 * the mark made durable, so that a mark is never more than one filling behind. It is no channel, because the interruption of a caller
 * would close that.
 */
final class EndFile implements AutoCloseable {

    /** Each mark has a sector of its own. */
    private static final int SLOT_BYTES = 512;

    private static final int SLOTS = 2;

    private final RandomAccessFile file;
    private EndMark last;

    private EndFile(RandomAccessFile file, EndMark last) {
        this.file = file;
        this.last = last;
    }

    /** Writes a file with the first mark of a session, in the place of one that may be there, and returns when it is durable. */
    static EndFile create(SystemFiles files, UUID session, UUID before, long content) throws IOException {
        EndMark first = new EndMark(0, session, before, EndMark.Position.NONE, content);
        Path unfinished = files.sibling(".end.new");
        byte[] slots = Arrays.copyOf(first.toBytes(), SLOT_BYTES * SLOTS);
        Files.write(unfinished, slots);
        SystemFiles.sync(unfinished);
        Files.move(unfinished, files.end(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        files.syncDirectory();
        return new EndFile(new RandomAccessFile(files.end().toFile(), "rw"), first);
    }

    /**
     * Returns the newest mark of a file, or empty if there is no file.
     *
     * @throws StorageException of kind CORRUPT if no mark is whole
     */
    static Optional<EndMark> read(SystemFiles files) throws IOException {
        if (Files.notExists(files.end())) {
            return Optional.empty();
        }
        byte[] content = Arrays.copyOf(Files.readAllBytes(files.end()), SLOT_BYTES * SLOTS);
        EndMark newest = null;
        for (int slot = 0; slot < SLOTS; slot++) {
            int start = slot * SLOT_BYTES;
            newest = newer(newest, EndMark.of(Arrays.copyOfRange(content, start, start + EndMark.BYTES)));
        }
        if (newest == null) {
            throw new StorageException(
                    Kind.CORRUPT,
                    files.end() + ", which tells where the newest transactions of " + files.main()
                            + " end, is damaged; restore the system from a copy, or remove that file to open without it");
        }
        return Optional.of(newest);
    }

    private static @Nullable EndMark newer(@Nullable EndMark one, @Nullable EndMark other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.count() >= other.count() ? one : other;
    }

    /** Returns the mark that was written last. */
    EndMark last() {
        return last;
    }

    /** Writes the mark of a place; the opening is finished. */
    void write(EndMark.Position position, long content, boolean durably) throws IOException {
        EndMark next = new EndMark(last.count() + 1, last.session(), EndMark.NOBODY, position, content);
        file.seek(next.count() % SLOTS * SLOT_BYTES);
        file.write(next.toBytes());
        if (durably) {
            file.getFD().sync();
        }
        last = next;
    }

    /** Notes that all of the write-ahead log is in the main file, and returns when that is durable. */
    void settle() throws IOException {
        write(last.position().settled(), last.content(), true);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

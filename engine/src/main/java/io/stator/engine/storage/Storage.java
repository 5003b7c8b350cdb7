package io.stator.engine.storage;

import io.stator.Anomaly;
import io.stator.StorageStats;
import java.net.URI;
import java.nio.file.Path;

/**
 * The place where one system keeps its bytes; safe for use by several threads.
 *
 * <p>A database is named by an opaque id that its user chooses and never uses again, even after the database was deleted. What a
 * write has returned from is durable. Byte arrays are copied or written before a method returns, and the ones that are handed out
 * belong to the receiver.
 *
 * <p>Failures are {@link StorageException}s. Except for {@link StorageException.Kind#UNKNOWN_OUTCOME}, a failed write has changed
 * nothing.
 */
public interface Storage extends AutoCloseable {

    /** Returns the log of a database; a log nobody has appended to is empty. */
    Log log(String database);

    /** Returns the segments of a database. */
    Segments segments(String database);

    /** Returns the roots of the whole system. */
    Roots roots();

    /**
     * Returns the epoch that the records of this opening carry: not smaller than that of any record there is, and where several
     * processes can open the storage to write, greater than that of all openings before. It stays the same until the storage is closed.
     */
    default long epoch() {
        return 0;
    }

    /**
     * Returns what tells the system that is kept here from all others, the same as long as it is kept here; empty where nothing does. A file
     * that was copied has that of the first one.
     */
    default String identity() {
        return "";
    }

    /** Returns whether reading is a journey over a network, so that a copy of segments on a local disk is of use. Never waits. */
    default boolean isFar() {
        return false;
    }

    /** Returns whether what is kept here is paid for by its bytes, as long as it is kept. Never waits. */
    default boolean isPaidByBytes() {
        return false;
    }

    /**
     * Looks whether this opening may still write, where another process can take the system over; does nothing where none can, or where
     * this opening only reads.
     *
     * @throws StorageException of kind FENCED if another process has taken it over
     */
    default void requireWriter() {}

    /** Returns what was asked of this storage since it was opened; nothing where that is not counted. Never waits. */
    default StorageStats stats() {
        return StorageStats.NONE;
    }

    /** Returns whether nobody but this process can read what is kept here, and nobody at all once it is closed. Never waits. */
    default boolean isGoneWhenClosed() {
        return false;
    }

    /** Removes the log, the segments, and the roots named {@code database/...} of a database; does nothing when there are none. */
    void deleteDatabase(String database);

    /**
     * Removes what is left of bytes that were replaced, deleted or truncated before this call, and returns when none of them is in a
     * file of this storage any more. May take time in proportion to everything that is stored; reading goes on meanwhile. What did not
     * come to an end, for whatever reason, is made good by another call.
     */
    void scrub();

    /**
     * Gives the room of what was deleted back to where it comes from, as far as that can be while others read; what is left of deleted bytes may stay.
     * Writing waits meanwhile.
     */
    default void reclaim() {
        scrub();
    }

    /**
     * Gives some of the room of what was deleted back to where it comes from, if so much is free that this is worth it: one step, as long as
     * a large write, for which other writes wait. Does nothing where that comes by itself, or cannot be.
     *
     * @param last whether nothing is written after it, so that nothing of what is free is of use
     * @return whether it is worth to do so again
     */
    default boolean shrink(boolean last) {
        return false;
    }

    /** Takes notice of what others wrote since; does nothing where nobody else can write. */
    default void refresh() {}

    /**
     * Writes all there is at this moment to a file, which can then be opened by itself; reading and writing go on meanwhile. The file
     * is there when it is whole and checked, or not at all.
     *
     * @param to the file, or a directory that is there
     * @param replace whether a storage that is there, and that nobody has open, may be replaced
     * @param look is called again and again meanwhile; what it throws ends the copying, of which nothing remains, and is thrown
     * @throws StorageException of kind EXISTS if there is something that must not be replaced
     */
    default void backup(Path to, boolean replace, Runnable look) {
        throw new Anomaly.Unsupported(
                "a system in memory has no file that can be copied: keep it in one, with Stator.open");
    }

    /**
     * Writes all there is at this moment to the storage that a URI of another scheme than {@code file:} names, which can then be opened
     * by itself; reading and writing go on meanwhile. It is there when it is whole and checked, or not at all.
     *
     * @param replace whether a system that is there, and that nobody has open, may be replaced
     * @param look is called again and again meanwhile; what it throws ends the copying, of which nothing remains, and is thrown
     * @throws StorageException of kind EXISTS if there is something that must not be replaced; FOREIGN if the URI is none of a storage
     */
    default void backup(URI to, boolean replace, Runnable look) {
        throw new Anomaly.Unsupported(
                "a system in memory has no file that can be copied: keep it in one, with Stator.open");
    }

    /**
     * Returns a database id if it is one.
     *
     * @throws IllegalArgumentException if it is empty, or has a slash, which ends the id in the name of a root
     */
    static String requireDatabaseId(String database) {
        if (database.isEmpty() || database.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    "database id must be a non-empty string without '/': id=\"" + database + "\"");
        }
        return database;
    }

    /** Releases everything; later calls fail with {@link StorageException.Kind#CLOSED}. Does nothing the second time. */
    @Override
    void close();
}

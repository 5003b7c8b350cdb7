package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.Function;

/** What differs between the relational databases a {@link JdbcStorage} can run on. */
interface Dialect {

    /** What a session was doing when it failed. */
    enum Phase {
        READING,
        CHANGING,
        /** Making durable what was changed. */
        COMMITTING
    }

    /** Returns the place for messages, such as the file. */
    String place();

    /** Returns whether the place is reached over a network. */
    boolean isFar();

    /** Returns the statements that read records and segments. */
    Chunks chunks();

    /** Opens a session that writes durably. */
    Session openWriter() throws SQLException;

    /**
     * Opens a session in the place of one that was lost, for the same owner; what the lost one has not made durable by then never is.
     *
     * @param patiently whether to go on trying for some time, because something depends on it
     * @throws StorageException of kind FENCED if the place has another owner by now
     */
    Session renewWriter(Session lost, boolean patiently) throws SQLException;

    /** Opens a session that only reads. */
    Session openReader() throws SQLException;

    /** Makes the place this opening's own, and returns its state then. */
    SystemState begin(Session writer, Contents found) throws SQLException, IOException;

    /** Returns the epoch of this opening, see {@link io.stator.engine.storage.Storage#epoch}. */
    long epoch();

    /** Returns whether the place is still this opening's own; within a transaction, it stays so until that ends. */
    boolean isOwner(Session session, SystemState state) throws SQLException;

    /** Returns what to tell a writer whose place is another's by now. */
    String takenOver();

    /** Returns whether {@link #append} does all of it in one statement. */
    boolean appendsAtOnce();

    /**
     * Appends a record, and changes the row of its database, in one statement that is a transaction by itself, if the place is still this
     * opening's own; returns whether it did.
     */
    boolean append(Session session, long position, long link, byte[] bytes, DatabaseRow after, long checksum)
            throws SQLException;

    /**
     * Checks that the place is still the one that was opened.
     *
     * @throws StorageException of kind DISPLACED if it is not
     */
    void requireInPlace();

    /**
     * Takes note of a transaction that is durable.
     *
     * @param content the {@link Contents#sum} of what the place holds
     * @param failedBefore whether remains of a transaction that failed may be there
     */
    void committed(long content, boolean failedBefore) throws IOException;

    /**
     * Moves what was written to where it stays, if that is much, while others go on writing: whoever writes much does so between two of
     * its writes, or the commit of somebody else would have to. Does nothing where nobody waits for that.
     */
    default void relieve() {}

    /** Writes the place anew, so that it holds nothing but what can be read. */
    void scrub(Session writer) throws SQLException, IOException;

    /** Gives the room of what was deleted back, as far as that can be while others read. */
    void reclaim(Session writer) throws SQLException, IOException;

    /**
     * Gives some of the room of what was deleted back in the transaction that is under way, if that is worth it; never asked of a server, which
     * sees to that itself.
     *
     * @param last whether nothing is written after it
     * @return whether it is worth to do so again
     */
    default boolean shrink(Session writer, boolean last) throws SQLException {
        return false;
    }

    /** Something that is done to the whole place while nobody else writes. */
    @FunctionalInterface
    interface Cleaning {
        /** Does it. */
        void clean(Session writer) throws SQLException, IOException;

        /** Does it, and says so; that a file failed becomes what it means. */
        default boolean done(Session writer, Function<IOException, StorageException> meaning) throws SQLException {
            try {
                clean(writer);
                return true;
            } catch (IOException failure) {
                throw meaning.apply(failure);
            }
        }
    }

    /** Makes a file of what is in the place at this moment, which can be opened as one that was closed; what a look throws ends that. */
    void backup(Path to, boolean replace, Runnable look);

    /** Brings the place into the state in which it is best left, and closes the writer's session for good. */
    void close(Session writer, SystemState state) throws SQLException, IOException;

    /** Closes the writer's session and leaves the place as it is, which is somebody else's by now. */
    default void giveUp(Session writer) throws SQLException {
        writer.close();
    }

    /** Returns what sort of failure an exception is, {@code UNKNOWN_OUTCOME} if a write may have happened nevertheless. */
    Kind kind(SQLException failure, Phase phase);

    /** Returns what to do about a failure. */
    String advice(Kind kind);
}

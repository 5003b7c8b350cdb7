package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException;
import java.util.UUID;
import java.util.function.Supplier;

/** What the parts of a storage in a relational database know of the whole; safe for use by several threads. */
interface JdbcPlace {

    /** Returns the databases there are. */
    JdbcDatabases databases();

    /** Returns the statements that read records and segments. */
    Chunks chunks();

    /** Returns a number drawn by chance, for one more record. */
    int newMark();

    /** Returns which system this is. */
    UUID system();

    /** Does something in a transaction of the one session that may write; "what" completes the message "could not ...". */
    <T> T write(String what, Session.Work<T> work);

    /** Returns whether a record is appended in one statement, by {@link #appendAtOnce}. */
    boolean appendsAtOnce();

    /**
     * Appends a record to a database that is there, whatever else was written.
     *
     * @param record makes the record when nothing else is written any more
     */
    void appendAtOnce(String what, Supplier<Appended> record);

    /**
     * A record that is to be appended.
     *
     * @param before the row of its database
     * @param after what the row becomes
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Appended(DatabaseRow before, DatabaseRow after, byte[] bytes) {
        /** Returns the key of the record. */
        long position() {
            return before.position(before.next());
        }
    }

    /** Does between two writes of much what a commit of somebody else would have to wait for; never while this process is to write. */
    default void relieve() {}

    /** Does something with a session that only reads; "what" completes the message "could not ...". */
    <T> T read(String what, Session.Work<T> work);

    /** Makes sure that the outcome of an earlier write is known. */
    void requireSettled();

    /** Returns the complaint about bytes that are not those that were written. */
    StorageException damaged(String what, String how);
}

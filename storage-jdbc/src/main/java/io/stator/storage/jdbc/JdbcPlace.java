package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException;
import java.util.UUID;

/** What the parts of a storage in a relational database know of the whole; safe for use by several threads. */
interface JdbcPlace {

    /** Returns the databases there are. */
    JdbcDatabases databases();

    /** Returns a number drawn by chance, for one more record. */
    int newMark();

    /** Returns which system this is. */
    UUID system();

    /** Does something in a transaction of the one session that may write; "what" completes the message "could not ...". */
    <T> T write(String what, Session.Work<T> work);

    /** Does something with a session that only reads; "what" completes the message "could not ...". */
    <T> T read(String what, Session.Work<T> work);

    /** Makes sure that the outcome of an earlier write is known. */
    void requireSettled();

    /** Returns the complaint about bytes that are not those that were written. */
    StorageException damaged(String what, String how);
}

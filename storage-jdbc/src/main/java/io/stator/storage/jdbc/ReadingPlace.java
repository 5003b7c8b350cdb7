package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException;
import java.nio.file.Path;
import java.sql.SQLException;

/** Where a {@link ReadingStorage} reads; safe for use by several threads. */
interface ReadingPlace {

    /** Returns the place for messages, such as the file. */
    String place();

    /** Returns whether the place is reached over a network. */
    boolean isFar();

    /** Returns the statements that read records and segments. */
    Chunks chunks();

    /** Does something with a session that sees what was committed at one moment, perhaps again from its beginning. */
    <T> T read(String what, Session.Work<T> work);

    /** Reads what there is, checked with all that is not a record or a segment. */
    Contents check(Session session) throws SQLException;

    /** Returns the failure of a place that has another system than the one that was opened. */
    StorageException displaced();

    /** Makes a file of what is there at this moment; what a look throws ends that. */
    void backup(Path to, boolean replace, Runnable look);

    /** Waits for the running reads, and gives the place up. */
    void close();
}

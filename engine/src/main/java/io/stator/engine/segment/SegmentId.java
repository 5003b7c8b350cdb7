package io.stator.engine.segment;

import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Where a stored block stands, which its bytes say too.
 *
 * @param database the id of the database it belongs to
 * @param name its id among the segments of that database
 */
public record SegmentId(String database, String name) {

    /** Returns the failure of bytes that are not what they must be. */
    StorageException damaged(String expectation, @Nullable Throwable cause) {
        return new StorageException(Kind.CORRUPT, this + " is damaged: " + expectation, cause);
    }

    @Override
    public String toString() {
        return "segment " + name + " of database " + database;
    }
}

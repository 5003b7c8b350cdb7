package io.stator.storage.dynamodb;

import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What all parts of an opened storage share. */
record TableSystem(
        Calls calls,
        Blobs blobs,
        UUID system,
        Databases databases,
        @Nullable Owner owner) {
    /**
     * Returns who this process is to the table; "what" completes the message "could not ...".
     *
     * @throws StorageException of kind READ_ONLY if it only reads
     */
    Owner writer(String what) {
        calls.requireOpen();
        if (owner == null) {
            throw new StorageException(
                    Kind.READ_ONLY,
                    "could not " + calls.inTable(what) + ": it is open read-only; open it to write for that");
        }
        return owner;
    }

    /** Returns whether this process only reads. */
    boolean isReading() {
        return owner == null;
    }
}

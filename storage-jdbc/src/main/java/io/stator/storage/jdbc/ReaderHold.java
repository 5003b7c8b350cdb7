package io.stator.storage.jdbc;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The right of this process to read a file that another one may write to. It keeps nobody else out and takes no lock.
 *
 * <p>One process opens a file once, be it to write or to read, because closing any descriptor of a file gives up the locks that the whole
 * process has on it, those of SQLite for other openings included.
 */
final class ReaderHold {

    private final String file;
    private final String identity;

    private ReaderHold(String file, String identity) {
        this.file = file;
        this.identity = identity;
    }

    /**
     * Returns the right to read a file that is there.
     *
     * @throws io.stator.engine.storage.StorageException of kind LOCKED if this process has it open
     */
    static ReaderHold acquire(Path file) throws IOException {
        String identity = FileHold.identity(file);
        FileHold.note(file.toString(), file);
        boolean noted = false;
        try {
            FileHold.note(identity, file);
            noted = true;
            return new ReaderHold(file.toString(), identity);
        } finally {
            if (!noted) {
                FileHold.forget(file.toString());
            }
        }
    }

    /** Lets this process open the file again. */
    void release() {
        FileHold.forget(identity);
        FileHold.forget(file);
    }
}

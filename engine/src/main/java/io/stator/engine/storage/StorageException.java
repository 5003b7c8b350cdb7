package io.stator.engine.storage;

import org.jspecify.annotations.Nullable;

/** A storage that could not do what it was asked for; its kind tells a caller what to do about it. */
public final class StorageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** Creates an exception whose message names the offending thing and the way out. */
    public StorageException(Kind kind, String message) {
        this(kind, message, null);
    }

    /** Creates an exception with the failure that led to it. */
    public StorageException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Returns what sort of failure this is. */
    public Kind kind() {
        return kind;
    }

    /** What went wrong; except for {@link #UNKNOWN_OUTCOME} nothing was changed. */
    public enum Kind {
        /** The disk or the allowed size is used up. */
        NO_SPACE,
        /** The place can be read but not written. */
        READ_ONLY,
        /** The place does not let this user in. */
        NOT_ALLOWED,
        /** Somebody else has the storage open. */
        LOCKED,
        /** The place asks for patience, fails or cannot be reached for now, and has done so for long enough to say it. */
        BUSY,
        /** Bytes are missing or not those that were written. */
        CORRUPT,
        /** The file is not a storage of this program, or is of a newer format. */
        FOREIGN,
        /** There is a file where one was to be written. */
        EXISTS,
        /** Another writer with a newer epoch or a record of the same sequence was first. */
        FENCED,
        /** The place was removed, moved or replaced while it was open. */
        DISPLACED,
        /** Reading or writing failed. */
        IO,
        /** A write was cut off and may or may not have happened. */
        UNKNOWN_OUTCOME,
        /** The storage was closed. */
        CLOSED
    }
}

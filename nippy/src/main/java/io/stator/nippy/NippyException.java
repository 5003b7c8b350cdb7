package io.stator.nippy;

import org.jspecify.annotations.Nullable;

/**
 * Bytes are not what the Nippy format allows, or a value has no form in it.
 *
 * <p>Nothing here waits, and nothing fails but as it says, or with a {@link NullPointerException} for a null that must not be one.
 */
public final class NippyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** Why bytes are not thawed, or a value is not frozen. */
    public enum Kind {
        /** The bytes are damaged, cut off, packed in a way that only their writer knows, or not Nippy's at all. */
        DAMAGED,
        /** The bytes are encrypted, and the password is missing or another one. */
        PASSWORD,
        /** The bytes or the value exceed a limit, which can be raised. */
        LIMIT,
        /** The library of a compressor is missing. */
        LIBRARY,
        /** The value has no form in the format. */
        VALUE
    }

    NippyException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    NippyException(Kind kind, String message) {
        this(kind, message, null);
    }

    NippyException(String message, @Nullable Throwable cause) {
        this(Kind.DAMAGED, message, cause);
    }

    NippyException(String message) {
        this(message, null);
    }

    /** Returns why. */
    public Kind kind() {
        return kind;
    }
}

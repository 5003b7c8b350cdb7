package io.stator.dynamodb.nippy;

import org.jspecify.annotations.Nullable;

/** Bytes are not what the Nippy format allows, or a value has no form in it. */
public final class NippyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NippyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    NippyException(String message) {
        this(message, null);
    }
}

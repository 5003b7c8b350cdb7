package io.stator.dynamodb;

import org.jspecify.annotations.Nullable;

/** A value that does not fit, on its way up to where its attribute is known; each level adds its part of the path. */
final class Mismatch extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN_CHARACTERS_MAX = 80;

    private final StringBuilder path = new StringBuilder();

    /** Begins with the expectation: {@code must be a finite number: NaN}. */
    Mismatch(String problem, @Nullable Throwable cause) {
        super(problem, cause, false, false);
    }

    Mismatch(String problem) {
        this(problem, null);
    }

    /** Returns this problem as one of the attribute or map entry {@code name}. */
    Mismatch at(String name) {
        if (path.length() > 0 && path.charAt(0) != '[') {
            path.insert(0, '.');
        }
        path.insert(0, name);
        return this;
    }

    /** Returns this problem as one of the list element {@code index}. */
    Mismatch at(int index) {
        if (path.length() > 0 && path.charAt(0) != '[') {
            path.insert(0, '.');
        }
        path.insert(0, "[" + index + "]");
        return this;
    }

    /** Returns the exception for the caller of the library. */
    DynamoException.InvalidValue invalid() {
        String message = String.valueOf(getMessage());
        if (!message.startsWith("must")) {
            String where = path.length() == 0 ? "" : path + ".";
            return new DynamoException.InvalidValue(where + message, getCause());
        }
        String where = path.length() == 0 ? "the item" : path.toString();
        return new DynamoException.InvalidValue(where + " " + message, getCause());
    }

    /** Returns a value for a message, shortened. */
    static String shown(@Nullable Object value) {
        String text = String.valueOf(value);
        return text.length() <= SHOWN_CHARACTERS_MAX ? text : text.substring(0, SHOWN_CHARACTERS_MAX) + "...";
    }
}

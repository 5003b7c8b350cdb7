package io.stator.edn;

import org.jspecify.annotations.Nullable;

/** Text that is not EDN: what was expected, what was found instead, and where. */
public final class EdnException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    EdnException(String expected, String found, int line, int column) {
        this(expected, found, line, column, null);
    }

    EdnException(String expected, String found, int line, int column, @Nullable Throwable cause) {
        super("expected " + expected + ", found " + found + " (line " + line + ", column " + column + ")", cause);
        this.line = line;
        this.column = column;
    }

    /** Returns the line of the offending text, counted from 1. */
    public int line() {
        return line;
    }

    /** Returns the column of the offending text in UTF-16 units, counted from 1. */
    public int column() {
        return column;
    }
}

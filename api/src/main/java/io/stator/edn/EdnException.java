package io.stator.edn;

import io.stator.Anomaly;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Text that is not EDN: what was expected, what was found instead, and where; the data has the place under {@code :edn/line} and {@code :edn/column}.
 *
 * <p>Its methods never wait and never fail.
 */
public final class EdnException extends Anomaly.Incorrect {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    EdnException(String expected, String found, int line, int column) {
        this(expected, found, line, column, null);
    }

    EdnException(String expected, String found, int line, int column, @Nullable Throwable cause) {
        super(
                "expected " + expected + ", found " + found + " (line " + line + ", column " + column + ")",
                Map.of(Keyword.of("edn", "line"), (long) line, Keyword.of("edn", "column"), (long) column),
                cause);
        this.line = line;
        this.column = column;
    }

    /** Returns the line of the offending text, counted from 1. Never fails. */
    public int line() {
        return line;
    }

    /** Returns the column of the offending text in UTF-16 units, counted from 1. Never fails. */
    public int column() {
        return column;
    }
}

package io.stator.dynamodb;

import java.util.Objects;

/**
 * One way in which a table is not as its specification says.
 *
 * <p>Waits and failures: nothing here asks the service or fails.
 *
 * @param kind what differs
 * @param name the index that differs, or the name of the table
 * @param expected what the specification says
 * @param actual what the table has
 */
public record TableDifference(Kind kind, String name, String expected, String actual) {
    /** What can differ. */
    public enum Kind {
        /** There is no table. */
        EXISTENCE,
        /** The key of the table. */
        KEYS,
        /** An index is missing, is there without being asked for, or is of the other kind. */
        INDEX,
        /** The key of an index. */
        INDEX_KEYS,
        /** The attributes in an index. */
        INDEX_PROJECTION,
        /** The throughput of an index. */
        INDEX_THROUGHPUT,
        /** The way of paying. */
        BILLING,
        /** The provisioned throughput of the table, or its maximum on demand. */
        THROUGHPUT,
        /** The stream. */
        STREAM,
        /** The attribute with the time of expiry. */
        TIME_TO_LIVE,
        /** Whether the table can be deleted. */
        DELETION_PROTECTION,
        /** The table class. */
        TABLE_CLASS,
        /** The encryption. */
        ENCRYPTION
    }

    /** Checks that nothing is null. */
    public TableDifference {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(actual, "actual");
    }

    /** Returns {@code KIND of NAME must be EXPECTED: ACTUAL}. */
    @Override
    public String toString() {
        return kind + " of \"" + name + "\" must be " + expected + ": " + actual;
    }
}

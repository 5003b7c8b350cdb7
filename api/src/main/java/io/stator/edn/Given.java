package io.stator.edn;

import io.stator.Anomaly;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one way in which this package refuses an argument: an incorrect anomaly that says what it must be. */
final class Given {
    private static final String LIBRARY = "stator";

    private Given() {}

    /** Returns an argument that must not be null. */
    static <T> T present(@Nullable T argument, String name) {
        if (argument == null) {
            throw refused(name, "must not be null");
        }
        return argument;
    }

    /** Returns the refusal of an argument; the message begins with its name, which the data has under {@code :stator/argument}. */
    static Anomaly.Incorrect refused(String name, String expectation) {
        return new Anomaly.Incorrect(name + " " + expectation, Map.of(Keyword.of(LIBRARY, "argument"), name), null);
    }

    /** Returns the refusal of a value that EDN cannot express, or not within its limits. */
    static Anomaly.Incorrect beyondEdn(String message) {
        return new Anomaly.Incorrect(message);
    }
}

package io.stator;

import io.stator.edn.EdnException;
import io.stator.edn.Keyword;
import io.stator.edn.Positioned;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns malformed EDN into the anomaly a caller sees. */
final class EdnErrors {
    private EdnErrors() {}

    static Anomaly incorrect(String what, EdnException malformed) {
        return new Anomaly.Incorrect(
                "malformed " + what + ": " + malformed.getMessage(),
                position(malformed.line(), malformed.column()),
                malformed);
    }

    /** Returns the anomaly of a form, with its place when it was read from text. */
    static Anomaly incorrect(String message, @Nullable Object form) {
        if (form instanceof Positioned place && place.line() > 0) {
            String where = " (line " + place.line() + ", column " + place.column() + ")";
            return new Anomaly.Incorrect(message + where, position(place.line(), place.column()), null);
        }
        return new Anomaly.Incorrect(message);
    }

    private static Map<Keyword, Long> position(int line, int column) {
        return Map.of(Keyword.of("edn", "line"), (long) line, Keyword.of("edn", "column"), (long) column);
    }
}

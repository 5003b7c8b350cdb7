package io.stator.engine.query.syntax;

import io.stator.Anomaly;
import org.jspecify.annotations.Nullable;

/** The anomalies of malformed queries and rules. */
final class Malformed {
    private Malformed() {}

    static Anomaly.Incorrect clause(String message, Origin origin) {
        return new Anomaly.Incorrect(message + " in clause " + origin);
    }

    static Anomaly.Incorrect query(String message) {
        return new Anomaly.Incorrect(message);
    }

    static Anomaly.Incorrect binding(@Nullable Object form, String hint) {
        return Anomaly.incorrect(
                "not-a-binding-form", "Invalid binding form: " + Origin.of(form) + (hint.isEmpty() ? "" : "; " + hint));
    }

    static Anomaly.Incorrect tooDeep() {
        return new Anomaly.Incorrect("a query may be nested at most " + ClauseParser.NESTING_MAX + " deep");
    }
}

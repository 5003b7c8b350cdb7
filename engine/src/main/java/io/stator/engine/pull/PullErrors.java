package io.stator.engine.pull;

import io.stator.Anomaly;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.edn.Positioned;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The anomalies of pull patterns. */
final class PullErrors {
    private static final Keyword SPEC = Keyword.of("pull", "spec");
    private static final Keyword LINE = Keyword.of("edn", "line");
    private static final Keyword COLUMN = Keyword.of("edn", "column");
    private static final Keyword EVALUATION = Keyword.of("datomic", "eval-exception");

    private PullErrors() {}

    /** Returns the anomaly of a part of a pattern that cannot be an attribute spec. */
    static Anomaly invalidSpec(String message, @Nullable Object spec, Object within) {
        return incorrect(Keyword.of("db.error", "invalid-attr-spec"), message, spec, within);
    }

    static Anomaly invalidRecursion(@Nullable Object limit, Object within) {
        return incorrect(
                Keyword.of("db.error", "invalid-recur-limit"),
                "Cannot interpret as a recursive pull specification: "
                        + (limit instanceof String text && text.length() <= Edn.DESCRIBED_MAX ? text : print(limit))
                        + " (a sub-pattern, a positive integer or ... is expected)",
                limit,
                within);
    }

    static Anomaly duplicate(Keyword name, Object within) {
        return incorrect(
                Keyword.of("pull", "duplicate-attribute"), "Multiple specifications for " + name, name, within);
    }

    static Anomaly tooDeep(int limit, Object within) {
        return incorrect(
                Keyword.of("db.error", "invalid-pull"),
                "pull pattern must be nested at most " + limit + " deep",
                null,
                within);
    }

    /** Returns a part of a pattern in EDN, shortened when it is long. */
    static String print(@Nullable Object part) {
        return Edn.describe(part);
    }

    private static Anomaly incorrect(Keyword code, String message, @Nullable Object spec, Object within) {
        Map<Keyword, Object> details = new LinkedHashMap<>();
        details.put(Anomaly.ERROR, code);
        if (spec != null) {
            details.put(SPEC, spec);
        }
        Positioned place = place(spec, within);
        if (place == null) {
            return new Anomaly.Incorrect(message, details, null);
        }
        details.put(LINE, (long) place.line());
        details.put(COLUMN, (long) place.column());
        String where = " (line " + place.line() + ", column " + place.column() + ")";
        return new Anomaly.Incorrect(message + where, details, null);
    }

    private static @Nullable Positioned place(@Nullable Object spec, Object within) {
        if (spec instanceof Positioned own && own.line() > 0) {
            return own;
        }
        return within instanceof Positioned outer && outer.line() > 0 ? outer : null;
    }

    static Anomaly history() {
        return new Anomaly.Incorrect("Can't pull from history");
    }

    static Anomaly forbidden(Object xform) {
        return new Anomaly.Forbidden("'" + Edn.describe(xform) + "' is not a function that pull may call; built in are "
                + String.join(", ", BuiltInXforms.names()));
    }

    /** Returns what a function says by throwing an anomaly; a fault that names it when it threw anything else. */
    static Anomaly failed(Object xform, @Nullable Object value, Throwable cause) {
        if (cause instanceof Anomaly said && said.category() != Anomaly.Category.FAULT) {
            return said;
        }
        Map<Keyword, Object> evaluation = new LinkedHashMap<>();
        evaluation.put(Keyword.of("context"), Keyword.of("xform"));
        evaluation.put(Keyword.of("expr"), xform);
        evaluation.put(Keyword.of("arguments"), value == null ? List.of() : List.of(value));
        Map<Keyword, Object> details = new LinkedHashMap<>();
        if (cause instanceof Anomaly fault) {
            details.putAll(fault.data());
            details.keySet().removeAll(Set.of(Anomaly.CATEGORY, Anomaly.MESSAGE));
        }
        details.put(EVALUATION, evaluation);
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new Anomaly.Fault("Error evaluating xform: " + xform + ": " + reason, details, cause);
    }

    static Anomaly tooDeepResult(int limit) {
        return Anomaly.incorrect(
                "invalid-pull", "pull must go at most " + limit + " entities deep: give the recursion a depth");
    }

    static Anomaly tooManyEntities(int limit) {
        return Anomaly.incorrect(
                "invalid-pull",
                "pull must select at most " + limit + " entities: give recursions a depth, or attributes a :limit");
    }
}

package io.stator.engine;

import io.stator.Anomaly;
import io.stator.Database;
import io.stator.Query;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.spi.GivenValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts the database a query is asked of among its inputs, and shows the engine its own values. */
final class QueryInputs {
    private QueryInputs() {}

    /**
     * Returns the inputs with {@code database} for the first data source of {@code :in}, when they are fewer than
     * {@code :in} names: one fewer, or none of them a database; the inputs themselves otherwise.
     *
     * @throws Anomaly.Incorrect when there are too many
     */
    static List<@Nullable Object> withDatabase(Query query, Database database, List<@Nullable Object> inputs) {
        List<?> declared = declared(query);
        List<@Nullable Object> all = new ArrayList<>(inputs);
        int missing = declared.size() - inputs.size();
        if (missing == 1 || (missing > 1 && inputs.stream().noneMatch(Database.class::isInstance))) {
            for (int i = 0; i < declared.size(); i++) {
                if (isSource(declared.get(i))) {
                    all.add(Math.min(i, all.size()), database);
                    break;
                }
            }
        } else if (missing <= 0) {
            refuseTooMany(declared, inputs);
        }
        return all;
    }

    /**
     * Refuses inputs that are as many as {@code :in} names, or more, though the database goes without saying: then a value stands where a
     * data source is meant.
     */
    private static void refuseTooMany(List<?> declared, List<@Nullable Object> inputs) {
        if (inputs.stream().anyMatch(Database.class::isInstance)) {
            return;
        }
        for (int i = 0; i < Math.min(declared.size(), inputs.size()); i++) {
            Object input = inputs.get(i);
            if (isSource(declared.get(i)) && input != null && !isRows(input)) {
                throw Anomaly.incorrect(
                        "too-many-inputs",
                        "Query expected " + (declared.size() - 1) + " inputs besides the database but received "
                                + inputs.size() + ": in=" + Edn.describe(declared) + " input for " + declared.get(i)
                                + "=" + Edn.describe(input));
            }
        }
    }

    private static boolean isRows(Object input) {
        return input instanceof Iterable
                || input instanceof Map
                || input.getClass().isArray();
    }

    private static List<?> declared(Query query) {
        List<?> in = query.section("in");
        return in.isEmpty() && !query.sections().containsKey(Keyword.of("in")) ? List.of(Symbol.of("$")) : in;
    }

    private static boolean isSource(@Nullable Object declared) {
        return (declared instanceof Symbol || declared instanceof String)
                && declared.toString().startsWith("$");
    }

    /** Returns the engine's value of a database, and anything else as it is. */
    static @Nullable Object engineValue(@Nullable Object given) {
        return given instanceof EmbeddedDatabase database ? database.value() : given;
    }

    /** Returns the inputs as they are taken in, with the engine's value in place of each database. */
    static List<@Nullable Object> values(Query query, List<? extends @Nullable Object> inputs) {
        List<?> declared = declared(query);
        List<@Nullable Object> values = new ArrayList<>(inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            Object input = inputs.get(i);
            if (input instanceof EmbeddedDatabase database) {
                values.add(database.value());
            } else {
                boolean rules = i < declared.size() && "%".equals(String.valueOf(declared.get(i)));
                values.add(rules ? GivenValues.takeQuery(input) : GivenValues.take(input));
            }
        }
        return values;
    }
}

package io.stator.engine;

import io.stator.Database;
import io.stator.Query;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.spi.GivenValues;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts the database a query is asked of among its inputs, and shows the engine its own values. */
final class QueryInputs {
    private QueryInputs() {}

    /**
     * Returns the inputs with {@code database} for the first data source of {@code :in}, when they are fewer than
     * {@code :in} names: one fewer, or none of them a database; the inputs themselves otherwise.
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
        }
        return all;
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

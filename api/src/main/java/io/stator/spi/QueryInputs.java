package io.stator.spi;

import io.stator.Anomaly;
import io.stator.Database;
import io.stator.Query;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a query is given: the database it is asked of goes without saying, and all else means what its place in {@code :in} says. */
public final class QueryInputs {
    /** What a client puts in the place of its databases. */
    @FunctionalInterface
    public interface StandIn {
        /** Returns what stands for an input that is a database; null for any other input. Must not wait; fails as it likes, and the query with it. */
        @Nullable
        Object of(@Nullable Object input);
    }

    private QueryInputs() {}

    /**
     * Returns the inputs with {@code database} for the first data source of {@code :in}, when they are fewer than
     * {@code :in} names: one fewer, or none of them a database; the inputs themselves otherwise. Never waits.
     *
     * @throws Anomaly.Incorrect when there are too many
     */
    public static List<@Nullable Object> withDatabase(
            Query query, Database database, List<? extends @Nullable Object> inputs) {
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
    private static void refuseTooMany(List<?> declared, List<? extends @Nullable Object> inputs) {
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

    /**
     * Returns what {@code :in} names, a database alone where it is left out. Never waits.
     *
     * @throws Anomaly.Incorrect when the query is null
     */
    public static List<?> declared(Query query) {
        List<?> in = Require.present(query, "query").section("in");
        return in.isEmpty() && !query.sections().containsKey(Keyword.of("in")) ? List.of(Symbol.of("$")) : in;
    }

    private static boolean isSource(@Nullable Object declared) {
        return (declared instanceof Symbol || declared instanceof String)
                && declared.toString().startsWith("$");
    }

    /**
     * Returns the inputs as they are taken in, each as its place in {@code :in} says. Never waits.
     *
     * @throws Anomaly.Incorrect when an input cannot be taken in
     */
    public static List<@Nullable Object> taken(
            Query query, List<? extends @Nullable Object> inputs, StandIn databases) {
        List<?> declared = declared(query);
        List<@Nullable Object> taken = new ArrayList<>(inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            Object input = inputs.get(i);
            Object database = databases.of(input);
            boolean rules = i < declared.size() && "%".equals(String.valueOf(declared.get(i)));
            taken.add(database != null ? database : rules ? GivenValues.takeQuery(input) : GivenValues.take(input));
        }
        return taken;
    }
}

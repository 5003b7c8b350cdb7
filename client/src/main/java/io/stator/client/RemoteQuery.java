package io.stator.client;

import io.stator.Anomaly;
import io.stator.Database;
import io.stator.Query;
import io.stator.Results;
import io.stator.Row;
import io.stator.client.wire.Operation;
import io.stator.client.wire.WireDatabase;
import io.stator.client.wire.WireKeys;
import io.stator.client.wire.WireRequest;
import io.stator.edn.Edn;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.spi.QueryInputs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A query and its inputs, as a server is asked and as its rows are read. */
final class RemoteQuery {
    /** What the rows are to the caller. */
    private enum Shape {
        RELATION,
        COLLECTION,
        TUPLE,
        SCALAR
    }

    private static final Symbol MORE = Symbol.of("...");
    private static final Symbol ONE = Symbol.of(".");
    private static final Symbol PULL = Symbol.of("pull");

    private final Query query;
    private final List<@Nullable Object> arguments;
    private final @Nullable WireDatabase context;
    private final Shape shape;
    private final List<Object> names;
    private final List<@Nullable PulledValues> pulls;

    private RemoteQuery(Query query, List<@Nullable Object> arguments, @Nullable WireDatabase context) {
        this.query = query;
        this.arguments = arguments;
        this.context = context;
        List<?> find = query.section("find");
        this.shape = shape(find);
        this.names = names(query);
        this.pulls = pulls(columns(find, shape), query, arguments);
    }

    /**
     * Returns a query with its inputs.
     *
     * @throws Anomaly.Incorrect when an input cannot be sent
     */
    @SuppressWarnings("NullAway") // Java 17 does not tell what other modules say of the elements of a list
    static RemoteQuery of(Link link, Query query, List<? extends @Nullable Object> inputs) {
        List<@Nullable Object> arguments = QueryInputs.taken(query, inputs, input -> sent(link, input));
        WireDatabase context = inputs.stream()
                .filter(RemoteDatabase.class::isInstance)
                .findFirst()
                .map(database -> ((RemoteDatabase) database).wire())
                .orElse(null);
        return new RemoteQuery(query, Collections.unmodifiableList(arguments), context);
    }

    /** Returns a database as it is sent; null for an input that is none. */
    private static @Nullable Object sent(Link link, @Nullable Object input) {
        if (input instanceof RemoteDatabase database && database.isOf(link)) {
            return database.wire().toMap();
        }
        if (input instanceof Database) {
            throw new Anomaly.Incorrect(
                    "a database that a query of this client is asked of must come from this client: database=" + input);
        }
        return null;
    }

    private static boolean isNamed(@Nullable Object form, Symbol name) {
        return name.equals(form) || name.toString().equals(form);
    }

    private static Shape shape(List<?> find) {
        Object first = find.get(0);
        if (find.size() == 1 && first instanceof EdnVector vector) {
            return vector.size() == 2 && isNamed(vector.get(1), MORE) ? Shape.COLLECTION : Shape.TUPLE;
        }
        return find.size() == 2 && isNamed(find.get(1), ONE) ? Shape.SCALAR : Shape.RELATION;
    }

    /** Returns the elements of a find specification that stand for columns. */
    private static List<?> columns(List<?> find, Shape shape) {
        return switch (shape) {
            case RELATION -> find;
            case SCALAR -> find.subList(0, 1);
            case COLLECTION -> ((List<?>) find.get(0)).subList(0, 1);
            case TUPLE -> (List<?>) find.get(0);
        };
    }

    private static List<Object> names(Query query) {
        List<Object> names = new ArrayList<>();
        query.section("keys").forEach(name -> names.add(Keyword.parse(String.valueOf(name))));
        query.section("strs").forEach(name -> names.add(String.valueOf(name)));
        query.section("syms").forEach(name -> names.add(Symbol.parse(String.valueOf(name))));
        return Collections.unmodifiableList(names);
    }

    private static List<@Nullable PulledValues> pulls(
            List<?> columns, Query query, List<? extends @Nullable Object> arguments) {
        List<@Nullable PulledValues> pulls = new ArrayList<>();
        for (Object column : columns) {
            boolean pulled = column instanceof List<?> form && form.size() > 2 && isNamed(form.get(0), PULL);
            pulls.add(pulled && column instanceof List<?> call ? pulled(call, query, arguments) : null);
        }
        return pulls;
    }

    private static PulledValues pulled(List<?> call, Query query, List<? extends @Nullable Object> arguments) {
        Object pattern = call.get(call.size() - 1);
        int input = QueryInputs.declared(query).indexOf(pattern);
        Object given = input >= 0 && input < arguments.size() ? arguments.get(input) : pattern;
        if (given instanceof String text && text.startsWith("[")) {
            return PulledValues.of(io.stator.Pull.of(text));
        }
        return PulledValues.of(given instanceof List<?> list ? list : List.of(Symbol.of("*")));
    }

    /** Returns the request. */
    WireRequest request() {
        WireRequest request = context == null
                ? WireRequest.of(Operation.Q)
                : WireRequest.of(Operation.Q, context.withNextToken(null));
        return request.with(WireKeys.QUERY, query.sections()).with(WireKeys.ARGS, arguments);
    }

    /** Returns how long it may take: what the query says itself, or else what its client says. */
    Duration timeout(Duration standard) {
        return query.section("timeout").stream()
                .map(millis -> Duration.ofMillis(((Number) millis).longValue()))
                .findFirst()
                .orElse(standard);
    }

    /** Returns the row that was sent. */
    Row row(@Nullable Object sent) {
        if (sent instanceof Map<?, ?> map && !names.isEmpty()) {
            return row(names.stream().<Object>map(map::get).toArray());
        }
        if (!(sent instanceof List<?> list)) {
            throw new Anomaly.Fault("a row of an answer must be a vector: row=" + Edn.describe(sent));
        }
        return row(list.toArray());
    }

    @SuppressWarnings("NullAway") // it takes an array that is handed to varargs for one of non-null elements
    private Row row(@Nullable Object[] values) {
        for (int i = 0; i < Math.min(values.length, pulls.size()); i++) {
            PulledValues pulled = pulls.get(i);
            if (pulled != null && values[i] instanceof Map) {
                values[i] = pulled.entity(values[i]);
            }
        }
        return names.isEmpty() ? Row.of(values) : Row.named(names, values);
    }

    /** Returns how many rows make the result in its shape. */
    long limit() {
        return shape == Shape.SCALAR || shape == Shape.TUPLE ? 1 : Results.NO_LIMIT;
    }

    /** Returns the result in the shape that the find specification asks for. */
    @Nullable
    Object shaped(List<Row> rows) {
        Function<Row, @Nullable Object> first = row -> row.get(0);
        return switch (shape) {
            case RELATION -> Collections.unmodifiableList(rows);
            case COLLECTION -> {
                List<@Nullable Object> all = new ArrayList<>(rows.size());
                rows.forEach(row -> all.add(first.apply(row)));
                yield Collections.unmodifiableList(all);
            }
            case TUPLE -> rows.isEmpty() ? null : rows.get(0);
            case SCALAR -> rows.isEmpty() ? null : first.apply(rows.get(0));
        };
    }

    /** Returns the rows, computed by the server when they are used. */
    RemoteResults<Row, Row> results(Link link, Duration standard) {
        Duration timeout = timeout(standard);
        return RemoteResults.of(
                link, new WireSource<>(link, request(), this::row, chunk -> {}), Results.NO_LIMIT, timeout, timeout);
    }
}

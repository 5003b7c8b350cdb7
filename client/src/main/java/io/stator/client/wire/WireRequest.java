package io.stator.client.wire;

import io.stator.Anomaly;
import io.stator.Index;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.spi.Require;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request: an operation, the database value it is asked of, and its arguments. Immutable as far as its values are.
 *
 * <p>A key whose value is null is as one that is not there.
 *
 * <p>Nothing here waits, and nothing fails but as it says, or with {@link io.stator.Anomaly.Incorrect} for a null that must not be one.
 */
public final class WireRequest {
    private final Operation operation;
    private final Map<Keyword, @Nullable Object> arguments;

    private WireRequest(Operation operation, Map<Keyword, @Nullable Object> arguments) {
        this.operation = operation;
        this.arguments = Collections.unmodifiableMap(arguments);
    }

    /** Returns the request of an operation of the catalog. */
    public static WireRequest of(Operation operation) {
        return new WireRequest(Require.present(operation, "operation"), new LinkedHashMap<>());
    }

    /** Returns the request of an operation that is asked of a database value. */
    public static WireRequest of(Operation operation, WireDatabase database) {
        return new WireRequest(
                Require.present(operation, "operation"),
                new LinkedHashMap<>(Require.present(database, "database").toMap()));
    }

    /**
     * Returns the request that a message holds.
     *
     * @throws Anomaly.Incorrect when it is none
     * @throws Anomaly.Unsupported when there is no such operation
     */
    public static WireRequest read(@Nullable Object message) {
        if (!(message instanceof Map<?, ?> map)) {
            throw new Anomaly.Incorrect("a request must be a map: request=" + Edn.describe(message));
        }
        Map<Keyword, @Nullable Object> arguments = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof Keyword key)) {
                throw new Anomaly.Incorrect(
                        "a key of a request must be a keyword: key=" + Edn.describe(entry.getKey()));
            }
            arguments.put(key, entry.getValue());
        }
        return new WireRequest(Operation.of(arguments.remove(WireKeys.OP)), arguments);
    }

    /** Returns this request with an argument; without it when the value is null. */
    public WireRequest with(Keyword key, @Nullable Object value) {
        Map<Keyword, @Nullable Object> more = new LinkedHashMap<>(arguments);
        Require.present(key, "key");
        if (value == null) {
            more.remove(key);
        } else {
            more.put(key, value);
        }
        return new WireRequest(operation, more);
    }

    /**
     * Returns this request with an index and a prefix of its parts, each under its own key.
     *
     * @throws Anomaly.Incorrect when there are more than an index has
     */
    public WireRequest withComponents(Index index, List<? extends @Nullable Object> components) {
        List<Keyword> keys = keys(index);
        if (Require.present(components, "components").size() > keys.size()) {
            throw Require.refused(
                    "components", "must be at most " + keys.size() + ": components=" + Edn.describe(components));
        }
        Map<Keyword, @Nullable Object> more = new LinkedHashMap<>(arguments);
        more.put(WireKeys.INDEX, index.keyword());
        for (int i = 0; i < components.size(); i++) {
            more.put(keys.get(i), components.get(i));
        }
        return new WireRequest(operation, more);
    }

    private static List<Keyword> keys(Index index) {
        return switch (Require.present(index, "index")) {
            case EAVT -> List.of(WireKeys.E, WireKeys.A, WireKeys.V, WireKeys.TX);
            case AEVT -> List.of(WireKeys.A, WireKeys.E, WireKeys.V, WireKeys.TX);
            case AVET -> List.of(WireKeys.A, WireKeys.V, WireKeys.E, WireKeys.TX);
            case VAET -> List.of(WireKeys.V, WireKeys.A, WireKeys.E, WireKeys.TX);
        };
    }

    /** Returns the parts of an index that the request has, from the first to the last that is there; null where one is not. */
    public List<@Nullable Object> components(Index index) {
        List<@Nullable Object> components = new ArrayList<>();
        int last = 0;
        for (Keyword key : keys(index)) {
            components.add(arguments.get(key));
            if (arguments.get(key) != null) {
                last = components.size();
            }
        }
        return Collections.unmodifiableList(components.subList(0, last));
    }

    /** Returns the operation. */
    public Operation operation() {
        return operation;
    }

    /** Returns the arguments, those that name the database value among them. */
    public Map<Keyword, @Nullable Object> arguments() {
        return arguments;
    }

    /**
     * Returns the database value it is asked of.
     *
     * @throws Anomaly.Incorrect when it is not named as one must be
     */
    public WireDatabase database() {
        return WireDatabase.of(arguments);
    }

    /** Returns an argument, or null. */
    public @Nullable Object get(Keyword key) {
        return arguments.get(Require.present(key, "key"));
    }

    /**
     * Returns an argument that must be there.
     *
     * @throws Anomaly.Incorrect when it is not
     */
    public Object required(Keyword key) {
        Object value = get(key);
        if (value == null) {
            throw Require.refused(key.toString(), "must be given with " + operation.keyword());
        }
        return value;
    }

    /**
     * Returns an argument that must be text.
     *
     * @throws Anomaly.Incorrect when it is not
     */
    public String text(Keyword key) {
        if (required(key) instanceof String text) {
            return text;
        }
        throw Require.refused(key.toString(), "must be text: " + Edn.describe(required(key)));
    }

    /**
     * Returns an argument that is a whole number when it is there, else null.
     *
     * @throws Anomaly.Incorrect when it is something else
     */
    public @Nullable Long number(Keyword key) {
        Object value = get(key);
        if (value == null || value instanceof Long) {
            return (Long) value;
        }
        throw Require.refused(key.toString(), "must be a whole number: " + Edn.describe(value));
    }

    /** Returns the message. */
    public Map<Keyword, @Nullable Object> toMap() {
        Map<Keyword, @Nullable Object> map = new LinkedHashMap<>();
        map.put(WireKeys.OP, operation.keyword());
        map.putAll(arguments);
        return map;
    }

    /** Returns the headers that go with it, without those that a signature adds. */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(HttpNames.CONTENT_TYPE, Transit.MEDIA_TYPE);
        headers.put(HttpNames.ACCEPT, Transit.MEDIA_TYPE);
        headers.put(HttpNames.OPERATION, operation.headerName());
        if (arguments.get(WireKeys.DATABASE_ID) instanceof String id) {
            headers.put(HttpNames.TARGET, id);
        }
        Object token = arguments.get(WireKeys.NEXT_TOKEN);
        if (token != null) {
            headers.put(HttpNames.NEXT, token.toString());
        }
        return headers;
    }

    @Override
    public String toString() {
        return Edn.describe(toMap());
    }
}

package io.stator.client.wire;

import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.spi.Require;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A database value as it is named on the wire: whose it is, its basis and its filters. Immutable.
 *
 * <p>Nothing here waits, and nothing fails but as it says, or with {@link io.stator.Anomaly.Incorrect} for a null that must not be one.
 *
 * @param name the name of the database; null in answers, where it is that of the request
 * @param id the id of the database; null as the name is
 * @param t the basis; null where none is known yet
 * @param nextT the t after the basis
 * @param asOf a time point, or null
 * @param since a time point, or null
 * @param history whether it is a history
 * @param nextToken what stands for it at the server when it is speculative, else null
 */
public record WireDatabase(
        @Nullable String name,
        @Nullable String id,
        @Nullable Long t,
        @Nullable Long nextT,
        @Nullable Object asOf,
        @Nullable Object since,
        boolean history,
        @Nullable Object nextToken) {
    private static final Set<Keyword> KEYS = Set.of(
            WireKeys.DB_NAME,
            WireKeys.DATABASE_ID,
            WireKeys.T,
            WireKeys.NEXT_T,
            WireKeys.AS_OF,
            WireKeys.SINCE,
            WireKeys.HISTORY,
            WireKeys.NEXT_TOKEN);

    /** Returns the value of a database with a basis, and no filter. */
    public static WireDatabase of(String name, String id, long t) {
        return new WireDatabase(
                Require.present(name, "name"), Require.present(id, "id"), t, t + 1, null, null, false, null);
    }

    /** Returns this value with what stands for it at the server. */
    public WireDatabase withNextToken(@Nullable Object token) {
        return new WireDatabase(name, id, t, nextT, asOf, since, history, token);
    }

    /** Returns whether an input of a query is a database value: a map that names one and has no other keys. */
    public static boolean isDatabase(@Nullable Object input) {
        return input instanceof Map<?, ?> map
                && map.get(WireKeys.DATABASE_ID) instanceof String
                && KEYS.containsAll(map.keySet());
    }

    /**
     * Returns the database value that a map names, whatever else is in it.
     *
     * @throws io.stator.Anomaly.Incorrect when a key has a value of another kind
     */
    public static WireDatabase of(Map<?, ?> map) {
        Object history = Require.present(map, "map").get(WireKeys.HISTORY);
        return new WireDatabase(
                text(map, WireKeys.DB_NAME),
                text(map, WireKeys.DATABASE_ID),
                number(map, WireKeys.T),
                number(map, WireKeys.NEXT_T),
                map.get(WireKeys.AS_OF),
                map.get(WireKeys.SINCE),
                history != null && !Boolean.FALSE.equals(history),
                map.get(WireKeys.NEXT_TOKEN));
    }

    private static @Nullable String text(Map<?, ?> map, Keyword key) {
        Object value = map.get(key);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw Require.refused(key.toString(), "must be text: " + Edn.describe(value));
    }

    private static @Nullable Long number(Map<?, ?> map, Keyword key) {
        Object value = map.get(key);
        if (value == null || value instanceof Long) {
            return (Long) value;
        }
        throw Require.refused(key.toString(), "must be a whole number: " + Edn.describe(value));
    }

    /** Returns the map that names it. */
    public Map<Keyword, Object> toMap() {
        Map<Keyword, Object> map = new LinkedHashMap<>();
        put(map, WireKeys.DB_NAME, name);
        put(map, WireKeys.DATABASE_ID, id);
        put(map, WireKeys.T, t);
        put(map, WireKeys.NEXT_T, nextT);
        put(map, WireKeys.AS_OF, asOf);
        put(map, WireKeys.SINCE, since);
        put(map, WireKeys.HISTORY, history ? true : null);
        put(map, WireKeys.NEXT_TOKEN, nextToken);
        return Collections.unmodifiableMap(map);
    }

    static void put(Map<Keyword, Object> map, Keyword key, @Nullable Object value) {
        if (value != null) {
            map.put(key, value);
        }
    }
}

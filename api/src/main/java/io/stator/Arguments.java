package io.stator;

import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.spi.GivenValues;
import io.stator.spi.Require;
import io.stator.spi.WholeNumbers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The argument map of a call as the Client API has it, with keywords or strings such as {@code ":limit"} as keys; what is there is
 * honoured or refused.
 */
final class Arguments {
    /** The keys of a call that can return many. */
    static final List<String> PAGE = List.of("offset", "limit", "chunk", "timeout");

    /** The keys of a call about one database. */
    static final List<String> DATABASE = List.of("db-name", "timeout");

    /** The keys of a transaction. */
    static final List<String> TRANSACTION = List.of("tx-data", "submission-id", "io-context", "timeout");

    /** The keys of a transaction that is not made. */
    static final List<String> WITH = List.of("tx-data", "io-context", "timeout");

    /** The keys of a pull. */
    private static final List<String> PULL = List.of("selector", "eid", "timeout");

    /** The keys of statistics, which some calls have, and why others have not. */
    private static final Map<String, String> NOT_OFFERED = Map.of(
            "io-context", "because what it returns has no place for what was read: the results of pullMany have",
            "query-stats", "because it is no query");

    private static final long MILLIS_MAX = Long.MAX_VALUE / 1_000_000;

    private final Map<String, @Nullable Object> given;

    private Arguments(Map<String, @Nullable Object> given) {
        this.given = given;
    }

    /**
     * Returns the arguments of a map.
     *
     * @throws Anomaly.Incorrect when it has a key that is not known, or a key twice
     */
    static Arguments of(Map<?, ?> arguments, List<String> known) {
        Map<String, @Nullable Object> given = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : Require.present(arguments, "arguments").entrySet()) {
            String name = name(entry.getKey());
            if (name == null || !known.contains(name)) {
                throw unknown(entry.getKey(), name, known);
            }
            if (given.containsKey(name)) {
                throw Require.refused("arguments", "must have a key once, be it a keyword or a string: key=:" + name);
            }
            given.put(name, entry.getValue());
        }
        return new Arguments(given);
    }

    /** As {@link #of(Map, List)}, for a call that can return many. */
    static Arguments ofMany(Map<?, ?> arguments, String... known) {
        List<String> all = new ArrayList<>(List.of(known));
        all.addAll(PAGE);
        return of(arguments, all);
    }

    /** As {@link #ofMany}, for a call that returns results, which tell what was read for them. */
    static Arguments ofResults(Map<?, ?> arguments, String... known) {
        List<String> all = new ArrayList<>(List.of(known));
        all.addAll(PAGE);
        all.add("io-context");
        return of(arguments, all);
    }

    /** As {@link #of(Map, List)}, for the pull of one entity. */
    static Arguments ofPull(Map<?, ?> arguments) {
        return of(arguments, PULL);
    }

    /** As {@link #of(Map, List)}, for what is done about a system. */
    static Arguments ofAdministration(Map<?, ?> arguments) {
        Arguments given = of(arguments, List.of("action", "db-name", "timeout"));
        String action = String.valueOf(given.required("action"));
        if (!action.equals(":upgrade-schema") && !action.equals("upgrade-schema")) {
            throw given.refused("action", "must be :upgrade-schema");
        }
        return given;
    }

    private static Anomaly unknown(@Nullable Object key, @Nullable String name, List<String> known) {
        String reason = name == null ? null : NOT_OFFERED.get(name);
        return Require.refused(
                "arguments",
                "must have no keys but "
                        + known.stream().map(each -> ":" + each).collect(Collectors.joining(", "))
                        + (reason == null ? "" : ", " + reason) + ": key=" + Edn.describe(key));
    }

    /** Returns the name of a key that is a keyword or a string with or without a colon; null for any other key. */
    private static @Nullable String name(@Nullable Object key) {
        if (key instanceof Keyword || key instanceof String) {
            String text = key.toString();
            return text.startsWith(":") ? text.substring(1) : text;
        }
        return null;
    }

    /** Returns an argument; null when it is not there. */
    @Nullable
    Object get(String name) {
        return given.get(name);
    }

    /** Returns whether an argument is there, and not nil. */
    boolean has(String name) {
        return given.get(name) != null;
    }

    /** Returns an argument that must be a whole number. */
    long count(String name) {
        required(name);
        Long count = number(name);
        return count == null ? 0 : count;
    }

    /** Returns an argument that must be there. */
    Object required(String name) {
        return Require.present(given.get(name), ":" + name);
    }

    /** Returns an argument that must be a time point; null when it is not there. */
    @Nullable
    TimePoint timePoint(String name) {
        Object value = given.get(name);
        return value == null ? null : TimePoint.of(value);
    }

    /** Returns an argument that must be a string. */
    String text(String name) {
        if (required(name) instanceof String text) {
            return text;
        }
        throw refused(name, "must be a string");
    }

    /** Returns an argument that must be true or false; false when it is not there. */
    boolean flag(String name) {
        Object value = given.get(name);
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        throw refused(name, "must be true or false");
    }

    /** Refuses what does not say whether statistics of a query are wanted, which its results have in any case. */
    void checkQueryStats() {
        Object value = given.get("query-stats");
        if (value != null && !(value instanceof Boolean) && GivenValues.keyword(value) == null) {
            throw refused("query-stats", "must be true, false or a keyword");
        }
    }

    /** Returns an argument that must be a collection. */
    Collection<?> collection(String name) {
        if (given.get(name) instanceof Collection<?> collection) {
            return collection;
        }
        throw refused(name, "must be a collection");
    }

    /** Returns the elements of an argument that must be a collection; none when it is not there. */
    @Nullable
    Object[] elements(String name) {
        return given.get(name) == null ? new Object[0] : collection(name).toArray();
    }

    /** Returns the index that is asked for. */
    Index index() {
        return Index.of(required("index"));
    }

    private Anomaly refused(String name, String expectation) {
        return Require.refused(":" + name, expectation + ": " + name + "=" + Edn.describe(given.get(name)));
    }

    /** Returns the whole number of an argument, null when it is not there. */
    private @Nullable Long number(String name) {
        Object value = given.get(name);
        Long number = WholeNumbers.asLong(value);
        if (value != null && number == null) {
            throw refused(name, "must be a whole number");
        }
        return number;
    }

    /** Returns the time-out of the map, or another one; zero stands for a call without one where many are returned. */
    private @Nullable Duration timeout() {
        Long millis = number("timeout");
        if (millis == null) {
            return null;
        }
        return Duration.ofMillis(Math.min(Require.least(millis, 0, ":timeout"), MILLIS_MAX));
    }

    /** Returns what a call is made on, with the time-out of this map if it has one. */
    <T> T timed(T target, Function<Duration, T> withTimeout) {
        Duration timeout = timeout();
        return timeout == null ? target : withTimeout.apply(timeout);
    }

    /** Returns results with the options of this map. */
    <T> Results<T> page(Results<T> results) {
        Duration timeout = timeout();
        Results<T> changed = timeout == null ? results : results.timeout(timeout);
        Long offset = number("offset");
        if (offset != null) {
            changed = changed.offset(offset);
        }
        Long limit = number("limit");
        if (limit != null) {
            changed = changed.limit(limit);
        }
        Long chunk = number("chunk");
        if (chunk != null) {
            Require.least(chunk, 1, ":chunk");
            changed = changed.chunk((int) Math.min(chunk, Integer.MAX_VALUE));
        }
        return has("io-context") ? changed.ioContext(required("io-context")) : changed;
    }

    /** Returns a part of a list by the options of this map, {@link Results#DEFAULT_LIMIT} of it unless told otherwise. */
    <T> List<T> page(List<T> all) {
        Long offset = number("offset");
        Long limit = number("limit");
        long from = Math.min(offset == null ? 0 : Require.least(offset, 0, "offset"), all.size());
        long count = limit == null ? Results.DEFAULT_LIMIT : Require.least(limit, Results.NO_LIMIT, "limit");
        long to = count == Results.NO_LIMIT ? all.size() : Math.min(all.size(), from + Math.min(count, all.size()));
        Long chunk = number("chunk");
        if (chunk != null) {
            Require.least(chunk, 1, ":chunk");
        }
        return List.copyOf(all.subList((int) from, (int) to));
    }

    /** Returns these arguments without the time-out, for others to read. */
    Map<String, @Nullable Object> untimed() {
        Map<String, @Nullable Object> rest = new LinkedHashMap<>();
        given.forEach((name, value) -> {
            if (!name.equals("timeout")) {
                rest.put(":" + name, value);
            }
        });
        return rest;
    }
}

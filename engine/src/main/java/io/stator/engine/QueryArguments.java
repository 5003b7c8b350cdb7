package io.stator.engine;

import io.stator.Query;
import io.stator.Results;
import io.stator.Row;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.spi.Require;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The argument map of a query as the Client API has it; an option that is there is honoured or refused. */
final class QueryArguments {
    private static final List<String> KNOWN = List.of("query", "args", "offset", "limit", "timeout", "chunk");

    private final Map<?, ?> arguments;

    QueryArguments(Map<?, ?> arguments) {
        this.arguments = Require.present(arguments, "arguments");
        for (Object key : arguments.keySet()) {
            String name = name(key);
            if (name == null || !KNOWN.contains(name)) {
                throw Require.refused(
                        "arguments",
                        "must have no keys but :query, :args, :offset, :limit, :timeout and :chunk: key="
                                + Edn.describe(key));
            }
        }
    }

    /** Returns the name of a key that is a keyword or a string with or without a colon; null for any other key. */
    private static @Nullable String name(@Nullable Object key) {
        if (key instanceof Keyword || key instanceof String) {
            String text = key.toString();
            return text.startsWith(":") ? text.substring(1) : text;
        }
        return null;
    }

    private @Nullable Object argument(String name) {
        for (Map.Entry<?, ?> entry : arguments.entrySet()) {
            if (name.equals(name(entry.getKey()))) {
                return entry.getValue();
            }
        }
        return null;
    }

    Query query() {
        return Query.of(Require.present(argument("query"), ":query"));
    }

    List<@Nullable Object> inputs() {
        Object args = argument("args");
        if (!(args instanceof Collection<?> inputs)) {
            throw Require.refused(":args", "must be a collection of inputs: args=" + Edn.describe(args));
        }
        return new ArrayList<>(inputs);
    }

    /** Returns results with the options of the map. */
    Results<Row> applied(Results<Row> results) {
        Results<Row> changed = results;
        Long timeout = number("timeout");
        if (timeout != null) {
            changed = changed.timeout(Duration.ofMillis(timeout));
        }
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
            changed = changed.chunk((int) Math.min(chunk, Integer.MAX_VALUE));
        }
        return changed;
    }

    /** Returns the whole number of an option, null when it is not there. */
    private @Nullable Long number(String name) {
        Object value = argument(name);
        if (value == null || value instanceof Long) {
            return (Long) value;
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof BigInteger big && big.bitLength() < Long.SIZE) {
            return big.longValue();
        }
        throw Require.refused(":" + name, "must be a whole number: " + name + "=" + Edn.describe(value));
    }
}

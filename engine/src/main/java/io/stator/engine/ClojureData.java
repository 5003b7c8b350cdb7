package io.stator.engine;

import io.stator.Anomaly;
import io.stator.edn.EdnList;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns values of this library into those of Clojure, and back: keywords, symbols, lists, vectors, maps and sets are
 * Clojure's own there, instants are {@link Date}s and big integers {@code BigInt}s; all else is the same for both.
 */
final class ClojureData {
    /** How many elements a value of Clojure may have, elements of elements included; a sequence may be endless. */
    static final int ELEMENTS_MAX = 2_000_000;

    /** How deep a value of Clojure may be nested. */
    static final int DEPTH_MAX = 512;

    private final ClojureRuntime runtime;

    ClojureData(ClojureRuntime runtime) {
        this.runtime = runtime;
    }

    /** Returns the value of Clojure equal to one of ours. */
    @Nullable
    Object toClojure(@Nullable Object value) {
        if (value instanceof Keyword keyword) {
            return runtime.keyword(keyword.namespace(), keyword.name());
        }
        if (value instanceof Symbol symbol) {
            return runtime.symbol(symbol.namespace(), symbol.name());
        }
        if (value instanceof Instant instant) {
            return Date.from(instant);
        }
        if (value instanceof BigInteger big) {
            return runtime.bigInt(big);
        }
        if (value instanceof EdnList list) {
            return runtime.list(allToClojure(list));
        }
        if (value instanceof List<?> list) {
            return runtime.vector(allToClojure(list));
        }
        if (value instanceof Set<?> set) {
            return runtime.set(allToClojure(set));
        }
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
            map.forEach((key, element) -> entries.put(toClojure(key), toClojure(element)));
            return runtime.map(entries);
        }
        return value;
    }

    private List<@Nullable Object> allToClojure(Iterable<?> values) {
        List<@Nullable Object> all = new ArrayList<>();
        values.forEach(value -> all.add(toClojure(value)));
        return all;
    }

    /**
     * Returns our value equal to one of Clojure.
     *
     * @throws Anomaly.Incorrect when it is too big, as an endless sequence is
     */
    @Nullable
    Object fromClojure(@Nullable Object value) {
        return new Reading().read(value, 0);
    }

    /** Returns the data of an exception of Clojure, empty when it has none. */
    Map<Keyword, Object> dataOf(Throwable failure) {
        Map<Keyword, Object> details = new LinkedHashMap<>();
        if (runtime.hasData(failure) && fromClojure(runtime.dataOf(failure)) instanceof Map<?, ?> data) {
            data.forEach((key, value) -> {
                if (key instanceof Keyword keyword && value != null) {
                    details.put(keyword, value);
                }
            });
        }
        return details;
    }

    /** The reading of one value. */
    private final class Reading {
        private int elements;

        @Nullable
        Object read(@Nullable Object value, int depth) {
            if (++elements > ELEMENTS_MAX || depth > DEPTH_MAX) {
                throw new Anomaly.Incorrect("a function of Clojure must return a value of at most " + ELEMENTS_MAX
                        + " elements, nested at most " + DEPTH_MAX + " deep");
            }
            if (value == null || value instanceof String || value instanceof Long) {
                return value;
            }
            if (runtime.isKeyword(value)) {
                return Keyword.of(runtime.namespace(value), runtime.name(value));
            }
            if (runtime.isSymbol(value)) {
                return Symbol.of(runtime.namespace(value), runtime.name(value));
            }
            if (runtime.isBigInt(value)) {
                return runtime.toBigInteger(value);
            }
            if (value instanceof Date date) {
                return Instant.ofEpochMilli(date.getTime());
            }
            return value instanceof ClojureDatabase database ? database.database() : collection(value, depth + 1);
        }

        private @Nullable Object collection(Object value, int depth) {
            if (value instanceof List<?> list) {
                List<@Nullable Object> all = new ArrayList<>();
                for (Object element : list) {
                    all.add(read(element, depth));
                }
                return runtime.isVector(value) ? EdnVector.copyOf(all) : EdnList.copyOf(all);
            }
            if (value instanceof Set<?> set) {
                Set<@Nullable Object> all = new LinkedHashSet<>();
                for (Object element : set) {
                    all.add(read(element, depth));
                }
                return Collections.unmodifiableSet(all);
            }
            if (value instanceof Map<?, ?> map) {
                Map<@Nullable Object, @Nullable Object> all = new LinkedHashMap<>();
                map.forEach((key, element) -> all.put(read(key, depth), read(element, depth)));
                return Collections.unmodifiableMap(all);
            }
            return value;
        }
    }
}

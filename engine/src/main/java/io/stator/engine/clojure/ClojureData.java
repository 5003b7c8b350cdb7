package io.stator.engine.clojure;

import io.stator.edn.EdnList;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.spi.GivenValues;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns values of this library into those of Clojure, and back: keywords, symbols, lists, vectors, maps and sets are
 * Clojure's own there, instants are {@link Date}s and big integers {@code BigInt}s; all else is the same for both.
 */
final class ClojureData {
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
     * Returns our value equal to one of Clojure, as {@link GivenValues#take} does.
     *
     * @throws io.stator.Anomaly.Incorrect when it is too big, as an endless sequence is
     */
    @Nullable
    Object fromClojure(@Nullable Object value) {
        return value instanceof ClojureDatabase database ? database.database() : GivenValues.take(value);
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
}

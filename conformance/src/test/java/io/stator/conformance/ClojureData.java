package io.stator.conformance;

import clojure.lang.BigInt;
import clojure.lang.IPersistentMap;
import clojure.lang.LazilyPersistentVector;
import clojure.lang.PersistentHashMap;
import clojure.lang.PersistentHashSet;
import clojure.lang.PersistentList;
import io.stator.edn.EdnList;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Translates between our EDN values and Clojure's. */
final class ClojureData {
    private ClojureData() {}

    /** Returns the Clojure value equal to one of ours; what is neither EDN nor a collection goes through {@code other}. */
    static @Nullable Object toClojure(@Nullable Object value, Function<Object, Object> other) {
        if (value == null) {
            return null;
        }
        if (value instanceof Keyword keyword) {
            return clojure.lang.Keyword.intern(keyword.namespace(), keyword.name());
        }
        if (value instanceof Symbol symbol) {
            return clojure.lang.Symbol.intern(symbol.namespace(), symbol.name());
        }
        if (value instanceof Instant instant) {
            return Date.from(instant);
        }
        if (value instanceof Map<?, ?> map) {
            List<@Nullable Object> entries = new ArrayList<>();
            map.forEach((key, element) -> {
                entries.add(toClojure(key, other));
                entries.add(toClojure(element, other));
            });
            return PersistentHashMap.create(entries.toArray());
        }
        if (value instanceof Set<?> || value instanceof List<?>) {
            List<@Nullable Object> elements = new ArrayList<>();
            ((Iterable<?>) value).forEach(element -> elements.add(toClojure(element, other)));
            if (value instanceof Set<?>) {
                return PersistentHashSet.create(elements);
            }
            return value instanceof EdnList ? PersistentList.create(elements) : LazilyPersistentVector.create(elements);
        }
        return other.apply(value);
    }

    /** Returns the plain value (see {@link Plain}) equal to a Clojure value. */
    static @Nullable Object toPlain(@Nullable Object value) {
        if (value instanceof clojure.lang.Keyword keyword) {
            return Keyword.of(keyword.getNamespace(), keyword.getName());
        }
        if (value instanceof clojure.lang.Symbol symbol) {
            return Symbol.of(symbol.getNamespace(), symbol.getName());
        }
        if (value instanceof BigInt integer) {
            return integer.toBigInteger();
        }
        if (value instanceof com.cognitect.transit.URI address) {
            return java.net.URI.create(address.toString());
        }
        if (value instanceof Map<?, ?> || value instanceof IPersistentMap) {
            Map<@Nullable Object, @Nullable Object> plain = new LinkedHashMap<>();
            for (Object entry : (Iterable<?>) (value instanceof Map<?, ?> map ? map.entrySet() : value)) {
                Map.Entry<?, ?> pair = (Map.Entry<?, ?>) entry;
                plain.put(toPlain(pair.getKey()), toPlain(pair.getValue()));
            }
            return plain;
        }
        if (value instanceof Set<?> set) {
            Set<@Nullable Object> plain = new LinkedHashSet<>();
            set.forEach(element -> plain.add(toPlain(element)));
            return plain;
        }
        if (value instanceof Iterable<?> elements) {
            return list(elements);
        }
        return Plain.of(value);
    }

    /** Returns the plain values equal to Clojure values. */
    static List<@Nullable Object> list(@Nullable Object elements) {
        List<@Nullable Object> plain = new ArrayList<>();
        if (elements != null) {
            ((Iterable<?>) elements).forEach(element -> plain.add(toPlain(element)));
        }
        return plain;
    }
}

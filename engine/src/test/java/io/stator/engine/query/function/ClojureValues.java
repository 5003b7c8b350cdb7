package io.stator.engine.query.function;

import clojure.lang.APersistentVector;
import clojure.lang.BigInt;
import clojure.lang.IPersistentMap;
import clojure.lang.IPersistentSet;
import clojure.lang.ISeq;
import clojure.lang.LazilyPersistentVector;
import clojure.lang.PersistentArrayMap;
import clojure.lang.PersistentHashSet;
import clojure.lang.PersistentList;
import clojure.lang.Ratio;
import io.stator.edn.EdnList;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns our values into those of Clojure, and back. */
final class ClojureValues {
    private ClojureValues() {}

    static Object to(Object value) {
        if (value instanceof Keyword keyword) {
            return clojure.lang.Keyword.intern(keyword.namespace(), keyword.name());
        }
        if (value instanceof Symbol symbol) {
            return clojure.lang.Symbol.intern(symbol.namespace(), symbol.name());
        }
        if (value instanceof BigInteger big) {
            return BigInt.fromBigInteger(big);
        }
        if (value instanceof List<?> list) {
            List<Object> converted = new ArrayList<>();
            list.forEach(element -> converted.add(to(element)));
            return list instanceof EdnList
                    ? PersistentList.create(converted)
                    : LazilyPersistentVector.createOwning(converted.toArray());
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> converted = new HashMap<>();
            map.forEach((key, mapped) -> converted.put(to(key), to(mapped)));
            return PersistentArrayMap.create(converted);
        }
        if (value instanceof Set<?> set) {
            List<Object> converted = new ArrayList<>();
            set.forEach(element -> converted.add(to(element)));
            return PersistentHashSet.create(converted);
        }
        return value;
    }

    static Object from(Object value) {
        if (value instanceof clojure.lang.Keyword keyword) {
            return Keyword.of(keyword.getNamespace(), keyword.getName());
        }
        if (value instanceof clojure.lang.Symbol symbol) {
            return Symbol.of(symbol.getNamespace(), symbol.getName());
        }
        if (value instanceof BigInt big) {
            return big.toBigInteger();
        }
        if (value instanceof Integer number) {
            return number.longValue();
        }
        if (value instanceof Ratio) {
            throw new ArithmeticException("ratios are left out");
        }
        if (value instanceof APersistentVector vector) {
            return EdnVector.copyOf(elements(vector));
        }
        if (value instanceof IPersistentMap map) {
            Map<Object, Object> converted = new HashMap<>();
            ((Map<?, ?>) map).forEach((key, mapped) -> converted.put(from(key), from(mapped)));
            return converted;
        }
        if (value instanceof IPersistentSet set) {
            return new HashSet<>(elements((Set<?>) set));
        }
        return value instanceof ISeq seq ? EdnList.copyOf(elements((List<?>) seq)) : value;
    }

    private static List<Object> elements(Iterable<?> values) {
        List<Object> converted = new ArrayList<>();
        values.forEach(value -> converted.add(from(value)));
        return converted;
    }
}

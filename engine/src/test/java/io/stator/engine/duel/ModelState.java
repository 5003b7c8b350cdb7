package io.stator.engine.duel;

import io.stator.edn.Keyword;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is true in the naive model: lists of values by entity and attribute, and all that was ever said. */
final class ModelState {
    final Map<Long, Map<Long, List<Object>>> facts = new LinkedHashMap<>();
    final Map<Keyword, Long> names = new HashMap<>();
    final Map<Long, Keyword> lastNames = new HashMap<>();
    final Map<Long, List<Long>> parts = new HashMap<>();
    final Set<Long> given = new HashSet<>();
    final List<Datum> history = new ArrayList<>();
    final Map<List<Object>, Long> since = new HashMap<>();
    long instant;
    long t = 5;
    long nextEntity = 1000;
    long nextAttribute = 73;

    ModelState(List<Datum> bootstrap) {
        for (long e = 0; e < 73; e++) {
            given.add(e);
        }
        bootstrap.forEach(this::add);
        history.addAll(bootstrap);
    }

    List<Object> values(long e, long a) {
        return facts.getOrDefault(e, Map.of()).getOrDefault(a, List.of());
    }

    @Nullable
    Object value(long e, long a) {
        List<Object> values = values(e, a);
        return values.isEmpty() ? null : values.get(0);
    }

    void add(Datum datum) {
        given.add(datum.e());
        facts.computeIfAbsent(datum.e(), e -> new LinkedHashMap<>())
                .computeIfAbsent(datum.a(), a -> new ArrayList<>())
                .add(datum.v());
        since.put(List.of(datum.e(), datum.a(), ModelValues.key(datum.v())), datum.tx());
        if (datum.a() == Types.IDENT) {
            names.put((Keyword) datum.v(), datum.e());
            lastNames.put(datum.e(), (Keyword) datum.v());
        }
    }

    void apply(List<Datum> data) {
        for (Datum datum : data) {
            if (!datum.added()) {
                facts.get(datum.e()).get(datum.a()).removeIf(v -> ModelValues.same(v, datum.v()));
            }
        }
        data.stream().filter(Datum::added).forEach(this::add);
        history.addAll(data);
    }

    boolean isAttribute(long a) {
        return value(a, Types.VALUE_TYPE) != null && value(a, Types.CARDINALITY) != null;
    }

    long type(long a) {
        return (Long) value(a, Types.VALUE_TYPE);
    }

    boolean isMany(long a) {
        return value(a, Types.CARDINALITY).equals(Types.MANY);
    }

    boolean isComposite(long a) {
        return value(a, Types.TUPLE_ATTRS) != null;
    }

    boolean isUnique(long a) {
        return value(a, Types.UNIQUE) != null;
    }

    boolean isIdentity(long a) {
        return Long.valueOf(Types.IDENTITY).equals(value(a, Types.UNIQUE));
    }

    /** Returns the attributes a composite is made of, as they were named when it was defined. */
    List<Long> parts(long composite) {
        return parts.computeIfAbsent(
                composite,
                a -> ((List<?>) value(a, Types.TUPLE_ATTRS))
                        .stream().map(name -> names.get((Keyword) name)).toList());
    }

    /** Returns all attributes that are composites. */
    List<Long> composites() {
        return facts.keySet().stream().filter(this::isComposite).toList();
    }

    /** Returns the entity that has a value, or null. */
    @Nullable
    Long holder(long a, Object v) {
        for (Map.Entry<Long, Map<Long, List<Object>>> entity : facts.entrySet()) {
            for (Object value : entity.getValue().getOrDefault(a, List.of())) {
                if (ModelValues.same(value, v)) {
                    return entity.getKey();
                }
            }
        }
        return null;
    }
}

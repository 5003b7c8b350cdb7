package io.stator.client;

import io.stator.Pull;
import io.stator.PulledEntity;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.spi.GivenValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes pulled entities of the maps that a server sends, by the pattern that they were pulled with: an entity knows which names the pattern selects, also where
 * it has no value.
 */
final class PulledValues {
    private static final Symbol WILDCARD = Symbol.of("*");
    private static final Keyword ID = Keyword.of("db", "id");
    private static final Keyword AS = Keyword.of("as");
    private static final PulledValues ANYTHING = new PulledValues(null, Map.of());
    private static final PulledValues ID_ALONE = new PulledValues(List.of(ID), Map.of());

    /** The names that the pattern selects; null when it selects whatever there is. */
    private final @Nullable List<?> names;

    /** What is pulled of the targets of references, by name. */
    private final Map<Object, PulledValues> targets;

    private PulledValues(@Nullable List<?> names, Map<Object, PulledValues> targets) {
        this.names = names;
        this.targets = targets;
    }

    /** Returns what makes the entities of a pattern; one that is malformed, which the server refuses, makes some of anything. */
    static PulledValues of(Pull pattern) {
        return of(pattern.pattern());
    }

    /** As {@link #of(Pull)}, of the list that a pattern is. */
    static PulledValues of(List<?> specs) {
        List<Object> names = new ArrayList<>();
        Map<Object, PulledValues> targets = new LinkedHashMap<>();
        boolean wildcard = false;
        PulledValues[] itself = new PulledValues[1];
        List<Object> recursive = new ArrayList<>();
        for (Object spec : specs) {
            if (isWildcard(spec)) {
                wildcard = true;
            } else if (spec instanceof Map<?, ?> map) {
                map.forEach((key, sub) -> {
                    Object name = name(key);
                    if (name != null) {
                        names.add(name);
                        if (sub instanceof List<?> pattern) {
                            targets.put(name, of(pattern));
                        } else {
                            recursive.add(name);
                        }
                    }
                });
            } else {
                Object name = name(spec);
                if (name != null) {
                    names.add(name);
                }
            }
        }
        itself[0] = new PulledValues(wildcard ? null : names.stream().distinct().toList(), targets);
        recursive.forEach(name -> targets.put(name, itself[0]));
        return itself[0];
    }

    private static boolean isWildcard(@Nullable Object spec) {
        return WILDCARD.equals(spec) || "*".equals(spec);
    }

    /** Returns the name that a value has in a result: what {@code :as} says, or that of the attribute; null when there is none. */
    private static @Nullable Object name(@Nullable Object spec) {
        if (!(spec instanceof List<?> options)) {
            return spec == null || isWildcard(spec) ? null : named(spec);
        }
        for (int i = 1; i + 1 < options.size(); i += 2) {
            if (AS.equals(options.get(i)) || ":as".equals(options.get(i))) {
                return options.get(i + 1);
            }
        }
        if (options.isEmpty()) {
            return null;
        }
        Object first = options.get(0);
        boolean legacy = first instanceof Symbol || (first instanceof String && !GivenValues.isKeyword(first));
        return name(legacy && options.size() > 1 ? options.get(1) : first);
    }

    private static Object named(Object attribute) {
        Keyword keyword = GivenValues.isKeyword(attribute) ? Keyword.parse((String) attribute) : null;
        return keyword == null ? attribute : keyword;
    }

    /** Returns the entity that a map is; the empty one for nothing. */
    @SuppressWarnings("NullAway") // the values of an entity may be null, as those of the map that it takes
    PulledEntity entity(@Nullable Object sent) {
        if (!(sent instanceof Map<?, ?> map) || map.isEmpty()) {
            return names == null ? PulledEntity.empty() : PulledEntity.of(Map.of(), names);
        }
        Map<Object, @Nullable Object> values = new LinkedHashMap<>();
        map.forEach((name, value) -> values.put(name, value(targets.get(name), value)));
        return names == null ? PulledEntity.of(values) : PulledEntity.of(values, names);
    }

    private @Nullable Object value(@Nullable PulledValues target, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            PulledValues known = target == null ? stub(map) : target;
            return known.entity(map);
        }
        if (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance)) {
            List<Object> all = new ArrayList<>(list.size());
            for (Object each : list) {
                all.add(value(target, each));
            }
            return EdnVector.copyOf(all);
        }
        return value;
    }

    /** Returns what makes the entity of a reference that the pattern does not follow. */
    private static PulledValues stub(Map<?, ?> map) {
        return map.size() == 1 && map.containsKey(ID) ? ID_ALONE : ANYTHING;
    }
}

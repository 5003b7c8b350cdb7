package io.stator.spi;

import io.stator.Anomaly;
import io.stator.PulledEntity;
import io.stator.edn.EdnList;
import io.stator.edn.EdnVector;
import io.stator.edn.Tagged;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The letting out of one value; what is shared within it is read once. */
final class Giving {
    private static final int FLAT_SIZE_MAX = 16;

    private final Map<Object, Object> shared = new IdentityHashMap<>(0);
    private final Deque<Object> waiting = new ArrayDeque<>(0);

    /** Returns whether there are bytes in a value, however deep; pulled entities have been let out already. */
    boolean hasBytes(Object kept) {
        for (Object next = kept; next != null; next = waiting.poll()) {
            if (next instanceof Map<?, ?> map) {
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    if (isBytes(entry.getKey()) || isBytes(entry.getValue())) {
                        return true;
                    }
                }
            } else if (next instanceof Collection<?> collection) {
                for (Object element : collection) {
                    if (isBytes(element)) {
                        return true;
                    }
                }
            } else if (next instanceof Tagged tagged && isBytes(tagged.value())) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether a part is bytes; notes it when it has parts itself. */
    private boolean isBytes(@Nullable Object part) {
        if (part == null || GivenValues.isPlain(part) || part instanceof PulledEntity) {
            return false;
        }
        boolean nested = part instanceof Collection || part instanceof Map || part instanceof Tagged;
        if (nested && !isFlat(part) && shared.put(part, part) == null) {
            waiting.add(part);
        }
        return part instanceof byte[];
    }

    /** Returns whether a list has frequent values only, which is seen sooner than it is noted. */
    private static boolean isFlat(Object part) {
        if (!(part instanceof List<?> list) || list.size() > FLAT_SIZE_MAX) {
            return false;
        }
        for (Object element : list) {
            if (!GivenValues.isPlain(element)) {
                return false;
            }
        }
        return true;
    }

    @Nullable
    Object copy(@Nullable Object kept, int depth) {
        if (GivenValues.isPlain(kept) || kept instanceof PulledEntity) {
            return kept;
        }
        if (depth > GivenValues.DEPTH_MAX) {
            throw new Anomaly.Incorrect("a value with bytes must be nested at most " + GivenValues.DEPTH_MAX + " deep");
        }
        if (kept instanceof Collection || kept instanceof Map) {
            Object known = shared.get(kept);
            if (known == null) {
                known = kept instanceof Map<?, ?> map ? copyOf(map, depth) : copyOf((Collection<?>) kept, depth);
                shared.put(kept, known);
            }
            return known;
        }
        if (kept instanceof Tagged tagged) {
            return new Tagged(tagged.tag(), copy(tagged.value(), depth + 1));
        }
        return kept instanceof byte[] bytes ? bytes.clone() : kept;
    }

    private Object copyOf(Map<?, ?> map, int depth) {
        Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(copy(key, depth + 1), copy(value, depth + 1)));
        return Collections.unmodifiableMap(copy);
    }

    private Object copyOf(Collection<?> collection, int depth) {
        Collection<@Nullable Object> copy = collection instanceof Set ? new LinkedHashSet<>() : new ArrayList<>();
        for (Object element : collection) {
            copy.add(copy(element, depth + 1));
        }
        if (copy instanceof Set<@Nullable Object> set) {
            return Collections.unmodifiableSet(set);
        }
        return collection instanceof EdnList ? EdnList.copyOf(copy) : EdnVector.copyOf(copy);
    }
}

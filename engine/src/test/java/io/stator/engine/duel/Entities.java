package io.stator.engine.duel;

import io.stator.edn.EdnList;
import io.stator.edn.EdnVector;
import io.stator.edn.Symbol;
import io.stator.edn.Tagged;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the entities of one contender are called by both, since ids differ: {@code #eid name}; the entities that every
 * database begins with are called by their ids.
 */
final class Entities {
    /** The first id that is not the same everywhere. */
    static final long FIRST_USER_ID = 73;

    private static final Symbol TAG = Symbol.of("eid");

    private final Map<Long, Object> names = new HashMap<>();
    private final Map<Object, Long> ids = new HashMap<>();

    /** Returns what an entity with a name is called. */
    static Tagged named(String name) {
        return new Tagged(TAG, Symbol.of(name));
    }

    void bind(long id, Object name) {
        names.put(id, name);
        ids.put(name, id);
    }

    /** Returns what an entity is called, or null when nobody called it anything yet. */
    @Nullable
    Object name(long id) {
        return id < FIRST_USER_ID ? (Object) id : names.get(id);
    }

    /** Returns whether a name is known. */
    boolean knows(Object name) {
        return name instanceof Long || ids.containsKey(name);
    }

    /** Returns forms with ids in the place of names, and arrays in the place of bytes that can be compared. */
    @Nullable
    Object resolve(@Nullable Object form) {
        if (form instanceof Tagged tagged && tagged.tag().equals(TAG)) {
            Long id = ids.get(tagged);
            if (id == null) {
                throw new UnknownNameException(tagged);
            }
            return id;
        }
        if (form instanceof ByteBuffer bytes) {
            return Arrays.copyOf(bytes.array(), bytes.array().length);
        }
        if (form instanceof List<?> list) {
            List<@Nullable Object> all = new ArrayList<>();
            list.forEach(element -> all.add(resolve(element)));
            return form instanceof EdnList ? EdnList.copyOf(all) : EdnVector.copyOf(all);
        }
        if (form instanceof Set<?> set) {
            Set<@Nullable Object> all = new LinkedHashSet<>();
            set.forEach(element -> all.add(resolve(element)));
            return all;
        }
        if (form instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> all = new LinkedHashMap<>();
            map.forEach((key, value) -> all.put(resolve(key), resolve(value)));
            return all;
        }
        return form;
    }

    /** A form names an entity that came of a transaction which was left out. */
    static final class UnknownNameException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownNameException(Tagged name) {
            super("no such entity: " + name);
        }
    }
}

package io.stator.conformance;

import io.stator.edn.Keyword;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One behaviour: an action, and what is expected of it.
 *
 * @param name the behaviour in words
 * @param line the line of the file on which the case begins
 * @param form the map of the case
 */
record Case(String name, int line, Map<?, ?> form) {
    /** Returns the value under a key, or null. */
    @Nullable
    Object get(String key) {
        return form.get(Keyword.of(key));
    }

    /** Returns whether the case has a key. */
    boolean has(String key) {
        return form.containsKey(Keyword.of(key));
    }

    /** Returns the name of the difference to Datomic that this case shows, or null when Datomic behaves the same. */
    @Nullable
    String difference() {
        return get("differs") instanceof Keyword keyword ? keyword.name() : null;
    }
}

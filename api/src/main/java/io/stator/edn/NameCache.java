package io.stator.edn;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The names that one reader met lately, found by their characters without making a string. Not safe for use by several threads. */
final class NameCache<T extends Named> {
    private final Function<String, T> parse;
    private final boolean keywords;
    private final @Nullable Named[] slots;

    /** Makes a cache with this many slots, a power of two. */
    NameCache(int slots, boolean keywords, Function<String, T> parse) {
        this.slots = new Named[slots];
        this.keywords = keywords;
        this.parse = parse;
    }

    /** Returns the name whose qualified name is this range of characters, or null if that is not a well-formed name. */
    @SuppressWarnings("unchecked")
    @Nullable
    T get(char[] buffer, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + buffer[i];
        }
        int slot = (hash ^ (hash >>> 15)) & (slots.length - 1);
        Named cached = slots[slot];
        if (cached != null && matches(cached.qualifiedName(), buffer, from, to)) {
            return (T) cached;
        }
        String qualified = new String(buffer, from, to - from);
        if (!Names.isWellFormed(qualified, keywords)) {
            return null;
        }
        T name = parse.apply(qualified);
        slots[slot] = name;
        return name;
    }

    private static boolean matches(String qualified, char[] buffer, int from, int to) {
        if (qualified.length() != to - from) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (qualified.charAt(i - from) != buffer[i]) {
                return false;
            }
        }
        return true;
    }
}

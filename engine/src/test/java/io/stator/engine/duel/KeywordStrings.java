package io.stator.engine.duel;

import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes keywords as programs in Java may: strings that begin with a colon. */
final class KeywordStrings {
    private static final int PERCENT = 60;

    private final Chance chance;

    KeywordStrings(Chance chance) {
        this.chance = chance;
    }

    /** Returns a form with strings in the place of some keywords. */
    @Nullable
    Object some(@Nullable Object form) {
        if (form instanceof Keyword keyword) {
            return chance.percent(PERCENT) ? keyword.toString() : keyword;
        }
        if (form instanceof List<?> list) {
            List<@Nullable Object> all = new ArrayList<>();
            list.forEach(element -> all.add(some(element)));
            return EdnVector.copyOf(all);
        }
        if (form instanceof Set<?> set) {
            Set<@Nullable Object> all = new LinkedHashSet<>();
            set.forEach(element -> all.add(some(element)));
            return all;
        }
        if (form instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> all = new LinkedHashMap<>();
            map.forEach((key, value) -> all.put(some(key), some(value)));
            return all;
        }
        return form;
    }

    /** Returns the keyword that a string means; anything else is itself. */
    static @Nullable Object meant(@Nullable Object name) {
        return name instanceof String text && text.startsWith(":") && text.length() > 1
                ? (Object) Keyword.parse(text)
                : name;
    }
}

package io.stator.engine.duel;

import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.edn.Tagged;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes temporary ids as Datomic had them first: {@code #db/id [partition number]}. */
final class TempidLiterals {
    private static final Symbol TAG = Symbol.of("db", "id");

    private final Chance chance;
    private final Map<String, Object> literals = new HashMap<>();

    TempidLiterals(Chance chance) {
        this.chance = chance;
    }

    /** Returns a form with literals in the place of some temporary ids. */
    @Nullable
    Object some(@Nullable Object form) {
        if (form instanceof String text && text.length() == 2 && text.startsWith("t")) {
            return literals.computeIfAbsent(text, this::literal);
        }
        if (form instanceof List<?> list) {
            List<@Nullable Object> all = new ArrayList<>();
            list.forEach(element -> all.add(some(element)));
            return EdnVector.copyOf(all);
        }
        if (form instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> all = new LinkedHashMap<>();
            map.forEach((key, value) -> all.put(some(key), some(value)));
            return all;
        }
        return form;
    }

    private Object literal(String tempid) {
        if (chance.percent(30)) {
            return tempid;
        }
        Keyword partition = chance.percent(70)
                ? Keyword.of("db.part", chance.of("user", "user", "db"))
                : Keyword.of("part", "p" + chance.below(4));
        return chance.percent(6) ? literal(partition) : literal(partition, (long) -1 - chance.below(3));
    }

    private static Tagged literal(Object... parts) {
        return new Tagged(TAG, EdnVector.of(parts));
    }

    /** Returns the parts of a literal, or null when something is none. */
    static @Nullable List<?> parts(@Nullable Object form) {
        return form instanceof Tagged tagged && tagged.tag().equals(TAG) ? (List<?>) tagged.value() : null;
    }
}

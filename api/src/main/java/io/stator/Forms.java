package io.stator;

import io.stator.edn.Edn;
import io.stator.edn.EdnList;
import io.stator.edn.EdnOptions;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Positioned;
import io.stator.edn.Symbol;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Copies the collections of a form given by a caller, so that what the caller does with them later has no effect. Typed
 * entities and forms become plain ones, attributes their names; what was read from text is unchangeable and stays as it is.
 */
final class Forms {
    /** How deep forms may be nested: as deep as text may be. */
    static final int DEPTH_MAX = EdnOptions.MAX_DEPTH;

    private static final Symbol PLACEHOLDER = Symbol.of("_");

    private Forms() {}

    static @Nullable Object freeze(@Nullable Object form) {
        return freeze(form, 0, false);
    }

    /** As {@link #freeze(Object)}, where a list of Java that starts with the name of a function or rule is a call. */
    static @Nullable Object freezeQuery(@Nullable Object form) {
        return freeze(form, 0, true);
    }

    private static @Nullable Object freeze(@Nullable Object form, int depth, boolean calls) {
        if (depth > DEPTH_MAX) {
            throw new Anomaly.Incorrect("forms must be nested at most " + DEPTH_MAX + " deep");
        }
        if (form instanceof Positioned read && read.line() > 0) {
            return form;
        }
        if (form instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            for (Object element : list) {
                copy.add(freeze(element, depth + 1, calls));
            }
            return form instanceof EdnList || (calls && isCall(list)) ? EdnList.copyOf(copy) : EdnVector.copyOf(copy);
        }
        if (form instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, value) -> copy.put(freeze(key, depth + 1, calls), freeze(value, depth + 1, calls)));
            return Collections.unmodifiableMap(copy);
        }
        if (form instanceof Set<?> set) {
            Set<@Nullable Object> copy = new LinkedHashSet<>();
            for (Object element : set) {
                copy.add(freeze(element, depth + 1, calls));
            }
            return Collections.unmodifiableSet(copy);
        }
        if (form instanceof EntityData entity) {
            return entity.form();
        }
        if (form instanceof TxForm list) {
            return list.form();
        }
        return form instanceof Attribute<?> attribute ? attribute.ident() : form;
    }

    /** Returns whether a list that is no vector of EDN starts with a symbol that is neither variable nor source nor blank. */
    private static boolean isCall(List<?> list) {
        return !(list instanceof EdnVector)
                && !list.isEmpty()
                && list.get(0) instanceof Symbol name
                && "?$%".indexOf(name.qualifiedName().charAt(0)) < 0
                && !name.equals(PLACEHOLDER);
    }

    /** Returns a form as EDN text, shortened when it holds what EDN cannot express. */
    static String text(Object form) {
        try {
            return Edn.print(form);
        } catch (IllegalArgumentException beyondEdn) {
            return Edn.describe(form);
        }
    }

    /** Returns the name of an attribute given as an {@link Attribute}, or as a string such as {@code ":a/b"}. */
    static Object attributeName(Object attribute) {
        if (attribute instanceof Attribute<?> typed) {
            return typed.ident();
        }
        boolean named = attribute instanceof String text && text.length() > 1 && text.startsWith(":");
        return named ? Keyword.parse((String) attribute) : attribute;
    }
}

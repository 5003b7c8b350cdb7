package io.stator;

import io.stator.edn.Edn;
import io.stator.edn.EdnList;
import io.stator.edn.EdnOptions;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Positioned;
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

    private Forms() {}

    static @Nullable Object freeze(@Nullable Object form) {
        return freeze(form, 0);
    }

    private static @Nullable Object freeze(@Nullable Object form, int depth) {
        if (depth > DEPTH_MAX) {
            throw new Anomaly.Incorrect("forms must be nested at most " + DEPTH_MAX + " deep");
        }
        if (form instanceof Positioned read && read.line() > 0) {
            return form;
        }
        if (form instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            for (Object element : list) {
                copy.add(freeze(element, depth + 1));
            }
            return form instanceof EdnList ? EdnList.copyOf(copy) : EdnVector.copyOf(copy);
        }
        if (form instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, value) -> copy.put(freeze(key, depth + 1), freeze(value, depth + 1)));
            return Collections.unmodifiableMap(copy);
        }
        if (form instanceof Set<?> set) {
            Set<@Nullable Object> copy = new LinkedHashSet<>();
            for (Object element : set) {
                copy.add(freeze(element, depth + 1));
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

    /** Returns a form as EDN text, or as Java shows it when it holds what EDN cannot express. */
    static String text(Object form) {
        try {
            return Edn.print(form);
        } catch (IllegalArgumentException beyondEdn) {
            return form.toString();
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

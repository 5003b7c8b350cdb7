package io.stator.engine.duel;

import io.stator.edn.Keyword;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an attribute is.
 *
 * @param entity the name of its entity
 * @param ident its name in transactions
 * @param unique {@link Types#VALUE}, {@link Types#IDENTITY} or 0
 * @param slots the types of the elements of a tuple, only one when they are all of one type
 * @param parts the attributes a composite is made of
 */
record Kind(
        Object entity,
        Keyword ident,
        long type,
        boolean many,
        long unique,
        boolean component,
        @Nullable List<Long> slots,
        @Nullable List<Object> parts) {
    boolean isReference() {
        return type == Types.REF;
    }

    boolean isTuple() {
        return type == Types.TUPLE;
    }

    boolean isComposite() {
        return parts != null;
    }

    /** Returns the type of an element of a tuple. */
    long slot(int i) {
        List<Long> types = slots == null ? List.of(0L) : slots;
        return types.size() == 1 ? types.get(0) : types.get(i);
    }
}

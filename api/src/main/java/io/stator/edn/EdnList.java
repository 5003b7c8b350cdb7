package io.stator.edn;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * An EDN list, {@code (1 2)}: an immutable {@link java.util.List} that may hold null and that is printed in parentheses.
 *
 * <p>Equal to any list with equal elements. Safe to share between threads as far as its elements are.
 *
 * <p>Its methods never wait.
 */
public final class EdnList extends EdnSequence {
    private static final EdnList EMPTY = new EdnList(new Object[0], 0, 0);

    EdnList(@Nullable Object[] elements, int line, int column) {
        super(elements, line, column);
    }

    /**
     * Returns a list of these elements.
     *
     * @throws io.stator.Anomaly.Incorrect when the array is null
     */
    public static EdnList of(@Nullable Object... elements) {
        return Given.present(elements, "elements").length == 0 ? EMPTY : new EdnList(elements.clone(), 0, 0);
    }

    /**
     * Returns a list of the collection's elements in its order; the collection itself if it is such a list.
     *
     * @throws io.stator.Anomaly.Incorrect when the collection is null
     */
    public static EdnList copyOf(Collection<? extends @Nullable Object> elements) {
        if (Given.present(elements, "elements") instanceof EdnList list) {
            return list;
        }
        return elements.isEmpty() ? EMPTY : new EdnList(elements.toArray(), 0, 0);
    }
}

package io.stator.edn;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * An EDN vector, {@code [1 2]}: an immutable {@link java.util.List} that may hold null and that is printed in brackets.
 *
 * <p>Equal to any list with equal elements. Safe to share between threads as far as its elements are.
 *
 * <p>Its methods never wait.
 */
public final class EdnVector extends EdnSequence {
    private static final EdnVector EMPTY = new EdnVector(new Object[0], 0, 0);

    EdnVector(@Nullable Object[] elements, int line, int column) {
        super(elements, line, column);
    }

    /**
     * Returns a vector of these elements.
     *
     * @throws io.stator.Anomaly.Incorrect when the array is null
     */
    public static EdnVector of(@Nullable Object... elements) {
        return Given.present(elements, "elements").length == 0 ? EMPTY : new EdnVector(elements.clone(), 0, 0);
    }

    /**
     * Returns a vector of the collection's elements in its order; the collection itself if it is such a vector.
     *
     * @throws io.stator.Anomaly.Incorrect when the collection is null
     */
    public static EdnVector copyOf(Collection<? extends @Nullable Object> elements) {
        if (Given.present(elements, "elements") instanceof EdnVector vector) {
            return vector;
        }
        return elements.isEmpty() ? EMPTY : new EdnVector(elements.toArray(), 0, 0);
    }
}

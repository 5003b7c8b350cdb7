package io.stator.nippy;

import java.util.AbstractList;
import java.util.Collection;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * An unmodifiable list that is frozen as a list of Clojure, {@code (1 2)}, where any other {@link java.util.List} is frozen as a
 * vector, {@code [1 2]}.
 *
 * <p>Lists, sequences and queues are thawed as this type. It equals any list of the same elements.
 *
 * <p>Nothing here waits, and nothing fails but as it says, or with a {@link NullPointerException} for a null that must not be one.
 */
public final class Sequence extends AbstractList<@Nullable Object> implements RandomAccess {
    private final @Nullable Object[] elements;

    Sequence(@Nullable Object[] elements) {
        this.elements = elements;
    }

    /** Returns a sequence of these elements. */
    public static Sequence copyOf(Collection<? extends @Nullable Object> elements) {
        return new Sequence(elements.toArray());
    }

    /** Returns a sequence of these elements. */
    public static Sequence of(@Nullable Object... elements) {
        return new Sequence(elements.clone());
    }

    /**
     * Returns the element at this index.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    @Override
    public @Nullable Object get(int index) {
        return elements[index];
    }

    /** Returns the number of elements. */
    @Override
    public int size() {
        return elements.length;
    }
}

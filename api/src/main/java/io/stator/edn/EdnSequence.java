package io.stator.edn;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The array behind {@link EdnVector} and {@link EdnList}. */
abstract sealed class EdnSequence extends AbstractList<@Nullable Object> implements RandomAccess, Positioned
        permits EdnVector, EdnList {
    private final @Nullable Object[] elements;
    private final int line;
    private final int column;

    EdnSequence(@Nullable Object[] elements, int line, int column) {
        this.elements = elements;
        this.line = line;
        this.column = column;
    }

    @Override
    public final @Nullable Object get(int index) {
        return elements[Objects.checkIndex(index, elements.length)];
    }

    @Override
    public final int size() {
        return elements.length;
    }

    @Override
    public final int line() {
        return line;
    }

    @Override
    public final int column() {
        return column;
    }

    @Override
    public final void forEach(Consumer<? super @Nullable Object> action) {
        for (Object element : elements) {
            action.accept(element);
        }
    }

    @Override
    @SuppressWarnings("NullAway") // the superclass speaks of Object[] even where elements may be null
    public final Object[] toArray() {
        return Arrays.copyOf(elements, elements.length, Object[].class);
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return DeepValues.equal(this, other);
    }

    @Override
    public final int hashCode() {
        return DeepValues.hash(this);
    }

    /** Returns the elements as EDN text, or as far as they are EDN. */
    @Override
    public final String toString() {
        return Printer.shown(this);
    }
}

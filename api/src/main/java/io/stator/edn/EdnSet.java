package io.stator.edn;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** A set as it was read: unmodifiable, in the order of the text. */
final class EdnSet extends AbstractSet<@Nullable Object> implements Positioned {
    private final @Nullable Object[] elements;
    private final KeyIndex index;
    private final int line;
    private final int column;

    EdnSet(@Nullable Object[] elements, KeyIndex index, int line, int column) {
        this.elements = elements;
        this.index = index;
        this.line = line;
        this.column = column;
    }

    @Override
    public int line() {
        return line;
    }

    @Override
    public int column() {
        return column;
    }

    @Override
    public int size() {
        return elements.length;
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return index.find(element) >= 0;
    }

    @Override
    public Iterator<@Nullable Object> iterator() {
        return Collections.<@Nullable Object>unmodifiableList(Arrays.asList(elements))
                .iterator();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return DeepValues.equal(this, other);
    }

    @Override
    public int hashCode() {
        return DeepValues.hash(this);
    }

    @Override
    public String toString() {
        return Printer.shown(this);
    }
}

package io.stator.edn;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A map as it was read: unmodifiable, in the order of the text, keys and values alternating in one array. */
final class EdnMap extends AbstractMap<@Nullable Object, @Nullable Object> implements Positioned {
    private final @Nullable Object[] entries;
    private final KeyIndex index;
    private final int line;
    private final int column;

    EdnMap(@Nullable Object[] entries, KeyIndex index, int line, int column) {
        this.entries = entries;
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
        return entries.length / 2;
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        int position = index.find(key);
        return position < 0 ? null : entries[position + 1];
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return index.find(key) >= 0;
    }

    @Override
    public void forEach(BiConsumer<? super @Nullable Object, ? super @Nullable Object> action) {
        for (int i = 0; i < entries.length; i += 2) {
            action.accept(entries[i], entries[i + 1]);
        }
    }

    @Override
    public Set<Map.Entry<@Nullable Object, @Nullable Object>> entrySet() {
        return new Entries();
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

    private final class Entries extends AbstractSet<Map.Entry<@Nullable Object, @Nullable Object>> {
        @Override
        public int size() {
            return EdnMap.this.size();
        }

        @Override
        public Iterator<Map.Entry<@Nullable Object, @Nullable Object>> iterator() {
            return new EntryIterator();
        }
    }

    private final class EntryIterator implements Iterator<Map.Entry<@Nullable Object, @Nullable Object>> {
        private int position;

        @Override
        public boolean hasNext() {
            return position < entries.length;
        }

        @Override
        public Map.Entry<@Nullable Object, @Nullable Object> next() {
            if (position >= entries.length) {
                throw new NoSuchElementException();
            }
            position += 2;
            return new SimpleImmutableEntry<>(entries[position - 2], entries[position - 1]);
        }
    }
}

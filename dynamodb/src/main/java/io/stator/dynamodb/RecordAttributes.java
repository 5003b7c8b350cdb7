package io.stator.dynamodb;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The attributes of one record in the order of its components; so few that they are found by looking at each. */
final class RecordAttributes extends AbstractMap<String, @Nullable Object> {
    private final Class<?> type;
    private final String[] names;
    private final @Nullable Object[] values;
    private final int size;

    /** Takes the first {@code size} of both arrays, which nobody changes from now on. */
    RecordAttributes(Class<?> type, String[] names, @Nullable Object[] values, int size) {
        this.type = type;
        this.names = names;
        this.values = values;
        this.size = size;
    }

    @Override
    public int size() {
        return size;
    }

    /** Returns the class of the record. */
    Class<?> type() {
        return type;
    }

    /** Returns a name by its place. */
    String name(int index) {
        return names[index];
    }

    /** Returns a value by its place. */
    @Nullable
    Object value(int index) {
        return values[index];
    }

    private int index(@Nullable Object name) {
        for (int i = 0; i < size; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return index(name) >= 0;
    }

    @Override
    public @Nullable Object get(@Nullable Object name) {
        int index = index(name);
        return index < 0 ? null : values[index];
    }

    @Override
    public Set<Map.Entry<String, @Nullable Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
                return new Entries();
            }
        };
    }

    private final class Entries implements Iterator<Map.Entry<String, @Nullable Object>> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < size;
        }

        @Override
        public Map.Entry<String, @Nullable Object> next() {
            if (next >= size) {
                throw new NoSuchElementException("there are " + size + " attributes");
            }
            int index = next++;
            return new SimpleImmutableEntry<String, @Nullable Object>(names[index], values[index]);
        }
    }
}

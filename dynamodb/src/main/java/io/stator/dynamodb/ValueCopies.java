package io.stator.dynamodb;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Copies of values that can change after they were given to an item. */
final class ValueCopies {
    /** The value of an attribute that is not there. */
    static final Object ABSENT = new Object();

    private ValueCopies() {}

    /** Returns what an item keeps of a value: an unchangeable copy, or {@link #ABSENT} for an empty Optional. */
    static @Nullable Object attribute(String name, @Nullable Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.isEmpty() ? ABSENT : attribute(name, optional.get());
        }
        if (value instanceof OptionalInt optional && optional.isEmpty()
                || value instanceof OptionalLong optionalLong && optionalLong.isEmpty()
                || value instanceof OptionalDouble optionalDouble && optionalDouble.isEmpty()) {
            return ABSENT;
        }
        try {
            return of(value, 0);
        } catch (Mismatch mismatch) {
            throw mismatch.at(name).invalid();
        }
    }

    /** Returns the value, or an unchangeable copy with all it holds if it can change; throws {@link Mismatch}. */
    static @Nullable Object of(@Nullable Object value, int depth) {
        if (value == null || isUnchangeable(value)) {
            return value;
        }
        if (value instanceof StringBuilder || value instanceof StringBuffer || value instanceof CharBuffer) {
            return value.toString();
        }
        if (value instanceof Number number) {
            return number(number);
        }
        if (value instanceof Set<?> set) {
            return set(set, ValueWriters.deeper(depth));
        }
        if (value instanceof Map<?, ?> map) {
            return map(map, ValueWriters.deeper(depth));
        }
        if (value instanceof Collection<?> list) {
            return list(list, ValueWriters.deeper(depth));
        }
        if (value.getClass().isArray()) {
            return value instanceof Object[] array
                    ? list(Collections.unmodifiableList(Arrays.asList(array)), ValueWriters.deeper(depth))
                    : copy(value);
        }
        return value instanceof Optional<?> optional ? of(optional.orElse(null), depth) : leaf(value);
    }

    private static boolean isUnchangeable(Object value) {
        Class<?> type = value.getClass();
        return type == String.class
                || type == Long.class
                || type == Integer.class
                || type == Boolean.class
                || type == Double.class
                || type == Item.class;
    }

    private static Number number(Number value) {
        if (value instanceof AtomicInteger counter) {
            return counter.get();
        }
        if (value instanceof AtomicLong || value instanceof LongAdder || value instanceof LongAccumulator) {
            return value.longValue();
        }
        if (value instanceof DoubleAdder || value instanceof DoubleAccumulator) {
            return value.doubleValue();
        }
        return value;
    }

    private static @Nullable Object leaf(Object value) {
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
        }
        if (value instanceof Date date) {
            return date.clone();
        }
        if (value instanceof AtomicBoolean flag) {
            return flag.get();
        }
        if (value instanceof OptionalInt optional) {
            return optional.isPresent() ? optional.getAsInt() : null;
        }
        if (value instanceof OptionalLong optional) {
            return optional.isPresent() ? optional.getAsLong() : null;
        }
        if (value instanceof OptionalDouble optional) {
            return optional.isPresent() ? optional.getAsDouble() : null;
        }
        return value;
    }

    private static Set<@Nullable Object> set(Set<?> values, int depth) {
        Set<@Nullable Object> copy = new LinkedHashSet<>(Values.capacity(values.size()));
        for (Object value : values) {
            copy.add(of(value, depth));
        }
        return Collections.unmodifiableSet(copy);
    }

    private static List<@Nullable Object> list(Collection<?> values, int depth) {
        List<@Nullable Object> copy = new ArrayList<>(values.size());
        for (Object value : values) {
            try {
                copy.add(of(value, depth));
            } catch (Mismatch mismatch) {
                throw mismatch.at(copy.size());
            }
        }
        return Collections.unmodifiableList(copy);
    }

    private static Map<@Nullable Object, @Nullable Object> map(Map<?, ?> values, int depth) {
        Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>(Values.capacity(values.size()));
        for (Map.Entry<?, ?> entry : values.entrySet()) {
            try {
                copy.put(entry.getKey(), of(entry.getValue(), depth));
            } catch (Mismatch mismatch) {
                throw mismatch.at(String.valueOf(entry.getKey()));
            }
        }
        return Collections.unmodifiableMap(copy);
    }

    /** Returns what a caller gets of a value in an item: a copy of an array, a view of a buffer, else the value. */
    static @Nullable Object handedOut(@Nullable Object value) {
        if (value instanceof ByteBuffer buffer) {
            return buffer.duplicate();
        }
        if (value instanceof Date date) {
            return date.clone();
        }
        return value != null && value.getClass().isArray() ? copy(value) : value;
    }

    private static Object copy(Object array) {
        if (array instanceof byte[] bytes) {
            return bytes.clone();
        }
        int length = Array.getLength(array);
        Object copy = Array.newInstance(array.getClass().getComponentType(), length);
        System.arraycopy(array, 0, copy, 0, length);
        return copy;
    }
}

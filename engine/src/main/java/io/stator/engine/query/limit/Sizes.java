package io.stator.engine.query.limit;

import io.stator.engine.datom.Effort;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Estimates of the memory values take, without what they hold: that is counted where it is made. */
public final class Sizes {
    private static final int OBJECT_BYTES = 24;
    private static final int ENTRY_BYTES = 64;

    private Sizes() {}

    /** Returns about how many bytes a value takes with all it holds; what it holds twice, twice. */
    public static long deepBytes(@Nullable Object value, Effort effort) {
        long bytes = 0;
        Deque<Object> pending = new ArrayDeque<>();
        pending.push(value == null ? "" : value);
        while (!pending.isEmpty()) {
            effort.steps(1);
            Object next = pending.pop();
            bytes += bytes(next);
            Iterable<?> elements = next instanceof Map<?, ?> map
                    ? map.values()
                    : next instanceof Collection<?> collection ? collection : Collections.emptyList();
            for (Object element : elements) {
                if (element instanceof Map || element instanceof Collection) {
                    pending.push(element);
                } else {
                    bytes += bytes(element);
                }
            }
        }
        return bytes;
    }

    /** Returns what an element takes, judged by the first one; nothing for collections, which are counted when they are made. */
    private static long elementBytes(Collection<?> collection) {
        Object first = collection.isEmpty() ? null : collection.iterator().next();
        return first instanceof Collection || first instanceof Map ? 0 : bytes(first);
    }

    /** Returns about how many bytes a value takes, without its elements. */
    public static long bytes(@Nullable Object value) {
        if (value == null || value instanceof Boolean) {
            return 0;
        }
        if (value instanceof CharSequence text) {
            return 2L * OBJECT_BYTES + text.length();
        }
        if (value instanceof Collection<?> collection) {
            return OBJECT_BYTES + (Long.BYTES + elementBytes(collection)) * collection.size();
        }
        if (value instanceof Map<?, ?> map) {
            return OBJECT_BYTES + (long) ENTRY_BYTES * map.size();
        }
        if (value instanceof BigInteger integer) {
            return 2L * OBJECT_BYTES + integer.bitLength() / Byte.SIZE;
        }
        if (value instanceof BigDecimal decimal) {
            return 2L * OBJECT_BYTES + decimal.unscaledValue().bitLength() / Byte.SIZE;
        }
        return value instanceof byte[] bytes ? OBJECT_BYTES + bytes.length : OBJECT_BYTES;
    }
}

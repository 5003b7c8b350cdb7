package io.stator.engine.transact;

import io.stator.Anomaly;
import io.stator.edn.Keyword;
import io.stator.engine.schema.AttributeInfo;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The assertions and retractions that the forms of a transaction stand for, in their order, in columns; not thread-safe.
 *
 * <p>Entities, and values that are references, may be tempids: see {@link Tempids}.
 */
final class Operations {
    /** What an operation does. */
    enum Kind {
        /** Asserts a value. */
        ADD,
        /** Retracts a value. */
        RETRACT,
        /** Retracts all values. */
        RETRACT_ALL
    }

    private static final int INITIAL_CAPACITY = 16;

    private long[] entities = new long[INITIAL_CAPACITY];
    private AttributeInfo[] attributes = new AttributeInfo[INITIAL_CAPACITY];
    private @Nullable Object[] values = new Object[INITIAL_CAPACITY];
    private Kind[] kinds = new Kind[INITIAL_CAPACITY];
    private final Basis basis;
    private int size;

    Operations(Basis basis) {
        this.basis = basis;
    }

    int size() {
        return size;
    }

    long entity(int i) {
        return entities[i];
    }

    AttributeInfo attribute(int i) {
        return attributes[i];
    }

    @Nullable
    Object value(int i) {
        return values[i];
    }

    Kind kind(int i) {
        return kinds[i];
    }

    void add(long e, AttributeInfo a, Object v) {
        append(Kind.ADD, e, a, v);
    }

    void retract(long e, AttributeInfo a, Object v) {
        append(Kind.RETRACT, e, a, v);
    }

    void retractAll(long e, AttributeInfo a) {
        append(Kind.RETRACT_ALL, e, a, null);
    }

    private void append(Kind kind, long e, AttributeInfo a, @Nullable Object v) {
        basis.step();
        if (size == entities.length) {
            grow();
        }
        entities[size] = e;
        attributes[size] = a;
        values[size] = v;
        kinds[size] = kind;
        size++;
    }

    private void grow() {
        if (size >= TransactionLimits.OPERATIONS_MAX) {
            throw new Anomaly.Incorrect(
                    "Tx too large: a transaction must stand for at most " + TransactionLimits.OPERATIONS_MAX
                            + " assertions and retractions",
                    Map.of(Keyword.of("limit"), (long) TransactionLimits.OPERATIONS_MAX),
                    null);
        }
        int capacity = Math.min(TransactionLimits.OPERATIONS_MAX, size * 2);
        entities = Arrays.copyOf(entities, capacity);
        attributes = Arrays.copyOf(attributes, capacity);
        values = Arrays.copyOf(values, capacity);
        kinds = Arrays.copyOf(kinds, capacity);
    }
}

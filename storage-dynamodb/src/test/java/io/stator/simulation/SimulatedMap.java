package io.stator.simulation;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands for {@link ConcurrentHashMap}: who changes it while another thread computes a value waits for that, whatever the keys are. Values
 * are computed with no monitor of the JDK, in which nobody could wait.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class SimulatedMap<K, V> extends ConcurrentHashMap<K, V> {
    private static final long serialVersionUID = 1;

    private final transient SimulatedLock lock = new SimulatedLock();

    /** Creates an empty one. */
    public SimulatedMap() {}

    /** Creates an empty one for so many keys. */
    public SimulatedMap(int capacity) {
        super(capacity);
    }

    private <T extends @Nullable Object> T locked(Supplier<T> change) {
        lock.lock();
        try {
            return change.get();
        } finally {
            lock.unlock();
        }
    }

    /** Puts what was computed, or takes out what was there. */
    private @Nullable V replaced(K key, @Nullable V value) {
        if (value == null) {
            super.remove(key);
        } else {
            super.put(key, value);
        }
        return value;
    }

    @Override
    public V computeIfAbsent(K key, Function<? super K, ? extends V> made) {
        return locked(() -> {
            V there = get(key);
            return there == null ? replaced(key, made.apply(key)) : there;
        });
    }

    @Override
    public V compute(K key, BiFunction<? super K, ? super V, ? extends V> changed) {
        return locked(() -> replaced(key, changed.apply(key, get(key))));
    }

    @Override
    public V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends V> changed) {
        return locked(() -> {
            V there = get(key);
            return there == null ? null : replaced(key, changed.apply(key, there));
        });
    }

    @Override
    public V merge(K key, V value, BiFunction<? super V, ? super V, ? extends V> merged) {
        return locked(() -> {
            V there = get(key);
            return replaced(key, there == null ? value : merged.apply(there, value));
        });
    }

    @Override
    public V put(K key, V value) {
        return locked(() -> super.put(key, value));
    }

    @Override
    public V putIfAbsent(K key, V value) {
        return locked(() -> super.putIfAbsent(key, value));
    }

    @Override
    public V remove(Object key) {
        return locked(() -> super.remove(key));
    }

    @Override
    public boolean remove(Object key, Object value) {
        return locked(() -> super.remove(key, value));
    }
}

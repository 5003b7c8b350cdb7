package io.stator.simulation;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands for {@link ConcurrentHashMap}: who changes it while another thread computes a value waits for that, whatever the keys are.
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

    @Override
    public V computeIfAbsent(K key, Function<? super K, ? extends V> made) {
        return locked(() -> super.computeIfAbsent(key, made));
    }

    @Override
    public V compute(K key, BiFunction<? super K, ? super V, ? extends V> changed) {
        return locked(() -> super.compute(key, changed));
    }

    @Override
    public V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends V> changed) {
        return locked(() -> super.computeIfPresent(key, changed));
    }

    @Override
    public V merge(K key, V value, BiFunction<? super V, ? super V, ? extends V> merged) {
        return locked(() -> super.merge(key, value, merged));
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

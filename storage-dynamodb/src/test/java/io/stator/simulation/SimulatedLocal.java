package io.stator.simulation;

import org.jspecify.annotations.Nullable;

/**
 * Stands for {@link ThreadLocal}, since simulated threads may share a real one.
 *
 * @param <T> the type of what each thread has
 */
public final class SimulatedLocal<T extends @Nullable Object> extends ThreadLocal<T> {
    /** Creates one with which each thread has null at first. */
    public SimulatedLocal() {}

    @Override
    @SuppressWarnings("unchecked") // each is only there with values of its own type
    public T get() {
        Task task = Task.running();
        return task == null ? super.get() : (T) task.locals.get(this);
    }

    @Override
    public void set(T value) {
        Task task = Task.running();
        if (task == null) {
            super.set(value);
        } else {
            task.locals.put(this, value);
        }
    }

    @Override
    public void remove() {
        Task task = Task.running();
        if (task == null) {
            super.remove();
        } else {
            task.locals.remove(this);
        }
    }
}

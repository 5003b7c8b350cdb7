package io.stator.simulation;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

/**
 * Stands for {@link WeakReference}: what it refers to stays, since no seed chooses when memory is collected.
 *
 * @param <T> the type of what it refers to
 */
public class SimulatedReference<T> extends WeakReference<T> {
    private final T kept;

    /** Creates one. */
    public SimulatedReference(T kept) {
        super(kept);
        this.kept = kept;
    }

    /** Creates one, which never comes into the queue. */
    public SimulatedReference(T kept, ReferenceQueue<? super T> queue) {
        super(kept, queue);
        this.kept = kept;
    }

    /** Returns what it refers to. */
    public T kept() {
        return kept;
    }
}

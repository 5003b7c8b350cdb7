package io.stator.engine.calls;

import org.jspecify.annotations.Nullable;

/** Promises that have their answers, and are handed over all at once, since each handing over may wake a thread; needs no memory. */
public final class PromiseChain {
    private @Nullable Promise<?> head;
    private @Nullable Promise<?> tail;

    /** Adds a promise, unless somebody has handed it over already. */
    public void add(Promise<?> promise) {
        if (!promise.isFirst()) {
            return;
        }
        if (tail == null) {
            head = promise;
        } else {
            tail.next = promise;
        }
        tail = promise;
    }

    /** Hands them over. */
    public void deliver() {
        Promise<?> from = head;
        Promise<?> to = tail;
        head = null;
        tail = null;
        if (from != null && to != null) {
            from.completions().deliver(from, to);
        }
    }
}

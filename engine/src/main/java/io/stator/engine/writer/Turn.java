package io.stator.engine.writer;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The right to change a database, which one thread has at a time: its writer's, or, while nothing is ordered from that, a
 * caller who waits for its own transaction. Thread-safe; nothing that it does can fail, or needs memory.
 *
 * <p>A caller never waits for it, so the writer is the only one who does, and for no longer than one small transaction
 * takes. What is ordered counts from before it is in the queue until it is done: so no caller comes before it.
 */
final class Turn {
    private final AtomicBoolean taken = new AtomicBoolean();
    private final AtomicInteger orders = new AtomicInteger();
    private volatile @Nullable Thread writer;

    /** Takes note of an order for the writer, which is not in the queue yet. */
    void ordered() {
        orders.incrementAndGet();
    }

    /** Takes note of orders that are done, or that nobody has to do any more. */
    void done(int count) {
        orders.addAndGet(-count);
    }

    /** Takes the turn for a caller; returns false when somebody has it, or something is ordered from the writer. */
    boolean tryTake() {
        if (orders.get() > 0 || !taken.compareAndSet(false, true)) {
            return false;
        }
        if (orders.get() > 0) {
            leave(); // the writer may have prepared what is not published, and left it to its second thread
            return false;
        }
        return true;
    }

    /** Takes the turn for the writer, once no caller has it. */
    void take() {
        writer = Thread.currentThread();
        while (!taken.compareAndSet(false, true)) {
            LockSupport.park(this);
            Thread.interrupted(); // nobody may interrupt, and one who does must not make this spin
        }
    }

    /** Gives the turn up. */
    void leave() {
        taken.set(false);
        if (orders.get() > 0) {
            LockSupport.unpark(writer);
        }
    }
}

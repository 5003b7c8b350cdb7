package io.stator.engine.durable;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Lets threads through one by one, in an order of chance, whenever nobody else does anything. */
final class StorageSchedule {
    private final Random random;
    private final Map<String, Thread> waiting = new TreeMap<>();
    private final Set<Thread> known = ConcurrentHashMap.newKeySet();
    private @Nullable Thread next;
    private boolean isOver = true;

    StorageSchedule(long seed) {
        this.random = new Random(seed);
    }

    /** Begins to hold threads. */
    synchronized void begin() {
        isOver = false;
    }

    /** Holds a thread until it has its turn. */
    synchronized void pass(String what) {
        Thread me = Thread.currentThread();
        if (isOver) {
            return;
        }
        known.add(me);
        waiting.put(me.getName(), me);
        notifyAll();
        while (next != me && !isOver) {
            await();
        }
        next = null;
        waiting.remove(me.getName());
    }

    private void await() {
        try {
            wait();
        } catch (InterruptedException notHere) {
            Thread.onSpinWait();
        }
    }

    /** Returns whether all threads wait: here, or for each other. */
    private boolean isQuiet() {
        return known.stream().noneMatch(thread -> thread.getState() == Thread.State.RUNNABLE);
    }

    /** Lets threads through until some have ended. */
    void run(List<Thread> until) {
        while (until.stream().anyMatch(Thread::isAlive)) {
            if (isQuiet()) {
                step();
            } else {
                Thread.yield();
            }
        }
        synchronized (this) {
            isOver = true;
            notifyAll();
        }
    }

    private synchronized void step() {
        if (next == null && !waiting.isEmpty()) {
            List<Thread> all = List.copyOf(waiting.values());
            next = all.get(random.nextInt(all.size()));
            notifyAll();
        }
    }
}

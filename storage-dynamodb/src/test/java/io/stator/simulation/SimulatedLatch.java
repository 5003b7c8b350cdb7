package io.stator.simulation;

import java.util.concurrent.TimeUnit;

/** Stands for {@link java.util.concurrent.CountDownLatch}. */
public final class SimulatedLatch {
    private final Waiters waiters = new Waiters();
    private long count;

    /** Creates one. */
    public SimulatedLatch(int count) {
        this.count = count;
    }

    /** Counts one down. */
    public void countDown() {
        if (count > 0 && --count == 0) {
            waiters.wakeAll();
        }
    }

    /** Returns how many are left to be counted. */
    public long getCount() {
        return count;
    }

    /** Waits until all are counted. */
    public void await() throws InterruptedException {
        while (count > 0) {
            waiters.awaitInterruptibly(World.FOREVER);
        }
    }

    /** Waits until all are counted, or for some time; returns whether they are. */
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        Task task = Waiters.running();
        long end = task.world.now() + unit.toNanos(time);
        while (count > 0) {
            long left = end - task.world.now();
            if (left <= 0) {
                return false;
            }
            waiters.awaitInterruptibly(left);
        }
        return true;
    }
}

package io.stator.simulation;

import java.util.concurrent.TimeUnit;

/** Stands for {@link java.util.concurrent.Semaphore}. */
public final class SimulatedSemaphore {
    private final Waiters waiters = new Waiters();
    private int permits;

    /** Creates one. */
    public SimulatedSemaphore(int permits) {
        this.permits = permits;
    }

    /** Creates one; whoever comes first, chance decides. */
    public SimulatedSemaphore(int permits, boolean fair) {
        this.permits = permits;
    }

    /** Takes a permit once there is one. */
    public void acquire() throws InterruptedException {
        while (!tryAcquire()) {
            waiters.awaitInterruptibly(World.FOREVER);
        }
    }

    /** Takes a permit once there is one. */
    public void acquireUninterruptibly() {
        while (!tryAcquire()) {
            waiters.await(World.FOREVER);
        }
    }

    /** Takes so many permits once there are so many. */
    public void acquire(int count) throws InterruptedException {
        while (!tryAcquire(count)) {
            waiters.awaitInterruptibly(World.FOREVER);
        }
    }

    /** Takes so many permits once there are so many. */
    public void acquireUninterruptibly(int count) {
        while (!tryAcquire(count)) {
            waiters.await(World.FOREVER);
        }
    }

    /** Takes a permit if there is one. */
    public boolean tryAcquire() {
        return tryAcquire(1);
    }

    /** Takes so many permits if there are so many. */
    public boolean tryAcquire(int count) {
        boolean taken = permits >= count;
        if (taken) {
            permits -= count;
        }
        return taken;
    }

    /** Takes a permit once there is one, or gives up after some time. */
    public boolean tryAcquire(long time, TimeUnit unit) throws InterruptedException {
        Task task = Waiters.running();
        long end = task.world.now() + unit.toNanos(time);
        while (!tryAcquire()) {
            long left = end - task.world.now();
            if (left <= 0) {
                return false;
            }
            waiters.awaitInterruptibly(left);
        }
        return true;
    }

    /** Gives a permit back. */
    public void release() {
        release(1);
    }

    /** Gives so many permits back. */
    public void release(int count) {
        permits += count;
        waiters.wakeAll();
    }

    /** Returns how many permits are left. */
    public int availablePermits() {
        return permits;
    }
}

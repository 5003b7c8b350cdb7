package io.stator.simulation;

import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** Stands for {@link java.util.concurrent.locks.ReentrantLock}. */
public class SimulatedLock implements Lock {
    private final Waiters waiters = new Waiters();
    private @Nullable Task owner;
    private int depth;

    /** What is made while a class is initialized outlives the simulation: what it has seen before must not change this one. */
    private final boolean isShared = Task.running() != null && Task.running().initializing > 0;

    /** Creates one. */
    public SimulatedLock() {}

    /** Creates one; whoever comes first, chance decides. */
    public SimulatedLock(boolean fair) {}

    private boolean take(Task task) {
        if (owner != null && owner != task) {
            return false;
        }
        owner = task;
        depth++;
        return true;
    }

    @Override
    public void lock() {
        Task task = Task.running();
        if (task == null || task.isKilled()) {
            return;
        }
        if (!isShared) {
            task.world.maybeYield(task);
        }
        while (!take(task)) {
            waiters.await(World.FOREVER);
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        Task task = Waiters.running();
        while (!take(task)) {
            waiters.awaitInterruptibly(World.FOREVER);
        }
    }

    @Override
    public boolean tryLock() {
        Task task = Task.running();
        return task == null || take(task);
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        Task task = Waiters.running();
        long end = task.world.now() + unit.toNanos(time);
        while (!take(task)) {
            long left = end - task.world.now();
            if (left <= 0) {
                return false;
            }
            waiters.awaitInterruptibly(left);
        }
        return true;
    }

    @Override
    public void unlock() {
        Task task = Task.running();
        if (task == null) {
            return;
        }
        if (owner != task) {
            if (!task.isKilled()) {
                throw new IllegalMonitorStateException("the thread does not have the lock");
            }
            return;
        }
        if (--depth == 0) {
            owner = null;
            waiters.wakeAll();
        }
    }

    /** Returns whether the thread that asks has it. */
    public boolean isHeldByCurrentThread() {
        return owner != null && owner == Task.running();
    }

    /** Returns whether a thread has it. */
    public boolean isLocked() {
        return owner != null;
    }

    /** Returns whether a thread waits for it. */
    public boolean hasQueuedThreads() {
        return !waiters.isEmpty();
    }

    @Override
    public Condition newCondition() {
        return new Waiting();
    }

    /** What threads wait for that have the lock. */
    private final class Waiting implements Condition {
        private final Waiters told = new Waiters();

        private void release(Task task) {
            if (owner != task) {
                throw new IllegalMonitorStateException("the thread does not have the lock");
            }
            owner = null;
            waiters.wakeAll();
        }

        private void again(Task task, int before) {
            while (owner != null && !task.isKilled()) {
                waiters.await(World.FOREVER);
            }
            if (!task.isKilled()) {
                owner = task;
                depth = before;
            }
        }

        private long waited(long nanos) throws InterruptedException {
            Task task = Waiters.running();
            long end = task.world.now() + Math.min(nanos, World.FOREVER / 4);
            int before = depth;
            release(task);
            depth = 0;
            try {
                told.awaitInterruptibly(nanos);
            } finally {
                again(task, before);
            }
            return end - task.world.now();
        }

        @Override
        public void await() throws InterruptedException {
            waited(World.FOREVER);
        }

        @Override
        public void awaitUninterruptibly() {
            throw new UnsupportedOperationException("not simulated");
        }

        @Override
        public long awaitNanos(long nanos) throws InterruptedException {
            return nanos <= 0 ? nanos : waited(nanos);
        }

        @Override
        public boolean await(long time, TimeUnit unit) throws InterruptedException {
            return awaitNanos(unit.toNanos(time)) > 0;
        }

        @Override
        public boolean awaitUntil(Date deadline) {
            throw new UnsupportedOperationException("not simulated");
        }

        @Override
        public void signal() {
            told.wakeOne();
        }

        @Override
        public void signalAll() {
            told.wakeAll();
        }
    }
}

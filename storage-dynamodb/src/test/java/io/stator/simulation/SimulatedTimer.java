package io.stator.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** Stands for {@link java.util.concurrent.ScheduledThreadPoolExecutor} with one thread. */
public final class SimulatedTimer {
    private final ThreadFactory factory;
    private final List<Alarm> alarms = new ArrayList<>();
    private final Waiters waiters = new Waiters();
    private boolean running;
    private boolean shutdown;

    /** Something that is to be done. */
    private final class Alarm extends FutureTask<Object> implements ScheduledFuture<Object> {
        private final long time;

        Alarm(Runnable action, long time) {
            super(action, "done");
            this.time = time;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(time - World.current().now(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            alarms.remove(this);
            return super.cancel(false);
        }
    }

    /** Creates one without a thread. */
    public SimulatedTimer(int threads, ThreadFactory factory) {
        this.factory = factory;
    }

    /** Says that what is cancelled is let go, which it always is. */
    public void setRemoveOnCancelPolicy(boolean remove) {}

    /** Says how long a thread stays that has nothing to do, which it never does. */
    public void setKeepAliveTime(long time, TimeUnit unit) {}

    /** Says whether a thread ends that has nothing to do, which it always does. */
    public void allowCoreThreadTimeOut(boolean ends) {}

    /** Has something done after some time. */
    public ScheduledFuture<?> schedule(Runnable action, long time, TimeUnit unit) {
        Waiters.running().requireAlive();
        if (shutdown) {
            throw new RejectedExecutionException("it is shut down");
        }
        long delay = Math.min(unit.toNanos(time), World.FOREVER / 4);
        Alarm alarm = new Alarm(action, World.current().now() + Math.max(0, delay));
        alarms.add(alarm);
        if (!running) {
            running = true;
            Substitutes.start(factory.newThread(this::work));
        }
        waiters.wakeAll();
        return alarm;
    }

    /** Has all that waits forgotten. */
    public List<Runnable> shutdownNow() {
        shutdown = true;
        List<Runnable> left = List.copyOf(alarms);
        alarms.clear();
        waiters.wakeAll();
        return left;
    }

    private void work() {
        try {
            while (!alarms.isEmpty()) {
                Alarm next = alarms.stream()
                        .min(Comparator.comparingLong(alarm -> alarm.time))
                        .orElseThrow();
                long left = next.time - World.current().now();
                if (left <= 0) {
                    alarms.remove(next);
                    next.run();
                } else {
                    waiters.await(left);
                }
            }
        } finally {
            running = false;
        }
    }
}

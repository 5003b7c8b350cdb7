package io.stator.engine.calls;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Tells calls that their time is over. Thread-safe; its one thread is there while alarms are set. */
public final class Alarms {
    private static final long IDLE_SECONDS = 2;

    private final ScheduledThreadPoolExecutor timer;

    /** Creates one. */
    public Alarms(String name) {
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    /** Has something done after some time, unless what is returned is cancelled before; it must not wait, nor run code of a program. */
    public Future<?> after(long nanos, Runnable action) {
        return timer.schedule(action, nanos, TimeUnit.NANOSECONDS);
    }
}

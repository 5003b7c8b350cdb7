package io.stator.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends calls whose time is over. One timer is enough for all of them: it is set to the first deadline, and stays set when that call is over, so that a call whose
 * time is long neither sets a timer nor wakes its thread. Thread-safe.
 */
final class Deadlines {
    private final ScheduledExecutorService timers;
    private final Set<RemoteCall> calls = ConcurrentHashMap.newKeySet();

    // guarded by this
    private @Nullable Future<?> timer;
    private long setTo;

    Deadlines(ScheduledExecutorService timers) {
        this.timers = timers;
    }

    /** Ends a call when its time is over, unless it is forgotten before. */
    void watch(RemoteCall call) {
        calls.add(call);
        long end = call.endNanos();
        synchronized (this) {
            if (timer == null || end - setTo < 0) {
                set(end);
            }
        }
    }

    /** Forgets a call that is over. */
    void forget(RemoteCall call) {
        calls.remove(call);
    }

    private void set(long end) {
        if (timer != null) {
            timer.cancel(false);
        }
        setTo = end;
        timer = timers.schedule(() -> ring(end), Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private void ring(long end) {
        List<RemoteCall> over = new ArrayList<>();
        synchronized (this) {
            if (timer == null || setTo != end) {
                return; // it was set to an earlier time since
            }
            timer = null;
            long now = System.nanoTime();
            RemoteCall first = null;
            for (RemoteCall call : calls) {
                if (call.endNanos() - now <= 0) {
                    over.add(call);
                } else if (first == null || call.endNanos() - first.endNanos() < 0) {
                    first = call;
                }
            }
            if (first != null) {
                set(first.endNanos());
            }
        }
        over.forEach(RemoteCall::timeOut);
    }
}

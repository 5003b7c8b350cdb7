package io.stator.engine.writer;

import io.stator.Anomaly;
import io.stator.Database;
import io.stator.engine.calls.Answer;
import io.stator.engine.calls.CallFailures;
import io.stator.engine.calls.Promise;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.durable.WriterFailures;
import io.stator.spi.Require;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The newest durable value of a database, and those who wait for a newer one; why there will be none. Thread-safe. */
final class Publication {
    private static final Anomaly CANCELLED = new Anomaly.Interrupted("waiting for a transaction was cancelled");

    private final WriterHost host;
    private final String name;
    private final Anomaly ended = WriterFailures.ended();
    private volatile DatabaseValue value;
    private volatile @Nullable Anomaly refusal;
    private volatile @Nullable Anomaly doubt;
    private volatile boolean over;

    /** Those who wait without a thread; guarded by this. */
    private List<Waiting> waiting = new ArrayList<>();

    /** One who waits without a thread. */
    private record Waiting(
            long t, Answer<Database> answer, Promise<Database> promise, Function<DatabaseValue, Database> shown) {
        /** Gives the answer, whatever happens. */
        void tell(@Nullable DatabaseValue known, @Nullable Anomaly failure) {
            try {
                if (known != null) {
                    answer.succeed(shown.apply(known));
                } else if (failure != null) {
                    answer.fail(failure);
                }
            } catch (Throwable noMemory) {
                answer.fail(WriterFailures.notReported(noMemory));
            }
            promise.deliver();
        }
    }

    Publication(WriterHost host, DatabaseValue value) {
        this.host = host;
        this.name = value.name();
        this.value = value;
    }

    DatabaseValue value() {
        return value;
    }

    /** Returns why transactions are refused; null when they are not. */
    @Nullable
    Anomaly refusal() {
        return refusal;
    }

    /** Returns why it is not known what the newest durable value is; null when it is known. */
    @Nullable
    Anomaly doubt() {
        return doubt;
    }

    /** Takes note that something may be durable that is in no value, and tells those who wait for a newer one. */
    void doubt(Anomaly reason) {
        synchronized (this) {
            doubt = reason;
            notifyAll();
        }
        tellWaiting();
    }

    /** Takes note that the value is the newest durable one again. */
    void settled() {
        doubt = null;
    }

    /** Returns why transactions are refused when nobody is left to apply them. */
    Anomaly lastRefusal() {
        Anomaly refused = refusal;
        return refused == null ? ended : refused;
    }

    /** Returns whether nobody is left to apply transactions. */
    boolean isOver() {
        return over;
    }

    /** Makes a value the newest one, and answers those who wait for it; nothing that this does can fail. */
    void publish(DatabaseValue next) {
        List<Waiting> told;
        synchronized (this) {
            value = next;
            notifyAll();
            told = waiting;
        }
        if (!told.isEmpty()) {
            tellWaiting();
        }
    }

    /** Refuses transactions from now on, and tells those who wait for one. */
    void refuse(Anomaly reason) {
        synchronized (this) {
            if (refusal == null) {
                refusal = reason;
            }
            notifyAll();
        }
        tellWaiting();
    }

    /** Takes note that nobody is left to apply transactions. */
    void end() {
        over = true;
        refuse(ended);
    }

    /** Returns why no newer value will come; null when one may. */
    private @Nullable Anomaly noMore() {
        Anomaly refused = refusal;
        return refused != null && over ? refused : doubt;
    }

    private void tellWaiting() {
        try {
            List<Waiting> told = new ArrayList<>();
            Anomaly failure;
            DatabaseValue known;
            synchronized (this) {
                known = value;
                failure = noMore();
                List<Waiting> rest = new ArrayList<>();
                for (Waiting each : waiting) {
                    (failure != null || each.t <= known.basisT() ? told : rest).add(each);
                }
                waiting = rest;
            }
            for (Waiting each : told) {
                each.tell(each.t <= known.basisT() ? known : null, failure);
            }
        } catch (OutOfMemoryError later) {
            // the next transaction tells them, or their alarm does
            Thread.onSpinWait();
        }
    }

    private Anomaly timeout(long t) {
        return new Anomaly.Unavailable("Total timeout elapsed: database '" + name + "' does not yet have t=" + t
                + ", its basis is " + value.basisT());
    }

    /** Waits for a value whose basis is at least t. */
    DatabaseValue await(long t, Duration timeout) {
        if (value.basisT() < t) {
            WriterThread.requireMayWait("wait for a transaction");
        }
        long end = host.nanoClock().getAsLong() + Require.nanos(timeout);
        synchronized (this) {
            while (value.basisT() < t) {
                Anomaly none = noMore();
                if (none != null) {
                    throw CallFailures.inThisThread(none);
                }
                long left = end - host.nanoClock().getAsLong();
                if (left <= 0) {
                    throw timeout(t);
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw new Anomaly.Interrupted("interrupted while waiting for t=" + t, Map.of(), interrupted);
                }
            }
            return value;
        }
    }

    /** Returns a future of what is shown of a value whose basis is at least t; never blocks. */
    CompletableFuture<Database> awaitAsync(long t, long nanos, Function<DatabaseValue, Database> shown) {
        DatabaseValue known = value;
        if (known.basisT() >= t) {
            return CompletableFuture.completedFuture(shown.apply(known));
        }
        host.completions().promise();
        Answer<Database> answer = new Answer<>();
        Promise<Database> promise = new Promise<>(answer, host.completions(), CANCELLED);
        Waiting one = new Waiting(t, answer, promise, shown);
        promise.whenGivenUp(() -> forget(one));
        promise.ring(host.alarms().after(nanos, () -> {
            answer.fail(timeout(t));
            forget(one);
        }));
        synchronized (this) {
            waiting.add(one);
        }
        tellWaiting(); // it may have come meanwhile
        return promise;
    }

    private void forget(Waiting one) {
        synchronized (this) {
            waiting.remove(one);
        }
        one.promise.deliver();
    }
}

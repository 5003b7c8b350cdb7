package io.stator.engine.storage;

import io.stator.Anomaly;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How long whoever asks something of a storage will wait for it, as the thread that asks knows: a storage that makes calls again does so no
 * longer than that. What is asked of the storage need not say it.
 */
public final class CallersTime {
    private static final ThreadLocal<@Nullable LongSupplier> LEFT = new ThreadLocal<>();

    private CallersTime() {}

    /**
     * Returns what something returns that asks storage, for which there is so much time.
     *
     * @param leftNanos tells how much is left; an anomaly that it throws says that there is none
     */
    public static <T extends @Nullable Object> T within(LongSupplier leftNanos, Supplier<T> body) {
        LongSupplier before = LEFT.get();
        LEFT.set(leftNanos);
        try {
            return body.get();
        } finally {
            if (before == null) {
                LEFT.remove();
            } else {
                LEFT.set(before);
            }
        }
    }

    /** Returns what something returns that asks storage, for which there is so much time from now on. */
    public static <T extends @Nullable Object> T atMost(long nanos, Supplier<T> body) {
        long start = System.nanoTime();
        return within(() -> nanos - (System.nanoTime() - start), body);
    }

    /** Returns what tells how much time is left to whoever waits for this thread; null when nobody said. */
    public static @Nullable LongSupplier left() {
        return LEFT.get();
    }

    /** Returns how much time is left to whoever waits for this thread; the greatest number when nobody said. */
    public static long leftNanos() {
        LongSupplier left = LEFT.get();
        try {
            return left == null ? Long.MAX_VALUE : left.getAsLong();
        } catch (Anomaly over) {
            return 0;
        }
    }
}

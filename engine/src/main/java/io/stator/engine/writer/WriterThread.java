package io.stator.engine.writer;

import io.stator.Anomaly;
import org.jspecify.annotations.Nullable;

/**
 * A thread that applies or writes transactions, and runs the functions they call; it must not wait for another one. For a
 * moment that of a caller is one, too.
 */
public final class WriterThread extends Thread {
    private static final ThreadLocal<@Nullable Boolean> LENT = new ThreadLocal<>();

    WriterThread(Runnable task, String name) {
        super(task, name);
        setDaemon(true);
    }

    /** Makes the thread of a caller one that applies transactions; returns true. */
    static boolean lend() {
        LENT.set(true);
        return true;
    }

    /** Makes the thread of a caller what it was; needs no memory. */
    static void giveBack() {
        LENT.set(null);
    }

    /** Returns whether the caller runs in such a thread: it is a function that a transaction called. */
    public static boolean isCurrent() {
        return Thread.currentThread() instanceof WriterThread || LENT.get() != null;
    }

    /** Returns the anomaly of a function that does what would wait for its own end. */
    public static Anomaly refusal(String verb) {
        return new Anomaly.Forbidden("a function called by a transaction must not " + verb
                + ": return what is to be transacted, or do it after the transaction");
    }

    /** Refuses what a function called by a transaction must not do. */
    public static void requireMayWait(String verb) {
        if (isCurrent()) {
            throw refusal(verb);
        }
    }
}

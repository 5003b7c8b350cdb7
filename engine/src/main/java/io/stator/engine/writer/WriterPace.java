package io.stator.engine.writer;

import java.util.concurrent.TimeUnit;

/** The pauses of a writer that has come far ahead of the runs that put facts into storage, so that these keep up with it. Thread-safe. */
final class WriterPace {
    /** The writer pauses when so many times what may be in memory is, and more than this part of the heap would hold. */
    private static final int SLOW_FACTOR = 2;

    private static final long SLOW_HEAP_BYTES_PER_FACT = 1_024;

    /** What is too much by this part of where the writer begins to pause makes one pause. */
    private static final double SLOW_STEP = 0.25;

    /** How long the writer pauses after a batch, or after each thousand facts of a big one. */
    private static final long PAUSE_NANOS = 50_000_000;

    private static final int FACTS_PER_PAUSE = 1_000;
    private static final long PAUSE_NANOS_MAX = 2_000_000_000;

    private final double slowAbove;
    private boolean ended;

    /** Creates one for a number of facts that may be in memory alone. */
    WriterPace(long liveMax) {
        this.slowAbove = Math.max(
                (double) SLOW_FACTOR * liveMax, (double) Runtime.getRuntime().maxMemory() / SLOW_HEAP_BYTES_PER_FACT);
    }

    /**
     * Returns how long the writer is to wait: 0 unless storage has fallen far behind.
     *
     * @param live how many facts are in memory alone
     * @param facts how many it has just added, big ones counted as several
     */
    long pauseNanos(long live, long facts) {
        double excess = (live - slowAbove) / (slowAbove * SLOW_STEP);
        if (excess <= 0) {
            return 0;
        }
        double pauses = Math.max(1, (double) facts / FACTS_PER_PAUSE) * Math.max(excess, excess * excess);
        return (long) Math.min(PAUSE_NANOS_MAX, pauses * PAUSE_NANOS);
    }

    /** Waits about so long, or until pauses end. */
    synchronized void rest(long nanos) {
        if (nanos > 0 && !ended) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, nanos);
            } catch (InterruptedException nobodyMayInterrupt) {
                Thread.onSpinWait();
            }
        }
    }

    /** Ends the pause on its way, and all that would come. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }
}

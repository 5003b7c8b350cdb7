package io.stator.engine.calls;

import java.util.concurrent.TimeUnit;

/**
 * How often a call for which there is no room is tried again before it is refused as busy, each time after a pause that is twice as long as the one before; immutable.
 *
 * @param firstMillis the first pause
 * @param times how often
 */
public record Repeats(long firstMillis, int times) {
    /** What Datomic's clients do: again after 100, 200 and 400 ms. */
    public static final Repeats STANDARD = new Repeats(100, 3);

    /** A call is refused at once. */
    public static final Repeats NONE = new Repeats(0, 0);

    /** Returns whether a call is tried once more after so many repetitions. */
    public boolean hasMore(int done) {
        return done < times;
    }

    /** Returns how long the pause after so many repetitions is. */
    public long pauseNanos(int done) {
        return TimeUnit.MILLISECONDS.toNanos(firstMillis << done);
    }
}

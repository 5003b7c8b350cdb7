package io.stator.dynamodb;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait for a change of a table, and who hears of its progress. Immutable; each method returns new options.
 *
 * <p>The table is described again and again, with pauses that grow from a tenth of a second to the longest.
 *
 * <p>Waits and failures: nothing here asks the service; what cannot be is a {@link DynamoException.InvalidRequest} at once.
 */
public final class Waiting {
    /** How long is waited unless told otherwise. An index over many items takes longer. */
    public static final Duration DEADLINE = Duration.ofMinutes(10);

    /** The longest pause between two looks unless told otherwise. */
    public static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final int DOUBLINGS_MAX = 30;

    private static final Waiting STANDARD = new Waiting(true, DEADLINE, LONGEST_PAUSE, null);

    private final boolean wait;
    private final Duration deadline;
    private final Duration longestPause;
    private final @Nullable Consumer<? super TableDescription> progress;

    private Waiting(
            boolean wait,
            Duration deadline,
            Duration longestPause,
            @Nullable Consumer<? super TableDescription> progress) {
        this.wait = wait;
        this.deadline = deadline;
        this.longestPause = longestPause;
        this.progress = progress;
    }

    /** Returns the options to wait until the change is done, at most {@link #DEADLINE}. */
    public static Waiting standard() {
        return STANDARD;
    }

    /** Returns the options to return as soon as the service has accepted the (last) request. */
    public static Waiting none() {
        return new Waiting(false, DEADLINE, LONGEST_PAUSE, null);
    }

    /** Returns these options with a deadline for the whole call; after it a {@link DynamoException.TimedOut} is thrown. */
    public Waiting deadline(Duration longest) {
        return new Waiting(wait, positive("deadline", longest), longestPause, progress);
    }

    /** Returns these options with a longest pause between two looks. */
    public Waiting longestPause(Duration longest) {
        return new Waiting(wait, deadline, positive("longestPause", longest), progress);
    }

    /** Returns these options with a listener that is told what each look found; it should return quickly. */
    public Waiting progress(Consumer<? super TableDescription> listener) {
        return new Waiting(wait, deadline, longestPause, Objects.requireNonNull(listener, "listener"));
    }

    private static Duration positive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new DynamoException.InvalidRequest(name + " must be > 0: " + duration);
        }
        return duration;
    }

    boolean isOn() {
        return wait;
    }

    /** Returns these options with waiting, for steps that others need to be done. */
    Waiting on() {
        return new Waiting(true, deadline, longestPause, progress);
    }

    Duration deadline() {
        return deadline;
    }

    void tell(TableDescription table) {
        if (progress != null) {
            progress.accept(table);
        }
    }

    /** Returns the pause after that many looks: about twice the one before, half of it random. */
    Duration pause(int looks, double random) {
        long nanos = Math.min(FIRST_PAUSE.toNanos() << Math.min(looks, DOUBLINGS_MAX), longestPause.toNanos());
        return Duration.ofNanos((long) (nanos * (0.5 + random / 2)));
    }

    @Override
    public String toString() {
        return wait ? "Waiting[deadline=" + deadline + "]" : "Waiting[none]";
    }
}

package io.stator.engine.calls;

import io.stator.engine.database.Deadline;
import io.stator.engine.storage.CallersTime;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells storage how long it is waited for. */
public final class Waiting {
    private Waiting() {}

    /** Returns what something returns that may ask storage, which makes calls again no longer than until a deadline. */
    public static <T extends @Nullable Object> T until(Deadline deadline, Supplier<T> body) {
        return CallersTime.within(() -> nanos(deadline.left()), body);
    }

    private static long nanos(@Nullable Duration left) {
        return left == null ? Long.MAX_VALUE : left.toNanos();
    }
}

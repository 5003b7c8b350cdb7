package io.stator.engine;

import io.stator.Anomaly;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What becomes of an exception that leaves a listener of a program: an {@link Anomaly} is what it has to say to who asked for the work, which
 * ends with it; anything else is a fault that names the listener, and ends the work as well.
 */
final class Listeners {
    private Listeners() {}

    /** Returns a listener from which nothing but anomalies comes. */
    static <T> Consumer<T> guarded(Consumer<T> listener) {
        return told -> {
            try {
                listener.accept(told);
            } catch (Anomaly said) {
                throw said;
            } catch (Throwable failed) {
                throw new Anomaly.Fault(
                        "the listener that is told of progress failed, which ends what it was told of: "
                                + failed.getClass().getSimpleName()
                                + (failed.getMessage() == null ? "" : ": " + failed.getMessage()),
                        Map.of(),
                        failed);
            }
        };
    }
}

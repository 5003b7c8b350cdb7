package io.stator.engine.durable;

import io.stator.engine.storage.CallersTime;
import io.stator.engine.storage.StorageException;
import java.time.Duration;

/** The time that an opening spends on what it finds left by others: whoever opens a database waits for its facts, and not for that. */
final class OpeningTime {
    /** How long at most, which is time for thousands of segments unless the storage is out of order. */
    static final Duration MAX = Duration.ofSeconds(5);

    private OpeningTime() {}

    /**
     * Does something that the next run does again, for a short time and no more than half of what whoever waits has; what could not be done by then is
     * left to that run.
     */
    static void spend(String database, Runnable body) {
        long most = Math.min(MAX.toNanos(), CallersTime.leftNanos() / 2);
        try {
            boolean done = CallersTime.atMost(most, () -> {
                body.run();
                return true;
            });
        } catch (StorageException later) {
            if (later.kind() != StorageException.Kind.BUSY) {
                throw later;
            }
            System.getLogger(OpeningTime.class.getName())
                    .log(
                            System.Logger.Level.DEBUG,
                            "segments that database " + database + " has no more are deleted by its next run",
                            later);
        }
    }
}

package io.stator.engine.writer;

import io.stator.engine.database.DatabaseValue;
import io.stator.engine.durable.Erasure;
import io.stator.engine.durable.Warnings;
import java.util.concurrent.locks.LockSupport;

/** Puts into effect what transactions excised, once they are durable. */
final class ExcisionEffects {
    /** How often it is tried to hide what is excised when memory runs out, and how long is waited in between. */
    private static final int ATTEMPTS_MAX = 50;

    private static final long ATTEMPT_PAUSE_NANOS = 50_000_000;

    private final WriterHost host;
    private final Erasure erasure;

    ExcisionEffects(WriterHost host, Erasure erasure) {
        this.host = host;
        this.erasure = erasure;
    }

    /** Hides what was excised from readers of the log; there is no way back, so it is tried until there is memory. */
    void hide(Batch.Excised excised) {
        for (int i = 1; ; i++) {
            try {
                erasure.request(excised.facts(), excised.remains(), excised.t());
                return;
            } catch (OutOfMemoryError later) {
                if (i == ATTEMPTS_MAX) {
                    throw later;
                }
                LockSupport.parkNanos(ATTEMPT_PAUSE_NANOS);
            }
        }
    }

    /** Erases what is hidden in the log and gone from a value. */
    void erase(DatabaseValue after) {
        try {
            host.forget(after.id());
        } catch (Throwable notForgotten) {
            Warnings.log(
                    ExcisionEffects.class,
                    "a module may still know what was excised from database '" + after.name() + "'",
                    notForgotten);
        }
        erasure.attempt();
    }
}

package io.stator.engine.durable;

import org.jspecify.annotations.Nullable;

/** Tells the log of the program what went wrong without anybody waiting for it; never fails itself. */
public final class Warnings {
    private Warnings() {}

    /** Logs a warning with its cause, if there is one. */
    public static void log(Class<?> where, String message, @Nullable Throwable cause) {
        try {
            System.getLogger(where.getName()).log(System.Logger.Level.WARNING, message, cause);
        } catch (Throwable logIsBroken) {
            Thread.onSpinWait(); // there is nobody left to tell
        }
    }
}

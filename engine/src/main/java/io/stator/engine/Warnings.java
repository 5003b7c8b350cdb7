package io.stator.engine;

/** Tells the log of the program what went wrong without anybody waiting for it; never fails itself. */
final class Warnings {
    private Warnings() {}

    static void log(Class<?> where, String message, Throwable cause) {
        try {
            System.getLogger(where.getName()).log(System.Logger.Level.WARNING, message, cause);
        } catch (Throwable logIsBroken) {
            Thread.onSpinWait(); // there is nobody left to tell
        }
    }
}

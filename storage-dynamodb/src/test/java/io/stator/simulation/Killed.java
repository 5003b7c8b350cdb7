package io.stator.simulation;

/** Ends a simulated thread whose machine is gone; nothing that catches it can do anything any more. */
final class Killed extends Error {
    static final Killed KILLED = new Killed();
    private static final long serialVersionUID = 1;

    private Killed() {
        super("the machine of this thread is gone", null, false, false);
    }
}

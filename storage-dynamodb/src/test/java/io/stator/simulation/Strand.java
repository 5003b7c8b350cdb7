package io.stator.simulation;

/** What the code of one simulated thread runs on, and stops on where it has given its turn away. */
interface Strand {
    /** Makes all ready; nothing runs before it is given the turn. */
    void begin();

    /** Lets it go on, once the one that gives the turn stops. */
    void giveTurn();

    /** Stops until it is given the turn. */
    void awaitTurn();

    /** Returns where it stands. */
    StackTraceElement[] stack();
}

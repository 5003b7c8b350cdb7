package io.stator.engine.transact;

/** Thrown where only built-in functions are called, and a transaction calls for another one; never leaves the engine. */
public final class BeyondBuiltIn extends RuntimeException {
    /** The only one; it has no stack. */
    static final BeyondBuiltIn THROWN = new BeyondBuiltIn();

    private static final long serialVersionUID = 1;

    private BeyondBuiltIn() {
        super("the transaction calls a function that is not built in", null, false, false);
    }
}

package io.stator.engine.writer;

import io.stator.engine.calls.Answer;
import io.stator.engine.datom.Fact;
import java.util.Collection;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** How long a caller applies its own transaction: until its time is over, it is interrupted, or it has done too much of it. */
final class CallersPatience implements BooleanSupplier {
    /** How many statements the forms of a transaction may make, as far as can be told at a glance. */
    private static final int STATEMENTS_MAX = 256;

    /**
     * How often may be asked whether time is over. That is after 256 steps each, and a fact takes more than two: so what takes no steps, as
     * weaving facts into indexes does, is short, too, and never given to several threads.
     */
    private static final int LOOKS_MAX = 8;

    private final Answer<?>.Wait wait;
    private final CallersAppend append;
    private int looks;

    /** Thrown when a transaction is more than a caller may do; it has no stack. */
    static final class Exhausted extends RuntimeException {
        private static final Exhausted THROWN = new Exhausted();
        private static final long serialVersionUID = 1;

        private Exhausted() {
            super("the transaction is too big for the thread of its caller", null, false, false);
        }
    }

    CallersPatience(Answer<?>.Wait wait, CallersAppend append) {
        this.wait = wait;
        this.append = append;
    }

    /** Returns whether a transaction may be small enough. */
    static boolean mayDo(Collection<?> forms) {
        int statements = 0;
        for (Object form : forms) {
            statements += form instanceof Map<?, ?> map ? map.size() : 1;
            if (statements > STATEMENTS_MAX) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the caller may write what its transaction does. */
    boolean mayWrite(Iterable<Fact> facts) {
        return append.mayDo(facts);
    }

    /** Returns whether the caller must be told that nothing was done. */
    boolean isOver() {
        return Thread.currentThread().isInterrupted() || wait.isOver();
    }

    @Override
    public boolean getAsBoolean() {
        if (++looks > LOOKS_MAX) {
            throw Exhausted.THROWN;
        }
        return isOver();
    }
}

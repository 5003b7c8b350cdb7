package io.stator.engine.query.plan;

import java.util.BitSet;
import java.util.List;

/**
 * A rule that is run by itself, on one default source.
 *
 * @param rule which one, and which of its parameters are one
 * @param source the number of its default source
 * @param required the parameters, by number, that must be bound before a call
 * @param bodies the alternatives
 */
public record RuleProgram(CalledRule rule, int source, BitSet required, List<Body> bodies) {
    /**
     * One alternative; calls of rules of the same component stand in no other goal.
     *
     * @param names its variables
     * @param head the slots of the parameters
     * @param goals what must hold
     */
    public record Body(SlotNames names, int[] head, List<Goal> goals) {}

    /** Returns the number of parameters. */
    public int arity() {
        return bodies.get(0).head().length;
    }
}

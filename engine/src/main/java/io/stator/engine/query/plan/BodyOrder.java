package io.stator.engine.query.plan;

import io.stator.engine.query.plan.Goal.Recursion;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule's body cut at its recursive calls: segment, call, segment, call, ..., segment.
 *
 * <p>The order passes information sideways: what is bound when the rule is called restricts what comes first, and that what comes next.
 *
 * @param segments the clauses between the calls, one more than there are calls
 * @param calls the recursive calls
 * @param bound what is bound before each call, after the segment before it
 */
public record BodyOrder(List<List<Goal>> segments, List<Recursion> calls, List<BitSet> bound) {

    /**
     * Returns the order of a body when some of the rule's parameters, by number, are bound.
     *
     * @param isDeep whether calls of all recursive rules cut the body, not only of those that call this one
     */
    public static BodyOrder of(
            RuleProgram program,
            RuleProgram.Body body,
            BitSet parameters,
            BindingPatterns bindingPatterns,
            boolean isDeep) {
        List<List<Goal>> segments = new ArrayList<>();
        List<Recursion> calls = new ArrayList<>();
        List<BitSet> boundBefore = new ArrayList<>();
        BitSet bound = new BitSet();
        parameters.stream().forEach(i -> bound.set(body.head()[i]));
        List<Goal> pending = new ArrayList<>(body.goals());
        List<Goal> segment = new ArrayList<>();
        while (!pending.isEmpty()) {
            Goal next = next(program, pending, bound, bindingPatterns, isDeep);
            if (next == null) {
                throw bindingPatterns.insufficient(pending.get(0), bound, body.names());
            }
            pending.remove(next);
            if (isCall(program, next, bindingPatterns, isDeep)) {
                segments.add(segment);
                calls.add((Recursion) next);
                boundBefore.add((BitSet) bound.clone());
                segment = new ArrayList<>();
            } else {
                segment.add(next);
            }
            bound.or(next.variables());
        }
        segments.add(segment);
        return new BodyOrder(segments, calls, boundBefore);
    }

    private static boolean isCall(RuleProgram program, Goal goal, BindingPatterns bindingPatterns, boolean isDeep) {
        return goal instanceof Recursion call
                && (isDeep || bindingPatterns.programs().isSameComponent(program.rule(), call.rule()));
    }

    private static @Nullable Goal next(
            RuleProgram program, List<Goal> pending, BitSet bound, BindingPatterns bindingPatterns, boolean isDeep) {
        Goal connectedCall = null;
        Goal anyCall = null;
        Goal anything = null;
        Goal connected = null;
        for (Goal goal : pending) {
            bindingPatterns.effort().steps(1);
            if (!bindingPatterns.canRun(goal, bound)) {
                continue;
            }
            if (goal.isFilter()) {
                return goal;
            }
            boolean shares = goal.variables().intersects(bound);
            if (isCall(program, goal, bindingPatterns, isDeep)) {
                connectedCall = connectedCall == null && shares ? goal : connectedCall;
                anyCall = anyCall == null ? goal : anyCall;
            } else {
                connected = connected == null && shares ? goal : connected;
                anything = anything == null ? goal : anything;
            }
        }
        if (connected != null) {
            return connected;
        }
        if (connectedCall != null) {
            return connectedCall;
        }
        return anyCall != null ? anyCall : anything;
    }
}

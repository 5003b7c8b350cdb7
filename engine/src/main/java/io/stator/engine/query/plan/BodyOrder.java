package io.stator.engine.query.plan;

import io.stator.engine.query.plan.Node.Recursion;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule's body cut at its recursive calls, in an order in which what is bound at the call of the rule restricts what
 * comes first: segment, call, segment, call, ..., segment.
 *
 * @param segments the clauses between the calls, one more than there are calls
 * @param calls the recursive calls
 * @param bound what is bound before each call, after the segment before it
 */
public record BodyOrder(List<List<Node>> segments, List<Recursion> calls, List<BitSet> bound) {

    /**
     * Returns the order of a body when some of the rule's parameters, by number, are bound.
     *
     * @param isDeep whether calls of all recursive rules cut the body, not only of those that call this one
     */
    public static BodyOrder of(
            RuleProgram program, RuleProgram.Body body, BitSet parameters, Modes modes, boolean isDeep) {
        List<List<Node>> segments = new ArrayList<>();
        List<Recursion> calls = new ArrayList<>();
        List<BitSet> boundBefore = new ArrayList<>();
        BitSet bound = new BitSet();
        parameters.stream().forEach(i -> bound.set(body.head()[i]));
        List<Node> pending = new ArrayList<>(body.nodes());
        List<Node> segment = new ArrayList<>();
        while (!pending.isEmpty()) {
            Node next = next(program, pending, bound, modes, isDeep);
            if (next == null) {
                throw modes.insufficient(pending.get(0), bound, body.names());
            }
            pending.remove(next);
            if (isCall(program, next, modes, isDeep)) {
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

    private static boolean isCall(RuleProgram program, Node node, Modes modes, boolean isDeep) {
        return node instanceof Recursion call
                && (isDeep || modes.programs().isSameComponent(program.name(), call.rule()));
    }

    private static @Nullable Node next(
            RuleProgram program, List<Node> pending, BitSet bound, Modes modes, boolean isDeep) {
        Node connectedCall = null;
        Node anyCall = null;
        Node anything = null;
        Node connected = null;
        for (Node node : pending) {
            modes.effort().steps(1);
            if (!modes.canRun(node, bound)) {
                continue;
            }
            if (node instanceof Node.Calling || node instanceof Node.Negation || node instanceof Node.Value) {
                return node;
            }
            boolean shares = node.variables().intersects(bound);
            if (isCall(program, node, modes, isDeep)) {
                connectedCall = connectedCall == null && shares ? node : connectedCall;
                anyCall = anyCall == null ? node : anyCall;
            } else {
                connected = connected == null && shares ? node : connected;
                anything = anything == null ? node : anything;
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

package io.stator.engine.query.run;

import io.stator.engine.database.DatabaseValue;
import io.stator.engine.query.limit.Guard;
import io.stator.engine.query.plan.Node;
import io.stator.engine.query.plan.Node.Calling;
import io.stator.engine.query.plan.Node.Choice;
import io.stator.engine.query.plan.Node.Negation;
import io.stator.engine.query.plan.Node.Pattern;
import io.stator.engine.query.plan.Node.Recursion;
import io.stator.engine.query.plan.SlotNames;
import io.stator.engine.query.relation.Column;
import io.stator.engine.query.relation.Frame;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.syntax.Position;
import io.stator.engine.schema.AttributeInfo;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows that satisfy clauses, whatever order they were written in.
 *
 * <p>After every clause the number of rows is known, and the clause that is estimated to be the cheapest one next is
 * chosen anew; what only filters or computes runs as soon as its variables are bound. Variables nobody asks for any
 * more are dropped at once.
 *
 * <p>A call that fails on a row makes it a suspect: the clauses that are left and can run without the result of the call
 * judge it. Functions of a program, and calls that were seen to fail, wait for all clauses that may drop rows first.
 */
final class Solver {
    /** From so many rows on it is worth looking for duplicates before further clauses run. */
    private static final int DISTINCT_FROM = 64;

    /** What estimating a clause is taken for, in steps. */
    private static final int STEPS_OF_ESTIMATE = 100;

    private final Context context;
    private final SlotNames names;
    private final int[] outputs;
    private final Frame frame;
    private final List<Node> pending;
    private final List<Calling> patient = new ArrayList<>();
    private final Suspects suspects;

    /** Negations to be run next: as cheap as the one before them, of the same variables. */
    private final Deque<Node> alike = new ArrayDeque<>();

    /** Whether the rows are suspects, of which not all can be judged. */
    private final boolean judging;

    private final BitSet needed = new BitSet();

    /** How many pending clauses, and the outputs, mention each variable. */
    private final int[] mentions;

    private Solver(Context context, SlotNames names, Frame frame, List<Node> nodes, int[] outputs, Suspects suspects) {
        this.context = context;
        this.names = names;
        this.frame = frame;
        this.pending = new ArrayList<>(nodes);
        this.outputs = outputs;
        this.suspects = suspects;
        this.judging = frame.isBound(SlotNames.FAILURE);
        this.mentions = new int[names.size() + outputs.length + 1];
        recount();
    }

    private void recount() {
        Arrays.fill(mentions, 0);
        needed.clear();
        mention(SlotNames.FAILURE);
        for (int slot : outputs) {
            mention(slot);
        }
        for (Node node : pending) {
            context.guard().steps(1);
            node.variables().stream().forEach(this::mention);
        }
    }

    private void mention(int slot) {
        mentions[slot]++;
        needed.set(slot);
    }

    /** Takes a clause from the pending ones, and its variables from the needed ones when nothing else mentions them. */
    private void take(Node node) {
        for (int i = 0; i < pending.size(); i++) {
            if (pending.get(i) == node) {
                pending.remove(i);
                break;
            }
        }
        node.variables().stream().forEach(slot -> {
            if (--mentions[slot] == 0) {
                needed.clear(slot);
            }
        });
    }

    /**
     * Returns the distinct values of some variables in what a frame holds and satisfies the clauses; uses up the frame.
     *
     * @param suspects is given what is known of these variables in the rows on which a call failed
     */
    static Relation solve(
            Context context, SlotNames names, Frame frame, List<Node> nodes, int[] outputs, Suspects suspects) {
        Solver solver = new Solver(context, names, frame, nodes, outputs, suspects);
        Guard guard = context.guard();
        long before = guard.held();
        Object outer = guard.at(null);
        solver.run();
        guard.at(outer);
        guard.hold(before - guard.held());
        return frame.failed() ? Relation.empty(outputs) : frame.project(outputs, context.guard());
    }

    /** Puts the rows of a frame among the suspects, unless a clause that is left drops them; uses up the frame. */
    private void judge(Frame failing) {
        if (failing.failed()) {
            return;
        }
        int[] asked = suspects.isFatal() ? new int[0] : outputs;
        new Solver(context, names, failing, pending, asked, suspects).run();
        if (!failing.failed()) {
            int[] wanted = suspects.wanted(asked, failing);
            suspects.add(failing.project(wanted, context.guard()), SlotNames.FAILURE);
            context.guard().rows(suspects.size());
        }
    }

    private void run() {
        context.guard().enter();
        try {
            runAll();
        } finally {
            context.guard().leave();
        }
    }

    private void runAll() {
        long given = frame.bytes();
        long before = context.guard().held();
        keepNeeded();
        while (!pending.isEmpty() && !frame.failed()) {
            context.guard().check();
            Node node = pending.size() == 1 && !judging ? pending.get(0) : next();
            if (node == null) {
                return;
            }
            take(node);
            context.guard().at(node.origin());
            int left = pending.size();
            run(node);
            if (pending.size() != left) {
                recount();
            }
            keepNeeded();
            context.guard()
                    .hold(before
                            + Math.max(0, frame.bytes() - given)
                            - context.guard().held());
        }
    }

    private void keepNeeded() {
        frame.keep(needed);
        for (int i = frame.parts().size() - 1; i >= 0; i--) {
            Relation part = frame.parts().get(i);
            if (part.key == null && part.size >= DISTINCT_FROM && isJoinedLater(part)) {
                frame.replace(part, part.distinct(context.guard()));
            }
        }
    }

    private boolean isJoinedLater(Relation part) {
        for (Node node : pending) {
            context.guard().steps(1);
            if (node instanceof Calling) {
                continue;
            }
            for (int slot : part.slots) {
                if (node.variables().get(slot)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns the clause to run next; null when what is left cannot be judged of suspects. */
    private @Nullable Node next() {
        if (!alike.isEmpty()) {
            return alike.poll();
        }
        for (Node node : pending) {
            context.guard().steps(1);
            if (isImmediate(node)) {
                return node;
            }
        }
        Costs costs = new Costs(context, frame, pending, outputs);
        Node best = null;
        double least = Double.POSITIVE_INFINITY;
        BitSet bound = frame.bound();
        for (Node node : pending) {
            context.guard().steps(STEPS_OF_ESTIMATE);
            if (context.modes().canRun(node, bound) && !(node instanceof Calling calling && waits(calling))) {
                double score = costs.score(node);
                if (best == null || score < least) {
                    best = node;
                    least = score;
                    alike.clear();
                } else if (score == least && areAlike(best, node)) {
                    alike.add(node);
                }
            }
        }
        if (best == null && !judging) {
            throw context.modes().insufficient(pending.get(0), bound, names);
        }
        return best;
    }

    private static boolean areAlike(Node best, Node node) {
        return best instanceof Negation
                && node instanceof Negation
                && node.variables().equals(best.variables());
    }

    /** Returns whether a clause costs next to nothing now, or makes the rows fewer without looking anything up. */
    private boolean isImmediate(Node node) {
        if (node instanceof Node.Value) {
            return true;
        }
        if (node instanceof Calling calling) {
            for (int slot : calling.inputs()) {
                if (!frame.isBound(slot)) {
                    return false;
                }
            }
            return frame.manyRowed(calling.inputs()).size() <= 1 && !waits(calling);
        }
        return node instanceof Pattern pattern && isLookup(pattern);
    }

    /** Returns whether a call is one that waits, for a clause that may drop rows and can run without its result. */
    private boolean waits(Calling calling) {
        return (calling.expression().isForeign() || patient.contains(calling)) && isBehindOthers(calling);
    }

    private boolean isBehindOthers(Calling calling) {
        BitSet bound = frame.bound();
        BitSet results = new BitSet();
        for (int slot : calling.outputs()) {
            if (slot >= 0) {
                results.set(slot);
            }
        }
        results.andNot(bound);
        for (Node node : pending) {
            context.guard().steps(1);
            boolean patientToo = node == calling
                    || (node instanceof Calling other && (other.expression().isForeign() || patient.contains(other)));
            if (!patientToo
                    && !node.variables().intersects(results)
                    && (node.variables().isEmpty() || node.variables().intersects(bound))
                    && context.modes().canRun(node, bound)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether a pattern matches one fact at most, by its attribute and one given value or entity. */
    private boolean isLookup(Pattern pattern) {
        if (!context.isDatabase(pattern.source()) || !(pattern.isConstant(Position.A))) {
            return false;
        }
        DatabaseValue database = context.database(pattern.source());
        AttributeInfo attribute = Names.attribute(database, pattern.constants()[Position.A], true);
        if (attribute == null || database.isHistory()) {
            return false;
        }
        return (!attribute.many() && isGiven(pattern, Position.E))
                || (attribute.isUnique() && isGiven(pattern, Position.V));
    }

    private boolean isGiven(Pattern pattern, int position) {
        int slot = pattern.slot(position);
        if (slot < 0) {
            return pattern.isConstant(position);
        }
        Relation part = frame.part(slot);
        return part != null && part.size == 1;
    }

    private void run(Node node) {
        if (node instanceof Pattern pattern) {
            runPattern(pattern);
        } else if (node instanceof Calling calling) {
            if (!PairFilter.compare(context, frame, calling, pending, outputs)) {
                runCall(calling);
            }
        } else if (node instanceof Node.Value value) {
            runValue(value);
        } else if (node instanceof Negation negation) {
            NegationRun.run(context, names, frame, negation, this::judge);
        } else if (node instanceof Choice choice) {
            ChoiceRun.run(context, names, frame, choice, needed, this::judge);
        } else if (node instanceof Recursion recursion) {
            RecursionRun.run(context, frame, recursion, needed, names, this::judge);
        }
    }

    private void runCall(Calling calling) {
        BooleanSupplier mayWait = () -> !patient.contains(calling) && isBehindOthers(calling);
        if (!new CallRun(context, frame, calling, names, mayWait, this::judge).run()) {
            patient.add(calling);
            pending.add(calling);
        }
    }

    private void runPattern(Pattern pattern) {
        if (!context.isDatabase(pattern.source())) {
            RowsPattern.run(context, frame, pattern, needed);
            return;
        }
        if (!context.modes().canRun(pattern, frame.bound())) {
            throw context.modes().insufficient(pattern, frame.bound(), names);
        }
        if (NamedValues.applies(pattern, frame)) {
            NamedValues.run(context, frame, pattern, needed);
            return;
        }
        Positions positions = Positions.of(pattern, context.database(pattern.source()), frame, needed);
        Range range = Ranges.of(pattern, pending, frame);
        PatternStep step = new PatternStep(positions, range);
        if (judging || !step.multiplies() || !Existence.run(context, names, frame, pattern, pending, outputs)) {
            new PatternRun(step, frame, context.guard()).run();
        }
    }

    private void runValue(Node.Value value) {
        Relation row = new Relation(
                new int[] {value.slot()}, new Column[] {Column.constant(value.value(), 1, true)}, 1, new BitSet());
        frame.add(row);
    }
}

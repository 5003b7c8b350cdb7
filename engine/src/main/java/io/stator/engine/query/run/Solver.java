package io.stator.engine.query.run;

import io.stator.engine.database.DatabaseValue;
import io.stator.engine.query.limit.Guard;
import io.stator.engine.query.plan.Goal;
import io.stator.engine.query.plan.Goal.Calling;
import io.stator.engine.query.plan.Goal.Choice;
import io.stator.engine.query.plan.Goal.Negation;
import io.stator.engine.query.plan.Goal.Pattern;
import io.stator.engine.query.plan.Goal.Recursion;
import io.stator.engine.query.plan.SlotNames;
import io.stator.engine.query.relation.Bindings;
import io.stator.engine.query.relation.Column;
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
    private final Bindings bindings;
    private final List<Goal> pending;
    /** Calls that were seen to fail, which wait for clauses that may drop rows. */
    private final List<Goal> patient = new ArrayList<>();

    private final Suspects suspects;

    /** Negations to be run next: as cheap as the one before them, of the same variables. */
    private final Deque<Goal> alike = new ArrayDeque<>();

    /** Whether the rows are suspects, of which not all can be judged. */
    private final boolean judging;

    private final BitSet needed = new BitSet();

    private final Immediate immediate = new Immediate();
    private final Runner runner = new Runner();

    /** Counts what the clauses do; null when nobody asks. */
    private final Tally.@Nullable Solving tally;

    /** How many pending clauses, and the outputs, mention each variable. */
    private final int[] mentions;

    private Solver(
            Context context, SlotNames names, Bindings bindings, List<Goal> goals, int[] outputs, Suspects suspects) {
        this.context = context;
        this.names = names;
        this.bindings = bindings;
        this.pending = new ArrayList<>(goals);
        this.outputs = outputs;
        this.suspects = suspects;
        this.judging = bindings.isBound(SlotNames.FAILURE);
        this.tally = context.tally() == null ? null : context.tally().solving(names, goals);
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
        for (Goal goal : pending) {
            context.guard().steps(1);
            goal.variables().stream().forEach(this::mention);
        }
    }

    private void mention(int slot) {
        mentions[slot]++;
        needed.set(slot);
    }

    /** Takes a clause from the pending ones, and its variables from the needed ones when nothing else mentions them. */
    private void take(Goal goal) {
        for (int i = 0; i < pending.size(); i++) {
            if (pending.get(i) == goal) {
                pending.remove(i);
                break;
            }
        }
        goal.variables().stream().forEach(slot -> {
            if (--mentions[slot] == 0) {
                needed.clear(slot);
            }
        });
    }

    /**
     * Returns the distinct values of some variables among the bindings that satisfy the clauses; uses the bindings up.
     *
     * @param suspects is given what is known of these variables in the rows on which a call failed
     */
    static Relation solve(
            Context context, SlotNames names, Bindings bindings, List<Goal> goals, int[] outputs, Suspects suspects) {
        Solver solver = new Solver(context, names, bindings, goals, outputs, suspects);
        Guard guard = context.guard();
        long before = guard.held();
        Object outer = guard.at(null);
        solver.run();
        guard.at(outer);
        guard.hold(before - guard.held());
        return bindings.failed() ? Relation.empty(outputs) : bindings.project(outputs, context.guard());
    }

    /** Puts rows on which a call failed among the suspects, unless a clause that is left drops them; uses the bindings up. */
    private void judge(Bindings failing) {
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
        long given = bindings.bytes();
        long before = context.guard().held();
        keepNeeded();
        while (!pending.isEmpty() && !bindings.failed()) {
            context.guard().check();
            Goal goal = pending.size() == 1 && !judging ? pending.get(0) : next();
            if (goal == null) {
                return;
            }
            take(goal);
            context.guard().at(goal.origin());
            int left = pending.size();
            Tally.Step step = tally == null || goal instanceof Goal.Value ? null : tally.begin(goal, bindings);
            boolean ran = goal.match(runner);
            if (!ran) {
                patient.add(goal);
                pending.add(goal);
            }
            if (pending.size() != left) {
                recount();
            }
            keepNeeded();
            if (tally != null && step != null) {
                if (ran) {
                    tally.end(step, bindings);
                } else {
                    tally.drop(step);
                }
            }
            context.guard()
                    .hold(before
                            + Math.max(0, bindings.bytes() - given)
                            - context.guard().held());
        }
    }

    private void keepNeeded() {
        bindings.keep(needed);
        for (int i = bindings.parts().size() - 1; i >= 0; i--) {
            Relation part = bindings.parts().get(i);
            if (part.candidateKey == null && part.size >= DISTINCT_FROM && isJoinedLater(part)) {
                bindings.replace(part, part.distinct(context.guard()));
            }
        }
    }

    private boolean isJoinedLater(Relation part) {
        for (Goal goal : pending) {
            context.guard().steps(1);
            if (goal instanceof Calling) {
                continue;
            }
            for (int slot : part.slots) {
                if (goal.variables().get(slot)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns the clause to run next; null when what is left cannot be judged of suspects. */
    private @Nullable Goal next() {
        if (!alike.isEmpty()) {
            return alike.poll();
        }
        for (Goal goal : pending) {
            context.guard().steps(1);
            if (goal.match(immediate)) {
                return goal;
            }
        }
        Costs costs = new Costs(context, bindings, pending, outputs);
        Goal best = null;
        Cost least = null;
        BitSet bound = bindings.bound();
        for (Goal goal : pending) {
            context.guard().steps(STEPS_OF_ESTIMATE);
            if (context.bindingPatterns().canRun(goal, bound) && !(goal instanceof Calling calling && waits(calling))) {
                Cost cost = costs.of(goal);
                if (best == null || least == null || cost.compareTo(least) < 0) {
                    best = goal;
                    least = cost;
                    alike.clear();
                } else if (cost.equals(least) && areAlike(best, goal)) {
                    alike.add(goal);
                }
            }
        }
        if (best == null && !judging) {
            throw context.bindingPatterns().insufficient(pending.get(0), bound, names);
        }
        return best;
    }

    private static boolean areAlike(Goal best, Goal goal) {
        return best instanceof Negation
                && goal instanceof Negation
                && goal.variables().equals(best.variables());
    }

    /** Whether a clause costs next to nothing now, or makes the rows fewer without looking anything up. */
    private final class Immediate implements Goal.Cases<Boolean> {
        @Override
        public Boolean pattern(Pattern pattern) {
            return isLookup(pattern);
        }

        @Override
        public Boolean calling(Calling calling) {
            for (int slot : calling.inputs()) {
                if (!bindings.isBound(slot)) {
                    return false;
                }
            }
            return bindings.manyRowed(calling.inputs()).size() <= 1 && !waits(calling);
        }

        @Override
        public Boolean value(Goal.Value value) {
            return true;
        }

        @Override
        public Boolean negation(Negation negation) {
            return false;
        }

        @Override
        public Boolean choice(Choice choice) {
            return false;
        }

        @Override
        public Boolean recursion(Recursion recursion) {
            return false;
        }
    }

    /** Returns whether a call is one that waits, for a clause that may drop rows and can run without its result. */
    private boolean waits(Calling calling) {
        return (calling.expression().isForeign() || patient.contains(calling)) && isBehindOthers(calling);
    }

    private boolean isBehindOthers(Calling calling) {
        BitSet bound = bindings.bound();
        BitSet results = new BitSet();
        for (int slot : calling.outputs()) {
            if (slot >= 0) {
                results.set(slot);
            }
        }
        results.andNot(bound);
        for (Goal goal : pending) {
            context.guard().steps(1);
            boolean patientToo = goal == calling
                    || (goal instanceof Calling other && (other.expression().isForeign() || patient.contains(other)));
            if (!patientToo
                    && !goal.variables().intersects(results)
                    && (goal.variables().isEmpty() || goal.variables().intersects(bound))
                    && context.bindingPatterns().canRun(goal, bound)) {
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
        AttributeInfo attribute = Resolver.attribute(database, pattern.constants()[Position.A], true);
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
        Relation part = bindings.part(slot);
        return part != null && part.size == 1;
    }

    /** Makes the bindings satisfy a clause; returns false, having done nothing, when it should be run later. */
    private final class Runner implements Goal.Cases<Boolean> {
        @Override
        public Boolean pattern(Pattern pattern) {
            runPattern(pattern);
            return true;
        }

        @Override
        public Boolean calling(Calling calling) {
            if (PredicateJoin.compare(context, bindings, calling, pending, outputs)) {
                return true;
            }
            BooleanSupplier mayWait = () -> !patient.contains(calling) && isBehindOthers(calling);
            return new CallRun(context, bindings, calling, names, mayWait, Solver.this::judge).run();
        }

        @Override
        public Boolean value(Goal.Value value) {
            Column column = Column.constant(value.value(), 1, true);
            bindings.add(new Relation(new int[] {value.slot()}, new Column[] {column}, 1, new BitSet()));
            return true;
        }

        @Override
        public Boolean negation(Negation negation) {
            NegationRun.run(context, names, bindings, negation, Solver.this::judge);
            return true;
        }

        @Override
        public Boolean choice(Choice choice) {
            ChoiceRun.run(context, names, bindings, choice, needed, Solver.this::judge);
            return true;
        }

        @Override
        public Boolean recursion(Recursion recursion) {
            RecursionRun.run(context, bindings, recursion, needed, names, Solver.this::judge);
            return true;
        }
    }

    private void runPattern(Pattern pattern) {
        if (!context.isDatabase(pattern.source())) {
            RowsPattern.run(context, bindings, pattern, needed);
            return;
        }
        if (!context.bindingPatterns().canRun(pattern, bindings.bound())) {
            throw context.bindingPatterns().insufficient(pattern, bindings.bound(), names);
        }
        if (NamedValues.applies(pattern, bindings)) {
            NamedValues.run(context, bindings, pattern, needed);
            return;
        }
        Positions positions = Positions.of(pattern, context.database(pattern.source()), bindings, needed);
        Range range = Ranges.of(pattern, pending, bindings);
        AccessPath path = new AccessPath(positions, range);
        if (!judging && path.multiplies && existence(pattern, path)) {
            return;
        }
        PatternRun run = new PatternRun(path, bindings, context.guard());
        run.run();
        run.tell(context.tally());
    }

    /** Finds out only whether a pattern and those connected with it have a solution; returns false when more is asked for. */
    private boolean existence(Pattern pattern, AccessPath path) {
        List<Goal> before = tally == null ? List.of() : List.copyOf(pending);
        if (!Existence.run(context, names, bindings, pattern, pending, outputs)) {
            return false;
        }
        if (tally != null) {
            tally.exists(before, pending, path.rows);
        }
        return true;
    }
}

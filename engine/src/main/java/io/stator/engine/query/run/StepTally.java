package io.stator.engine.query.run;

import io.stator.Index;
import io.stator.QueryStats.Access;
import io.stator.QueryStats.ClauseStats;
import io.stator.edn.EdnList;
import io.stator.edn.Symbol;
import io.stator.engine.query.plan.Goal;
import io.stator.engine.query.plan.SlotNames;
import io.stator.spi.GivenValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is counted of one clause, in all of its runs; not thread-safe. */
final class StepTally {
    private final Object form;
    private final int written;
    private final SlotNames names;
    private final List<Object> predicates = new ArrayList<>();
    private final Set<Goal> attached = Collections.newSetFromMap(new IdentityHashMap<>());
    private long runs;
    private long rowsIn;
    private long rowsOut;
    private long rowsOutBefore;
    private List<Symbol> bindsIn = List.of();
    private List<Symbol> bindsOut = List.of();
    private Set<Symbol> unbound = Set.of();
    private long nanos;

    /** What was known before the last run, and what it found out. */
    private BitSet boundBefore = new BitSet();

    private BitSet found = new BitSet();
    private @Nullable Access access;
    private @Nullable Index index;
    private double rowsEstimated = -1;
    private long facts;

    StepTally(Object form, int written, SlotNames names) {
        this.form = form;
        this.written = written;
        this.names = names;
    }

    /** Returns a clause as it was written. */
    static Object form(Goal goal) {
        Object form = GivenValues.give(goal.origin().form());
        return form == null ? EdnList.of() : form;
    }

    private static long sum(long left, long right) {
        long sum = left + right;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    /** Takes note of what there was before a run. */
    void begin(long rows, BitSet bound) {
        runs++;
        rowsIn = sum(rowsIn, rows);
        rowsOutBefore = rowsOut;
        bindsIn = runs == 1 ? names.named(bound) : bindsIn;
        boundBefore = bound;
        found = new BitSet();
    }

    /** Takes note of a data pattern of which nothing is known. */
    void warn(Goal goal, BitSet bound) {
        if (goal instanceof Goal.Pattern && !goal.variables().intersects(bound)) {
            unbound = new LinkedHashSet<>(names.named(goal.variables()));
        }
    }

    /** Takes note of how facts were found in a run. */
    void found(@Nullable Access how, @Nullable Index where, double estimated, long read) {
        access = how == null ? access : how;
        index = where == null ? index : where;
        facts = sum(facts, read);
        if (estimated >= 0 && estimated < Long.MAX_VALUE) {
            rowsEstimated = Math.max(0, rowsEstimated) + estimated;
        }
    }

    /** Takes note that a predicate is applied to what it finds. */
    void attach(Goal predicate) {
        if (attached.add(predicate)) {
            predicates.add(form(predicate));
        }
    }

    /** Takes note of what there is after a run, or after a predicate that was applied to what it found. */
    void end(long rows, BitSet bound, SlotNames named, long took) {
        rowsOut = sum(rowsOutBefore, rows);
        bindsOut = named.named(bound);
        nanos += took;
        found.or(bound);
        found.andNot(boundBefore);
    }

    /** Returns whether its last run found values of any of these variables. */
    boolean binds(BitSet variables) {
        return found.intersects(variables);
    }

    ClauseStats stats() {
        return new ClauseStats(
                form,
                predicates,
                rowsIn,
                rowsOut,
                bindsIn,
                bindsOut,
                unbound,
                written,
                runs,
                Duration.ofNanos(Math.max(0, nanos)),
                Optional.ofNullable(access),
                Optional.ofNullable(index),
                facts,
                rowsEstimated < 0 ? OptionalLong.empty() : OptionalLong.of(Math.round(rowsEstimated)));
    }
}

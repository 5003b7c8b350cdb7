package io.stator;

import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.spi.Require;
import io.stator.spi.StatsMaps;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a query did, clause by clause, in the order in which the clauses ran; {@link #toString} is a table of it. Immutable.
 *
 * <pre>{@code
 * System.out.println(database.query("[:find ?name :where [?e :artist/name ?name]]").explain());
 * }</pre>
 *
 * <p>Its methods never wait.
 *
 * <p>In the manual: {@code docs/manual/queries.md}, or {@code stator help manual queries}.
 *
 * @param query the query
 * @param elapsed how long it took from its inputs to its rows, beside what comes before and after: a network, offset and limit
 * @param phases the clauses of {@code :where} first; then those inside of rules, {@code or} and {@code not}, for each such clause
 */
public record QueryStats(Query query, Duration elapsed, List<Phase> phases) {
    /**
     * Creates one.
     *
     * @throws Anomaly.Incorrect when a part is null
     */
    public QueryStats {
        Require.present(query, "query");
        Require.present(elapsed, "elapsed");
        phases = List.copyOf(Require.elements(phases, "phases"));
    }

    /** How the facts for a data pattern were found. */
    public enum Access {
        /** All facts that the constants of the pattern select were read, and joined with the rows there were. */
        SCAN,
        /** As {@link #SCAN}, of the values within a range that predicates give. */
        RANGE,
        /** The index was looked up for each row there was. */
        SEEK,
        /** The number of rows was known without reading a fact. */
        COUNT,
        /** It was only asked whether there is any match, by the clauses of a phase of its own. */
        EXISTS,
        /** The rows of a collection were looked through. */
        COLLECTION;

        /** Returns the keyword of this way, such as {@code :scan}. Never fails. */
        public Keyword keyword() {
            return Keyword.of(name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    /**
     * Clauses that ran together. What ran several times, as a recursive rule or what is tried again for failed rows, is summed up.
     *
     * @param of the clause these are inside of; empty for those of {@code :where} itself
     * @param schedule the clauses in the order in which they first ran, those that did not run last; a list for each branch
     * @param clauses what each clause did, branch by branch
     */
    public record Phase(Optional<Object> of, List<List<Object>> schedule, List<ClauseStats> clauses) {
        /**
         * Creates one.
         *
         * @throws Anomaly.Incorrect when a part is null
         */
        public Phase {
            Require.present(of, "of");
            schedule = Require.elements(schedule, "schedule").stream()
                    .map(branch -> List.copyOf(Require.elements(branch, "schedule")))
                    .toList();
            clauses = List.copyOf(Require.elements(clauses, "clauses"));
        }
    }

    /**
     * What a clause did.
     *
     * @param clause the clause as it was written, or {@code [(ground $__in__2) ?x]} for what the second input binds
     * @param predicates the predicates that were applied to its rows at once, which are not listed by themselves
     * @param rowsIn the combinations of values that were known before it, the greatest long if they are more; 0 when there was no value
     * @param rowsOut those that were known after it and its predicates, without the variables that nobody asks for any more
     * @param bindsIn the variables that had values before it
     * @param bindsOut the variables that had values after it
     * @param unboundVariables the variables of a data pattern when none of them had a value before it, so that nothing restricted what was read but its own constants
     * @param written its place among the clauses it was written with, from 1; 0 for an input
     * @param runs how often it ran; 0 when no row was left for it
     * @param elapsed how long it ran, what is inside of it included
     * @param access how the facts of a data pattern were found; empty for other clauses
     * @param index the index they were found in; empty when there was none
     * @param factsRead how many facts were read
     * @param rowsEstimated how many rows the planner expected, as far as it asked
     */
    public record ClauseStats(
            Object clause,
            List<Object> predicates,
            long rowsIn,
            long rowsOut,
            List<Symbol> bindsIn,
            List<Symbol> bindsOut,
            Set<Symbol> unboundVariables,
            int written,
            long runs,
            Duration elapsed,
            Optional<Access> access,
            Optional<Index> index,
            long factsRead,
            OptionalLong rowsEstimated) {
        /**
         * Creates one.
         *
         * @throws Anomaly.Incorrect when a part is null
         */
        public ClauseStats {
            Require.present(clause, "clause");
            predicates = List.copyOf(Require.elements(predicates, "predicates"));
            bindsIn = List.copyOf(Require.elements(bindsIn, "bindsIn"));
            bindsOut = List.copyOf(Require.elements(bindsOut, "bindsOut"));
            unboundVariables = Collections.unmodifiableSet(
                    new LinkedHashSet<>(Require.elements(unboundVariables, "unboundVariables")));
            Require.present(elapsed, "elapsed");
            Require.present(access, "access");
            Require.present(index, "index");
            Require.present(rowsEstimated, "rowsEstimated");
        }

        /** Returns how many rows more there were after it than before, or 0. Never fails. */
        public long expansion() {
            return Math.max(0, rowsOut - rowsIn);
        }
    }

    /** Returns the map of these statistics that {@code :query-stats} has in the Client API; what only Stator tells is under keys of the namespace {@code stator}. Never fails. */
    public Map<Keyword, Object> toMap() {
        return StatsMaps.map(this);
    }

    /** Returns a table: a line for each clause, phase by phase. Never fails. */
    @Override
    public String toString() {
        return StatsText.table(this);
    }
}

package io.stator.engine.query.syntax;

import io.stator.edn.Symbol;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One condition of {@code :where} or of a rule's body.
 *
 * <p>Sources are resolved: a pattern or rule call inside {@code ($2 not ...)} has the source {@code $2}. In the body of a
 * rule the source of patterns and calls is {@link SourceVariable#DEFAULT}, which stands for the source of the call.
 */
public sealed interface Clause {
    /** Returns the form the clause was made from. */
    Origin origin();

    /** Returns the variables that the clause shares with the clauses beside it, in order. */
    Set<Variable> variables();

    /** Returns the clauses inside this one, in the branches of which each is one; none for a clause of one piece. */
    List<List<Clause>> branches();

    /** Returns what is said of clauses of this kind. */
    <R> R match(Cases<R> cases);

    /**
     * What is said of each kind of clause.
     *
     * @param <R> what it is
     */
    interface Cases<R> {
        /** Returns what is said of a data pattern. */
        R dataPattern(DataPattern pattern);

        /** Returns what is said of a predicate. */
        R predicate(Predicate predicate);

        /** Returns what is said of a function whose result is bound. */
        R function(FunctionClause function);

        /** Returns what is said of the call of a rule. */
        R ruleCall(RuleCall call);

        /** Returns what is said of a negation. */
        R not(Not not);

        /** Returns what is said of a choice. */
        R or(Or or);
    }

    /**
     * {@code [?e :artist/name ?name]}: a datom, or a row of another source.
     *
     * @param source where to look
     * @param terms at least one term; of a datom the entity, attribute, value, transaction and operation (more are ignored)
     * @param origin the form it was made from
     */
    record DataPattern(SourceVariable source, List<Term> terms, Origin origin) implements Clause {
        /** Makes one, with a copy of the list. */
        public DataPattern {
            terms = List.copyOf(terms);
        }

        /** Returns the term at a position, a placeholder where none was written. */
        public Term term(int position) {
            return position < terms.size() ? terms.get(position) : Placeholder.ANY;
        }

        @Override
        public Set<Variable> variables() {
            return variablesOf(terms);
        }

        @Override
        public List<List<Clause>> branches() {
            return List.of();
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.dataPattern(this);
        }
    }

    /**
     * {@code [(< ?x 5)]}: the result must be neither false nor nil.
     *
     * @param call what is computed
     * @param origin the form it was made from
     */
    record Predicate(Call call, Origin origin) implements Clause {
        @Override
        public Set<Variable> variables() {
            return call.variables();
        }

        @Override
        public List<List<Clause>> branches() {
            return List.of();
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.predicate(this);
        }
    }

    /**
     * {@code [(count ?name) ?length]}: the result is bound; nil drops the row.
     *
     * @param call what is computed
     * @param binding what the result is bound to
     * @param origin the form it was made from
     */
    record FunctionClause(Call call, Binding binding, Origin origin) implements Clause {
        @Override
        public Set<Variable> variables() {
            Set<Variable> variables = call.variables();
            variables.addAll(binding.variables());
            return variables;
        }

        @Override
        public List<List<Clause>> branches() {
            return List.of();
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.function(this);
        }
    }

    /**
     * {@code (ancestor ?a ?b)}: one of the rules of that name holds.
     *
     * @param source what the body of the rule sees as its default source
     * @param name the name of the rule
     * @param arguments what its parameters are
     * @param origin the form it was made from
     */
    record RuleCall(SourceVariable source, Symbol name, List<Term> arguments, Origin origin) implements Clause {
        /** Makes one, with a copy of the list. */
        public RuleCall {
            arguments = List.copyOf(arguments);
        }

        @Override
        public Set<Variable> variables() {
            return variablesOf(arguments);
        }

        @Override
        public List<List<Clause>> branches() {
            return List.of();
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.ruleCall(this);
        }
    }

    /**
     * {@code (not ...)} or {@code (not-join [?x] ...)}: the clauses together have no solution.
     *
     * @param joinVariables the variables of {@code not-join} that are those outside; null for {@code not}, where all are
     * @param clauses at least one clause
     * @param origin the form it was made from
     */
    record Not(@Nullable List<Variable> joinVariables, List<Clause> clauses, Origin origin) implements Clause {
        /** Makes one, with copies of the lists. */
        public Not {
            joinVariables = joinVariables == null ? null : List.copyOf(joinVariables);
            clauses = List.copyOf(clauses);
        }

        @Override
        public Set<Variable> variables() {
            return joinVariables == null ? variablesIn(clauses) : new LinkedHashSet<>(joinVariables);
        }

        @Override
        public List<List<Clause>> branches() {
            return List.of(clauses);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.not(this);
        }
    }

    /**
     * {@code (or ...)} or {@code (or-join [?x] ...)}: at least one branch holds; a branch is a conjunction of clauses.
     *
     * @param required the variables of {@code or-join} that must be bound before; otherwise none
     * @param joinVariables the other variables of {@code or-join} that are those outside; null for {@code or}, where all are
     * @param branches at least one list of at least one clause
     * @param origin the form it was made from
     */
    record Or(
            List<Variable> required, @Nullable List<Variable> joinVariables, List<List<Clause>> branches, Origin origin)
            implements Clause {
        /** Makes one, with copies of the lists. */
        public Or {
            required = List.copyOf(required);
            joinVariables = joinVariables == null ? null : List.copyOf(joinVariables);
            branches = branches.stream().map(List::copyOf).toList();
        }

        @Override
        public Set<Variable> variables() {
            if (joinVariables == null) {
                return variablesIn(branches.get(0));
            }
            Set<Variable> variables = new LinkedHashSet<>(required);
            variables.addAll(joinVariables);
            return variables;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.or(this);
        }
    }

    /** Returns the variables that clauses share with those beside them, each once, in order. */
    static Set<Variable> variablesIn(List<Clause> clauses) {
        Set<Variable> variables = new LinkedHashSet<>();
        for (Clause clause : clauses) {
            variables.addAll(clause.variables());
        }
        return variables;
    }

    private static Set<Variable> variablesOf(List<Term> terms) {
        Set<Variable> variables = new LinkedHashSet<>();
        for (Term term : terms) {
            if (term instanceof Variable variable) {
                variables.add(variable);
            }
        }
        return variables;
    }
}

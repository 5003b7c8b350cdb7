package io.stator.engine.query.syntax;

import io.stator.Anomaly;
import io.stator.edn.Symbol;
import io.stator.engine.datom.Effort;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the clauses of {@code :where} and of the bodies of rules. */
final class ClauseParser {
    /** How deep clauses, calls and literals may be nested. */
    static final int NESTING_MAX = 100;

    /** What reading a clause is taken for, in steps. */
    static final int FORM_STEPS = 10;

    /** How many different sets of variables a message shows. */
    private static final int SETS_SHOWN_MAX = 4;

    private static final Symbol NOT = Symbol.of("not");
    private static final Symbol NOT_JOIN = Symbol.of("not-join");
    private static final Symbol OR = Symbol.of("or");
    private static final Symbol OR_JOIN = Symbol.of("or-join");
    private static final Symbol AND = Symbol.of("and");

    private final Set<Symbol> inputNames;
    private final boolean inRule;
    private final Effort effort;

    /**
     * Makes a parser.
     *
     * @param inputNames the plain symbols among the inputs
     * @param inRule whether the clauses are the body of a rule, where patterns may not name a source
     * @param effort is told of each form
     */
    ClauseParser(Set<Symbol> inputNames, boolean inRule, Effort effort) {
        this.inputNames = inputNames;
        this.inRule = inRule;
        this.effort = effort;
    }

    List<Clause> parse(List<?> forms) {
        return clauses(forms, SourceVariable.DEFAULT, 0);
    }

    private List<Clause> clauses(List<?> forms, SourceVariable source, int depth) {
        if (depth > NESTING_MAX) {
            throw Malformed.tooDeep();
        }
        List<Clause> clauses = new ArrayList<>(forms.size());
        for (Object form : forms) {
            effort.steps(FORM_STEPS);
            if (!(form instanceof List<?> list) || list.isEmpty()) {
                throw new Anomaly.Incorrect(
                        "each clause must be a list or vector that is not empty: clause=" + Origin.of(form));
            }
            Clause clause = clause(list, source, depth);
            if (clause != null) {
                clauses.add(clause);
            }
        }
        return clauses;
    }

    /** Returns the clause, or null for a {@code not} without clauses, which has no effect. */
    private @Nullable Clause clause(List<?> form, SourceVariable outer, int depth) {
        Origin origin = Origin.of(form);
        if (form.get(0) instanceof List<?> call) {
            return expression(call, form, origin);
        }
        SourceVariable source = outer;
        List<?> rest = form;
        if (FormKinds.isSource(form.get(0)) && form.get(0) instanceof Symbol symbol) {
            if (inRule) {
                throw new Anomaly.Incorrect("processing clause: " + origin + ", message: Cannot resolve key: " + symbol
                        + "; the body of a rule sees the source of its call only");
            }
            source = new SourceVariable(symbol);
            rest = form.subList(1, form.size());
            if (rest.isEmpty()) {
                throw Malformed.clause("a source must be followed by a pattern or rule call", origin);
            }
        }
        if (FormKinds.isPlainSymbol(rest.get(0)) && rest.get(0) instanceof Symbol name) {
            return named(name, rest.subList(1, rest.size()), source, origin, depth);
        }
        return new Clause.DataPattern(source, terms(rest, origin), origin);
    }

    private @Nullable Clause named(Symbol name, List<?> rest, SourceVariable source, Origin origin, int depth) {
        if (name == NOT) {
            return not(null, clauses(rest, source, depth + 1), origin);
        }
        if (name == NOT_JOIN) {
            List<Variable> join = variables(joinForm(rest, origin), origin);
            return not(join, clauses(rest.subList(1, rest.size()), source, depth + 1), origin);
        }
        if (name == OR) {
            return or(branches(rest, source, origin, depth), origin);
        }
        if (name == OR_JOIN) {
            return orJoin(rest, source, origin, depth);
        }
        if (name == AND) {
            throw Malformed.clause("and may be used inside or and or-join only; clauses side by side all hold", origin);
        }
        if (rest.isEmpty()) {
            throw Malformed.clause("a rule must be called with at least one argument", origin);
        }
        return new Clause.RuleCall(source, name, terms(rest, origin), origin);
    }

    private Clause expression(List<?> call, List<?> form, Origin origin) {
        Call parsed = null;
        if (FormKinds.isRound(call) || form.size() == 1) {
            parsed = new CallParser(inputNames, origin, effort).parse(call);
        }
        if (form.size() == 1 && parsed != null) {
            return new Clause.Predicate(parsed, origin);
        }
        Binding binding = BindingParser.parse(form.get(1));
        if (form.size() > 2) {
            throw Malformed.binding(
                    form.subList(1, form.size()), "a function's result is bound by one form, in clause " + origin);
        }
        if (parsed == null) {
            parsed = new CallParser(inputNames, origin, effort).parse(call);
        }
        return new Clause.FunctionClause(parsed, binding, origin);
    }

    private static @Nullable Clause not(@Nullable List<Variable> join, List<Clause> clauses, Origin origin) {
        return clauses.isEmpty() ? null : new Clause.Not(join, clauses, origin);
    }

    private static Clause or(List<List<Clause>> branches, Origin origin) {
        Set<Set<Variable>> used = new LinkedHashSet<>();
        for (List<Clause> branch : branches) {
            used.add(Clause.variablesIn(branch));
        }
        if (used.size() > 1) {
            throw Malformed.clause(
                    "All clauses in 'or' must use same set of vars, had "
                            + Origin.show(used.stream()
                                    .map(ClauseParser::names)
                                    .limit(SETS_SHOWN_MAX)
                                    .toList()),
                    origin);
        }
        return new Clause.Or(List.of(), null, branches, origin);
    }

    private static List<Symbol> names(Set<Variable> variables) {
        return variables.stream().map(Variable::name).toList();
    }

    private Clause orJoin(List<?> rest, SourceVariable source, Origin origin, int depth) {
        List<?> join = joinForm(rest, origin);
        List<Variable> required = List.of();
        List<?> others = join;
        if (!join.isEmpty() && join.get(0) instanceof List<?> list) {
            required = variables(list, origin);
            others = join.subList(1, join.size());
        }
        List<List<Clause>> branches = branches(rest.subList(1, rest.size()), source, origin, depth);
        return new Clause.Or(required, variables(others, origin), branches, origin);
    }

    private List<List<Clause>> branches(List<?> forms, SourceVariable source, Origin origin, int depth) {
        if (forms.isEmpty()) {
            throw Malformed.clause("or must have at least one branch", origin);
        }
        List<List<Clause>> branches = new ArrayList<>(forms.size());
        for (Object form : forms) {
            List<?> branch = form instanceof List<?> list && !list.isEmpty() && list.get(0) == AND
                    ? list.subList(1, list.size())
                    : Collections.singletonList(form);
            List<Clause> clauses = clauses(branch, source, depth + 1);
            if (clauses.isEmpty()) {
                throw Malformed.clause("each branch of or must have a clause", origin);
            }
            branches.add(clauses);
        }
        return branches;
    }

    private static List<?> joinForm(List<?> rest, Origin origin) {
        if (rest.isEmpty() || !(rest.get(0) instanceof List<?> join)) {
            throw Malformed.clause("not-join and or-join must start with a vector of variables", origin);
        }
        return join;
    }

    private static List<Variable> variables(List<?> forms, Origin origin) {
        Set<Variable> variables = new LinkedHashSet<>();
        for (Object form : forms) {
            if (!FormKinds.isVariable(form) || !(form instanceof Symbol symbol)) {
                throw Malformed.clause("expected a variable, got " + Origin.show(form), origin);
            }
            variables.add(new Variable(symbol));
        }
        return List.copyOf(variables);
    }

    private List<Term> terms(List<?> forms, Origin origin) {
        List<Term> terms = new ArrayList<>(forms.size());
        for (Object form : forms) {
            effort.steps(1);
            terms.add(term(form, origin));
        }
        return terms;
    }

    private static Term term(@Nullable Object form, Origin origin) {
        if (form == FormKinds.PLACEHOLDER) {
            return Placeholder.ANY;
        }
        if (FormKinds.isSource(form) || form == FormKinds.RULES) {
            throw Malformed.clause(form + " may stand only at the beginning of a clause", origin);
        }
        if (FormKinds.isVariable(form) && form instanceof Symbol symbol) {
            return new Variable(symbol);
        }
        return new Constant(form);
    }
}

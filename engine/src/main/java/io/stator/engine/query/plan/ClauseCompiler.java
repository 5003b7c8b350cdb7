package io.stator.engine.query.plan;

import io.stator.Anomaly;
import io.stator.edn.Symbol;
import io.stator.engine.datom.Effort;
import io.stator.engine.query.function.Expression;
import io.stator.engine.query.function.FunctionRegistry;
import io.stator.engine.query.syntax.Argument;
import io.stator.engine.query.syntax.Binding;
import io.stator.engine.query.syntax.Call;
import io.stator.engine.query.syntax.Clause;
import io.stator.engine.query.syntax.Constant;
import io.stator.engine.query.syntax.InputName;
import io.stator.engine.query.syntax.Origin;
import io.stator.engine.query.syntax.Placeholder;
import io.stator.engine.query.syntax.Position;
import io.stator.engine.query.syntax.Rule;
import io.stator.engine.query.syntax.RuleSet;
import io.stator.engine.query.syntax.SourceVariable;
import io.stator.engine.query.syntax.Target;
import io.stator.engine.query.syntax.Term;
import io.stator.engine.query.syntax.Variable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns clauses into goals: variables become slots, sources numbers, and calls of rules that do not call themselves
 * the bodies of the rules. Not thread-safe.
 */
final class ClauseCompiler {
    /** The greatest number of goals that in-lined rules may add; rules beyond it are run like recursive ones. */
    private static final int INLINED_MAX = 4_000;

    /** The greatest depth to which rules are in-lined. */
    private static final int DEPTH_MAX = 50;

    /** What compiling a clause is taken for, in steps. */
    private static final int CLAUSE_STEPS = 20;

    private final RuleSet rules;
    private final RuleGraph graph;
    private final Map<SourceVariable, Integer> sources;
    private final SlotNames names;
    private final FunctionRegistry functions;
    private final Effort effort;
    private int inlined;

    ClauseCompiler(Language language, SlotNames names, Effort effort) {
        this.rules = language.rules();
        this.graph = language.graph();
        this.sources = language.sources();
        this.functions = language.functions();
        this.names = names;
        this.effort = effort;
    }

    /** Returns the goals of clauses that must all hold. */
    List<Goal> compile(List<Clause> clauses, Scope scope) {
        List<Goal> goals = new ArrayList<>();
        for (Clause clause : clauses) {
            effort.steps(CLAUSE_STEPS);
            goals.addAll(clause.match(new Goals(scope)));
        }
        return goals;
    }

    /** The goals that each kind of clause becomes in a scope. */
    private final class Goals implements Clause.Cases<List<Goal>> {
        private final Scope scope;

        Goals(Scope scope) {
            this.scope = scope;
        }

        @Override
        public List<Goal> dataPattern(Clause.DataPattern pattern) {
            return List.of(ClauseCompiler.this.pattern(pattern, scope));
        }

        @Override
        public List<Goal> predicate(Clause.Predicate predicate) {
            return List.of(calling(predicate.call(), null, predicate.origin(), scope));
        }

        @Override
        public List<Goal> function(Clause.FunctionClause function) {
            return List.of(calling(function.call(), function.binding(), function.origin(), scope));
        }

        @Override
        public List<Goal> ruleCall(Clause.RuleCall call) {
            return ClauseCompiler.this.ruleCall(call, scope);
        }

        @Override
        public List<Goal> not(Clause.Not not) {
            return not.clauses().isEmpty() ? List.of() : List.of(negation(not, scope));
        }

        @Override
        public List<Goal> or(Clause.Or or) {
            return choice(or, scope);
        }
    }

    private int source(SourceVariable variable, Scope scope, Origin origin) {
        if (variable.equals(SourceVariable.DEFAULT)) {
            if (scope.source < 0) {
                throw Anomaly.incorrect(
                        "invalid-data-source",
                        "Nil or missing data source. Did you forget to pass a database argument? clause=" + origin);
            }
            return scope.source;
        }
        Integer number = sources.get(variable);
        if (number == null) {
            throw new Anomaly.Incorrect("processing clause: " + origin + ", message: Cannot resolve key: " + variable);
        }
        return number;
    }

    private Goal pattern(Clause.DataPattern pattern, Scope scope) {
        int count = pattern.terms().size();
        int[] slots = new int[count];
        @Nullable Object[] constants = new @Nullable Object[count];
        BitSet variables = new BitSet();
        for (int i = 0; i < count; i++) {
            Term term = pattern.terms().get(i);
            slots[i] = -1;
            constants[i] = Goal.BLANK;
            if (term instanceof Variable variable) {
                slots[i] = scope.slot(variable, names);
                variables.set(slots[i]);
            } else if (term instanceof Constant constant) {
                constants[i] = constant.value();
            }
        }
        int source = source(pattern.source(), scope, pattern.origin());
        return new Goal.Pattern(source, slots, constants, variables, pattern.origin(), hidden(pattern));
    }

    private int hidden(Clause.DataPattern pattern) {
        boolean several =
                !(pattern.term(Position.A) instanceof Constant) && !(pattern.term(Position.V) instanceof Placeholder);
        if (!several) {
            return -1;
        }
        int hidden = names.addUnnamed();
        names.addUnnamed();
        return hidden;
    }

    private Goal calling(Call call, @Nullable Binding binding, Origin origin, Scope scope) {
        Expression expression = Expression.compile(call, origin, functions);
        BitSet variables = new BitSet();
        List<Integer> inputs = new ArrayList<>();
        List<Goal.Input> arguments = new ArrayList<>();
        for (Argument argument : expression.inputs()) {
            if (argument instanceof Variable variable) {
                int slot = scope.slot(variable, names);
                variables.set(slot);
                inputs.add(slot);
                arguments.add(new Goal.Input.OfVariable(slot));
            } else if (argument instanceof SourceVariable variable) {
                arguments.add(new Goal.Input.OfSource(source(variable, scope, origin)));
            } else {
                arguments.add(new Goal.Input.Named(((InputName) argument).name()));
            }
        }
        List<Target> targets = binding == null ? List.of() : binding.targets();
        int[] outputs = new int[targets.size()];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = targets.get(i) instanceof Variable variable ? scope.slot(variable, names) : -1;
            if (outputs[i] >= 0) {
                variables.set(outputs[i]);
            }
        }
        int[] slots = inputs.stream().mapToInt(Integer::intValue).toArray();
        return new Goal.Calling(call, expression, arguments, slots, binding, outputs, variables, origin);
    }

    private int[] slots(List<Variable> variables, Scope scope, BitSet into) {
        int[] slots = new int[variables.size()];
        for (int i = 0; i < slots.length; i++) {
            effort.steps(1);
            slots[i] = scope.slot(variables.get(i), names);
            into.set(slots[i]);
        }
        return slots;
    }

    private Scope inner(List<Variable> shared, Scope outer, BitSet into) {
        Scope scope = new Scope(outer.source, outer.depth);
        for (Variable variable : shared) {
            effort.steps(1);
            int slot = outer.slot(variable, names);
            scope.put(variable, slot);
            into.set(slot);
        }
        return scope;
    }

    private Goal negation(Clause.Not not, Scope scope) {
        BitSet variables = new BitSet();
        List<Variable> joined = not.joinVariables();
        Scope inner = scope;
        if (joined == null) {
            slots(List.copyOf(not.variables()), scope, variables);
        } else {
            inner = inner(joined, scope, variables);
        }
        return new Goal.Negation(variables, compile(not.clauses(), inner), not.origin());
    }

    private List<Goal> choice(Clause.Or or, Scope scope) {
        BitSet variables = new BitSet();
        BitSet required = new BitSet();
        slots(or.required(), scope, required);
        List<Variable> joined = or.joinVariables();
        List<Variable> shared = List.copyOf(or.variables());
        slots(shared, scope, variables);
        List<List<Goal>> branches = new ArrayList<>();
        for (List<Clause> branch : or.branches()) {
            Scope inner = joined == null ? scope : inner(shared, scope, variables);
            branches.add(compile(branch, inner));
        }
        return choice(variables, required, branches, or.origin());
    }

    private static List<Goal> choice(BitSet variables, BitSet required, List<List<Goal>> branches, Origin origin) {
        return branches.size() == 1 && required.isEmpty()
                ? branches.get(0)
                : List.of(new Goal.Choice(variables, required, branches, origin));
    }

    private List<Goal> ruleCall(Clause.RuleCall call, Scope scope) {
        List<Goal> into = new ArrayList<>();
        List<Rule> definitions = rules.definitions(call);
        int source = call.source().equals(SourceVariable.DEFAULT)
                ? scope.source
                : source(call.source(), scope, call.origin());
        BitSet variables = new BitSet();
        int[] arguments = new int[call.arguments().size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = argument(call.arguments().get(i), call.origin(), scope, into);
            variables.set(arguments[i]);
        }
        if (isCalled(call.name(), scope)) {
            CalledRule called = CalledRule.of(call.name(), arguments);
            into.add(new Goal.Recursion(called, source, called.different(arguments), variables, call.origin()));
            return into;
        }
        BitSet required = new BitSet();
        List<List<Goal>> branches = new ArrayList<>();
        for (Rule rule : definitions) {
            Scope inner = new Scope(source, scope.depth + 1);
            effort.steps(arguments.length);
            for (int i = 0; i < arguments.length; i++) {
                inner.put(rule.parameters().get(i), arguments[i]);
                if (i < rule.requiredCount()) {
                    required.set(arguments[i]);
                }
            }
            List<Goal> body = compile(rule.clauses(), inner);
            inlined += body.size();
            branches.add(body);
        }
        into.addAll(choice(variables, required, branches, call.origin()));
        return into;
    }

    /** Returns whether a rule is run by itself instead of being in-lined. */
    private boolean isCalled(Symbol rule, Scope scope) {
        return graph.isRecursive(rule) || scope.depth >= DEPTH_MAX || inlined >= INLINED_MAX;
    }

    private int argument(Term term, Origin origin, Scope scope, List<Goal> into) {
        if (term instanceof Variable variable) {
            return scope.slot(variable, names);
        }
        int slot = names.addUnnamed();
        if (term instanceof Constant constant) {
            BitSet variables = new BitSet();
            variables.set(slot);
            into.add(new Goal.Value(slot, constant.value(), variables, origin));
        }
        return slot;
    }
}

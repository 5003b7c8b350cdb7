package io.stator.engine.query.plan;

import io.stator.Anomaly;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.engine.datom.Effort;
import io.stator.engine.query.function.FunctionRegistry;
import io.stator.engine.query.syntax.Argument;
import io.stator.engine.query.syntax.Binding;
import io.stator.engine.query.syntax.FindElement;
import io.stator.engine.query.syntax.InputSpec;
import io.stator.engine.query.syntax.ParsedQuery;
import io.stator.engine.query.syntax.RuleSet;
import io.stator.engine.query.syntax.SourceVariable;
import io.stator.engine.query.syntax.Variable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A query with its rules, ready to be run with any inputs; thread-safe. */
public final class Plan {
    private static final Keyword VARIABLES = Keyword.of("variables");

    private final ParsedQuery query;
    private final SlotNames names = new SlotNames();
    private final Map<Variable, Integer> slots;
    private final List<Goal> goals;
    private final RulePrograms programs;
    private final Map<SourceVariable, Integer> sources;
    private final int[] outputs;
    private final List<BoundInput> boundInputs;

    /** The sources that were databases when the clauses were last found to be able to run. */
    private volatile @Nullable BitSet checkedSources;

    /** An input that is taken apart: where it stands, and the slots of the targets. */
    public record BoundInput(int position, Binding binding, int[] targets, String name) {}

    private Plan(ParsedQuery query, RuleSet rules, FunctionRegistry functions, Effort effort) {
        this.query = query;
        this.sources = numberSources(query);
        RuleSet unfolded = Linearization.unfolded(rules, effort);
        Language language = new Language(unfolded, new RuleGraph(unfolded, effort), sources, functions);
        Scope scope = new Scope(sources.getOrDefault(SourceVariable.DEFAULT, -1), 0);
        this.programs = new RulePrograms(language);
        this.goals = List.copyOf(new ClauseCompiler(language, names, effort).compile(query.where(), scope));
        this.outputs = outputSlots(scope);
        this.slots = scope.slots();
        this.boundInputs = findBoundInputs();
    }

    /**
     * Returns the plan of a query.
     *
     * @param effort is told of each clause
     * @throws Anomaly.Incorrect when it names something that there is not
     */
    public static Plan of(ParsedQuery query, RuleSet rules, FunctionRegistry functions, Effort effort) {
        return new Plan(query, rules, functions, effort);
    }

    private static Map<SourceVariable, Integer> numberSources(ParsedQuery query) {
        Map<SourceVariable, Integer> numbers = new LinkedHashMap<>();
        for (InputSpec input : query.inputs()) {
            if (input instanceof InputSpec.Source source) {
                numbers.putIfAbsent(source.variable(), numbers.size());
            }
        }
        return numbers;
    }

    /** Returns the variables of {@code :find}, in their order. */
    private Set<Variable> found() {
        Set<Variable> found = new LinkedHashSet<>();
        for (FindElement element : query.find().elements()) {
            found.add(element.variable());
            if (element instanceof FindElement.AggregateElement aggregate) {
                for (Argument argument : aggregate.arguments()) {
                    if (argument instanceof Variable variable) {
                        found.add(variable);
                    }
                }
            }
        }
        return found;
    }

    private int[] outputSlots(Scope scope) {
        Set<Variable> wanted = found();
        wanted.addAll(query.with());
        Set<Variable> known = new LinkedHashSet<>();
        query.inputs().forEach(input -> {
            if (input instanceof InputSpec.Bound bound) {
                known.addAll(bound.binding().variables());
            }
        });
        query.where().forEach(clause -> known.addAll(clause.variables()));
        known.forEach(variable -> scope.slot(variable, names));
        Set<Variable> unbound = new LinkedHashSet<>(wanted);
        unbound.removeAll(known);
        if (!unbound.isEmpty()) {
            throw unbound(unbound);
        }
        return wanted.stream().mapToInt(variable -> scope.slot(variable, names)).toArray();
    }

    private static Anomaly.Incorrect unbound(Set<Variable> variables) {
        List<String> shown = variables.stream().map(Variable::toString).toList();
        return Anomaly.incorrect(
                "unbound-query-variables",
                "Query is referencing unbound variables: #{" + String.join(" ", shown) + "}",
                Map.of(
                        VARIABLES,
                        Set.copyOf(variables.stream().map(Variable::name).toList())));
    }

    /** Returns the query. */
    public ParsedQuery query() {
        return query;
    }

    /** Returns the slot of a variable of {@code :find}, {@code :with} or {@code :in}. */
    public int slot(Variable variable) {
        Integer slot = slots.get(variable);
        if (slot == null) {
            throw new IllegalStateException("the query must have the variable: variable=" + variable);
        }
        return slot;
    }

    /** Returns the source of a name among inputs, or null when the query has none. */
    public @Nullable Object source(SourceVariable variable, List<@Nullable Object> inputs) {
        for (int i = 0; i < query.inputs().size(); i++) {
            if (query.inputs().get(i) instanceof InputSpec.Source source
                    && source.variable().equals(variable)) {
                return inputs.get(i);
            }
        }
        return null;
    }

    /** Returns the input of a name that is no variable. */
    public @Nullable Object named(Symbol name, List<@Nullable Object> inputs) {
        for (int i = 0; i < query.inputs().size(); i++) {
            if (query.inputs().get(i) instanceof InputSpec.Named named
                    && named.name().equals(name)) {
                return inputs.get(i);
            }
        }
        throw new Anomaly.Incorrect("Cannot resolve key: " + name + " (it must be among the inputs of :in)");
    }

    /** Returns the variables by their slots. */
    public SlotNames names() {
        return names;
    }

    /** Returns the clauses of {@code :where}. */
    public List<Goal> goals() {
        return goals;
    }

    /** Returns the rules that are run by themselves. */
    public RulePrograms programs() {
        return programs;
    }

    /** Returns the numbers of the sources. */
    public Map<SourceVariable, Integer> sources() {
        return sources;
    }

    /** Returns the slots of the variables of {@code :find} and {@code :with}. */
    public int[] outputs() {
        return outputs;
    }

    /** Returns the slots of the variables of {@code :find}. */
    public BitSet foundSlots() {
        BitSet slots = new BitSet();
        found().forEach(variable -> slots.set(slot(variable)));
        return slots;
    }

    /** Returns the inputs that are taken apart. */
    public List<BoundInput> boundInputs() {
        return boundInputs;
    }

    private List<BoundInput> findBoundInputs() {
        List<BoundInput> bound = new ArrayList<>();
        for (int i = 0; i < query.inputs().size(); i++) {
            if (query.inputs().get(i) instanceof InputSpec.Bound input) {
                int[] targets = input.binding().targets().stream()
                        .mapToInt(target -> target instanceof Variable variable ? slot(variable) : -1)
                        .toArray();
                bound.add(new BoundInput(i, input.binding(), targets, "input " + (i + 1)));
            }
        }
        return List.copyOf(bound);
    }

    /**
     * Throws when there is a clause that can never run, or a variable that nothing binds.
     *
     * @param inputs the variables that inputs have bound
     * @param databases the sources, by number, that are databases
     */
    public void check(BindingPatterns bindingPatterns, BitSet inputs, BitSet databases) {
        if (databases.equals(checkedSources)) {
            return;
        }
        BitSet bound = (BitSet) inputs.clone();
        Goal stuck = bindingPatterns.stuck(goals, bound);
        if (stuck != null) {
            throw bindingPatterns.insufficient(stuck, bound, names);
        }
        Set<Variable> unbound = new LinkedHashSet<>();
        for (int slot : outputs) {
            if (!bound.get(slot)) {
                unbound.add(names.variable(slot));
            }
        }
        if (!unbound.isEmpty()) {
            throw unbound(unbound);
        }
        checkedSources = databases;
    }
}

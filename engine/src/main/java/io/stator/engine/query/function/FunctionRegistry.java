package io.stator.engine.query.function;

import io.stator.Anomaly;
import io.stator.edn.Edn;
import io.stator.edn.Symbol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The functions and aggregates that queries may call, by name; immutable. */
public final class FunctionRegistry {
    private static final String CORE = "clojure.core";
    private static final String ALL_FUNCTIONS =
            " (all there are: docs/manual/reference.md#functions-of-queries, or: stator help manual reference)";
    private static final FunctionRegistry STANDARD = standardFunctions();

    private final Map<Symbol, EngineFunction> functions;
    private final Map<Symbol, EngineAggregate> aggregates;
    private final Others others;

    /** Finds functions that are not registered. */
    @FunctionalInterface
    public interface Others {
        /**
         * Returns the function with a qualified name, or null when there is none.
         *
         * @throws Anomaly when there is one that may not or cannot be called
         */
        @Nullable
        EngineFunction find(Symbol name);
    }

    private FunctionRegistry(
            Map<Symbol, EngineFunction> functions, Map<Symbol, EngineAggregate> aggregates, Others others) {
        this.functions = functions;
        this.aggregates = aggregates;
        this.others = others;
    }

    private static FunctionRegistry standardFunctions() {
        Definitions definitions = new Definitions();
        CoreFunctions.addTo(definitions);
        ClojureFunctions.addTo(definitions);
        InstantFunctions.addTo(definitions);
        NumberFunctions.addTo(definitions);
        TextFunctions.addTo(definitions);
        RegexFunctions.addTo(definitions);
        CollectionFunctions.addTo(definitions);
        HigherOrderFunctions.addTo(definitions);
        DatabaseFunctions.addTo(definitions);
        return new FunctionRegistry(
                Map.copyOf(definitions.functions()), Map.copyOf(StandardAggregates.all()), name -> null);
    }

    /** Returns the functions of the query language and the harmless ones of Clojure and Java. */
    public static FunctionRegistry standard() {
        return STANDARD;
    }

    /** Returns this registry with one more function, called by a name such as {@code "my.company/distance"}. */
    public FunctionRegistry with(String name, EngineFunction function) {
        Map<Symbol, EngineFunction> more = new HashMap<>(functions);
        more.put(Symbol.parse(name), new Registered(function));
        return new FunctionRegistry(Map.copyOf(more), aggregates, others);
    }

    /** Returns this registry with functions to be found under qualified names it does not know. */
    public FunctionRegistry withOthers(Others more) {
        return new FunctionRegistry(functions, aggregates, name -> {
            EngineFunction function = more.find(name);
            return function == null ? null : new Registered(function);
        });
    }

    /** Returns this registry with one more aggregate. */
    public FunctionRegistry withAggregate(String name, EngineAggregate aggregate) {
        Map<Symbol, EngineAggregate> more = new HashMap<>(aggregates);
        Symbol symbol = Symbol.parse(name);
        more.put(symbol, StandardAggregates.guarded(symbol, aggregate));
        return new FunctionRegistry(functions, Map.copyOf(more), others);
    }

    /**
     * Returns the function that a name means.
     *
     * @throws Anomaly.NotFound when the name has a namespace that is not known
     * @throws Anomaly.Incorrect when there is no such function
     */
    public EngineFunction resolve(Symbol name) {
        EngineFunction function = find(name);
        if (function != null) {
            return function;
        }
        if (name.namespace() == null
                && name.name().startsWith(".")
                && name.name().length() > 1) {
            return InstanceMethods.function(name.name().substring(1));
        }
        if (name.namespace() != null && !hasNamespace(name.namespace())) {
            throw new Anomaly.NotFound(
                    "Unable to load namespace for " + name + " (namespaces: " + String.join(" ", namespaces()) + ")",
                    Map.of(),
                    null);
        }
        throw new Anomaly.Incorrect("Unable to resolve symbol: " + name + similar(name));
    }

    private @Nullable EngineFunction find(Symbol name) {
        EngineFunction function = functions.get(name);
        if (function == null && CORE.equals(name.namespace())) {
            function = functions.get(Symbol.of(name.name()));
        }
        return function == null && name.namespace() != null ? others.find(name) : function;
    }

    private boolean hasNamespace(String namespace) {
        return namespace.equals(CORE)
                || functions.keySet().stream().anyMatch(name -> namespace.equals(name.namespace()));
    }

    private List<String> namespaces() {
        return functions.keySet().stream()
                .map(Symbol::namespace)
                .filter(namespace -> namespace != null)
                .distinct()
                .sorted()
                .toList();
    }

    /** Returns the names of the functions that share the beginning of a name, or where all of them are, as part of a message. */
    private String similar(Symbol name) {
        String plain = name.name();
        List<String> similar = new ArrayList<>();
        for (Symbol known : functions.keySet()) {
            if (known.name().equals(plain)
                    || (plain.length() > 1 && known.name().startsWith(plain.substring(0, (plain.length() + 1) / 2)))) {
                similar.add(known.qualifiedName());
            }
        }
        similar.sort(null);
        return similar.isEmpty() ? ALL_FUNCTIONS : " (similar: " + String.join(", ", similar) + ")";
    }

    /** Returns the names of the functions that are registered. */
    public Set<Symbol> functionNames() {
        return functions.keySet();
    }

    /** Returns the names of the aggregates. */
    public Set<Symbol> aggregateNames() {
        return aggregates.keySet();
    }

    /** Returns whether a name means the aggregate that counts rows. */
    public boolean isRowCount(Symbol name) {
        EngineAggregate aggregate = aggregates.get(name);
        return aggregate != null && aggregate.isRowCount();
    }

    /**
     * Returns the aggregate that a name means; a function that is no aggregate is called with all values as a list.
     *
     * @throws Anomaly.Incorrect when there is neither
     */
    public EngineAggregate aggregate(Symbol name) {
        EngineAggregate aggregate = aggregates.get(name);
        if (aggregate != null) {
            return aggregate;
        }
        EngineFunction function = find(name);
        if (function != null) {
            return StandardAggregates.calling(name, function);
        }
        throw Anomaly.incorrect(
                "invalid-aggregate",
                "Argument " + name + " in :find is not an aggregate function (aggregates: "
                        + Edn.describe(aggregates.keySet().stream().sorted().toList()) + ")");
    }
}

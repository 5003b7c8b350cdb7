package io.stator;

import io.stator.edn.Symbol;
import io.stator.spi.Require;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The functions of a program that transactions, schemas, queries and pull patterns may call by name; immutable.
 *
 * <p>It is handed over when a system is opened:
 *
 * <pre>{@code
 * Functions functions = Functions.none()
 *         .withTransactionFunction("bank/deposit", (before, arguments) -> ...)
 *         .withAttributePredicate("bank/iban?", value -> Iban.isValid((String) value));
 * Client client = Stator.open(path, functions);
 * }</pre>
 *
 * <p>What a function throws ends the query or transaction that called it: an {@link Anomaly}, such as one made by {@link
 * Anomaly#cancel}, reaches the caller as it is, anything else as an {@link Anomaly.Fault} that names the function.
 *
 * <p>Names are those of Clojure, a namespace and a name; a name may mean one function of each kind. What a program
 * registers goes before what the library brings under the same name.
 *
 * <p>Its methods never wait.
 *
 * <p>In the manual: {@code docs/manual/java.md}, or {@code stator help manual java}.
 */
public final class Functions {
    private static final Functions NONE = new Functions(
            new OfTransactions(Map.of(), Map.of(), Map.of()), new OfQueries(Map.of(), Map.of(), Map.of()), Set.of());

    private final OfTransactions inTransactions;
    private final OfQueries inQueries;
    private final Set<String> clojure;

    /** What transactions call. */
    private record OfTransactions(
            Map<Symbol, TransactionFunction> functions,
            Map<Symbol, AttributePredicate> attributePredicates,
            Map<Symbol, EntityPredicate> entityPredicates) {}

    /** What queries and pull patterns call. */
    private record OfQueries(
            Map<Symbol, QueryFunction> functions,
            Map<Symbol, AggregateFunction> aggregates,
            Map<Symbol, Xform> xforms) {}

    private Functions(OfTransactions inTransactions, OfQueries inQueries, Set<String> clojure) {
        this.inTransactions = inTransactions;
        this.inQueries = inQueries;
        this.clojure = clojure;
    }

    private Functions with(OfTransactions others) {
        return new Functions(others, inQueries, clojure);
    }

    private Functions with(OfQueries others) {
        return new Functions(inTransactions, others, clojure);
    }

    /** Returns no functions but those of the library. Never fails. */
    public static Functions none() {
        return NONE;
    }

    private static <F> Map<Symbol, F> with(Map<Symbol, F> functions, String name, F function, String kind) {
        Require.present(function, kind);
        Map<Symbol, F> more = new LinkedHashMap<>(functions);
        more.put(qualified(name), function);
        return Collections.unmodifiableMap(more);
    }

    private static Symbol qualified(String name) {
        Symbol symbol = Require.symbol(name, "name");
        if (symbol.namespace() == null) {
            throw Require.refused("name", "must have a namespace, as in my.company/" + name + ": name=" + name);
        }
        return symbol;
    }

    /**
     * Returns these functions and one that transactions call, by a name such as {@code "my.company/transfer"}.
     *
     * @throws Anomaly.Incorrect when the name is no symbol with a namespace, or an argument is null
     */
    public Functions withTransactionFunction(String name, TransactionFunction function) {
        return with(new OfTransactions(
                with(inTransactions.functions, name, function, "function"),
                inTransactions.attributePredicates,
                inTransactions.entityPredicates));
    }

    /**
     * Returns these functions and a predicate that attributes name under {@code :db.attr/preds}.
     *
     * @throws Anomaly.Incorrect when the name is no symbol with a namespace, or an argument is null
     */
    public Functions withAttributePredicate(String name, AttributePredicate predicate) {
        return with(new OfTransactions(
                inTransactions.functions,
                with(inTransactions.attributePredicates, name, predicate, "predicate"),
                inTransactions.entityPredicates));
    }

    /**
     * Returns these functions and a predicate that specs of entities name under {@code :db.entity/preds}.
     *
     * @throws Anomaly.Incorrect when the name is no symbol with a namespace, or an argument is null
     */
    public Functions withEntityPredicate(String name, EntityPredicate predicate) {
        return with(new OfTransactions(
                inTransactions.functions,
                inTransactions.attributePredicates,
                with(inTransactions.entityPredicates, name, predicate, "predicate")));
    }

    /**
     * Returns these functions and one that queries call, as a predicate or for its value.
     *
     * @throws Anomaly.Incorrect when the name is no symbol with a namespace, or an argument is null
     */
    public Functions withQueryFunction(String name, QueryFunction function) {
        return with(new OfQueries(
                with(inQueries.functions, name, function, "function"), inQueries.aggregates, inQueries.xforms));
    }

    /**
     * Returns these functions and an aggregate that queries call in {@code :find}.
     *
     * @throws Anomaly.Incorrect when the name is no symbol with a namespace, or an argument is null
     */
    public Functions withAggregate(String name, AggregateFunction aggregate) {
        return with(new OfQueries(
                inQueries.functions, with(inQueries.aggregates, name, aggregate, "aggregate"), inQueries.xforms));
    }

    /**
     * Returns these functions and one that pull patterns apply to a selected value with {@code :xform}.
     *
     * @throws Anomaly.Incorrect when the name is no symbol with a namespace, or an argument is null
     */
    public Functions withXform(String name, Xform xform) {
        return with(
                new OfQueries(inQueries.functions, inQueries.aggregates, with(inQueries.xforms, name, xform, "xform")));
    }

    /**
     * Returns these functions and the permission to call functions of Clojure, when Clojure is on the class path: one
     * function for each name such as {@code "my.company/transfer"}, all functions of a namespace for each name without a
     * slash such as {@code "my.company"}. The namespace is loaded when one of them is first called.
     *
     * @throws Anomaly.Incorrect when a name is no symbol, or null
     */
    public Functions allowClojure(String... namesOrNamespaces) {
        Set<String> more = new LinkedHashSet<>(clojure);
        for (String name : Require.elements(namesOrNamespaces, "namesOrNamespaces")) {
            more.add(Require.symbol(name, "namesOrNamespaces").qualifiedName());
        }
        return new Functions(inTransactions, inQueries, Collections.unmodifiableSet(more));
    }

    /** Returns the functions that transactions call. Never fails. */
    public Map<Symbol, TransactionFunction> transactionFunctions() {
        return inTransactions.functions;
    }

    /** Returns the predicates of attributes. Never fails. */
    public Map<Symbol, AttributePredicate> attributePredicates() {
        return inTransactions.attributePredicates;
    }

    /** Returns the predicates of entities. Never fails. */
    public Map<Symbol, EntityPredicate> entityPredicates() {
        return inTransactions.entityPredicates;
    }

    /** Returns the functions that queries call. Never fails. */
    public Map<Symbol, QueryFunction> queryFunctions() {
        return inQueries.functions;
    }

    /** Returns the aggregates. Never fails. */
    public Map<Symbol, AggregateFunction> aggregates() {
        return inQueries.aggregates;
    }

    /** Returns the functions that pull patterns apply. Never fails. */
    public Map<Symbol, Xform> xforms() {
        return inQueries.xforms;
    }

    /** Returns the names and namespaces of Clojure that may be called. Never fails. */
    public Set<String> allowedClojure() {
        return clojure;
    }

    /**
     * Returns whether a function of Clojure may be called.
     *
     * @throws Anomaly.Incorrect when the name is null
     */
    public boolean allowsClojure(Symbol name) {
        Require.present(name, "name");
        String namespace = name.namespace();
        return namespace != null && (clojure.contains(name.qualifiedName()) || clojure.contains(namespace));
    }

    private static <F> Map<Symbol, F> only(Map<Symbol, F> functions, Set<String> names) {
        Map<Symbol, F> kept = new LinkedHashMap<>();
        functions.forEach((name, function) -> {
            if (names.contains(name.qualifiedName()) || names.contains(name.namespace())) {
                kept.put(name, function);
            }
        });
        return Collections.unmodifiableMap(kept);
    }

    private Set<String> onlyClojure(Set<String> names) {
        Set<String> kept = new LinkedHashSet<>();
        for (String name : names) {
            Symbol symbol = Symbol.parse(name);
            boolean all = clojure.contains(name);
            if (all || (symbol.namespace() != null && allowsClojure(symbol))) {
                kept.add(name);
            }
        }
        for (String name : clojure) {
            String namespace = Symbol.parse(name).namespace();
            if (namespace != null && names.contains(namespace)) {
                kept.add(name);
            }
        }
        return Collections.unmodifiableSet(kept);
    }

    /**
     * Returns those of these functions that are named, for callers that may call no others: one function for each name such as {@code "my.company/transfer"}, all of a
     * namespace for each name without a slash. A name that none of them has allows nothing.
     *
     * @throws Anomaly.Incorrect when a name is no string, no symbol, or null
     */
    public Functions only(Collection<String> namesOrNamespaces) {
        Set<String> names = new LinkedHashSet<>();
        for (String name : Require.strings(namesOrNamespaces, "namesOrNamespaces")) {
            names.add(Require.symbol(name, "namesOrNamespaces").qualifiedName());
        }
        return new Functions(
                new OfTransactions(
                        only(inTransactions.functions, names),
                        only(inTransactions.attributePredicates, names),
                        only(inTransactions.entityPredicates, names)),
                new OfQueries(
                        only(inQueries.functions, names),
                        only(inQueries.aggregates, names),
                        only(inQueries.xforms, names)),
                onlyClojure(names));
    }
}

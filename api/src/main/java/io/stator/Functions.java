package io.stator;

import io.stator.edn.Symbol;
import io.stator.spi.Require;
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
 */
public final class Functions {
    private static final Functions NONE =
            new Functions(Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Set.of());

    private final Map<Symbol, TransactionFunction> transactionFunctions;
    private final Map<Symbol, AttributePredicate> attributePredicates;
    private final Map<Symbol, EntityPredicate> entityPredicates;
    private final Map<Symbol, QueryFunction> queryFunctions;
    private final Map<Symbol, AggregateFunction> aggregates;
    private final Map<Symbol, Xform> xforms;
    private final Set<String> clojure;

    private Functions(
            Map<Symbol, TransactionFunction> transactionFunctions,
            Map<Symbol, AttributePredicate> attributePredicates,
            Map<Symbol, EntityPredicate> entityPredicates,
            Map<Symbol, QueryFunction> queryFunctions,
            Map<Symbol, AggregateFunction> aggregates,
            Map<Symbol, Xform> xforms,
            Set<String> clojure) {
        this.transactionFunctions = transactionFunctions;
        this.attributePredicates = attributePredicates;
        this.entityPredicates = entityPredicates;
        this.queryFunctions = queryFunctions;
        this.aggregates = aggregates;
        this.xforms = xforms;
        this.clojure = clojure;
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
        return new Functions(
                with(transactionFunctions, name, function, "function"),
                attributePredicates,
                entityPredicates,
                queryFunctions,
                aggregates,
                xforms,
                clojure);
    }

    /**
     * Returns these functions and a predicate that attributes name under {@code :db.attr/preds}.
     *
     * @throws Anomaly.Incorrect when the name is no symbol with a namespace, or an argument is null
     */
    public Functions withAttributePredicate(String name, AttributePredicate predicate) {
        return new Functions(
                transactionFunctions,
                with(attributePredicates, name, predicate, "predicate"),
                entityPredicates,
                queryFunctions,
                aggregates,
                xforms,
                clojure);
    }

    /**
     * Returns these functions and a predicate that specs of entities name under {@code :db.entity/preds}.
     *
     * @throws Anomaly.Incorrect when the name is no symbol with a namespace, or an argument is null
     */
    public Functions withEntityPredicate(String name, EntityPredicate predicate) {
        return new Functions(
                transactionFunctions,
                attributePredicates,
                with(entityPredicates, name, predicate, "predicate"),
                queryFunctions,
                aggregates,
                xforms,
                clojure);
    }

    /**
     * Returns these functions and one that queries call, as a predicate or for its value.
     *
     * @throws Anomaly.Incorrect when the name is no symbol with a namespace, or an argument is null
     */
    public Functions withQueryFunction(String name, QueryFunction function) {
        return new Functions(
                transactionFunctions,
                attributePredicates,
                entityPredicates,
                with(queryFunctions, name, function, "function"),
                aggregates,
                xforms,
                clojure);
    }

    /**
     * Returns these functions and an aggregate that queries call in {@code :find}.
     *
     * @throws Anomaly.Incorrect when the name is no symbol with a namespace, or an argument is null
     */
    public Functions withAggregate(String name, AggregateFunction aggregate) {
        return new Functions(
                transactionFunctions,
                attributePredicates,
                entityPredicates,
                queryFunctions,
                with(aggregates, name, aggregate, "aggregate"),
                xforms,
                clojure);
    }

    /**
     * Returns these functions and one that pull patterns apply to a selected value with {@code :xform}.
     *
     * @throws Anomaly.Incorrect when the name is no symbol with a namespace, or an argument is null
     */
    public Functions withXform(String name, Xform xform) {
        return new Functions(
                transactionFunctions,
                attributePredicates,
                entityPredicates,
                queryFunctions,
                aggregates,
                with(xforms, name, xform, "xform"),
                clojure);
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
        return new Functions(
                transactionFunctions,
                attributePredicates,
                entityPredicates,
                queryFunctions,
                aggregates,
                xforms,
                Collections.unmodifiableSet(more));
    }

    /** Returns the functions that transactions call. Never fails. */
    public Map<Symbol, TransactionFunction> transactionFunctions() {
        return transactionFunctions;
    }

    /** Returns the predicates of attributes. Never fails. */
    public Map<Symbol, AttributePredicate> attributePredicates() {
        return attributePredicates;
    }

    /** Returns the predicates of entities. Never fails. */
    public Map<Symbol, EntityPredicate> entityPredicates() {
        return entityPredicates;
    }

    /** Returns the functions that queries call. Never fails. */
    public Map<Symbol, QueryFunction> queryFunctions() {
        return queryFunctions;
    }

    /** Returns the aggregates. Never fails. */
    public Map<Symbol, AggregateFunction> aggregates() {
        return aggregates;
    }

    /** Returns the functions that pull patterns apply. Never fails. */
    public Map<Symbol, Xform> xforms() {
        return xforms;
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
}

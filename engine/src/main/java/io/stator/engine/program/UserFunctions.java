package io.stator.engine.program;

import io.stator.AggregateFunction;
import io.stator.AttributePredicate;
import io.stator.Database;
import io.stator.EntityPredicate;
import io.stator.Functions;
import io.stator.TransactionFunction;
import io.stator.TxData;
import io.stator.Xform;
import io.stator.edn.Symbol;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.query.function.Aggregate;
import io.stator.engine.query.function.EngineFunction;
import io.stator.engine.query.function.FunctionRegistry;
import io.stator.engine.transact.FunctionUse;
import io.stator.engine.transact.NamedFunction;
import io.stator.engine.transact.NamedFunctions;
import io.stator.spi.GivenValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The functions a program registered, and those of Clojure it allowed, in the shapes in which transactions, queries and
 * pull patterns call them. Thread-safe.
 */
@SuppressWarnings("NullAway") // it does not see that the parameters of the interfaces of another module may hold nulls
public final class UserFunctions {
    private final Functions functions;
    private final Function<DatabaseValue, Database> databases;
    private final UnaryOperator<@Nullable Object> values;
    private final List<FunctionBridge> bridges;

    /**
     * Creates them.
     *
     * @param databases what a function sees of a value of the engine
     * @param values what the engine sees of what a function returns
     */
    public UserFunctions(
            Functions functions, Function<DatabaseValue, Database> databases, UnaryOperator<@Nullable Object> values) {
        this.functions = functions;
        this.databases = databases;
        this.values = values;
        this.bridges = ServiceLoader.load(FunctionBridge.class, FunctionBridge.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /** Returns the functions that transactions and schemas name. */
    public NamedFunctions named() {
        NamedFunctions own = new NamedFunctions() {
            @Override
            public @Nullable NamedFunction find(FunctionUse use, Symbol name) {
                return registered(use, name);
            }

            @Override
            public Collection<Symbol> names(FunctionUse use) {
                return switch (use) {
                    case TRANSACTION -> functions.transactionFunctions().keySet();
                    case ATTRIBUTE_PREDICATE -> functions.attributePredicates().keySet();
                    case ENTITY_PREDICATE -> functions.entityPredicates().keySet();
                };
            }
        };
        return own.or(NamedFunctions.builtIn()).or((use, name) -> namedElsewhere(name));
    }

    private @Nullable NamedFunction registered(FunctionUse use, Symbol name) {
        return switch (use) {
            case TRANSACTION -> {
                TransactionFunction function = functions.transactionFunctions().get(name);
                yield function == null
                        ? null
                        : arguments -> FunctionFailure.guard(name, () -> forms(function, arguments));
            }
            case ATTRIBUTE_PREDICATE -> {
                AttributePredicate predicate = functions.attributePredicates().get(name);
                yield predicate == null
                        ? null
                        : arguments -> FunctionFailure.guard(name, () -> predicate.test(required(arguments.get(0))));
            }
            case ENTITY_PREDICATE -> {
                EntityPredicate predicate = functions.entityPredicates().get(name);
                yield predicate == null
                        ? null
                        : arguments -> FunctionFailure.guard(
                                name,
                                () -> predicate.test(databases.apply((DatabaseValue) required(arguments.get(0))), (Long)
                                        required(arguments.get(1))));
            }
        };
    }

    private static Object required(@Nullable Object argument) {
        if (argument == null) {
            throw new IllegalStateException("a predicate must be given a value");
        }
        return argument;
    }

    private @Nullable Object forms(TransactionFunction function, List<@Nullable Object> arguments) {
        Database before = databases.apply((DatabaseValue) required(arguments.get(0)));
        List<@Nullable Object> given = seen(arguments.subList(1, arguments.size()));
        TxData forms = function.call(before, Collections.unmodifiableList(given));
        return forms == null ? null : forms.forms();
    }

    /** Returns the function of another language with a name. */
    private FunctionBridge.@Nullable Bridged elsewhere(Symbol name) {
        for (FunctionBridge bridge : bridges) {
            FunctionBridge.Bridged function = bridge.find(functions, name);
            if (function != null) {
                return function;
            }
        }
        return null;
    }

    private @Nullable NamedFunction namedElsewhere(Symbol name) {
        FunctionBridge.Bridged function = elsewhere(name);
        return function == null ? null : arguments -> function.call(seen(arguments));
    }

    /** Returns arguments with databases as a program sees them. */
    private List<@Nullable Object> seen(List<? extends @Nullable Object> arguments) {
        List<@Nullable Object> seen = new ArrayList<>(arguments.size());
        for (Object argument : arguments) {
            seen.add(argument instanceof DatabaseValue value ? databases.apply(value) : GivenValues.give(argument));
        }
        return seen;
    }

    /** Returns the functions and aggregates that queries call. */
    public FunctionRegistry queries() {
        FunctionRegistry registry = FunctionRegistry.standard();
        for (Map.Entry<Symbol, io.stator.QueryFunction> entry :
                functions.queryFunctions().entrySet()) {
            registry = registry.with(entry.getKey().qualifiedName(), query(entry.getKey(), entry.getValue()));
        }
        for (Map.Entry<Symbol, AggregateFunction> entry : functions.aggregates().entrySet()) {
            AggregateFunction aggregate = entry.getValue();
            registry = registry.withAggregate(
                    entry.getKey().qualifiedName(),
                    (context, constants) -> new Gathered(
                            entry.getKey(), aggregate, Collections.unmodifiableList(new ArrayList<>(constants))));
        }
        return functions.allowedClojure().isEmpty() ? registry : registry.withOthers(this::queryElsewhere);
    }

    private EngineFunction query(Symbol name, io.stator.QueryFunction function) {
        return (context, arguments) -> FunctionFailure.guard(
                name, () -> values.apply(function.call(Collections.unmodifiableList(seen(Arrays.asList(arguments))))));
    }

    private @Nullable EngineFunction queryElsewhere(Symbol name) {
        FunctionBridge.Bridged function = elsewhere(name);
        return function == null
                ? null
                : (context, arguments) -> values.apply(function.call(seen(Arrays.asList(arguments))));
    }

    /** Returns the function that a pull pattern names, or null when it may not be called. */
    public @Nullable Xform xform(Symbol name) {
        Xform xform = functions.xforms().get(name);
        if (xform != null) {
            return value -> FunctionFailure.guard(name, () -> GivenValues.take(xform.apply(value)));
        }
        FunctionBridge.Bridged function = functions.allowsClojure(name) ? elsewhere(name) : null;
        return function == null ? null : value -> function.call(Collections.singletonList(value));
    }

    /** The values of one group, for an aggregate that takes them all at once. */
    private static final class Gathered implements Aggregate {
        private final Symbol name;
        private final AggregateFunction aggregate;
        private final List<@Nullable Object> constants;
        private final List<@Nullable Object> values = new ArrayList<>();

        Gathered(Symbol name, AggregateFunction aggregate, List<@Nullable Object> constants) {
            this.name = name;
            this.aggregate = aggregate;
            this.constants = constants;
        }

        @Override
        public void add(@Nullable Object value) {
            values.add(GivenValues.give(value));
        }

        @Override
        public @Nullable Object result() {
            return FunctionFailure.guard(name, () -> aggregate.call(constants, Collections.unmodifiableList(values)));
        }
    }
}

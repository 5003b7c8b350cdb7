package io.stator.engine.query.function;

import io.stator.Anomaly;
import io.stator.Query;
import io.stator.edn.Symbol;
import io.stator.engine.query.syntax.Argument;
import io.stator.engine.query.syntax.Call;
import io.stator.engine.query.syntax.Constant;
import io.stator.engine.query.syntax.Operator;
import io.stator.engine.query.syntax.Origin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A call whose functions are resolved, ready to be evaluated for many rows; immutable. */
public final class Expression {
    private static final Symbol GROUND = Symbol.of("ground");
    private static final Set<String> QUERIES = Set.of("q", "datomic.client.api/q", "datomic.api/q");

    private final Origin clause;
    private final List<Argument> inputs;
    private final Part root;
    private final boolean foreign;

    private Expression(Origin clause, List<Argument> inputs, Part root) {
        this.clause = clause;
        this.inputs = inputs;
        this.root = root;
        this.foreign = root.isForeign();
    }

    /**
     * Returns the call of a clause with its functions resolved.
     *
     * @throws Anomaly.Incorrect or {@link Anomaly.NotFound} when there is no such function
     */
    public static Expression compile(Call call, Origin clause, FunctionRegistry registry) {
        Map<Argument, Integer> slots = new LinkedHashMap<>();
        Part root = new Compiler(clause, registry, slots).call(call);
        return new Expression(clause, List.copyOf(slots.keySet()), root);
    }

    /** Returns the variables, sources and named inputs whose values {@link #evaluate} is to be given, each once. */
    public List<Argument> inputs() {
        return inputs;
    }

    /**
     * Returns the value of the call.
     *
     * @param values the values of {@link #inputs}, in their order; not changed
     * @throws Anomaly.Incorrect when a function fails, naming the clause and the reason
     */
    public @Nullable Object evaluate(FunctionContext context, @Nullable Object[] values) {
        try {
            return root.evaluate(context, values);
        } catch (Anomaly anomaly) {
            throw anomaly;
        } catch (RuntimeException | StackOverflowError failure) {
            String reason = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
            throw new Anomaly.Incorrect("processing clause: " + clause + ", message: " + reason, Map.of(), failure);
        }
    }

    /** Returns whether a function of a program or module is called. */
    public boolean isForeign() {
        return foreign;
    }

    /** Returns whether a value counts as true: it is neither null nor false. */
    public static boolean isTrue(@Nullable Object value) {
        return value != null && !Boolean.FALSE.equals(value);
    }

    @Override
    public String toString() {
        return clause.text();
    }

    /** A part of a call. */
    private sealed interface Part {
        @Nullable
        Object evaluate(FunctionContext context, @Nullable Object[] values);

        /** Returns whether a function of a program or module is called. */
        default boolean isForeign() {
            return false;
        }
    }

    private record Value(@Nullable Object value) implements Part {
        @Override
        public boolean isForeign() {
            return value instanceof Registered;
        }

        @Override
        public @Nullable Object evaluate(FunctionContext context, @Nullable Object[] values) {
            return value;
        }
    }

    private record Slot(int index) implements Part {
        @Override
        public @Nullable Object evaluate(FunctionContext context, @Nullable Object[] values) {
            return values[index];
        }
    }

    private record Application(EngineFunction function, Part[] arguments) implements Part {
        @Override
        public boolean isForeign() {
            return function instanceof Registered || Arrays.stream(arguments).anyMatch(Part::isForeign);
        }

        @Override
        public @Nullable Object evaluate(FunctionContext context, @Nullable Object[] values) {
            @Nullable Object[] evaluated = new Object[arguments.length];
            for (int i = 0; i < evaluated.length; i++) {
                evaluated[i] = arguments[i].evaluate(context, values);
            }
            return function.call(context, evaluated);
        }
    }

    private record Compiler(Origin clause, FunctionRegistry registry, Map<Argument, Integer> slots) {
        Part call(Call call) {
            if (call.operator() instanceof Operator.Named named) {
                checkGround(named.name(), call);
                List<Part> arguments = arguments(call);
                prepareFirst(named.name(), call, arguments);
                return new Application(registry.resolve(named.name()), arguments.toArray(Part[]::new));
            }
            Object literal = ((Operator.Literal) call.operator()).value();
            EngineFunction function = LiteralFunctions.of(literal);
            if (function == null) {
                throw new Anomaly.Incorrect("a function must be named, got " + Origin.show(literal) + " in " + clause);
            }
            return new Application(function, arguments(call).toArray(Part[]::new));
        }

        private void checkGround(Symbol name, Call call) {
            if (name == GROUND && !call.arguments().stream().allMatch(Constant.class::isInstance)) {
                throw new Anomaly.Incorrect("Can't have variable in ground expression: " + clause);
            }
        }

        private List<Part> arguments(Call call) {
            List<Part> arguments = new ArrayList<>(call.arguments().size());
            for (Argument argument : call.arguments()) {
                arguments.add(argument(argument));
            }
            return arguments;
        }

        private Part argument(Argument argument) {
            if (argument instanceof Call nested) {
                return call(nested);
            }
            if (argument instanceof Constant constant) {
                return new Value(constant.value());
            }
            Integer slot = slots.get(argument);
            if (slot == null) {
                slot = slots.size();
                slots.put(argument, slot);
            }
            return new Slot(slot);
        }

        /** Parses the query of a nested query, and resolves the function a function is given, once for all rows. */
        private void prepareFirst(Symbol name, Call call, List<Part> arguments) {
            if (arguments.isEmpty() || !(call.arguments().get(0) instanceof Constant constant)) {
                return;
            }
            Object value = constant.value();
            if (QUERIES.contains(name.qualifiedName())) {
                arguments.set(0, new Value(Query.of(value)));
            } else if (HigherOrderFunctions.takesFunction(name)) {
                arguments.set(0, new Value(function(value)));
            }
        }

        private @Nullable Object function(@Nullable Object value) {
            return value instanceof Symbol symbol ? registry.resolve(symbol) : value;
        }
    }
}

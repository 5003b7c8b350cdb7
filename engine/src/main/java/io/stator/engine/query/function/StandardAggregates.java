package io.stator.engine.query.function;

import io.stator.Anomaly;
import io.stator.edn.Symbol;
import io.stator.engine.query.syntax.Origin;
import io.stator.spi.GivenValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The aggregates of the query language, by name. */
final class StandardAggregates {
    /** The greatest number of values that min, max, rand and sample return. */
    static final int RETURNED_VALUES_MAX = 1_000_000;

    private StandardAggregates() {}

    static Map<Symbol, EngineAggregate> all() {
        Map<Symbol, EngineAggregate> all = new HashMap<>();
        plain(all, "count", CountAggregates.Count::new);
        withContext(all, "count-distinct", CountAggregates.CountDistinct::new);
        withContext(all, "distinct", CountAggregates.Distinct::new);
        plain(all, "sum", SumAggregates.Sum::new);
        plain(all, "avg", SumAggregates.Average::new);
        plain(all, "variance", SumAggregates.Variance::new);
        plain(all, "stddev", SumAggregates.Deviation::new);
        withContext(all, "median", OrderAggregates.Median::new);
        counted(all, "min", OrderAggregates.First::least, OrderAggregates.FirstSome::least);
        counted(all, "max", OrderAggregates.First::greatest, OrderAggregates.FirstSome::greatest);
        all.put(
                Symbol.of("rand"),
                (context, arguments) -> new RandomAggregates.Choice(
                        context.random(), arguments.isEmpty() ? -1 : number("rand", arguments)));
        all.put(
                Symbol.of("sample"),
                (context, arguments) -> new RandomAggregates.Sample(context, number("sample", arguments)));
        return all;
    }

    private static void plain(Map<Symbol, EngineAggregate> all, String name, Supplier<Aggregate> start) {
        withContext(all, name, context -> start.get());
    }

    private static void withContext(
            Map<Symbol, EngineAggregate> all, String name, Function<FunctionContext, Aggregate> start) {
        all.put(Symbol.of(name), (context, arguments) -> {
            if (!arguments.isEmpty()) {
                throw new Anomaly.Incorrect("the aggregate " + name + " takes a variable alone, got "
                        + Origin.show(arguments) + " before it");
            }
            return start.apply(context);
        });
    }

    private static void counted(
            Map<Symbol, EngineAggregate> all, String name, Supplier<Aggregate> one, IntFunction<Aggregate> several) {
        all.put(
                Symbol.of(name),
                (context, arguments) -> arguments.isEmpty() ? one.get() : several.apply(number(name, arguments)));
    }

    private static int number(String name, List<?> arguments) {
        if (arguments.size() == 1 && Arguments.isInteger(arguments.get(0))) {
            long number = Arguments.integer(arguments.get(0));
            if (number >= 0 && number <= RETURNED_VALUES_MAX) {
                return (int) number;
            }
        }
        throw new Anomaly.Incorrect("the aggregate " + name + " takes a number from 0 to " + RETURNED_VALUES_MAX
                + " before its variable, got " + Origin.show(arguments));
    }

    /** Returns the aggregate that calls a function with its arguments and the list of all values. */
    static EngineAggregate calling(Symbol name, EngineFunction function) {
        return (context, arguments) -> new Calling(name, function, context, arguments);
    }

    /** Returns the aggregate whose failures are anomalies that name it. */
    static EngineAggregate guarded(Symbol name, EngineAggregate aggregate) {
        return (context, arguments) -> new Guarded(name, attempt(name, () -> aggregate.start(context, arguments)));
    }

    private static <T extends @Nullable Object> T attempt(Symbol name, Supplier<T> action) {
        try {
            return action.get();
        } catch (Anomaly anomaly) {
            throw anomaly;
        } catch (RuntimeException | StackOverflowError failure) {
            String reason = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
            throw new Anomaly.Incorrect("the aggregate " + name + " failed: " + reason, Map.of(), failure);
        }
    }

    /** Hands all values to a function at the end. */
    private static final class Calling implements Aggregate {
        private final Symbol name;
        private final EngineFunction function;
        private final FunctionContext context;
        private final List<?> arguments;
        private final List<@Nullable Object> values = new ArrayList<>();

        Calling(Symbol name, EngineFunction function, FunctionContext context, List<?> arguments) {
            this.name = name;
            this.function = function;
            this.context = context;
            this.arguments = arguments;
        }

        @Override
        public void add(@Nullable Object value) {
            values.add(value);
        }

        @Override
        public @Nullable Object result() {
            List<@Nullable Object> all = new ArrayList<>(arguments);
            all.add(values);
            Object result = attempt(name, () -> function.call(context, all.toArray()));
            context.deadline().check();
            return result;
        }
    }

    /** Turns the failures of an aggregate into anomalies. */
    private static final class Guarded implements Aggregate {
        private final Symbol name;
        private final Aggregate aggregate;

        Guarded(Symbol name, Aggregate aggregate) {
            this.name = name;
            this.aggregate = aggregate;
        }

        @Override
        public void add(@Nullable Object value) {
            attempt(name, () -> {
                aggregate.add(value);
                return Boolean.TRUE;
            });
        }

        @Override
        public @Nullable Object result() {
            return GivenValues.take(attempt(name, aggregate::result));
        }
    }
}

package io.stator.engine.query.function;

import io.stator.Anomaly;
import io.stator.edn.Symbol;
import io.stator.engine.datom.Effort;
import io.stator.engine.query.syntax.Origin;
import io.stator.spi.GivenValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The aggregates of the query language, by name. */
final class StandardAggregates {
    /** The greatest number of values that min, max, rand and sample return. */
    static final int RETURNED_VALUES_MAX = 1_000_000;

    private static final Symbol COUNT = Symbol.of("count");

    private StandardAggregates() {}

    static Map<Symbol, EngineAggregate> all() {
        Map<Symbol, EngineAggregate> all = new HashMap<>();
        plain(all, "count", Count::new);
        EngineAggregate count = Objects.requireNonNull(all.get(COUNT));
        all.put(COUNT, new RowCount(count));
        withContext(
                all,
                "count-distinct",
                context -> KeepingAggregates.ofDifferent(context, values -> (long) values.size()));
        withContext(all, "distinct", context -> KeepingAggregates.ofDifferent(context, DistinctValues::toSet));
        plain(all, "sum", SumAggregates::sum);
        plain(all, "avg", SumAggregates::average);
        plain(all, "variance", SumAggregates::variance);
        plain(all, "stddev", SumAggregates::deviation);
        withContext(all, "median", KeepingAggregates::median);
        counted(all, "min", OrderAggregates.First::least, OrderAggregates.FirstSome::least);
        counted(all, "max", OrderAggregates.First::greatest, OrderAggregates.FirstSome::greatest);
        all.put(
                Symbol.of("rand"),
                (context, arguments) -> arguments.isEmpty()
                        ? KeepingAggregates.choice(context.random())
                        : KeepingAggregates.choices(context.random(), number("rand", arguments)));
        all.put(
                Symbol.of("sample"),
                (context, arguments) -> KeepingAggregates.sample(context, number("sample", arguments)));
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

    /** Makes an aggregate of some values. */
    private interface Several {
        Aggregate start(int count, Effort effort);
    }

    private static void counted(
            Map<Symbol, EngineAggregate> all, String name, Supplier<Aggregate> one, Several several) {
        all.put(
                Symbol.of(name),
                (context, arguments) ->
                        arguments.isEmpty() ? one.get() : several.start(number(name, arguments), context.effort()));
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
        return (context, arguments) -> KeepingAggregates.ofAll(values -> {
            List<@Nullable Object> all = new ArrayList<>(arguments);
            all.add(values);
            Object result = attempt(name, () -> function.call(context, all.toArray()));
            context.deadline().check();
            return result;
        });
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

    /** Starts counts of rows, which need not look at them. */
    private record RowCount(EngineAggregate counting) implements EngineAggregate {
        @Override
        public Aggregate start(FunctionContext context, List<?> arguments) {
            return counting.start(context, arguments);
        }

        @Override
        public boolean isRowCount() {
            return true;
        }
    }

    /** The number of rows. */
    private static final class Count implements Aggregate {
        private long count;

        @Override
        public void add(@Nullable Object value) {
            count++;
        }

        @Override
        public void addLong(long value) {
            count++;
        }

        @Override
        public long bytesARow() {
            return 0;
        }

        @Override
        public Object result() {
            return count;
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

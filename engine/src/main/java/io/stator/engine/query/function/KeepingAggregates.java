package io.stator.engine.query.function;

import io.stator.Anomaly;
import io.stator.edn.EdnList;
import io.stator.edn.EdnVector;
import io.stator.engine.datom.Effort;
import io.stator.engine.datom.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The aggregates that keep what they are given, and look at it when nothing more comes. */
final class KeepingAggregates {
    private KeepingAggregates() {}

    /** Returns the aggregate of what a function makes of all values, in the order in which they came. */
    static Aggregate ofAll(Function<List<@Nullable Object>, @Nullable Object> end) {
        List<@Nullable Object> values = new ArrayList<>();
        return new Aggregate() {
            @Override
            public void add(@Nullable Object value) {
                values.add(value);
            }

            @Override
            public @Nullable Object result() {
                return end.apply(values);
            }
        };
    }

    /** Returns the aggregate of what a function makes of the values that differ. */
    static Aggregate ofDifferent(FunctionContext context, Function<DistinctValues, Object> end) {
        DistinctValues values = new DistinctValues(context.effort());
        return new Aggregate() {
            @Override
            public void add(@Nullable Object value) {
                values.add(value);
            }

            @Override
            public Object result() {
                return end.apply(values);
            }
        };
    }

    /** Returns the aggregate of one row's value. */
    static Aggregate choice(RandomGenerator random) {
        return ofAll(values -> chosen(random, values));
    }

    /** Returns the aggregate of a list of as many rows' values as asked for, the same perhaps several times. */
    static Aggregate choices(RandomGenerator random, int count) {
        return ofAll(values -> {
            List<@Nullable Object> chosen = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                chosen.add(chosen(random, values));
            }
            return EdnList.copyOf(chosen);
        });
    }

    private static @Nullable Object chosen(RandomGenerator random, List<@Nullable Object> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** Returns the aggregate of up to as many different values as asked for. */
    static Aggregate sample(FunctionContext context, int count) {
        return ofDifferent(context, values -> {
            RandomGenerator random = context.random();
            List<@Nullable Object> shuffled = new ArrayList<>(values.values());
            int chosen = Math.min(count, shuffled.size());
            if (chosen < shuffled.size()) {
                for (int i = 0; i < chosen; i++) {
                    Collections.swap(shuffled, i, i + random.nextInt(shuffled.size() - i));
                }
            }
            return EdnVector.copyOf(shuffled.subList(0, chosen));
        });
    }

    /** Returns the aggregate of the value in the middle; of an even number of values half of the sum of the two in the middle, cut to a whole. */
    static Aggregate median(FunctionContext context) {
        Effort effort = context.effort();
        return ofAll(values -> {
            values.sort((left, right) -> {
                effort.steps(1);
                return Values.compare(left, right, effort);
            });
            int middle = values.size() / 2;
            Object upper = values.get(middle);
            return values.size() % 2 == 1 ? upper : between(values.get(middle - 1), upper);
        });
    }

    private static Object between(@Nullable Object lower, @Nullable Object upper) {
        if (lower instanceof Number low && upper instanceof Number high) {
            try {
                return Arithmetic.quotient(Arithmetic.add(low, high), 2L);
            } catch (ArithmeticException | NumberFormatException failure) {
                throw new Anomaly.Incorrect("the aggregate median failed: " + failure.getMessage());
            }
        }
        throw new Anomaly.Incorrect("the aggregate median of an even number of values needs numbers, got "
                + Arguments.describe(lower) + " and " + Arguments.describe(upper));
    }
}

package io.stator.storage.dynamodb;

import io.stator.dynamodb.Capacity;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** What calls consumed, counted by their kinds; thread-safe. */
final class Consumption {
    /** What calls of one kind consumed. */
    private static final class Sum {
        final LongAdder calls = new LongAdder();
        final LongAdder repeated = new LongAdder();
        final DoubleAdder units = new DoubleAdder();
    }

    private final Map<Call, Sum> sums = new EnumMap<>(Call.class);

    Consumption() {
        for (Call call : Call.values()) {
            sums.put(call, new Sum());
        }
    }

    private Sum of(Call call) {
        Sum sum = sums.get(call);
        if (sum == null) {
            throw new IllegalStateException("a kind of call is not counted: " + call);
        }
        return sum;
    }

    void called(Call call, Optional<Capacity> capacity) {
        called(call, capacity.map(Capacity::units).orElse(0.0));
    }

    void called(Call call, Map<String, Capacity> capacities) {
        called(call, capacities.values().stream().mapToDouble(Capacity::units).sum());
    }

    private void called(Call call, double units) {
        Sum sum = of(call);
        sum.calls.increment();
        sum.units.add(units);
    }

    /** Notes that a call failed and is made again. */
    void repeated(Call call) {
        of(call).repeated.increment();
    }

    /** Returns the numbers of a kind of call so far. */
    DynamoDbUsage usage(Call call) {
        Sum sum = of(call);
        return new DynamoDbUsage(sum.calls.sum(), sum.repeated.sum(), sum.units.sum());
    }
}

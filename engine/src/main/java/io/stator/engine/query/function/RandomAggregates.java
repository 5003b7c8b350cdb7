package io.stator.engine.query.function;

import io.stator.edn.EdnList;
import io.stator.edn.EdnVector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The aggregates that choose by chance. */
final class RandomAggregates {
    private RandomAggregates() {}

    /** One row's value, or a list of as many as asked for, the same perhaps several times. */
    static final class Choice implements Aggregate {
        private final RandomGenerator random;
        private final int count;
        private final List<@Nullable Object> values = new ArrayList<>();

        /** Makes one; a negative count means one value that is not in a list. */
        Choice(RandomGenerator random, int count) {
            this.random = random;
            this.count = count;
        }

        @Override
        public void add(@Nullable Object value) {
            values.add(value);
        }

        @Override
        public @Nullable Object result() {
            if (count < 0) {
                return choose();
            }
            List<@Nullable Object> chosen = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                chosen.add(choose());
            }
            return EdnList.copyOf(chosen);
        }

        private @Nullable Object choose() {
            return values.get(random.nextInt(values.size()));
        }
    }

    /** Up to as many different values as asked for. */
    static final class Sample implements Aggregate {
        private final RandomGenerator random;
        private final int count;
        private final DistinctValues values;

        Sample(FunctionContext context, int count) {
            this.random = context.random();
            this.values = new DistinctValues(context.effort());
            this.count = count;
        }

        @Override
        public void add(@Nullable Object value) {
            values.add(value);
        }

        @Override
        public Object result() {
            List<@Nullable Object> shuffled = new ArrayList<>(values.values());
            int chosen = Math.min(count, shuffled.size());
            if (chosen < shuffled.size()) {
                for (int i = 0; i < chosen; i++) {
                    Collections.swap(shuffled, i, i + random.nextInt(shuffled.size() - i));
                }
            }
            return EdnVector.copyOf(shuffled.subList(0, chosen));
        }
    }
}

package io.stator.engine.query.function;

import org.jspecify.annotations.Nullable;

/** The aggregates that count, or tell apart, values. */
final class CountAggregates {
    private CountAggregates() {}

    /** The number of rows. */
    static final class Count implements Aggregate {
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

    /** The number of different values. */
    static final class CountDistinct implements Aggregate {
        private final DistinctValues values;

        CountDistinct(FunctionContext context) {
            values = new DistinctValues(context.effort());
        }

        @Override
        public void add(@Nullable Object value) {
            values.add(value);
        }

        @Override
        public Object result() {
            return (long) values.size();
        }
    }

    /** The set of the values. */
    static final class Distinct implements Aggregate {
        private final DistinctValues values;

        Distinct(FunctionContext context) {
            values = new DistinctValues(context.effort());
        }

        @Override
        public void add(@Nullable Object value) {
            values.add(value);
        }

        @Override
        public Object result() {
            return values.toSet();
        }
    }
}

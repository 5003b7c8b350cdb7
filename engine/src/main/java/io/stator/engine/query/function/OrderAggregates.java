package io.stator.engine.query.function;

import io.stator.edn.EdnVector;
import io.stator.engine.datom.Effort;
import io.stator.engine.datom.Values;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The aggregates that put values in order. */
final class OrderAggregates {
    private static final Comparator<@Nullable Object> ASCENDING = Values::compare;
    private static final Comparator<@Nullable Object> DESCENDING = (left, right) -> Values.compare(right, left);

    private OrderAggregates() {}

    /** The one value that an order puts first; of equal values the first that came. */
    static final class First implements Aggregate {
        private final int sign;
        private boolean isLong;
        private long bestLong;
        private @Nullable Object best;
        private boolean any;

        private First(int sign) {
            this.sign = sign;
        }

        /** Returns the aggregate of the least value. */
        static First least() {
            return new First(1);
        }

        /** Returns the aggregate of the greatest value. */
        static First greatest() {
            return new First(-1);
        }

        @Override
        public void add(@Nullable Object value) {
            if (!any || sign * Values.compare(value, result()) < 0) {
                any = true;
                isLong = false;
                best = value;
            }
        }

        @Override
        public void addLong(long value) {
            if (any && !isLong) {
                add((Object) value);
            } else if (!any || sign * Long.compare(value, bestLong) < 0) {
                any = true;
                isLong = true;
                bestLong = value;
            }
        }

        @Override
        public long bytesARow() {
            return 0;
        }

        @Override
        public @Nullable Object result() {
            return isLong ? (Object) bestLong : best;
        }
    }

    /** A value that may be nothing, as a queue needs it. */
    private record Held(@Nullable Object value) {}

    /** The first few values of an order, kept in a heap whose head is the last of them. */
    static final class FirstSome implements Aggregate {
        private static final int QUEUE_START = 11;

        private final Comparator<@Nullable Object> order;
        private final int count;
        private final PriorityQueue<Held> kept;

        private FirstSome(Comparator<@Nullable Object> compare, int count, Effort effort) {
            this.order = (left, right) -> {
                effort.steps(1);
                return compare.compare(left, right);
            };
            this.count = count;
            this.kept = new PriorityQueue<>(QUEUE_START, (left, right) -> order.compare(right.value(), left.value()));
        }

        /** Returns the aggregate of the least values, ascending. */
        static FirstSome least(int count, Effort effort) {
            return new FirstSome(ASCENDING, count, effort);
        }

        /** Returns the aggregate of the greatest values, descending. */
        static FirstSome greatest(int count, Effort effort) {
            return new FirstSome(DESCENDING, count, effort);
        }

        @Override
        public void add(@Nullable Object value) {
            if (kept.size() < count) {
                kept.add(new Held(value));
                return;
            }
            Held last = kept.peek();
            if (last != null && order.compare(value, last.value()) < 0) {
                kept.remove();
                kept.add(new Held(value));
            }
        }

        @Override
        public Object result() {
            List<@Nullable Object> values = new ArrayList<>(kept.size());
            for (Held held : kept) {
                values.add(held.value());
            }
            values.sort(order);
            return EdnVector.copyOf(values);
        }
    }
}

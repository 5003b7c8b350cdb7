package io.stator.engine.query.function;

import io.stator.Anomaly;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The aggregates that add values up. */
final class SumAggregates {
    private static final int VALUES_START = 16;

    /** Of so many numbers the halves are added apart. */
    private static final int VALUES_AT_ONCE = 1 << 16;

    private static final long INT_MASK = 0xffffffffL;

    private SumAggregates() {}

    /** Returns the aggregate of the sum. */
    static Aggregate sum() {
        return new Total("sum", Total::sum);
    }

    /** Returns the aggregate of the arithmetic mean, a double. */
    static Aggregate average() {
        return new Total("avg", Total::mean);
    }

    /** Returns the aggregate of the variance of the whole population, a double. */
    static Aggregate variance() {
        return new Doubles("variance", DoubleUnaryOperator.identity());
    }

    /** Returns the aggregate of the standard deviation of the whole population, a double. */
    static Aggregate deviation() {
        return new Doubles("stddev", Math::sqrt);
    }

    private static Number number(String name, @Nullable Object value) {
        if (value instanceof Number number) {
            return number;
        }
        throw new Anomaly.Incorrect("the aggregate " + name + " needs numbers, got " + Arguments.describe(value));
    }

    /** An exact sum of integers beside a sum of other numbers; only the result is cut to a class. */
    private static final class Total implements Aggregate {
        private final String name;
        private final Function<Total, Number> end;
        private long integers;
        private @Nullable BigInteger carried;
        private @Nullable BigInteger big;
        private @Nullable BigDecimal decimals;
        private double doubles;
        private boolean anyDouble;
        private long count;

        private Total(String name, Function<Total, Number> end) {
            this.name = name;
            this.end = end;
        }

        @Override
        public void add(@Nullable Object value) {
            Number number = number(name, value);
            if (number instanceof Double || number instanceof Float) {
                addDouble(number.doubleValue());
            } else if (number instanceof BigInteger integer) {
                count++;
                big = big == null ? integer : big.add(integer);
            } else if (number instanceof BigDecimal decimal) {
                count++;
                decimals = decimals == null ? decimal : sum(decimals, decimal);
            } else {
                addLong(number.longValue());
            }
        }

        private BigDecimal sum(BigDecimal left, BigDecimal right) {
            try {
                return (BigDecimal) Arithmetic.add(left, right);
            } catch (ArithmeticException tooLong) {
                throw failed(tooLong);
            }
        }

        private Anomaly failed(ArithmeticException cause) {
            return new Anomaly.Incorrect("the aggregate " + name + " failed: " + cause.getMessage());
        }

        @Override
        public void addLong(long value) {
            count++;
            integers = plus(integers, value);
        }

        /** Returns the sum of two numbers, or 0 after putting it aside when it does not fit 64 bits. */
        private long plus(long left, long right) {
            long sum = left + right;
            if (((left ^ sum) & (right ^ sum)) < 0) {
                BigInteger both = BigInteger.valueOf(left).add(BigInteger.valueOf(right));
                carried = carried == null ? both : carried.add(both);
                return 0;
            }
            return sum;
        }

        @Override
        public void addLongs(long[] values, int from, int to) {
            for (int start = from; start < to; start += VALUES_AT_ONCE) {
                addSome(values, start, Math.min(to, start + VALUES_AT_ONCE));
            }
            count += to - from;
        }

        /** Adds the halves of numbers apart, neither of whose sums can be too big, and one by one when the whole is. */
        private void addSome(long[] values, int from, int to) {
            long high = 0;
            long low = 0;
            for (int i = from; i < to; i++) {
                high += values[i] >> Integer.SIZE;
                low += values[i] & INT_MASK;
            }
            high += low >>> Integer.SIZE;
            if (high == (int) high) {
                integers = plus(integers, high << Integer.SIZE | (low & INT_MASK));
                return;
            }
            for (int i = from; i < to; i++) {
                integers = plus(integers, values[i]);
            }
        }

        private void addDouble(double value) {
            count++;
            anyDouble = true;
            doubles += value;
        }

        private BigInteger whole() {
            BigInteger whole = BigInteger.valueOf(integers);
            whole = carried == null ? whole : whole.add(carried);
            return big == null ? whole : whole.add(big);
        }

        double mean() {
            return asDouble() / count;
        }

        @Override
        public long bytesARow() {
            return 0;
        }

        @Override
        public Object result() {
            return end.apply(this);
        }

        private double asDouble() {
            if (carried == null && big == null && decimals == null) {
                return anyDouble ? doubles + integers : (double) integers;
            }
            double exact = decimals == null
                    ? whole().doubleValue()
                    : sum(decimals, new BigDecimal(whole())).doubleValue();
            return anyDouble ? doubles + exact : exact;
        }

        Number sum() {
            if (anyDouble) {
                return asDouble();
            }
            if (decimals != null) {
                return sum(decimals, new BigDecimal(whole()));
            }
            if (big != null) {
                return whole();
            }
            if (carried == null) {
                return integers;
            }
            try {
                return whole().longValueExact();
            } catch (ArithmeticException overflow) {
                throw failed(new ArithmeticException("integer overflow"));
            }
        }
    }

    /** Numbers as doubles, kept for a second pass. */
    private static final class Doubles implements Aggregate {
        private final String name;
        private final DoubleUnaryOperator end;
        private double[] values = new double[VALUES_START];
        private int count;

        private Doubles(String name, DoubleUnaryOperator end) {
            this.name = name;
            this.end = end;
        }

        @Override
        public void add(@Nullable Object value) {
            addDouble(number(name, value).doubleValue());
        }

        @Override
        public void addLong(long value) {
            addDouble(value);
        }

        @Override
        public long bytesARow() {
            return 2 * Double.BYTES; // they are copied when there are more
        }

        private void addDouble(double value) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = value;
        }

        @Override
        public Object result() {
            return end.applyAsDouble(variance());
        }

        /** Returns the mean square of the distances from the mean. */
        double variance() {
            double sum = 0;
            for (int i = 0; i < count; i++) {
                sum += values[i];
            }
            double mean = sum / count;
            double squares = 0;
            for (int i = 0; i < count; i++) {
                double distance = values[i] - mean;
                squares += distance * distance;
            }
            return squares / count;
        }
    }
}

package io.stator.engine.query.function;

import io.stator.Anomaly;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The aggregates that add values up. */
final class SumAggregates {
    private static final int VALUES_START = 16;

    private SumAggregates() {}

    private static Number number(String name, @Nullable Object value) {
        if (value instanceof Number number) {
            return number;
        }
        throw new Anomaly.Incorrect("the aggregate " + name + " needs numbers, got " + Arguments.describe(value));
    }

    /** An exact sum of integers beside a sum of other numbers; only the result is cut to a class. */
    private static final class Total {
        private final String name;
        private long integers;
        private @Nullable BigInteger carried;
        private @Nullable BigInteger big;
        private @Nullable BigDecimal decimals;
        private double doubles;
        private boolean anyDouble;
        private long count;

        Total(String name) {
            this.name = name;
        }

        void add(@Nullable Object value) {
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

        void addLong(long value) {
            count++;
            long sum = integers + value;
            if (((integers ^ sum) & (value ^ sum)) < 0) {
                BigInteger both = BigInteger.valueOf(integers).add(BigInteger.valueOf(value));
                carried = carried == null ? both : carried.add(both);
                sum = 0;
            }
            integers = sum;
        }

        void addDouble(double value) {
            count++;
            anyDouble = true;
            doubles += value;
        }

        private BigInteger whole() {
            BigInteger whole = BigInteger.valueOf(integers);
            whole = carried == null ? whole : whole.add(carried);
            return big == null ? whole : whole.add(big);
        }

        double asDouble() {
            if (carried == null && big == null && decimals == null) {
                return anyDouble ? doubles + integers : (double) integers;
            }
            double exact = decimals == null
                    ? whole().doubleValue()
                    : sum(decimals, new BigDecimal(whole())).doubleValue();
            return anyDouble ? doubles + exact : exact;
        }

        Number result() {
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

    /** The sum. */
    static final class Sum implements Aggregate {
        private final Total total = new Total("sum");

        @Override
        public void add(@Nullable Object value) {
            total.add(value);
        }

        @Override
        public void addLong(long value) {
            total.addLong(value);
        }

        @Override
        public void addDouble(double value) {
            total.addDouble(value);
        }

        @Override
        public Object result() {
            return total.result();
        }
    }

    /** The arithmetic mean, a double. */
    static final class Average implements Aggregate {
        private final Total total = new Total("avg");

        @Override
        public void add(@Nullable Object value) {
            total.add(value);
        }

        @Override
        public void addLong(long value) {
            total.addLong(value);
        }

        @Override
        public void addDouble(double value) {
            total.addDouble(value);
        }

        @Override
        public Object result() {
            return total.asDouble() / total.count;
        }
    }

    /** Numbers as doubles, kept for a second pass. */
    private static final class Doubles {
        private final String name;
        private double[] values = new double[VALUES_START];
        private int count;

        Doubles(String name) {
            this.name = name;
        }

        void add(@Nullable Object value) {
            add(number(name, value).doubleValue());
        }

        void add(double value) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = value;
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

    /** The variance of the whole population, a double. */
    static final class Variance implements Aggregate {
        private final Doubles doubles = new Doubles("variance");

        @Override
        public void add(@Nullable Object value) {
            doubles.add(value);
        }

        @Override
        public void addLong(long value) {
            doubles.add((double) value);
        }

        @Override
        public void addDouble(double value) {
            doubles.add(value);
        }

        @Override
        public Object result() {
            return doubles.variance();
        }
    }

    /** The standard deviation of the whole population, a double. */
    static final class Deviation implements Aggregate {
        private final Doubles doubles = new Doubles("stddev");

        @Override
        public void add(@Nullable Object value) {
            doubles.add(value);
        }

        @Override
        public void addLong(long value) {
            doubles.add((double) value);
        }

        @Override
        public void addDouble(double value) {
            doubles.add(value);
        }

        @Override
        public Object result() {
            return Math.sqrt(doubles.variance());
        }
    }
}

package io.stator.engine.datom;

import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.spi.WholeNumbers;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The order and the equality of values.
 *
 * <p>Order is total over all classes: nothing, numbers (by value, whatever their class), lists, keywords, symbols,
 * booleans, characters, strings, URIs, instants, UUIDs, bytes (shorter ones first), anything else by class name. Equality is that of the
 * query language: integers of any class by value, but an integer is never a floating point number, and decimals are
 * equal only with the same scale.
 */
public final class Values {
    private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private Values() {}

    /** Compares any two values in index order; null is the least. */
    @SuppressWarnings("unchecked")
    public static int compare(@Nullable Object left, @Nullable Object right) {
        if (left == right) {
            return 0;
        }
        if (left == null) {
            return -1;
        }
        if (right == null) {
            return 1;
        }
        if (left instanceof Number ln && right instanceof Number rn) {
            return compareNumbers(ln, rn);
        }
        int leftRank = rank(left);
        int rightRank = rank(right);
        if (leftRank != rightRank) {
            return Integer.compare(leftRank, rightRank);
        }
        if (left instanceof List<?> && right instanceof List<?>) {
            return new DeepValues(Effort.UNLIMITED).compare(left, right);
        }
        if (left instanceof Date || right instanceof Date) {
            return millis(left) < millis(right) ? -1 : millis(left) > millis(right) ? 1 : 0;
        }
        if (left instanceof byte[] lb && right instanceof byte[] rb) {
            return lb.length != rb.length ? Integer.compare(lb.length, rb.length) : Arrays.compare(lb, rb);
        }
        if (left instanceof URI lu && right instanceof URI ru) {
            return UriOrder.compare(lu, ru);
        }
        if (left instanceof Comparable<?> && left.getClass() == right.getClass()) {
            return ((Comparable<Object>) left).compareTo(right);
        }
        int byClass = left.getClass().getName().compareTo(right.getClass().getName());
        return byClass != 0 ? byClass : Integer.compare(hash(left), hash(right));
    }

    private static long millis(Object instant) {
        return instant instanceof Date date ? date.getTime() : ((Instant) instant).toEpochMilli();
    }

    private static int rank(Object value) {
        if (value instanceof Number) {
            return 0;
        }
        if (value instanceof List) {
            return 1;
        }
        if (value instanceof Keyword) {
            return 2;
        }
        if (value instanceof Symbol) {
            return 3;
        }
        if (value instanceof Boolean) {
            return 4;
        }
        if (value instanceof Character) {
            return 5;
        }
        if (value instanceof String) {
            return 6;
        }
        if (value instanceof URI) {
            return 7;
        }
        if (value instanceof Instant || value instanceof Date) {
            return 8;
        }
        if (value instanceof UUID) {
            return 9;
        }
        return value instanceof byte[] ? 10 : 11;
    }

    /** Compares any two values in index order, telling of the work. */
    public static int compare(@Nullable Object left, @Nullable Object right, Effort effort) {
        return left instanceof List<?> && right instanceof List<?>
                ? new DeepValues(effort).compare(left, right)
                : compare(left, right);
    }

    /** Returns whether two values are equal in the query language, telling of the work. */
    public static boolean equal(@Nullable Object left, @Nullable Object right, Effort effort) {
        return DeepValues.isDeep(left) && DeepValues.isDeep(right)
                ? new DeepValues(effort).equal(left, right)
                : equal(left, right);
    }

    /**
     * Returns whether a value is written with no more than so many values, one that is held twice counted twice: those of
     * others, which hash and compare as Java does, take that long.
     */
    public static boolean hasPartsAtMost(@Nullable Object value, int most, Effort effort) {
        return new DeepValues(effort).parts(value, most + 1L) <= most;
    }

    /** Returns a hash that agrees with {@link #equal(Object, Object)}, telling of the work. */
    public static int hash(@Nullable Object value, Effort effort) {
        return DeepValues.isDeep(value) ? new DeepValues(effort).hash(value) : hash(value);
    }

    private static boolean isFloating(Number number) {
        return number instanceof Double || number instanceof Float;
    }

    /** Compares two numbers by value, whatever their class; not-a-number is the greatest. */
    public static int compareNumbers(Number left, Number right) {
        if (WholeNumbers.isSmall(left) && WholeNumbers.isSmall(right)) {
            return Long.compare(left.longValue(), right.longValue());
        }
        if (isFloating(left) && isFloating(right)) {
            return compareDoubles(left.doubleValue(), right.doubleValue());
        }
        if (isFloating(left) && !Double.isFinite(left.doubleValue())) {
            return left.doubleValue() == Double.NEGATIVE_INFINITY ? -1 : 1;
        }
        if (isFloating(right) && !Double.isFinite(right.doubleValue())) {
            return right.doubleValue() == Double.NEGATIVE_INFINITY ? 1 : -1;
        }
        if (left instanceof BigInteger lb && right instanceof BigInteger rb) {
            return lb.compareTo(rb);
        }
        BigDecimal ld = decimal(left);
        BigDecimal rd = decimal(right);
        int byValue = ld.compareTo(rd);
        if (byValue != 0 || !(left instanceof BigDecimal && right instanceof BigDecimal)) {
            return byValue;
        }
        return Integer.compare(rd.scale(), ld.scale());
    }

    private static int compareDoubles(double left, double right) {
        if (left < right) {
            return -1;
        }
        if (left > right) {
            return 1;
        }
        if (left == right) {
            return 0;
        }
        return Boolean.compare(Double.isNaN(left), Double.isNaN(right));
    }

    /**
     * Compares any two values by size: in index order, but decimals of other scales are equal when their sizes are, also as elements of
     * lists; tells of the work.
     */
    public static int compareSizes(@Nullable Object left, @Nullable Object right, Effort effort) {
        return compare(left, right == null ? null : ofAnyScale(right), effort);
    }

    /**
     * Returns what stands in an index for all values that {@link #compareSizes} finds equal to one; the value itself unless it is or has a
     * decimal. It is for searching, never to be stored.
     */
    public static Object ofAnyScale(Object value) {
        if (value instanceof BigDecimal decimal) {
            return new AnyScale(decimal);
        }
        if (!(value instanceof List<?> list) || list.stream().noneMatch(BigDecimal.class::isInstance)) {
            return value;
        }
        return ofAnyScale(list, new IdentityHashMap<>());
    }

    /** Converts each list once, however often it is found. */
    private static Object ofAnyScale(List<?> list, Map<Object, Object> converted) {
        Object known = converted.get(list);
        if (known != null) {
            return known;
        }
        List<@Nullable Object> elements = new ArrayList<>(list.size());
        for (Object element : list) {
            if (element instanceof List<?> inner && inner.stream().anyMatch(BigDecimal.class::isInstance)) {
                elements.add(ofAnyScale(inner, converted));
            } else {
                elements.add(element instanceof BigDecimal decimal ? new AnyScale(decimal) : element);
            }
        }
        converted.put(list, elements);
        return elements;
    }

    private static BigDecimal decimal(Number number) {
        if (number instanceof BigDecimal decimal) {
            return decimal;
        }
        if (number instanceof AnyScale any) {
            return any.decimal;
        }
        if (number instanceof BigInteger integer) {
            return new BigDecimal(integer);
        }
        return WholeNumbers.isSmall(number)
                ? BigDecimal.valueOf(number.longValue())
                : new BigDecimal(number.doubleValue());
    }

    /** Returns whether two values are equal in the query language. */
    public static boolean equal(@Nullable Object left, @Nullable Object right) {
        if (left == right) {
            return true;
        }
        if (left == null || right == null) {
            return false;
        }
        if (left instanceof Number ln && right instanceof Number rn) {
            return equalNumbers(ln, rn);
        }
        if (DeepValues.isDeep(left) && DeepValues.isDeep(right)) {
            return new DeepValues(Effort.UNLIMITED).equal(left, right);
        }
        if (left instanceof byte[] lb && right instanceof byte[] rb) {
            return Arrays.equals(lb, rb);
        }
        if (left instanceof Date || right instanceof Date) {
            return rank(left) == rank(right) && millis(left) == millis(right);
        }
        return left.equals(right);
    }

    private static boolean isInteger(Number number) {
        return WholeNumbers.isSmall(number) || number instanceof BigInteger;
    }

    private static boolean equalNumbers(Number left, Number right) {
        if (WholeNumbers.isSmall(left) && WholeNumbers.isSmall(right)) {
            return left.longValue() == right.longValue();
        }
        if (isInteger(left) && isInteger(right)) {
            return decimal(left).toBigInteger().equals(decimal(right).toBigInteger());
        }
        if (isFloating(left) && isFloating(right)) {
            return Double.valueOf(left.doubleValue()).equals(right.doubleValue());
        }
        return left.equals(right);
    }

    /** Returns a hash that agrees with {@link #equal}. */
    public static int hash(@Nullable Object value) {
        if (value == null) {
            return 0;
        }
        if (value instanceof Number number) {
            return hashNumber(number);
        }
        if (DeepValues.isDeep(value)) {
            return new DeepValues(Effort.UNLIMITED).hash(value);
        }
        if (value instanceof byte[] bytes) {
            return Arrays.hashCode(bytes);
        }
        return value instanceof Date || value instanceof Instant ? Long.hashCode(millis(value)) : value.hashCode();
    }

    private static int hashNumber(Number number) {
        if (WholeNumbers.isSmall(number)) {
            return Long.hashCode(number.longValue());
        }
        if (number instanceof BigInteger big && big.compareTo(LONG_MIN) >= 0 && big.compareTo(LONG_MAX) <= 0) {
            return Long.hashCode(big.longValue());
        }
        return isFloating(number) ? Double.hashCode(number.doubleValue()) : number.hashCode();
    }

    /** Stands for a decimal in any scale. It is no {@link BigDecimal} itself, and the order looks at scales only when both sides are. */
    private static final class AnyScale extends Number {
        private static final long serialVersionUID = 1L;

        private final BigDecimal decimal;

        AnyScale(BigDecimal decimal) {
            this.decimal = decimal;
        }

        @Override
        public int intValue() {
            return decimal.intValue();
        }

        @Override
        public long longValue() {
            return decimal.longValue();
        }

        @Override
        public float floatValue() {
            return decimal.floatValue();
        }

        @Override
        public double doubleValue() {
            return decimal.doubleValue();
        }
    }
}

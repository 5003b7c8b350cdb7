package io.stator.engine.query.function;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic over numbers of mixed classes.
 *
 * <p>The result has the widest class of the operands: double before decimal before big integer before long. Long
 * arithmetic that does not fit a long is an error.
 */
final class Arithmetic {
    /** The greatest size of a big integer, in bits. */
    static final int INTEGER_BITS_MAX = 1 << 20;

    /** The greatest number of digits that decimals may have to be filled up with. */
    static final int SCALE_SPAN_MAX = 1 << 18;

    /** The greatest number of digits of two decimals that are divided: a quotient may have several times as many. */
    static final int DIVIDED_DIGITS_MAX = 1 << 13;

    private static final int LONG = 0;
    private static final int BIG_INTEGER = 1;
    private static final int DECIMAL = 2;
    private static final int DOUBLE = 3;

    private Arithmetic() {}

    private static int rank(Number number) {
        if (number instanceof Double || number instanceof Float) {
            return DOUBLE;
        }
        if (number instanceof BigDecimal) {
            return DECIMAL;
        }
        return number instanceof BigInteger ? BIG_INTEGER : LONG;
    }

    private static int rank(Number left, Number right) {
        return Math.max(rank(left), rank(right));
    }

    static BigInteger big(Number number) {
        return number instanceof BigInteger big ? big : BigInteger.valueOf(number.longValue());
    }

    static BigDecimal decimal(Number number) {
        if (number instanceof BigDecimal decimal) {
            return decimal;
        }
        if (number instanceof BigInteger big) {
            return new BigDecimal(big);
        }
        return rank(number) == DOUBLE
                ? BigDecimal.valueOf(number.doubleValue())
                : BigDecimal.valueOf(number.longValue());
    }

    private static BigInteger bounded(BigInteger number) {
        if (number.bitLength() > INTEGER_BITS_MAX) {
            throw new ArithmeticException("an integer may have at most " + INTEGER_BITS_MAX + " bits");
        }
        return number;
    }

    private static void checkScales(BigDecimal left, BigDecimal right) {
        long span = Math.abs((long) left.scale() - right.scale());
        long digits = span + left.precision() + right.precision();
        if (digits > SCALE_SPAN_MAX) {
            throw new ArithmeticException("a decimal may have at most " + SCALE_SPAN_MAX + " digits");
        }
    }

    /** Refuses a decimal that would have too many digits when all are written. */
    static void requireWritable(BigDecimal decimal) {
        if (Math.abs((long) decimal.scale()) + decimal.precision() > SCALE_SPAN_MAX) {
            throw new ArithmeticException("a decimal may have at most " + SCALE_SPAN_MAX + " digits");
        }
    }

    static Number add(Number left, Number right) {
        return switch (rank(left, right)) {
            case LONG -> overflowing(() -> Math.addExact(left.longValue(), right.longValue()));
            case BIG_INTEGER -> bounded(big(left).add(big(right)));
            case DECIMAL -> {
                BigDecimal l = decimal(left);
                BigDecimal r = decimal(right);
                checkScales(l, r);
                yield l.add(r);
            }
            default -> left.doubleValue() + right.doubleValue();
        };
    }

    static Number subtract(Number left, Number right) {
        return switch (rank(left, right)) {
            case LONG -> overflowing(() -> Math.subtractExact(left.longValue(), right.longValue()));
            case BIG_INTEGER -> bounded(big(left).subtract(big(right)));
            case DECIMAL -> {
                BigDecimal l = decimal(left);
                BigDecimal r = decimal(right);
                checkScales(l, r);
                yield l.subtract(r);
            }
            default -> left.doubleValue() - right.doubleValue();
        };
    }

    static Number multiply(Number left, Number right) {
        return switch (rank(left, right)) {
            case LONG -> overflowing(() -> Math.multiplyExact(left.longValue(), right.longValue()));
            case BIG_INTEGER -> bounded(big(left).multiply(big(right)));
            case DECIMAL -> {
                BigDecimal l = decimal(left);
                BigDecimal r = decimal(right);
                if ((long) l.precision() + r.precision() > SCALE_SPAN_MAX) {
                    throw new ArithmeticException("a decimal may have at most " + SCALE_SPAN_MAX + " digits");
                }
                yield l.multiply(r);
            }
            default -> left.doubleValue() * right.doubleValue();
        };
    }

    /** Returns the quotient; that of integers is cut towards zero. */
    static Number divide(Number left, Number right) {
        int rank = rank(left, right);
        if (rank == DOUBLE && (Double.isNaN(left.doubleValue()) || Double.isNaN(right.doubleValue()))) {
            return Double.NaN;
        }
        checkDivisor(right);
        return switch (rank) {
            case LONG, BIG_INTEGER -> quotient(left, right);
            case DECIMAL -> {
                BigDecimal l = decimal(left);
                BigDecimal r = decimal(right);
                checkScales(l, r);
                if ((long) l.precision() + r.precision() > DIVIDED_DIGITS_MAX) {
                    throw new ArithmeticException(
                            "decimals that are divided may have at most " + DIVIDED_DIGITS_MAX + " digits together");
                }
                yield l.divide(r);
            }
            default -> left.doubleValue() / right.doubleValue();
        };
    }

    static Number quotient(Number left, Number right) {
        int rank = rank(left, right);
        checkDivisor(right);
        return switch (rank) {
            case LONG -> right.longValue() == -1 ? negate(left) : (Number) (left.longValue() / right.longValue());
            case BIG_INTEGER -> big(left).divide(big(right));
            case DECIMAL -> {
                BigDecimal l = decimal(left);
                BigDecimal r = decimal(right);
                checkScales(l, r);
                yield l.divideToIntegralValue(r);
            }
            default -> whole(left.doubleValue() / right.doubleValue());
        };
    }

    static Number remainder(Number left, Number right) {
        int rank = rank(left, right);
        checkDivisor(right);
        return switch (rank) {
            case LONG -> left.longValue() % right.longValue();
            case BIG_INTEGER -> big(left).remainder(big(right));
            case DECIMAL -> {
                BigDecimal l = decimal(left);
                BigDecimal r = decimal(right);
                checkScales(l, r);
                yield l.remainder(r);
            }
            default -> {
                double divisor = right.doubleValue();
                yield left.doubleValue() - whole(left.doubleValue() / divisor) * divisor;
            }
        };
    }

    /** Returns the remainder that has the sign of the divisor. */
    static Number modulo(Number left, Number right) {
        Number remainder = remainder(left, right);
        if (isZero(remainder) || (sign(left) > 0) == (sign(right) > 0)) {
            return remainder;
        }
        return add(remainder, right);
    }

    private static double whole(double quotient) {
        if (Double.isNaN(quotient) || Double.isInfinite(quotient)) {
            throw new NumberFormatException("Infinite or NaN");
        }
        return (quotient < 0 ? Math.ceil(quotient) : Math.floor(quotient)) + 0.0;
    }

    private static void checkDivisor(Number divisor) {
        if (isZero(divisor)) {
            throw new ArithmeticException("Divide by zero");
        }
    }

    static Number negate(Number number) {
        return switch (rank(number)) {
            case LONG -> overflowing(() -> Math.negateExact(number.longValue()));
            case BIG_INTEGER -> big(number).negate();
            case DECIMAL -> decimal(number).negate();
            default -> -number.doubleValue();
        };
    }

    static Number abs(Number number) {
        return switch (rank(number)) {
            case LONG -> Math.abs(number.longValue());
            case BIG_INTEGER -> big(number).abs();
            case DECIMAL -> decimal(number).abs();
            default -> Math.abs(number.doubleValue());
        };
    }

    static boolean isZero(Number number) {
        return rank(number) == DOUBLE ? number.doubleValue() == 0 : sign(number) == 0;
    }

    /** Returns -1, 0 or 1; 0 for not-a-number. */
    static int sign(Number number) {
        return switch (rank(number)) {
            case LONG -> Long.signum(number.longValue());
            case BIG_INTEGER -> big(number).signum();
            case DECIMAL -> decimal(number).signum();
            default -> number.doubleValue() > 0 ? 1 : number.doubleValue() < 0 ? -1 : 0;
        };
    }

    /** Compares two numbers as arithmetic does: with a double among them as doubles; null when one is not-a-number. */
    static @Nullable Integer compare(Number left, Number right) {
        return switch (rank(left, right)) {
            case LONG -> Long.compare(left.longValue(), right.longValue());
            case BIG_INTEGER -> big(left).compareTo(big(right));
            case DECIMAL -> decimal(left).compareTo(decimal(right));
            default -> {
                double l = left.doubleValue();
                double r = right.doubleValue();
                yield l < r ? (Integer) (-1) : l > r ? (Integer) 1 : l == r ? (Integer) 0 : null;
            }
        };
    }

    /** A computation that throws when its result does not fit a long. */
    @FunctionalInterface
    private interface Exact {
        long compute();
    }

    private static Number overflowing(Exact exact) {
        try {
            return exact.compute();
        } catch (ArithmeticException overflow) {
            throw new ArithmeticException("integer overflow");
        }
    }
}

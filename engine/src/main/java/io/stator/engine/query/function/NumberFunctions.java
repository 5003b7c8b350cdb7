package io.stator.engine.query.function;

import io.stator.spi.WholeNumbers;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The functions about numbers. */
final class NumberFunctions {
    private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private NumberFunctions() {}

    /** The greatest length of a text that is read as a number, which takes its square. */
    private static final int DIGITS_MAX = 1 << 17;

    /** A function of two numbers. */
    @FunctionalInterface
    private interface Fold {
        Number apply(Number left, Number right);
    }

    /** A test of the result of a comparison. */
    @FunctionalInterface
    private interface Test {
        boolean test(int comparison);
    }

    static void addTo(Definitions to) {
        arithmetic(to);
        comparisons(to);
        predicates(to);
        conversions(to);
        bits(to);
    }

    private static void arithmetic(Definitions to) {
        to.define("+", 0, Definitions.ANY, arguments -> foldAny(0L, arguments, Arithmetic::add))
                .define("*", 0, Definitions.ANY, arguments -> foldAny(1L, arguments, Arithmetic::multiply))
                .define(
                        "-",
                        1,
                        Definitions.ANY,
                        arguments -> arguments.length == 1
                                ? Arithmetic.negate(Arguments.number(arguments[0]))
                                : foldFirst(arguments, Arithmetic::subtract))
                .two("/", (left, right) -> Arithmetic.divide(Arguments.number(left), Arguments.number(right)))
                .two("quot", (left, right) -> Arithmetic.quotient(Arguments.number(left), Arguments.number(right)))
                .two("rem", (left, right) -> Arithmetic.remainder(Arguments.number(left), Arguments.number(right)))
                .two("mod", (left, right) -> Arithmetic.modulo(Arguments.number(left), Arguments.number(right)))
                .one("inc", value -> Arithmetic.add(Arguments.number(value), 1L))
                .one("dec", value -> Arithmetic.subtract(Arguments.number(value), 1L))
                .one("abs", value -> Arithmetic.abs(Arguments.number(value)))
                .define("max", 1, Definitions.ANY, arguments -> extreme(arguments, 1))
                .define("min", 1, Definitions.ANY, arguments -> extreme(arguments, -1));
    }

    /** Folds any number of arguments; none are what nothing changes. */
    private static Number foldAny(Number none, @Nullable Object[] arguments, Fold fold) {
        return arguments.length == 0 ? none : foldFirst(arguments, fold);
    }

    private static Number foldFirst(@Nullable Object[] arguments, Fold fold) {
        Number result = Arguments.number(arguments[0]);
        for (int i = 1; i < arguments.length; i++) {
            result = fold.apply(result, Arguments.number(arguments[i]));
        }
        return result;
    }

    private static @Nullable Object extreme(@Nullable Object[] arguments, int sign) {
        if (arguments.length == 1) {
            return arguments[0];
        }
        Number best = Arguments.number(arguments[0]);
        for (int i = 1; i < arguments.length; i++) {
            Number next = Arguments.number(arguments[i]);
            Integer comparison = Arithmetic.compare(best, next);
            if (comparison == null) {
                return Double.NaN;
            }
            best = comparison * sign > 0 ? best : next;
        }
        return best;
    }

    private static void comparisons(Definitions to) {
        ordered(to, "==", comparison -> comparison == 0);
        ordered(to, "clojure.core/<", comparison -> comparison < 0);
        ordered(to, "clojure.core/<=", comparison -> comparison <= 0);
        ordered(to, "clojure.core/>", comparison -> comparison > 0);
        ordered(to, "clojure.core/>=", comparison -> comparison >= 0);
    }

    private static void ordered(Definitions to, String name, Test test) {
        to.define(name, 1, Definitions.ANY, arguments -> {
            for (int i = 1; i < arguments.length; i++) {
                Integer comparison =
                        Arithmetic.compare(Arguments.number(arguments[i - 1]), Arguments.number(arguments[i]));
                if (comparison == null || !test.test(comparison)) {
                    return false;
                }
            }
            return true;
        });
    }

    private static void predicates(Definitions to) {
        to.one("zero?", value -> Arithmetic.isZero(Arguments.number(value)))
                .one("pos?", value -> Arithmetic.sign(Arguments.number(value)) > 0)
                .one("neg?", value -> Arithmetic.sign(Arguments.number(value)) < 0)
                .one("even?", value -> !isOdd(value))
                .one("odd?", NumberFunctions::isOdd)
                .one("number?", value -> value instanceof Number)
                .one("integer?", Arguments::isInteger)
                .one("int?", WholeNumbers::isSmall)
                .one("pos-int?", value -> WholeNumbers.isSmall(value) && Arithmetic.sign(Arguments.number(value)) > 0)
                .one("neg-int?", value -> WholeNumbers.isSmall(value) && Arithmetic.sign(Arguments.number(value)) < 0)
                .one("nat-int?", value -> WholeNumbers.isSmall(value) && Arithmetic.sign(Arguments.number(value)) >= 0)
                .one("double?", value -> value instanceof Double)
                .one("float?", value -> value instanceof Double || value instanceof Float)
                .one("decimal?", value -> value instanceof BigDecimal)
                .one("ratio?", value -> false)
                .one("rational?", value -> Arguments.isInteger(value) || value instanceof BigDecimal)
                .one("NaN?", value -> Double.isNaN(Arguments.number(value).doubleValue()))
                .one(
                        "infinite?",
                        value -> Double.isInfinite(Arguments.number(value).doubleValue()));
    }

    private static boolean isOdd(@Nullable Object value) {
        if (!Arguments.isInteger(value)) {
            throw new IllegalArgumentException("Argument must be an integer: " + Arguments.describe(value));
        }
        return Arithmetic.big(Arguments.number(value)).testBit(0);
    }

    private static void conversions(Definitions to) {
        to.one("long", value -> toLong(value, Long.MIN_VALUE, Long.MAX_VALUE))
                .one("int", value -> toLong(value, Integer.MIN_VALUE, Integer.MAX_VALUE))
                .one("double", value -> Arguments.number(value).doubleValue())
                .one("float", NumberFunctions::toFloat)
                .one("num", Arguments::number)
                .one("bigint", NumberFunctions::toBigInteger)
                .one("biginteger", NumberFunctions::toBigInteger)
                .one("bigdec", NumberFunctions::toDecimal)
                .one("parse-long", value -> parseLong(Arguments.text(value)))
                .one("parse-double", value -> parseDouble(Arguments.text(value)));
    }

    private static float toFloat(@Nullable Object value) {
        Number number = Arguments.number(value);
        if (!(number instanceof Float) && Math.abs(number.doubleValue()) > Float.MAX_VALUE) {
            throw new IllegalArgumentException("Value out of range for float: " + Arguments.describe(value));
        }
        return number.floatValue();
    }

    private static long toLong(@Nullable Object value, long least, long greatest) {
        if (value instanceof Character character) {
            return character;
        }
        Number number = Arguments.number(value);
        BigInteger whole;
        if (number instanceof Double || number instanceof Float) {
            double given = number.doubleValue();
            if (given < least || given > greatest) {
                throw new IllegalArgumentException("Value out of range for an integer: " + number);
            }
            return (long) given;
        } else if (number instanceof BigDecimal decimal) {
            if (Math.abs((long) decimal.precision() - decimal.scale()) > Long.SIZE && decimal.signum() != 0) {
                if (decimal.precision() < decimal.scale()) {
                    return 0;
                }
                throw new IllegalArgumentException("Value out of range for an integer: " + Arguments.describe(number));
            }
            whole = decimal.toBigInteger();
        } else {
            whole = Arithmetic.big(number);
        }
        BigInteger lower = LONG_MIN.max(BigInteger.valueOf(least));
        BigInteger upper = LONG_MAX.min(BigInteger.valueOf(greatest));
        if (whole.compareTo(lower) < 0 || whole.compareTo(upper) > 0) {
            throw new IllegalArgumentException("Value out of range for an integer: " + Arguments.describe(number));
        }
        return whole.longValue();
    }

    /** Returns a text that is short enough to be read as a number. */
    private static String digits(CharSequence text) {
        if (text.length() > DIGITS_MAX) {
            throw new NumberFormatException("a number may have at most " + DIGITS_MAX + " characters");
        }
        return text.toString();
    }

    private static BigInteger toBigInteger(@Nullable Object value) {
        if (value instanceof CharSequence text) {
            return new BigInteger(digits(text));
        }
        Number number = Arguments.number(value);
        if (Arguments.isInteger(number)) {
            return Arithmetic.big(number);
        }
        BigDecimal decimal = Arithmetic.decimal(number);
        if ((long) decimal.precision() - decimal.scale() > Arithmetic.SCALE_SPAN_MAX) {
            throw new ArithmeticException("an integer may have at most " + Arithmetic.SCALE_SPAN_MAX + " digits");
        }
        return decimal.toBigInteger();
    }

    private static BigDecimal toDecimal(@Nullable Object value) {
        return value instanceof CharSequence text
                ? new BigDecimal(digits(text))
                : Arithmetic.decimal(Arguments.number(value));
    }

    private static @Nullable Long parseLong(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException notALong) {
            return null;
        }
    }

    private static @Nullable Double parseDouble(String text) {
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException notADouble) {
            return null;
        }
    }

    private static void bits(Definitions to) {
        to.two("bit-and", (left, right) -> Arguments.fixed(left) & Arguments.fixed(right))
                .two("bit-or", (left, right) -> Arguments.fixed(left) | Arguments.fixed(right))
                .two("bit-xor", (left, right) -> Arguments.fixed(left) ^ Arguments.fixed(right))
                .one("bit-not", value -> ~Arguments.fixed(value))
                .two("bit-shift-left", (value, places) -> Arguments.fixed(value) << Arguments.fixed(places))
                .two("bit-shift-right", (value, places) -> Arguments.fixed(value) >> Arguments.fixed(places))
                .two("unsigned-bit-shift-right", (value, places) -> Arguments.fixed(value) >>> Arguments.fixed(places))
                .two("bit-test", (value, place) -> (Arguments.fixed(value) >> Arguments.fixed(place) & 1) != 0);
    }
}

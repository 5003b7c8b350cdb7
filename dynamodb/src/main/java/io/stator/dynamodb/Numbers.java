package io.stator.dynamodb;

import java.math.BigDecimal;
import java.math.BigInteger;

/** DynamoDB's numbers: decimals of at most 38 significant digits, as text. */
final class Numbers {
    /** Significant digits of a number at most. */
    static final int DIGITS_MAX = 38;

    /** Power of ten of the first digit of the largest number, 9.99...E+125. */
    static final int EXPONENT_MAX = 125;

    /** Power of ten of the smallest number above zero, 1E-130. */
    static final int EXPONENT_MIN = -130;

    private static final int LONG_DIGITS_SAFE = 18;
    private static final int INTEGER_BITS_MAX = 420;

    private Numbers() {}

    /** Returns the text of a floating point number: the shortest decimal that gives the same number back. */
    static String text(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw notFinite(Double.toString(value));
        }
        return value == 0 ? "0" : text(Double.toString(value), value);
    }

    /** Returns the text of a floating point number: the shortest decimal that gives the same number back. */
    static String text(float value) {
        if (Float.isNaN(value) || Float.isInfinite(value)) {
            throw notFinite(Float.toString(value));
        }
        return value == 0 ? "0" : text(Float.toString(value), value);
    }

    private static String text(String text, double value) {
        double size = Math.abs(value);
        return size > 1e-129 && size < 1e125 ? text : text(new BigDecimal(text));
    }

    /** Returns the text of an integer, which is exact. */
    static String text(BigInteger value) {
        if (value.bitLength() > INTEGER_BITS_MAX) {
            throw new Mismatch("must be a number below 1E+126, which is all DynamoDB stores: it has "
                    + value.bitLength() + " bits; store it as text");
        }
        String text = value.toString();
        if (text.length() > DIGITS_MAX) {
            text(new BigDecimal(value));
        }
        return text;
    }

    /** Returns the text of a decimal, which is exact. */
    static String text(BigDecimal value) {
        if (value.signum() == 0) {
            return "0";
        }
        int precision = value.precision();
        if (precision > DIGITS_MAX) {
            precision = value.stripTrailingZeros().precision();
            if (precision > DIGITS_MAX) {
                throw new Mismatch(
                        "must have at most " + DIGITS_MAX + " significant digits, which is all DynamoDB stores: "
                                + Mismatch.shown(value) + " has " + precision + "; round it or store it as text");
            }
        }
        long exponent = (long) value.precision() - value.scale() - 1;
        if (exponent > EXPONENT_MAX || exponent < EXPONENT_MIN) {
            throw new Mismatch("must be 0 or between 1E-130 and 9.99E+125 in size, which is all DynamoDB stores: "
                    + Mismatch.shown(value) + "; round it or store it as text");
        }
        return value.toString();
    }

    private static Mismatch notFinite(String value) {
        return new Mismatch("must be a finite number: " + value + "; leave the attribute out, or store null or text");
    }

    /** Returns a stored number as a Long, if that does not fit as a BigInteger, and if it has a fraction as a BigDecimal. */
    static Number plain(String text) {
        if (isShortInteger(text)) {
            return Long.parseLong(text);
        }
        BigDecimal decimal = decimal(text);
        if (decimal.signum() == 0) {
            return 0L;
        }
        if (!isIntegral(decimal)) {
            return decimal;
        }
        BigInteger integer = decimal.toBigIntegerExact();
        return integer.bitLength() < Long.SIZE ? (Number) integer.longValue() : integer;
    }

    /** Returns whether text is a number as DynamoDB has them, by its form and its size. */
    static boolean isNumber(String text) {
        try {
            BigDecimal value = new BigDecimal(text);
            long exponent = (long) value.precision() - value.scale() - 1;
            return value.signum() == 0 || exponent >= EXPONENT_MIN && exponent <= EXPONENT_MAX;
        } catch (NumberFormatException other) {
            return false;
        }
    }

    /** Returns a stored number as a decimal. */
    static BigDecimal decimal(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException cause) {
            throw new Mismatch("must be a number: " + Mismatch.shown(text), cause);
        }
    }

    /** Returns a stored number as an integer of any size. */
    static BigInteger integer(String text) {
        BigDecimal decimal = decimal(text);
        if (!isIntegral(decimal)) {
            throw new Mismatch("must be an integer: " + Mismatch.shown(text) + "; read it as BigDecimal or double");
        }
        return decimal.toBigIntegerExact();
    }

    /** Returns a stored number as a long between two bounds; {@code type} is named when it does not fit. */
    static long integer(String text, long min, long max, String type) {
        long value;
        if (isShortInteger(text)) {
            value = Long.parseLong(text);
        } else {
            BigInteger integer = integer(text);
            if (integer.bitLength() >= Long.SIZE) {
                throw tooLarge(text, type);
            }
            value = integer.longValue();
        }
        if (value < min || value > max) {
            throw tooLarge(text, type);
        }
        return value;
    }

    private static Mismatch tooLarge(String text, String type) {
        return new Mismatch("must fit " + type + ": " + Mismatch.shown(text) + "; read it as a larger type");
    }

    /** Returns the double nearest to a stored number. */
    static double doubleValue(String text) {
        double value =
                isShortInteger(text) ? Long.parseLong(text) : decimal(text).doubleValue();
        if (Double.isInfinite(value) || value == 0 && decimal(text).signum() != 0) {
            throw tooLarge(text, "double");
        }
        return value;
    }

    /** Returns the float nearest to a stored number. */
    static float floatValue(String text) {
        BigDecimal decimal = decimal(text);
        float value = decimal.floatValue();
        if (Float.isInfinite(value) || value == 0 && decimal.signum() != 0) {
            throw tooLarge(text, "float");
        }
        return value;
    }

    private static boolean isIntegral(BigDecimal decimal) {
        if (decimal.signum() == 0 || decimal.scale() <= 0) {
            return (long) decimal.precision() - decimal.scale() - 1 <= EXPONENT_MAX;
        }
        return decimal.scale() < decimal.precision()
                && decimal.stripTrailingZeros().scale() <= 0;
    }

    private static boolean isShortInteger(String text) {
        int length = text.length();
        int first = length > 0 && text.charAt(0) == '-' ? 1 : 0;
        if (length == first || length - first > LONG_DIGITS_SAFE) {
            return false;
        }
        for (int i = first; i < length; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return false;
            }
        }
        return true;
    }
}

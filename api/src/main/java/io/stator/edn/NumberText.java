package io.stator.edn;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The numbers of EDN text, in every notation that Clojure's EDN reader knows except ratios. */
final class NumberText {
    /** The most bits of a big integer, or of the digits of a big decimal; reading and printing take time quadratic in them. */
    static final int BIG_BITS_MAX = BigNumbers.BITS_MAX;

    /** The most decimal places of a big decimal, before or after the point; adding one to it would need as many digits. */
    static final int BIG_SCALE_MAX = BigNumbers.SCALE_MAX;

    private static final int LONG_DIGITS_SAFE = 18;
    private static final int DECIMAL = 10;
    private static final int OCTAL = 8;
    private static final int HEXADECIMAL = 16;

    private NumberText() {}

    /**
     * Returns the number that this range of characters, which begins with a digit or a sign, stands for, or null if it is none.
     *
     * @throws ArithmeticException if the number is beyond the limit; the message says which
     */
    static @Nullable Number parse(char[] buffer, int from, int to) {
        boolean signed = buffer[from] == '-' || buffer[from] == '+';
        int start = signed ? from + 1 : from;
        int digitsEnd = digitsEnd(buffer, start, to);
        if (digitsEnd == to && to - start <= LONG_DIGITS_SAFE && (buffer[start] != '0' || to - start == 1)) {
            return small(buffer, start, to, buffer[from] == '-');
        }
        if (digitsEnd == start) {
            return null;
        }
        try {
            return general(buffer, from, start, digitsEnd, to);
        } catch (NumberFormatException malformed) {
            return null;
        }
    }

    /** Refuses digits before they are read if they are many more than the limit allows. */
    private static void checkDigits(char[] buffer, int from, int to, int radix) {
        int start = from;
        while (start < to && "+-0.".indexOf(buffer[start]) >= 0) {
            start++;
        }
        checkLimit(radix < 2 || (to - start - 2) * (Math.log(radix) / Math.log(2)) <= BIG_BITS_MAX);
    }

    private static void checkLimit(boolean within) {
        if (!within) {
            throw new ArithmeticException(
                    "a number of at most " + BIG_BITS_MAX + " bits and " + BIG_SCALE_MAX + " decimal places");
        }
    }

    /** Returns whether a number is small enough to be read and printed. */
    static boolean isWithinLimit(Number number) {
        return BigNumbers.isWithinLimit(number);
    }

    /** Returns whether the range is a ratio, which Clojure has and EDN has not. */
    static boolean isRatio(String text) {
        int slash = text.indexOf('/');
        int start = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        char[] characters = text.toCharArray();
        return slash > start
                && slash < text.length() - 1
                && digitsEnd(characters, start, slash) == slash
                && digitsEnd(characters, slash + 1, characters.length) == characters.length;
    }

    private static int digitsEnd(char[] buffer, int from, int to) {
        int end = from;
        while (end < to && CharKind.isDigit(buffer[end])) {
            end++;
        }
        return end;
    }

    private static Long small(char[] buffer, int from, int to, boolean negative) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value * DECIMAL + (buffer[i] - '0');
        }
        return negative ? -value : value;
    }

    private static @Nullable Number general(char[] buffer, int from, int start, int digitsEnd, int to) {
        boolean negative = buffer[from] == '-';
        boolean zeroFirst = buffer[start] == '0';
        int digits = digitsEnd - start;
        char next = digitsEnd < to ? buffer[digitsEnd] : 'N';
        boolean big = buffer[to - 1] == 'N';
        if (next == 'N' && digitsEnd >= to - 1) {
            int radix = zeroFirst && digits > 1 ? OCTAL : DECIMAL;
            return integer(new String(buffer, start, digits), radix, negative, big);
        }
        if ((next == 'x' || next == 'X') && zeroFirst && digits == 1) {
            int end = big ? to - 1 : to;
            return integer(new String(buffer, digitsEnd + 1, end - digitsEnd - 1), HEXADECIMAL, negative, big);
        }
        if ((next == 'r' || next == 'R') && !zeroFirst && digits <= 2) {
            int radix = Integer.parseInt(new String(buffer, start, digits));
            return integer(new String(buffer, digitsEnd + 1, to - digitsEnd - 1), radix, negative, false);
        }
        return decimal(buffer, from, digitsEnd, to);
    }

    private static @Nullable Number integer(String digits, int radix, boolean negative, boolean big) {
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c >= 0x80 || !Character.isLetterOrDigit(c)) {
                return null;
            }
        }
        checkDigits(digits.toCharArray(), 0, digits.length(), radix);
        BigInteger magnitude = new BigInteger(digits, radix);
        BigInteger value = negative ? magnitude.negate() : magnitude;
        checkLimit(isWithinLimit(value));
        if (!big && value.bitLength() < Long.SIZE) {
            return value.longValue();
        }
        return value;
    }

    private static @Nullable Number decimal(char[] buffer, int from, int digitsEnd, int to) {
        int end = digitsEnd;
        if (end < to && buffer[end] == '.') {
            end = digitsEnd(buffer, end + 1, to);
        }
        int mantissaEnd = end;
        if (end < to && (buffer[end] == 'e' || buffer[end] == 'E')) {
            int exponent = end + 1;
            if (exponent < to && (buffer[exponent] == '+' || buffer[exponent] == '-')) {
                exponent++;
            }
            end = digitsEnd(buffer, exponent, to);
            if (end == exponent) {
                return null;
            }
        }
        if (end == to) {
            return Double.valueOf(new String(buffer, from, to - from));
        }
        if (end != to - 1 || buffer[end] != 'M') {
            return null;
        }
        checkDigits(buffer, from, mantissaEnd, DECIMAL);
        BigDecimal value = new BigDecimal(buffer, from, end - from);
        checkLimit(isWithinLimit(value));
        return value;
    }
}

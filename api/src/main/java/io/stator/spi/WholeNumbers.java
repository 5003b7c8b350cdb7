package io.stator.spi;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Which values are whole numbers, and which of them a long holds. What else an entrance takes for a number, and what it says of what
 * it does not take, is its own.
 *
 * <p>Nothing here waits.
 */
public final class WholeNumbers {
    private WholeNumbers() {}

    /** Returns whether a value is of a class of whole numbers. Never fails. */
    public static boolean isWhole(@Nullable Object value) {
        return isSmall(value) || value instanceof BigInteger;
    }

    /** Returns whether a value is of a class of whole numbers that have 64 bits or less. Never fails. */
    public static boolean isSmall(@Nullable Object value) {
        return value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte;
    }

    /** Returns a whole number as a long, or null if it is none or too large. Never fails. */
    public static @Nullable Long asLong(@Nullable Object value) {
        if (value instanceof Long number) {
            return number;
        }
        if (value instanceof BigInteger big) {
            return big.bitLength() < Long.SIZE ? (Long) big.longValue() : null;
        }
        return value instanceof Number number && isSmall(number) ? (Long) number.longValue() : null;
    }
}

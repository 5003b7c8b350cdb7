package io.stator.edn;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * How big a number may be that is stored, written as text, or sent: bigger ones could be computed with for hours, and a few bytes can stand for them.
 *
 * <p>Its methods never wait, and nothing fails but as it says.
 */
public final class BigNumbers {
    /** The greatest number of bits, without those that say where the decimal point is. */
    public static final int BITS_MAX = 65_536;

    /** The greatest number of decimal places, on either side of the point. */
    public static final int SCALE_MAX = 65_536;

    private BigNumbers() {}

    /** Returns whether a value is no number that is too big. */
    public static boolean isWithinLimit(@Nullable Object value) {
        if (value instanceof BigDecimal decimal) {
            return Math.abs((long) decimal.scale()) <= SCALE_MAX
                    && decimal.unscaledValue().bitLength() <= BITS_MAX;
        }
        return !(value instanceof BigInteger integer) || integer.bitLength() <= BITS_MAX;
    }

    /** Returns the limit in words. */
    public static String limit() {
        return "at most " + BITS_MAX + " bits and " + SCALE_MAX + " decimal places";
    }
}

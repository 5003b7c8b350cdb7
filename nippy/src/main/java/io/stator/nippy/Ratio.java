package io.stator.nippy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Objects;

/**
 * A ratio of Clojure, kept as it was written: it is not reduced.
 *
 * <p>Nothing here waits, and nothing fails but as it says, or with a {@link NullPointerException} for a null that must not be one.
 */
public record Ratio(BigInteger numerator, BigInteger denominator) {
    /**
     * A ratio of two integers.
     *
     * @throws IllegalArgumentException if the denominator is 0
     */
    public Ratio {
        Objects.requireNonNull(numerator, "numerator");
        if (denominator.signum() == 0) {
            throw new IllegalArgumentException(
                    "denominator must not be 0: numerator=" + numerator.bitLength() + " bits");
        }
    }

    /**
     * Returns the ratio of two integers.
     *
     * @throws IllegalArgumentException if the denominator is 0
     */
    public static Ratio of(long numerator, long denominator) {
        return new Ratio(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
    }

    /**
     * Returns the quotient, rounded as asked for.
     *
     * @throws ArithmeticException if it has no end, and is not to be rounded
     */
    public BigDecimal toBigDecimal(MathContext rounding) {
        return new BigDecimal(numerator).divide(new BigDecimal(denominator), rounding);
    }

    /** Returns {@code 1/3}. */
    @Override
    public String toString() {
        return numerator + "/" + denominator;
    }
}

package io.stator.engine.query.function;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a function costs that looks once at everything its arguments hold, and copies it.
 *
 * @param steps how many elements, characters and bytes of numbers there are
 * @param bytes how much memory copies take
 */
record CopyCost(long steps, long bytes) {
    /** A list is copied once while it grows and once more when it is done. */
    private static final long BYTES_AN_ELEMENT = 2L * Long.BYTES;

    private static final long BYTES_AN_ENTRY = 64;

    /** The greatest size of the arguments of a call: about 8 million elements, or 64 million characters. */
    private static final long CALL_BYTES_MAX = 1L << 27;

    private static final CopyCost NOTHING = new CopyCost(1, 0);

    /** Returns the cost of a call with some arguments. */
    static CopyCost of(@Nullable Object[] arguments) {
        CopyCost cost = NOTHING;
        for (Object argument : arguments) {
            cost = cost.and(argument);
        }
        return cost;
    }

    private CopyCost and(@Nullable Object argument) {
        if (argument instanceof CharSequence text) {
            return new CopyCost(steps + text.length(), bytes + 2L * text.length());
        }
        if (argument instanceof Collection<?> collection) {
            return new CopyCost(steps + collection.size(), bytes + BYTES_AN_ELEMENT * collection.size());
        }
        if (argument instanceof Map<?, ?> map) {
            return new CopyCost(steps + map.size(), bytes + BYTES_AN_ENTRY * map.size());
        }
        if (argument instanceof BigInteger || argument instanceof BigDecimal) {
            BigInteger digits =
                    argument instanceof BigInteger integer ? integer : ((BigDecimal) argument).unscaledValue();
            if (digits.bitLength() > Arithmetic.INTEGER_BITS_MAX) {
                throw new IllegalArgumentException("a number that a function is given may have at most "
                        + Arithmetic.INTEGER_BITS_MAX + " bits: bits=" + digits.bitLength());
            }
            long size = digits.bitLength() / Byte.SIZE;
            return new CopyCost(steps + size, bytes + 2 * size);
        }
        return this;
    }

    /**
     * Tells the context, which throws when it is too much.
     *
     * @throws IllegalArgumentException when it is too much for one call, which nothing interrupts
     */
    void take(FunctionContext context) {
        if (bytes > CALL_BYTES_MAX) {
            throw new IllegalArgumentException("the arguments of a function may take at most " + CALL_BYTES_MAX
                    + " bytes together: bytes=" + bytes);
        }
        context.effort().steps(steps);
        context.need(bytes);
    }
}

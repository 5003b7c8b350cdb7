package io.stator.engine.query.function;

import io.stator.engine.query.syntax.Origin;
import io.stator.spi.WholeNumbers;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Checks and conversions of the arguments and results of functions. */
final class Arguments {
    private Arguments() {}

    /** Returns a value with its class, for messages. */
    static String describe(@Nullable Object value) {
        return value == null
                ? "nil"
                : Origin.show(value) + " (" + value.getClass().getSimpleName() + ")";
    }

    static String text(@Nullable Object value) {
        if (value instanceof CharSequence text) {
            return text.toString();
        }
        throw new IllegalArgumentException("expected a string, got " + describe(value));
    }

    static Number number(@Nullable Object value) {
        if (value instanceof Number number) {
            return number;
        }
        throw new IllegalArgumentException("expected a number, got " + describe(value));
    }

    static long integer(@Nullable Object value) {
        Long whole = WholeNumbers.asLong(value);
        return whole == null ? fixed(value) : whole;
    }

    /** Returns an integer of 64 bits or less. */
    static long fixed(@Nullable Object value) {
        if (value instanceof Number number && WholeNumbers.isSmall(number)) {
            return number.longValue();
        }
        throw new IllegalArgumentException("expected an integer, got " + describe(value));
    }

    /** Returns an index as Clojure takes it: any number, cut to an integer. */
    static int index(@Nullable Object value) {
        Number number = number(value);
        if (number instanceof Double || number instanceof Float || number instanceof BigDecimal) {
            return Math.toIntExact((long) number.doubleValue());
        }
        return Math.toIntExact(integer(number));
    }

    /** Returns any number, cut to an integer. */
    static long whole(@Nullable Object value) {
        return number(value).longValue();
    }

    static boolean isInteger(@Nullable Object value) {
        return WholeNumbers.isWhole(value);
    }
}

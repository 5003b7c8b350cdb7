package io.stator.edn;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.temporal.TemporalAccessor;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Prints what EDN cannot express, for people. */
final class Described {
    /** How much is shown of the text of a value. */
    private static final int TEXT_MAX = 100;

    /** How our own classes begin, whose text tells what they are. */
    private static final String OURS = "io.stator.";

    /** What says only which object it is. */
    private static final Pattern IDENTITY = Pattern.compile("@[0-9a-f]{1,8}$");

    private Described() {}

    /** Appends a value as {@code #object[class "text"]}; the text only where it says something. */
    static void print(StringBuilder out, Object value) {
        if (value instanceof Named named) {
            out.append(named);
            return;
        }
        out.append("#object[").append(value.getClass().getTypeName());
        String text = text(value);
        if (text != null) {
            out.append(' ');
            new Printer(out).print(text.length() > TEXT_MAX ? text.substring(0, TEXT_MAX) + "..." : text);
        }
        out.append(']');
    }

    private static @Nullable String text(Object value) {
        if (value instanceof byte[] bytes) {
            return bytes.length + " bytes";
        }
        if (value instanceof BigInteger big) {
            return big.bitLength() + " bits";
        }
        if (value instanceof BigDecimal big) {
            return big.unscaledValue().bitLength() + " bits, scale " + big.scale();
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof Class<?> type) {
            return type.getTypeName();
        }
        boolean telling = value instanceof CharSequence
                || value instanceof Number
                || value instanceof TemporalAccessor
                || value.getClass().getName().startsWith(OURS);
        if (!telling) {
            return null;
        }
        try {
            String text = value.toString();
            return IDENTITY.matcher(text).find() ? null : text;
        } catch (RuntimeException | StackOverflowError speechless) {
            return null;
        }
    }
}

package io.stator.edn;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Prints what EDN cannot express, for people. */
final class Described {
    /** How much is shown of the text of a value. */
    private static final int TEXT_MAX = 100;

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
        String name = value.getClass().getName();
        if (!name.startsWith("java.") && !name.startsWith("io.stator.")) {
            return null;
        }
        try {
            String text = value.toString();
            return text.startsWith(name + "@") ? null : text;
        } catch (RuntimeException | StackOverflowError speechless) {
            return null;
        }
    }
}

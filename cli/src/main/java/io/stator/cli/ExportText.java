package io.stator.cli;

import io.stator.Anomaly;
import io.stator.edn.Edn;
import io.stator.edn.EdnOptions;
import io.stator.edn.Keyword;
import io.stator.edn.Named;
import io.stator.edn.Symbol;
import io.stator.edn.Tagged;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The text of exports: EDN, with tags of their own for the values that EDN cannot write, and for what they say of themselves. */
final class ExportText {
    /** The tag of the form that an export begins with. */
    static final Symbol EXPORT = Symbol.of("stator", "export");

    /** The tag of the form that follows a transaction: its number, how many facts it has, and their checksum. */
    static final Symbol SUM = Symbol.of("stator", "sum");

    /** The tag of the form that ends an export. */
    static final Symbol END = Symbol.of("stator", "end");

    /** The form of exports that is written, and read. */
    static final long FORMAT = 1;

    private static final Symbol KEYWORD = Symbol.of("stator", "keyword");
    private static final Symbol SYMBOL = Symbol.of("stator", "symbol");
    private static final Symbol INTEGER = Symbol.of("stator", "bigint");
    private static final Symbol DECIMAL = Symbol.of("stator", "bigdec");

    private ExportText() {}

    /** Returns how exports are read. */
    static EdnOptions options() {
        return EdnOptions.defaults()
                .elements()
                .tagHandler(KEYWORD, form -> Keyword.of(namespace(form), name(form)))
                .tagHandler(SYMBOL, form -> Symbol.of(namespace(form), name(form)))
                .tagHandler(INTEGER, form -> new BigInteger(text(form), Character.MAX_RADIX))
                .tagHandler(
                        DECIMAL,
                        form -> new BigDecimal(
                                new BigInteger(text(part(form, 0)), Character.MAX_RADIX),
                                Math.toIntExact(number(part(form, 1)))));
    }

    private static @Nullable Object part(@Nullable Object form, int i) {
        if (form instanceof List<?> parts && parts.size() == 2) {
            return parts.get(i);
        }
        throw new IllegalArgumentException("expected a vector of two, found " + Edn.describe(form));
    }

    private static @Nullable String namespace(@Nullable Object form) {
        Object part = part(form, 0);
        return part == null ? null : text(part);
    }

    private static String name(@Nullable Object form) {
        return text(part(form, 1));
    }

    private static String text(@Nullable Object form) {
        if (form instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("expected a text, found " + Edn.describe(form));
    }

    private static long number(@Nullable Object form) {
        if (form instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException("expected a number, found " + Edn.describe(form));
    }

    /** Returns whether EDN can write a name. */
    static boolean isPlain(Named name) {
        try {
            Edn.print(name);
            return true;
        } catch (Anomaly beyondEdn) {
            return false;
        }
    }

    /** Returns the line of a form of a transaction. */
    static String line(Object form) {
        if (!(form instanceof List<?> parts)) {
            return Edn.print(form);
        }
        try {
            return Edn.print(plain(parts));
        } catch (Anomaly beyondEdn) {
            return Edn.print(writable(parts));
        }
    }

    /** Returns a form in which no number is changed by being read as another kind. */
    private static List<?> plain(List<?> parts) {
        for (Object part : parts) {
            if (part instanceof Float) {
                return parts.stream()
                        .map(one -> one instanceof Float number ? (Object) number.doubleValue() : one)
                        .toList();
            }
        }
        return parts;
    }

    private static @Nullable Object writable(@Nullable Object value) {
        if (value instanceof List<?> parts) {
            List<@Nullable Object> all = new ArrayList<>();
            parts.forEach(part -> all.add(writable(part)));
            return all;
        }
        if (value == null) {
            return null;
        }
        try {
            Edn.print(value);
            return value;
        } catch (Anomaly beyondEdn) {
            if (value instanceof Keyword name) {
                return new Tagged(KEYWORD, parts(name));
            }
            if (value instanceof Symbol name) {
                return new Tagged(SYMBOL, parts(name));
            }
            if (value instanceof BigInteger number) {
                return new Tagged(INTEGER, digits(number));
            }
            if (value instanceof BigDecimal number) {
                List<Object> decimal = List.of(digits(number.unscaledValue()), (long) number.scale());
                return new Tagged(DECIMAL, decimal);
            }
            throw beyondEdn;
        }
    }

    private static List<@Nullable Object> parts(Named name) {
        List<@Nullable Object> parts = new ArrayList<>();
        parts.add(name.namespace());
        parts.add(name.name());
        return parts;
    }

    private static String digits(BigInteger number) {
        return number.toString(Character.MAX_RADIX);
    }

    /** Returns the lines of a transaction and its checksum. */
    static String transaction(CopiedTransaction transaction) {
        StringBuilder text = new StringBuilder("[");
        String between = "";
        for (Object form : transaction.forms()) {
            text.append(between).append(line(form));
            between = "\n ";
        }
        return text.append("]\n")
                .append(String.format(
                        Locale.ROOT,
                        "#%s [%d %d \"%s\"]\n",
                        SUM,
                        transaction.t(),
                        transaction.sum().count(),
                        transaction.sum().text()))
                .toString();
    }
}

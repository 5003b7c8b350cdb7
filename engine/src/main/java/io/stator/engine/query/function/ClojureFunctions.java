package io.stator.engine.query.function;

import io.stator.edn.EdnList;
import io.stator.edn.Keyword;
import io.stator.edn.Named;
import io.stator.edn.Symbol;
import io.stator.engine.datom.Effort;
import io.stator.engine.datom.Values;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Functions of Clojure whose results tell of Clojure: classes, hashes, order, and text by a format. */
final class ClojureFunctions {
    /** How many parts an argument may have. */
    private static final int PARTS_MAX = 1_000_000;

    /** The greatest width or precision in a format. */
    private static final int WIDTH_MAX = 10_000;

    /** The longest text that a format may make, in characters. */
    private static final int FORMATTED_MAX = 1_000_000;

    /** The number of entries up to which Clojure keeps a map in an array. */
    private static final int ARRAY_MAP_MAX = 8;

    private static final Pattern NUMBERS = Pattern.compile("%[^a-zA-Z%]*");
    private static final Pattern DIGITS = Pattern.compile("\\d+");

    private ClojureFunctions() {}

    static void addTo(Definitions to) {
        to.one("type", ClojureFunctions::type)
                .one("class", ClojureFunctions::type)
                .withContext("hash", 1, 1, (context, arguments) -> {
                    requireSmall("hash", context, arguments);
                    return (long) ClojureHash.of(arguments[0]);
                })
                .withContext("compare", 2, 2, (context, arguments) -> {
                    requireSmall("compare", context, arguments);
                    return (long) compare(arguments[0], arguments[1], context.effort());
                })
                .withContext("format", 1, Definitions.ANY, (context, arguments) -> {
                    requireSmall("format", context, arguments);
                    return format(context, arguments);
                });
    }

    /** Refuses values that have, with what is in them, more parts than a function without a deadline should walk through. */
    private static void requireSmall(String name, FunctionContext context, @Nullable Object[] arguments) {
        CopyCost.of(arguments).take(context);
        for (Object argument : arguments) {
            if (!Values.hasPartsAtMost(argument, PARTS_MAX, context.effort())) {
                throw new IllegalArgumentException(
                        name + " takes values of at most " + PARTS_MAX + " elements, those of their elements included");
            }
        }
    }

    /** Returns the class that Clojure has for a value, as a symbol. */
    private static @Nullable Object type(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        String name;
        if (value instanceof Keyword) {
            name = "clojure.lang.Keyword";
        } else if (value instanceof Symbol) {
            name = "clojure.lang.Symbol";
        } else if (value instanceof BigInteger) {
            name = "clojure.lang.BigInt";
        } else if (value instanceof Instant) {
            name = "java.util.Date";
        } else if (value instanceof EdnList) {
            name = "clojure.lang.PersistentList";
        } else if (value instanceof List) {
            name = "clojure.lang.PersistentVector";
        } else if (value instanceof Set) {
            name = "clojure.lang.PersistentHashSet";
        } else if (value instanceof Map<?, ?> map) {
            name = map.size() > ARRAY_MAP_MAX ? "clojure.lang.PersistentHashMap" : "clojure.lang.PersistentArrayMap";
        } else {
            name = value instanceof byte[] ? "bytes" : value.getClass().getName();
        }
        return Symbol.of(name);
    }

    private static int compare(@Nullable Object left, @Nullable Object right, Effort effort) {
        if (left instanceof String text && right instanceof String other) {
            return text.compareTo(other);
        }
        if (left instanceof Character character && right instanceof Character other) {
            return character.compareTo(other);
        }
        boolean names = (left instanceof Keyword && right instanceof Keyword)
                || (left instanceof Symbol && right instanceof Symbol);
        if (names && left instanceof Named name && right instanceof Named other) {
            return compareNames(name, other);
        }
        if (left instanceof List<?> list && right instanceof List<?> other) {
            int order = Integer.compare(list.size(), other.size());
            for (int i = 0; i < list.size() && order == 0; i++) {
                order = compare(list.get(i), other.get(i), effort);
            }
            return order;
        }
        return Integer.signum(Values.compareSizes(left, right, effort));
    }

    private static int compareNames(Named left, Named right) {
        String namespace = left.namespace();
        String other = right.namespace();
        if (!Objects.equals(namespace, other)) {
            return namespace == null ? -1 : other == null ? 1 : namespace.compareTo(other);
        }
        return left.name().compareTo(right.name());
    }

    private static String format(FunctionContext context, @Nullable Object[] arguments) {
        String format = Arguments.text(arguments[0]);
        for (Matcher directive = NUMBERS.matcher(format); directive.find(); ) {
            for (Matcher digits = DIGITS.matcher(directive.group()); digits.find(); ) {
                if (digits.group().length() > String.valueOf(WIDTH_MAX).length()
                        || Integer.parseInt(digits.group()) > WIDTH_MAX) {
                    throw new IllegalArgumentException(
                            "a number in a format must be at most " + WIDTH_MAX + ": format=" + directive.group());
                }
            }
        }
        @Nullable Object[] shown = new Object[arguments.length - 1];
        for (int i = 0; i < shown.length; i++) {
            shown[i] = shown(context, arguments[i + 1]);
        }
        StringBuilder text = new StringBuilder();
        try (Formatter formatter = new Formatter(new Bounded(text), Locale.ROOT)) {
            formatter.format(format, (Object[]) shown);
        }
        return text.toString();
    }

    private static @Nullable Object shown(FunctionContext context, @Nullable Object argument) {
        if (argument instanceof Instant instant) {
            return instant.atZone(ZoneOffset.UTC);
        }
        if (argument instanceof BigDecimal decimal) {
            Arithmetic.requireWritable(decimal);
        }
        boolean nested = argument instanceof Collection || argument instanceof Map;
        return nested ? CoreFunctions.string(context, argument) : argument;
    }

    /** Text that must not get too long. */
    private record Bounded(StringBuilder text) implements Appendable {
        private Bounded within(int more) {
            if (text.length() + (long) more > FORMATTED_MAX) {
                throw new IllegalArgumentException(
                        "a formatted text must have at most " + FORMATTED_MAX + " characters");
            }
            return this;
        }

        @Override
        public Appendable append(CharSequence more) {
            text.append(within(more.length()) == this ? more : "");
            return this;
        }

        @Override
        public Appendable append(CharSequence more, int start, int end) {
            return append(more.subSequence(start, end));
        }

        @Override
        public Appendable append(char more) {
            return append(String.valueOf(more));
        }
    }
}

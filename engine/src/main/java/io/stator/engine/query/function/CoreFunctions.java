package io.stator.engine.query.function;

import io.stator.edn.Edn;
import io.stator.edn.EdnList;
import io.stator.edn.Keyword;
import io.stator.edn.Named;
import io.stator.edn.Symbol;
import io.stator.engine.datom.Values;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Equality, order, logic, names, and tests of the class of a value. */
final class CoreFunctions {
    private static final int UUID_LENGTH = 36;

    private CoreFunctions() {}

    static void addTo(Definitions to) {
        comparisons(to);
        logic(to);
        classes(to);
        names(to);
    }

    private static void comparisons(Definitions to) {
        for (Comparison comparison : Comparison.values()) {
            if (comparison.isOrder() || comparison == Comparison.NOT_EQUAL) {
                to.withContext(
                        comparison.symbol(),
                        2,
                        2,
                        (context, arguments) -> comparison.test(arguments[0], arguments[1], context.effort()));
            }
        }
        to.withContext("=", 1, Definitions.ANY, CoreFunctions::allEqual)
                .withContext("not=", 1, Definitions.ANY, (context, arguments) -> !allEqual(context, arguments))
                .two("identical?", (left, right) -> left == right || (left instanceof Boolean && left.equals(right)));
    }

    private static boolean allEqual(FunctionContext context, @Nullable Object[] arguments) {
        for (int i = 1; i < arguments.length; i++) {
            if (!Values.equal(arguments[i - 1], arguments[i], context.effort())) {
                return false;
            }
        }
        return true;
    }

    private static void logic(Definitions to) {
        to.one("ground", value -> value)
                .one("identity", value -> value)
                .one("boolean", Expression::isTrue)
                .one("not", value -> !Expression.isTrue(value))
                .one("nil?", value -> value == null)
                .one("some?", value -> value != null)
                .one("any?", value -> true)
                .one("true?", value -> Boolean.TRUE.equals(value))
                .one("false?", value -> Boolean.FALSE.equals(value))
                .define("and", 0, Definitions.ANY, arguments -> {
                    Object last = true;
                    for (Object argument : arguments) {
                        if (!Expression.isTrue(argument)) {
                            return argument;
                        }
                        last = argument;
                    }
                    return last;
                })
                .define("or", 0, Definitions.ANY, arguments -> {
                    Object last = null;
                    for (Object argument : arguments) {
                        if (Expression.isTrue(argument)) {
                            return argument;
                        }
                        last = argument;
                    }
                    return last;
                });
    }

    private static void classes(Definitions to) {
        to.one("string?", value -> value instanceof String)
                .one("char?", value -> value instanceof Character)
                .one("boolean?", value -> value instanceof Boolean)
                .one("keyword?", value -> value instanceof Keyword)
                .one("symbol?", value -> value instanceof Symbol)
                .one("ident?", value -> value instanceof Named)
                .one("simple-keyword?", value -> value instanceof Keyword keyword && keyword.namespace() == null)
                .one("qualified-keyword?", value -> value instanceof Keyword keyword && keyword.namespace() != null)
                .one("simple-symbol?", value -> value instanceof Symbol symbol && symbol.namespace() == null)
                .one("qualified-symbol?", value -> value instanceof Symbol symbol && symbol.namespace() != null)
                .one("uuid?", value -> value instanceof UUID)
                .one("inst?", value -> value instanceof Instant || value instanceof Date)
                .one("uri?", value -> value instanceof URI)
                .one("bytes?", value -> value instanceof byte[])
                .one("map?", value -> value instanceof Map)
                .one("set?", value -> value instanceof Set)
                .one("vector?", value -> value instanceof List && !(value instanceof EdnList))
                .one("list?", value -> value instanceof EdnList)
                .one("seq?", value -> value instanceof EdnList)
                .one("sequential?", value -> value instanceof List)
                .one(
                        "associative?",
                        value -> value instanceof Map || (value instanceof List && !(value instanceof EdnList)))
                .one("coll?", value -> value instanceof Collection || value instanceof Map);
    }

    private static void names(Definitions to) {
        to.withContext("str", 0, Definitions.ANY, (context, arguments) -> {
                    StringBuilder text = new StringBuilder();
                    for (Object argument : arguments) {
                        text.append(string(context, argument));
                        context.need(2L * text.length());
                    }
                    return text.toString();
                })
                .withContext("pr-str", 0, Definitions.ANY, (context, arguments) -> {
                    StringBuilder text = new StringBuilder();
                    for (Object argument : arguments) {
                        text.append(text.isEmpty() ? "" : " ").append(printed(context, argument));
                        context.need(2L * text.length());
                    }
                    return text.toString();
                })
                .one("name", CoreFunctions::name)
                .one("namespace", value -> named(value).namespace())
                .define("keyword", 1, 2, CoreFunctions::keyword)
                .define("symbol", 1, 2, CoreFunctions::symbol)
                .one("parse-boolean", value -> switch (Arguments.text(value)) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> null;
                })
                .one("parse-uuid", value -> parseUuid(Arguments.text(value)))
                .one("inst-ms", CoreFunctions::millis);
    }

    /** Returns a value as text: nothing for null, a string as it is, a collection as EDN. */
    static String string(FunctionContext context, @Nullable Object value) {
        if (value == null) {
            return "";
        }
        return value instanceof Collection || value instanceof Map ? printed(context, value) : value.toString();
    }

    /** Returns a value as EDN; one that is too long for the query ends the query. */
    private static String printed(FunctionContext context, @Nullable Object value) {
        return Edn.print(value, length -> {
            context.effort().steps(1);
            context.need(2L * length);
        });
    }

    private static String name(@Nullable Object value) {
        return value instanceof String text ? text : named(value).name();
    }

    private static Named named(@Nullable Object value) {
        if (value instanceof Named named) {
            return named;
        }
        throw new IllegalArgumentException("expected a keyword or symbol, got " + Arguments.describe(value));
    }

    private static @Nullable Object keyword(@Nullable Object[] arguments) {
        Object first = arguments[0];
        if (arguments.length == 2) {
            return Keyword.of(first == null ? null : Arguments.text(first), Arguments.text(arguments[1]));
        }
        if (first instanceof Symbol symbol) {
            return Keyword.of(symbol.namespace(), symbol.name());
        }
        if (first instanceof String text) {
            int slash = text.indexOf('/');
            return slash > 0 && text.length() > 1
                    ? Keyword.of(text.substring(0, slash), text.substring(slash + 1))
                    : Keyword.of(text);
        }
        return first instanceof Keyword ? first : null;
    }

    private static Object symbol(@Nullable Object[] arguments) {
        Object first = arguments[0];
        if (arguments.length == 2) {
            return Symbol.of(first == null ? null : Arguments.text(first), Arguments.text(arguments[1]));
        }
        if (first instanceof Keyword keyword) {
            return Symbol.of(keyword.namespace(), keyword.name());
        }
        return first instanceof Symbol ? first : Symbol.parse(Arguments.text(first));
    }

    private static @Nullable UUID parseUuid(String text) {
        try {
            return text.length() == UUID_LENGTH ? UUID.fromString(text) : null;
        } catch (IllegalArgumentException notAUuid) {
            return null;
        }
    }

    private static long millis(@Nullable Object value) {
        if (value instanceof Instant instant) {
            return instant.toEpochMilli();
        }
        if (value instanceof Date date) {
            return date.getTime();
        }
        throw new IllegalArgumentException("expected an instant, got " + Arguments.describe(value));
    }
}

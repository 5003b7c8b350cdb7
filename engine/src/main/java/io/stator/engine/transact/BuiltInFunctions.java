package io.stator.engine.transact;

import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.engine.datom.Values;
import io.stator.spi.WholeNumbers;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The predicates of {@code clojure.core} and {@code clojure.string} that need no registration. */
final class BuiltInFunctions {
    private static final String CORE = "clojure.core";
    private static final Long ZERO = 0L;
    private static final Map<Symbol, NamedFunction> FUNCTIONS = functions();

    private BuiltInFunctions() {}

    static @Nullable NamedFunction find(Symbol name) {
        return FUNCTIONS.get(name);
    }

    private static Map<Symbol, NamedFunction> functions() {
        Map<Symbol, NamedFunction> functions = new HashMap<>();
        number(functions, "pos?", number -> Values.compareNumbers(number, ZERO) > 0 && !isNaN(number));
        number(functions, "neg?", number -> Values.compareNumbers(number, ZERO) < 0);
        number(functions, "zero?", number -> Values.compareNumbers(number, ZERO) == 0);
        number(functions, "even?", number -> !integer(number).testBit(0));
        number(functions, "odd?", number -> integer(number).testBit(0));
        value(functions, "string?", String.class::isInstance);
        value(functions, "keyword?", Keyword.class::isInstance);
        value(functions, "symbol?", Symbol.class::isInstance);
        value(functions, "boolean?", Boolean.class::isInstance);
        value(functions, "number?", Number.class::isInstance);
        value(functions, "integer?", WholeNumbers::isWhole);
        value(functions, "int?", value -> value instanceof Long || value instanceof Integer || value instanceof Short);
        value(functions, "pos-int?", value -> value instanceof Long number && number > 0);
        value(functions, "neg-int?", value -> value instanceof Long number && number < 0);
        value(functions, "nat-int?", value -> value instanceof Long number && number >= 0);
        value(functions, "float?", value -> value instanceof Double || value instanceof Float);
        value(functions, "double?", Double.class::isInstance);
        value(functions, "decimal?", BigDecimal.class::isInstance);
        value(functions, "uuid?", UUID.class::isInstance);
        value(functions, "vector?", List.class::isInstance);
        value(functions, "true?", Boolean.TRUE::equals);
        value(functions, "false?", Boolean.FALSE::equals);
        value(functions, "some?", value -> value != null);
        value(functions, "nil?", value -> value == null);
        value(functions, "any?", value -> true);
        value(functions, "empty?", BuiltInFunctions::isEmpty);
        value(functions, "qualified-keyword?", value -> value instanceof Keyword name && name.namespace() != null);
        value(functions, "simple-keyword?", value -> value instanceof Keyword name && name.namespace() == null);
        put(
                functions,
                Symbol.of("clojure.string", "blank?"),
                value -> value == null || (value instanceof String text && text.isBlank()));
        return Map.copyOf(functions);
    }

    private static void value(Map<Symbol, NamedFunction> functions, String name, Predicate<@Nullable Object> test) {
        put(functions, Symbol.of(CORE, name), test);
    }

    private static void number(Map<Symbol, NamedFunction> functions, String name, Predicate<Number> test) {
        put(functions, Symbol.of(CORE, name), value -> {
            if (value instanceof Number number) {
                return test.test(number);
            }
            throw new IllegalArgumentException(name + " must be given a number: value=" + Edn.describe(value));
        });
    }

    private static void put(Map<Symbol, NamedFunction> functions, Symbol name, Predicate<@Nullable Object> test) {
        functions.put(name, arguments -> {
            if (arguments.size() != 1) {
                throw new IllegalArgumentException(
                        name + " must be given one argument: arguments=" + Edn.describe(arguments));
            }
            return test.test(arguments.get(0));
        });
    }

    private static boolean isNaN(Number number) {
        return Double.isNaN(number.doubleValue());
    }

    private static BigInteger integer(Number number) {
        if (!WholeNumbers.isWhole(number)) {
            throw new IllegalArgumentException(
                    "even? and odd? must be given an integer: value=" + Edn.describe(number));
        }
        return number instanceof BigInteger big ? big : BigInteger.valueOf(number.longValue());
    }

    private static boolean isEmpty(@Nullable Object value) {
        return value == null
                || (value instanceof String text && text.isEmpty())
                || (value instanceof Collection<?> all && all.isEmpty());
    }
}

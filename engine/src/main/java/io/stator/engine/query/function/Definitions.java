package io.stator.engine.query.function;

import io.stator.edn.Symbol;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Functions under construction, by name, each with a check of how many arguments it takes. */
final class Definitions {
    /** The number of arguments that is never exceeded. */
    static final int ANY = Integer.MAX_VALUE;

    /** The functions that make nothing of their arguments, however big these are, in next to no time. */
    private static final Set<String> ONLY_LOOKING = Set.of(
            "count",
            "get",
            "nth",
            "identity",
            "ground",
            "not",
            "boolean",
            "nil?",
            "some?",
            "any?",
            "true?",
            "false?",
            "and",
            "or",
            "identical?",
            "vector",
            "tuple",
            "list",
            "=",
            "not=",
            "!=",
            "<",
            "<=",
            ">",
            ">=",
            "compare",
            "empty?",
            "not-empty",
            "string?",
            "map?",
            "set?",
            "vector?",
            "list?",
            "seq?",
            "sequential?",
            "coll?",
            "associative?");

    /** A function that needs only its arguments. */
    @FunctionalInterface
    interface Body {
        @Nullable
        Object call(@Nullable Object[] arguments);
    }

    /** A function of one argument. */
    @FunctionalInterface
    interface One {
        @Nullable
        Object call(@Nullable Object argument);
    }

    /** A function of two arguments. */
    @FunctionalInterface
    interface Two {
        @Nullable
        Object call(@Nullable Object first, @Nullable Object second);
    }

    private final Map<Symbol, EngineFunction> functions = new HashMap<>();

    Map<Symbol, EngineFunction> functions() {
        return functions;
    }

    /** Defines a function of {@code least} to {@code most} arguments. */
    Definitions define(String name, int least, int most, Body body) {
        return withContext(name, least, most, (context, arguments) -> body.call(arguments));
    }

    /** Defines a function of one argument. */
    Definitions one(String name, One body) {
        return define(name, 1, 1, arguments -> body.call(arguments[0]));
    }

    /** Defines a function of two arguments. */
    Definitions two(String name, Two body) {
        return define(name, 2, 2, arguments -> body.call(arguments[0], arguments[1]));
    }

    /** Defines a function that asks the engine. */
    Definitions withContext(String name, int least, int most, EngineFunction body) {
        boolean costs = !ONLY_LOOKING.contains(name);
        EngineFunction checked = (context, arguments) -> {
            checkArity(name, arguments, least, most);
            if (costs) {
                CopyCost.of(arguments).take(context);
            }
            return body.call(context, arguments);
        };
        if (functions.put(Symbol.parse(name), checked) != null) {
            throw new IllegalArgumentException("a function may be defined once: name=" + name);
        }
        return this;
    }

    static void checkArity(String name, @Nullable Object[] arguments, int least, int most) {
        if (arguments.length < least || arguments.length > most) {
            throw new IllegalArgumentException("Wrong number of args (" + arguments.length + ") passed to: " + name);
        }
    }
}

package io.stator.engine.query.function;

import io.stator.edn.Keyword;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The values that act as functions: sets, maps, keywords and regular expressions. */
final class LiteralFunctions {
    private LiteralFunctions() {}

    /** Returns the function a value acts as, or null when it is none. */
    static @Nullable EngineFunction of(@Nullable Object value) {
        if (value instanceof EngineFunction function) {
            return function;
        }
        if (value instanceof Set<?> set) {
            return (context, arguments) -> {
                Definitions.checkArity("a set", arguments, 1, 1);
                return CollectionFunctions.hasElement(set, arguments[0]) ? arguments[0] : null;
            };
        }
        if (value instanceof Map<?, ?> map) {
            return (context, arguments) -> {
                Definitions.checkArity("a map", arguments, 1, 2);
                return CollectionFunctions.get(map, arguments[0], arguments.length == 2 ? arguments[1] : null);
            };
        }
        if (value instanceof Keyword keyword) {
            return (context, arguments) -> {
                Definitions.checkArity(keyword.toString(), arguments, 1, 2);
                return CollectionFunctions.get(arguments[0], keyword, arguments.length == 2 ? arguments[1] : null);
            };
        }
        if (value instanceof Pattern pattern) {
            return (context, arguments) -> {
                Definitions.checkArity("a regular expression", arguments, 1, 1);
                return RegexFunctions.find(context, pattern, arguments[0]);
            };
        }
        return null;
    }
}

package io.stator.engine.pull;

import io.stator.Xform;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.edn.Named;
import io.stator.edn.Symbol;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The functions every pull pattern may name. */
final class BuiltInXforms {
    private static final Map<String, Xform> BY_NAME = Map.of(
            "str", BuiltInXforms::text,
            "keyword", BuiltInXforms::keyword,
            "symbol", BuiltInXforms::symbol,
            "name", BuiltInXforms::name,
            "namespace", BuiltInXforms::namespace,
            "clojure.edn/read-string", BuiltInXforms::read);

    private BuiltInXforms() {}

    static @Nullable Xform find(Symbol name) {
        return BY_NAME.get(name.toString());
    }

    /** Returns the names in the order they are told to a caller who used another. */
    static List<String> names() {
        return BY_NAME.keySet().stream().sorted().toList();
    }

    private static Object text(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        boolean nested = value instanceof List || value instanceof Map || value instanceof Set;
        return nested ? Edn.print(value) : value.toString();
    }

    private static @Nullable Object keyword(@Nullable Object value) {
        if (value instanceof String text) {
            return Keyword.parse(text);
        }
        if (value instanceof Symbol symbol) {
            return Keyword.of(symbol.namespace(), symbol.name());
        }
        return value instanceof Keyword ? value : null;
    }

    private static Object symbol(@Nullable Object value) {
        if (value instanceof String text) {
            return Symbol.parse(text);
        }
        if (value instanceof Named named) {
            return Symbol.of(named.namespace(), named.name());
        }
        throw expected("a string, a keyword or a symbol", value);
    }

    private static Object name(@Nullable Object value) {
        if (value instanceof String) {
            return value;
        }
        if (value instanceof Named named) {
            return named.name();
        }
        throw expected("a string, a keyword or a symbol", value);
    }

    private static @Nullable Object namespace(@Nullable Object value) {
        if (value instanceof Named named) {
            return named.namespace();
        }
        throw expected("a keyword or a symbol", value);
    }

    private static @Nullable Object read(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof String text) {
            return Edn.read(text);
        }
        throw expected("a string", value);
    }

    private static IllegalArgumentException expected(String what, @Nullable Object value) {
        return new IllegalArgumentException("value must be " + what + ": value=" + Edn.describe(value));
    }
}

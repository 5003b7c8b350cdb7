package io.stator.engine.query.syntax;

import io.stator.edn.EdnList;
import io.stator.edn.EdnVector;
import io.stator.edn.Symbol;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What kind of name or list a form is. */
public final class FormKinds {
    static final Symbol PLACEHOLDER = Symbol.of("_");
    static final Symbol RULES = Symbol.of("%");
    static final Symbol ELLIPSIS = Symbol.of("...");
    static final Symbol DOT = Symbol.of(".");
    static final Symbol QUOTE = Symbol.of("quote");

    private FormKinds() {}

    /** Returns whether a form is a symbol that starts with a question mark. */
    public static boolean isVariable(@Nullable Object form) {
        return form instanceof Symbol symbol && symbol.qualifiedName().startsWith("?");
    }

    static boolean isSource(@Nullable Object form) {
        return form instanceof Symbol symbol && symbol.qualifiedName().startsWith("$");
    }

    /** Returns whether a form is a symbol that is no variable, source, rules or placeholder. */
    static boolean isPlainSymbol(@Nullable Object form) {
        return form instanceof Symbol symbol
                && symbol != PLACEHOLDER
                && symbol != RULES
                && !isVariable(symbol)
                && !isSource(symbol);
    }

    /** Returns whether a list is a call: one in parentheses, or a Java list that starts with a plain symbol. */
    static boolean isRound(List<?> list) {
        return list instanceof EdnList
                || (!(list instanceof EdnVector) && !list.isEmpty() && isPlainSymbol(list.get(0)));
    }
}

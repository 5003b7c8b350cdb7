package io.stator.dynamodb.expression;

import java.util.Locale;
import java.util.Set;

/** Attribute names in backquotes; a backquote inside is doubled. */
public final class Quotes {
    static final char QUOTE = '`';

    /** Words that mean something other than a name in some places. */
    private static final Set<String> KEYWORDS = Set.of(
            "and", "or", "not", "in", "between", "set", "remove", "add", "delete", "true", "false", "null", "is",
            "like");

    private Quotes() {}

    /** Returns the name, in backquotes if it cannot stand everywhere without. */
    static String quoteIfNeeded(String name) {
        return Tokens.isWord(name) && !KEYWORDS.contains(name.toLowerCase(Locale.ROOT)) ? name : quote(name);
    }

    /** Returns the name in backquotes, as an expression takes any name at all. */
    public static String quote(String name) {
        return QUOTE + name.replace("`", "``") + QUOTE;
    }
}

package io.stator.dynamodb.expression;

/** Attribute names in backquotes; a backquote inside is doubled. */
public final class Quotes {
    static final char QUOTE = '`';

    private Quotes() {}

    /** Returns the name in backquotes, as an expression takes any name at all. */
    public static String quote(String name) {
        return QUOTE + name.replace("`", "``") + QUOTE;
    }
}

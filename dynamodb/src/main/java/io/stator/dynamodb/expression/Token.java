package io.stator.dynamodb.expression;

import java.util.Locale;
import java.util.Set;

/** A word, a sign or a name in backquotes, with the place in the text where it starts. */
record Token(Kind kind, String text, int offset) {
    private static final Set<String> LITERALS = Set.of("true", "false", "null");

    /** What a token is. */
    enum Kind {
        WORD,
        QUOTED,
        INDEX,
        DOT,
        COMMA,
        OPEN,
        CLOSE,
        COMPARATOR,
        SIGN,
        VALUE,
        END
    }

    boolean is(Kind expected) {
        return kind == expected;
    }

    boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED;
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    boolean isLiteral() {
        return kind == Kind.WORD && LITERALS.contains(text.toLowerCase(Locale.ROOT));
    }

    /** Returns the token as a message names it. */
    String shown() {
        return switch (kind) {
            case END -> "the end";
            case QUOTED -> Quotes.quote(text);
            case INDEX -> "[" + text + "]";
            default -> "'" + text + "'";
        };
    }
}

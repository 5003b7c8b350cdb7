package io.stator.dynamodb.expression;

import io.stator.dynamodb.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts a text into tokens and refuses what can only be a literal or another's placeholder. */
final class Tokens {
    /** The digits of a list index; the service has no longer ones. */
    private static final int INDEX_DIGITS_MAX = 9;

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int next;

    private Tokens(String text) {
        this.text = text;
    }

    /** Returns the tokens of the text; the last one is the end. */
    static List<Token> of(String text) {
        if (!Texts.isSound(text)) {
            throw new SyntaxException("an expression " + Texts.BROKEN, Texts.escaped(text), 0);
        }
        Tokens tokens = new Tokens(text);
        while (tokens.skipSpace()) {
            tokens.read();
        }
        tokens.tokens.add(new Token(Kind.END, "", text.length()));
        return tokens.tokens;
    }

    private boolean skipSpace() {
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        return next < text.length();
    }

    private void read() {
        int character = text.codePointAt(next);
        if (isNameStart(character)) {
            readWord();
            return;
        }
        switch (character) {
            case Quotes.QUOTE -> readQuoted();
            case '[' -> readIndex();
            case '.' -> add(Kind.DOT, 1);
            case ',' -> add(Kind.COMMA, 1);
            case '(' -> add(Kind.OPEN, 1);
            case ')' -> add(Kind.CLOSE, 1);
            case '+', '-' -> add(Kind.SIGN, 1);
            case '?' -> add(Kind.VALUE, 1);
            case '=' -> add(Kind.COMPARATOR, 1);
            case '<' -> add(Kind.COMPARATOR, follows('>') || follows('=') ? 2 : 1);
            case '>' -> add(Kind.COMPARATOR, follows('=') ? 2 : 1);
            default -> throw refused(character);
        }
    }

    private boolean follows(char character) {
        return next + 1 < text.length() && text.charAt(next + 1) == character;
    }

    private void add(Kind kind, int length) {
        tokens.add(new Token(kind, text.substring(next, next + length), next));
        next += length;
    }

    private void readWord() {
        int end = next;
        while (end < text.length() && isNamePart(text.codePointAt(end))) {
            end += Character.charCount(text.codePointAt(end));
        }
        add(Kind.WORD, end - next);
    }

    private void readQuoted() {
        int start = next;
        StringBuilder name = new StringBuilder();
        int end = start + 1;
        while (true) {
            int quote = text.indexOf(Quotes.QUOTE, end);
            if (quote < 0) {
                throw new SyntaxException("a name in backquotes must end with a backquote", text, start);
            }
            name.append(text, end, quote);
            end = quote + 1;
            if (end == text.length() || text.charAt(end) != Quotes.QUOTE) {
                break;
            }
            name.append(Quotes.QUOTE);
            end++;
        }
        if (name.isEmpty()) {
            throw new SyntaxException("an attribute name must not be empty", text, start);
        }
        tokens.add(new Token(Kind.QUOTED, name.toString(), start));
        next = end;
    }

    private void readIndex() {
        int start = next;
        next++;
        skipSpace();
        int digits = next;
        while (next < text.length() && isDigit(text.charAt(next))) {
            next++;
        }
        int end = next;
        boolean closed = skipSpace() && text.charAt(next) == ']';
        if (!closed
                || end == digits
                || end - digits > INDEX_DIGITS_MAX
                || (text.charAt(digits) == '0' && end > digits + 1)) {
            throw new SyntaxException("a list index must be a plain number in brackets, such as names[0]", text, start);
        }
        next++;
        tokens.add(new Token(Kind.INDEX, text.substring(digits, end), start));
    }

    private SyntaxException refused(int character) {
        String shown = "'" + Character.toString(character) + "' ";
        String problem = switch (character) {
            case '\'', '"' ->
                shown
                        + "begins a literal, but values go through ? and are passed beside the text; a name with unusual characters goes in backquotes";
            case ':' ->
                shown + "begins a placeholder of the service, but values go through ? and are passed beside the text";
            case '#' ->
                shown
                        + "begins a placeholder of the service, but names are written as they are, and aliased by the library;"
                        + " a name with this character goes in backquotes";
            case '!' -> shown + "is no operator; not equal is <>";
            case '*', '/', '%' -> shown + "is no operator; there are only + and -";
            default ->
                isDigit(character)
                        ? shown + "begins a number, but values go through ? and are passed beside the text;"
                                + " a name that starts with a digit goes in backquotes"
                        : shown + "belongs to no name; a name with this character goes in backquotes";
        };
        return new SyntaxException(problem, text, next);
    }

    /** Returns whether the name is one word. */
    static boolean isWord(String name) {
        return !name.isEmpty()
                && isNameStart(name.codePointAt(0))
                && name.codePoints().allMatch(Tokens::isNamePart);
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }

    private static boolean isNameStart(int character) {
        return Character.isLetter(character) || character == '_' || character == '$';
    }

    private static boolean isNamePart(int character) {
        return isNameStart(character) || Character.isDigit(character);
    }
}

package io.stator.dynamodb.expression;

import io.stator.dynamodb.expression.Token.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The place in a text that is being read, and questions about what comes next. */
final class TokenCursor {
    static final Set<String> SECTIONS = Set.of("SET", "REMOVE", "ADD", "DELETE");

    private static final Set<String> FUNCTIONS = Set.of(
            "attribute_exists",
            "attribute_not_exists",
            "attribute_type",
            "begins_with",
            "contains",
            "size",
            "if_not_exists",
            "list_append");

    private final String text;
    private final List<Token> tokens;

    /** For each opening parenthesis the number of the token that closes it, or 0. */
    private final int[] closing;

    private int next;

    TokenCursor(String text) {
        this.text = text;
        this.tokens = Tokens.of(text);
        this.closing = closing(tokens);
    }

    Token peek() {
        return tokens.get(next);
    }

    Token take() {
        Token token = tokens.get(next);
        if (!token.is(Kind.END)) {
            next++;
        }
        return token;
    }

    boolean takeWord(String word) {
        boolean found = peek().isWord(word);
        if (found) {
            next++;
        }
        return found;
    }

    /** Takes all tokens of one kind and returns how many there were. */
    int takeAll(Kind kind) {
        int start = next;
        while (peek().is(kind)) {
            next++;
        }
        return next - start;
    }

    /** Takes {@code (?)}, if that is what comes. */
    boolean takeLoneValue() {
        boolean found = peek().is(Kind.OPEN) && ahead(1).is(Kind.VALUE) && ahead(2).is(Kind.CLOSE);
        if (found) {
            next += 3;
        }
        return found;
    }

    void expect(Kind kind, String expectation) {
        if (!peek().is(kind)) {
            throw unexpected(expectation);
        }
        take();
    }

    void expectEnd() {
        if (!peek().is(Kind.END)) {
            throw unexpected("'.', a list index or the end");
        }
    }

    /** Returns whether the text is an update: a section's keyword, and then a name that is not an operator after an attribute. */
    boolean startsUpdate() {
        Token first = peek();
        return first.is(Kind.WORD) && SECTIONS.contains(first.text().toUpperCase(Locale.ROOT)) && ahead(1).isName();
    }

    /** Returns whether {@code NOT} comes, and not an attribute of this name. */
    boolean isNegation() {
        if (!peek().isWord("NOT")) {
            return false;
        }
        Token token = ahead(1);
        return switch (token.kind()) {
            case OPEN, VALUE, QUOTED -> true;
            case WORD -> !startsOperator(1);
            default -> false;
        };
    }

    /** Returns whether {@code IN} or {@code BETWEEN} comes as an operator: with a value or a list behind, or a bound and {@code AND}. */
    private boolean startsOperator(int distance) {
        Token token = ahead(distance);
        Token following = ahead(distance + 1);
        boolean operandFollows = following.is(Kind.VALUE) || following.is(Kind.OPEN) || following.isName();
        return (token.isWord("IN") || token.isWord("BETWEEN"))
                && operandFollows
                && !following.isWord("IN")
                && !following.isWord("BETWEEN");
    }

    boolean isFunction() {
        return peek().is(Kind.WORD) && ahead(1).is(Kind.OPEN) && !peek().isWord("IN");
    }

    /** Returns whether the parentheses that come hold an operand and not a condition. */
    boolean isOperandInParentheses() {
        Token following = tokens.get(Math.min(closing[next] + 1, tokens.size() - 1));
        return closing[next] > 0
                && (following.is(Kind.COMPARATOR) || following.isWord("BETWEEN") || following.isWord("IN"));
    }

    /** Returns whether the parentheses that come go around all that an attribute is set to. */
    boolean isSumInParentheses() {
        return peek().is(Kind.OPEN)
                && closing[next] > 0
                && !tokens.get(closing[next] + 1).is(Kind.SIGN);
    }

    /** Returns how many of the parentheses that come hold nothing but others. */
    int redundantPairs() {
        int pairs = 0;
        while (ahead(pairs + 1).is(Kind.OPEN)
                && closing[next + pairs + 1] > 0
                && closing[next + pairs + 1] + 1 == closing[next + pairs]) {
            pairs++;
        }
        return pairs;
    }

    String textSince(Token first) {
        int end = tokens.get(next).offset();
        return text.substring(first.offset(), end).strip();
    }

    void refuseLiteral() {
        Token token = peek();
        if (token.isLiteral() && !ahead(1).is(Kind.DOT) && !ahead(1).is(Kind.INDEX)) {
            throw problem(token.shown() + " is a literal, but values go through ? and are passed beside the text;"
                    + " an attribute of this name goes in backquotes");
        }
    }

    SyntaxException wrongFunction() {
        Token token = peek();
        if (FUNCTIONS.contains(token.text().toLowerCase(Locale.ROOT))) {
            return problem(token.shown() + " is a function, but not one that can be used here");
        }
        return problem("there is no function " + token.shown()
                + "; there are attribute_exists, attribute_not_exists, attribute_type, begins_with, contains, size, if_not_exists"
                + " and list_append");
    }

    SyntaxException unexpected(String expectation) {
        return problem(expectation + " expected, but found " + peek().shown());
    }

    SyntaxException problem(String problem) {
        return new SyntaxException(problem, text, peek().offset());
    }

    private Token ahead(int distance) {
        return tokens.get(Math.min(next + distance, tokens.size() - 1));
    }

    private static int[] closing(List<Token> tokens) {
        int[] closing = new int[tokens.size()];
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < closing.length; i++) {
            if (tokens.get(i).is(Kind.OPEN)) {
                open.push(i);
            } else if (tokens.get(i).is(Kind.CLOSE) && !open.isEmpty()) {
                closing[open.pop()] = i;
            }
        }
        return closing;
    }
}

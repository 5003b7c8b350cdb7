package io.stator.dynamodb.expression;

import io.stator.dynamodb.expression.Template.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads conditions, updates and projections.
 *
 * <p>A word is a keyword only where the grammar has one: where an operand is expected, every word is a name. So reserved words and
 * even {@code and} or {@code size} are names without more ado, and only a name right after {@code NOT}, or at the start of an update,
 * may need backquotes to be told from a keyword.
 */
final class Parser {
    /** The most operators and functions the service accepts in one expression. */
    static final int OPERATORS_MAX = 300;

    /** The most parentheses around each other. */
    static final int DEPTH_MAX = 150;

    private static final Set<String> PREDICATES =
            Set.of("attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains");
    private static final Set<String> PATH_PREDICATES = Set.of("attribute_exists", "attribute_not_exists");

    private final TokenCursor cursor;
    private final TemplateBuilder out = new TemplateBuilder();
    private String attribute = "";
    private List<String> compared = new ArrayList<>();
    private int operators;
    private int depth;

    private Parser(String text) {
        this.cursor = new TokenCursor(text);
    }

    /** Returns a condition or an update. */
    static Template expression(String text) {
        Parser parser = new Parser(text);
        if (parser.cursor.peek().is(Token.Kind.END)) {
            throw parser.cursor.problem("an expression must not be empty");
        }
        Kind kind = Kind.UPDATE;
        if (parser.cursor.startsUpdate()) {
            parser.update();
        } else {
            kind = parser.anyOf();
        }
        parser.end(kind);
        return parser.out.build(text, kind);
    }

    /** Returns paths with commas between. */
    static Template projection(String text) {
        Parser parser = new Parser(text);
        do {
            parser.path();
        } while (parser.comma());
        parser.end(Kind.PROJECTION);
        return parser.out.build(text, Kind.PROJECTION);
    }

    /** Returns one path. */
    static Template onePath(String text) {
        Parser parser = new Parser(text);
        parser.path();
        parser.cursor.expectEnd();
        return parser.out.build(text, Kind.PROJECTION);
    }

    private void end(Kind kind) {
        if (!cursor.peek().is(Token.Kind.END)) {
            throw cursor.unexpected(
                    switch (kind) {
                        case UPDATE -> "a comma, SET, REMOVE, ADD, DELETE or the end";
                        case PROJECTION -> "a comma or the end";
                        default -> "AND, OR or the end";
                    });
        }
    }

    private Kind anyOf() {
        Kind kind = allOf();
        while (cursor.takeWord("OR")) {
            operator(" OR ");
            allOf();
            kind = Kind.ANY_OF;
        }
        return kind;
    }

    private Kind allOf() {
        Kind kind = negation();
        while (cursor.takeWord("AND")) {
            operator(" AND ");
            negation();
            kind = Kind.ALL_OF;
        }
        return kind;
    }

    private Kind negation() {
        Kind kind = Kind.CONDITION;
        while (cursor.isNegation()) {
            cursor.take();
            operator("NOT ");
            kind = Kind.NEGATION;
        }
        Kind operand = primary();
        return kind == Kind.NEGATION ? kind : operand;
    }

    private Kind primary() {
        if (cursor.peek().is(Token.Kind.OPEN) && !cursor.isOperandInParentheses()) {
            return parentheses();
        }
        if (cursor.isFunction()) {
            String function = cursor.peek().text().toLowerCase(Locale.ROOT);
            if (PREDICATES.contains(function)) {
                predicate(function);
                return Kind.CONDITION;
            }
        }
        comparison();
        return Kind.CONDITION;
    }

    /** Writes one pair of parentheses for however many there are, because the service refuses more than one. */
    private Kind parentheses() {
        int pairs = cursor.redundantPairs();
        for (int i = 0; i < pairs; i++) {
            cursor.take();
        }
        cursor.take();
        deeper();
        out.literal("(");
        anyOf();
        out.literal(")");
        depth--;
        for (int i = 0; i <= pairs; i++) {
            cursor.expect(Token.Kind.CLOSE, "AND, OR or ')'");
        }
        return Kind.CONDITION;
    }

    private void predicate(String function) {
        Token name = cursor.take();
        operator(function);
        cursor.expect(Token.Kind.OPEN, "'('");
        out.literal("(");
        if (PATH_PREDICATES.contains(function)) {
            pathArgument();
        } else {
            leftOperand();
            cursor.expect(Token.Kind.COMMA, "',' and a second argument of " + name.text());
            out.literal(", ");
            operand();
        }
        cursor.expect(Token.Kind.CLOSE, "')' after the arguments of " + name.text());
        out.literal(")");
    }

    private void comparison() {
        int values = out.values();
        attribute = "";
        compared = new ArrayList<>();
        compared();
        out.about(values, compared);
    }

    private void compared() {
        leftOperand();
        String left = attribute;
        Token next = cursor.peek();
        if (next.is(Token.Kind.COMPARATOR)) {
            cursor.take();
            operator(" " + next.text() + " ");
            operand();
        } else if (cursor.takeWord("BETWEEN")) {
            operator(" BETWEEN ");
            operand();
            attribute = left;
            if (!cursor.takeWord("AND")) {
                throw cursor.unexpected("AND and the upper bound of BETWEEN");
            }
            out.literal(" AND ");
            operand();
        } else if (cursor.takeWord("IN")) {
            operator(" IN (");
            list(left);
            out.literal(")");
        } else if (next.isWord("NOT")) {
            throw cursor.problem("NOT goes before the whole condition, such as NOT age IN ?, not inside it");
        } else if (next.isWord("IS")) {
            throw cursor.problem("there is no IS: write = ? and pass null, or attribute_not_exists(name)");
        } else if (next.isWord("LIKE")) {
            throw cursor.problem("there is no LIKE: write begins_with(name, ?) or contains(name, ?)");
        } else {
            throw cursor.unexpected("a comparison (=, <>, <, <=, >, >=, BETWEEN or IN)");
        }
    }

    private void list(String left) {
        if (cursor.peek().is(Token.Kind.VALUE)) {
            cursor.take();
            out.spread(attribute);
            return;
        }
        if (cursor.takeLoneValue()) {
            out.value(attribute, true);
            return;
        }
        cursor.expect(Token.Kind.OPEN, "? for a collection, or '(' and operands");
        int count = 1;
        operand();
        while (comma()) {
            attribute = left;
            operand();
            count++;
        }
        if (count > Template.SPREAD_VALUES_MAX) {
            throw cursor.problem("IN must have at most " + Template.SPREAD_VALUES_MAX + " values: " + count);
        }
        cursor.expect(Token.Kind.CLOSE, "a comma or ')'");
    }

    private boolean comma() {
        if (!cursor.peek().is(Token.Kind.COMMA)) {
            return false;
        }
        cursor.take();
        out.literal(", ");
        return true;
    }

    /** Reads an operand that may be a word such as {@code true}, because nobody compares a literal from the left. */
    private void leftOperand() {
        if (cursor.peek().isLiteral() && !cursor.isFunction()) {
            path();
        } else {
            operand();
        }
    }

    private void operand() {
        int pairs = cursor.takeAll(Token.Kind.OPEN);
        Token token = cursor.peek();
        if (token.is(Token.Kind.VALUE)) {
            cursor.take();
            out.value(attribute, false);
        } else if (cursor.isFunction()) {
            if (!token.isWord("size")) {
                throw cursor.wrongFunction();
            }
            cursor.take();
            cursor.take();
            operator("size(");
            sizeArgument();
            cursor.expect(Token.Kind.CLOSE, "')' after the argument of size");
            out.literal(")");
        } else {
            cursor.refuseLiteral();
            path();
        }
        close(pairs);
    }

    private void sizeArgument() {
        int pairs = cursor.takeAll(Token.Kind.OPEN);
        if (cursor.peek().is(Token.Kind.VALUE)) {
            cursor.take();
            out.value(attribute, false);
        } else {
            path();
        }
        close(pairs);
    }

    private void pathArgument() {
        int pairs = cursor.takeAll(Token.Kind.OPEN);
        path();
        close(pairs);
    }

    private void close(int pairs) {
        for (int i = 0; i < pairs; i++) {
            cursor.expect(Token.Kind.CLOSE, "')'");
        }
    }

    private void path() {
        Token first = cursor.peek();
        segment();
        pathBehind(first);
    }

    private void pathBehind(Token first) {
        while (true) {
            Token token = cursor.peek();
            if (token.is(Token.Kind.DOT)) {
                cursor.take();
                out.literal(".");
                segment();
            } else if (token.is(Token.Kind.INDEX)) {
                cursor.take();
                out.literal("[" + token.text() + "]");
            } else {
                break;
            }
        }
        attribute = cursor.textSince(first);
        compared.add(attribute);
    }

    private void segment() {
        if (!cursor.peek().isName()) {
            throw cursor.unexpected("an attribute name");
        }
        out.name(cursor.take().text());
    }

    private void update() {
        Set<String> used = new HashSet<>();
        while (!cursor.peek().is(Token.Kind.END)) {
            Token token = cursor.peek();
            String section = token.text().toUpperCase(Locale.ROOT);
            if (!token.is(Token.Kind.WORD) || !TokenCursor.SECTIONS.contains(section)) {
                end(Kind.UPDATE);
            }
            if (!used.add(section)) {
                throw cursor.problem(
                        section + " must be there only once: its parts go one after the other, with commas between");
            }
            cursor.take();
            out.literal(used.size() == 1 ? "" : " ").literal(section).literal(" ");
            do {
                change(section);
            } while (comma());
        }
    }

    private void change(String section) {
        Token first = cursor.peek();
        segment();
        Token next = cursor.peek();
        pathBehind(first);
        if (next.is(Token.Kind.DOT) || next.is(Token.Kind.INDEX)) {
            out.inner(attribute);
        }
        switch (section) {
            case "SET" -> {
                Token sign = cursor.peek();
                if (!sign.text().equals("=") || !sign.is(Token.Kind.COMPARATOR)) {
                    throw cursor.unexpected("'=' after the attribute to set");
                }
                cursor.take();
                out.literal(" = ");
                value(attribute);
            }
            case "ADD", "DELETE" -> {
                if (!cursor.peek().is(Token.Kind.VALUE)) {
                    throw cursor.unexpected("? after the attribute of " + section);
                }
                cursor.take();
                out.literal(" ").value(attribute, false);
            }
            default -> {}
        }
    }

    /** Reads what an attribute is set to: one operand, or two with + or - between. */
    private void value(String target) {
        int pairs = 0;
        while (cursor.isSumInParentheses()) {
            cursor.take();
            pairs++;
        }
        term(target);
        if (cursor.peek().is(Token.Kind.SIGN)) {
            operator(" " + cursor.take().text() + " ");
            term(target);
            if (cursor.peek().is(Token.Kind.SIGN)) {
                throw cursor.problem("the service adds or subtracts only once for each attribute");
            }
        }
        close(pairs);
    }

    private void term(String target) {
        int pairs = cursor.takeAll(Token.Kind.OPEN);
        deeper();
        Token token = cursor.peek();
        if (token.is(Token.Kind.VALUE)) {
            cursor.take();
            out.value(target, false);
        } else if (cursor.isFunction()) {
            if (!token.isWord("if_not_exists") && !token.isWord("list_append")) {
                throw cursor.wrongFunction();
            }
            cursor.take();
            cursor.take();
            operator(token.text().toLowerCase(Locale.ROOT) + "(");
            if (token.isWord("if_not_exists")) {
                pathArgument();
            } else {
                term(target);
            }
            cursor.expect(Token.Kind.COMMA, "',' and a second argument of " + token.text());
            out.literal(", ");
            term(target);
            cursor.expect(Token.Kind.CLOSE, "')' after the arguments of " + token.text());
            out.literal(")");
        } else {
            cursor.refuseLiteral();
            path();
        }
        close(pairs);
        depth--;
    }

    private void operator(String literal) {
        operators++;
        if (operators > OPERATORS_MAX) {
            throw cursor.problem("an expression must have at most " + OPERATORS_MAX + " operators and functions");
        }
        out.literal(literal);
    }

    private void deeper() {
        depth++;
        if (depth > DEPTH_MAX) {
            throw cursor.problem("an expression must have at most " + DEPTH_MAX + " parentheses around each other");
        }
    }
}

package io.stator.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the values of a statement are for, as far as its text tells without being parsed: the name before each {@code ?}, or behind
 * it, and the table.
 * Only points in time ask, and only the name of the one attribute by which items expire makes a difference.
 *
 * @param table the table, or null if none is named
 * @param attributes for each {@code ?} the attributes it is compared with or assigned to, without names that are part of a path
 */
record StatementPlaces(@Nullable String table, List<List<String>> attributes) {
    private static final Pattern TOKEN = Pattern.compile(
            "\"((?:[^\"]|\"\")*)\"" // a name
                    + "|'((?:[^']|'')*)'" // a text, which is a name before a colon
                    + "|([A-Za-z_][A-Za-z0-9_.\\-]*)" // a name or a keyword
                    + "|\\S");
    private static final int NAME = 1;
    private static final int TEXT = 2;
    private static final int WORD = 3;

    private static final Set<String> KEYWORDS = Set.of(
            "SELECT", "FROM", "WHERE", "AND", "OR", "NOT", "BETWEEN", "IN", "IS", "SET", "REMOVE", "INSERT", "INTO",
            "VALUE", "UPDATE", "DELETE", "EXISTS", "ORDER", "BY", "ASC", "DESC");
    private static final Set<String> BEFORE_TABLE = Set.of("FROM", "INTO", "UPDATE");

    private static final Set<String> BEFORE_SEVERAL = Set.of("BETWEEN", "IN");
    private static final Set<String> BEFORE_NEXT = Set.of("AND", ",");
    private static final Set<String> COMPARES_WITH_NEXT = Set.of("<", ">", "=", "!", "BETWEEN", "IN");
    private static final Set<String> STANDS_BETWEEN = Set.of("<", ">", "=", "!", "(", "[", "BETWEEN", "IN");

    /** Returns the places of a statement. */
    static StatementPlaces of(String statement) {
        List<Token> tokens = tokens(statement);
        List<List<String>> attributes = new ArrayList<>();
        String table = null;
        String attribute = "";
        String compared = null;
        boolean tableNext = false;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.isValue()) {
                attributes.add(attributes(tokens, i, attribute));
            } else if (token.name() != null && tableNext) {
                table = table == null ? token.name() : table;
                tableNext = false;
            } else if (token.name() != null) {
                attribute = whole(tokens, i);
            } else if (token.isOneOf(BEFORE_SEVERAL)) {
                compared = attribute;
            } else if (token.isOneOf(BEFORE_NEXT) && compared != null) {
                attribute = compared;
                compared = token.is(",") ? compared : null;
            } else if (!token.keyword().isEmpty()) {
                tableNext = BEFORE_TABLE.contains(token.keyword());
            }
        }
        return new StatementPlaces(table, List.copyOf(attributes));
    }

    /** Returns what a value is for: what it is compared with if that stands behind it, or else the attribute before it. */
    private static List<String> attributes(List<Token> tokens, int value, String before) {
        int next = value + 1;
        while (next < tokens.size() && tokens.get(next).is(")")) {
            next++;
        }
        boolean isCompared = value > 0 && tokens.get(value - 1).isOneOf(Set.of("<", ">", "=", "!"));
        if (isCompared || next == tokens.size() || !tokens.get(next).isOneOf(COMPARES_WITH_NEXT)) {
            return before.isEmpty() ? List.of() : List.of(before);
        }
        boolean areBounds = tokens.get(next).is("BETWEEN");
        boolean areElements = tokens.get(next).is("IN");
        List<String> found = new ArrayList<>();
        for (; next < tokens.size(); next++) {
            Token token = tokens.get(next);
            if (token.name() != null) {
                String whole = whole(tokens, next);
                if (!whole.isEmpty()) {
                    found.add(whole);
                }
                if (!areBounds && !areElements) {
                    break;
                }
            } else if (areBounds && token.is("AND")) {
                areBounds = false;
            } else if (!token.isOneOf(STANDS_BETWEEN)
                    && !(areElements && token.isOneOf(Set.of(",", "?")))
                    && !(areBounds && token.isOneOf(Set.of("?", ")")))) {
                break;
            }
        }
        return List.copyOf(found);
    }

    /** Returns the name at a place if it is all of a path, and nothing if it is a part of one. */
    private static String whole(List<Token> tokens, int place) {
        String name = Objects.requireNonNullElse(tokens.get(place).name(), "");
        boolean isPart = tokens.get(place).hasDots()
                || place > 0 && tokens.get(place - 1).is(".")
                || place + 1 < tokens.size() && tokens.get(place + 1).isOneOf(Set.of(".", "["));
        return isPart ? "" : name;
    }

    private static List<Token> tokens(String statement) {
        Matcher found = TOKEN.matcher(statement);
        List<Token> tokens = new ArrayList<>();
        while (found.find()) {
            String name = found.group(NAME) != null ? found.group(NAME).replace("\"\"", "\"") : found.group(TEXT);
            String word = found.group(WORD);
            String keyword = word == null ? "" : word.toUpperCase(Locale.ROOT);
            if (KEYWORDS.contains(keyword)) {
                tokens.add(new Token(keyword, null, keyword));
            } else {
                tokens.add(new Token(found.group(), name == null ? word : name, ""));
            }
        }
        return tokens;
    }

    /** A token, the name if it is one, and the keyword in capitals if it is one. */
    private record Token(String text, @Nullable String name, String keyword) {
        boolean is(String sign) {
            return text.equals(sign) && name == null;
        }

        boolean isOneOf(Set<String> signs) {
            return name == null && signs.contains(text);
        }

        boolean isValue() {
            return is("?");
        }

        boolean hasDots() {
            return text.equals(name) && text.contains(".");
        }
    }
}

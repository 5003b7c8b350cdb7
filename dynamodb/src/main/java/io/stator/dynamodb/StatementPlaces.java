package io.stator.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the values of a statement are for, as far as its text tells without being parsed: the name before each {@code ?}, and the table.
 * Only points in time ask, and only the name of the one attribute by which items expire makes a difference.
 *
 * @param table the table, or null if none is named
 * @param attributes for each {@code ?} the attribute before it, or nothing where there is none or the name is part of a path
 */
record StatementPlaces(@Nullable String table, List<String> attributes) {
    private static final Pattern TOKEN = Pattern.compile(
            "\"((?:[^\"]|\"\")*)\"" // a name
                    + "|'((?:[^']|'')*)'" // a text, which is a name before a colon
                    + "|([A-Za-z_][A-Za-z0-9_.\\-]*)" // a name or a keyword
                    + "|(\\?)|(\\S)");
    private static final int NAME = 1;
    private static final int TEXT = 2;
    private static final int WORD = 3;
    private static final int VALUE = 4;

    private static final Set<String> KEYWORDS = Set.of(
            "SELECT", "FROM", "WHERE", "AND", "OR", "NOT", "BETWEEN", "IN", "IS", "SET", "REMOVE", "INSERT", "INTO",
            "VALUE", "UPDATE", "DELETE", "EXISTS", "ORDER", "BY", "ASC", "DESC");
    private static final Set<String> BEFORE_TABLE = Set.of("FROM", "INTO", "UPDATE");

    /** Returns the places of a statement. */
    static StatementPlaces of(String statement) {
        Matcher tokens = TOKEN.matcher(statement);
        List<String> attributes = new ArrayList<>();
        String table = null;
        String attribute = "";
        boolean tableNext = false;
        boolean inPath = false;
        while (tokens.find()) {
            String name = tokens.group(NAME) != null ? tokens.group(NAME).replace("\"\"", "\"") : tokens.group(TEXT);
            String word = tokens.group(WORD);
            if (word != null && !KEYWORDS.contains(word.toUpperCase(Locale.ROOT))) {
                name = word;
            }
            if (tokens.group(VALUE) != null) {
                attributes.add(attribute);
            } else if (name != null && tableNext) {
                table = table == null ? name : table;
                tableNext = false;
            } else if (name != null) {
                attribute = inPath || word != null && word.contains(".") ? "" : name;
            } else if (word != null) {
                tableNext = BEFORE_TABLE.contains(word.toUpperCase(Locale.ROOT));
            }
            inPath = tokens.group().equals(".");
        }
        return new StatementPlaces(table, List.copyOf(attributes));
    }
}

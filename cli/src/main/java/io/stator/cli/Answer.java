package io.stator.cli;

import io.stator.Datom;
import io.stator.Query;
import io.stator.edn.Edn;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command answers.
 *
 * @param columns the names of the columns
 * @param keys what maps of a row have as keys, as many as columns; empty when a row is no map
 * @param shape what the rows are together
 * @param rows the rows, each with a value for each column, computed as they are used
 */
record Answer(
        List<String> columns, List<?> keys, Shape shape, Iterable<? extends List<? extends @Nullable Object>> rows) {
    /** What the rows of an answer are together. */
    enum Shape {
        /** A list of rows. */
        ROWS,
        /** A list of values, one of each row. */
        VALUES,
        /** One row, or nothing. */
        ROW,
        /** The value of one row, or nothing. */
        VALUE
    }

    private static final Symbol EACH = Symbol.of("...");
    private static final Symbol ONE = Symbol.of(".");
    private static final List<String> NAMES = List.of("keys", "strs", "syms");
    private static final List<String> DATOM = List.of("e", "a", "v", "tx", "added");

    /** Returns an answer of rows without keys. */
    static Answer table(List<String> columns, Iterable<? extends List<? extends @Nullable Object>> rows) {
        return new Answer(columns, List.of(), Shape.ROWS, rows);
    }

    /** Returns an answer of rows that are maps by the names of the columns where a format has maps. */
    static Answer named(List<String> columns, Iterable<? extends List<? extends @Nullable Object>> rows) {
        return new Answer(columns, columns.stream().map(Keyword::of).toList(), Shape.ROWS, rows);
    }

    /** Returns the answer of datoms whose attributes are named by a function. */
    static Answer datoms(Iterable<Datom> datoms, AttributeNames names) {
        Iterable<List<Object>> rows = () -> new Iterators.Mapping<>(
                datoms.iterator(),
                datom -> List.of(datom.e(), names.of(datom.a()), datom.v(), datom.tx(), datom.added()));
        return table(DATOM, rows);
    }

    /** Returns the answer to a query. */
    static Answer of(Query query, Iterable<? extends List<? extends @Nullable Object>> rows) {
        List<?> find = query.section("find");
        Shape shape = shape(find);
        List<?> elements = shape == Shape.ROW || shape == Shape.VALUES ? (List<?>) find.get(0) : find;
        List<String> columns = new ArrayList<>();
        for (Object element : elements) {
            if (!EACH.equals(element) && !ONE.equals(element)) {
                columns.add(Edn.print(element));
            }
        }
        for (String section : NAMES) {
            List<?> names = query.section(section);
            if (!names.isEmpty()) {
                return new Answer(names.stream().map(String::valueOf).toList(), keys(section, names), shape, rows);
            }
        }
        return new Answer(columns, List.of(), shape, rows);
    }

    private static Shape shape(List<?> find) {
        if (find.size() == 2 && ONE.equals(find.get(1))) {
            return Shape.VALUE;
        }
        if (find.size() == 1 && find.get(0) instanceof EdnVector inner) {
            return inner.size() == 2 && EACH.equals(inner.get(1)) ? Shape.VALUES : Shape.ROW;
        }
        return Shape.ROWS;
    }

    private static List<?> keys(String section, List<?> names) {
        return names.stream()
                .map(name -> switch (section) {
                    case "keys" ->
                        (Object) Keyword.parse(":" + String.valueOf(name).replaceFirst("^:", ""));
                    case "strs" -> String.valueOf(name);
                    default -> name;
                })
                .toList();
    }

    /** Returns what stands for a row in formats with structure: a map, the value alone, or the list of values. */
    @Nullable
    Object item(List<? extends @Nullable Object> row) {
        if (shape == Shape.VALUES || shape == Shape.VALUE) {
            return row.get(0);
        }
        if (keys.isEmpty()) {
            return row;
        }
        Map<Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            map.put(keys.get(i), row.get(i));
        }
        return map;
    }

    /** Returns whether the answer is one item and not a list of items. */
    boolean isSingle() {
        return shape == Shape.ROW || shape == Shape.VALUE;
    }
}

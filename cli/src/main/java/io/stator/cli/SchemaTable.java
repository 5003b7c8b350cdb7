package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Database;
import io.stator.PulledEntity;
import io.stator.edn.Keyword;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** All there is to know about the attributes of a database. */
final class SchemaTable {
    private static final Keyword IDENT = Keyword.of("db", "ident");
    private static final List<?> PATTERN = List.of(
            IDENT,
            Map.of(Keyword.of("db", "valueType"), List.of(IDENT)),
            Map.of(Keyword.of("db", "cardinality"), List.of(IDENT)),
            Map.of(Keyword.of("db", "unique"), List.of(IDENT)),
            Keyword.of("db", "isComponent"),
            Keyword.of("db", "index"),
            Keyword.of("db", "fulltext"),
            Keyword.of("db", "noHistory"),
            Keyword.of("db", "tupleAttrs"),
            Keyword.of("db", "tupleTypes"),
            Keyword.of("db", "tupleType"),
            Keyword.of("db.attr", "preds"),
            Keyword.of("db", "doc"));
    private static final List<String> COLUMNS = List.of(
            "attribute",
            "type",
            "cardinality",
            "unique",
            "component",
            "index",
            "fulltext",
            "no-history",
            "tuple",
            "predicates",
            "doc");
    private static final int ALWAYS_SHOWN = 3;

    private SchemaTable() {}

    /**
     * Writes what is known of attributes.
     *
     * @param name an attribute, a namespace, or nothing for all that are not built in
     */
    static void show(Database database, String name, Format format, Console console) {
        String wanted = name.strip();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (List<?> row : database.query("[:find ?a ?ident :where [?a :db/valueType] [?a :db/ident ?ident]]")) {
            if (row.get(1) instanceof Keyword ident && isWanted(ident, wanted)) {
                rows.add(row(database.pull(PATTERN, (Long) row.get(0))));
            }
        }
        if (rows.isEmpty() && !wanted.isEmpty()) {
            throw new Anomaly.NotFound(
                    "there is no attribute and no namespace of attributes with this name: name=" + wanted);
        }
        rows.sort(Comparator.comparing(row -> String.valueOf(row.get(0))));
        format.write(format == Format.TABLE ? narrow(rows) : Answer.named(COLUMNS, rows), console);
    }

    private static boolean isWanted(Keyword ident, String wanted) {
        String namespace = ident.namespace();
        if (wanted.isEmpty()) {
            return !isBuiltIn(namespace);
        }
        return ident.toString().equals(wanted) || wanted.replaceFirst("^:", "").equals(namespace);
    }

    private static boolean isBuiltIn(@Nullable String namespace) {
        return namespace != null
                && (namespace.equals("db")
                        || namespace.startsWith("db.")
                        || namespace.equals("fressian")
                        || namespace.equals(ImportLedger.NAMESPACE));
    }

    private static List<@Nullable Object> row(PulledEntity attribute) {
        List<@Nullable Object> row = new ArrayList<>();
        row.add(attribute.get(IDENT));
        row.add(ident(attribute.get(Keyword.of("db", "valueType"))));
        row.add(ident(attribute.get(Keyword.of("db", "cardinality"))));
        row.add(ident(attribute.get(Keyword.of("db", "unique"))));
        for (String flag : List.of("isComponent", "index", "fulltext", "noHistory")) {
            row.add(attribute.get(Keyword.of("db", flag)));
        }
        Object tuple = null;
        for (String kind : List.of("tupleAttrs", "tupleTypes", "tupleType")) {
            tuple = tuple == null ? attribute.get(Keyword.of("db", kind)) : tuple;
        }
        row.add(tuple);
        row.add(attribute.get(Keyword.of("db.attr", "preds")));
        row.add(attribute.get(Keyword.of("db", "doc")));
        return row;
    }

    private static @Nullable Object ident(@Nullable Object value) {
        return value instanceof Map<?, ?> entity ? entity.get(IDENT) : value;
    }

    /** Returns a table without the columns that are empty. */
    private static Answer narrow(List<List<@Nullable Object>> rows) {
        int[] shown = IntStream.range(0, COLUMNS.size())
                .filter(i ->
                        i < ALWAYS_SHOWN || rows.stream().map(row -> row.get(i)).anyMatch(Objects::nonNull))
                .toArray();
        List<String> columns = IntStream.of(shown).mapToObj(COLUMNS::get).toList();
        List<List<@Nullable Object>> narrow = new ArrayList<>();
        for (List<@Nullable Object> row : rows) {
            List<@Nullable Object> cells = new ArrayList<>();
            for (int i : shown) {
                cells.add(row.get(i));
            }
            narrow.add(cells);
        }
        return Answer.table(columns, narrow);
    }
}

package io.stator.cli;

import io.stator.Anomaly;
import io.stator.ValueType;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes a mapping from its text and the attributes of a database. Not safe for use by several threads. */
final class MappingReader {
    private static final Keyword COLUMNS = Keyword.of("columns");
    private static final Keyword CONSTANTS = Keyword.of("constants");
    private static final Keyword TEMPID = Keyword.of("tempid");
    private static final Keyword HEADER = Keyword.of("header");
    private static final Keyword DELIMITER = Keyword.of("delimiter");
    private static final Keyword OTHERS = Keyword.of("other-columns");
    private static final Keyword IGNORE = Keyword.of("ignore");
    private static final Keyword ATTRIBUTE = Keyword.of("attribute");
    private static final Keyword TYPE = Keyword.of("type");
    private static final Keyword UNIQUE = Keyword.of("unique");
    private static final Keyword REF = Keyword.of("ref");
    private static final Keyword CREATE = Keyword.of("create");
    private static final Keyword SEPARATOR = Keyword.of("separator");
    private static final Keyword MANY = Keyword.of("many");
    private static final Keyword VALUES = Keyword.of("values");
    private static final Keyword FORMAT = Keyword.of("format");
    private static final Keyword ZONE = Keyword.of("zone");
    private static final Keyword REQUIRED = Keyword.of("required");
    private static final Set<Keyword> KEYS = Set.of(COLUMNS, CONSTANTS, TEMPID, HEADER, DELIMITER, OTHERS);
    private static final Set<Keyword> COLUMN_KEYS =
            Set.of(ATTRIBUTE, TYPE, UNIQUE, REF, CREATE, TEMPID, SEPARATOR, MANY, VALUES, FORMAT, ZONE, REQUIRED);

    private final String file;
    private final AttributeTypes attributes;
    private final List<Object> schema = new ArrayList<>();

    private MappingReader(String file, AttributeTypes attributes) {
        this.file = file;
        this.attributes = attributes;
    }

    /**
     * Returns the mapping that a text is.
     *
     * @param file the name of the file, as people are told
     */
    static Mapping read(String file, String text, AttributeTypes attributes) {
        return new MappingReader(file, attributes).mapping(Arguments.value(file, text));
    }

    private Mapping mapping(@Nullable Object value) {
        Map<?, ?> map = map(value, "the mapping", KEYS);
        if (!(map.get(COLUMNS) instanceof Map<?, ?> columns) || columns.isEmpty()) {
            throw wrong(":columns must be a map of the names of columns to attributes", map.get(COLUMNS));
        }
        Map<List<String>, @Nullable Column> all = new LinkedHashMap<>();
        Set<Keyword> used = new HashSet<>();
        for (Map.Entry<?, ?> entry : columns.entrySet()) {
            List<String> path = path(entry.getKey());
            Column column = entry.getValue() == null ? null : column(Mapping.name(path), entry.getValue());
            all.put(path, column);
            if (column != null && !used.add(column.attribute()) && !column.many()) {
                throw wrong("two columns need an attribute of cardinality many", column.attribute());
            }
        }
        List<String> tempid = map.get(TEMPID) == null ? null : path(map.get(TEMPID));
        if (tempid != null && !all.containsKey(tempid)) {
            all.put(tempid, null);
        }
        boolean refersToRows =
                all.values().stream().anyMatch(column -> column != null && column.reference() == Column.Reference.ROW);
        if (refersToRows && tempid == null) {
            throw wrong(
                    "a column with :tempid true needs the :tempid of the mapping: the column that names rows", null);
        }
        Object others = map.get(OTHERS);
        if (others != null && !others.equals(IGNORE)) {
            throw wrong(":other-columns must be :ignore or left out", others);
        }
        Map<Keyword, Object> constants = constants(map.get(CONSTANTS));
        for (Keyword constant : constants.keySet()) {
            if (used.contains(constant)) {
                throw wrong("an attribute must be a column's or one of the :constants, not both", constant);
            }
        }
        return new Mapping(
                all, constants, tempid, header(map.get(HEADER)), delimiter(map.get(DELIMITER)), others != null, schema);
    }

    private Map<Keyword, Object> constants(@Nullable Object value) {
        Map<Keyword, Object> constants = new LinkedHashMap<>();
        if (value != null && !(value instanceof Map)) {
            throw wrong(":constants must be a map of attributes to values", value);
        }
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, constant) -> {
                if (!(key instanceof Keyword attribute) || constant == null) {
                    throw wrong(":constants must be a map of attributes to values", value);
                }
                constants.put(attribute, constant);
            });
        }
        return constants;
    }

    private @Nullable List<String> header(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (!(value instanceof List<?> names)
                || names.isEmpty()
                || !names.stream().allMatch(String.class::isInstance)) {
            throw wrong(":header must be a vector of the names of columns", value);
        }
        return names.stream().map(String.class::cast).toList();
    }

    private String delimiter(@Nullable Object value) {
        Object delimiter = value == null ? "," : value instanceof Character ? value.toString() : value;
        if (!(delimiter instanceof String text) || text.length() != 1 || "\"\r\n".contains(text)) {
            throw wrong(
                    ":delimiter must be one character, such as \";\" or \"\\t\", but no quote or end of line", value);
        }
        return text;
    }

    private List<String> path(@Nullable Object key) {
        if (key instanceof String name) {
            return List.of(name);
        }
        if (key instanceof List<?> path && !path.isEmpty() && path.stream().allMatch(String.class::isInstance)) {
            return path.stream().map(String.class::cast).toList();
        }
        throw wrong("the name of a column must be a string, or a vector of strings for a value in nested objects", key);
    }

    private Column column(String name, Object value) {
        String where = "column \"" + name + "\"";
        Map<?, ?> map = map(value instanceof Keyword ? Map.of(ATTRIBUTE, value) : value, where, COLUMN_KEYS);
        if (!(map.get(ATTRIBUTE) instanceof Keyword attribute)) {
            throw wrong(where + ": :attribute must be a keyword", map.get(ATTRIBUTE));
        }
        Keyword identity = map.get(REF) == null ? null : keyword(where, REF, map.get(REF));
        boolean row = flag(where, TEMPID, map, false);
        if (identity != null && row) {
            throw wrong(where + ": a column must have :ref or :tempid, not both", null);
        }
        String separator = separator(where, map.get(SEPARATOR));
        boolean severalStated = separator != null || flag(where, MANY, map, false);
        AttributeTypes.Shape shape = shape(where, attribute, map, identity != null || row, severalStated);
        boolean many = shape.many();
        if (severalStated && !many) {
            throw wrong(where + ": several values need an attribute of cardinality many", attribute);
        }
        if ((identity != null || row) && shape.type() != ValueType.REF) {
            throw wrong(where + ": :ref and :tempid need an attribute of type :db.type/ref", attribute);
        }
        ValueType textType = shape.type();
        if (identity != null) {
            AttributeTypes.Shape target = attributes.find(identity);
            if (target == null || !target.unique()) {
                throw wrong(where + ": :ref must be a unique attribute of the database", identity);
            }
            textType = target.type();
        }
        if (textType == ValueType.TUPLE) {
            throw wrong(where + ": tuples have no text; write them in EDN", attribute);
        }
        boolean create = flag(where, CREATE, map, false);
        if (create && identity == null) {
            throw wrong(where + ": :create needs :ref", null);
        }
        return new Column(
                name,
                attribute,
                new TextType(
                        textType,
                        values(where, map.get(VALUES)),
                        format(where, map.get(FORMAT), textType),
                        zone(where, map.get(ZONE))),
                row ? Column.Reference.ROW : reference(identity, create),
                identity,
                separator,
                many,
                flag(where, REQUIRED, map, shape.unique()));
    }

    private static Column.Reference reference(@Nullable Keyword identity, boolean create) {
        if (identity == null) {
            return Column.Reference.NONE;
        }
        return create ? Column.Reference.MADE : Column.Reference.NAMED;
    }

    /** Returns what an attribute is in the database, or makes it part of the schema. */
    private AttributeTypes.Shape shape(String where, Keyword attribute, Map<?, ?> map, boolean refers, boolean many) {
        ValueType stated = map.get(TYPE) == null ? null : type(where, map.get(TYPE));
        Keyword unique = map.get(UNIQUE) == null ? null : keyword(where, UNIQUE, map.get(UNIQUE));
        if (unique != null && !Set.of("identity", "value").contains(unique.name())) {
            throw wrong(where + ": :unique must be :identity or :value", unique);
        }
        AttributeTypes.Shape known = attributes.find(attribute);
        if (known != null) {
            if ((stated != null && stated != known.type()) || (unique != null && !known.unique())) {
                throw wrong(where + ": the attribute is there already with another type or uniqueness", attribute);
            }
            return known;
        }
        ValueType type = refers && stated == null ? ValueType.REF : stated;
        if (type == null) {
            throw wrong(where + ": there is no such attribute: import its schema before, or give its :type", attribute);
        }
        Map<Object, Object> definition = new LinkedHashMap<>();
        definition.put(Keyword.of("db", "ident"), attribute);
        definition.put(Keyword.of("db", "valueType"), type.ident());
        definition.put(Keyword.of("db", "cardinality"), Keyword.of("db.cardinality", many ? "many" : "one"));
        if (unique != null) {
            definition.put(Keyword.of("db", "unique"), Keyword.of("db.unique", unique.name()));
        }
        schema.add(definition);
        AttributeTypes.Shape shape = new AttributeTypes.Shape(type, many, unique != null);
        attributes.add(attribute, shape);
        return shape;
    }

    private ValueType type(String where, @Nullable Object value) {
        for (ValueType type : ValueType.values()) {
            if (value instanceof Keyword keyword
                    && (keyword.equals(type.ident())
                            || keyword.equals(Keyword.of(type.ident().name())))) {
                return type;
            }
        }
        throw wrong(where + ": :type must be a value type such as :string or :db.type/string", value);
    }

    private Map<String, Object> values(String where, @Nullable Object value) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (value == null) {
            return values;
        }
        if (!(value instanceof Map<?, ?> map) || map.isEmpty()) {
            throw wrong(where + ": :values must be a map of texts to values", value);
        }
        map.forEach((text, meaning) -> {
            if (!(text instanceof String) || meaning == null) {
                throw wrong(where + ": :values must be a map of texts to values", value);
            }
            values.put((String) text, meaning);
        });
        return values;
    }

    private @Nullable String separator(String where, @Nullable Object value) {
        if (value != null && (!(value instanceof String text) || text.isEmpty())) {
            throw wrong(where + ": :separator must be a string, such as \"|\"", value);
        }
        return (String) value;
    }

    private @Nullable DateTimeFormatter format(String where, @Nullable Object value, ValueType type) {
        if (value == null) {
            return null;
        }
        if (!(value instanceof String pattern) || type != ValueType.INSTANT) {
            throw wrong(where + ": :format must be a string, and the values instants", value);
        }
        try {
            StringBuilder strict = new StringBuilder();
            boolean literal = false;
            for (char c : pattern.toCharArray()) {
                literal ^= c == '\'';
                strict.append(c == 'y' && !literal ? 'u' : c);
            }
            return DateTimeFormatter.ofPattern(strict.toString(), Locale.ENGLISH)
                    .withResolverStyle(ResolverStyle.STRICT);
        } catch (IllegalArgumentException malformed) {
            throw wrong(
                    where + ": :format must be a pattern such as \"d.M.yyyy HH:mm\" (" + malformed.getMessage() + ")",
                    value);
        }
    }

    private ZoneId zone(String where, @Nullable Object value) {
        if (value == null) {
            return ZoneOffset.UTC;
        }
        try {
            return ZoneId.of(String.valueOf(value));
        } catch (DateTimeException unknown) {
            throw wrong(where + ": :zone must be a time zone such as \"Europe/Berlin\"", value);
        }
    }

    private boolean flag(String where, Keyword key, Map<?, ?> map, boolean otherwise) {
        Object value = map.get(key);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw wrong(where + ": " + key + " must be true or false", value);
    }

    private Keyword keyword(String where, Keyword key, @Nullable Object value) {
        if (value instanceof Keyword keyword) {
            return keyword;
        }
        throw wrong(where + ": " + key + " must be a keyword", value);
    }

    private Map<?, ?> map(@Nullable Object value, String what, Set<Keyword> keys) {
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong(what + " must be a map", value);
        }
        Set<String> names = new TreeSet<>();
        keys.forEach(key -> names.add(key.toString()));
        for (Object key : map.keySet()) {
            if (!(key instanceof Keyword keyword) || !keys.contains(keyword)) {
                throw wrong(what + " must have no keys but " + String.join(" ", names), key);
            }
        }
        return map;
    }

    private Anomaly wrong(String expectation, @Nullable Object found) {
        return new Anomaly.Incorrect(file + ": " + expectation + (found == null ? "" : ": " + Edn.print(found)));
    }
}

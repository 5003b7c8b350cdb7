package io.stator.engine.duel;

import io.stator.edn.Keyword;
import java.util.List;
import java.util.Map;

/** The ids of the entities that schemas are made of. */
final class Types {
    static final long IDENT = 10;
    static final long REF = 20;
    static final long KEYWORD = 21;
    static final long LONG = 22;
    static final long STRING = 23;
    static final long BOOLEAN = 24;
    static final long INSTANT = 25;
    static final long BYTES = 27;
    static final long ONE = 35;
    static final long MANY = 36;
    static final long VALUE = 37;
    static final long IDENTITY = 38;
    static final long VALUE_TYPE = 40;
    static final long CARDINALITY = 41;
    static final long UNIQUE = 42;
    static final long IS_COMPONENT = 43;
    static final long INDEX = 44;
    static final long NO_HISTORY = 45;
    static final long TX_INSTANT = 50;
    static final long UUID = 54;
    static final long DOUBLE = 58;
    static final long FLOAT = 59;
    static final long URI = 60;
    static final long BIGINT = 61;
    static final long BIGDEC = 62;
    static final long TUPLE = 64;
    static final long SYMBOL = 65;
    static final long TUPLE_TYPE = 66;
    static final long TUPLE_TYPES = 67;
    static final long TUPLE_ATTRS = 68;
    static final long ENSURE = 69;
    static final long ENTITY_ATTRS = 70;
    static final long ENTITY_PREDICATES = 71;
    static final long PREDICATES = 72;
    static final long FULLTEXT = 51;
    static final long INSTALL_PARTITION = 11;
    static final long INSTALL_VALUE_TYPE = 12;
    static final long INSTALL_ATTRIBUTE = 13;
    static final long ALTER_ATTRIBUTE = 19;

    /** The types of single values, by their names. */
    static final Map<Keyword, Long> SCALARS = Map.ofEntries(
            type("ref", REF),
            type("keyword", KEYWORD),
            type("long", LONG),
            type("string", STRING),
            type("boolean", BOOLEAN),
            type("instant", INSTANT),
            type("uuid", UUID),
            type("double", DOUBLE),
            type("float", FLOAT),
            type("uri", URI),
            type("bigint", BIGINT),
            type("bigdec", BIGDEC),
            type("symbol", SYMBOL));

    /** The names of the types of single values, in a fixed order. */
    static final List<Keyword> SCALAR_NAMES = SCALARS.keySet().stream()
            .sorted((l, r) -> l.toString().compareTo(r.toString()))
            .toList();

    private static final List<Long> REFERENCES = List.of(11L, 12L, 13L, 15L, 16L, 19L, 40L, 41L, 42L, 69L);

    private Types() {}

    private static Map.Entry<Keyword, Long> type(String name, long id) {
        return Map.entry(Keyword.of("db.type", name), id);
    }

    /** Returns whether an attribute marks what was installed or altered. */
    static boolean isMarker(long attribute) {
        return attribute == INSTALL_PARTITION
                || attribute == INSTALL_VALUE_TYPE
                || attribute == INSTALL_ATTRIBUTE
                || attribute == ALTER_ATTRIBUTE;
    }

    /** Returns whether an attribute that every database begins with is a reference. */
    static boolean isReference(long attribute) {
        return REFERENCES.contains(attribute);
    }
}

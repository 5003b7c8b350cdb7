package io.stator.engine.database;

import io.stator.Anomaly;
import io.stator.ValueType;
import io.stator.edn.Edn;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.Prefix;
import io.stator.engine.schema.AttributeInfo;
import io.stator.engine.schema.SystemIds;
import io.stator.engine.schema.TupleShape;
import io.stator.spi.GivenValues;
import io.stator.spi.WholeNumbers;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What values mean in a database: which entity one names, what stands in the indexes for one that is looked for, and what is
 * stored for one that is said. Transactions, queries, pulls and index reads all ask here.
 *
 * <p>The values are the language's, see {@link GivenValues#take}; a string that begins with a colon is a keyword wherever a
 * keyword or the name of an entity is meant. What can be no value of an attribute at all is refused in the same words whether it
 * is looked for or said.
 */
public final class Meaning {
    private static final Keyword ENTITY = Keyword.of("entity");
    private static final Keyword ATTRIBUTE = Keyword.of("attribute");
    private static final Keyword VALUE = Keyword.of("value");
    private static final int SHOWN_CHARACTERS_MAX = 500;

    private Meaning() {}

    /** Returns the id of the entity that a number, ident or lookup ref names; null when there is none. */
    static @Nullable Long entity(DatabaseValue database, @Nullable Object name) {
        if (name instanceof Long id) {
            return id;
        }
        if (name instanceof BigInteger big) {
            return WholeNumbers.asLong(big);
        }
        Keyword ident = GivenValues.keyword(name);
        if (ident != null) {
            return database.identId(ident);
        }
        if (name instanceof List<?> list) {
            return lookup(database, list);
        }
        if (name == null || GivenValues.isValue(name)) {
            return null;
        }
        Object taken = GivenValues.take(name);
        if (taken == name) {
            throw GivenValues.notAValue(name, "the name of an entity");
        }
        return entity(database, taken);
    }

    private static @Nullable Long lookup(DatabaseValue database, List<?> reference) {
        if (reference.size() != 2) {
            throw Anomaly.incorrect(
                    "invalid-lookup-ref",
                    "Invalid list form: " + print(reference) + " (a lookup ref is [unique-attribute value])");
        }
        Object name = reference.get(0);
        AttributeInfo attribute = name == null ? null : database.attribute(name);
        if (attribute == null) {
            throw name == null || entity(database, name) == null
                    ? notAnAttributeName(database, name)
                    : notAnAttribute(name);
        }
        if (!attribute.isUnique()) {
            throw Anomaly.incorrect("lookup-ref-attr-not-unique", "Attribute values not unique: " + attribute.ident());
        }
        Object value = reference.get(1);
        if (value == null) {
            return null;
        }
        if (attribute.id() == SystemIds.IDENT) {
            Keyword ident = GivenValues.keyword(value);
            return ident == null ? null : database.identId(ident);
        }
        Object key = sought(database, attribute, value);
        Fact fact = key == null ? null : database.first(Prefix.attributeValue(attribute.id(), key));
        return fact == null || !isOfOneKind(fact.stored(), key) ? null : (Long) fact.e;
    }

    /** Returns whether numbers that an index takes for equal are both whole, both floating or both decimal. */
    private static boolean isOfOneKind(@Nullable Object stored, @Nullable Object key) {
        if (stored instanceof List<?> left && key instanceof List<?> right) {
            for (int i = 0; i < left.size(); i++) {
                if (!isOfOneKind(left.get(i), right.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return isWhole(stored) == isWhole(key) && stored instanceof BigDecimal == key instanceof BigDecimal;
    }

    private static boolean isWhole(@Nullable Object value) {
        return value instanceof Long || value instanceof BigInteger;
    }

    /**
     * Returns what stands in the indexes for a value of an attribute that is looked for, whether or not it is there; null when it
     * names an entity that is not there. References within tuples must be ids.
     *
     * @throws Anomaly.Incorrect when it can be no value of the attribute, because it is none of the language or a character
     */
    public static @Nullable Object sought(DatabaseValue database, AttributeInfo attribute, Object given) {
        if (given instanceof String && attribute.type() == ValueType.STRING) {
            return given;
        }
        Object value = GivenValues.take(given);
        if (value == null || attribute.isRef()) {
            return entity(database, value);
        }
        TupleShape shape = attribute.tuple();
        if (shape == null || !(value instanceof List<?> elements)) {
            return soughtAs(attribute.type(), attribute, value);
        }
        @Nullable Object[] tuple = new Object[elements.size()];
        for (int i = 0; i < tuple.length; i++) {
            Object element = elements.get(i);
            ValueType type = element == null ? null : elementType(database, shape, i);
            tuple[i] = element == null || type == null ? element : soughtAs(type, attribute, element);
        }
        return EdnVector.copyOf(Arrays.asList(tuple));
    }

    /** Returns the type of an element of a tuple, or null when tuples of the attribute have no such element. */
    private static @Nullable ValueType elementType(DatabaseValue database, TupleShape shape, int i) {
        if (shape instanceof TupleShape.Homogeneous homogeneous) {
            return homogeneous.type();
        }
        if (shape instanceof TupleShape.Composite composite) {
            return i < composite.attributes().size()
                    ? database.schema().installed(composite.attributes().get(i)).type()
                    : null;
        }
        List<ValueType> types = ((TupleShape.Heterogeneous) shape).types();
        return i < types.size() ? types.get(i) : null;
    }

    private static Object soughtAs(ValueType type, AttributeInfo attribute, Object value) {
        if (!GivenValues.isValue(value) || (type == ValueType.STRING && value instanceof Character)) {
            throw wrongType(value, attribute);
        }
        if (type == ValueType.KEYWORD) {
            Keyword keyword = GivenValues.keyword(value);
            return keyword == null ? value : keyword;
        }
        return value;
    }

    /**
     * Returns a value in the class that facts of a type have, or null when it is not of the type; not for references and
     * tuples.
     */
    public static @Nullable Object stored(ValueType type, Object given) {
        Object value = GivenValues.take(given);
        return switch (type) {
            case STRING -> value instanceof String ? value : null;
            case LONG -> value instanceof Long ? value : null;
            case KEYWORD -> GivenValues.keyword(value);
            case SYMBOL -> value instanceof Symbol ? value : null;
            case BOOLEAN -> value instanceof Boolean truth ? (Object) truth.booleanValue() : null;
            case BIGINT -> value instanceof BigInteger ? value : null;
            case FLOAT -> value instanceof Float || value instanceof Double ? ((Number) value).floatValue() : null;
            case DOUBLE -> value instanceof Double ? value : null;
            case BIGDEC -> value instanceof BigDecimal ? value : null;
            case INSTANT ->
                value instanceof Instant instant
                                && Math.abs(instant.getEpochSecond()) <= GivenValues.INSTANT_SECONDS_MAX
                        ? instant
                        : null;
            case UUID -> value instanceof UUID ? value : null;
            case URI -> value instanceof URI ? value : null;
            case BYTES -> value instanceof byte[] ? value : null;
            case REF, TUPLE -> null;
        };
    }

    /** Returns the refusal of something that cannot be a value of an attribute. */
    public static Anomaly.Incorrect wrongType(@Nullable Object value, AttributeInfo attribute) {
        boolean known = value == null || (GivenValues.isValue(value) && !(value instanceof Character));
        String of =
                value == null || known ? "" : " of class " + value.getClass().getTypeName() + GivenValues.advice(value);
        Map<Keyword, Object> details = value == null
                ? Map.of(ATTRIBUTE, attribute.ident())
                : Map.of(VALUE, value, ATTRIBUTE, attribute.ident());
        return Anomaly.incorrect(
                "wrong-type-for-attribute",
                "Value " + text(value) + of + " is not a valid :" + tag(attribute.type()) + " for attribute "
                        + attribute.ident(),
                details);
    }

    private static String tag(ValueType type) {
        return switch (type) {
            case LONG -> "int";
            case BOOLEAN -> "bool";
            case INSTANT -> "inst";
            case KEYWORD -> "key";
            case SYMBOL -> "sym";
            case TUPLE -> "list";
            default -> type.name().toLowerCase(Locale.ROOT);
        };
    }

    static Anomaly.Incorrect notAnAttribute(Object entity) {
        return Anomaly.incorrect(
                "not-an-attribute", print(entity) + " is not an attribute.", Map.of(ATTRIBUTE, entity));
    }

    /**
     * Returns the entity that something names.
     *
     * @throws Anomaly.Incorrect when it names none
     */
    static long requireEntity(DatabaseValue database, Object name) {
        Long id = database.entityId(name);
        if (id == null) {
            throw notAnEntity(name);
        }
        return id;
    }

    /** Returns the refusal of something that names no entity where one must be. */
    public static Anomaly.Incorrect notAnEntity(@Nullable Object name) {
        return notAnEntity(name, "");
    }

    /** Returns the refusal of something that names no entity where an attribute must be named. */
    static Anomaly.Incorrect notAnAttributeName(DatabaseValue database, @Nullable Object name) {
        return notAnEntity(name, database.schema().similar(name));
    }

    private static Anomaly.Incorrect notAnEntity(@Nullable Object name, String similar) {
        return Anomaly.incorrect(
                "not-an-entity",
                "Unable to resolve entity: " + (name == null ? "" : print(name)) + similar,
                name == null ? Map.of() : Map.of(ENTITY, name));
    }

    /** Returns a value as it reads inside a sentence: strings and numbers without marks, all else as EDN where it can be. */
    private static String text(@Nullable Object value) {
        return value == null
                ? ""
                : value instanceof String || value instanceof Number ? clip(value.toString()) : print(value);
    }

    private static String print(@Nullable Object value) {
        return Edn.describe(value);
    }

    private static String clip(String text) {
        return text.length() <= SHOWN_CHARACTERS_MAX ? text : text.substring(0, SHOWN_CHARACTERS_MAX) + "...";
    }
}

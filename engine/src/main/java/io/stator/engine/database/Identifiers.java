package io.stator.engine.database;

import io.stator.Anomaly;
import io.stator.Attribute;
import io.stator.ValueType;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.Prefix;
import io.stator.engine.schema.AttributeInfo;
import io.stator.engine.schema.SystemIds;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Resolves what names an entity: numbers, idents and lookup refs. */
final class Identifiers {
    private static final Keyword ENTITY = Keyword.of("entity");
    private static final Keyword ATTRIBUTE = Keyword.of("attribute");

    private Identifiers() {}

    static @Nullable Long resolve(DatabaseValue database, @Nullable Object entity) {
        if (entity instanceof Long id) {
            return id;
        }
        if (entity instanceof Integer || entity instanceof Short) {
            return ((Number) entity).longValue();
        }
        if (entity instanceof BigInteger big) {
            return big.bitLength() < Long.SIZE ? (Long) big.longValue() : null;
        }
        if (entity instanceof Keyword ident) {
            return database.identId(ident);
        }
        if (entity instanceof Attribute<?> attribute) {
            return database.identId(attribute.ident());
        }
        if (entity instanceof String text) {
            return text.length() > 1 && text.startsWith(":") ? database.identId(Keyword.parse(text)) : null;
        }
        return entity instanceof List<?> list ? lookup(database, list) : null;
    }

    private static @Nullable Long lookup(DatabaseValue database, List<?> reference) {
        if (reference.size() != 2) {
            throw Anomaly.incorrect(
                    "invalid-lookup-ref",
                    "Invalid list form: " + print(reference) + " (a lookup ref is [unique-attribute value])");
        }
        Object name = reference.get(0);
        if (name == null) {
            throw Anomaly.incorrect("invalid-lookup-ref", "Invalid list form: " + print(reference));
        }
        AttributeInfo attribute = database.attribute(name);
        if (attribute == null) {
            throw noAttribute(database, name);
        }
        if (!attribute.isUnique()) {
            throw Anomaly.incorrect("lookup-ref-attr-not-unique", "Attribute values not unique: " + attribute.ident());
        }
        Object value = reference.get(1);
        if (value == null) {
            throw Anomaly.incorrect("nil-value", "Nil is not a legal value: " + print(reference));
        }
        if (attribute.id() == SystemIds.IDENT) {
            return value instanceof Keyword || value instanceof String ? resolve(database, value) : null;
        }
        Object key = attribute.isRef() ? resolve(database, value) : canonical(value, attribute.type());
        if (key == null) {
            return null;
        }
        Fact fact = database.first(Prefix.attributeValue(attribute.id(), key));
        return fact == null || !isOfOneKind(fact.v(), key) ? null : (Long) fact.e;
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
        return value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte
                || value instanceof BigInteger;
    }

    private static String print(List<?> reference) {
        try {
            return Edn.print(reference);
        } catch (IllegalArgumentException notEdn) {
            return reference.toString();
        }
    }

    private static Anomaly.Incorrect noAttribute(DatabaseValue database, Object name) {
        return resolve(database, name) == null ? notAnEntity(name) : notAnAttribute(name);
    }

    /** Returns the value in the class the type's facts have, when it is a number or an instant of another class. */
    private static Object canonical(Object value, ValueType type) {
        if (value instanceof Integer || value instanceof Short) {
            return ((Number) value).longValue();
        }
        if (type == ValueType.KEYWORD && value instanceof String text && text.startsWith(":")) {
            return Keyword.parse(text);
        }
        return value instanceof Date date ? Instant.ofEpochMilli(date.getTime()) : value;
    }

    static Anomaly.Incorrect notAnEntity(Object entity) {
        return Anomaly.incorrect("not-an-entity", "Unable to resolve entity: " + entity, Map.of(ENTITY, entity));
    }

    static Anomaly.Incorrect notAnAttribute(Object entity) {
        return Anomaly.incorrect("not-an-attribute", entity + " is not an attribute.", Map.of(ATTRIBUTE, entity));
    }
}

package io.stator.engine.query.run;

import io.stator.Anomaly;
import io.stator.ValueType;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Meaning;
import io.stator.engine.query.syntax.Origin;
import io.stator.engine.schema.AttributeInfo;
import io.stator.spi.GivenValues;
import io.stator.spi.WholeNumbers;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds the entities and attributes that values of a query stand for. */
final class Resolver {
    /** An id that no entity has. */
    static final long NO_ENTITY = -1;

    private Resolver() {}

    /**
     * Returns the id of the entity a value stands for, or {@link #NO_ENTITY} when the value can be none.
     *
     * @param names whether idents and lookup refs stand for entities
     */
    static long entity(DatabaseValue database, @Nullable Object value, boolean names, Origin origin) {
        if (value instanceof Long id) {
            return id;
        }
        if (value instanceof BigInteger big) {
            return Objects.requireNonNullElse(WholeNumbers.asLong(big), NO_ENTITY);
        }
        if (!names) {
            return NO_ENTITY;
        }
        Long id = value == null ? null : database.entityId(value);
        if (id == null) {
            throw new Anomaly.Incorrect(
                    "processing clause: " + origin + ", message: Cannot resolve key: " + Origin.show(value));
        }
        return id;
    }

    /** Returns the attribute a value stands for, or null when it can be none. */
    static @Nullable AttributeInfo attribute(DatabaseValue database, @Nullable Object value, boolean names) {
        if (value instanceof Long id) {
            return database.schema().attribute(id);
        }
        return names && value != null ? database.requireAttribute(value) : null;
    }

    /**
     * Returns a value as the facts of an attribute hold it, or null when they cannot hold it.
     *
     * @param attribute the attribute, or null when any is meant
     */
    static @Nullable Object value(
            DatabaseValue database,
            @Nullable AttributeInfo attribute,
            @Nullable Object value,
            boolean names,
            Origin origin) {
        if (attribute != null && attribute.isRef()) {
            long id = entity(database, value, names, origin);
            return id == NO_ENTITY ? null : (Object) id;
        }
        if (!names || value == null || value instanceof Long) {
            return value;
        }
        if (attribute != null) {
            return Meaning.sought(database, attribute, value);
        }
        if (!GivenValues.isValue(value)) {
            throw GivenValues.notAValue(value, "the value in " + origin);
        }
        return value;
    }

    /**
     * As {@link #value}, for an attribute that a variable stands for: a value that means nothing there is none of its values.
     */
    static @Nullable Object valueOfOneOfSome(
            DatabaseValue database, AttributeInfo attribute, @Nullable Object value, boolean names, Origin origin) {
        try {
            return value(database, attribute, value, names, origin);
        } catch (Anomaly.Incorrect meansNothing) {
            if (value != null && !GivenValues.isValue(value)) {
                throw meansNothing;
            }
            return null;
        }
    }

    /** Returns whether facts found by a value in an index may hold one that is not equal to it: numbers of different classes are next to each other there. */
    static boolean mayDiffer(@Nullable AttributeInfo attribute, Object value) {
        if (value instanceof Long) {
            return attribute == null || (attribute.type() != ValueType.LONG && attribute.type() != ValueType.REF);
        }
        return value instanceof Number || value instanceof List;
    }
}

package io.stator.cli;

import io.stator.Database;
import io.stator.PulledEntity;
import io.stator.ValueType;
import io.stator.edn.Keyword;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the attributes of a database are, with others that are about to be. Not safe for use by several threads. */
final class AttributeTypes {
    /**
     * What an attribute is.
     *
     * @param type the type of its values
     * @param many whether an entity may have several values
     * @param unique whether no two entities may have the same value
     */
    record Shape(ValueType type, boolean many, boolean unique) {}

    private static final Keyword TYPE = Keyword.of("db", "valueType");
    private static final Keyword CARDINALITY = Keyword.of("db", "cardinality");
    private static final Keyword UNIQUE = Keyword.of("db", "unique");
    private static final Keyword IDENT = Keyword.of("db", "ident");
    private static final Keyword MANY = Keyword.of("db.cardinality", "many");

    private final Database database;
    private final Map<Keyword, Shape> added = new HashMap<>();

    AttributeTypes(Database database) {
        this.database = database;
    }

    /** Lets an attribute be known before it is in the database. */
    void add(Keyword attribute, Shape shape) {
        added.put(attribute, shape);
    }

    /** Returns what an attribute is, or null when there is none. */
    @Nullable
    Shape find(Keyword attribute) {
        Shape shape = added.get(attribute);
        if (shape != null || database.entityId(attribute).isEmpty()) {
            return shape;
        }
        PulledEntity entity = database.pull(
                List.of(Map.of(TYPE, List.of(IDENT)), Map.of(CARDINALITY, List.of(IDENT)), UNIQUE), attribute);
        Object type = ident(entity.get(TYPE));
        for (ValueType candidate : ValueType.values()) {
            if (candidate.ident().equals(type)) {
                return new Shape(candidate, MANY.equals(ident(entity.get(CARDINALITY))), entity.get(UNIQUE) != null);
            }
        }
        return null;
    }

    private static @Nullable Object ident(@Nullable Object value) {
        return value instanceof Map<?, ?> entity ? entity.get(IDENT) : value;
    }
}

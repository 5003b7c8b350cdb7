package io.stator.cli;

import io.stator.Database;
import java.util.HashMap;
import java.util.Map;

/** The idents of the attributes of a database, each looked up once. */
final class AttributeNames {
    private final Database database;
    private final Map<Long, Object> names = new HashMap<>();

    AttributeNames(Database database) {
        this.database = database;
    }

    /** Returns the ident of an attribute, or its id when it has none. */
    Object of(long attribute) {
        return names.computeIfAbsent(
                attribute, id -> database.ident(id).map(Object.class::cast).orElse(id));
    }
}

package io.stator.engine.query.function;

import io.stator.Anomaly;
import io.stator.Query;
import io.stator.edn.EdnVector;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.datom.EntityIds;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.Prefix;
import io.stator.engine.schema.AttributeInfo;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The functions that look into a database. */
final class DatabaseFunctions {
    private static final List<String> CLIENTS = List.of("datomic.client.api", "datomic.api");

    private DatabaseFunctions() {}

    static void addTo(Definitions to) {
        to.define("get-else", 4, 4, DatabaseFunctions::getElse)
                .define("get-some", 3, Definitions.ANY, DatabaseFunctions::getSome)
                .define("missing?", 3, 3, DatabaseFunctions::missing)
                .withContext("q", 1, Definitions.ANY, DatabaseFunctions::query)
                .withContext("pull", 3, 3, DatabaseFunctions::pull);
        to.define("fulltext", 0, Definitions.ANY, arguments -> {
            throw new Anomaly.Unsupported("the function fulltext is in a module that is not on the class path: add the"
                    + " dependency io.stator:stator-fulltext");
        });
        for (String name : List.of("tx-ids", "tx-data")) {
            to.define(name, 0, Definitions.ANY, arguments -> {
                throw new Anomaly.Unsupported("the function " + name + " is not supported");
            });
        }
        for (String namespace : CLIENTS) {
            to.withContext(namespace + "/q", 1, Definitions.ANY, DatabaseFunctions::query)
                    .withContext(namespace + "/pull", 3, 3, DatabaseFunctions::pull)
                    .two(
                            namespace + "/as-of",
                            (database, point) ->
                                    database(database).asOf(database(database).timePoint(point)))
                    .two(
                            namespace + "/since",
                            (database, point) ->
                                    database(database).since(database(database).timePoint(point)))
                    .one(namespace + "/history", database -> database(database).history());
        }
        to.two("datomic.api/entid", (database, entity) -> database(database).entityId(entity))
                .two("datomic.api/ident", (database, entity) -> {
                    Long id = database(database).entityId(entity);
                    return id == null ? null : database(database).ident(id);
                })
                .one("datomic.api/basis-t", database -> database(database).basisT())
                .one("datomic.api/tx->t", value -> EntityIds.toT(Arguments.integer(value)))
                .one("datomic.api/t->tx", value -> EntityIds.transaction(Arguments.integer(value)))
                .one("datomic.api/part", value -> EntityIds.partition(Arguments.integer(value)));
    }

    private static DatabaseValue database(@Nullable Object value) {
        if (value instanceof DatabaseValue database) {
            return database;
        }
        throw new IllegalArgumentException("expected a database, got " + Arguments.describe(value));
    }

    private static Object name(@Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("expected an attribute, got nil");
        }
        return value;
    }

    private static AttributeInfo oneValued(DatabaseValue database, @Nullable Object name) {
        AttributeInfo attribute = database.requireAttribute(name(name));
        if (attribute.many()) {
            throw new IllegalArgumentException("cardinality-many attrs not supported: " + attribute.ident());
        }
        return attribute;
    }

    /** Returns an asserted value of an attribute of an entity, or null, also when the entity is not there. */
    private static @Nullable Object value(DatabaseValue database, @Nullable Object name, AttributeInfo attribute) {
        Long entity = database.entityId(name);
        if (entity == null) {
            return null;
        }
        FactCursor facts = database.facts(Prefix.entityAttribute(entity, attribute.id()));
        for (Fact fact = facts.next(); fact != null; fact = facts.next()) {
            if (fact.added()) {
                return fact.stored();
            }
        }
        return null;
    }

    private static Object getElse(@Nullable Object[] arguments) {
        DatabaseValue database = database(arguments[0]);
        AttributeInfo attribute = oneValued(database, arguments[2]);
        Object otherwise = arguments[3];
        if (otherwise == null) {
            throw new IllegalArgumentException("the default of get-else may not be nil");
        }
        Object value = value(database, arguments[1], attribute);
        return value == null ? otherwise : value;
    }

    private static @Nullable Object getSome(@Nullable Object[] arguments) {
        DatabaseValue database = database(arguments[0]);
        for (int i = 2; i < arguments.length; i++) {
            AttributeInfo attribute = oneValued(database, arguments[i]);
            Object value = value(database, arguments[1], attribute);
            if (value != null) {
                return EdnVector.of((long) attribute.id(), value);
            }
        }
        return null;
    }

    private static boolean missing(@Nullable Object[] arguments) {
        DatabaseValue database = database(arguments[0]);
        AttributeInfo attribute = database.attribute(name(arguments[2]));
        return attribute == null || value(database, arguments[1], attribute) == null;
    }

    private static @Nullable Object query(FunctionContext context, @Nullable Object[] arguments) {
        List<@Nullable Object> inputs = Arrays.asList(arguments).subList(1, arguments.length);
        return context.query(Query.of(arguments[0]), inputs);
    }

    private static @Nullable Object pull(FunctionContext context, @Nullable Object[] arguments) {
        return context.pull(database(arguments[0]), name(arguments[1]), arguments[2]);
    }
}

package io.stator.engine.pull;

import io.stator.Pull;
import io.stator.PulledEntity;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.engine.database.Bootstrap;
import io.stator.engine.database.Counters;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Deadline;
import io.stator.engine.datom.Fact;
import io.stator.engine.schema.AttributeInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A database made of plain facts, so that pull is tested without transactions. */
final class FactDatabase {
    private static final int FIRST_ATTRIBUTE = 100;

    private DatabaseValue value = Bootstrap.database("id", "test");
    private int nextAttribute = FIRST_ATTRIBUTE;

    DatabaseValue value() {
        return value;
    }

    /** Installs attributes given as {@code [name type cardinality & properties]}. */
    FactDatabase attributes(String edn) {
        List<Fact> facts = new ArrayList<>();
        for (Object row : (List<?>) Edn.read(edn)) {
            List<?> entry = (List<?>) row;
            int id = nextAttribute++;
            facts.add(fact(id, "db/ident", entry.get(0), true));
            facts.add(fact(id, "db/valueType", ident("db.type", entry.get(1)), true));
            facts.add(fact(id, "db/cardinality", ident("db.cardinality", entry.get(2)), true));
            for (Object property : entry.subList(3, entry.size())) {
                if (property.equals(Keyword.of("component"))) {
                    facts.add(fact(id, "db/isComponent", true, true));
                } else {
                    facts.add(fact(id, "db/unique", ident("db.unique", property), true));
                }
            }
        }
        return plus(facts);
    }

    private long ident(String namespace, Object name) {
        return value.identId(Keyword.of(namespace, ((Keyword) name).name()));
    }

    /** Adds one transaction of facts given as {@code [e a v]}, or {@code [e a v false]} for a retraction. */
    FactDatabase facts(String edn) {
        List<Fact> facts = new ArrayList<>();
        for (Object row : (List<?>) Edn.read(edn)) {
            List<?> datom = (List<?>) row;
            boolean added = datom.size() < 4 || (Boolean) datom.get(3);
            String attribute = ((Keyword) datom.get(1)).qualifiedName();
            facts.add(fact((Long) datom.get(0), attribute, datom.get(2), added));
        }
        return plus(facts);
    }

    Fact fact(long e, String attribute, Object v, boolean added) {
        AttributeInfo info = value.requireAttribute(Keyword.parse(attribute));
        return Fact.of(e, info.id(), v, value.basisT() + 1, added);
    }

    FactDatabase plus(List<Fact> facts) {
        Counters next = new Counters(value.basisT() + 1, 1_000_000, nextAttribute, 0);
        value = value.plus(facts, next);
        return this;
    }

    PulledEntity pull(String pattern, Object entity) {
        return pull(value, pattern, entity);
    }

    static PulledEntity pull(DatabaseValue database, Object pattern, Object entity) {
        return new PullEngine().pull(database, Pull.of(pattern), entity, Deadline.none());
    }

    static Map<?, ?> map(String edn) {
        return (Map<?, ?>) Edn.read(edn);
    }
}

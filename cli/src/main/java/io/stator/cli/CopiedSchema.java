package io.stator.cli;

import io.stator.Datom;
import io.stator.edn.Keyword;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the transactions so far say of attributes, by the ids of the copy: as much as is needed to find references in values, and to tell which
 * retractions go without saying. Not safe for use by several threads.
 */
final class CopiedSchema {
    /** What is known of an attribute; immutable. */
    private record Attribute(long type, boolean many, List<Long> elements, long everyElement) {
        private static final Attribute UNKNOWN = new Attribute(0, false, List.of(), 0);

        Attribute ofType(long changed) {
            return new Attribute(changed, many, elements, everyElement);
        }

        Attribute ofMany(boolean changed) {
            return new Attribute(type, changed, elements, everyElement);
        }

        Attribute ofElements(List<Long> changed) {
            return new Attribute(type, many, changed, everyElement);
        }

        Attribute ofEveryElement(long changed) {
            return new Attribute(type, many, elements, changed);
        }
    }

    private final SystemEntities system;
    private final long ident;
    private final long valueType;
    private final long cardinality;
    private final long tupleType;
    private final long tupleTypes;
    private final long tupleAttributes;
    private final long many;
    private final long reference;
    private final Map<Long, Attribute> attributes;
    private final Map<Long, Keyword> names;
    private final Map<Keyword, Long> owners;

    /** Makes the schema of a new database. */
    CopiedSchema(SystemEntities system) {
        this(system, new HashMap<>(), new HashMap<>(), new HashMap<>());
        learn(system.datoms());
    }

    private CopiedSchema(
            SystemEntities system,
            Map<Long, Attribute> attributes,
            Map<Long, Keyword> names,
            Map<Keyword, Long> owners) {
        this.system = system;
        this.attributes = attributes;
        this.names = names;
        this.owners = owners;
        this.ident = system.require("db", "ident");
        this.valueType = system.require("db", "valueType");
        this.cardinality = system.require("db", "cardinality");
        this.tupleType = system.require("db", "tupleType");
        this.tupleTypes = system.require("db", "tupleTypes");
        this.tupleAttributes = system.require("db", "tupleAttrs");
        this.many = system.require("db.cardinality", "many");
        this.reference = system.require("db.type", "ref");
    }

    /** Returns a schema that goes on from here by itself. */
    CopiedSchema copy() {
        return new CopiedSchema(system, new HashMap<>(attributes), new HashMap<>(names), new HashMap<>(owners));
    }

    /** Takes in what a transaction says. */
    void learn(Collection<? extends Datom> datoms) {
        for (Datom datom : datoms) {
            if (datom.a() == ident && datom.added() && datom.v() instanceof Keyword name) {
                boolean describes = datom.e() >>> EntityNumbers.COUNTER_BITS == EntityNumbers.PARTITION_DB;
                if (describes) {
                    names.put(datom.e(), name);
                }
                if (describes || owners.containsKey(name)) {
                    owners.put(name, datom.e());
                }
            }
        }
        for (Datom datom : datoms) {
            if (datom.added() && datom.a() < system.firstOwn()) {
                define(datom);
            }
        }
        for (Datom datom : datoms) {
            if (datom.added() && datom.a() == tupleAttributes && datom.v() instanceof List<?> parts) {
                change(
                        datom,
                        known -> known.ofElements(parts.stream()
                                .map(part -> attribute(owners.get(part)).type())
                                .toList()));
            }
        }
    }

    private void define(Datom datom) {
        long a = datom.a();
        if (a == valueType && datom.v() instanceof Long type) {
            change(datom, known -> known.ofType(type));
        } else if (a == cardinality && datom.v() instanceof Long kind) {
            change(datom, known -> known.ofMany(kind == many));
        } else if (a == tupleType && datom.v() instanceof Keyword type) {
            change(datom, known -> known.ofEveryElement(id(type)));
        } else if (a == tupleTypes && datom.v() instanceof List<?> types) {
            change(datom, known -> known.ofElements(types.stream().map(this::id).toList()));
        }
    }

    private void change(Datom datom, java.util.function.UnaryOperator<Attribute> change) {
        attributes.put(datom.e(), change.apply(attribute(datom.e())));
    }

    private long id(@Nullable Object type) {
        Long id = type instanceof Keyword name ? system.id(name) : null;
        return id == null ? 0 : id;
    }

    private Attribute attribute(@Nullable Long id) {
        return attributes.getOrDefault(id, Attribute.UNKNOWN);
    }

    /** Returns whether something is an attribute. */
    boolean isAttribute(long id) {
        return attribute(id).type() != 0;
    }

    /** Returns whether entities have several values of an attribute. */
    boolean isMany(long id) {
        return attribute(id).many();
    }

    /** Returns whether the values of an attribute are references. */
    boolean isReference(long id) {
        return attribute(id).type() == reference;
    }

    /** Returns whether an element of the tuples of an attribute is a reference. */
    boolean isReference(long id, int element) {
        Attribute known = attribute(id);
        long type = element < known.elements().size() ? known.elements().get(element) : known.everyElement();
        return type == reference;
    }

    /** Returns the ident that means an attribute now, or its id when none does that EDN can write. */
    Object nameOrId(long id) {
        Keyword name = names.get(id);
        if (name == null) {
            return id;
        }
        Long owner = owners.get(name);
        return owner != null && owner == id && ExportText.isPlain(name) ? name : (Object) id;
    }

    /** Returns the value of an attribute, by its ident when it is an entity that every database begins with. */
    Object valueByName(long attribute, Object value) {
        return value instanceof Long id && isReference(attribute) && id < system.firstOwn() ? nameOrId(id) : value;
    }
}

package io.stator.engine.transact;

import io.stator.Anomaly;
import io.stator.ValueType;
import io.stator.edn.Keyword;
import io.stator.engine.datom.Fact;
import io.stator.engine.schema.AttributeInfo;
import io.stator.engine.schema.SystemIds;
import io.stator.engine.schema.ValueTypes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks the definitions of new attributes, beside what becomes of the ones there are. */
final class Installation {
    private static final Keyword ID = Keyword.of("db", "id");

    private final Basis basis;
    private final Map<Long, List<Fact>> definitions;
    private final Map<Keyword, Long> owners = new HashMap<>();
    private final Map<Long, Keyword> names = new HashMap<>();
    private final Map<Long, Long> cardinalities = new HashMap<>();
    private final Set<Keyword> parts = new HashSet<>();

    /**
     * Creates one.
     *
     * @param definitions what is known of the new attributes, by their ids
     * @param schema what the transaction says of attributes, new and known
     */
    Installation(Basis basis, Map<Long, List<Fact>> definitions, List<Fact> schema) {
        this.basis = basis;
        this.definitions = definitions;
        definitions.values().forEach(definition -> {
            definition.forEach(this::note);
            Fact composite = fact(definition, SystemIds.TUPLE_ATTRS);
            if (composite != null) {
                ((List<?>) composite.v()).forEach(part -> parts.add((Keyword) part));
            }
        });
        schema.stream().filter(Fact::added).forEach(this::note);
    }

    private void note(Fact fact) {
        if (fact.a == SystemIds.IDENT) {
            owners.put((Keyword) fact.v(), fact.e);
            names.put(fact.e, (Keyword) fact.v());
        } else if (fact.a == SystemIds.CARDINALITY) {
            cardinalities.put(fact.e, fact.bits);
        }
    }

    /** Returns whether a new composite names an attribute as its part. */
    boolean isNamedAsPart(AttributeInfo attribute) {
        return parts.contains(names.getOrDefault((long) attribute.id(), attribute.ident()));
    }

    static boolean isCardinality(long e) {
        return e == SystemIds.CARDINALITY_ONE || e == SystemIds.CARDINALITY_MANY;
    }

    static boolean isUniqueness(long e) {
        return e == SystemIds.UNIQUE_VALUE || e == SystemIds.UNIQUE_IDENTITY;
    }

    /** Throws when a new attribute cannot be installed. */
    void check(long e) {
        List<Fact> definition = definitions.getOrDefault(e, List.of());
        Map<Keyword, Object> entity = entity(e, definition);
        if (fact(definition, SystemIds.IDENT) == null) {
            throw Anomaly.incorrect(
                    "attribute-ident-missing",
                    "Missing :db/ident for " + TransactionErrors.print(entity),
                    Map.of(SchemaErrors.ENTITY, entity));
        }
        List<Map<Keyword, Object>> errors = new ArrayList<>();
        checkTuple(definition, entity, errors);
        checkOthers(definition, entity, errors);
        if (!errors.isEmpty()) {
            throw SchemaErrors.invalidInstall(List.copyOf(errors));
        }
        Fact type = fact(definition, SystemIds.VALUE_TYPE);
        Fact cardinality = fact(definition, SystemIds.CARDINALITY);
        if (type != null && ValueTypes.byId(type.bits) == null) {
            throw Anomaly.incorrect(
                    "not-a-value-type", "Not a value type: " + name(type), Map.of(SchemaErrors.ENTITY, entity));
        }
        if (cardinality != null && !isCardinality(cardinality.bits)) {
            throw Anomaly.incorrect(
                    "not-a-cardinality",
                    "Not a cardinality: " + name(cardinality),
                    Map.of(SchemaErrors.ENTITY, entity));
        }
    }

    private String name(Fact fact) {
        return TransactionErrors.print(TransactionErrors.readable(basis, fact));
    }

    private void checkOthers(List<Fact> definition, Map<Keyword, Object> entity, List<Map<Keyword, Object>> errors) {
        Fact component = fact(definition, SystemIds.IS_COMPONENT);
        if (component != null && Boolean.TRUE.equals(component.v()) && type(definition) != ValueType.REF) {
            errors.add(SchemaErrors.error("components-must-be-refs", SchemaErrors.ENTITY, entity));
        }
        Fact unique = fact(definition, SystemIds.UNIQUE);
        if (unique != null && (!isUniqueness(unique.bits) || type(definition) == ValueType.BYTES)) {
            errors.add(SchemaErrors.error("unique-not-allowed", SchemaErrors.ENTITY, entity));
        }
        for (int required : new int[] {SystemIds.CARDINALITY, SystemIds.VALUE_TYPE}) {
            if (fact(definition, required) == null) {
                Map<Keyword, Object> error = SchemaErrors.error(
                        "schema-attribute-missing",
                        SchemaErrors.ATTRIBUTE,
                        basis.schema.installed(required).ident());
                error.put(SchemaErrors.ENTITY, entity);
                errors.add(error);
            }
        }
    }

    private void checkTuple(List<Fact> definition, Map<Keyword, Object> entity, List<Map<Keyword, Object>> errors) {
        Fact parts = fact(definition, SystemIds.TUPLE_ATTRS);
        Fact types = fact(definition, SystemIds.TUPLE_TYPES);
        Fact type = fact(definition, SystemIds.TUPLE_TYPE);
        int kinds = (parts == null ? 0 : 1) + (types == null ? 0 : 1) + (type == null ? 0 : 1);
        if (type(definition) != ValueType.TUPLE) {
            if (kinds > 0) {
                errors.add(SchemaErrors.error("type-on-non-tuple", SchemaErrors.ENTITY, entity));
            }
            return;
        }
        if (kinds != 1) {
            errors.add(SchemaErrors.error("invalid-tuple-kind", SchemaErrors.ENTITY, entity));
            return;
        }
        Fact cardinality = fact(definition, SystemIds.CARDINALITY);
        if (parts != null && cardinality != null && cardinality.bits != SystemIds.CARDINALITY_ONE) {
            errors.add(SchemaErrors.error("tuple-of-attrs-must-be-card-one", SchemaErrors.ENTITY, entity));
        }
        if (parts != null && !((List<?>) parts.v()).stream().allMatch(this::isPart)) {
            errors.add(SchemaErrors.error("invalid-tuple-attrs", Keyword.of("db", "tupleAttrs"), parts.v()));
        }
        if (types != null && !((List<?>) types.v()).stream().allMatch(Installation::isElementType)) {
            errors.add(SchemaErrors.error("invalid-tuple-types", SchemaErrors.ENTITY, entity));
        }
        if (type != null && !isElementType(type.v())) {
            errors.add(SchemaErrors.error("invalid-tuple-type", SchemaErrors.ENTITY, entity));
        }
    }

    private static boolean isElementType(@Nullable Object ident) {
        return ident instanceof Keyword keyword && ValueCheck.isElementType(keyword);
    }

    /** Returns whether an attribute, as it is after the transaction, can be a part of a composite. */
    private boolean isPart(@Nullable Object ident) {
        if (!(ident instanceof Keyword keyword)) {
            return false;
        }
        Long owner = owners.get(keyword);
        AttributeInfo attribute = owner == null ? basis.schema.attribute(keyword) : basis.schema.attribute(owner);
        if (attribute == null) {
            List<Fact> definition = definitions.getOrDefault(owner, List.of());
            return isOne(owner, true) && isPartType(type(definition));
        }
        return isOne((long) attribute.id(), attribute.many()) && isPartType(attribute.type());
    }

    private boolean isOne(@Nullable Long attribute, boolean many) {
        long known = many ? SystemIds.CARDINALITY_MANY : SystemIds.CARDINALITY_ONE;
        return cardinalities.getOrDefault(attribute, known) == SystemIds.CARDINALITY_ONE;
    }

    private static boolean isPartType(@Nullable ValueType type) {
        return type != null && ValueCheck.isElementType(type.ident());
    }

    private static @Nullable ValueType type(List<Fact> definition) {
        Fact type = fact(definition, SystemIds.VALUE_TYPE);
        return type == null ? null : ValueTypes.byId(type.bits);
    }

    private static @Nullable Fact fact(List<Fact> definition, int a) {
        for (Fact fact : definition) {
            if (fact.a == a) {
                return fact;
            }
        }
        return null;
    }

    /** Returns the definition as an entity map. */
    private Map<Keyword, Object> entity(long e, List<Fact> definition) {
        Map<Keyword, Object> entity = new LinkedHashMap<>();
        entity.put(ID, e);
        for (Fact fact : definition) {
            AttributeInfo attribute = basis.schema.installed(fact.a);
            if (attribute.many()) {
                Collection<Object> values = new LinkedHashSet<>();
                if (entity.get(attribute.ident()) instanceof Collection<?> known) {
                    values.addAll(known);
                }
                values.add(fact.v());
                entity.put(attribute.ident(), values);
            } else {
                entity.put(attribute.ident(), fact.v());
            }
        }
        return entity;
    }
}

package io.stator.engine.duel;

import io.stator.edn.Keyword;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the naive model knows of schemas: which attributes can be installed, and how they can be altered. */
final class ModelSchema {
    private static final Set<Long> DEFINING = Set.of(
            Types.VALUE_TYPE,
            Types.CARDINALITY,
            Types.UNIQUE,
            Types.IS_COMPONENT,
            Types.NO_HISTORY,
            Types.INDEX,
            Types.FULLTEXT,
            Types.TUPLE_TYPE,
            Types.TUPLE_TYPES,
            Types.TUPLE_ATTRS,
            Types.PREDICATES);
    private static final Set<Long> NEVER_ALTERED =
            Set.of(Types.VALUE_TYPE, Types.TUPLE_TYPE, Types.TUPLE_TYPES, Types.TUPLE_ATTRS);

    private final ModelState state;
    private final List<Datum> data;

    ModelSchema(ModelState state, List<Datum> data) {
        this.state = state;
        this.data = data;
    }

    static boolean isDefining(long a) {
        return DEFINING.contains(a);
    }

    /** Returns the markers that a transaction ends with, by the entities that they mark. */
    Map<Long, Long> check() {
        Map<Long, Long> markers = new LinkedHashMap<>();
        for (Datum datum : data) {
            if (isDefining(datum.a())) {
                if (datum.e() >>> 42 != 0) {
                    throw ModelForms.incorrect("not-in-system-partition");
                }
                boolean known = state.isAttribute(datum.e());
                markers.put(datum.e(), known ? Types.ALTER_ATTRIBUTE : Types.INSTALL_ATTRIBUTE);
            }
        }
        markers.forEach((e, marker) -> {
            if (marker == Types.ALTER_ATTRIBUTE
                    && data.stream().anyMatch(datum -> datum.e() == e && isIllegal(datum))) {
                throw ModelForms.incorrect("invalid-alter-attribute");
            }
        });
        markers.forEach((e, marker) -> {
            if (marker == Types.INSTALL_ATTRIBUTE) {
                install(e);
            }
        });
        markers.forEach((e, marker) -> {
            if (marker == Types.ALTER_ATTRIBUTE) {
                alter(e);
            }
        });
        return markers;
    }

    private List<Object> after(long e, long a) {
        List<Object> values = new ArrayList<>(state.values(e, a));
        for (Datum datum : data) {
            if (datum.e() == e && datum.a() == a && !datum.added()) {
                values.removeIf(v -> ModelValues.same(v, datum.v()));
            }
        }
        data.stream()
                .filter(datum -> datum.e() == e && datum.a() == a && datum.added())
                .forEach(datum -> values.add(datum.v()));
        return values;
    }

    private @Nullable Object one(long e, long a) {
        List<Object> values = after(e, a);
        return values.isEmpty() ? null : values.get(0);
    }

    private void install(long e) {
        if (state.values(0, Types.INSTALL_PARTITION).contains(e)) {
            throw ModelForms.incorrect("invalid-element-change");
        }
        if (one(e, Types.IDENT) == null) {
            throw ModelForms.incorrect("attribute-ident-missing");
        }
        Object type = one(e, Types.VALUE_TYPE);
        Object cardinality = one(e, Types.CARDINALITY);
        Object unique = one(e, Types.UNIQUE);
        boolean wrongUnique = isWrongUnique(type, unique);
        boolean component = Boolean.TRUE.equals(one(e, Types.IS_COMPONENT))
                && !Long.valueOf(Types.REF).equals(type);
        if (type == null || cardinality == null || wrongUnique || component || isWrongTuple(e, type, cardinality)) {
            throw ModelForms.incorrect("invalid-install-attribute");
        }
        if (!type.equals(Types.TUPLE) && !type.equals(Types.BYTES) && !Types.SCALARS.containsValue(type)) {
            throw ModelForms.incorrect("not-a-value-type");
        }
        if (!cardinality.equals(Types.ONE) && !cardinality.equals(Types.MANY)) {
            throw ModelForms.incorrect("not-a-cardinality");
        }
    }

    private static boolean isWrongUnique(@Nullable Object type, @Nullable Object unique) {
        boolean known = Long.valueOf(Types.VALUE).equals(unique)
                || Long.valueOf(Types.IDENTITY).equals(unique);
        return unique != null && (!known || Long.valueOf(Types.BYTES).equals(type));
    }

    private boolean isWrongTuple(long e, Object type, Object cardinality) {
        Object parts = one(e, Types.TUPLE_ATTRS);
        Object types = one(e, Types.TUPLE_TYPES);
        Object element = one(e, Types.TUPLE_TYPE);
        int kinds = (parts == null ? 0 : 1) + (types == null ? 0 : 1) + (element == null ? 0 : 1);
        if (!type.equals(Types.TUPLE)) {
            return kinds > 0;
        }
        if (kinds != 1) {
            return true;
        }
        if (parts instanceof List<?> names) {
            return !cardinality.equals(Types.ONE) || !names.stream().allMatch(this::isPart);
        }
        return types instanceof List<?> all ? !all.stream().allMatch(ModelSchema::isElement) : !isElement(element);
    }

    private static boolean isElement(@Nullable Object type) {
        Long id = type == null ? null : Types.SCALARS.get(type);
        return id != null && id != Types.FLOAT;
    }

    private boolean isPart(Object name) {
        Long id = state.names.get((Keyword) name);
        for (Datum datum : data) {
            if (datum.a() == Types.IDENT && datum.added() && datum.v().equals(name)) {
                id = datum.e();
            }
        }
        if (id == null) {
            return false;
        }
        Object type = one(id, Types.VALUE_TYPE);
        return Long.valueOf(Types.ONE).equals(one(id, Types.CARDINALITY))
                && type != null
                && !type.equals(Types.TUPLE)
                && !type.equals(Types.BYTES)
                && !type.equals(Types.FLOAT);
    }

    private void alter(long e) {
        boolean toOne = state.isMany(e) && Long.valueOf(Types.ONE).equals(one(e, Types.CARDINALITY));
        boolean toUnique = !state.isUnique(e) && one(e, Types.UNIQUE) != null;
        List<Object> seen = new ArrayList<>();
        Set<Long> all = new java.util.LinkedHashSet<>(state.facts.keySet());
        data.forEach(datum -> all.add(datum.e()));
        for (long holder : all) {
            List<Object> values = after(holder, e);
            if (toOne && values.size() > 1) {
                throw ModelForms.incorrect("invalid-alter-attribute");
            }
            values.forEach(v -> {
                if (toUnique && seen.stream().anyMatch(other -> ModelValues.same(other, v))) {
                    throw ModelForms.incorrect("invalid-alter-attribute");
                }
                seen.add(v);
            });
        }
    }

    private boolean isIllegal(Datum datum) {
        Object to = one(datum.e(), datum.a());
        if (NEVER_ALTERED.contains(datum.a())) {
            return true;
        }
        if (datum.a() == Types.FULLTEXT) {
            return Boolean.TRUE.equals(state.value(datum.e(), Types.FULLTEXT)) || !Boolean.FALSE.equals(to);
        }
        if (datum.a() == Types.CARDINALITY) {
            boolean part =
                    state.composites().stream().anyMatch(c -> state.parts(c).contains(datum.e()));
            part |= data.stream()
                    .anyMatch(other -> other.a() == Types.TUPLE_ATTRS
                            && other.added()
                            && ((List<?>) other.v()).contains(one(datum.e(), Types.IDENT)));
            boolean many = Long.valueOf(Types.MANY).equals(to);
            return !(many || Long.valueOf(Types.ONE).equals(to)) || (many && (part || state.isComposite(datum.e())));
        }
        return datum.a() == Types.UNIQUE && isWrongUnique(state.type(datum.e()), to);
    }
}

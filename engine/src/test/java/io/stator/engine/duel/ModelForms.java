package io.stator.engine.duel;

import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Expands the forms of one transaction by the rules of the naive model. */
final class ModelForms {
    /** A temporary id, by its name. */
    record Temp(Object name) {}

    /** Something asserted or retracted; entities may be temporary ids. */
    record Operation(boolean added, Object e, long a, Object v) {}

    /** A transaction that is not valid. */
    static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String category;
        private final @Nullable String error;

        RefusedException(String category, @Nullable String error) {
            super(error);
            this.category = category;
            this.error = error;
        }

        Verdict verdict() {
            return Verdict.refused(category, error == null ? null : ":db.error/" + error, "model");
        }
    }

    private static final Keyword ID = Keyword.of("db", "id");
    private static final long ID_LIMIT = 1L << 62;
    private static final int LONGEST = 4096;
    private static final int LONGEST_IN_TUPLE = 256;

    final List<Operation> operations = new ArrayList<>();
    final Set<Temp> subjects = new HashSet<>();
    final Set<Temp> targets = new HashSet<>();
    final ModelPartitions partitions;
    private final ModelState state;
    private final long tx;

    ModelForms(ModelState state, long tx) {
        this.state = state;
        this.tx = tx;
        this.partitions = new ModelPartitions(state, this);
    }

    static RefusedException incorrect(@Nullable String error) {
        return new RefusedException("incorrect", error);
    }

    static RefusedException conflict(String error) {
        return new RefusedException("conflict", error);
    }

    void expand(Collection<?> forms) {
        for (Object form : forms) {
            if (form instanceof Map<?, ?> map) {
                map(map, null, 0);
            } else if (form instanceof List<?> list && !list.isEmpty()) {
                list(list);
            } else {
                throw incorrect("not-transaction-data");
            }
        }
    }

    private void list(List<?> list) {
        if (DuelFunctions.FORMS.equals(list.get(0))) {
            expand(list.subList(1, list.size()));
            return;
        }
        if (list.get(0) instanceof Symbol name) {
            throw new RefusedException(name.namespace() == null ? "forbidden" : "not-found", null);
        }
        String operator = KeywordStrings.meant(list.get(0)) instanceof Keyword name ? name.toString() : "";
        switch (operator) {
            case ":db/add" -> {
                long a = attribute(part(list, 2, 4));
                Object e = subject(list.get(1));
                say(true, e, a, value(a, list.get(3)));
            }
            case ":db/retract" -> retract(list);
            case ":db/cas" -> compareAndSet(list);
            case ":db/retractEntity" -> retractEntity(part(list, 1, 2));
            default -> throw incorrect("not-a-data-function");
        }
    }

    private static @Nullable Object part(List<?> list, int place, int size) {
        if (list.size() < size) {
            throw incorrect(null);
        }
        return list.get(place);
    }

    private void say(boolean added, Object e, long a, Object v) {
        if (e instanceof Temp temp) {
            subjects.add(temp);
        }
        operations.add(new Operation(added, e, a, v));
    }

    private void retract(List<?> list) {
        long a = attribute(part(list, 2, 3));
        if (list.size() > 3) {
            Object e = subject(list.get(1));
            say(false, e, a, value(a, list.get(3)));
            return;
        }
        Object e = entity(list.get(1));
        if (e instanceof Long id) {
            state.values(id, a).forEach(v -> operations.add(new Operation(false, id, a, v)));
        }
    }

    private void compareAndSet(List<?> list) {
        if (list.size() != 5 || list.get(1) == null || list.get(2) == null || list.get(4) == null) {
            throw incorrect("invalid-cas");
        }
        long a = attribute(list.get(2));
        if (state.isMany(a)) {
            throw incorrect("invalid-cas-many");
        }
        boolean nobody = isNobody(list.get(1));
        Object e = nobody ? list.get(1) : subject(list.get(1));
        Object expected = list.get(3) instanceof Integer || list.get(3) instanceof Short
                ? (Object) ((Number) list.get(3)).longValue()
                : state.type(a) == Types.KEYWORD ? KeywordStrings.meant(list.get(3)) : list.get(3);
        Object present = !nobody && e instanceof Long id ? state.value(id, a) : null;
        if (!ModelValues.alike(expected, present)) {
            throw conflict("cas-failed");
        }
        if (nobody) {
            throw incorrect("not-an-entity");
        }
        say(true, e, a, value(a, list.get(4)));
    }

    private void retractEntity(@Nullable Object name) {
        Object entity = KeywordStrings.meant(name);
        if (entity == null || entity instanceof String || entity instanceof Long id && id < 0) {
            return;
        }
        Long root = existing(entity);
        if (root == null) {
            return;
        }
        List<Long> all = new ArrayList<>(List.of(root));
        for (int i = 0; i < all.size(); i++) {
            long e = all.get(i);
            state.facts
                    .getOrDefault(e, Map.of())
                    .forEach((a, values) -> values.forEach(v -> {
                        operations.add(new Operation(false, e, a, v));
                        boolean component = Boolean.TRUE.equals(state.value(a, Types.IS_COMPONENT));
                        if (component && state.type(a) == Types.REF && !all.contains(v)) {
                            all.add((Long) v);
                        }
                    }));
            state.facts.forEach((other, said) -> said.forEach((a, values) -> {
                if (state.isAttribute(a) && state.type(a) == Types.REF && values.contains(e)) {
                    operations.add(new Operation(false, other, a, e));
                }
            }));
        }
    }

    private static @Nullable Object id(Map<?, ?> map) {
        return map.get(ID) == null ? map.get(ID.toString()) : map.get(ID);
    }

    private void map(Map<?, ?> map, @Nullable Temp nested, int depth) {
        Object id = id(map);
        List<?> literal = TempidLiterals.parts(id);
        boolean anonymous = id == null || literal != null && literal.size() == 1;
        Object e = nested != null ? nested : anonymous ? id == null ? new Temp(new Object()) : entity(id) : null;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object key = KeywordStrings.meant(entry.getKey());
            if (ID.equals(key) || depth == 0 && partitions.read(key, entry.getValue())) {
                continue;
            }
            if (!(key instanceof Keyword) && !(key instanceof List) && !(key instanceof Number)) {
                throw incorrect("not-a-keyword");
            }
            if (key instanceof Keyword name
                    && name.name().length() > 1
                    && name.name().startsWith("_")) {
                long a = attribute(Keyword.of(name.namespace(), name.name().substring(1)));
                Object target = e == null ? entity(id) : e;
                if (entry.getValue() == null) {
                    throw incorrect("not-an-entity");
                }
                if (state.type(a) != Types.REF) {
                    throw incorrect("wrong-type-for-attribute");
                }
                note(target);
                say(true, subject(entry.getValue()), a, target);
                continue;
            }
            long a = attribute(key);
            if (entry.getValue() instanceof Collection<?> all
                    && all.isEmpty()
                    && (state.isMany(a) || !(all instanceof List))) {
                continue;
            }
            if (entry.getValue() instanceof Collection<?> all
                    && state.type(a) == Types.TUPLE
                    && state.isMany(a)
                    && all.iterator().next() != null
                    && !(all.iterator().next() instanceof List)) {
                throw incorrect("invalid-tuple-value");
            }
            Object subject = e == null ? subject(id) : e;
            values(subject, a, entry.getValue(), depth);
        }
    }

    private void values(Object e, long a, @Nullable Object value, int depth) {
        if (value instanceof Collection<?> all && (state.isMany(a) || !(value instanceof List))) {
            for (Object one : all) {
                if (state.type(a) == Types.TUPLE && one != null && !(one instanceof List)) {
                    throw incorrect("invalid-tuple-value");
                }
                one(e, a, one, depth);
            }
        } else {
            one(e, a, value, depth);
        }
    }

    private void one(Object e, long a, @Nullable Object value, int depth) {
        if (!(value instanceof Map<?, ?> nested) || state.type(a) != Types.REF) {
            say(true, e, a, value(a, value));
            return;
        }
        boolean component = Boolean.TRUE.equals(state.value(a, Types.IS_COMPONENT));
        if (id(nested) != null) {
            Object part = value(a, id(nested));
            say(true, e, a, part);
            if (component) {
                partitions.nest(part, e);
            }
            map(nested, null, depth + 1);
            return;
        }
        boolean identity = nested.keySet().stream()
                .anyMatch(key -> KeywordStrings.meant(key) instanceof Keyword name
                        && !name.equals(ID)
                        && !name.name().startsWith("_")
                        && state.isIdentity(attribute(name)));
        if (!identity && !component) {
            throw incorrect("invalid-nested-entity");
        }
        Temp temp = new Temp(new Object());
        targets.add(temp);
        say(true, e, a, temp);
        if (component) {
            partitions.nest(temp, e);
        }
        map(nested, temp, depth + 1);
    }

    /** Returns the attribute that something names. */
    long attribute(@Nullable Object name) {
        Object meant = KeywordStrings.meant(name);
        Long id = meant == null || meant instanceof String ? null : existing(meant);
        boolean tooBig = meant instanceof BigInteger number && number.bitLength() >= Long.SIZE;
        if (id == null && (!isWhole(meant) || tooBig)) {
            throw incorrect("not-an-entity");
        }
        if (id == null || !state.isAttribute(id)) {
            throw incorrect("not-an-attribute");
        }
        return id;
    }

    private Object subject(@Nullable Object entity) {
        if (entity instanceof Long id && id >= ID_LIMIT) {
            throw incorrect("invalid-entity-id");
        }
        return entity(entity);
    }

    /** Returns the entity that something names: an id, or a temporary id. */
    Object entity(@Nullable Object name) {
        Object entity = KeywordStrings.meant(name);
        if (entity instanceof String text) {
            return text.equals("datomic.tx") ? (Object) tx : new Temp(text);
        }
        List<?> literal = TempidLiterals.parts(entity);
        if (literal != null && Keyword.of("db.part", "tx").equals(KeywordStrings.meant(literal.get(0)))) {
            return tx;
        }
        if (literal != null) {
            return new Temp(literal.size() == 1 ? Map.entry(entity, new Object()) : entity);
        }
        if (isWhole(entity)) {
            long id = ((Number) entity).longValue();
            if (id >= ID_LIMIT) {
                throw incorrect("not-an-entity");
            }
            return id < 0 ? new Temp(id) : (Object) id;
        }
        Long id = existing(entity);
        if (id == null) {
            throw incorrect("not-an-entity");
        }
        return id;
    }

    /** Returns whether something is no temporary id and names no entity. */
    private boolean isNobody(@Nullable Object name) {
        Object entity = KeywordStrings.meant(name);
        boolean id = entity instanceof String || isWhole(entity) || TempidLiterals.parts(entity) != null;
        return !id && existing(entity) == null;
    }

    private static boolean isWhole(@Nullable Object number) {
        return number instanceof Long
                || number instanceof Integer
                || number instanceof Short
                || number instanceof BigInteger;
    }

    private void note(Object target) {
        if (target instanceof Temp temp) {
            targets.add(temp);
        }
    }

    @Nullable
    Long existing(@Nullable Object named) {
        Object entity = KeywordStrings.meant(named);
        if (entity instanceof Keyword name) {
            return state.names.get(name);
        }
        if (isWhole(entity)) {
            long id = ((Number) entity).longValue();
            return id < ID_LIMIT ? id : null;
        }
        return entity instanceof List<?> list ? lookup(list) : null;
    }

    private @Nullable Long lookup(List<?> list) {
        if (list.size() != 2) {
            throw incorrect("invalid-lookup-ref");
        }
        if (list.get(0) == null) {
            return null;
        }
        long a = attribute(list.get(0));
        if (!state.isUnique(a)) {
            throw incorrect("lookup-ref-attr-not-unique");
        }
        if (list.get(1) == null) {
            return null;
        }
        Object v = state.type(a) == Types.KEYWORD ? KeywordStrings.meant(list.get(1)) : list.get(1);
        if (a == Types.IDENT) {
            return v instanceof Keyword name ? state.names.get(name) : null;
        }
        if (state.type(a) == Types.REF) {
            v = existing(v);
            return v == null ? null : state.holder(a, v);
        }
        return state.holder(a, state.type(a) == Types.TUPLE ? elements(a, v) : ModelValues.asStored(state.type(a), v));
    }

    private Object value(long a, @Nullable Object v) {
        if (v == null) {
            throw incorrect("nil-value");
        }
        long type = state.type(a);
        if (type == Types.REF) {
            Object target = entity(v);
            note(target);
            return target;
        }
        if (type == Types.TUPLE) {
            return tuple(a, v);
        }
        if (type == Types.STRING && v instanceof String text && text.length() > LONGEST) {
            throw incorrect(null);
        }
        Object scalar = ModelValues.scalar(type, v);
        if (scalar == null) {
            throw incorrect("wrong-type-for-attribute");
        }
        return scalar;
    }

    /** Returns a tuple to look for: its elements are not names of entities. */
    private Object elements(long a, Object v) {
        int size = state.isComposite(a)
                ? state.parts(a).size()
                : state.value(a, Types.TUPLE_TYPES) instanceof List<?> types ? types.size() : 8;
        if (!(v instanceof List<?> list) || list.size() > size) {
            return v;
        }
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            all.add(ModelValues.asStored(slot(a, i), list.get(i)));
        }
        return all;
    }

    private long slot(long a, int i) {
        if (state.isComposite(a)) {
            return state.type(state.parts(a).get(i));
        }
        Object one = state.value(a, Types.TUPLE_TYPE);
        Object type = one != null ? one : ((List<?>) state.value(a, Types.TUPLE_TYPES)).get(i);
        return Types.SCALARS.get(type);
    }

    private List<Object> tuple(long a, Object v) {
        if (!(v instanceof List<?> list)) {
            throw incorrect("invalid-tuple-value");
        }
        Object types = state.value(a, Types.TUPLE_TYPES);
        int size = state.isComposite(a) ? state.parts(a).size() : types instanceof List<?> all ? all.size() : 0;
        boolean wrongSize = size == 0 ? list.size() < 2 || list.size() > 8 : list.size() != size;
        if (wrongSize && (size > 0 || slot(a, 0) != Types.REF)) {
            throw incorrect("invalid-tuple-value");
        }
        Object[] elements = new Object[list.size()];
        for (boolean references : List.of(true, false)) {
            for (int i = 0; i < list.size(); i++) {
                if (list.get(i) != null && (slot(a, i) == Types.REF) == references) {
                    elements[i] = element(a, list.get(i), slot(a, i));
                }
            }
        }
        if (wrongSize) {
            throw incorrect("invalid-tuple-value");
        }
        return Arrays.asList(elements);
    }

    private Object element(long a, Object v, long type) {
        boolean tooLong = v instanceof String text && text.length() > LONGEST_IN_TUPLE;
        if (tooLong || (state.isComposite(a) && (v instanceof Collection || v instanceof Map || v instanceof Float))) {
            throw incorrect("invalid-tuple-value");
        }
        if (type == Types.REF) {
            Object target = entity(v);
            note(target);
            return target;
        }
        Object scalar = ModelValues.scalar(type, v);
        if (scalar == null && !state.isComposite(a)) {
            throw incorrect("invalid-tuple-value");
        }
        return scalar == null ? v : scalar;
    }
}

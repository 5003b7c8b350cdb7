package io.stator.engine.transact;

import io.stator.Anomaly;
import io.stator.EntityData;
import io.stator.ValueType;
import io.stator.edn.Keyword;
import io.stator.engine.schema.AttributeInfo;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Expands map forms: nested maps, reverse attributes, and collections of values. */
final class MapForms {
    private static final Keyword ID = Keyword.of("db", "id");
    private static final String ID_TEXT = ":db/id";

    private final Identifiers names;
    private final Tempids tempids;
    private final ValueCheck check;
    private final Operations operations;
    private final Placement placement;

    MapForms(Identifiers names, Tempids tempids, ValueCheck check, Operations operations, Placement placement) {
        this.names = names;
        this.tempids = tempids;
        this.check = check;
        this.operations = operations;
        this.placement = placement;
    }

    /** Expands one map form. */
    void expand(Map<?, ?> map) {
        new Subject(map, 0).expand();
    }

    private static @Nullable Object id(Map<?, ?> map) {
        if (map instanceof SortedMap) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (isId(entry.getKey())) {
                    return entry.getValue();
                }
            }
            return null;
        }
        Object id = map.get(ID);
        return id == null ? map.get(ID_TEXT) : id;
    }

    private static boolean isId(@Nullable Object key) {
        return key == ID || ID_TEXT.equals(key);
    }

    private static @Nullable Map<?, ?> asMap(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        return value instanceof EntityData data ? data.form() : null;
    }

    /** One map and the entity it is about. */
    private final class Subject {
        private final Map<?, ?> map;
        private final int depth;
        private final @Nullable Object id;
        private long entity = Identifiers.UNRESOLVED;

        Subject(Map<?, ?> map, int depth) {
            this.map = map;
            this.depth = depth;
            this.id = id(map);
            if (depth > TransactionLimits.NESTING_DEPTH_MAX) {
                throw new Anomaly.Incorrect(
                        "maps must be nested at most " + TransactionLimits.NESTING_DEPTH_MAX + " deep");
            }
        }

        private long entity(AttributeInfo attribute, @Nullable Object value) {
            if (entity == Identifiers.UNRESOLVED) {
                if (id == null) {
                    entity = tempids.anonymous();
                } else {
                    entity = names.target(id);
                    if (entity == Identifiers.UNRESOLVED) {
                        throw TransactionErrors.notAnEntity(id, id, attribute.ident(), value);
                    }
                }
            }
            return entity;
        }

        /** Returns the entity the map says something about. */
        private long subject(AttributeInfo attribute, @Nullable Object value) {
            long e = entity(attribute, value);
            if (Tempids.isTempid(e)) {
                tempids.markSubject(e);
            }
            return e;
        }

        void expand() {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                Object key = entry.getKey();
                if (key == ID) {
                    continue;
                }
                Keyword name = Identifiers.keyword(key);
                if (name == ID) {
                    continue;
                }
                Object value = entry.getValue();
                if (name != null && depth == 0 && placement.read(name, value)) {
                    continue;
                }
                if (name == null) {
                    addAll(otherAttribute(key), value);
                } else if (Identifiers.isReverse(name)) {
                    addReverse(names.reversed(name), value);
                } else {
                    addAll(names.attribute(name), value);
                }
            }
        }

        private AttributeInfo otherAttribute(@Nullable Object key) {
            if (key instanceof Number || key instanceof List) {
                return names.attribute(key);
            }
            throw TransactionErrors.notAKeyword(key);
        }

        private void addReverse(AttributeInfo attribute, @Nullable Object source) {
            if (source == null) {
                throw TransactionErrors.notAnEntity(null, null, attribute.ident(), id);
            }
            long target = entity(attribute, source);
            if (!attribute.isRef()) {
                throw TransactionErrors.wrongType(tempids.label(target), attribute);
            }
            long e = names.subject(source);
            if (e == Identifiers.UNRESOLVED) {
                throw TransactionErrors.notAnEntity(source, source, attribute.ident(), tempids.label(target));
            }
            operations.add(e, attribute, target);
        }

        private void addAll(AttributeInfo attribute, @Nullable Object value) {
            if (value instanceof Collection<?> values && (attribute.many() || !(value instanceof List))) {
                for (Object one : values) {
                    if (attribute.type() == ValueType.TUPLE && one != null && !(one instanceof List)) {
                        throw TransactionErrors.invalidTuple(values, attribute, "a list of lists");
                    }
                    add(attribute, one);
                }
            } else {
                add(attribute, value);
            }
        }

        private void add(AttributeInfo attribute, @Nullable Object value) {
            long e = subject(attribute, value);
            Map<?, ?> nested = attribute.isRef() ? asMap(value) : null;
            if (nested == null) {
                operations.add(e, attribute, check.canonical(e, attribute, value));
            } else {
                addNested(e, attribute, nested);
            }
        }

        private void addNested(long e, AttributeInfo attribute, Map<?, ?> nested) {
            Subject target = new Subject(nested, depth + 1);
            if (target.id != null) {
                Object part = check.canonical(e, attribute, target.id);
                operations.add(e, attribute, part);
                if (attribute.component()) {
                    placement.nest((Long) part, e);
                }
            } else if (attribute.component() || target.hasIdentity()) {
                target.entity = tempids.anonymous();
                operations.add(e, attribute, target.entity);
                if (attribute.component()) {
                    placement.nest(target.entity, e);
                }
            } else {
                throw Anomaly.incorrect(
                        "invalid-nested-entity",
                        "Nested entity is not a component and has no :db/id",
                        TransactionErrors.details(Keyword.of("entity"), nested));
            }
            target.expand();
        }

        private boolean hasIdentity() {
            for (Object key : map.keySet()) {
                Keyword name = Identifiers.keyword(key);
                if (name != null
                        && name != ID
                        && !Identifiers.isReverse(name)
                        && names.attribute(name).isIdentity()) {
                    return true;
                }
            }
            return false;
        }
    }
}

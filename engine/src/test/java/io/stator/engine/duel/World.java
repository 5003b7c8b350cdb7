package io.stator.engine.duel;

import io.stator.edn.Keyword;
import io.stator.edn.Tagged;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is true now, in shared names; random transactions are made from it. */
final class World {
    private final Map<Object, Map<Object, Set<Object>>> facts = new LinkedHashMap<>();
    private final Map<Keyword, Object> idents = new LinkedHashMap<>();
    private final Map<Object, Keyword> lastNames = new HashMap<>();
    private final Map<Object, List<Object>> parts = new HashMap<>();
    private final List<Object> entities = new ArrayList<>();
    private final List<Object> transactions = new ArrayList<>();
    private final Dialect dialect;
    private @Nullable Map<Object, Kind> kinds;

    World(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Returns what transactions may contain. */
    Dialect dialect() {
        return dialect;
    }

    /** Takes note of the datoms of a transaction. */
    void apply(Collection<Row> rows, Object transaction) {
        transactions.add(transaction);
        for (Row row : rows) {
            if (!row.added()) {
                values(row.e(), row.a()).remove(row.v());
            }
        }
        for (Row row : rows) {
            if (row.added()) {
                facts.computeIfAbsent(row.e(), e -> new LinkedHashMap<>())
                        .computeIfAbsent(row.a(), a -> new LinkedHashSet<>())
                        .add(row.v());
                if (row.a().equals(Types.IDENT)) {
                    idents.put((Keyword) row.v(), row.e());
                    lastNames.put(row.e(), (Keyword) row.v());
                }
            }
            if (row.a() instanceof Long a && a >= Types.IDENT && a < Entities.FIRST_USER_ID) {
                kinds = null;
            }
        }
    }

    /** Takes note of a new entity. */
    void add(Object entity) {
        entities.add(entity);
    }

    /** Returns all entities that ever came of a transaction. */
    List<Object> entities() {
        return entities;
    }

    List<Object> transactions() {
        return transactions;
    }

    /** Returns all names entities ever had. */
    Map<Keyword, Object> idents() {
        return idents;
    }

    /** Returns the present values of an attribute of an entity; empty when there are none. */
    Set<Object> values(Object entity, Object attribute) {
        Map<Object, Set<Object>> values = facts.get(entity);
        Set<Object> all = values == null ? null : values.get(attribute);
        return all == null ? new LinkedHashSet<>() : all;
    }

    @Nullable
    Object value(Object entity, long attribute) {
        Set<Object> values = values(entity, attribute);
        return values.isEmpty() ? null : values.iterator().next();
    }

    /** Returns the present facts of all entities that an attribute is said of. */
    List<Row> holders(Object attribute) {
        List<Row> rows = new ArrayList<>();
        facts.forEach((e, values) -> values.getOrDefault(attribute, Set.of())
                .forEach(value -> rows.add(new Row(e, attribute, value, 0L, true))));
        return rows;
    }

    /** Returns the attributes there are now, by the names of their entities. */
    Map<Object, Kind> kinds() {
        Map<Object, Kind> known = kinds;
        if (known == null) {
            known = new LinkedHashMap<>();
            for (Object entity : facts.keySet()) {
                Kind kind = entity instanceof Tagged ? kind(entity) : null;
                if (kind != null) {
                    known.put(entity, kind);
                }
            }
            kinds = known;
        }
        return known;
    }

    private @Nullable Kind kind(Object e) {
        Object type = value(e, Types.VALUE_TYPE);
        Object ident = ident(e);
        Object cardinality = value(e, Types.CARDINALITY);
        if (type == null || ident == null || cardinality == null) {
            return null;
        }
        Object unique = value(e, Types.UNIQUE);
        List<Object> composite = value(e, Types.TUPLE_ATTRS) instanceof List<?> names
                ? parts.computeIfAbsent(e, x -> parts(names))
                : null;
        return new Kind(
                e,
                (Keyword) ident,
                (Long) type,
                cardinality.equals(Types.MANY),
                unique == null ? 0 : (Long) unique,
                Boolean.TRUE.equals(value(e, Types.IS_COMPONENT)),
                slots(e, composite),
                composite);
    }

    private @Nullable Object ident(Object e) {
        Object present = value(e, Types.IDENT);
        return present == null ? lastNames.get(e) : present;
    }

    private List<Object> parts(List<?> names) {
        List<Object> all = new ArrayList<>();
        names.forEach(name -> all.add(idents.get(name)));
        return all;
    }

    private @Nullable List<Long> slots(Object e, @Nullable List<Object> composite) {
        if (composite != null) {
            List<Long> types = new ArrayList<>();
            composite.forEach(part -> types.add(part == null ? 0L : (Long) value(part, Types.VALUE_TYPE)));
            return types;
        }
        if (value(e, Types.TUPLE_TYPES) instanceof List<?> types) {
            return types.stream().map(Types.SCALARS::get).toList();
        }
        Object type = value(e, Types.TUPLE_TYPE);
        return type == null ? null : List.of(Types.SCALARS.get(type));
    }
}

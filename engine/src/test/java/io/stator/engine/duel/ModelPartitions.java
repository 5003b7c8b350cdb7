package io.stator.engine.duel;

import io.stator.edn.Keyword;
import io.stator.engine.duel.ModelForms.Temp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where the naive model makes new entities. */
final class ModelPartitions {
    private static final long USER = 4;
    private static final long TRANSACTIONS = 3;
    private static final int COUNTER_BITS = 42;
    private static final long FIRST_IMPLICIT = 1L << 61;

    /** A wish that a new entity has; the last one of a kind counts. */
    private record Wish(Temp temp, Object target) {}

    private final ModelState state;
    private final ModelForms forms;
    private final List<Wish> literals = new ArrayList<>();
    private final List<Wish> forced = new ArrayList<>();
    private final List<Wish> matched = new ArrayList<>();
    private final List<Wish> nested = new ArrayList<>();

    ModelPartitions(ModelState state, ModelForms forms) {
        this.state = state;
        this.forms = forms;
    }

    /** Reads an entry of a map form when it is a directive; returns whether it is. */
    boolean read(Object key, @Nullable Object value) {
        boolean force = Keyword.of("db", "force-partition").equals(key);
        if (!force && !Keyword.of("db", "match-partition").equals(key)) {
            return false;
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw ModelForms.incorrect(force ? "invalid-force-partition-map" : "invalid-match-partition-map");
        }
        map.forEach((tempid, target) -> {
            if (tempid == null) {
                throw ModelForms.incorrect("not-a-db-id");
            }
            (force ? forced : matched)
                    .add(new Wish(new Temp(tempid), force ? partition(target) : forms.entity(target)));
        });
        return true;
    }

    /** Finds the partitions that are written in temporary ids; that of attributes says nothing of other entities. */
    void readLiterals() {
        for (Temp temp : forms.subjects) {
            List<?> parts =
                    TempidLiterals.parts(temp.name() instanceof Map.Entry<?, ?> one ? one.getKey() : temp.name());
            if (parts != null && !Keyword.of("db.part", "db").equals(KeywordStrings.meant(parts.get(0)))) {
                literals.add(new Wish(temp, partition(parts.get(0))));
            }
        }
    }

    /** Takes note that an entity is a part that is written inside of the whole. */
    void nest(Object part, Object whole) {
        if (part instanceof Temp temp) {
            nested.add(0, new Wish(temp, whole));
        }
    }

    private Object partition(@Nullable Object name) {
        Object meant = KeywordStrings.meant(name);
        Long id = meant == null || meant instanceof String ? null : forms.existing(meant);
        if (id == null || id < 0) {
            throw ModelForms.incorrect("not-a-db-id");
        }
        if (id >= FIRST_IMPLICIT && (id & ((1L << COUNTER_BITS) - 1)) == 0) {
            return id >>> COUNTER_BITS;
        }
        if (id == 0
                || id == TRANSACTIONS
                || !state.values(0, Types.INSTALL_PARTITION).contains(id)) {
            throw ModelForms.incorrect("not-a-partition");
        }
        return id;
    }

    /** Returns the number of the partition of a new entity. */
    long of(Temp temp, UnaryOperator<Temp> root, Map<Temp, Long> known) {
        List<Temp> path = new ArrayList<>();
        Set<Temp> asked = new HashSet<>();
        Temp next = root.apply(temp);
        while (!path.contains(next)) {
            path.add(next);
            Object wish = last(forced, next, root);
            wish = wish == null ? last(literals, next, root) : wish;
            if (wish != null) {
                return (Long) wish;
            }
            Object target = last(matched, next, root);
            if (target != null) {
                asked.add(next);
            } else {
                target = last(nested, next, root);
            }
            boolean unused = target instanceof Temp other && !forms.subjects.contains(other);
            if (target == null || unused) {
                return USER;
            }
            Object entity = target instanceof Temp other ? known.get(root.apply(other)) : target;
            if (entity instanceof Long id) {
                long partition = id >>> COUNTER_BITS;
                return partition == 0 || partition == TRANSACTIONS ? USER : partition;
            }
            next = root.apply((Temp) target);
        }
        if (asked.containsAll(path.subList(path.indexOf(next), path.size()))) {
            throw ModelForms.incorrect("cycle-in-affinity");
        }
        return USER;
    }

    private static @Nullable Object last(List<Wish> wishes, Temp temp, UnaryOperator<Temp> root) {
        Object target = null;
        for (Wish wish : wishes) {
            target = root.apply(wish.temp()).equals(temp) ? wish.target() : target;
        }
        return target;
    }
}

package io.stator.engine.transact;

import io.stator.Anomaly;
import io.stator.edn.Keyword;
import io.stator.edn.Tagged;
import io.stator.engine.datom.EntityIds;
import io.stator.engine.datom.Fact;
import io.stator.engine.schema.SystemIds;
import io.stator.spi.GivenValues;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads in which partition a transaction is to make each new entity: the one that {@code :db/force-partition} names, or else
 * that of the entity that {@code :db/match-partition} names, or else, for a part in a nested map, that of the whole, or
 * else {@code :db.part/user}. Not thread-safe.
 */
final class Placement {
    private static final Keyword FORCE = Keyword.of("db", "force-partition");
    private static final Keyword MATCH = Keyword.of("db", "match-partition");

    private static final Keyword PARTITION_DB = Keyword.of("db.part", "db");

    private final Basis basis;
    private final Identifiers names;
    private final Tempids tempids;
    private final Map<Object, Long> forced = new LinkedHashMap<>();
    private final Map<Object, Object> matched = new LinkedHashMap<>();

    /** The wholes of parts, both as the handles of tempids or entity ids. */
    private final Map<Long, Long> wholes = new LinkedHashMap<>();

    Placement(Basis basis, Identifiers names, Tempids tempids) {
        this.basis = basis;
        this.names = names;
        this.tempids = tempids;
    }

    /** Reads the value of a key of a map form when the key is a directive; returns whether it is one. */
    boolean read(Keyword key, @Nullable Object value) {
        if (key != FORCE && key != MATCH) {
            return false;
        }
        if (!(value instanceof Map<?, ?> directive)) {
            throw Anomaly.incorrect(
                    "invalid-" + key.name() + "-map",
                    "Value of " + key + " must be a map",
                    TransactionErrors.details(Keyword.of("input"), value));
        }
        directive.forEach((tempid, target) -> {
            if (tempid == null) {
                throw Anomaly.incorrect("not-a-db-id", "Invalid db/id: nil names no new entity in " + key);
            }
            if (key == FORCE) {
                state(forced, name(tempid), partition(target));
            } else {
                state(matched, name(tempid), target(target));
            }
        });
        return true;
    }

    /** Puts an entry after all others: of tempids that turn out to be the same the last one counts. */
    private static <T> void state(Map<Object, T> directives, Object tempid, T target) {
        directives.remove(tempid);
        directives.put(tempid, target);
    }

    private static Object name(Object tempid) {
        return Objects.requireNonNull(GivenValues.take(tempid));
    }

    /** Returns the number of the partition that an ident, an id or an implicit partition means. */
    private long partition(@Nullable Object partition) {
        long id = partition == null ? Identifiers.UNRESOLVED : names.existing(partition);
        if (id == Identifiers.UNRESOLVED) {
            throw Anomaly.incorrect("not-a-db-id", "Invalid db/id: " + TransactionErrors.text(partition));
        }
        if (EntityIds.isImplicitPartition(id)) {
            return EntityIds.partition(id);
        }
        Fact marker = Fact.ofLong(SystemIds.PART_DB, SystemIds.INSTALL_PARTITION, id, basis.t, true);
        boolean reserved = id == EntityIds.PARTITION_DB || id == EntityIds.PARTITION_TX;
        if (reserved || basis.find(marker) == null) {
            throw Anomaly.incorrect(
                    "not-a-partition",
                    "the partition of a new entity must be :db.part/user, one that is installed, or an implicit one: "
                            + TransactionErrors.print(partition),
                    TransactionErrors.details(Keyword.of("partition"), partition));
        }
        return id;
    }

    /** Returns the id of an entity, or the tempid itself. */
    private Object target(@Nullable Object target) {
        if (target != null) {
            Object name = name(target);
            boolean tempid =
                    name instanceof String text ? !Identifiers.isKeyword(text) : name instanceof Long id && id < 0;
            if (tempid || name instanceof Tagged) {
                return name;
            }
            long id = names.existing(target);
            if (id != Identifiers.UNRESOLVED) {
                return id;
            }
        }
        throw TransactionErrors.notAnEntity(target);
    }

    /** Takes note that an entity in a nested map is a part of the one the map is in. */
    void nest(long part, long whole) {
        if (Tempids.isTempid(part)) {
            wholes.putIfAbsent(part, whole);
        }
    }

    /** Returns where the new entities are to be, once all tempids that are the same are known. */
    Partitions settle() {
        Map<Long, Long> forcedRoots = new HashMap<>();
        names.literals().forEach((handle, partition) -> {
            if (Identifiers.keyword(partition) != PARTITION_DB) {
                forcedRoots.put(tempids.rootOf(handle), partition(partition));
            }
        });
        forced.forEach((name, partition) -> {
            long handle = tempids.find(name);
            if (Tempids.isTempid(handle)) {
                forcedRoots.put(tempids.rootOf(handle), partition);
            }
        });
        Map<Long, Long> matchedRoots = new HashMap<>();
        matched.forEach((name, target) -> {
            long handle = tempids.find(name);
            if (Tempids.isTempid(handle)) {
                matchedRoots.put(
                        tempids.rootOf(handle), target instanceof Long id && id >= 0 ? id : tempids.find(target));
            }
        });
        Map<Long, Long> wholeRoots = new HashMap<>();
        wholes.forEach((part, whole) -> wholeRoots.putIfAbsent(tempids.rootOf(part), whole));
        return new Partitions(tempids, forcedRoots, matchedRoots, wholeRoots);
    }
}

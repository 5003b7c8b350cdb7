package io.stator.engine.transact;

import io.stator.Anomaly;
import io.stator.edn.Keyword;
import io.stator.engine.datom.EntityIds;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The partitions of new entities, by what {@link Placement} has read. Of tempids that are the same it knows one, the root.
 *
 * @param tempids tell which is which
 * @param forced the partitions that are named
 * @param matched the entities, or roots, whose partition is to be that of others
 * @param wholes the entities, or roots, of which others are parts
 */
record Partitions(Tempids tempids, Map<Long, Long> forced, Map<Long, Long> matched, Map<Long, Long> wholes) {
    /** Returns the partition of the new entity of a tempid; a part of itself is in that of other entities. */
    long of(long handle) {
        if (forced.isEmpty() && matched.isEmpty() && wholes.isEmpty()) {
            return EntityIds.PARTITION_USER;
        }
        Set<Long> seen = new HashSet<>();
        long next = tempids.rootOf(handle);
        boolean asked = true;
        while (seen.add(next)) {
            Long partition = forced.get(next);
            if (partition != null) {
                return partition;
            }
            Long target = matched.get(next);
            if (target == null) {
                target = wholes.get(next);
                asked = false;
            }
            if (target == null || target == Tempids.NONE) {
                return EntityIds.PARTITION_USER;
            }
            long entity = tempids.resolve(target);
            if (entity >= 0) {
                return usable(EntityIds.partition(entity));
            }
            next = tempids.rootOf(target);
        }
        if (!asked) {
            return EntityIds.PARTITION_USER;
        }
        Object label = tempids.label(handle);
        throw Anomaly.incorrect(
                "cycle-in-affinity",
                "entities must not match each other's partition in a circle: " + TransactionErrors.print(label),
                TransactionErrors.details(Keyword.of("e"), label));
    }

    private static long usable(long partition) {
        boolean reserved = partition == EntityIds.PARTITION_DB || partition == EntityIds.PARTITION_TX;
        return reserved ? EntityIds.PARTITION_USER : partition;
    }
}

package io.stator.engine.transact;

import java.util.LinkedHashSet;
import java.util.Set;

/** What the forms of a transaction ask for besides facts: checks of entities, and new partitions; not thread-safe. */
final class Directives {
    /** An entity that must satisfy a spec. */
    record Ensured(long entity, long spec) {}

    private final Set<Ensured> ensured = new LinkedHashSet<>();
    private final Set<Long> partitions = new LinkedHashSet<>();

    void ensure(long entity, long spec) {
        ensured.add(new Ensured(entity, spec));
    }

    void installPartition(long partition) {
        partitions.add(partition);
    }

    /** Returns the checks in the order they were asked for. */
    Set<Ensured> ensured() {
        return ensured;
    }

    /** Returns the partitions in the order they were asked for. */
    Set<Long> partitions() {
        return partitions;
    }
}

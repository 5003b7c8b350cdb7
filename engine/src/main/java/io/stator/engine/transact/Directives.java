package io.stator.engine.transact;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the forms of a transaction ask for besides facts: checks of entities, and changes of the schema. */
final class Directives {
    /** An entity that must satisfy a spec. */
    record Ensured(long entity, long spec) {}

    /** A marker on the partition of schema: an installed or altered attribute, or an installed partition. */
    record Marker(int attribute, long target) {}

    private final Set<Ensured> ensured = new LinkedHashSet<>();
    private final Set<Marker> markers = new LinkedHashSet<>();

    void ensure(long entity, long spec) {
        ensured.add(new Ensured(entity, spec));
    }

    void mark(int attribute, long target) {
        markers.add(new Marker(attribute, target));
    }

    /** Returns the checks in the order they were asked for. */
    List<Ensured> ensured() {
        return new ArrayList<>(ensured);
    }

    /** Returns the markers in the order they were asked for. */
    Set<Marker> markers() {
        return markers;
    }

    boolean isEmpty() {
        return ensured.isEmpty() && markers.isEmpty();
    }
}

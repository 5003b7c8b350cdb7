package io.stator.engine.transact;

import io.stator.engine.datom.Fact;
import io.stator.engine.schema.SystemIds;
import java.util.LinkedHashSet;
import java.util.Set;

/** Installs and alters attributes and partitions. */
final class SchemaChange {
    private final Basis basis;
    private final Outcome outcome;
    private final Directives directives;

    SchemaChange(Basis basis, Outcome outcome, Directives directives) {
        this.basis = basis;
        this.outcome = outcome;
        this.directives = directives;
    }

    void check() {
        Set<Long> installed = new LinkedHashSet<>();
        for (Fact fact : outcome.schema()) {
            if (fact.added() && fact.a == SystemIds.VALUE_TYPE && !basis.isAllocated(fact.e)) {
                installed.add(fact.e);
            }
        }
        for (long e : installed) {
            outcome.facts().add(Fact.ofLong(SystemIds.PART_DB, SystemIds.INSTALL_ATTRIBUTE, e, basis.t, true));
        }
        for (Directives.Marker marker : directives.markers()) {
            if (marker.attribute() == SystemIds.INSTALL_PARTITION) {
                outcome.facts().add(Fact.ofLong(SystemIds.PART_DB, marker.attribute(), marker.target(), basis.t, true));
            }
        }
    }
}

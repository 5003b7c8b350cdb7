package io.stator.engine.transact;

import io.stator.engine.database.DatabaseValue;
import io.stator.engine.datom.EntityIds;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.Prefix;
import io.stator.engine.schema.AttributeInfo;
import io.stator.engine.schema.SystemIds;
import io.stator.engine.schema.ValueTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a transaction does to the schema: it installs and alters attributes by what is said of them, and installs partitions. */
final class SchemaChange {
    private final Basis basis;
    private final Outcome outcome;
    private final Map<Long, List<Fact>> installed = new LinkedHashMap<>();
    private final List<Alteration> alterations = new ArrayList<>();
    private final List<Fact> markers = new ArrayList<>();

    private SchemaChange(Basis basis, Outcome outcome) {
        this.basis = basis;
        this.outcome = outcome;
    }

    /** Returns what is done to the schema; throws when it can be told without the database after that it is not allowed. */
    static SchemaChange check(Basis basis, Outcome outcome, Set<Long> partitions) {
        SchemaChange change = new SchemaChange(basis, outcome);
        change.check(partitions);
        return change;
    }

    /** Returns the facts that say which attributes and partitions are installed and altered. */
    List<Fact> markers() {
        return markers;
    }

    private void check(Set<Long> partitions) {
        if (outcome.schema().isEmpty() && partitions.isEmpty()) {
            return;
        }
        Map<Long, List<Fact>> changed = changed();
        changed.forEach((e, facts) -> {
            AttributeInfo attribute = basis.schema.attribute(e);
            if (attribute != null) {
                alterations.add(new Alteration(basis, attribute, facts));
            } else {
                installed.put(e, all(e, facts));
            }
        });
        Installation installation = new Installation(basis, installed, outcome.schema());
        alterations.forEach(alteration -> alteration.check(installation));
        installed.keySet().forEach(e -> {
            if (basis.find(partition(e)) != null) {
                throw SchemaErrors.elementChange("Partition", "Attribute", TransactionErrors.name(basis, e));
            }
            installation.check(e);
        });
        for (long e : changed.keySet()) {
            mark(installed.containsKey(e) ? SystemIds.INSTALL_ATTRIBUTE : SystemIds.ALTER_ATTRIBUTE, e);
        }
        partitions.forEach(this::installPartition);
    }

    /** Returns the facts that define attributes, by their entities. */
    private Map<Long, List<Fact>> changed() {
        Map<Long, List<Fact>> changed = new LinkedHashMap<>();
        for (Fact fact : outcome.schema()) {
            if (SystemIds.isDefining(fact.a)) {
                if (EntityIds.partition(fact.e) != EntityIds.PARTITION_DB) {
                    throw SchemaErrors.notInSystemPartition(
                            "db.install/attribute", TransactionErrors.name(basis, fact.e));
                }
                changed.computeIfAbsent(fact.e, e -> new ArrayList<>()).add(fact);
            }
        }
        return changed;
    }

    /** Returns what is known of an entity after the transaction. */
    private List<Fact> all(long e, List<Fact> defining) {
        List<Fact> all = new ArrayList<>();
        if (basis.isAllocated(e)) {
            FactCursor known = basis.database.facts(Prefix.entity(e));
            for (Fact fact = known.next(); fact != null; fact = known.next()) {
                if (!outcome.isRetracted(fact)) {
                    all.add(fact);
                }
            }
        }
        for (Fact fact : outcome.schema()) {
            basis.step();
            if (fact.e == e && fact.added() && (fact.a == SystemIds.IDENT || defining.contains(fact))) {
                all.add(fact);
            }
        }
        return all;
    }

    private void installPartition(long e) {
        if (EntityIds.partition(e) != EntityIds.PARTITION_DB) {
            throw SchemaErrors.notInSystemPartition("db.install/partition", TransactionErrors.name(basis, e));
        }
        boolean isAttribute = basis.schema.attribute(e) != null || installed.containsKey(e);
        if (isAttribute || ValueTypes.byId(e) != null) {
            throw SchemaErrors.elementChange(
                    isAttribute ? "Attribute" : "ValueType", "Partition", TransactionErrors.name(basis, e));
        }
        Fact marker = partition(e);
        if (basis.find(marker) == null) {
            markers.add(marker);
        }
    }

    private Fact partition(long e) {
        return Fact.ofLong(SystemIds.PART_DB, SystemIds.INSTALL_PARTITION, e, basis.t, true);
    }

    private void mark(int attribute, long e) {
        markers.add(Fact.ofLong(SystemIds.PART_DB, attribute, e, basis.t, true));
    }

    /** Checks that all values of altered attributes are as the attributes now say. */
    void checkValues(DatabaseValue after) {
        for (Alteration alteration : alterations) {
            alteration.checkValues(after);
        }
    }
}

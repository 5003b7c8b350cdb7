package io.stator.engine.transact;

import io.stator.Anomaly;
import io.stator.engine.datom.EntityIds;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.Prefix;
import io.stator.engine.schema.AttributeInfo;
import io.stator.engine.schema.SystemIds;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes facts of the operations: first all that is asserted and retracted, free of conflicts and repetitions, then what
 * of it changes the database before.
 */
final class Statements {
    private final Basis basis;
    private final Tempids tempids;
    private final Operations operations;
    private final Outcome outcome;
    private final Composites composites;
    private final List<Fact> said = new ArrayList<>();
    private final FactTable addedOne;
    private final FactTable addedMany = new FactTable(FactTable.Key.ALL, 0, true);
    private final FactTable retracted = new FactTable(FactTable.Key.ALL);
    private final FactTable retractedOne = new FactTable(FactTable.Key.ENTITY_ATTRIBUTE, 0, true);
    private final List<Fact> predicated = new ArrayList<>();
    private final Directives directives = new Directives();
    private final StatedInstant instant;

    /** How many facts change the database for certain, because they are of new entities. */
    private int certain;

    Statements(Basis basis, Tempids tempids, Operations operations, Outcome outcome) {
        this.basis = basis;
        this.tempids = tempids;
        this.operations = operations;
        this.outcome = outcome;
        this.addedOne = new FactTable(FactTable.Key.ENTITY_ATTRIBUTE, operations.size(), true);
        this.instant = new StatedInstant(basis, tempids);
        this.composites = new Composites(basis, addedOne, outcome);
    }

    /** Returns what the forms say of the instant of the transaction. */
    StatedInstant instant() {
        return instant;
    }

    /** Returns the assertions, of new facts and of known ones, whose values must satisfy predicates. */
    List<Fact> predicated() {
        return predicated;
    }

    /** Returns what the forms ask for besides facts. */
    Directives directives() {
        return directives;
    }

    /** Reads all operations; throws when two of them conflict. */
    void read() {
        for (int i = 0; i < operations.size(); i++) {
            basis.step();
            AttributeInfo attribute = operations.attribute(i);
            long e = tempids.resolve(operations.entity(i));
            int a = attribute.id();
            if (a < SystemIds.FIRST_USER_ATTRIBUTE && isSpecial(i, e, a)) {
                continue;
            }
            if (attribute.isComposite()) {
                continue;
            }
            switch (operations.kind(i)) {
                case Operations.ADD -> add(Fact.of(e, a, value(i, attribute), basis.t, true), attribute);
                case Operations.RETRACT -> retract(Fact.of(e, a, value(i, attribute), basis.t, false), attribute);
                default -> retractAll(e, attribute);
            }
        }
    }

    private Object value(int i, AttributeInfo attribute) {
        Object value = operations.value(i);
        if (value instanceof PendingTuple tuple) {
            return tuple.resolve(tempids);
        }
        if (value == null) {
            throw new IllegalStateException("only a retraction may be without a value: attribute=" + attribute);
        }
        return attribute.isRef() ? (Object) tempids.resolve((Long) value) : value;
    }

    /** Returns whether an operation on a system attribute is no plain fact; takes note of it. */
    private boolean isSpecial(int i, long e, int a) {
        boolean added = operations.kind(i) == Operations.ADD;
        switch (a) {
            case SystemIds.TX_INSTANT:
                return EntityIds.partition(e) == EntityIds.PARTITION_TX && isInstant(i, e, added);
            case SystemIds.ENSURE:
                if (added) {
                    directives.ensure(e, tempids.resolve(reference(i)));
                }
                return true;
            case SystemIds.INSTALL_PARTITION:
                if (added) {
                    mark(i, e, a);
                }
                return added;
            case SystemIds.INSTALL_ATTRIBUTE, SystemIds.INSTALL_VALUE_TYPE, SystemIds.ALTER_ATTRIBUTE:
                if (added) {
                    mark(i, e, a);
                }
                return true;
            default:
                return false;
        }
    }

    /** Attributes are installed and altered by what is said of them, partitions because it is asked for. */
    private void mark(int i, long e, int a) {
        if (e != SystemIds.PART_DB) {
            throw Anomaly.incorrect(
                    "invalid-datom",
                    operations.attribute(i).ident() + " must be set on entity :db.part/db, found "
                            + TransactionErrors.print(TransactionErrors.name(basis, e)));
        }
        if (a == SystemIds.INSTALL_VALUE_TYPE) {
            throw Anomaly.incorrect("invalid-value-type", "Value types cannot be installed");
        }
        if (a == SystemIds.INSTALL_PARTITION) {
            directives.installPartition(tempids.resolve(reference(i)));
        }
    }

    private long reference(int i) {
        return operations.value(i) instanceof Long target ? target : 0;
    }

    private boolean isInstant(int i, long e, boolean added) {
        if (e != basis.tx) {
            instant.reset();
            return false;
        }
        Object value = operations.value(i);
        if (value != null) {
            instant.state(Fact.of(e, SystemIds.TX_INSTANT, value, basis.t, added));
        }
        return true;
    }

    private void add(Fact fact, AttributeInfo attribute) {
        Fact known = (attribute.many() ? addedMany : addedOne).putIfAbsent(fact);
        if (known != null) {
            if (!attribute.many() && !FactTable.sameValue(known, fact, true)) {
                throw conflict(known, fact);
            }
            return;
        }
        Fact retraction = retracted.findNumeric(fact);
        if (retraction != null) {
            throw conflict(retraction, fact);
        }
        if (attribute.isUnique()) {
            outcome.claim(fact);
        }
        if (!attribute.predicates().isEmpty()) {
            predicated.add(fact);
        }
        said.add(fact);
        if (!basis.isAllocated(fact.e) && ++certain > TransactionLimits.DATOMS_COUNTED_MAX) {
            throw TransactionErrors.tooLarge(certain);
        }
    }

    private void retract(Fact fact, AttributeInfo attribute) {
        Fact other = attribute.many() ? null : retractedOne.putIfAbsent(fact);
        if (other != null && !FactTable.sameValue(other, fact, true)) {
            throw conflict(other, fact);
        }
        if (retracted.putIfAbsent(fact) != null) {
            return;
        }
        Fact added = (attribute.many() ? addedMany : addedOne).find(fact);
        if (added != null && FactTable.sameValue(added, fact, true)) {
            throw conflict(added, fact);
        }
        said.add(fact);
    }

    private void retractAll(long e, AttributeInfo attribute) {
        if (!basis.isAllocated(e)) {
            return;
        }
        FactCursor present = basis.seen.facts(Prefix.entityAttribute(e, attribute.id()));
        for (Fact fact = present.next(); fact != null; fact = present.next()) {
            basis.step();
            retract(fact.in(basis.t, false), attribute);
        }
    }

    private Anomaly conflict(Fact first, Fact second) {
        return TransactionErrors.datomsConflict(basis, first, second, tempids.report());
    }

    /** Puts what changes the database into the outcome, with the values that are replaced. */
    void write() {
        for (Fact fact : said) {
            basis.step();
            AttributeInfo attribute = basis.schema.installed(fact.a);
            composites.touch(fact);
            if (!fact.added()) {
                Fact known = basis.find(fact);
                if (known != null) {
                    outcome.retract(known);
                }
            } else if (!basis.isAllocated(fact.e)) {
                outcome.add(fact, attribute);
            } else if (attribute.many()) {
                if (basis.database.find(fact) == null) {
                    outcome.add(fact, attribute);
                }
            } else {
                replace(fact, attribute);
            }
        }
        composites.write();
    }

    private void replace(Fact fact, AttributeInfo attribute) {
        Fact present = basis.database.value(fact.e, fact.a);
        if (present == null) {
            outcome.add(fact, attribute);
        } else if (Fact.compareValues(present, fact) != 0) {
            outcome.add(fact, attribute);
            outcome.retract(present);
        }
    }
}

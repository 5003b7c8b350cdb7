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
import org.jspecify.annotations.Nullable;

/**
 * All that a transaction asserts and retracts, free of conflicts and repetitions, whether it changes the database or not;
 * the third phase of a transaction is over. What else its forms ask for is kept apart.
 */
final class Statements {
    private final Basis basis;
    private final Operations operations;
    private final Entities entities;
    private final Claims claims;
    private final List<Fact> facts = new ArrayList<>();
    private final FactTable addedOne;
    private final FactTable addedMany = new FactTable(FactTable.Key.ALL, 0, true);
    private final FactTable retracted = new FactTable(FactTable.Key.ALL);
    private final FactTable retractedOne = new FactTable(FactTable.Key.ENTITY_ATTRIBUTE, 0, true);
    private final List<Fact> predicated = new ArrayList<>();
    private final Directives directives = new Directives();
    private final StatedInstant instant;

    /** How many facts change the database for certain, because they are of new entities. */
    private int certain;

    private Statements(Basis basis, Operations operations, Entities entities) {
        this.basis = basis;
        this.operations = operations;
        this.entities = entities;
        this.claims = new Claims(basis, entities);
        this.addedOne = new FactTable(FactTable.Key.ENTITY_ATTRIBUTE, operations.size(), true);
        this.instant = new StatedInstant(basis, entities);
    }

    /** Reads all operations; throws when two of them conflict. */
    static Statements read(Basis basis, Operations operations, Entities entities) {
        Statements statements = new Statements(basis, operations, entities);
        statements.readAll();
        return statements;
    }

    /** Returns the assertions and retractions, in their order. */
    List<Fact> facts() {
        return facts;
    }

    /** Returns what is asserted of an attribute of one value of an entity, or null. */
    @Nullable
    Fact asserted(long e, int a) {
        return addedOne.find(Fact.ofLong(e, a, 0, basis.t, true));
    }

    /** Returns which unique values are given to whom. */
    Claims claims() {
        return claims;
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

    private void readAll() {
        for (int i = 0; i < operations.size(); i++) {
            basis.step();
            AttributeInfo attribute = operations.attribute(i);
            long e = entities.of(operations.entity(i));
            int a = attribute.id();
            if (a < SystemIds.FIRST_USER_ATTRIBUTE && isSpecial(i, e, a)) {
                continue;
            }
            if (attribute.isComposite() && !basis.isRebuilding()) {
                continue;
            }
            switch (operations.kind(i)) {
                case ADD -> add(Fact.of(e, a, value(i, attribute), basis.t, true), attribute);
                case RETRACT -> retract(Fact.of(e, a, value(i, attribute), basis.t, false), attribute);
                case RETRACT_ALL -> retractAll(e, attribute);
            }
        }
    }

    private Object value(int i, AttributeInfo attribute) {
        Object value = operations.value(i);
        if (value instanceof PendingTuple tuple) {
            return tuple.resolve(entities);
        }
        if (value == null) {
            throw new IllegalStateException("only a retraction may be without a value: attribute=" + attribute);
        }
        return attribute.isRef() ? (Object) entities.of((Long) value) : value;
    }

    /** Returns whether an operation on a system attribute is no plain fact; takes note of it. */
    private boolean isSpecial(int i, long e, int a) {
        boolean added = operations.kind(i) == Operations.Kind.ADD;
        switch (a) {
            case SystemIds.TX_INSTANT:
                return EntityIds.partition(e) == EntityIds.PARTITION_TX && isInstant(i, e, added);
            case SystemIds.ENSURE:
                if (added) {
                    directives.ensure(e, entities.of(reference(i)));
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

    /**
     * Reads a marker that a form states itself, as was once needed. One of an attribute is checked and says no more: attributes are
     * installed and altered by what is said of them. One of a partition is what installs it.
     */
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
            directives.installPartition(entities.of(reference(i)));
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
            claims.claim(fact);
        }
        if (!attribute.predicates().isEmpty()) {
            predicated.add(fact);
        }
        facts.add(fact);
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
        facts.add(fact);
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
        return TransactionErrors.datomsConflict(basis, first, second, entities.byName());
    }
}

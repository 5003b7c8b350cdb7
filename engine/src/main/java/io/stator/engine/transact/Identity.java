package io.stator.engine.transact;

import io.stator.Anomaly;
import io.stator.engine.datom.EntityIds;
import io.stator.engine.datom.Fact;
import io.stator.engine.schema.AttributeInfo;
import io.stator.engine.schema.SystemIds;
import org.jspecify.annotations.Nullable;

/**
 * Finds the entities of tempids: the ones that have the unique identities asserted for them before the transaction, and
 * new ones for the others.
 */
final class Identity {
    private final Basis basis;
    private final Tempids tempids;
    private final Operations operations;
    private final Placement placement;
    private final FactTable asserted = new FactTable(FactTable.Key.ATTRIBUTE_VALUE);
    private long nextEntity;
    private int nextAttribute;

    Identity(Basis basis, Tempids tempids, Operations operations, Placement placement) {
        this.basis = basis;
        this.tempids = tempids;
        this.operations = operations;
        this.placement = placement;
        this.nextEntity = basis.counters.nextEntity();
        this.nextAttribute = basis.counters.nextAttribute();
    }

    long nextEntity() {
        return nextEntity;
    }

    int nextAttribute() {
        return nextAttribute;
    }

    /** Throws when something is said of an entity id that was never given out. */
    void checkEntities() {
        for (int i = 0; i < operations.size(); i++) {
            long e = operations.entity(i);
            boolean allocated = Tempids.isTempid(e) || e == basis.tx || basis.isAllocated(e);
            if (!allocated && operations.kind(i) != Operations.RETRACT_ALL) {
                throw TransactionErrors.invalidEntityId(e);
            }
        }
    }

    /** Gives every tempid its entity. */
    void resolve() {
        if (tempids.size() == 0) {
            return;
        }
        Object unsaid = tempids.valueOnly();
        if (unsaid != null) {
            throw TransactionErrors.valueOnly(unsaid);
        }
        boolean[] schema = null;
        for (int i = 0; i < operations.size(); i++) {
            AttributeInfo attribute = operations.attribute(i);
            if (operations.kind(i) == Operations.RETRACT_ALL) {
                continue;
            }
            if (attribute.isIdentity() && Tempids.isTempid(operations.entity(i))) {
                unify(i, attribute);
            }
            if (attribute.id() < SystemIds.FIRST_USER_ATTRIBUTE && operations.kind(i) == Operations.ADD) {
                long installed = installed(i, attribute);
                if (Tempids.isTempid(installed)) {
                    schema = schema == null ? new boolean[tempids.size()] : schema;
                    schema[Tempids.index(installed)] = true;
                }
            }
        }
        allocate(schema);
    }

    private void unify(int i, AttributeInfo attribute) {
        long tempid = operations.entity(i);
        Object value = operations.value(i);
        if (value == null || value instanceof PendingTuple) {
            return;
        }
        boolean toTempid = attribute.isRef() && Tempids.isTempid((Long) value);
        Fact holder = toTempid ? null : basis.holder(attribute.id(), value);
        if (holder != null) {
            bind(i, holder.e, attribute, value);
            return;
        }
        Fact other = asserted.putIfAbsent(Fact.of(tempid, attribute.id(), value, basis.t, true));
        if (other != null && !tempids.same(other.e, tempid)) {
            long left = tempids.resolve(other.e);
            long right = tempids.resolve(tempid);
            if (left >= 0 && right >= 0 && left != right) {
                throw TransactionErrors.uniqueConflict(attribute, value, left, right);
            }
            tempids.unite(other.e, tempid);
        }
    }

    private void bind(int i, long entity, AttributeInfo attribute, Object value) {
        long before = tempids.bind(operations.entity(i), entity);
        if (before >= 0) {
            checkAssertions();
            throw TransactionErrors.uniqueConflict(attribute, value, entity, before);
        }
    }

    /** Throws when two values of an attribute of one value are asserted for the same entity or tempid. */
    private void checkAssertions() {
        FactTable said = new FactTable(FactTable.Key.ENTITY_ATTRIBUTE, operations.size(), true);
        for (int i = 0; i < operations.size(); i++) {
            AttributeInfo attribute = operations.attribute(i);
            Object value = operations.value(i);
            boolean one = operations.kind(i) == Operations.ADD && !attribute.many() && !attribute.isComposite();
            if (one && value != null && !(value instanceof PendingTuple)) {
                Fact fact = Fact.of(operations.entity(i), attribute.id(), value, basis.t, true);
                Fact other = said.putIfAbsent(fact);
                if (other != null && !FactTable.sameValue(other, fact, true)) {
                    throw TransactionErrors.datomsConflict(other, fact, tempids.report());
                }
            }
        }
    }

    /** Returns the entity that an assertion makes an attribute or a partition, or 0. */
    private long installed(int i, AttributeInfo attribute) {
        return switch (attribute.id()) {
            case SystemIds.INSTALL_ATTRIBUTE, SystemIds.INSTALL_PARTITION ->
                operations.value(i) instanceof Long target ? target : 0;
            default -> SystemIds.isDefining(attribute.id()) ? operations.entity(i) : 0;
        };
    }

    private long schemaId() {
        if (nextAttribute >= TransactionLimits.SCHEMA_IDS_MAX) {
            throw new Anomaly.Incorrect("a database must have at most " + TransactionLimits.SCHEMA_IDS_MAX
                    + " attributes, partitions and value types");
        }
        return EntityIds.of(EntityIds.PARTITION_DB, nextAttribute++);
    }

    private void allocate(boolean @Nullable [] schema) {
        if (schema != null) {
            for (int i = 0; i < schema.length; i++) {
                if (schema[i] && tempids.resolve(tempids.at(i)) < 0) {
                    tempids.bind(tempids.at(i), schemaId());
                }
            }
        }
        placement.settle();
        for (int i = 0; i < tempids.size(); i++) {
            if (tempids.resolve(tempids.at(i)) < 0) {
                tempids.bind(tempids.at(i), EntityIds.of(placement.of(tempids.at(i)), nextEntity++));
            }
        }
    }
}

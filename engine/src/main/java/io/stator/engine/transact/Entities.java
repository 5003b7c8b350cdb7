package io.stator.engine.transact;

import io.stator.Anomaly;
import io.stator.engine.datom.EntityIds;
import io.stator.engine.datom.Fact;
import io.stator.engine.schema.AttributeInfo;
import io.stator.engine.schema.SystemIds;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The entities of all tempids: the ones that had the unique identities asserted for them before the transaction, and
 * new ones for the others. Whoever has an instance has entities: the second phase of a transaction is over.
 */
final class Entities {
    /** An identity that names tempids. */
    private record AssertedTuple(int attribute, PendingTuple tuple) {}

    private final Basis basis;
    private final Tempids tempids;
    private final Operations operations;
    private final Placement placement;
    private final FactTable asserted = new FactTable(FactTable.Key.ATTRIBUTE_VALUE);
    private final Map<AssertedTuple, Long> assertedTuples = new HashMap<>();
    private boolean contradictory;
    private long nextEntity;
    private int nextAttribute;

    private Entities(Basis basis, Expanded expanded) {
        this.basis = basis;
        this.tempids = expanded.tempids();
        this.operations = expanded.operations();
        this.placement = expanded.placement();
        this.nextEntity = basis.nextEntity();
        this.nextAttribute = basis.nextAttribute();
    }

    /** Gives every tempid its entity; throws when something is said of an entity that is none. */
    static Entities find(Basis basis, Expanded expanded) {
        Entities entities = new Entities(basis, expanded);
        entities.checkEntities();
        entities.resolve();
        return entities;
    }

    /** Returns the entity of a tempid; an entity id is its own. */
    long of(long entity) {
        return tempids.resolve(entity);
    }

    /** Returns the entities of the tempids the caller wrote. */
    Map<Object, Long> byName() {
        return tempids.report();
    }

    long nextEntity() {
        return nextEntity;
    }

    int nextAttribute() {
        return nextAttribute;
    }

    /** Throws when something is said of an entity id that was never given out. */
    private void checkEntities() {
        for (int i = 0; i < operations.size(); i++) {
            basis.step();
            long e = operations.entity(i);
            boolean allocated = Tempids.isTempid(e) || e == basis.tx || basis.isAllocated(e);
            if (!allocated && operations.kind(i) != Operations.Kind.RETRACT_ALL) {
                throw TransactionErrors.invalidEntityId(e);
            }
        }
    }

    private void resolve() {
        if (tempids.size() == 0) {
            return;
        }
        Object unsaid = tempids.valueOnly();
        if (unsaid != null) {
            throw TransactionErrors.valueOnly(unsaid);
        }
        boolean[] schema = null;
        for (int i = 0; i < operations.size(); i++) {
            basis.step();
            AttributeInfo attribute = operations.attribute(i);
            if (operations.kind(i) == Operations.Kind.RETRACT_ALL) {
                continue;
            }
            if (attribute.isIdentity() && Tempids.isTempid(operations.entity(i))) {
                unify(i, attribute);
            }
            if (attribute.id() < SystemIds.FIRST_USER_ATTRIBUTE && operations.kind(i) == Operations.Kind.ADD) {
                long installed = installed(i, attribute);
                if (Tempids.isTempid(installed)) {
                    schema = schema == null ? new boolean[tempids.size()] : schema;
                    schema[Tempids.index(installed)] = true;
                }
            }
        }
        if (contradictory) {
            bindAgain();
        }
        allocate(schema);
    }

    private void unify(int i, AttributeInfo attribute) {
        long tempid = operations.entity(i);
        Object value = operations.value(i);
        if (value == null) {
            return;
        }
        if (value instanceof PendingTuple tuple) {
            Long other = assertedTuples.putIfAbsent(new AssertedTuple(attribute.id(), tuple), tempid);
            unite(other == null ? tempid : other, tempid);
            return;
        }
        Fact holder = isKnown(attribute, value) ? basis.holder(attribute.id(), value) : null;
        if (holder != null) {
            contradictory |= tempids.bind(tempid, holder.e) >= 0;
            return;
        }
        Fact other = asserted.putIfAbsent(Fact.of(tempid, attribute.id(), value, basis.t, true));
        unite(other == null ? tempid : other.e, tempid);
    }

    private void unite(long left, long right) {
        long one = tempids.resolve(left);
        long other = tempids.resolve(right);
        contradictory |= one >= 0 && other >= 0 && one != other;
        tempids.unite(left, right);
    }

    /** Makes the last holder of a tempid's identities its entity, once all tempids that are the same are known. */
    private void bindAgain() {
        for (int i = 0; i < operations.size(); i++) {
            Fact holder = holder(i);
            if (holder != null) {
                tempids.bind(operations.entity(i), holder.e);
            }
        }
    }

    /**
     * Throws when a tempid has the identities of several entities. That is a matter of the whole transaction, and is judged
     * after what is wrong with single statements; until then the last of them is its entity.
     */
    void checkHolders() {
        for (int i = 0; contradictory && i < operations.size(); i++) {
            Fact holder = holder(i);
            if (holder != null && holder.e != tempids.resolve(operations.entity(i))) {
                throw TransactionErrors.uniqueConflict(
                        operations.attribute(i), holder.v(), holder.e, tempids.resolve(operations.entity(i)));
            }
        }
    }

    /** Returns who had the identity that an operation states of a tempid, or null. */
    private @Nullable Fact holder(int i) {
        basis.step();
        AttributeInfo attribute = operations.attribute(i);
        Object value = operations.value(i);
        boolean stated = operations.kind(i) != Operations.Kind.RETRACT_ALL
                && attribute.isIdentity()
                && Tempids.isTempid(operations.entity(i));
        return stated && value != null && isKnown(attribute, value) ? basis.holder(attribute.id(), value) : null;
    }

    /** Returns whether a value names no tempid. */
    private static boolean isKnown(AttributeInfo attribute, Object value) {
        return !(value instanceof PendingTuple) && !(attribute.isRef() && Tempids.isTempid((Long) value));
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
        Partitions partitions = placement.settle();
        for (int i = 0; i < tempids.size(); i++) {
            if (tempids.resolve(tempids.at(i)) < 0) {
                tempids.bind(tempids.at(i), EntityIds.of(partitions.of(tempids.at(i)), nextEntity++));
            }
        }
    }
}

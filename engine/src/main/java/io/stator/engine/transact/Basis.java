package io.stator.engine.transact;

import io.stator.engine.database.Bootstrap;
import io.stator.engine.database.Counters;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.datom.EntityIds;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.Prefix;
import io.stator.engine.schema.Schema;
import io.stator.engine.schema.SystemIds;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The database a transaction starts from, and the transaction's own numbers. */
final class Basis {
    private static final long[] BOOT = bootEntities();
    private static final int STEPS_BETWEEN_CHECKS = 256;

    final DatabaseValue database;

    /**
     * The database through the filters of time of its caller: there lookup refs and functions look, and what is retracted without naming a
     * value is found. What the transaction changes is changed in {@link #database}, which has no filters.
     */
    final DatabaseValue seen;

    final Schema schema;
    final Counters counters;

    /** The t of the transaction. */
    final long t;

    /** The entity of the transaction. */
    final long tx;

    private final BooleanSupplier over;
    private @Nullable Rebuilding rebuilding;
    private int steps;

    /** Creates one; {@code over} tells whether the transaction must be given up. */
    Basis(DatabaseValue database, BooleanSupplier over) {
        this.over = over;
        this.database = database.unfiltered();
        this.seen = database;
        this.schema = database.schema();
        this.counters = database.counters();
        this.t = counters.basisT() + 1;
        this.tx = EntityIds.transaction(t);
    }

    /** Makes this the copy of a transaction of another database; throws when it cannot be that one. */
    void rebuild(Rebuilding copy) {
        copy.check(t);
        rebuilding = copy;
    }

    /** Returns whether this is the copy of a transaction of another database, which says all facts of it. */
    boolean isRebuilding() {
        return rebuilding != null;
    }

    /** Returns the counter of the next new entity. */
    long nextEntity() {
        long next = counters.nextEntity();
        return rebuilding == null ? next : Math.max(next, rebuilding.entities());
    }

    /** Returns the id of the next new attribute. */
    int nextAttribute() {
        int next = counters.nextAttribute();
        return rebuilding == null ? next : (int) Math.max(next, rebuilding.schema());
    }

    /** To be called once for everything of which data can make there be many: throws when there is no time left. */
    void step() {
        if (++steps % STEPS_BETWEEN_CHECKS == 0) {
            checkTime();
        }
    }

    /** Throws when there is no time left. */
    void checkTime() {
        if (over.getAsBoolean()) {
            throw TransactionErrors.late();
        }
    }

    /** Returns whether an entity id may have been given out before this transaction, or with the one it is a copy of. */
    boolean isAllocated(long e) {
        if (e < 0 || e >= EntityIds.ID_LIMIT) {
            return false;
        }
        long partition = EntityIds.partition(e);
        long counter = EntityIds.counter(e);
        if (partition == EntityIds.PARTITION_DB) {
            return counter < nextAttribute();
        }
        return partition == EntityIds.PARTITION_TX ? counter < t : counter < nextEntity();
    }

    private static long[] bootEntities() {
        DatabaseValue empty = Bootstrap.database("", "");
        return LongStream.range(0, SystemIds.FIRST_USER_ATTRIBUTE)
                .filter(e -> empty.ident(e) != null)
                .toArray();
    }

    /** Returns whether an entity is one that every database begins with. */
    static boolean isBoot(long e) {
        return e < SystemIds.FIRST_USER_ATTRIBUTE && Arrays.binarySearch(BOOT, e) >= 0;
    }

    /** Returns the one value of an attribute of an entity as a fact, or null. */
    @Nullable
    Fact value(long e, int a) {
        return isAllocated(e) ? database.value(e, a) : null;
    }

    /** Returns the fact with this entity, attribute and value that is true before the transaction, or null. */
    @Nullable
    Fact find(Fact fact) {
        return isAllocated(fact.e) ? database.find(fact) : null;
    }

    /** Returns the fact of an attribute with a value, or null. */
    @Nullable
    Fact holder(int a, Object v) {
        return database.first(Prefix.attributeValue(a, v));
    }
}

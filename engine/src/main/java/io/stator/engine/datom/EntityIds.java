package io.stator.engine.datom;

/**
 * The layout of entity ids: 20 bits of partition above 42 bits of counter; negative numbers are never stored.
 *
 * <p>The id of a transaction is its t in the partition of transactions.
 */
public final class EntityIds {
    /** The number of bits of the counter. */
    public static final int COUNTER_BITS = 42;

    /** The partition of schema, which is also its entity. */
    public static final long PARTITION_DB = 0;

    /** The partition of transactions. */
    public static final long PARTITION_TX = 3;

    /** The partition of users' entities. */
    public static final long PARTITION_USER = 4;

    /** One more than the greatest legal entity id. */
    public static final long ID_LIMIT = 1L << 62;

    /** The bit of the numbers of implicit partitions, within an id. */
    private static final long IMPLICIT = 1L << 61;

    private static final long COUNTER_MASK = (1L << COUNTER_BITS) - 1;

    private EntityIds() {}

    /** Returns the id with this partition and counter. */
    public static long of(long partition, long counter) {
        return (partition << COUNTER_BITS) | counter;
    }

    /** Returns the partition of an id. */
    public static long partition(long id) {
        return id >>> COUNTER_BITS;
    }

    /** Returns whether an id is that of an implicit partition, which needs no installation. */
    public static boolean isImplicitPartition(long id) {
        return id >= 0 && id < ID_LIMIT && (id & IMPLICIT) != 0 && counter(id) == 0;
    }

    /** Returns the counter of an id. */
    public static long counter(long id) {
        return id & COUNTER_MASK;
    }

    /** Returns the id of the transaction numbered t. */
    public static long transaction(long t) {
        return of(PARTITION_TX, t);
    }

    /** Returns the t meant by a number: a t itself, or the id of a transaction. */
    public static long toT(long tOrTransaction) {
        return tOrTransaction >= 0 ? counter(tOrTransaction) : tOrTransaction;
    }
}

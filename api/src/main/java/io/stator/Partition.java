package io.stator;

import java.util.OptionalInt;

/**
 * The partitions of entities: entities in the same one are near each other in the indexes. A transaction says where its
 * new entities are to be with {@link TxData#forcePartition} and {@link TxData#matchPartition}.
 *
 * <p>Its methods never wait.
 */
public final class Partition {
    /** The number of implicit partitions, which need no installation. */
    public static final int IMPLICIT_COUNT = 1 << 19;

    private static final int COUNTER_BITS = 42;
    private static final long IMPLICIT = 1L << 61;
    private static final long NUMBER_MASK = IMPLICIT_COUNT - 1;

    private Partition() {}

    /**
     * Returns the implicit partition with a number from 0 to 524,287.
     *
     * @throws Anomaly.Incorrect when the number is out of range
     */
    public static long implicit(int number) {
        if (number < 0 || number >= IMPLICIT_COUNT) {
            throw Anomaly.incorrect(
                    "implicit-part-out-of-range",
                    "the number of an implicit partition must be from 0 to " + (IMPLICIT_COUNT - 1) + ": number="
                            + number);
        }
        return IMPLICIT | ((long) number << COUNTER_BITS);
    }

    /** Returns the number of an implicit partition, empty for any other id. Never fails. */
    public static OptionalInt implicitNumber(long partition) {
        boolean implicit = partition > 0 && partition >>> COUNTER_BITS << COUNTER_BITS == partition;
        return implicit && (partition & IMPLICIT) != 0
                ? OptionalInt.of((int) ((partition >>> COUNTER_BITS) & NUMBER_MASK))
                : OptionalInt.empty();
    }

    /** Returns the partition an entity is in: the id of its entity, or an implicit partition. Never fails. */
    public static long of(long entity) {
        long number = entity >>> COUNTER_BITS;
        return (entity & IMPLICIT) != 0 ? number << COUNTER_BITS : number;
    }
}

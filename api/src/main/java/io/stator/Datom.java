package io.stator;

/**
 * One immutable fact: entity, attribute, value, transaction, and whether it was asserted or retracted.
 *
 * <p>Two datoms are equal when all five parts are.
 *
 * <p>Its methods never wait.
 */
public interface Datom {
    /** The number of parts of a datom. */
    int SIZE = 5;

    /** Returns the entity id. Never fails. */
    long e();

    /** Returns the entity id of the attribute. Never fails. */
    long a();

    /** Returns the value; its class is that of the attribute's value type. Never fails. */
    Object v();

    /** Returns the entity id of the transaction. Never fails. */
    long tx();

    /** Returns true for an assertion, false for a retraction. Never fails. */
    boolean added();

    /**
     * Returns the part at a position: 0 e, 1 a, 2 v, 3 tx, 4 added.
     *
     * @throws IndexOutOfBoundsException when there is no such position
     */
    default Object get(int position) {
        return switch (position) {
            case 0 -> e();
            case 1 -> a();
            case 2 -> v();
            case 3 -> tx();
            case 4 -> added();
            default -> throw new IndexOutOfBoundsException("position must be 0..4: position=" + position);
        };
    }
}

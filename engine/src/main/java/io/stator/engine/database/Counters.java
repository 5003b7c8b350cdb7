package io.stator.engine.database;

import io.stator.engine.log.LoggedTransaction;

/**
 * The numbers the next transaction goes on from.
 *
 * @param basisT the t of the newest transaction
 * @param nextEntity the counter of the next new entity
 * @param nextAttribute the id of the next new attribute
 * @param lastInstant the instant of the newest transaction, in milliseconds
 */
public record Counters(long basisT, long nextEntity, int nextAttribute, long lastInstant) {
    /** Returns the numbers that a transaction of the log left. */
    public static Counters after(LoggedTransaction transaction) {
        return new Counters(
                transaction.t(), transaction.nextEntity(), transaction.nextAttribute(), transaction.instant());
    }
}

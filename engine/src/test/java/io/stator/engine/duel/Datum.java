package io.stator.engine.duel;

/** One datom, in the ids of one contender. */
public record Datum(long e, long a, Object v, long tx, boolean added) {}

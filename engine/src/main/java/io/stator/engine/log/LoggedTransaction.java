package io.stator.engine.log;

import io.stator.engine.datom.Fact;
import java.util.List;

/**
 * One transaction as the log keeps it.
 *
 * @param t its number
 * @param nextEntity the counter of the first entity after it
 * @param nextAttribute the id of the first attribute after it
 * @param instant its time, in milliseconds
 * @param facts what it added, in the order of its report
 */
public record LoggedTransaction(long t, long nextEntity, int nextAttribute, long instant, List<Fact> facts) {}

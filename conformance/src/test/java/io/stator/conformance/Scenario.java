package io.stator.conformance;

import java.util.List;

/**
 * Cases that share one new database, in this order.
 *
 * @param name what they have in common
 * @param given the transactions that come first, all of which must succeed
 * @param cases the cases
 */
record Scenario(String name, List<?> given, List<Case> cases) {}

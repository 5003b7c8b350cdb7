package io.stator.conformance;

import java.util.List;
import java.util.Map;

/**
 * What a transaction did.
 *
 * @param after the database value it made
 * @param datoms its datoms, each a list of five parts with the attribute as its ident
 * @param tempids the entity of each temporary id
 */
record Report(View after, List<List<?>> datoms, Map<?, ?> tempids) {}

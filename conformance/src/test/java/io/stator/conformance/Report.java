package io.stator.conformance;

import java.util.List;
import java.util.Map;

/**
 * What a transaction did.
 *
 * @param after the database value it made
 * @param facts its datoms, each a list of five parts
 * @param tempids the entity of each temporary id
 */
record Report(View after, List<List<?>> facts, Map<?, ?> tempids) {
    /** Returns the datoms with the attribute as its ident. */
    List<List<?>> datoms() {
        return View.named(after, facts);
    }
}

package io.stator.engine.pull;

import java.util.List;

/**
 * A pull pattern after parsing, not yet tied to a schema.
 *
 * @param wildcard whether all attributes of the entity are selected
 * @param specs the attributes named, each at most once
 */
record PullPattern(boolean wildcard, List<AttributeSpec> specs) {}

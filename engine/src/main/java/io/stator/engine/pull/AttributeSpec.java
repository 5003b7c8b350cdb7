package io.stator.engine.pull;

import io.stator.edn.Keyword;
import org.jspecify.annotations.Nullable;

/**
 * One attribute of a pull pattern with its options.
 *
 * @param name the name as the pattern has it, {@code :a/_b} when it goes backwards
 * @param attribute the name of the attribute, {@code :a/b}
 * @param reverse whether the attribute is followed from its values to its entities
 * @param key the key in the result: the name, or what {@code :as} says
 * @param limit how many values are selected at most
 * @param fallback what stands for no value ({@code :default}), or null
 * @param xform the name of the function to apply, or null
 * @param target what is selected of the entities the attribute leads to
 */
record AttributeSpec(
        Keyword name,
        Keyword attribute,
        boolean reverse,
        Object key,
        int limit,
        @Nullable Object fallback,
        @Nullable Object xform,
        Target target) {

    /** The number of values selected when the pattern does not say. */
    static final int DEFAULT_LIMIT = 1000;

    /** The limit of all values. */
    static final int NO_LIMIT = Integer.MAX_VALUE;

    /** What is selected of the entities an attribute leads to. */
    sealed interface Target {
        /** The value itself; of an entity its id, of a part everything. */
        record Value() implements Target {}

        /** What another pattern selects. */
        record Nested(PullPattern pattern) implements Target {}

        /** What the pattern of this spec selects, again and again, so many levels deep. */
        record Recursion(int depth) implements Target {}
    }

    /** The depth of a recursion without limit. */
    static final int UNBOUNDED = Integer.MAX_VALUE;

    AttributeSpec withTarget(Target other) {
        return new AttributeSpec(name, attribute, reverse, key, limit, fallback, xform, other);
    }
}

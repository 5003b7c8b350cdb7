package io.stator.engine.pull;

import io.stator.Xform;
import io.stator.engine.schema.AttributeInfo;
import org.jspecify.annotations.Nullable;

/**
 * One key of the result and how its value is found.
 *
 * @param source where the values come from
 * @param attribute the id of the attribute; -1 when there is none
 * @param many whether the result is a list
 * @param key the key in the result
 * @param limit how many values are looked at
 * @param fallback what stands for no value, or null
 * @param xform the function applied to the value, or null
 * @param targets what becomes of the entities the attribute leads to
 */
record Step(
        Source source,
        int attribute,
        boolean many,
        Object key,
        int limit,
        @Nullable Object fallback,
        @Nullable NamedXform xform,
        Targets targets) {

    /** Where the values of a step come from. */
    enum Source {
        /** The id of the entity itself. */
        ID,
        /** The values of the attribute, which are no references. */
        VALUES,
        /** The entities the attribute refers to. */
        REFERENCES,
        /** The entities that refer to this one by the attribute. */
        REFERRERS,
        /** There can be none. */
        NOTHING
    }

    /** What becomes of the entities an attribute leads to. */
    sealed interface Targets {
        /** Their id and ident. */
        Targets IDS = new Ids();

        /** All they have, and their parts too. */
        Targets PARTS = new Parts();

        /** Their id and ident. */
        record Ids() implements Targets {}

        /** All they have, and their parts too. */
        record Parts() implements Targets {}

        /** What a selection says. */
        record Nested(Selection selection) implements Targets {}

        /** What the selection of this step says, with the counter of the recursion one lower. */
        record Again(int counter) implements Targets {}
    }

    /** A function and the name it was found by. */
    record NamedXform(Object name, Xform function) {}

    /** Returns the step of an attribute that the pattern does not name. */
    static Step ofWildcard(AttributeInfo info) {
        return new Step(
                info.isRef() ? Source.REFERENCES : Source.VALUES,
                info.id(),
                info.many(),
                info.ident(),
                AttributeSpec.DEFAULT_LIMIT,
                null,
                null,
                info.component() ? Targets.PARTS : Targets.IDS);
    }

    /** Returns whether the values are among the facts of the entity itself. */
    boolean readsOwnFacts() {
        return source == Source.VALUES || source == Source.REFERENCES;
    }

    /** Returns whether the result can have this key although there is no value. */
    boolean answersNothing() {
        return xform != null || fallback != null;
    }
}

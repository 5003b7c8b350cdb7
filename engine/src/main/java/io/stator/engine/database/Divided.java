package io.stator.engine.database;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.schema.AttributeInfo;
import io.stator.engine.schema.Schema;
import io.stator.engine.schema.SystemIds;
import java.util.Set;

/**
 * What a transaction does to each of the indexes at once, and what can be done later; not thread-safe.
 *
 * <p>What transactions look for by its value is never put off, nor what they may have to find again: names, and what is unique or has no history.
 */
final class Divided {
    private final Schema schema;
    private final boolean deferring;
    private final Set<Integer> altered;
    private final Changes all;
    private final Changes soon;
    private final Changes refs;
    private final Changes later;
    private final Changes laterRefs;

    /**
     * Creates one without anything.
     *
     * @param deferring whether anything may be done later
     * @param altered attributes of which nothing is
     */
    Divided(Schema schema, int facts, boolean deferring, Set<Integer> altered) {
        this.schema = schema;
        this.altered = altered;
        this.deferring = deferring;
        this.all = new Changes(facts);
        this.soon = deferring ? new Changes(0) : all;
        this.refs = new Changes(0);
        this.later = deferring ? new Changes(facts) : Changes.NOTHING;
        this.laterRefs = deferring ? new Changes(0) : Changes.NOTHING;
    }

    /** Adds a fact that is true from now on. */
    void add(Fact fact) {
        all.add(fact);
        boolean isLater = isLater(fact);
        if (deferring) {
            (isLater ? later : soon).add(fact);
        }
        if (Indexes.isRef(fact, schema)) {
            (isLater ? laterRefs : refs).add(fact);
        }
    }

    /** Makes a fact, true until now, one of the past together with its retraction. */
    void remove(Fact assertion, Fact retraction) {
        all.remove(assertion, retraction);
        boolean isLater = isLater(assertion);
        if (deferring) {
            (isLater ? later : soon).remove(assertion, retraction);
        }
        if (Indexes.isRef(assertion, schema)) {
            (isLater ? laterRefs : refs).remove(assertion, retraction);
        }
    }

    /** Adds a fact that became true and was retracted, both among these changes. */
    void pass(Fact assertion, Fact retraction) {
        all.pass(assertion, retraction);
        boolean isLater = isLater(assertion);
        if (deferring) {
            (isLater ? later : soon).pass(assertion, retraction);
        }
        if (Indexes.isRef(assertion, schema)) {
            (isLater ? laterRefs : refs).pass(assertion, retraction);
        }
    }

    private boolean isLater(Fact fact) {
        if (!deferring || fact.a < SystemIds.FIRST_USER_ATTRIBUTE || altered.contains(fact.a)) {
            return false;
        }
        AttributeInfo attribute = schema.installed(fact.a);
        return !attribute.isUnique() && !attribute.noHistory();
    }

    /** Returns what is done to an index at once. */
    Changes of(Index index) {
        return index == Index.EAVT ? all : index == Index.VAET ? refs : soon;
    }

    /** Returns what AEVT and AVET get later. */
    Changes later() {
        return later;
    }

    /** Returns what VAET gets later. */
    Changes laterRefs() {
        return laterRefs;
    }
}

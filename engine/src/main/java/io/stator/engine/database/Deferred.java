package io.stator.engine.database;

import io.stator.Index;
import io.stator.engine.index.Prefix;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What transactions changed and what is in EAVT, but not in the other indexes yet: nobody may ever read these before all of it is put into
 * segments, and to sort it once is less work than to keep it in order all the time. Immutable: each transaction is put before those before it.
 */
final class Deferred {
    /** Nothing. */
    static final Deferred NONE = new Deferred(null, Changes.NOTHING, Changes.NOTHING, Set.of(), 0, 0);

    private final @Nullable Deferred before;
    private final Changes facts;
    private final Changes refs;
    private final Set<Integer> attributes;
    private final long changed;
    private final long size;

    private Deferred(
            @Nullable Deferred before, Changes facts, Changes refs, Set<Integer> attributes, long changed, long size) {
        this.before = before;
        this.facts = facts;
        this.refs = refs;
        this.attributes = attributes;
        this.changed = changed;
        this.size = size;
    }

    /**
     * Returns this and what one more transaction changed.
     *
     * @param more what AEVT and AVET get
     * @param moreRefs what VAET gets
     */
    Deferred plus(Changes more, Changes moreRefs) {
        if (more.count() == 0) {
            return this;
        }
        return new Deferred(
                this,
                more,
                moreRefs,
                more.attributesWith(attributes),
                changed + more.count(),
                size + 2 * more.size() + moreRefs.size());
    }

    boolean isEmpty() {
        return before == null;
    }

    /** Returns how many facts were changed. */
    long changed() {
        return changed;
    }

    /** Returns by how many facts all indexes will grow. */
    long size() {
        return size;
    }

    /** Returns whether what is inside a prefix is not all in its index. */
    boolean concerns(Prefix prefix) {
        if (isEmpty() || prefix.index() == Index.EAVT) {
            return false;
        }
        return prefix.index() == Index.VAET || prefix.components() == 0 || attributes.contains(prefix.pattern().a);
    }

    /** Returns whether it has facts of any of some attributes. */
    boolean concernsAny(Set<Integer> some) {
        return !Collections.disjoint(attributes, some);
    }

    /**
     * Returns what was changed since an earlier one, behind what another one has; null when this one does not go on from the earlier one.
     *
     * @param equal takes the place of the earlier one
     */
    @Nullable
    Deferred rebased(Deferred earlier, Deferred equal) {
        Deque<Deferred> newer = new ArrayDeque<>();
        Deferred each = this;
        while (each != null && each != earlier) {
            newer.push(each);
            each = each.before;
        }
        if (each == null) {
            return null;
        }
        Deferred rebased = equal;
        for (Deferred one : newer) {
            rebased = rebased.plus(one.facts, one.refs);
        }
        return rebased;
    }

    /** Returns all that was changed, as if by one transaction. */
    Changes together(Index index) {
        Deque<Changes> all = new ArrayDeque<>();
        for (Deferred each = this; each != null; each = each.before) {
            all.push(index == Index.VAET ? each.refs : each.facts);
        }
        return Changes.together(all);
    }

    /** Collects attributes; those that are given stay as they are. */
    static Set<Integer> with(Set<Integer> attributes, int attribute) {
        if (attributes.contains(attribute)) {
            return attributes;
        }
        Set<Integer> more = new HashSet<>(attributes);
        more.add(attribute);
        return more;
    }
}

package io.stator.engine.index;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.IndexOrder;

/**
 * The facts of an index that share their first components with a pattern.
 *
 * @param pattern a fact whose first {@code components} (in the order of the index) count; its other parts are ignored
 * @param components how many components count, 0 to 3
 */
public record Prefix(Index index, Fact pattern, int components) {
    /** A placeholder for the components that do not count. */
    private static final Fact NOTHING = Fact.ofLong(0, 0, 0, 0, true);

    /** Returns the prefix of a whole index. */
    public static Prefix all(Index index) {
        return new Prefix(index, NOTHING, 0);
    }

    /** Returns the prefix of the facts of an entity, in EAVT. */
    public static Prefix entity(long e) {
        return new Prefix(Index.EAVT, Fact.ofLong(e, 0, 0, 0, true), 1);
    }

    /** Returns the prefix of the values of an attribute of an entity, in EAVT. */
    public static Prefix entityAttribute(long e, int a) {
        return new Prefix(Index.EAVT, Fact.ofLong(e, a, 0, 0, true), 2);
    }

    /** Returns the prefix of one entity, attribute and value, in EAVT. */
    public static Prefix entityAttributeValue(long e, int a, Object v) {
        return new Prefix(Index.EAVT, Fact.of(e, a, v, 0, true), 3);
    }

    /** Returns the prefix of the facts of an attribute, in AEVT. */
    public static Prefix attribute(int a) {
        return new Prefix(Index.AEVT, Fact.ofLong(0, a, 0, 0, true), 1);
    }

    /** Returns the prefix of the facts of an attribute in the order of their values, in AVET. */
    public static Prefix attributeByValue(int a) {
        return new Prefix(Index.AVET, Fact.ofLong(0, a, 0, 0, true), 1);
    }

    /** Returns the prefix of the facts with an attribute and value, in AVET. */
    public static Prefix attributeValue(int a, Object v) {
        return new Prefix(Index.AVET, Fact.of(0, a, v, 0, true), 2);
    }

    /** Returns the prefix of the references to an entity, in VAET. */
    public static Prefix referencesTo(long target) {
        return new Prefix(Index.VAET, Fact.ofLong(0, 0, target, 0, true), 1);
    }

    /** Returns the prefix of the references to an entity by one attribute, in VAET. */
    public static Prefix referencesTo(long target, int a) {
        return new Prefix(Index.VAET, Fact.ofLong(0, a, target, 0, true), 2);
    }

    /** Compares a fact with this prefix: 0 when it is inside. */
    public int compare(Fact fact) {
        return IndexOrder.compare(index, fact, pattern, components);
    }
}

package io.stator.engine.database;

import io.stator.engine.datom.Fact;
import io.stator.engine.schema.AttributeInfo;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an excision asks for that no index holds any more: superseded values of attributes without history. The log has them
 * until they are erased there.
 */
public final class Remains {
    private final DatabaseValue after;
    private final Map<Long, Set<Integer>> attributesOfEntities;
    private final Set<Integer> attributes;

    private Remains(DatabaseValue after, Map<Long, Set<Integer>> attributesOfEntities, Set<Integer> attributes) {
        this.after = after;
        this.attributesOfEntities = attributesOfEntities;
        this.attributes = attributes;
    }

    /**
     * Returns them.
     *
     * @param after the database after the excision
     * @param entities the attributes that are asked for of each entity; all when they are none
     * @param attributes the attributes that are asked for of all entities
     */
    static Remains of(DatabaseValue after, Map<Long, Set<Integer>> entities, Set<Integer> attributes) {
        Set<Integer> all = new HashSet<>(attributes);
        for (int attribute : attributes) {
            for (AttributeInfo composite : after.schema().compositesOf(attribute)) {
                all.add(composite.id());
            }
        }
        return new Remains(after, entities, all);
    }

    /** Returns whether a fact of the log is one of them. */
    public boolean holds(Fact fact) {
        return fact.t() < after.basisT() && isAskedFor(fact) && !Lives.isProtected(fact) && !after.holds(fact);
    }

    private boolean isAskedFor(Fact fact) {
        AttributeInfo attribute = after.schema().attribute(fact.a);
        return attribute != null
                && (attributes.contains(fact.a)
                        || isAskedOf(fact.e, fact.a)
                        || (attribute.isRef() && isAskedOf(fact.bits, fact.a)));
    }

    private boolean isAskedOf(long e, int a) {
        Set<Integer> wanted = attributesOfEntities.get(e);
        return wanted != null
                && (wanted.isEmpty() || wanted.contains(a) || wanted.stream().anyMatch(part -> isComposite(a, part)));
    }

    private boolean isComposite(int a, int part) {
        return after.schema().compositesOf(part).stream().anyMatch(composite -> composite.id() == a);
    }

    /** Returns whether a fact of the log is among some remains. */
    public static boolean hold(List<Remains> all, Fact fact) {
        for (Remains remains : all) {
            if (remains.holds(fact)) {
                return true;
            }
        }
        return false;
    }
}

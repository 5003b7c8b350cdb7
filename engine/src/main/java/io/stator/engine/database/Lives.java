package io.stator.engine.database;

import io.stator.Index;
import io.stator.engine.datom.EntityIds;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.FactTree;
import io.stator.engine.index.Prefix;
import io.stator.engine.schema.AttributeInfo;
import io.stator.engine.schema.Schema;
import io.stator.engine.schema.SystemIds;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds what an excision removes; not thread-safe.
 *
 * <p>The unit is the life of a fact: its assertion and, when it has ended, its retraction, which says the same value and
 * would mean nothing alone. A life is removed when its assertion is asked for. With a value go the composite tuples that
 * were made of it; they come back without it when a part of the entity is next said.
 */
final class Lives {
    /** A fact from its assertion to its retraction, if it has been retracted. */
    record Life(Fact assertion, @Nullable Fact retraction) {
        boolean isTrueAt(long t) {
            return assertion.t() <= t && (retraction == null || retraction.t() > t);
        }
    }

    private record Target(long entity, Set<Integer> attributes) {
        boolean asksFor(Fact fact) {
            return attributes.isEmpty() || attributes.contains(fact.a);
        }
    }

    private final Indexes indexes;
    private final Schema schema;
    private final long beforeT;
    private final Runnable step;
    private final Map<Long, Set<Integer>> entities = new HashMap<>();
    private final NavigableMap<Fact, Life> found = new TreeMap<>(FactTree.comparator(Index.EAVT));

    private Lives(Indexes indexes, Schema schema, long beforeT, Runnable step) {
        this.step = step;
        this.indexes = indexes;
        this.schema = schema;
        this.beforeT = beforeT;
    }

    /** Returns the lives an excision removes, in the order of their assertions in EAVT. */
    static Lives of(Excision excision, Indexes indexes, Schema schema, Runnable step) {
        Lives lives = new Lives(indexes, schema, excision.beforeT(), step);
        if (schema.attribute(excision.target()) != null) {
            lives.findAttribute((int) excision.target());
        } else {
            lives.findEntity(new Target(excision.target(), excision.attributes()));
        }
        lives.findComposites();
        return lives;
    }

    /** Returns what is removed. */
    Collection<Life> found() {
        return found.values();
    }

    /** Returns the attributes that are asked for of each entity, of its parts too; all when they are none. */
    Map<Long, Set<Integer>> entities() {
        return entities;
    }

    /** Returns whether a fact describes the database itself: schema, the time of a transaction, a request to excise. */
    static boolean isProtected(Fact fact) {
        long partition = EntityIds.partition(fact.e);
        return Excision.isRequestAttribute(fact.a)
                || (partition == EntityIds.PARTITION_TX && fact.a == SystemIds.TX_INSTANT)
                || (partition == EntityIds.PARTITION_DB && fact.a < SystemIds.FIRST_USER_ATTRIBUTE);
    }

    private void findAttribute(int attribute) {
        if (attribute >= SystemIds.FIRST_USER_ATTRIBUTE) {
            find(Prefix.attribute(attribute), fact -> true);
        }
    }

    /** Finds what is said of an entity and of its parts, and what refers to them. */
    private void findEntity(Target first) {
        Deque<Target> targets = new ArrayDeque<>(List.of(first));
        Set<Long> seen = new HashSet<>(Set.of(first.entity()));
        while (!targets.isEmpty()) {
            Target target = targets.remove();
            if (EntityIds.partition(target.entity()) == EntityIds.PARTITION_DB) {
                continue;
            }
            entities.put(target.entity(), target.attributes());
            for (Life life : find(Prefix.entity(target.entity()), target::asksFor)) {
                Fact link = life.assertion();
                AttributeInfo attribute = schema.installed(link.a);
                if (attribute.component() && attribute.isRef() && seen.add(link.bits)) {
                    targets.add(new Target(link.bits, Set.of()));
                }
            }
            find(Prefix.referencesTo(target.entity()), target::asksFor);
        }
    }

    private List<Life> find(Prefix prefix, Predicate<Fact> wanted) {
        List<Life> lives = lives(prefix);
        lives.removeIf(life ->
                life.assertion().t() >= beforeT || isProtected(life.assertion()) || !wanted.test(life.assertion()));
        lives.forEach(life -> found.put(life.assertion(), life));
        return lives;
    }

    private List<Life> lives(Prefix prefix) {
        List<Life> lives = new ArrayList<>();
        FactCursor current = indexes.current(prefix).cursor(prefix);
        for (Fact fact = current.next(); fact != null; fact = current.next()) {
            step.run();
            lives.add(new Life(fact, null));
        }
        FactCursor superseded = indexes.superseded(prefix).cursor(prefix);
        for (Fact retraction = superseded.next(); retraction != null; retraction = superseded.next()) {
            step.run();
            Fact assertion = superseded.next();
            if (assertion == null) {
                throw new IllegalStateException("a retraction must stand before its assertion: fact=" + retraction);
            }
            lives.add(new Life(assertion, retraction));
        }
        return lives;
    }

    /** Finds the tuples that hold a value already found: those asserted while it was true. */
    private void findComposites() {
        if (!schema.hasComposites()) {
            return;
        }
        for (Life part : List.copyOf(found.values())) {
            for (AttributeInfo composite : schema.compositesOf(part.assertion().a)) {
                for (Life tuple : lives(Prefix.entityAttribute(part.assertion().e, composite.id()))) {
                    if (part.isTrueAt(tuple.assertion().t())) {
                        found.put(tuple.assertion(), tuple);
                    }
                }
            }
        }
    }
}

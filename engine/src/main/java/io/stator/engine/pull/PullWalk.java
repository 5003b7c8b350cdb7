package io.stator.engine.pull;

import io.stator.Index;
import io.stator.PulledEntity;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.engine.database.Budget;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.EntityFacts;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.Prefix;
import io.stator.engine.schema.AttributeInfo;
import io.stator.spi.GivenValues;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Applies a selection to an entity and to what it leads to.
 *
 * <p>A depth-first walk with its own stack of {@link Frame}s, so that deep data cannot exhaust the thread's. A
 * recursion ends below an entity that stands above itself, and where its levels are used up; what lies below is shown
 * by its id, and only where the pattern asks for ids.
 */
final class PullWalk {
    /** How deep entities may be nested in the result. */
    static final int DEPTH_MAX = 10_000;

    private static final List<Object> ID_ALONE = List.of(PullParser.ID);

    /** How many entities one result may have. */
    static final int ENTITIES_MAX = 1_000_000;

    /** About what an entity of the result takes, with what the walk needs for it. */
    private static final int ENTITY_BYTES = 240;

    /** About what a value of the result takes, with the fact it was made of and the key it stands under. */
    private static final int VALUE_BYTES = 96;

    private static final int ENTITIES_PER_CHECK = 64;
    private static final int VALUES_PER_CHECK = 1024;
    private static final int INITIAL_VALUES = 8;

    /** How many facts are passed over one by one before the index is asked for the next attribute. */
    private static final int SKIPPED_MAX = 16;

    private static final Keyword IDENT = Keyword.of("db", "ident");

    private final DatabaseValue database;
    private final Budget budget;
    private int entities;

    PullWalk(DatabaseValue database, Budget budget) {
        this.database = database.watchedBy(budget.effort());
        this.budget = budget;
    }

    PulledEntity pull(Selection selection, @Nullable Long entity) {
        Frame frame = enter(Frame.begin(null, selection, entity));
        while (true) {
            Gathering gathering = frame.gathering;
            if (gathering != null) {
                frame = gathering.isComplete() ? gathered(frame, gathering) : target(frame, gathering);
            } else if (!advance(frame)) {
                frame.leave();
                List<Object> names = frame.selection.names;
                PulledEntity pulled =
                        names == null ? PulledEntity.of(frame.values) : PulledEntity.of(frame.values, names);
                Frame parent = frame.parent;
                if (parent == null) {
                    return pulled;
                }
                if (parent.gathering != null) {
                    parent.gathering.add(pulled);
                }
                frame = parent;
            }
        }
    }

    private Frame enter(Frame frame) {
        count();
        if (frame.depth > DEPTH_MAX) {
            throw PullErrors.tooDeepResult(DEPTH_MAX);
        }
        Selection selection = frame.selection;
        Step id = selection.id;
        if (id != null) {
            finish(frame, id, frame.entity);
            if (frame.entity == null && !frame.values.containsKey(id.key())) {
                putNull(frame.values, id.key());
            }
        }
        if (selection.wildcard && frame.entity != null) {
            frame.facts = database.facts(Prefix.entity(frame.entity));
            frame.ahead = frame.facts.next();
        }
        if (frame.entity != null && selection.scanned.length > 0) {
            frame.scanned = scan(selection, frame.entity);
        }
        return frame;
    }

    @SuppressWarnings("NullAway") // the one null a result can hold, and the only place where one is put
    private static void putNull(Map<Object, Object> values, Object key) {
        values.put(key, null);
    }

    private void count() {
        budget.keep(ENTITY_BYTES);
        entities++;
        if (entities > ENTITIES_MAX) {
            throw PullErrors.tooManyEntities(ENTITIES_MAX);
        }
        if (entities % ENTITIES_PER_CHECK == 0) {
            budget.check();
        }
    }

    /** Does one more thing for an entity; returns false when there is nothing left to do. */
    private boolean advance(Frame frame) {
        if (frame.facts != null && frame.ahead != null && frame.entity != null) {
            wildcard(frame, frame.entity, frame.facts, frame.ahead);
            return true;
        }
        if (frame.nextStep == frame.selection.steps.size()) {
            return false;
        }
        int position = frame.nextStep++;
        Step step = frame.selection.steps.get(position);
        Long entity = frame.entity;
        if (entity == null || step.source() == Step.Source.NOTHING) {
            finish(frame, step, null);
        } else if (step.source() == Step.Source.REFERRERS) {
            follow(frame, step, referrers(step, entity));
        } else {
            own(frame, step, frame.scanned == null ? facts(step, entity) : frame.scanned[position]);
        }
        return true;
    }

    /** Takes all facts of the next attribute from the cursor. */
    private void wildcard(Frame frame, long entity, FactCursor facts, Fact first) {
        AttributeInfo info = database.schema().installed(first.a);
        boolean named = frame.selection.named.contains(info.id());
        int limit = named ? 0 : info.many() ? AttributeSpec.DEFAULT_LIMIT : 1;
        List<Fact> taken = new ArrayList<>(info.many() ? INITIAL_VALUES : limit);
        Fact fact = first;
        int passed = 0;
        while (fact != null && fact.a == info.id() && passed < SKIPPED_MAX) {
            if (taken.size() < limit) {
                taken.add(fact);
                keep(fact, taken.size());
            } else {
                passed++;
            }
            fact = facts.next();
        }
        if (passed == SKIPPED_MAX) {
            Fact behind = Fact.ofLong(entity, info.id() + 1, 0, 0, true);
            frame.facts = database.factsFrom(new Prefix(Index.EAVT, behind, 2));
            fact = frame.facts.next();
        }
        frame.ahead = fact != null && fact.e == entity ? fact : null;
        if (!named) {
            own(frame, Step.ofWildcard(info), taken);
        }
    }

    /** Returns the facts of a step's attribute, as many as it wants; null when there are none. */
    private @Nullable List<Fact> facts(Step step, long entity) {
        if (!step.many()) {
            Fact fact = database.value(entity, step.attribute());
            if (fact == null) {
                return null;
            }
            keep(fact, 1);
            return List.of(fact);
        }
        FactCursor cursor = database.facts(Prefix.entityAttribute(entity, step.attribute()));
        Fact first = cursor.next();
        if (first == null) {
            return null;
        }
        List<Fact> facts = new ArrayList<>();
        for (Fact fact = first; fact != null && facts.size() < step.limit(); fact = cursor.next()) {
            facts.add(fact);
            keep(fact, facts.size());
        }
        return facts;
    }

    /** Returns the facts of all steps that want facts of the entity, by the steps' positions, found in one pass. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private @Nullable List<Fact>[] scan(Selection selection, long entity) {
        @Nullable List<Fact>[] found = new List[selection.steps.size()];
        EntityFacts own = new EntityFacts(database, entity);
        for (int position : selection.scanned) {
            Step step = selection.steps.get(position);
            own.to(step.attribute());
            if (own.attribute() == EntityFacts.END) {
                return found;
            }
            if (own.attribute() == step.attribute()) {
                List<Fact> facts = new ArrayList<>(step.many() ? INITIAL_VALUES : 1);
                int limit = step.many() ? step.limit() : 1;
                while (own.attribute() == step.attribute() && facts.size() < limit) {
                    Fact fact = own.fact();
                    facts.add(fact);
                    keep(fact, facts.size());
                    own.next();
                }
                found[position] = facts;
            }
        }
        return found;
    }

    /** Ends a step with facts of the entity, or goes on to what they refer to. */
    private void own(Frame frame, Step step, @Nullable List<Fact> facts) {
        if (facts == null) {
            finish(frame, step, null);
        } else if (step.source() == Step.Source.REFERENCES) {
            List<Long> targets = new ArrayList<>(facts.size());
            for (Fact fact : facts) {
                targets.add(fact.bits);
            }
            follow(frame, step, targets);
        } else if (step.many()) {
            Object[] values = new Object[facts.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = facts.get(i).v();
            }
            finish(frame, step, EdnVector.of(values));
        } else {
            finish(frame, step, facts.get(0).v());
        }
    }

    private List<Long> referrers(Step step, long entity) {
        FactCursor cursor = database.facts(Prefix.referencesTo(entity, step.attribute()));
        int limit = step.many() ? step.limit() : 1;
        List<Long> sources = new ArrayList<>();
        for (Fact fact = cursor.next(); fact != null && sources.size() < limit; fact = cursor.next()) {
            sources.add(fact.e);
            keep(fact, sources.size());
        }
        return sources;
    }

    /** Takes note of the last of some facts that were found. */
    private void keep(Fact fact, int values) {
        budget.keep(VALUE_BYTES + textBytes(fact));
        if (values % VALUES_PER_CHECK == 0) {
            budget.check();
        }
    }

    /** Returns what a text or an array takes beside its object. */
    private static long textBytes(Fact fact) {
        Object value = fact.stored();
        return value instanceof String text ? text.length() : value instanceof byte[] bytes ? bytes.length : 0;
    }

    /** Begins with the targets of a step, or ends with them at once when only their ids are wanted. */
    private void follow(Frame frame, Step step, List<Long> targets) {
        if (targets.isEmpty()) {
            finish(frame, step, null);
        } else if (step.targets() instanceof Step.Targets.Ids) {
            finish(frame, step, shape(step, stubs(targets)));
        } else if (step.targets() instanceof Step.Targets.Again again
                && (frame.repeated || frame.levels[again.counter()] == 0)) {
            Step id = frame.selection.id;
            finish(frame, step, id == null ? null : shape(step, bareIds(id, targets)));
        } else {
            frame.gathering = new Gathering(step, targets, parts(frame, step));
        }
    }

    private static @Nullable Set<Long> parts(Frame frame, Step step) {
        if (!(step.targets() instanceof Step.Targets.Parts) || frame.entity == null) {
            return null;
        }
        if (frame.selection == Selection.EVERYTHING && frame.path != null) {
            return frame.path;
        }
        Set<Long> parts = new HashSet<>();
        parts.add(frame.entity);
        return parts;
    }

    /** Goes on with the next target: returns its frame, or the same frame when the target needs none. */
    private Frame target(Frame frame, Gathering gathering) {
        long target = gathering.nextTarget();
        Step.Targets targets = gathering.step.targets();
        if (targets instanceof Step.Targets.Nested nested) {
            return enter(Frame.begin(frame, nested.selection(), target));
        }
        if (targets instanceof Step.Targets.Again again) {
            return enter(frame.again(again.counter(), target));
        }
        Set<Long> parts = gathering.parts;
        if (parts == null || parts.contains(target)) {
            gathering.add(stub(target));
            return frame;
        }
        return enter(frame.part(target, parts));
    }

    private Frame gathered(Frame frame, Gathering gathering) {
        frame.gathering = null;
        finish(frame, gathering.step, shape(gathering.step, gathering.pulled()));
        return frame;
    }

    private static @Nullable Object shape(Step step, List<PulledEntity> entities) {
        if (entities.isEmpty()) {
            return null;
        }
        return step.many() ? EdnVector.copyOf(entities) : entities.get(0);
    }

    private List<PulledEntity> stubs(List<Long> targets) {
        List<PulledEntity> stubs = new ArrayList<>(targets.size());
        for (Long target : targets) {
            stubs.add(stub(target));
        }
        return stubs;
    }

    private PulledEntity stub(long target) {
        count();
        Keyword ident = database.ident(target);
        if (ident == null) {
            return PulledEntity.of(Map.of(PullParser.ID, target), ID_ALONE);
        }
        Map<Object, Object> values = new LinkedHashMap<>();
        values.put(PullParser.ID, target);
        values.put(IDENT, ident);
        return PulledEntity.of(values);
    }

    private List<PulledEntity> bareIds(Step id, List<Long> targets) {
        List<PulledEntity> ids = new ArrayList<>(targets.size());
        for (Long target : targets) {
            count();
            Object value = value(id, target);
            if (value != null) {
                ids.add(PulledEntity.of(Map.of(id.key(), value), List.of(id.key())));
            }
        }
        return ids;
    }

    private static void finish(Frame frame, Step step, @Nullable Object found) {
        Object value = value(step, found);
        if (value != null) {
            frame.values.put(step.key(), value);
        }
    }

    private static @Nullable Object value(Step step, @Nullable Object found) {
        Step.NamedXform xform = step.xform();
        if (xform == null) {
            return found == null ? GivenValues.give(step.fallback()) : found;
        }
        try {
            return xform.function().apply(found);
        } catch (Throwable failed) {
            throw PullErrors.failed(xform.name(), found, failed);
        }
    }
}

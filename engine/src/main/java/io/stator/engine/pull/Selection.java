package io.stator.engine.pull;

import io.stator.Xform;
import io.stator.engine.schema.AttributeInfo;
import io.stator.engine.schema.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A pull pattern tied to the attributes of a schema; immutable. */
final class Selection {
    /** The least number of attributes that are read in one pass rather than one by one. */
    private static final int SCANNED_MIN = 2;

    private static final Step ID = idStep(PullParser.ID, null, null);

    /** All attributes of an entity, and of its parts. */
    static final Selection EVERYTHING = new Selection(ID, true, List.of(), Set.of(), new int[0], null);

    /** The step of the entity's id, or null when it is not selected. */
    final @Nullable Step id;

    /** Whether all attributes are selected. */
    final boolean wildcard;

    /** The attributes the pattern names, without the id. */
    final List<Step> steps;

    /** The attributes that are left to {@link #steps} although all are selected. */
    final Set<Integer> named;

    /** The depths of the recursions, by their counter. */
    final int[] depths;

    /**
     * The positions of the steps that read the entity's own facts, in the order of their attributes, when there are
     * enough of them to read them in one pass; empty otherwise.
     */
    final int[] scanned;

    /** The names that results can have, or null when all attributes are selected. */
    final @Nullable List<Object> names;

    private Selection(
            @Nullable Step id,
            boolean wildcard,
            List<Step> steps,
            Set<Integer> named,
            int[] depths,
            @Nullable List<Object> names) {
        this.names = names;
        this.id = id;
        this.wildcard = wildcard;
        this.steps = steps;
        this.named = named;
        this.depths = depths;
        this.scanned = scanned(steps);
    }

    private static int[] scanned(List<Step> steps) {
        int[] own = IntStream.range(0, steps.size())
                .filter(i -> steps.get(i).readsOwnFacts())
                .boxed()
                .sorted(Comparator.comparingInt(i -> steps.get(i).attribute()))
                .mapToInt(Integer::intValue)
                .toArray();
        long attributes =
                IntStream.of(own).map(i -> steps.get(i).attribute()).distinct().count();
        return own.length < SCANNED_MIN || attributes < own.length ? new int[0] : own;
    }

    /** Returns the selection of a pattern. */
    static Selection of(PullPattern pattern, Schema schema, Function<Object, Xform> xforms) {
        Step id = pattern.wildcard() ? ID : null;
        List<Step> steps = new ArrayList<>();
        Set<Integer> named = new HashSet<>();
        List<Integer> depths = new ArrayList<>();
        for (AttributeSpec spec : pattern.specs()) {
            Step.NamedXform xform =
                    spec.xform() == null ? null : new Step.NamedXform(spec.xform(), xforms.apply(spec.xform()));
            if (spec.name() == PullParser.ID) {
                id = idStep(spec.key(), spec.fallback(), xform);
                continue;
            }
            AttributeInfo info = schema.attribute(spec.attribute());
            Step.Targets targets = targets(spec, info, schema, xforms, depths);
            Step step = step(spec, info, targets, xform);
            if (info != null && !spec.reverse()) {
                named.add(info.id());
            }
            if (step.source() != Step.Source.NOTHING || step.answersNothing()) {
                steps.add(step);
            }
        }
        int[] counters = depths.stream().mapToInt(Integer::intValue).toArray();
        List<Object> names =
                pattern.specs().stream().map(AttributeSpec::key).distinct().toList();
        return new Selection(
                id,
                pattern.wildcard(),
                List.copyOf(steps),
                Set.copyOf(named),
                counters,
                pattern.wildcard() ? null : names);
    }

    private static Step idStep(Object key, @Nullable Object fallback, Step.@Nullable NamedXform xform) {
        return new Step(Step.Source.ID, -1, false, key, 1, fallback, xform, Step.Targets.IDS);
    }

    private static Step.Targets targets(
            AttributeSpec spec,
            @Nullable AttributeInfo info,
            Schema schema,
            Function<Object, Xform> xforms,
            List<Integer> depths) {
        if (spec.target() instanceof AttributeSpec.Target.Nested nested) {
            return new Step.Targets.Nested(of(nested.pattern(), schema, xforms));
        }
        if (spec.target() instanceof AttributeSpec.Target.Recursion recursion) {
            depths.add(recursion.depth());
            return new Step.Targets.Again(depths.size() - 1);
        }
        return info != null && info.component() && !spec.reverse() ? Step.Targets.PARTS : Step.Targets.IDS;
    }

    private static Step step(
            AttributeSpec spec, @Nullable AttributeInfo info, Step.Targets targets, Step.@Nullable NamedXform xform) {
        boolean plain = spec.target() instanceof AttributeSpec.Target.Value;
        Step.Source source;
        if (info == null || spec.limit() == 0 || (!info.isRef() && (spec.reverse() || !plain))) {
            source = Step.Source.NOTHING;
        } else if (info.isRef()) {
            source = spec.reverse() ? Step.Source.REFERRERS : Step.Source.REFERENCES;
        } else {
            source = Step.Source.VALUES;
        }
        boolean many = info != null && (spec.reverse() ? !info.component() : info.many());
        int id = info == null ? -1 : info.id();
        return new Step(source, id, many, spec.key(), spec.limit(), spec.fallback(), xform, targets);
    }
}

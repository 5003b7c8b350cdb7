package io.stator.engine.duel;

import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Random map forms: collections of values, nested maps, reverse attributes, upserts by composites. */
final class RandomMaps {
    private static final int DEEPEST = 2;

    private final Chance chance;
    private final World world;
    private final Mistakes mistakes;
    private final RandomTargets targets;

    RandomMaps(Chance chance, World world, Mistakes mistakes, RandomTargets targets) {
        this.chance = chance;
        this.world = world;
        this.mistakes = mistakes;
        this.targets = targets;
    }

    Map<Object, @Nullable Object> map() {
        if (chance.percent(10)) {
            Map<Object, @Nullable Object> composite = byComposite();
            if (composite != null) {
                return composite;
            }
        }
        return map(0);
    }

    private Map<Object, @Nullable Object> map(int depth) {
        Map<Object, @Nullable Object> map = new LinkedHashMap<>();
        if (chance.percent(depth == 0 ? 65 : 40)) {
            map.put(RandomForms.ID, targets.subject());
        }
        for (int i = 1 + chance.below(3); i > 0; i--) {
            Kind kind = targets.kind();
            if (kind != null) {
                entry(map, kind, depth);
            }
        }
        return map;
    }

    private void entry(Map<Object, @Nullable Object> map, Kind kind, int depth) {
        boolean reverse = chance.percent(kind.isReference() ? 15 : 1) && (kind.isReference() || mistakes.make());
        if (reverse) {
            Keyword ident = kind.ident();
            Object source = mistakes.make() ? EdnVector.of(targets.subject()) : targets.subject();
            map.put(Keyword.of(ident.namespace(), "_" + ident.name()), source);
            return;
        }
        Object name = targets.attribute(kind);
        if (!(name instanceof Keyword) && !mistakes.make()) {
            name = kind.ident();
        }
        if (kind.isReference() && depth < DEEPEST && chance.percent(30)) {
            map.put(name, kind.many() && chance.percent(50) ? List.of(nested(kind, depth)) : nested(kind, depth));
        } else if (kind.many() && chance.percent(kind.isTuple() ? 97 : 60) || mistakes.make()) {
            map.put(name, collection(kind));
        } else {
            map.put(name, targets.value(kind));
        }
    }

    private Object nested(Kind kind, int depth) {
        Map<Object, @Nullable Object> nested = map(depth + 1);
        if (!kind.component() && !nested.containsKey(RandomForms.ID) && !mistakes.make()) {
            nested.put(RandomForms.ID, targets.subject());
        }
        return nested;
    }

    private Object collection(Kind kind) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = chance.below(4); i > 0; i--) {
            values.add(targets.value(kind));
        }
        return chance.percent(20) ? new LinkedHashSet<>(values) : EdnVector.copyOf(values);
    }

    /** Returns a map that says the parts of a composite and the composite itself. */
    private @Nullable Map<Object, @Nullable Object> byComposite() {
        List<Kind> composites =
                world.kinds().values().stream().filter(Kind::isComposite).toList();
        if (composites.isEmpty()) {
            return null;
        }
        Kind composite = chance.pick(composites);
        List<Row> rows = world.holders(composite.entity());
        if (rows.isEmpty()) {
            return null;
        }
        List<?> value = (List<?>) chance.pick(rows).v();
        Map<Object, @Nullable Object> map = new LinkedHashMap<>();
        List<Object> parts = composite.parts() == null ? List.of() : composite.parts();
        for (int i = 0; i < parts.size(); i++) {
            Kind part = world.kinds().get(parts.get(i));
            if (part != null && value.get(i) != null && chance.percent(90)) {
                map.put(part.ident(), value.get(i));
            }
        }
        if (chance.percent(85)) {
            map.put(composite.ident(), value);
        }
        if (chance.percent(50)) {
            map.put(RandomForms.ID, targets.subject());
        }
        return map;
    }
}

package io.stator.engine.pull;

import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactCursor;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One entity being pulled: what is found so far and what is still to do. */
final class Frame {
    final @Nullable Frame parent;
    final Selection selection;

    /** The entity, or null when it could not be found. */
    final @Nullable Long entity;

    /** How many entities are above this one. */
    final int depth;

    /** The entities above this one in the same recursion or among the same parts, this one included; null when it is in neither. */
    final @Nullable Set<Long> path;

    /** Whether this entity stands above itself on its path, so that the recursion ends here. */
    final boolean repeated;

    /** The levels left to each recursion of the selection. */
    final int[] levels;

    /** What is found so far; null stands only for the id of an entity that could not be found. */
    final Map<Object, Object> values = new LinkedHashMap<>();

    /** The facts not yet looked at, when all are selected. */
    @Nullable
    FactCursor facts;

    /** The first fact not yet looked at. */
    @Nullable
    Fact ahead;

    /** What was found of each step in one pass, or null when steps look for themselves. */
    @Nullable
    List<Fact> @Nullable [] scanned;

    /** The position of the next step. */
    int nextStep;

    /** The step whose targets are being pulled. */
    @Nullable
    Gathering gathering;

    private Frame(
            @Nullable Frame parent,
            Selection selection,
            @Nullable Long entity,
            @Nullable Set<Long> path,
            int[] levels) {
        this.parent = parent;
        this.selection = selection;
        this.entity = entity;
        this.depth = parent == null ? 0 : parent.depth + 1;
        this.path = path;
        this.repeated = path != null && entity != null && !path.add(entity);
        this.levels = levels;
    }

    /** Returns a frame that begins a selection. */
    static Frame begin(@Nullable Frame parent, Selection selection, @Nullable Long entity) {
        Set<Long> path = selection.depths.length == 0 ? null : new HashSet<>();
        return new Frame(parent, selection, entity, path, selection.depths);
    }

    /** Returns a frame that applies the selection of this one again, one level deeper in a recursion. */
    Frame again(int counter, long target) {
        int[] lower = levels;
        if (levels[counter] != AttributeSpec.UNBOUNDED) {
            lower = levels.clone();
            lower[counter]--;
        }
        return new Frame(this, selection, target, path, lower);
    }

    /** Returns a frame of a part of this entity. */
    Frame part(long target, Set<Long> parts) {
        return new Frame(this, Selection.EVERYTHING, target, parts, Selection.EVERYTHING.depths);
    }

    /** Takes the entity off its path. */
    void leave() {
        if (path != null && !repeated && entity != null) {
            path.remove(entity);
        }
    }
}

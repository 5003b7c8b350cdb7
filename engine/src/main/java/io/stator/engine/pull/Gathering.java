package io.stator.engine.pull;

import io.stator.PulledEntity;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The targets of a step, some of them pulled already. */
final class Gathering {
    final Step step;
    private final List<Long> targets;
    private int next;

    /** The parts above, when the targets are parts. */
    final @Nullable Set<Long> parts;

    private final List<PulledEntity> pulled = new ArrayList<>();

    Gathering(Step step, List<Long> targets, @Nullable Set<Long> parts) {
        this.step = step;
        this.targets = targets;
        this.parts = parts;
    }

    boolean isComplete() {
        return next == targets.size();
    }

    long nextTarget() {
        return targets.get(next++);
    }

    void add(PulledEntity entity) {
        if (!entity.isEmpty()) {
            pulled.add(entity);
        }
    }

    List<PulledEntity> pulled() {
        return pulled;
    }
}

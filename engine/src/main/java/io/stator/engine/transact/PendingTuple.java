package io.stator.engine.transact;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tuple with references to tempids. */
record PendingTuple(List<@Nullable Object> elements) {
    /** An element that is a tempid. */
    record Reference(long handle) {}

    /** Returns the tuple with the entities of its tempids. */
    List<@Nullable Object> resolve(Entities entities) {
        @Nullable Object[] resolved = elements.toArray();
        for (int i = 0; i < resolved.length; i++) {
            if (resolved[i] instanceof Reference reference) {
                resolved[i] = entities.of(reference.handle());
            }
        }
        return Tuples.of(resolved);
    }
}

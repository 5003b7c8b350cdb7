package io.stator.engine.transact;

import io.stator.edn.EdnVector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes tuples of elements that may be null. */
final class Tuples {
    private Tuples() {}

    @SuppressWarnings("NullAway") // the parameter of the vector may hold nulls too
    static List<@Nullable Object> of(@Nullable Object[] elements) {
        return EdnVector.of(elements);
    }
}

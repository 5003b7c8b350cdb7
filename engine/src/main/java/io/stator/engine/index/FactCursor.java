package io.stator.engine.index;

import io.stator.engine.datom.Fact;
import org.jspecify.annotations.Nullable;

/** A single pass over facts in the order of an index; not thread-safe. */
public interface FactCursor {
    /** A cursor over nothing. */
    FactCursor EMPTY = () -> null;

    /** Returns the next fact, or null at the end. */
    @Nullable
    Fact next();

    /** Puts the next facts into an array and returns how many there were; 0 at the end. */
    default int fill(Fact[] into) {
        int count = 0;
        while (count < into.length) {
            Fact fact = next();
            if (fact == null) {
                break;
            }
            into[count++] = fact;
        }
        return count;
    }
}

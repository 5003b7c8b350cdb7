package io.stator.engine.index;

import io.stator.engine.datom.Fact;
import io.stator.engine.segment.SegmentPart;
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

    /**
     * Returns the next facts as they are in a segment, and passes over them; null when the next one is not in a segment, or there is none,
     * which {@link #fill} tells.
     */
    default @Nullable SegmentPart nextPart() {
        return null;
    }

    /** Passes over up to so many facts and returns over how many: fewer only at the end. */
    default long skip(long count) {
        long skipped = 0;
        while (skipped < count && next() != null) {
            skipped++;
        }
        return skipped;
    }

    /**
     * Passes over facts that are not of the time asked for, as far as that takes no look at each: by far not all of them.
     *
     * <p>A retraction and the assertion right after it are passed over together, or not at all; so this may be called
     * wherever no such pair has been entered.
     */
    default void passOver(TimeFilter unwanted) {}
}

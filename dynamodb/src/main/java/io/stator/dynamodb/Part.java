package io.stator.dynamodb;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list to read: {@code Part.all().after(last).limit(100)}. Immutable; each method returns another part.
 *
 * <p>The list goes on behind the last element of a part; it has ended where a part is shorter than its limit.
 *
 * <p>Waits and failures: nothing here asks the service; what cannot be is a {@link DynamoException.InvalidRequest} at once.
 */
public final class Part {
    private static final Part ALL = new Part(null, 0);

    private final @Nullable String after;
    private final int limit;

    private Part(@Nullable String after, int limit) {
        this.after = after;
        this.limit = limit;
    }

    /** Returns the whole list. */
    public static Part all() {
        return ALL;
    }

    /** Returns this part from behind an element on, told by its id: the Amazon resource name of a stream, the id of a shard. */
    public Part after(String id) {
        return new Part(Objects.requireNonNull(id, "id"), limit);
    }

    /** Returns the first elements of this part, at most so many. */
    public Part limit(int count) {
        if (count < 1) {
            throw new DynamoException.InvalidRequest("limit must be >= 1: limit=" + count);
        }
        return new Part(after, count);
    }

    /** Returns the id of the element that this part begins behind, if it does not begin at the start. */
    public Optional<String> after() {
        return Optional.ofNullable(after);
    }

    /** Returns the most elements, or 0 if there is no limit. */
    public int limit() {
        return limit;
    }

    @Override
    public String toString() {
        return "Part[after " + (after == null ? "nothing" : after) + ", " + (limit == 0 ? "no limit" : "limit " + limit)
                + "]";
    }
}

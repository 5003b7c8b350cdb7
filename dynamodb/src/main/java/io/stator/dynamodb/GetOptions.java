package io.stator.dynamodb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How to read one item. Immutable; each method returns new options.
 *
 * <p>Waits and failures: nothing here asks the service; what cannot be is a {@link DynamoException.InvalidRequest} at once.
 */
public final class GetOptions {
    private static final GetOptions STANDARD = new GetOptions(false, List.of(), null, null);

    private final boolean consistent;
    private final List<String> projection;
    private final @Nullable CapacityDetail capacity;
    private final @Nullable Duration timeout;

    private GetOptions(
            boolean consistent,
            List<String> projection,
            @Nullable CapacityDetail capacity,
            @Nullable Duration timeout) {
        this.consistent = consistent;
        this.projection = projection;
        this.capacity = capacity;
        this.timeout = timeout;
    }

    /** Returns the options for an eventually consistent read of all attributes. */
    public static GetOptions standard() {
        return STANDARD;
    }

    /** Returns these options for a read that sees every write acknowledged before it. */
    public GetOptions consistent() {
        return new GetOptions(true, projection, capacity, timeout);
    }

    /** Returns these options for a read of these paths too ({@code "title, tracks[0].name"}) instead of all attributes. */
    public GetOptions project(String... paths) {
        List<String> all = new ArrayList<>(projection);
        for (String path : paths) {
            all.add(Objects.requireNonNull(path, "path"));
        }
        return new GetOptions(consistent, List.copyOf(all), capacity, timeout);
    }

    /** Returns these options with the consumed capacity in the result. */
    public GetOptions capacity(CapacityDetail detail) {
        return new GetOptions(consistent, projection, Objects.requireNonNull(detail, "detail"), timeout);
    }

    /** Returns these options for a read of one item that takes at most so long, retries included; in a batch that of the batch counts. */
    public GetOptions timeout(Duration timeout) {
        return new GetOptions(consistent, projection, capacity, BatchSettings.positive("timeout", timeout));
    }

    boolean isConsistent() {
        return consistent;
    }

    List<String> projection() {
        return projection;
    }

    CapacityDetail capacityOr(CapacityDetail standard) {
        return capacity == null ? standard : capacity;
    }

    @Nullable
    Duration timeout() {
        return timeout;
    }

    @Override
    public String toString() {
        return "GetOptions[consistent=" + consistent + ", projection=" + projection + ", capacity=" + capacity
                + ", timeout=" + timeout + "]";
    }
}

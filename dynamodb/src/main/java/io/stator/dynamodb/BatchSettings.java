package io.stator.dynamodb;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a batch is done.
 *
 * @param timeout the longest time for all of it; null for no such limit
 * @param patience the longest time during which nothing of it is done
 * @param requestsMax the most requests at once
 * @param capacity what is told of the consumed capacity; null for what the configuration says
 */
record BatchSettings(
        @Nullable Duration timeout,
        Duration patience,
        int requestsMax,
        @Nullable CapacityDetail capacity) {
    static final BatchSettings STANDARD = new BatchSettings(null, Duration.ofMinutes(1), 1, null);
    static final int REQUESTS_MAX = 256;

    BatchSettings withTimeout(Duration longest) {
        return new BatchSettings(positive("timeout", longest), patience, requestsMax, capacity);
    }

    BatchSettings withPatience(Duration longest) {
        return new BatchSettings(timeout, positive("patience", longest), requestsMax, capacity);
    }

    BatchSettings withRequestsMax(int most) {
        if (most < 1 || most > REQUESTS_MAX) {
            throw new DynamoException.InvalidRequest(
                    "requestsMax must be >= 1 and <= " + REQUESTS_MAX + ": requestsMax=" + most);
        }
        return new BatchSettings(timeout, patience, most, capacity);
    }

    BatchSettings withCapacity(CapacityDetail detail) {
        return new BatchSettings(timeout, patience, requestsMax, detail);
    }

    /** Says why a batch stopped that was late. */
    String lateBecause() {
        return timeout == null ? "nothing was done for " + patience : "not done within " + timeout;
    }

    static Duration positive(String name, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new DynamoException.InvalidRequest(name + " must be longer than zero: " + name + "=" + duration);
        }
        return duration;
    }
}

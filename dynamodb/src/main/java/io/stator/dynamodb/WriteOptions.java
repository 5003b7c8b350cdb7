package io.stator.dynamodb;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How to write one item. Immutable; each method returns new options.
 *
 * <p>Waits and failures: nothing here asks the service; what cannot be is a {@link DynamoException.InvalidRequest} at once.
 */
public final class WriteOptions {
    private static final WriteOptions STANDARD = new WriteOptions(null, null, true, null, false, null);

    private final @Nullable Expression condition;
    private final @Nullable Returning returning;
    private final boolean oldOnFailure;
    private final @Nullable CapacityDetail capacity;
    private final boolean collectionMetrics;
    private final @Nullable Duration timeout;

    private WriteOptions(
            @Nullable Expression condition,
            @Nullable Returning returning,
            boolean oldOnFailure,
            @Nullable CapacityDetail capacity,
            boolean collectionMetrics,
            @Nullable Duration timeout) {
        this.condition = condition;
        this.returning = returning;
        this.oldOnFailure = oldOnFailure;
        this.capacity = capacity;
        this.collectionMetrics = collectionMetrics;
        this.timeout = timeout;
    }

    /** Returns the options for a write without a condition that returns what its method says. */
    public static WriteOptions standard() {
        return STANDARD;
    }

    /** Returns these options for a write that happens only where the condition holds for the item as it is. */
    public WriteOptions condition(Expression condition) {
        return new WriteOptions(
                Objects.requireNonNull(condition, "condition"),
                returning,
                oldOnFailure,
                capacity,
                collectionMetrics,
                timeout);
    }

    /** Returns these options with the attributes that the result holds. */
    public WriteOptions returning(Returning returning) {
        return new WriteOptions(
                condition,
                Objects.requireNonNull(returning, "returning"),
                oldOnFailure,
                capacity,
                collectionMetrics,
                timeout);
    }

    /** Returns these options without the present item in the exception when the condition does not hold. */
    public WriteOptions withoutItemOnFailure() {
        return new WriteOptions(condition, returning, false, capacity, collectionMetrics, timeout);
    }

    /** Returns these options with the consumed capacity in the result. */
    public WriteOptions capacity(CapacityDetail detail) {
        return new WriteOptions(
                condition,
                returning,
                oldOnFailure,
                Objects.requireNonNull(detail, "detail"),
                collectionMetrics,
                timeout);
    }

    /** Returns these options with the size of the item collection in the result. */
    public WriteOptions collectionMetrics() {
        return new WriteOptions(condition, returning, oldOnFailure, capacity, true, timeout);
    }

    /** Returns these options for a write of one item that is waited for at most so long, retries included. */
    public WriteOptions timeout(Duration timeout) {
        return new WriteOptions(
                condition,
                returning,
                oldOnFailure,
                capacity,
                collectionMetrics,
                BatchSettings.positive("timeout", timeout));
    }

    @Nullable
    Expression condition() {
        return condition;
    }

    Returning returningOr(Returning standard) {
        return returning == null ? standard : returning;
    }

    boolean isOldOnFailure() {
        return oldOnFailure;
    }

    CapacityDetail capacityOr(CapacityDetail standard) {
        return capacity == null ? standard : capacity;
    }

    boolean isCollectionMetrics() {
        return collectionMetrics;
    }

    @Nullable
    Duration timeout() {
        return timeout;
    }

    /** Returns the options; values in the condition are not shown. */
    @Override
    public String toString() {
        return "WriteOptions[condition=" + condition + ", returning=" + returning + ", itemOnFailure=" + oldOnFailure
                + ", capacity=" + capacity + ", collectionMetrics=" + collectionMetrics + ", timeout=" + timeout + "]";
    }
}

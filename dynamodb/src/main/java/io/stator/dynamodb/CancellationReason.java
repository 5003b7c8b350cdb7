package io.stator.dynamodb;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why one action of a transaction made the service cancel it.
 *
 * <p>Waits and failures: nothing here asks the service or fails.
 */
public final class CancellationReason {
    private static final String NONE = "None";
    private static final Set<String> RETRYABLE =
            Set.of("TransactionConflict", "ProvisionedThroughputExceeded", "ThrottlingError");

    private final String code;
    private final String message;
    private final @Nullable Item item;

    CancellationReason(@Nullable String code, @Nullable String message, @Nullable Item item) {
        this.code = code == null ? NONE : code;
        this.message = message == null ? "" : message;
        this.item = item;
    }

    /** Returns the service's code: {@code None}, {@code ConditionalCheckFailed}, {@code TransactionConflict} and others. */
    public String code() {
        return code;
    }

    /** Returns the service's message; empty if there is none. */
    public String message() {
        return message;
    }

    /** Returns the item as it was when the condition of this action failed, if there was one. */
    public Optional<Item> item() {
        return Optional.ofNullable(item);
    }

    /** Returns whether this action was not the reason. */
    public boolean isNone() {
        return code.equals(NONE);
    }

    /** Returns whether the condition of this action did not hold. */
    public boolean isConditionFailed() {
        return code.equals("ConditionalCheckFailed");
    }

    /** Returns whether this reason may be gone if the transaction is tried again. */
    public boolean isRetryable() {
        return RETRYABLE.contains(code);
    }

    @Override
    public String toString() {
        return message.isEmpty() ? code : code + ": " + message;
    }
}

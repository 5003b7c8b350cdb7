package io.stator.dynamodb;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * What can go wrong in a call; each kind is a nested class.
 *
 * <p>The message names the operation, the table and the way out. The cause is the exception of the AWS SDK where there is one.
 * The only other exceptions that leave the library are {@link NullPointerException} and {@link IllegalArgumentException}, for
 * arguments that no program should pass.
 *
 * <p>A call that asks the service waits for the answer, in the calling thread or, if its name ends in {@code Async}, in none, as long as
 * the time-outs of {@link DynamoConfig} allow. <b>Any call may fail</b> with {@link InvalidRequest}, {@link InvalidValue},
 * {@link AccessDenied}, {@link Throttled}, {@link TimedOut}, {@link Interrupted}, {@link Unavailable}, {@link Closed},
 * {@link Unsupported} or {@link Fault}. What else it may fail with, or what one of these means for it, stands with the method.
 *
 * <p>In the manual: {@code docs/manual/dynamodb/calls.md}, or {@code stator help manual dynamodb/calls}.
 *
 * <p>Waits and failures: nothing here asks the service or fails.
 */
public abstract sealed class DynamoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private @Nullable String operation;
    private @Nullable String table;

    private DynamoException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Returns this exception, which from now on names the operation and the table it comes from, unless it already does. */
    final DynamoException in(String operation, @Nullable String table) {
        if (this.operation == null) {
            this.operation = operation;
            this.table = table;
        }
        return this;
    }

    /** Returns the service's name of the operation that failed ({@code PutItem}), or nothing if none was called. */
    public final Optional<String> operation() {
        return Optional.ofNullable(operation);
    }

    /** Returns the name of the table the operation was about, or nothing if it was about none or several. */
    public final Optional<String> table() {
        return Optional.ofNullable(table);
    }

    /** Returns whether the same call may succeed later without any change. */
    public boolean isRetryable() {
        return false;
    }

    /** Returns {@code OPERATION on TABLE: what happened, and the way out}. */
    @Override
    public final String getMessage() {
        String message = String.valueOf(super.getMessage());
        if (operation == null) {
            return message;
        }
        return table == null ? operation + ": " + message : operation + " on " + table + ": " + message;
    }

    /** The call is not one the service accepts: a missing key, a wrong expression, an option out of its range. */
    public static final class InvalidRequest extends DynamoException {
        private static final long serialVersionUID = 1L;

        InvalidRequest(String message, @Nullable Throwable cause) {
            super(message, cause);
        }

        InvalidRequest(String message) {
            this(message, null);
        }
    }

    /** A value cannot be stored, or a stored one cannot be read as the type that was asked for. */
    public static final class InvalidValue extends DynamoException {
        private static final long serialVersionUID = 1L;

        InvalidValue(String message, @Nullable Throwable cause) {
            super(message, cause);
        }

        InvalidValue(String message) {
            this(message, null);
        }
    }

    /** The condition of a write did not hold; nothing was written. */
    public static final class ConditionFailed extends DynamoException {
        private static final long serialVersionUID = 1L;

        private final transient @Nullable Item item;

        ConditionFailed(String message, @Nullable Item item, @Nullable Throwable cause) {
            super(message, cause);
            this.item = item;
        }

        /** Returns the item as it was when the condition was checked, or nothing if there was none. */
        public Optional<Item> item() {
            return Optional.ofNullable(item);
        }
    }

    /** A transaction was cancelled; nothing was written. */
    public static final class TransactionCanceled extends DynamoException {
        private static final long serialVersionUID = 1L;

        private final transient List<CancellationReason> reasons;

        TransactionCanceled(String message, List<CancellationReason> reasons, @Nullable Throwable cause) {
            super(message, cause);
            this.reasons = List.copyOf(reasons);
        }

        /** Returns one reason for each action of the transaction, in the order of the actions. */
        public List<CancellationReason> reasons() {
            return reasons == null ? List.of() : reasons;
        }

        @Override
        public boolean isRetryable() {
            return !reasons().isEmpty()
                    && reasons().stream().allMatch(reason -> reason.isNone() || reason.isRetryable())
                    && reasons().stream().anyMatch(CancellationReason::isRetryable);
        }
    }

    /** Another transaction is working on the same item, or the same transaction is still under way. */
    public static final class Conflict extends DynamoException {
        private static final long serialVersionUID = 1L;

        Conflict(String message, @Nullable Throwable cause) {
            super(message, cause);
        }

        @Override
        public boolean isRetryable() {
            return true;
        }
    }

    /** An idempotency token was used again with other actions. */
    public static final class IdempotencyMismatch extends DynamoException {
        private static final long serialVersionUID = 1L;

        IdempotencyMismatch(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The service asks for fewer requests: the capacity of a table, an index or the account is used up. */
    public static final class Throttled extends DynamoException {
        private static final long serialVersionUID = 1L;

        Throttled(String message, @Nullable Throwable cause) {
            super(message, cause);
        }

        @Override
        public boolean isRetryable() {
            return true;
        }
    }

    /** Part of a batch was not done before its deadline; the result says which part. */
    public static final class Incomplete extends DynamoException {
        private static final long serialVersionUID = 1L;

        private final transient @Nullable Object result;

        Incomplete(String message, Object result, @Nullable Throwable cause) {
            super(message, cause);
            this.result = result;
        }

        /** Returns what was done and what was not, as the result type of the call ({@link BatchItems}, {@link BatchResult}). */
        public <R> R result(Class<R> type) {
            if (result == null) {
                throw new IllegalStateException("the result does not survive the serialisation of this exception");
            }
            return type.cast(result);
        }

        @Override
        public boolean isRetryable() {
            return !(getCause() instanceof DynamoException cause) || cause.isRetryable();
        }
    }

    /** The table, index or stream does not exist, or is not ready yet. */
    public static final class NotFound extends DynamoException {
        private static final long serialVersionUID = 1L;

        NotFound(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The table exists already, or is being created, changed or deleted. */
    public static final class InUse extends DynamoException {
        private static final long serialVersionUID = 1L;

        InUse(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The table exists, but is not as its specification says. */
    public static final class TableDiffers extends DynamoException {
        private static final long serialVersionUID = 1L;

        private final transient List<TableDifference> differences;

        TableDiffers(List<TableDifference> differences) {
            super(
                    "the table must be as its specification says, change one of them (updateTable, TableSpec): "
                            + differences.stream()
                                    .map(TableDifference::toString)
                                    .collect(Collectors.joining("; ")),
                    null);
            this.differences = List.copyOf(differences);
        }

        /** Returns every difference. */
        public List<TableDifference> differences() {
            return differences == null ? List.of() : differences;
        }
    }

    /** A limit of the account or of an item collection is reached. */
    public static final class LimitExceeded extends DynamoException {
        private static final long serialVersionUID = 1L;

        LimitExceeded(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The credentials are missing, wrong, expired, or do not allow the call. */
    public static final class AccessDenied extends DynamoException {
        private static final long serialVersionUID = 1L;

        AccessDenied(String message, @Nullable Throwable cause) {
            super(message, cause);
        }

        /** Returns whether no credentials were found, so that the service was not even asked. Never fails. */
        public boolean isWithoutCredentials() {
            return getCause() instanceof SdkClientException;
        }
    }

    /** The place in a stream is gone: the iterator is older than 15 minutes or the records than 24 hours. */
    public static final class Expired extends DynamoException {
        private static final long serialVersionUID = 1L;

        Expired(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The endpoint does not have this operation or option; DynamoDB Local has not all of the service's. */
    public static final class Unsupported extends DynamoException {
        private static final long serialVersionUID = 1L;

        Unsupported(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The call did not end before its deadline; whether it had an effect is unknown. */
    public static final class TimedOut extends DynamoException {
        private static final long serialVersionUID = 1L;

        TimedOut(String message, @Nullable Throwable cause) {
            super(message, cause);
        }

        @Override
        public boolean isRetryable() {
            return true;
        }
    }

    /** The calling thread was interrupted; its interrupt flag is set again. */
    public static final class Interrupted extends DynamoException {
        private static final long serialVersionUID = 1L;

        Interrupted(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The service cannot be reached or failed; whether the call had an effect is unknown. */
    public static final class Unavailable extends DynamoException {
        private static final long serialVersionUID = 1L;

        Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }

        @Override
        public boolean isRetryable() {
            return true;
        }
    }

    /** The client was closed. */
    public static final class Closed extends DynamoException {
        private static final long serialVersionUID = 1L;

        Closed(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Anything else; the cause says more. */
    public static final class Fault extends DynamoException {
        private static final long serialVersionUID = 1L;

        Fault(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}

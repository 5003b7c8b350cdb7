package io.stator.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementError;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** From the exceptions of the AWS SDK to ours. */
final class Errors {
    private static final int SERVER_ERROR_STATUS_MIN = 500;
    private static final int TOO_MANY_REQUESTS_STATUS = 429;
    private static final String ABSENT_PARENT = "document path provided in the update expression is invalid";

    private static final Set<String> DENIED = Set.of(
            "AccessDenied",
            "AccessDeniedException",
            "ExpiredToken",
            "ExpiredTokenException",
            "IncompleteSignature",
            "IncompleteSignatureException",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "NotAuthorized",
            "OptInRequired",
            "SignatureDoesNotMatch",
            "UnrecognizedClientException");

    private Errors() {}

    /** Returns a failure, with the paths of an update in it whose parents are not there, and what to do about that. */
    static Throwable explained(Throwable failure, Expression update) {
        return failure instanceof DynamoException.InvalidRequest invalid
                        && String.valueOf(invalid.getMessage()).contains(ABSENT_PARENT)
                ? explained(invalid, update.template().innerPaths())
                : failure;
    }

    /** Returns a failure, with the one of these paths in it whose parent is not there, and what to do about that. */
    static DynamoException explained(DynamoException.InvalidRequest failure, List<String> paths) {
        String message = String.valueOf(failure.getMessage());
        String text = absentParent(message, paths);
        return text.isEmpty()
                ? failure
                : new DynamoException.InvalidRequest(text, failure.getCause())
                        .in(
                                failure.operation().orElse(Operations.UPDATE_ITEM.name()),
                                failure.table().orElse(null));
    }

    /** Returns what to say of a message about a path whose parent is not there, or nothing if it is about something else. */
    static String absentParent(String message, List<String> paths) {
        return !message.contains(ABSENT_PARENT) || paths.isEmpty()
                ? ""
                : "the map or list around each path of an update must be there: in the item it is not there, or of another type,"
                        + " for " + (paths.size() == 1 ? "" : "one of ") + String.join(", ", paths)
                        + "; set the map or list first, whole, such as SET a = if_not_exists(a, ?) with an empty map";
    }

    /** Returns the exception of ours that says what happened in an operation; ours and programming errors stay as they are. */
    static Throwable translated(
            Throwable failure, String operation, @Nullable String table, Codecs codecs, boolean closed) {
        Throwable cause = Futures.cause(failure);
        if (cause instanceof DynamoException known) {
            return known.in(operation, table);
        }
        if (cause instanceof AwsServiceException service) {
            return ofService(service, codecs, new Item.Origin(operation, table)).in(operation, table);
        }
        if (closed && !(cause instanceof Error)) {
            return new DynamoException.Closed("the client was closed during the call", cause).in(operation, table);
        }
        if (cause instanceof SdkException client) {
            return ofClient(client).in(operation, table);
        }
        if (cause instanceof NullPointerException
                || cause instanceof IllegalArgumentException
                || cause instanceof CancellationException
                || cause instanceof Error) {
            return cause;
        }
        return new DynamoException.Fault("unexpected: " + cause, cause).in(operation, table);
    }

    private static DynamoException ofService(AwsServiceException failure, Codecs codecs, Item.Origin origin) {
        if (failure instanceof ConditionalCheckFailedException condition) {
            return new DynamoException.ConditionFailed(
                    "the condition did not hold, nothing was written",
                    condition.hasItem() ? Item.read(condition.item(), codecs, origin) : null,
                    failure);
        }
        if (failure instanceof TransactionCanceledException canceled) {
            return transactionCanceled(canceled, codecs, origin);
        }
        String text = text(failure);
        return switch (code(failure)) {
            case "DuplicateItemException", "DuplicateItem" ->
                new DynamoException.ConditionFailed("an item with this key exists already: " + text, null, failure);
            case "ValidationException", "InvalidEndpointException", "SerializationException" ->
                new DynamoException.InvalidRequest("the service refused the request: " + text + hint(text), failure);
            case "ResourceNotFoundException", "TableNotFoundException" ->
                new DynamoException.NotFound(
                        "not found, or not ready yet: create it (createTable, ensureTable) or wait for it; " + text,
                        failure);
            case "ResourceInUseException", "TableInUseException", "TableAlreadyExistsException" ->
                new DynamoException.InUse(
                        "it exists already or is being changed: wait until it is active; " + text, failure);
            case "TransactionConflictException", "ReplicatedWriteConflictException" ->
                new DynamoException.Conflict("a transaction is working on the same item: try again; " + text, failure);
            case "TransactionInProgressException" ->
                new DynamoException.Conflict(
                        "a transaction with this idempotency token is still under way: try again; " + text, failure);
            case "IdempotentParameterMismatchException", "IdempotentParameterMismatch" ->
                new DynamoException.IdempotencyMismatch(
                        "this idempotency token was used with other actions: use a new token for new actions; " + text,
                        failure);
            case "ProvisionedThroughputExceededException",
                    "RequestLimitExceeded",
                    "RequestLimitExceededException",
                    "ThrottlingException",
                    "Throttling",
                    "TooManyRequestsException" ->
                new DynamoException.Throttled("throttled: slow down or raise the capacity; " + text, failure);
            case "LimitExceededException", "ItemCollectionSizeLimitExceededException" ->
                new DynamoException.LimitExceeded("a limit of the service is reached: " + text, failure);
            case "ExpiredIteratorException" ->
                new DynamoException.Expired(
                        "the shard iterator is older than 15 minutes: get another after the last sequence number; "
                                + text,
                        failure);
            case "TrimmedDataAccessException" ->
                new DynamoException.Expired(
                        "the records are older than 24 hours and gone: go on from the trim horizon; " + text, failure);
            case "UnknownOperationException", "UnsupportedOperationException", "NotImplementedException" ->
                new DynamoException.Unsupported("this endpoint does not know the operation: " + text, failure);
            default -> other(failure, text);
        };
    }

    /** Returns the way out where the service's message does not say it. */
    private static String hint(String text) {
        if (text.contains(ABSENT_PARENT)) {
            return "; the map or list around each path of an update must be there: set it first, whole";
        }
        return text.contains("number of conditions on the keys") || text.contains("does not match the schema")
                ? "; a key has all attributes of the table's key, of their types, and no other"
                : "";
    }

    private static DynamoException other(AwsServiceException failure, String text) {
        String code = code(failure);
        if (DENIED.contains(code)) {
            return new DynamoException.AccessDenied(
                    "access denied, check the credentials and their permissions: " + text, failure);
        }
        if (failure.isThrottlingException() || failure.statusCode() == TOO_MANY_REQUESTS_STATUS) {
            return new DynamoException.Throttled("throttled: slow down or raise the capacity; " + text, failure);
        }
        if (failure.statusCode() >= SERVER_ERROR_STATUS_MIN) {
            return new DynamoException.Unavailable(
                    "the service failed, the outcome is unknown: try again; " + text, failure);
        }
        if (failure.awsErrorDetails() == null || failure.awsErrorDetails().errorCode() == null) {
            return new DynamoException.Unavailable(
                    "the answer names no error of the service, being cut off or from something before it, the outcome is"
                            + " unknown: try again; " + text,
                    failure);
        }
        if (code.endsWith("NotFoundException")) {
            return new DynamoException.NotFound("not found: " + text, failure);
        }
        if (code.endsWith("InUseException") || code.endsWith("AlreadyExistsException")) {
            return new DynamoException.InUse("in use, or there already: " + text, failure);
        }
        return new DynamoException.Fault(code + ": " + text, failure);
    }

    private static DynamoException transactionCanceled(
            TransactionCanceledException failure, Codecs codecs, Item.Origin origin) {
        List<CancellationReason> reasons = new ArrayList<>();
        StringBuilder summary = new StringBuilder();
        for (software.amazon.awssdk.services.dynamodb.model.CancellationReason each : failure.cancellationReasons()) {
            CancellationReason reason = new CancellationReason(
                    each.code(), each.message(), each.hasItem() ? Item.read(each.item(), codecs, origin) : null);
            if (!reason.isNone()) {
                summary.append(summary.isEmpty() ? "" : "; ")
                        .append("action ")
                        .append(reasons.size())
                        .append(": ")
                        .append(reason);
            }
            reasons.add(reason);
        }
        return new DynamoException.TransactionCanceled(
                "cancelled, nothing was written: " + (summary.isEmpty() ? text(failure) : summary), reasons, failure);
    }

    /** Returns the exception that says what happened to one statement of a batch. */
    static DynamoException ofStatement(BatchStatementError error, int number, @Nullable String table, Codecs codecs) {
        String code = String.valueOf(error.codeAsString());
        String text = "statement[" + number + "]: " + code + ": " + error.message();
        DynamoException exception = switch (code) {
            case "ConditionalCheckFailed", "DuplicateItem" ->
                new DynamoException.ConditionFailed(
                        text, error.hasItem() ? Item.read(error.item(), codecs) : null, null);
            case "ItemCollectionSizeLimitExceeded" -> new DynamoException.LimitExceeded(text, null);
            case "RequestLimitExceeded", "ProvisionedThroughputExceeded", "ThrottlingError" ->
                new DynamoException.Throttled(text, null);
            case "ValidationError" -> new DynamoException.InvalidRequest(text);
            case "TransactionConflict" -> new DynamoException.Conflict(text, null);
            case "InternalServerError" -> new DynamoException.Unavailable(text, null);
            case "ResourceNotFound" -> new DynamoException.NotFound(text, null);
            case "AccessDenied" -> new DynamoException.AccessDenied(text, null);
            default -> new DynamoException.Fault(text, null);
        };
        return exception.in(Operations.BATCH_EXECUTE_STATEMENT.name(), table);
    }

    private static DynamoException ofClient(SdkException failure) {
        String text = String.valueOf(failure.getMessage());
        if (failure instanceof ApiCallTimeoutException || failure instanceof ApiCallAttemptTimeoutException) {
            return new DynamoException.TimedOut(
                    "no answer in time, the outcome is unknown: raise the time-out or try again; " + text, failure);
        }
        if (failure instanceof AbortedException || Thread.currentThread().isInterrupted()) {
            Thread.currentThread().interrupt();
            return new DynamoException.Interrupted("the thread was interrupted, the outcome is unknown", failure);
        }
        if (text.contains("credentials")) {
            return new DynamoException.AccessDenied(
                    "no credentials: give them with DynamoConfig.credentials or profile, or set AWS_ACCESS_KEY_ID and"
                            + " AWS_SECRET_ACCESS_KEY; " + text,
                    failure);
        }
        if (text.contains("Unable to load region") || text.contains("Profile file")) {
            return new DynamoException.InvalidRequest(
                    "the configuration is not complete: give a region with DynamoConfig.region or AWS_REGION, or a"
                            + " profile that exists; " + text,
                    failure);
        }
        if (failure instanceof SdkClientException && failure.getCause() instanceof IllegalStateException state) {
            return new DynamoException.Closed("the HTTP client was closed: " + state.getMessage(), failure);
        }
        return new DynamoException.Unavailable(
                "the service cannot be reached, the outcome is unknown: check endpoint and network; " + text, failure);
    }

    private static String code(AwsServiceException failure) {
        String code = failure.awsErrorDetails() == null
                ? null
                : failure.awsErrorDetails().errorCode();
        return code == null ? failure.getClass().getSimpleName() : code;
    }

    private static String text(AwsServiceException failure) {
        String message = failure.awsErrorDetails() == null
                ? null
                : failure.awsErrorDetails().errorMessage();
        return message == null ? String.valueOf(failure.getMessage()) : message;
    }
}

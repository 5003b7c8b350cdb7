package io.stator.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.ConnectException;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

final class ErrorsTest {
    private static Throwable translated(Throwable failure) {
        return Errors.translated(failure, "PutItem", "albums", Codecs.standard(), false);
    }

    private static DynamoDbException service(String code, int status) {
        return (DynamoDbException) DynamoDbException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("what the service says")
                        .build())
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "ValidationException, 400, InvalidRequest, false",
        "ResourceNotFoundException, 400, NotFound, false",
        "ResourceInUseException, 400, InUse, false",
        "TransactionConflictException, 400, Conflict, true",
        "TransactionInProgressException, 400, Conflict, true",
        "IdempotentParameterMismatchException, 400, IdempotencyMismatch, false",
        "ProvisionedThroughputExceededException, 400, Throttled, true",
        "RequestLimitExceeded, 400, Throttled, true",
        "ThrottlingException, 400, Throttled, true",
        "SlowDown, 429, Throttled, true",
        "LimitExceededException, 400, LimitExceeded, false",
        "ItemCollectionSizeLimitExceededException, 400, LimitExceeded, false",
        "ExpiredIteratorException, 400, Expired, false",
        "TrimmedDataAccessException, 400, Expired, false",
        "UnknownOperationException, 400, Unsupported, false",
        "UnrecognizedClientException, 400, AccessDenied, false",
        "ExpiredTokenException, 400, AccessDenied, false",
        "AccessDeniedException, 400, AccessDenied, false",
        "InternalServerError, 500, Unavailable, true",
        "ServiceUnavailable, 503, Unavailable, true",
        "PolicyNotFoundException, 400, NotFound, false",
        "BackupInUseException, 400, InUse, false",
        "SomethingNew, 400, Fault, false"
    })
    void everyCodeOfTheServiceHasAKind(String code, int status, String kind, boolean retryable) {
        Throwable translated = translated(service(code, status));

        assertThat(translated).isInstanceOf(DynamoException.class).hasCauseInstanceOf(DynamoDbException.class);
        DynamoException exception = (DynamoException) translated;
        assertThat(exception.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(exception.isRetryable()).isEqualTo(retryable);
        assertThat(exception.getMessage()).startsWith("PutItem on albums: ").contains("what the service says");
        assertThat(exception.operation()).contains("PutItem");
        assertThat(exception.table()).contains("albums");
    }

    @Test
    void aRefusalThatNamesNoErrorMayBeFromAnybody() {
        Throwable translated = translated(DynamoDbException.builder()
                .message("Service returned HTTP status code 400")
                .statusCode(400)
                .build());

        assertThat(translated).isInstanceOf(DynamoException.Unavailable.class).hasMessageContaining("names no error");
        assertThat(((DynamoException) translated).isRetryable()).isTrue();
    }

    @Test
    void aFailedConditionHoldsTheItem() {
        Throwable translated = translated(ConditionalCheckFailedException.builder()
                .item(Map.of("artist", AttributeValue.fromS("Can")))
                .build());

        assertThat(((DynamoException.ConditionFailed) translated).item()).contains(Item.of("artist", "Can"));
    }

    @Test
    void aFailedConditionWithoutAnItemHoldsNone() {
        Throwable translated =
                translated(ConditionalCheckFailedException.builder().build());

        assertThat(((DynamoException.ConditionFailed) translated).item()).isEmpty();
    }

    @Test
    void theReasonsOfACancelledTransactionKeepTheirPlaces() {
        Throwable translated = translated(TransactionCanceledException.builder()
                .cancellationReasons(
                        reason -> reason.code("None"),
                        reason -> reason.code("ConditionalCheckFailed")
                                .message("no")
                                .item(Map.of("n", AttributeValue.fromN("1"))),
                        reason -> reason.code("TransactionConflict"))
                .build());

        DynamoException.TransactionCanceled canceled = (DynamoException.TransactionCanceled) translated;
        assertThat(canceled.reasons()).hasSize(3);
        assertThat(canceled.reasons().get(0).isNone()).isTrue();
        assertThat(canceled.reasons().get(1).isConditionFailed()).isTrue();
        assertThat(canceled.reasons().get(1).item()).contains(Item.of("n", 1));
        assertThat(canceled.reasons().get(2).isRetryable()).isTrue();
        assertThat(canceled.isRetryable()).isFalse();
        assertThat(canceled.getMessage()).contains("action 1: ConditionalCheckFailed: no");
    }

    @Test
    void aTransactionCancelledByConflictsOnlyIsRetryable() {
        Throwable translated = translated(TransactionCanceledException.builder()
                .cancellationReasons(reason -> reason.code("None"), reason -> reason.code("TransactionConflict"))
                .build());

        assertThat(((DynamoException) translated).isRetryable()).isTrue();
    }

    @Test
    void theSdkCannotReachTheService() {
        Throwable translated = translated(
                SdkClientException.create("Unable to execute HTTP request", new ConnectException("refused")));

        assertThat(translated).isInstanceOf(DynamoException.Unavailable.class).hasMessageContaining("endpoint");
    }

    @Test
    void theSdkFindsNoCredentials() {
        Throwable translated = translated(SdkClientException.create("Unable to load credentials from any provider"));

        assertThat(translated)
                .isInstanceOf(DynamoException.AccessDenied.class)
                .hasMessageContaining("DynamoConfig.credentials");
    }

    @Test
    void aTimeOutIsOne() {
        assertThat(translated(ApiCallTimeoutException.create(100))).isInstanceOf(DynamoException.TimedOut.class);
    }

    @Test
    void anInterruptedCallLeavesTheFlagSet() {
        Throwable translated = translated(AbortedException.create("Thread was interrupted"));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(translated).isInstanceOf(DynamoException.Interrupted.class);
    }

    @Test
    void wrappersOfFuturesAreTakenOff() {
        assertThat(translated(new CompletionException(service("ThrottlingException", 400))))
                .isInstanceOf(DynamoException.Throttled.class);
    }

    @Test
    void ourOwnExceptionsAndProgrammingErrorsStay() {
        DynamoException own = new DynamoException.InvalidRequest("limit must be >= 1: 0");
        NullPointerException missing = new NullPointerException("key");
        CancellationException cancelled = new CancellationException();

        assertThat(translated(own)).isSameAs(own).hasMessage("PutItem on albums: limit must be >= 1: 0");
        assertThat(translated(missing)).isSameAs(missing);
        assertThat(translated(cancelled)).isSameAs(cancelled);
    }

    @Test
    void whatFailsBecauseOfClosingSaysSo() {
        Throwable translated = Errors.translated(
                new IllegalStateException("Connection pool shut down"), "GetItem", "albums", Codecs.standard(), true);

        assertThat(translated).isInstanceOf(DynamoException.Closed.class);
    }

    @Test
    void theFirstOperationThatFailedIsNamed() {
        DynamoException exception = new DynamoException.InvalidRequest("x").in("GetItem", "a");

        assertThat(exception.in("PutItem", "b")).hasMessage("GetItem on a: x");
    }

    @Test
    void aResultOfAnotherTypeIsRefused() {
        DynamoException.Incomplete incomplete = new DynamoException.Incomplete("half", "done", null);

        assertThat(incomplete.result(String.class)).isEqualTo("done");
        assertThat(catchThrowable(() -> incomplete.result(Integer.class))).isInstanceOf(ClassCastException.class);
    }
}

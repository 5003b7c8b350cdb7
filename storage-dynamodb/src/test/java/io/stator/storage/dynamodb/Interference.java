package io.stator.storage.dynamodb;

import io.stator.dynamodb.DynamoDb;
import io.stator.dynamodb.junit.DynamoDbLocal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/** What may happen between a storage and a running DynamoDB Local: calls are counted from 1, and each may go wrong in some way. */
final class Interference implements ExecutionInterceptor {
    private static final ExecutionAttribute<Fault> FAULT = new ExecutionAttribute<>("StatorFault");

    /** Where an item is put that is not put. */
    private static final Map<String, AttributeValue> ELSEWHERE =
            Map.of(Place.PARTITION, AttributeValue.fromS("elsewhere"), Place.SORT, AttributeValue.fromS("elsewhere"));

    /** What goes wrong with a call. */
    enum Fault {
        NONE,
        /** The service says that its capacity is used up, and does nothing. */
        THROTTLED,
        /** The service does not let this user in. */
        DENIED,
        /** The service fails, and does nothing. */
        FAILED_BEFORE,
        /** The service does what it is asked for, and fails. */
        FAILED_AFTER,
        /** The answer is cut off, and says no more than that it is a refusal. */
        CUT_OFF,
        /** Something before the service answers that an item was put, and it was not. */
        ANSWERED_BY_ANOTHER,
        /** The answer to what was done is lost. */
        ANSWER_LOST,
        /** The answer to what was done does not come in time. */
        TOO_LATE,
        /** A read that need not see the newest finds nothing. */
        STALE
    }

    private final List<SdkRequest> requests = new ArrayList<>();
    private volatile BiFunction<Integer, SdkRequest, Fault> plan = (call, request) -> Fault.NONE;

    /** Says what goes wrong with each call from now on, by its number and its request. */
    Interference plan(BiFunction<Integer, SdkRequest, Fault> faults) {
        plan = faults;
        return this;
    }

    /** Counts from 1 again, and says what goes wrong with each call from now on. */
    synchronized void begin(BiFunction<Integer, SdkRequest, Fault> faults) {
        requests.clear();
        plan = faults;
    }

    /** Returns whether a call that was made could go wrong in some way: only a read that need not see the newest can be stale. */
    synchronized boolean mayBe(Fault fault, int call) {
        return fault != Fault.STALE || isEventual(requests.get(call - 1));
    }

    private static boolean isEventual(SdkRequest request) {
        if (request instanceof GetItemRequest get) {
            return !Boolean.TRUE.equals(get.consistentRead());
        }
        return request instanceof BatchGetItemRequest batch
                && batch.requestItems().values().stream().noneMatch(keys -> Boolean.TRUE.equals(keys.consistentRead()));
    }

    /** Lets all calls be. */
    void end() {
        plan = (call, request) -> Fault.NONE;
    }

    synchronized int calls() {
        return requests.size();
    }

    /** Returns the requests from a number of them on. */
    synchronized List<SdkRequest> requests(int from) {
        return List.copyOf(requests.subList(from, requests.size()));
    }

    /** Returns a client whose calls all come by here, each once. */
    DynamoDb client(DynamoDbLocal local) {
        return DynamoDb.open(local.config().retriesMax(0).override(options -> options.addExecutionInterceptor(this)));
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        int number;
        synchronized (this) {
            requests.add(context.request());
            number = requests.size();
        }
        Fault fault = plan.apply(number, context.request());
        attributes.putAttribute(FAULT, fault);
        if (fault == Fault.THROTTLED) {
            throw ProvisionedThroughputExceededException.builder()
                    .message("slow down")
                    .awsErrorDetails(details("ProvisionedThroughputExceededException"))
                    .statusCode(400)
                    .build();
        }
        if (fault == Fault.DENIED) {
            throw DynamoDbException.builder()
                    .message("not you")
                    .awsErrorDetails(details("AccessDeniedException"))
                    .statusCode(400)
                    .build();
        }
        if (fault == Fault.FAILED_BEFORE) {
            throw failed();
        }
    }

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        boolean elsewhere = attributes.getAttribute(FAULT) == Fault.ANSWERED_BY_ANOTHER;
        return elsewhere && context.request() instanceof PutItemRequest put
                ? PutItemRequest.builder()
                        .tableName(put.tableName())
                        .item(ELSEWHERE)
                        .build()
                : context.request();
    }

    @Override
    public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes attributes) {
        if (attributes.getAttribute(FAULT) != Fault.STALE || !isEventual(context.request())) {
            return context.response();
        }
        return context.request() instanceof GetItemRequest
                ? GetItemResponse.builder().build()
                : BatchGetItemResponse.builder().build();
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        switch (attributes.getAttribute(FAULT)) {
            case FAILED_AFTER -> throw failed();
            case CUT_OFF ->
                throw DynamoDbException.builder()
                        .message("Service returned HTTP status code 400")
                        .statusCode(400)
                        .build();
            case ANSWER_LOST -> throw SdkClientException.create("the answer was lost", new IOException("reset"));
            case TOO_LATE ->
                throw ApiCallTimeoutException.builder().message("too late").build();
            default -> {
                // it is as it is
            }
        }
    }

    private static RuntimeException failed() {
        return DynamoDbException.builder()
                .message("out of order")
                .awsErrorDetails(details("InternalServerError"))
                .statusCode(500)
                .build();
    }

    private static AwsErrorDetails details(String code) {
        return AwsErrorDetails.builder()
                .serviceName("DynamoDb")
                .errorCode(code)
                .errorMessage(code)
                .build();
    }
}

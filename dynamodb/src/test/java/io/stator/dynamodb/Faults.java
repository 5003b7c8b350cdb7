package io.stator.dynamodb;

import io.stator.dynamodb.junit.DynamoDbLocal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;

/**
 * Faults between a client of the AWS SDK and a real server: calls that fail, answers that are lost, requests and answers that are
 * changed. Operations have the service's names ({@code PutItem}), and the calls of each are counted from 1; retries of the SDK do
 * not count.
 */
final class Faults implements ExecutionInterceptor {
    private static final ExecutionAttribute<Integer> NUMBER = new ExecutionAttribute<>("StatorCallNumber");

    private final Map<String, List<SdkRequest>> requests = new HashMap<>();
    private final Map<String, IntFunction<RuntimeException>> failures = new HashMap<>();
    private final Map<String, IntFunction<RuntimeException>> losses = new HashMap<>();
    private final Map<String, UnaryOperator<SdkRequest>> requestChanges = new HashMap<>();
    private final Map<String, AnswerChange> answerChanges = new HashMap<>();

    /** What becomes of the answer to a call of that number. */
    interface AnswerChange {
        SdkResponse apply(int call, SdkResponse answer);
    }

    /** Fails the calls for which there is an exception, before they are sent. */
    synchronized Faults fail(String operation, IntFunction<RuntimeException> failure) {
        failures.put(operation, failure);
        return this;
    }

    /** Fails the call of that number before it is sent. */
    Faults fail(String operation, int call, RuntimeException failure) {
        return fail(operation, number -> number == call ? failure : null);
    }

    /** Does the call of that number, but hands the exception to the caller instead of the answer. */
    synchronized Faults loseAnswer(String operation, int call, RuntimeException failure) {
        losses.put(operation, number -> number == call ? failure : null);
        return this;
    }

    /** Does the call of that number, but the connection seems to break before the answer comes. */
    Faults loseAnswer(String operation, int call) {
        return loseAnswer(
                operation, call, SdkClientException.create("the answer was lost", new IOException("connection reset")));
    }

    /** Changes all requests of the operation. */
    synchronized Faults changeRequest(String operation, UnaryOperator<SdkRequest> change) {
        requestChanges.put(operation, change);
        return this;
    }

    /** Changes the answers of the operation. */
    synchronized Faults changeAnswer(String operation, AnswerChange change) {
        answerChanges.put(operation, change);
        return this;
    }

    /** Returns how many calls of the operation there were. */
    int calls(String operation) {
        return requests(operation).size();
    }

    /** Returns the requests of the operation, unchanged, in their order. */
    synchronized List<SdkRequest> requests(String operation) {
        return List.copyOf(requests.getOrDefault(operation, List.of()));
    }

    /** Returns the exception of a table whose capacity is used up. */
    static ProvisionedThroughputExceededException throttled() {
        return (ProvisionedThroughputExceededException) ProvisionedThroughputExceededException.builder()
                .message("slow down")
                .awsErrorDetails(details("ProvisionedThroughputExceededException", "slow down"))
                .statusCode(400)
                .build();
    }

    /** Returns an exception of the service with that code. */
    static RuntimeException refused(int status, String code, String message) {
        return DynamoDbException.builder()
                .message(message)
                .awsErrorDetails(details(code, message))
                .statusCode(status)
                .build();
    }

    private static AwsErrorDetails details(String code, String message) {
        return AwsErrorDetails.builder()
                .serviceName("DynamoDb")
                .errorCode(code)
                .errorMessage(message)
                .build();
    }

    /** Returns a client of the running DynamoDB Local with these faults. */
    DynamoDbClient client(DynamoDbLocal local) {
        return with(DynamoDbClient.builder(), local)
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
    }

    /** Returns an asynchronous client of the running DynamoDB Local with these faults. */
    DynamoDbAsyncClient asyncClient(DynamoDbLocal local) {
        return with(DynamoDbAsyncClient.builder(), local)
                .httpClientBuilder(NettyNioAsyncHttpClient.builder())
                .build();
    }

    private <B extends AwsClientBuilder<B, ?>> B with(B builder, DynamoDbLocal local) {
        return builder.endpointOverride(local.endpoint())
                .region(local.region())
                .credentialsProvider(local.credentials())
                .overrideConfiguration(options -> options.addExecutionInterceptor(this));
    }

    private static String operation(ExecutionAttributes attributes) {
        return attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
    }

    private synchronized void throwIfAny(
            Map<String, IntFunction<RuntimeException>> faults, ExecutionAttributes attributes) {
        IntFunction<RuntimeException> fault = faults.get(operation(attributes));
        RuntimeException exception = fault == null ? null : fault.apply(attributes.getAttribute(NUMBER));
        if (exception != null) {
            throw exception;
        }
    }

    @Override
    public synchronized void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        List<SdkRequest> before = requests.computeIfAbsent(operation(attributes), name -> new ArrayList<>());
        before.add(context.request());
        attributes.putAttribute(NUMBER, before.size());
        throwIfAny(failures, attributes);
    }

    @Override
    public synchronized SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        return requestChanges
                .getOrDefault(operation(attributes), UnaryOperator.identity())
                .apply(context.request());
    }

    @Override
    public synchronized SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes attributes) {
        AnswerChange change = answerChanges.get(operation(attributes));
        return change == null ? context.response() : change.apply(attributes.getAttribute(NUMBER), context.response());
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        throwIfAny(losses, attributes);
    }
}

package io.stator.dynamodb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementError;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;

/**
 * One batch of statements under way: requests of at most {@value #STATEMENTS_MAX} statements, and again for those that were throttled
 * or met a transaction, with full jitter until a deadline.
 *
 * <p>A request that fails as a whole is the error of each of its statements, so that what others did is not lost; but if not one
 * statement got through, the failure itself is thrown.
 */
final class StatementBatches {
    /** The most statements of one request. */
    static final int STATEMENTS_MAX = 25;

    private static final Item.Origin ORIGIN = new Item.Origin(Operations.BATCH_EXECUTE_STATEMENT.name(), null);

    private final Service service;
    private final Steps steps;
    private final List<Statement> statements;
    private final Function<Statement, BatchStatementRequest> request;
    private final StatementBatch.@Nullable Outcome[] outcomes;
    private final Map<String, Capacity> capacity = new LinkedHashMap<>();
    private final long startNanos;

    private List<Integer> pending;
    private List<Integer> again = new ArrayList<>();
    private int rounds;
    private @Nullable DynamoException wholeFailure;
    private boolean answered;

    StatementBatches(
            Service service,
            Steps steps,
            List<Statement> statements,
            Function<Statement, BatchStatementRequest> request) {
        this.service = service;
        this.steps = steps;
        this.statements = statements;
        this.request = request;
        this.outcomes = new StatementBatch.@Nullable Outcome[statements.size()];
        this.pending = IntStream.range(0, statements.size()).boxed().toList();
        this.startNanos = steps.nanoTime();
    }

    CompletableFuture<StatementBatch> run() {
        return Futures.map(
                Steps.repeat(this, StatementBatches::isDone, StatementBatches::step), StatementBatches::result);
    }

    private boolean isDone() {
        return pending.isEmpty() && again.isEmpty();
    }

    private CompletableFuture<StatementBatches> step() {
        if (!pending.isEmpty()) {
            return call();
        }
        rounds++;
        pending = again;
        again = new ArrayList<>();
        return after(steps.pause(Retry.BACKOFF.after(rounds, steps.random())), (nothing, failure) -> {
            if (failure != null) {
                throw Futures.unchecked(failure);
            }
        });
    }

    private CompletableFuture<StatementBatches> call() {
        List<Integer> numbers = pending.subList(0, Math.min(STATEMENTS_MAX, pending.size()));
        pending = pending.subList(numbers.size(), pending.size());
        CompletableFuture<BatchExecuteStatementResponse> call = steps.call(
                Operations.BATCH_EXECUTE_STATEMENT,
                null,
                () -> BatchExecuteStatementRequest.builder()
                        .statements(numbers.stream().map(this::request).toList())
                        .returnConsumedCapacity(detail().sdk())
                        .build());
        return after(call, (answer, failure) -> {
            if (failure == null) {
                answered(numbers, answer);
            } else {
                failed(numbers, failure);
            }
        });
    }

    private BatchStatementRequest request(int number) {
        try {
            return request.apply(statements.get(number));
        } catch (DynamoException.InvalidValue cause) {
            throw new DynamoException.InvalidValue("statement[" + number + "]: " + cause.getMessage(), cause);
        }
    }

    private CapacityDetail detail() {
        return statements.stream()
                .map(statement -> statement.options().capacity())
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(service.config().capacity());
    }

    private void answered(List<Integer> numbers, BatchExecuteStatementResponse answer) {
        answered = true;
        Capacity.byTable(answer.consumedCapacity())
                .forEach((table, each) -> capacity.merge(table, each, Capacity::plus));
        List<BatchStatementResponse> responses = answer.responses();
        for (int i = 0; i < numbers.size(); i++) {
            int number = numbers.get(i);
            BatchStatementResponse response = i < responses.size()
                    ? responses.get(i)
                    : BatchStatementResponse.builder().build();
            BatchStatementError error = response.error();
            if (error == null) {
                Item item = response.hasItem() ? Item.read(response.item(), service.codecs(), ORIGIN) : null;
                outcomes[number] = new StatementBatch.Outcome(item, null);
            } else {
                settle(number, Errors.ofStatement(error, number, response.tableName(), service.codecs()));
            }
        }
    }

    private void failed(List<Integer> numbers, Throwable failure) {
        if (!(Futures.cause(failure) instanceof DynamoException known)
                || known instanceof DynamoException.Closed
                || known instanceof DynamoException.Interrupted) {
            throw Futures.unchecked(Futures.cause(failure));
        }
        wholeFailure = known;
        numbers.forEach(number -> settle(number, known));
    }

    /** Keeps the error, or has the statement tried again if that is safe and there is time. */
    private void settle(int number, DynamoException error) {
        Duration next = Retry.BACKOFF.first();
        boolean untouched = error instanceof DynamoException.Throttled || error instanceof DynamoException.Conflict;
        boolean time = steps.nanoTime() - startNanos + next.toNanos() < Transactions.TIMEOUT_STANDARD.toNanos();
        if (untouched && time) {
            again.add(number);
        } else {
            outcomes[number] = new StatementBatch.Outcome(null, error);
        }
    }

    private StatementBatch result() {
        if (wholeFailure != null && !answered) {
            throw wholeFailure;
        }
        List<StatementBatch.Outcome> all = new ArrayList<>();
        Arrays.stream(outcomes).forEach(outcome -> all.add(Objects.requireNonNull(outcome)));
        return new StatementBatch(all, capacity);
    }

    /** Returns a future of this, complete when the source is, after the action; cancelling it cancels the source. */
    private <A extends @Nullable Object> CompletableFuture<StatementBatches> after(
            CompletableFuture<A> source, BiConsumer<A, @Nullable Throwable> action) {
        CompletableFuture<StatementBatches> result = Futures.linkedTo(source);
        source.whenComplete((value, failure) -> {
            try {
                action.accept(value, failure);
                result.complete(this);
            } catch (RuntimeException | Error problem) {
                result.completeExceptionally(problem);
            }
        });
        return result;
    }
}

package io.stator.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionResponse;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ParameterizedStatement;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/** Statements in PartiQL: single ones, batches and transactions. */
final class Statements {
    private final Service service;
    private final Codecs codecs;

    Statements(Service service) {
        this.service = service;
        this.codecs = service.codecs();
    }

    /** Executes a statement; the first page is there when the future is complete. */
    CompletableFuture<StatementResults<Item>> execute(Steps steps, Statement statement) {
        StatementPages pages = new StatementPages(
                statement,
                (each, nextToken, wanted) ->
                        each.call(Operations.EXECUTE_STATEMENT, null, () -> request(statement, nextToken, wanted)));
        return Futures.map(pages.first(steps), first -> new StatementResults<>(service, pages, first, item -> item));
    }

    /** Executes statements independently of each other. */
    CompletableFuture<StatementBatch> batch(Steps steps, List<Statement> statements) {
        List<Statement> all = List.copyOf(statements);
        return new StatementBatches(service, steps, all, this::batched).run();
    }

    /** Executes all statements or none. */
    CompletableFuture<TransactStatementResult> transact(Steps steps, TransactStatements transaction) {
        TransactSettings settings = transaction.settings();
        List<Statement> statements = transaction.statements();
        String token = settings.token() == null ? UUID.randomUUID().toString() : settings.token();
        return Futures.mapped(
                Retry.call(
                        steps,
                        Operations.EXECUTE_TRANSACTION,
                        null,
                        Transactions.once(() -> request(statements, settings, token)),
                        settings.timeout()),
                answer -> result(statements.size(), token, answer),
                failure -> Transactions.named(
                        failure, Operations.EXECUTE_TRANSACTION, null, number -> "statement[" + number + "]"));
    }

    private ExecuteStatementRequest request(Statement statement, @Nullable String nextToken, long wanted) {
        Statement.Options options = statement.options();
        return ExecuteStatementRequest.builder()
                .statement(statement.text())
                .parameters(parameters(statement))
                .consistentRead(options.consistent() ? true : null)
                .limit(options.pageSize() == 0 ? null : (Integer) (int) Math.min(options.pageSize(), wanted))
                .nextToken(nextToken)
                .returnConsumedCapacity(capacity(options.capacity()))
                .returnValuesOnConditionCheckFailure(onFailure(statement))
                .build();
    }

    private BatchStatementRequest batched(Statement statement) {
        return BatchStatementRequest.builder()
                .statement(statement.text())
                .parameters(parameters(statement))
                .consistentRead(statement.options().consistent() ? true : null)
                .returnValuesOnConditionCheckFailure(onFailure(statement))
                .build();
    }

    private ExecuteTransactionRequest request(List<Statement> statements, TransactSettings settings, String token) {
        Transactions.checkCount("statements", statements.size());
        List<ParameterizedStatement> requests = new ArrayList<>(statements.size());
        for (Statement statement : statements) {
            try {
                requests.add(ParameterizedStatement.builder()
                        .statement(statement.text())
                        .parameters(parameters(statement))
                        .returnValuesOnConditionCheckFailure(onFailure(statement))
                        .build());
            } catch (DynamoException.InvalidValue cause) {
                throw new DynamoException.InvalidValue(
                        "statement[" + requests.size() + "]: " + cause.getMessage(), cause);
            }
        }
        return ExecuteTransactionRequest.builder()
                .transactStatements(requests)
                .clientRequestToken(token)
                .returnConsumedCapacity(capacity(settings.capacity()))
                .build();
    }

    private TransactStatementResult result(
            int statementCount, String token, Retry.Answer<ExecuteTransactionResponse> answer) {
        List<ItemResponse> responses = answer.answer().responses();
        List<ItemResult> items = new ArrayList<>(statementCount);
        Item.Origin origin = new Item.Origin(Operations.EXECUTE_TRANSACTION.name(), null);
        for (int i = 0; i < statementCount; i++) {
            ItemResponse response = i < responses.size() ? responses.get(i) : null;
            Item item = response != null && response.hasItem() ? Item.read(response.item(), codecs, origin) : null;
            items.add(new ItemResult(item, null, null, codecs));
        }
        return new TransactStatementResult(
                items,
                token,
                answer.attempts(),
                Capacity.byTable(answer.answer().consumedCapacity()));
    }

    private @Nullable List<AttributeValue> parameters(Statement statement) {
        if (statement.values().isEmpty()) {
            return null;
        }
        List<AttributeValue> parameters = new ArrayList<>(statement.values().size());
        for (Object value : statement.values()) {
            if (value != null && Records.isNothing(value)) {
                throw new DynamoException.InvalidValue(
                        "value " + (parameters.size() + 1)
                                + " of the statement must be there: it is an empty Optional; use null for NULL, or another statement");
            }
            parameters.add(codecs.write(
                    outgoing(statement, parameters.size(), value),
                    "value " + (parameters.size() + 1) + " of the statement"));
        }
        return parameters;
    }

    /** Returns a value as it is written: seconds for the point in time at which the items of the table expire. */
    private @Nullable Object outgoing(Statement statement, int number, @Nullable Object value) {
        if (!Expiries.isTimely(value)) {
            return value;
        }
        StatementPlaces places = StatementPlaces.of(statement.text());
        String table = places.table();
        if (table == null || number >= places.attributes().size()) {
            return value;
        }
        for (String attribute : places.attributes().get(number)) {
            Object outgoing = service.expiries().of(table).outgoing(codecs, attribute, value);
            if (outgoing != value) {
                return outgoing;
            }
        }
        return value;
    }

    private @Nullable ReturnConsumedCapacity capacity(@Nullable CapacityDetail set) {
        CapacityDetail detail = set == null ? service.config().capacity() : set;
        return detail == CapacityDetail.NONE ? null : detail.sdk();
    }

    private static @Nullable ReturnValuesOnConditionCheckFailure onFailure(Statement statement) {
        return statement.isWrite() && statement.options().oldOnFailure()
                ? ReturnValuesOnConditionCheckFailure.ALL_OLD
                : null;
    }
}

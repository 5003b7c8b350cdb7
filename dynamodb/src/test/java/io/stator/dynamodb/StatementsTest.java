package io.stator.dynamodb;

import static io.stator.dynamodb.Statement.statement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stator.dynamodb.junit.DynamoDbLocal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementErrorCodeEnum;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

final class StatementsTest {
    @RegisterExtension
    static final DynamoDbLocal local = DynamoDbLocal.start().databasePerMethod();

    private static final String ONE = "ExecuteStatement";
    private static final String BATCH = "BatchExecuteStatement";
    private static final String TRANSACTION = "ExecuteTransaction";
    private static final List<SdkClient> clients = new ArrayList<>();

    private static final ConsumedCapacity CONSUMED =
            ConsumedCapacity.builder().tableName("albums").capacityUnits(1.5).build();

    private final Faults faults = new Faults();
    private DynamoDb dynamo;
    private Table albums;

    record Album(String id, int plays) {}

    @BeforeEach
    void createTable() {
        DynamoDbClient client = faults.client(local);
        DynamoDbAsyncClient asyncClient = faults.asyncClient(local);
        clients.add(client);
        clients.add(asyncClient);
        dynamo = DynamoDb.of(client, asyncClient);
        client.createTable(table -> table.tableName("albums")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("id")
                        .attributeType("S")
                        .build())
                .keySchema(KeySchemaElement.builder()
                        .attributeName("id")
                        .keyType(KeyType.HASH)
                        .build()));
        albums = dynamo.table("albums");
    }

    /** All at once, because each takes its time. */
    @AfterAll
    static void closeClients() {
        clients.parallelStream().forEach(SdkClient::close);
    }

    private StatementResults<Item> execute(boolean async, Statement statement) {
        return async ? Futures.join(dynamo.executeAsync(statement)) : dynamo.execute(statement);
    }

    private StatementBatch executeBatch(boolean async, List<Statement> statements) {
        return async ? Futures.join(dynamo.executeBatchAsync(statements)) : dynamo.executeBatch(statements);
    }

    private TransactStatementResult transact(boolean async, TransactStatements transaction) {
        return async
                ? Futures.join(dynamo.executeTransactionAsync(transaction))
                : dynamo.executeTransaction(transaction);
    }

    private void put(int count) {
        for (int i = 0; i < count; i++) {
            albums.put(Item.of("id", "a" + i, "plays", i));
        }
    }

    @Test
    void aWriteHappensAtOnceAndReturnsWhatItsTextSays() {
        dynamo.execute("INSERT INTO albums VALUE {'id': ?, 'plays': ?, 'tags': ?}", "x", 1, Set.of("a", "b"));
        assertThat(albums.get(Item.of("id", "x")).item())
                .contains(Item.of("id", "x", "plays", 1, "tags", Set.of("a", "b")));
        assertThat(dynamo.execute("UPDATE albums SET plays = plays + ? WHERE id = ? RETURNING ALL NEW *", 4, "x")
                        .map(item -> item.as(Album.class))
                        .list())
                .containsExactly(new Album("x", 5));
        assertThat(Futures.join(dynamo.executeAsync("DELETE FROM albums WHERE id = ?", "x"))
                        .list())
                .isEmpty();
        assertThat(albums.get(Item.of("id", "x")).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void pagesAreAskedForWhenTheyAreNeeded(boolean async) {
        put(10);
        StatementResults<Item> results =
                execute(async, statement("SELECT id FROM albums").pageSize(3));
        assertThat(faults.calls(ONE)).isEqualTo(1);
        Iterator<Item> iterator = results.iterator();
        for (int i = 0; i < 3; i++) {
            iterator.next();
        }
        assertThat(faults.calls(ONE)).isEqualTo(1);
        iterator.next();
        assertThat(faults.calls(ONE)).isEqualTo(2);
        assertThat(async ? Futures.join(results.listAsync()) : results.list())
                .hasSize(10)
                .doesNotHaveDuplicates();
        assertThat(faults.calls(ONE)).isEqualTo(5);
        assertThat(results.page()).hasSize(3);
        assertThat(results.stream().limit(4)).hasSize(4);
        assertThat(results.first()).isPresent();
    }

    @Test
    void aLimitIsTheNumberOfItemsWanted() {
        put(10);
        assertThat(dynamo.execute(statement("SELECT * FROM albums").pageSize(3).limit(7))
                        .list())
                .hasSize(7);
        assertThat(dynamo.execute(statement("SELECT * FROM albums").limit(7)).list())
                .hasSize(7);
        assertThat(dynamo.execute(statement("SELECT * FROM albums WHERE plays >= ?", 8)
                                .pageSize(2)
                                .limit(2))
                        .list())
                .hasSize(2);
        assertThat(dynamo.execute(statement("SELECT * FROM albums WHERE plays > ?", 100)
                                .pageSize(2))
                        .first())
                .isEmpty();
        assertThat(dynamo.execute("SELECT * FROM albums WHERE plays IN [?, ?]", 1, 2)
                        .list())
                .hasSize(2);
    }

    @Test
    void itGoesOnFromATokenInAnotherCall() {
        put(5);
        Statement statement = statement("SELECT * FROM albums").pageSize(2);
        List<Item> all = new ArrayList<>(dynamo.execute(statement).page());
        String token = dynamo.execute(statement).nextToken().orElseThrow();
        all.addAll(dynamo.execute(statement.from(token)).list());
        assertThat(all).hasSize(5).doesNotHaveDuplicates();
        assertThat(dynamo.execute("SELECT * FROM albums").nextToken()).isEmpty();
    }

    @Test
    void aPublisherGivesAllItems() {
        put(7);
        CompletableFuture<List<Item>> published = new CompletableFuture<>();
        dynamo.execute(statement("SELECT * FROM albums").pageSize(2))
                .publisher()
                .subscribe(new Flow.Subscriber<>() {
                    private final List<Item> items = new ArrayList<>();

                    @Override
                    public void onSubscribe(Flow.Subscription subscription) {
                        subscription.request(Long.MAX_VALUE);
                    }

                    @Override
                    public void onNext(Item item) {
                        items.add(item);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        published.completeExceptionally(failure);
                    }

                    @Override
                    public void onComplete() {
                        published.complete(items);
                    }
                });
        assertThat(Futures.join(published)).hasSize(7);
    }

    /** DynamoDB Local tells no capacity for statements. */
    @Test
    void consistencyAndCapacityAreAskedFor() {
        put(2);
        faults.changeAnswer(
                ONE,
                (call, answer) -> ((ExecuteStatementResponse) answer)
                        .toBuilder().consumedCapacity(CONSUMED).build());
        faults.changeAnswer(
                BATCH,
                (call, answer) -> ((BatchExecuteStatementResponse) answer)
                        .toBuilder().consumedCapacity(CONSUMED, CONSUMED).build());
        faults.changeAnswer(
                TRANSACTION,
                (call, answer) -> ((ExecuteTransactionResponse) answer)
                        .toBuilder().consumedCapacity(CONSUMED).build());
        Statement statement = statement("SELECT * FROM albums WHERE id = ?", "a0")
                .consistent()
                .capacity(CapacityDetail.TOTAL);
        assertThat(dynamo.execute(statement).capacity().orElseThrow().units()).isEqualTo(1.5);
        assertThat(dynamo.executeBatch(List.of(statement))
                        .capacity()
                        .get("albums")
                        .units())
                .isEqualTo(3.0);
        assertThat(dynamo.executeTransaction(all -> all.add(statement).capacity(CapacityDetail.INDEXES))
                        .capacity())
                .containsKey("albums");
        ExecuteStatementRequest one =
                (ExecuteStatementRequest) faults.requests(ONE).get(0);
        assertThat(one.consistentRead()).isTrue();
        assertThat(one.returnConsumedCapacity()).isEqualTo(ReturnConsumedCapacity.TOTAL);
        BatchExecuteStatementRequest batch =
                (BatchExecuteStatementRequest) faults.requests(BATCH).get(0);
        assertThat(batch.statements().get(0).consistentRead()).isTrue();
        assertThat(batch.returnConsumedCapacity()).isEqualTo(ReturnConsumedCapacity.TOTAL);
        assertThat(((ExecuteTransactionRequest) faults.requests(TRANSACTION).get(0)).returnConsumedCapacity())
                .isEqualTo(ReturnConsumedCapacity.INDEXES);
        dynamo.execute("SELECT * FROM albums");
        assertThat(((ExecuteStatementRequest) faults.requests(ONE).get(1)).returnConsumedCapacity())
                .isNull();
    }

    @Test
    void failuresSayWhatHappened() {
        put(1);
        assertThatThrownBy(() -> dynamo.execute("SELEC")).isInstanceOf(DynamoException.class);
        assertThatThrownBy(() -> dynamo.execute("SELECT * FROM absent")).isInstanceOf(DynamoException.NotFound.class);
        assertThatThrownBy(() -> dynamo.execute("INSERT INTO albums VALUE {'id': ?}", "a0"))
                .isInstanceOf(DynamoException.ConditionFailed.class)
                .hasMessageContaining("exists already");
        assertThatThrownBy(() -> dynamo.execute("UPDATE albums SET plays = ? WHERE id = ? AND plays = ?", 1, "a0", 9))
                .isInstanceOfSatisfying(
                        DynamoException.ConditionFailed.class,
                        failure -> assertThat(failure.item()).contains(Item.of("id", "a0", "plays", 0)));
        assertThatThrownBy(() -> dynamo.execute("SELECT * FROM albums WHERE id = ?", Double.NaN))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageStartingWith("ExecuteStatement: value 1 of the statement");
        assertThatThrownBy(() -> statement(" ")).isInstanceOf(DynamoException.InvalidRequest.class);
        assertThatThrownBy(() -> statement("x".repeat(8193))).isInstanceOf(DynamoException.InvalidRequest.class);
        assertThatThrownBy(() -> statement("x").limit(0)).isInstanceOf(DynamoException.InvalidRequest.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBatchOfAnySizeHasAnOutcomeForEachStatement(boolean async) {
        List<Statement> inserts = IntStream.range(0, 60)
                .mapToObj(i -> statement("INSERT INTO albums VALUE {'id': ?, 'plays': ?}", "a" + i, i))
                .toList();
        StatementBatch written = executeBatch(async, inserts).orElseThrow();
        assertThat(written.outcomes()).hasSize(60);
        assertThat(faults.requests(BATCH))
                .extracting(request ->
                        ((BatchExecuteStatementRequest) request).statements().size())
                .containsExactly(25, 25, 10);
        List<Statement> reads = IntStream.range(0, 61)
                .mapToObj(i -> statement("SELECT * FROM albums WHERE id = ?", "a" + (60 - i)))
                .toList();
        StatementBatch read = executeBatch(async, reads);
        assertThat(read.isComplete()).isTrue();
        assertThat(read.get(0).item()).isEmpty();
        for (int i = 1; i < 61; i++) {
            assertThat(read.get(i).item()).contains(Item.of("id", "a" + (60 - i), "plays", 60 - i));
        }
        assertThat(executeBatch(async, List.of()).outcomes()).isEmpty();
    }

    @Test
    void eachStatementOfABatchMayFailOnItsOwn() {
        put(2);
        StatementBatch batch = dynamo.executeBatch(List.of(
                statement("INSERT INTO albums VALUE {'id': ?}", "a0"),
                statement("UPDATE albums SET plays = ? WHERE id = ? AND plays = ?", 5, "a1", 9),
                statement("INSERT INTO albums VALUE {'id': ?}", "a9"),
                statement("INSERT INTO absent VALUE {'id': ?}", "a9")));
        assertThat(batch.isComplete()).isFalse();
        assertThat(batch.get(0).error().orElseThrow())
                .isInstanceOf(DynamoException.ConditionFailed.class)
                .hasMessageContaining("statement[0]: DuplicateItem");
        assertThat(batch.get(1).error().orElseThrow()).isInstanceOf(DynamoException.ConditionFailed.class);
        assertThat(batch.get(2).isDone()).isTrue();
        assertThat(batch.get(3).error().orElseThrow()).isInstanceOf(DynamoException.NotFound.class);
        assertThatThrownBy(batch::orElseThrow).isSameAs(batch.get(0).error().orElseThrow());
        assertThat(albums.get(Item.of("id", "a9")).isPresent()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void throttledStatementsOfABatchAreTriedAgain(boolean async) {
        faults.changeAnswer(BATCH, (call, answer) -> {
            List<BatchStatementResponse> responses =
                    new ArrayList<>(((BatchExecuteStatementResponse) answer).responses());
            if (call <= 2) {
                responses.set(
                        0,
                        BatchStatementResponse.builder()
                                .error(error -> error.code(BatchStatementErrorCodeEnum.THROTTLING_ERROR))
                                .build());
            }
            return ((BatchExecuteStatementResponse) answer)
                    .toBuilder().responses(responses).build();
        });
        put(2);
        StatementBatch batch = executeBatch(
                async,
                List.of(
                        statement("SELECT * FROM albums WHERE id = ?", "a0"),
                        statement("SELECT * FROM albums WHERE id = ?", "a1")));
        assertThat(batch.get(0).item()).contains(Item.of("id", "a0", "plays", 0));
        assertThat(batch.get(1).item()).contains(Item.of("id", "a1", "plays", 1));
        assertThat(faults.requests(BATCH))
                .extracting(request ->
                        ((BatchExecuteStatementRequest) request).statements().size())
                .containsExactly(2, 1, 1);
    }

    @Test
    void aRequestThatFailsAsAWholeLosesNothingOfTheOthers() {
        List<Statement> inserts = IntStream.range(0, 50)
                .mapToObj(i -> statement("INSERT INTO albums VALUE {'id': ?}", "a" + i))
                .toList();
        faults.fail(BATCH, 2, Faults.refused(400, "ValidationException", "wrong"));
        StatementBatch batch = dynamo.executeBatch(inserts);
        assertThat(batch.get(24).isDone()).isTrue();
        assertThat(batch.get(25).error().orElseThrow()).isInstanceOf(DynamoException.InvalidRequest.class);
        faults.fail(BATCH, call -> Faults.refused(400, "AccessDeniedException", "no"));
        assertThatThrownBy(() -> dynamo.executeBatch(inserts)).isInstanceOf(DynamoException.AccessDenied.class);
        assertThatThrownBy(() -> dynamo.executeBatch(List.of(statement("SELECT ?", Double.NaN))))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageContaining("statement[0]: ");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTransactionHappensOnceOrNotAtAll(boolean async) {
        put(3);
        faults.loseAnswer(TRANSACTION, 1);
        TransactStatementResult result = transact(
                async,
                TransactStatements.empty()
                        .add("UPDATE albums SET plays = plays + ? WHERE id = ?", 10, "a1")
                        .add(statement("INSERT INTO albums VALUE {'id': ?}", "new")));
        assertThat(result.attempts()).isEqualTo(2);
        assertThat(result.items()).hasSize(2).allMatch(ItemResult::isEmpty);
        assertThat(faults.requests(TRANSACTION).stream()
                        .map(request -> ((ExecuteTransactionRequest) request).clientRequestToken())
                        .collect(Collectors.toSet()))
                .containsExactly(result.token());
        assertThat(albums.get(Item.of("id", "a1")).item()).contains(Item.of("id", "a1", "plays", 11));
        DynamoException.TransactionCanceled failure = catchThrowableOfType(
                DynamoException.TransactionCanceled.class,
                () -> transact(
                        async,
                        TransactStatements.empty()
                                .add("DELETE FROM albums WHERE id = ?", "a1")
                                .add("UPDATE albums SET plays = ? WHERE id = ? AND plays = ?", 0, "a2", 99)));
        assertThat(failure)
                .hasMessageStartingWith(
                        "ExecuteTransaction: cancelled, nothing was written: statement[1]: ConditionalCheckFailed");
        assertThat(failure.reasons().get(0).isNone()).isTrue();
        assertThat(failure.reasons().get(1).item()).contains(Item.of("id", "a2", "plays", 2));
        assertThat(albums.get(Item.of("id", "a1")).isPresent()).isTrue();
    }

    @Test
    void aTransactionReadsByPosition() {
        put(2);
        TransactStatementResult result = dynamo.executeTransaction(statements -> statements
                .add("SELECT * FROM albums WHERE id = ?", "a1")
                .add("SELECT * FROM albums WHERE id = ?", "none")
                .add("SELECT plays FROM albums WHERE id = ?", "a0")
                .token("read-1")
                .timeout(Duration.ZERO));
        assertThat(result.token()).isEqualTo("read-1");
        assertThat(result.get(0).item()).contains(Item.of("id", "a1", "plays", 1));
        assertThat(result.get(1).isEmpty()).isTrue();
        assertThat(result.get(2).item()).contains(Item.of("plays", 0));
        assertThatThrownBy(() -> dynamo.executeTransaction(TransactStatements.empty()))
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining("1 to 100 statements: 0");
    }
}

package io.stator.dynamodb;

import static io.stator.dynamodb.Expression.expression;
import static io.stator.dynamodb.Update.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.stator.dynamodb.DynamoException.TransactionCanceled;
import io.stator.dynamodb.junit.DynamoDbLocal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ReturnItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

final class TransactionsTest {
    private static final String WRITE = "TransactWriteItems";
    private static final String READ = "TransactGetItems";

    @RegisterExtension
    static final DynamoDbLocal local = DynamoDbLocal.start().databasePerMethod();

    private static final List<SdkClient> clients = new ArrayList<>();

    private final Faults faults = new Faults();
    private DynamoDb dynamo;
    private Table albums;
    private Table counters;

    @BeforeEach
    void createTables() {
        clients.add(faults.client(local));
        clients.add(faults.asyncClient(local));
        dynamo = DynamoDb.of((DynamoDbClient) clients.get(clients.size() - 2), (DynamoDbAsyncClient)
                clients.get(clients.size() - 1));
        local.client()
                .createTable(table -> table.tableName("albums")
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(definition("id", "S"))
                        .keySchema(key("id", KeyType.HASH)));
        local.client()
                .createTable(table -> table.tableName("counters")
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(definition("id", "S"), definition("sort", "N"))
                        .keySchema(key("id", KeyType.HASH), key("sort", KeyType.RANGE)));
        albums = dynamo.table("albums");
        counters = dynamo.table("counters");
        albums.put(Item.of("id", "a", "plays", 1));
        albums.put(Item.of("id", "b", "plays", 2));
    }

    /** All at once, because each takes its time. */
    @AfterAll
    static void closeClients() {
        clients.parallelStream().forEach(SdkClient::close);
    }

    private static Item id(String id) {
        return Item.of("id", id);
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    private static AttributeDefinition definition(String name, String type) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(type)
                .build();
    }

    private TransactResult transact(boolean async, TransactWrites writes) {
        return async ? Futures.join(dynamo.transactAsync(writes)) : dynamo.transact(writes);
    }

    private TransactReadResult transactGet(boolean async, TransactReads reads) {
        return async ? Futures.join(dynamo.transactGetAsync(reads)) : dynamo.transactGet(reads);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void allActionsHappen(boolean async) {
        TransactResult result = transact(
                async,
                TransactWrites.empty()
                        .check(albums, id("a"), expression("plays < ?", 5))
                        .update(albums, id("b"), expression("SET plays = plays + ?", 10), expression("plays = ?", 2))
                        .put(albums, Item.of("id", "c", "name", "new"), expression("attribute_not_exists(id)"))
                        .put(counters, Item.of("id", "x", "sort", 1))
                        .capacity(CapacityDetail.TOTAL));
        assertThat(albums.get(id("b")).item()).contains(Item.of("id", "b", "plays", 12));
        assertThat(albums.get(id("c")).item()).contains(Item.of("id", "c", "name", "new"));
        assertThat(counters.get(Item.of("id", "x", "sort", 1)).isPresent()).isTrue();
        assertThat(result.attempts()).isEqualTo(1);
        assertThat(result.token()).isNotEmpty();
        assertThat(result.capacity().keySet()).isEqualTo(Set.of("albums", "counters"));
        assertThat(result.capacity().get("counters").units()).isGreaterThanOrEqualTo(2);
        transact(
                async,
                TransactWrites.empty().delete(albums, id("c")).delete(albums, id("b"), expression("plays = ?", 12)));
        assertThat(albums.get(id("b")).isEmpty()).isTrue();
        assertThat(albums.get(id("c")).isEmpty()).isTrue();
    }

    @Test
    void theConsumedCapacityIsToldForEachTableWhenAskedFor() {
        TransactWrites writes = TransactWrites.empty()
                .update(albums, id("a"), update().increment("plays", 1))
                .put(counters, Item.of("id", "x", "sort", 1));
        assertThat(dynamo.transact(writes).capacity()).isEmpty();
        assertThat(dynamo.transact(writes.capacity(CapacityDetail.TOTAL))
                        .capacity()
                        .values())
                .extracting(Capacity::table, Capacity::units)
                .containsExactlyInAnyOrder(tuple("albums", 2.0), tuple("counters", 2.0));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneFailedConditionUndoesAllAndIsNamedByPosition(boolean async) {
        TransactWrites writes = TransactWrites.empty()
                .put(albums, Item.of("id", "c"))
                .check(albums, id("a"), expression("plays > ?", 5))
                .update(albums, id("b"), expression("SET plays = ?", 7), expression("attribute_not_exists(id)"))
                .delete(albums, id("none"), expression("attribute_exists(id)"));
        TransactionCanceled failure = catchThrowableOfType(TransactionCanceled.class, () -> transact(async, writes));
        assertThat(failure)
                .hasMessageStartingWith(
                        "TransactWriteItems on albums: cancelled, nothing was written: action[1] (check on albums):"
                                + " ConditionalCheckFailed")
                .hasMessageContaining("action[2] (update on albums): ConditionalCheckFailed")
                .hasMessageContaining("action[3] (delete on albums): ConditionalCheckFailed");
        assertThat(failure.reasons()).hasSize(4);
        assertThat(failure.reasons().get(0).isNone()).isTrue();
        assertThat(failure.reasons().get(1).item()).contains(Item.of("id", "a", "plays", 1));
        assertThat(failure.reasons().get(2).item()).contains(Item.of("id", "b", "plays", 2));
        assertThat(failure.reasons().get(3).item()).isEmpty();
        assertThat(failure.isRetryable()).isFalse();
        assertThat(faults.calls(WRITE)).isEqualTo(1);
        assertThat(albums.get(id("c")).isEmpty()).isTrue();
        assertThat(albums.get(id("b")).item()).contains(Item.of("id", "b", "plays", 2));
        TransactionCanceled without =
                catchThrowableOfType(TransactionCanceled.class, () -> transact(async, writes.withoutItemsOnFailure()));
        assertThat(without.reasons().get(1).item()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aConflictIsTriedAgainWithTheSameToken(boolean async) {
        faults.fail(WRITE, call -> call <= 3 ? canceled("None", "TransactionConflict") : null);
        TransactResult result = transact(
                async,
                TransactWrites.empty().put(albums, id("c")).update(albums, id("a"), update().increment("plays", 1)));
        assertThat(result.attempts()).isEqualTo(4);
        assertThat(albums.get(id("a")).item()).contains(Item.of("id", "a", "plays", 2));
        assertThat(tokens()).containsExactly(result.token());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLostAnswerMakesNothingHappenTwice(boolean async) {
        faults.loseAnswer(WRITE, 1);
        TransactResult result =
                transact(async, TransactWrites.empty().update(albums, id("a"), update().increment("plays", 1)));
        assertThat(result.attempts()).isEqualTo(2);
        assertThat(albums.get(id("a")).item()).contains(Item.of("id", "a", "plays", 2));
        assertThat(tokens()).containsExactly(result.token());
    }

    @Test
    void throttlingAndATransactionThatIsUnderWayAreTriedAgain() {
        faults.fail(WRITE, call -> switch (call) {
            case 1 -> Faults.throttled();
            case 2 -> Faults.refused(400, "TransactionInProgressException", "still under way");
            case 3 -> canceled("ThrottlingError", "ProvisionedThroughputExceeded");
            default -> null;
        });
        assertThat(dynamo.transact(writes -> writes.put(albums, id("c")).put(albums, id("d")))
                        .attempts())
                .isEqualTo(4);
        assertThat(tokens()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void afterTheTimeoutTheLastFailureIsThrown(boolean async) {
        faults.fail(WRITE, call -> canceled("None", "TransactionConflict"));
        TransactWrites writes = TransactWrites.empty().put(albums, id("c")).delete(albums, id("a"));
        assertThatThrownBy(() -> transact(async, writes.timeout(Duration.ZERO)))
                .isInstanceOf(TransactionCanceled.class)
                .hasMessageContaining("action[1] (delete on albums): TransactionConflict");
        assertThat(faults.calls(WRITE)).isEqualTo(1);
        assertThatThrownBy(() -> transact(async, writes.timeout(Duration.ofMillis(300))))
                .isInstanceOfSatisfying(
                        TransactionCanceled.class,
                        failure -> assertThat(failure.isRetryable()).isTrue());
        assertThat(faults.calls(WRITE)).isGreaterThan(2);
    }

    @Test
    void aServiceThatCannotBeReachedIsNotAskedForEver() {
        faults.fail(WRITE, call -> Faults.refused(500, "InternalServerError", "down"));
        assertThatThrownBy(() -> dynamo.transact(writes -> writes.put(albums, id("c"))))
                .isInstanceOf(DynamoException.Unavailable.class);
        assertThat(faults.calls(WRITE)).isEqualTo(1 + Retry.UNREACHABLE_RETRIES_MAX);
    }

    @Test
    void aConditionThatFailedBesideAConflictIsNotTriedAgain() {
        faults.fail(WRITE, 1, canceled("ConditionalCheckFailed", "TransactionConflict"));
        assertThatThrownBy(() ->
                        dynamo.transact(writes -> writes.put(albums, id("c")).put(albums, id("d"))))
                .isInstanceOf(TransactionCanceled.class);
        assertThat(faults.calls(WRITE)).isEqualTo(1);
    }

    @Test
    void aTokenOfTheCallersMakesTwoCallsOne() {
        TransactWrites writes = TransactWrites.empty()
                .update(albums, id("a"), update().increment("plays", 1))
                .token("order-17");
        assertThat(dynamo.transact(writes).token()).isEqualTo("order-17");
        dynamo.transact(writes);
        assertThat(albums.get(id("a")).item()).contains(Item.of("id", "a", "plays", 2));
        assertThatThrownBy(() -> dynamo.transact(writes.put(albums, id("c"))))
                .isInstanceOf(DynamoException.IdempotencyMismatch.class);
        assertThatThrownBy(() -> writes.token("x".repeat(37))).isInstanceOf(DynamoException.InvalidRequest.class);
    }

    @Test
    void eachCallHasATokenOfItsOwn() {
        TransactWrites writes = TransactWrites.empty().update(albums, id("a"), update().increment("plays", 1));
        assertThat(dynamo.transact(writes).token())
                .isNotEqualTo(dynamo.transact(writes).token());
        assertThat(albums.get(id("a")).item()).contains(Item.of("id", "a", "plays", 3));
    }

    @Test
    void theSizesOfItemCollectionsAreToldWhenAskedFor() {
        faults.changeAnswer(
                WRITE,
                (call, answer) -> ((TransactWriteItemsResponse) answer)
                        .toBuilder()
                                .itemCollectionMetrics(Map.of(
                                        "counters",
                                        List.of(ItemCollectionMetrics.builder()
                                                .itemCollectionKey(Map.of("id", AttributeValue.fromS("x")))
                                                .sizeEstimateRangeGB(0.0, 1.0)
                                                .build())))
                                .build());
        TransactResult result = dynamo.transact(
                writes -> writes.put(counters, Item.of("id", "x", "sort", 1)).collectionMetrics());
        assertThat(((TransactWriteItemsRequest) faults.requests(WRITE).get(0)).returnItemCollectionMetrics())
                .isEqualTo(ReturnItemCollectionMetrics.SIZE);
        assertThat(result.collectionMetrics())
                .isEqualTo(Map.of("counters", List.of(new CollectionMetrics(id("x"), 0, 1))));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itemsAreReadByPosition(boolean async) {
        counters.put(Item.of("id", "x", "sort", 1, "first name", "n", "size", 3));
        faults.fail(READ, 1, canceled("TransactionConflict", "None", "None", "None"));
        TransactReadResult result = transactGet(
                async,
                TransactReads.empty()
                        .get(albums, id("b"))
                        .get(albums, id("none"))
                        .get(counters, Item.of("id", "x", "sort", 1), "`first name`, size")
                        .get(albums, id("a"), "nothing")
                        .capacity(CapacityDetail.TOTAL));
        assertThat(result.attempts()).isEqualTo(2);
        assertThat(result.items()).hasSize(4);
        assertThat(result.get(0).item()).contains(Item.of("id", "b", "plays", 2));
        assertThat(result.get(1).isEmpty()).isTrue();
        assertThat(result.get(2).item()).contains(Item.of("first name", "n", "size", 3));
        assertThat(result.capacity().get("albums").units()).isEqualTo(6.0);
        assertThat(result.capacity().get("counters").units()).isEqualTo(2.0);
        assertThat(((TransactGetItemsRequest) faults.requests(READ).get(0)).transactItems())
                .hasSize(4);
    }

    @Test
    void whatTheServiceWouldRefuseIsRefusedWithItsReason() {
        assertRefused(TransactWrites.empty(), "a transaction must have 1 to 100 actions: 0");
        TransactWrites many = TransactWrites.empty();
        for (int i = 0; i < 100; i++) {
            many = many.put(albums, id("many" + i));
        }
        assertThat(dynamo.transact(many).attempts()).isEqualTo(1);
        assertRefused(many.put(albums, id("more")), "a transaction must have 1 to 100 actions: 101");
        assertRefused(
                TransactWrites.empty()
                        .put(albums, Item.of("id", "a", "plays", 2))
                        .put(albums, id("b"))
                        .delete(albums, id("a")),
                "action[0] (put on albums) and action[2] (delete on albums) are about the same one");
        assertRefused(TransactWrites.empty().put(albums, id("a")).put(albums, id("a")), "one item");
        assertRefused(
                TransactWrites.empty().put(albums, id("x")).update(albums, id("y"), expression("plays = ?", 1)),
                "action[1] (update on albums): an update is expected");
        assertThatThrownBy(() -> dynamo.transact(writes -> writes.put(albums, id("x").with("n", Double.NaN))))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageContaining("action[0] (put on albums): ");
        try (DynamoDb other = DynamoDb.of(local.client())) {
            assertRefused(
                    TransactWrites.empty().put(other.table("albums"), id("x")),
                    "must come from the DynamoDb that makes it");
        }
        assertThatThrownBy(() -> dynamo.transactGet(TransactReads.empty())).hasMessageContaining("1 to 100 reads: 0");
    }

    private void assertRefused(TransactWrites writes, String message) {
        assertThatThrownBy(() -> dynamo.transact(writes))
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageStartingWith("TransactWriteItems")
                .hasMessageContaining(message);
        assertThat(dynamo.transactAsync(writes))
                .failsWithin(Duration.ofMinutes(1))
                .withThrowableThat()
                .withCauseInstanceOf(DynamoException.InvalidRequest.class);
    }

    private Set<String> tokens() {
        return faults.requests(WRITE).stream()
                .map(request -> ((TransactWriteItemsRequest) request).clientRequestToken())
                .collect(Collectors.toSet());
    }

    private static RuntimeException canceled(String... codes) {
        IntFunction<software.amazon.awssdk.services.dynamodb.model.CancellationReason> reason =
                number -> software.amazon.awssdk.services.dynamodb.model.CancellationReason.builder()
                        .code(codes[number])
                        .build();
        return TransactionCanceledException.builder()
                .message("cancelled")
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("TransactionCanceledException")
                        .errorMessage("cancelled")
                        .build())
                .statusCode(400)
                .cancellationReasons(
                        IntStream.range(0, codes.length).mapToObj(reason).toList())
                .build();
    }
}

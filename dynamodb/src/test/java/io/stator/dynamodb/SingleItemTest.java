package io.stator.dynamodb;

import static io.stator.dynamodb.Expression.expression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.junit.DynamoDbLocal;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

final class SingleItemTest {
    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start();

    private static final Item KEY = Item.of("artist", "Can", "year", 1971);
    private static final Item TAGO = KEY.with("title", "Tago Mago").with("plays", 3);

    private DynamoDb dynamo;
    private Table albums;

    @BeforeEach
    void makeTable() {
        dynamo = DynamoDb.of(LOCAL.client(), LOCAL.asyncClient());
        albums = dynamo.table("albums");
        LOCAL.client()
                .createTable(table -> table.tableName("albums")
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(
                                each -> each.attributeName("artist").attributeType(ScalarAttributeType.S),
                                each -> each.attributeName("year").attributeType(ScalarAttributeType.N),
                                each -> each.attributeName("title").attributeType(ScalarAttributeType.S))
                        .keySchema(
                                each -> each.attributeName("artist").keyType(KeyType.HASH),
                                each -> each.attributeName("year").keyType(KeyType.RANGE))
                        .localSecondaryIndexes(index -> index.indexName("by-title")
                                .keySchema(
                                        each -> each.attributeName("artist").keyType(KeyType.HASH),
                                        each -> each.attributeName("title").keyType(KeyType.RANGE))
                                .projection(each -> each.projectionType(ProjectionType.ALL))));
    }

    @AfterEach
    void dropTable() {
        LOCAL.client().deleteTable(table -> table.tableName("albums"));
    }

    @Test
    void whatIsPutIsThere() {
        assertThat(albums.put(TAGO).isEmpty()).isTrue();

        assertThat(albums.get(KEY).item()).contains(TAGO);
        assertThat(albums.getAsync(KEY).join().item()).contains(TAGO);
    }

    @Test
    void aMissingItemGivesNothing() {
        ItemResult missing = albums.get(KEY);

        assertThat(missing.isPresent()).isFalse();
        assertThat(missing.item()).isEmpty();
        assertThat(missing.map(Item::names)).isEmpty();
        assertThat(missing.capacity()).isEmpty();
        assertThatThrownBy(missing::orElseThrow).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void aMissTellsItsCapacityToo() {
        ItemResult eventual = albums.get(KEY, GetOptions.standard().capacity(CapacityDetail.TOTAL));
        ItemResult consistent =
                albums.get(KEY, GetOptions.standard().consistent().capacity(CapacityDetail.INDEXES));

        assertThat(eventual.capacity().orElseThrow().units()).isEqualTo(0.5);
        assertThat(eventual.capacity().orElseThrow().table()).isEqualTo("albums");
        assertThat(consistent.capacity().orElseThrow().units()).isEqualTo(1.0);
        assertThat(consistent.capacity().orElseThrow().tableUnits()).isEqualTo(1.0);
    }

    @Test
    void aConfigurationAsksForTheCapacityOfEveryCall() {
        try (DynamoDb counting =
                DynamoDb.open(DynamoConfig.standard().client(LOCAL.client()).capacity(CapacityDetail.INDEXES))) {
            Table counted = counting.table("albums");

            assertThat(counted.put(TAGO).capacity().orElseThrow().indexUnits()).containsEntry("by-title", 1.0);
            assertThat(counted.get(KEY).capacity()).isPresent();
            assertThat(counted.delete(KEY).capacity()).isPresent();
            assertThat(counted.get(KEY, GetOptions.standard().capacity(CapacityDetail.NONE))
                            .capacity())
                    .isEmpty();
        }
    }

    @Test
    void onlyTheProjectedPathsAreRead() {
        albums.put(KEY.with("tracks", List.of(Item.of("name", "Paperhouse", "size", 7), Item.of("name", "Mushroom")))
                .with("plays", 3));

        Item read = albums.get(KEY, GetOptions.standard().project("plays", "tracks[0].name, size"))
                .orElseThrow();

        assertThat(read).isEqualTo(Item.of("plays", 3).with("tracks", List.of(Item.of("name", "Paperhouse"))));
    }

    @Test
    void aPutGivesTheOldItemWhenAsked() {
        albums.put(TAGO);

        assertThat(albums.put(TAGO.with("plays", 4), WriteOptions.standard().returning(Returning.OLD))
                        .item())
                .contains(TAGO);
        assertThat(albums.get(KEY).map(item -> item.intValue("plays"))).contains(4);
    }

    @Test
    void aPutReturnsNothingNew() {
        assertThatThrownBy(() -> albums.put(TAGO, WriteOptions.standard().returning(Returning.NEW)))
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining("PutItem on albums")
                .hasMessageContaining("NEW");
        assertThat(albums.get(KEY).isEmpty()).isTrue();
    }

    @Test
    void aConditionProtectsAPut() {
        albums.put(TAGO);
        Expression absent = expression("attribute_not_exists(artist)");

        assertThatThrownBy(() -> albums.put(TAGO.with("plays", 9), absent))
                .isInstanceOfSatisfying(
                        DynamoException.ConditionFailed.class,
                        failure -> assertThat(failure.item()).contains(TAGO));
        assertThatThrownBy(() -> albums.put(
                        TAGO.with("plays", 9),
                        WriteOptions.standard().condition(absent).withoutItemOnFailure()))
                .isInstanceOfSatisfying(
                        DynamoException.ConditionFailed.class,
                        failure -> assertThat(failure.item()).isEmpty());
        assertThat(albums.get(KEY).item()).contains(TAGO);
    }

    @Test
    void aFailureOfATwinIsInItsFuture() {
        albums.put(TAGO);

        CompletableFuture<ItemResult> put = albums.putAsync(TAGO, expression("attribute_not_exists(artist)"));
        CompletableFuture<ItemResult> bad = albums.putAsync(Item.of("artist", new Object()));

        assertThatThrownBy(put::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        DynamoException.ConditionFailed.class,
                        failure -> assertThat(failure.item()).contains(TAGO));
        assertThatThrownBy(bad::join)
                .cause()
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageContaining("PutItem on albums")
                .hasMessageContaining("artist");
    }

    @Test
    void anUpdateReturnsTheItemAsItIsThen() {
        albums.put(TAGO);

        assertThat(albums.update(KEY, expression("SET plays = plays + ?", 1))).isEqualTo(TAGO.with("plays", 4));
        assertThat(albums.updateAsync(KEY, expression("SET plays = plays + ?", 1))
                        .join())
                .isEqualTo(TAGO.with("plays", 5));
    }

    @Test
    void anUpdateReturnsWhatItIsAskedFor() {
        albums.put(TAGO);
        Expression increment = expression("SET plays = plays + ?", 1);

        assertThat(albums.update(KEY, increment, WriteOptions.standard().returning(Returning.OLD))
                        .item())
                .contains(TAGO);
        assertThat(albums.update(KEY, increment, WriteOptions.standard().returning(Returning.UPDATED_OLD))
                        .item())
                .contains(Item.of("plays", 4));
        assertThat(albums.update(KEY, increment, WriteOptions.standard().returning(Returning.UPDATED_NEW))
                        .item())
                .contains(Item.of("plays", 6));
        assertThat(albums.update(KEY, increment, WriteOptions.standard().returning(Returning.NOTHING))
                        .item())
                .isEmpty();
        assertThat(albums.get(KEY).map(item -> item.intValue("plays"))).contains(7);
    }

    @Test
    void anUpdateMakesAnItem() {
        assertThat(albums.update(KEY, expression("SET plays = if_not_exists(plays, ?) + ?", 0, 1)))
                .isEqualTo(KEY.with("plays", 1));
    }

    @Test
    void aConditionProtectsAnUpdate() {
        Expression update = expression("SET plays = ?", 1);

        assertThatThrownBy(() -> albums.update(KEY, update, expression("attribute_exists(title)")))
                .isInstanceOfSatisfying(
                        DynamoException.ConditionFailed.class,
                        failure -> assertThat(failure.item()).isEmpty());
        assertThat(albums.get(KEY).isEmpty()).isTrue();
    }

    @Test
    void aDeletedItemIsGone() {
        albums.put(TAGO);

        assertThat(albums.delete(KEY, WriteOptions.standard().returning(Returning.OLD))
                        .item())
                .contains(TAGO);
        assertThat(albums.delete(KEY).isEmpty()).isTrue();
        assertThat(albums.deleteAsync(KEY).join().isEmpty()).isTrue();
        assertThat(albums.get(KEY).isEmpty()).isTrue();
    }

    @Test
    void aConditionProtectsADelete() {
        albums.put(TAGO);

        assertThatThrownBy(() -> albums.delete(KEY, expression("plays > ?", 3)))
                .isInstanceOf(DynamoException.ConditionFailed.class);
        assertThatThrownBy(() ->
                        albums.deleteAsync(KEY, expression("plays > ?", 3)).join())
                .hasCauseInstanceOf(DynamoException.ConditionFailed.class);
        assertThat(albums.get(KEY).isPresent()).isTrue();
    }

    @Test
    void theSizeOfTheItemCollectionIsTold() {
        AtomicReference<PutItemRequest> asked = new AtomicReference<>();
        ExecutionInterceptor answering = new ExecutionInterceptor() {
            @Override
            public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes attributes) {
                asked.set((PutItemRequest) context.request());
                return ((PutItemResponse) context.response())
                        .toBuilder()
                                .itemCollectionMetrics(metrics -> metrics.itemCollectionKey(
                                                Map.of("artist", AttributeValue.fromS("Can")))
                                        .sizeEstimateRangeGB(1.0, 2.0))
                                .build();
            }
        };
        try (DynamoDb measured = DynamoDb.open(DynamoConfig.standard()
                .endpoint(LOCAL.endpoint())
                .region(LOCAL.region().id())
                .credentials(LOCAL.credentials())
                .override(each -> each.addExecutionInterceptor(answering)))) {
            ItemResult put =
                    measured.table("albums").put(TAGO, WriteOptions.standard().collectionMetrics());

            assertThat(asked.get().returnItemCollectionMetrics()).isEqualTo(ReturnItemCollectionMetrics.SIZE);
            assertThat(put.collectionMetrics()).contains(new CollectionMetrics(Item.of("artist", "Can"), 1.0, 2.0));
        }
    }

    @Test
    void aWrongKeyIsRefusedWithTheTableNamed() {
        assertThatThrownBy(() -> albums.get(Item.of("artist", "Can")))
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining("GetItem on albums")
                .hasMessageContaining("a key has all attributes");
    }

    @Test
    void aTableThatIsNotThereIsNotFound() {
        Table missing = dynamo.table("missing");

        assertThatThrownBy(() -> missing.get(KEY))
                .isInstanceOf(DynamoException.NotFound.class)
                .hasMessageContaining("missing")
                .hasMessageContaining("createTable");
    }
}

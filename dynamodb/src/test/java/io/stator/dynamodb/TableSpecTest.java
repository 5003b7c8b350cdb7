package io.stator.dynamodb;

import static io.stator.dynamodb.KeyType.NUMBER;
import static io.stator.dynamodb.KeyType.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** The requests that specifications become, without a server. */
final class TableSpecTest {
    private static final TableSpec ALBUMS =
            TableSpec.named("albums").partitionKey("artist", TEXT).sortKey("year", NUMBER);

    private static void refused(TableSpec spec, String... parts) {
        assertThatThrownBy(spec::creation)
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining("albums")
                .satisfies(failure -> assertThat(failure.getMessage()).contains(parts));
    }

    @Test
    void theRequestOfATableIsOnDemand() {
        CreateTableRequest request = ALBUMS.creation();
        assertThat(request.tableName()).isEqualTo("albums");
        assertThat(request.billingMode()).isEqualTo(BillingMode.PAY_PER_REQUEST);
        assertThat(request.provisionedThroughput()).isNull();
        assertThat(request.keySchema())
                .extracting(KeySchemaElement::attributeName, KeySchemaElement::keyTypeAsString)
                .containsExactly(tuple("artist", "HASH"), tuple("year", "RANGE"));
        assertThat(request.attributeDefinitions())
                .containsExactly(
                        definition("artist", ScalarAttributeType.S), definition("year", ScalarAttributeType.N));
        assertThat(request.hasGlobalSecondaryIndexes()).isFalse();
        assertThat(request.hasLocalSecondaryIndexes()).isFalse();
        assertThat(request.streamSpecification()).isNull();
    }

    private static AttributeDefinition definition(String name, ScalarAttributeType type) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(type)
                .build();
    }

    @Test
    void aThroughputMakesItProvisioned() {
        CreateTableRequest request = ALBUMS.throughput(5, 3).creation();
        assertThat(request.billingMode()).isEqualTo(BillingMode.PROVISIONED);
        assertThat(request.provisionedThroughput().readCapacityUnits()).isEqualTo(5);
        assertThat(request.provisionedThroughput().writeCapacityUnits()).isEqualTo(3);
        assertThat(ALBUMS.billing(Billing.PROVISIONED).throughput(5, 3).creation())
                .isEqualTo(request);
    }

    @Test
    void allSettingsAreInTheRequest() {
        CreateTableRequest request = ALBUMS.stream(StreamView.OLD_IMAGE)
                .deletionProtection(true)
                .tableClass(TableClass.STANDARD_INFREQUENT_ACCESS)
                .encryption("alias/albums")
                .tags(Map.of("team", "music"))
                .maximumThroughput(100, Throughput.UNLIMITED)
                .warmThroughput(12000, 4000)
                .creation();
        assertThat(request.streamSpecification().streamEnabled()).isTrue();
        assertThat(request.streamSpecification().streamViewType()).isEqualTo(StreamViewType.OLD_IMAGE);
        assertThat(request.deletionProtectionEnabled()).isTrue();
        assertThat(request.tableClassAsString()).isEqualTo("STANDARD_INFREQUENT_ACCESS");
        assertThat(request.sseSpecification().kmsMasterKeyId()).isEqualTo("alias/albums");
        assertThat(request.sseSpecification().sseTypeAsString()).isEqualTo("KMS");
        assertThat(ResourceTags.of(Map.of("team", "music"))).isEqualTo(request.tags());
        assertThat(request.onDemandThroughput().maxReadRequestUnits()).isEqualTo(100);
        assertThat(request.onDemandThroughput().maxWriteRequestUnits()).isEqualTo(-1);
        assertThat(request.warmThroughput().writeUnitsPerSecond()).isEqualTo(4000);
        assertThat(ALBUMS.encryption().creation().sseSpecification().kmsMasterKeyId())
                .isNull();
    }

    @Test
    void anAttributeOfSeveralKeysIsDefinedOnce() {
        CreateTableRequest request = ALBUMS.globalIndex(
                        IndexSpec.named("by-year").partitionKey("year", NUMBER).sortKey("artist", TEXT))
                .localIndex(IndexSpec.named("by-title").sortKey("title", TEXT).include("plays", "notes"))
                .creation();
        assertThat(request.attributeDefinitions())
                .extracting(AttributeDefinition::attributeName)
                .containsExactly("artist", "year", "title");
        assertThat(request.localSecondaryIndexes().get(0).keySchema())
                .extracting(KeySchemaElement::attributeName)
                .containsExactly("artist", "title");
        assertThat(request.localSecondaryIndexes().get(0).projection().projectionType())
                .isEqualTo(ProjectionType.INCLUDE);
        assertThat(request.localSecondaryIndexes().get(0).projection().nonKeyAttributes())
                .containsExactly("notes", "plays");
        assertThat(request.globalSecondaryIndexes().get(0).projection().projectionType())
                .isEqualTo(ProjectionType.ALL);
        assertThat(request.globalSecondaryIndexes().get(0).provisionedThroughput())
                .isNull();
    }

    @Test
    void anAttributeHasOneType() {
        refused(
                ALBUMS.globalIndex(IndexSpec.named("by-year").partitionKey("year", TEXT)),
                "\"year\" is NUMBER in the table and TEXT in the index \"by-year\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "with space", "ümlaut", "a/b", "a:b"})
    void aNameHasTheCharactersItMayHave(String name) {
        assertThatThrownBy(() -> TableSpec.named(name))
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining("from 3 to 255 characters")
                .hasMessageContaining("\"" + name + "\"");
        assertThatThrownBy(() -> IndexSpec.named(name)).isInstanceOf(DynamoException.InvalidRequest.class);
    }

    @Test
    void aNameHasTheLengthItMayHave() {
        assertThat(TableSpec.named("x".repeat(255)).name()).hasSize(255);
        assertThat(TableSpec.named("a_B-9.").name()).isEqualTo("a_B-9.");
        assertThatThrownBy(() -> TableSpec.named("x".repeat(256))).isInstanceOf(DynamoException.InvalidRequest.class);
    }

    @Test
    void theKeyOfATableHasOneOrTwoAttributes() {
        refused(TableSpec.named("albums"), "must have a partition key", "partitionKey(name, type)");
        refused(TableSpec.named("albums").sortKey("year", NUMBER), "must have a partition key");
        refused(ALBUMS.partitionKey("label", TEXT), "at most 1 partition and 1 sort", "label");
        refused(ALBUMS.sortKey("title", TEXT), "at most 1 partition and 1 sort", "title");
        assertThatThrownBy(() -> ALBUMS.sortKey("artist", TEXT))
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining("\"artist\"");
        assertThatThrownBy(() -> ALBUMS.sortKey("", TEXT)).isInstanceOf(DynamoException.InvalidRequest.class);
    }

    @Test
    void theKeyOfAGlobalIndexHasUpToFourAttributesEach() {
        IndexSpec most = IndexSpec.named("wide");
        for (int number = 0; number < 4; number++) {
            most = most.partitionKey("p" + number, TEXT).sortKey("s" + number, NUMBER);
        }
        assertThat(ALBUMS.globalIndex(most)
                        .creation()
                        .globalSecondaryIndexes()
                        .get(0)
                        .keySchema())
                .hasSize(8);
        refused(ALBUMS.globalIndex(most.sortKey("s4", NUMBER)), "\"wide\"", "at most 4");
        refused(ALBUMS.globalIndex(IndexSpec.named("none").sortKey("year", NUMBER)), "\"none\"", "a partition key");
    }

    @Test
    void aLocalIndexSharesThePartitionsOfItsTable() {
        IndexSpec byTitle = IndexSpec.named("by-title").sortKey("title", TEXT);
        refused(ALBUMS.localIndex(byTitle.partitionKey("label", TEXT)), "\"by-title\"", "globalIndex");
        refused(ALBUMS.localIndex(byTitle.throughput(1, 1)), "\"by-title\"", "must not have a throughput");
        refused(ALBUMS.localIndex(IndexSpec.named("by-title")), "\"by-title\"", "one sort key");
        refused(ALBUMS.localIndex(byTitle.sortKey("label", TEXT)), "\"by-title\"", "one sort key");
        refused(
                TableSpec.named("albums").partitionKey("artist", TEXT).localIndex(byTitle),
                "must have a sort key, because it has local indexes");
        TableSpec many = ALBUMS;
        for (int number : IntStream.range(0, 6).toArray()) {
            many = many.localIndex(IndexSpec.named("local-" + number).sortKey("attribute" + number, TEXT));
        }
        refused(many, "at most 5 local indexes: 6");
    }

    @Test
    void indexesHaveDifferentNames() {
        refused(
                ALBUMS.globalIndex(IndexSpec.named("same").partitionKey("year", NUMBER))
                        .localIndex(IndexSpec.named("same").sortKey("title", TEXT)),
                "\"same\" is there twice");
    }

    @Test
    void throughputAndBillingGoTogether() {
        IndexSpec byYear = IndexSpec.named("by-year").partitionKey("year", NUMBER);
        refused(ALBUMS.billing(Billing.ON_DEMAND).throughput(1, 1), "must not have a throughput");
        refused(ALBUMS.billing(Billing.PROVISIONED), "must have a throughput");
        refused(ALBUMS.globalIndex(byYear.throughput(1, 1)), "\"by-year\"", "on demand");
        refused(ALBUMS.throughput(1, 1).globalIndex(byYear), "\"by-year\"", "must have a throughput");
        refused(ALBUMS.throughput(1, 1).maximumThroughput(5, 5), "maximum throughput");
        assertThatThrownBy(() -> ALBUMS.throughput(0, 1))
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining("read=0");
        assertThatThrownBy(() -> ALBUMS.throughput(1, -1)).isInstanceOf(DynamoException.InvalidRequest.class);
    }

    @Test
    void aProjectionIncludesSomething() {
        assertThatThrownBy(() -> IndexSpec.named("empty").include())
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining("keysOnly()");
        assertThat(Projection.include("a", "b")).isEqualTo(Projection.include("b", "a"));
        assertThat(Projection.all()).isNotEqualTo(Projection.keysOnly());
        assertThat(Projection.include("b", "a").attributes()).containsExactly("a", "b");
    }

    @Test
    void aSpecificationIsNeverChanged() {
        TableSpec before = ALBUMS;
        String shown = before.toString();
        assertThat(before.throughput(1, 1).stream(StreamView.KEYS_ONLY).timeToLive("expires"))
                .isNotSameAs(before);
        assertThat(before.toString()).isEqualTo(shown);
        assertThat(before.creation().streamSpecification()).isNull();
    }
}

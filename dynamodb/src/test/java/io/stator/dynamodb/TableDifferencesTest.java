package io.stator.dynamodb;

import static io.stator.dynamodb.KeyType.NUMBER;
import static io.stator.dynamodb.KeyType.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.TableDifference.Kind;
import io.stator.dynamodb.junit.WithDynamoDbLocal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.SSEStatus;
import software.amazon.awssdk.services.dynamodb.model.SSEType;

@WithDynamoDbLocal(databasePerMethod = true)
final class TableDifferencesTest {
    private static final TableSpec ALBUMS =
            TableSpec.named("albums").partitionKey("artist", TEXT).sortKey("year", NUMBER);
    private static final IndexSpec BY_YEAR = IndexSpec.named("by-year").partitionKey("year", NUMBER);
    private static final IndexSpec BY_TITLE = IndexSpec.named("by-title").sortKey("title", TEXT);

    private DynamoDb dynamo;

    @BeforeEach
    void open(DynamoDb dynamo) {
        this.dynamo = dynamo;
    }

    private void differ(TableSpec there, TableSpec wanted, String... differences) {
        dynamo.createTable(there);
        assertThat(dynamo.tableDifferences(there)).isEmpty();
        assertThat(dynamo.tableDifferences(wanted))
                .extracting(TableDifference::toString)
                .containsExactlyInAnyOrder(differences);
        assertThatThrownBy(() -> dynamo.ensureTable(wanted))
                .isInstanceOfSatisfying(DynamoException.TableDiffers.class, failure -> {
                    assertThat(failure.differences())
                            .extracting(TableDifference::toString)
                            .containsExactlyInAnyOrder(differences);
                    assertThat(failure).hasMessageContaining("on albums: ").hasMessageContaining(differences[0]);
                    assertThat(failure.table()).contains("albums");
                });
        assertThatThrownBy(() -> dynamo.ensureTableAsync(wanted).join())
                .hasCauseInstanceOf(DynamoException.TableDiffers.class);
    }

    @Test
    void keysThatDifferAreNamed() {
        differ(
                ALBUMS,
                TableSpec.named("albums").partitionKey("artist", TEXT).sortKey("year", TEXT),
                "KEYS of \"albums\" must be partition artist TEXT, sort year TEXT:"
                        + " partition artist TEXT, sort year NUMBER");
    }

    @Test
    void indexesThatDifferAreNamed() {
        differ(
                ALBUMS.globalIndex(BY_YEAR)
                        .globalIndex(IndexSpec.named("kept").partitionKey("label", TEXT))
                        .localIndex(BY_TITLE),
                ALBUMS.globalIndex(IndexSpec.named("by-place")
                                .partitionKey("country", TEXT)
                                .partitionKey("city", TEXT))
                        .globalIndex(IndexSpec.named("kept")
                                .partitionKey("label", TEXT)
                                .sortKey("year", NUMBER)
                                .include("plays"))
                        .localIndex(BY_TITLE.keysOnly()),
                "INDEX of \"by-place\" must be a global index on [partition country TEXT, partition city TEXT]: absent",
                "INDEX of \"by-year\" must be absent: a global index on [partition year NUMBER]",
                "INDEX_KEYS of \"kept\" must be partition label TEXT, sort year NUMBER: partition label TEXT",
                "INDEX_PROJECTION of \"kept\" must be INCLUDE [plays]: ALL",
                "INDEX_PROJECTION of \"by-title\" must be KEYS_ONLY: ALL");
    }

    @Test
    void billingThroughputAndProtection() {
        differ(
                ALBUMS.throughput(5, 5).globalIndex(BY_YEAR.throughput(1, 1)),
                ALBUMS.throughput(6, 5).globalIndex(BY_YEAR.throughput(1, 2)).stream(StreamView.NEW_IMAGE)
                        .deletionProtection(true),
                "THROUGHPUT of \"albums\" must be 6 read, 5 write: 5 read, 5 write",
                "INDEX_THROUGHPUT of \"by-year\" must be 1 read, 2 write: 1 read, 1 write",
                "STREAM of \"albums\" must be NEW_IMAGE: none",
                "DELETION_PROTECTION of \"albums\" must be on: off");
        assertThat(dynamo.tableDifferences(ALBUMS.globalIndex(BY_YEAR)))
                .extracting(TableDifference::kind)
                .containsExactly(Kind.BILLING);
        assertThat(dynamo.tableDifferences(ALBUMS.billing(Billing.PROVISIONED).globalIndex(BY_YEAR)))
                .isEmpty();
    }

    @Test
    void streamsThatDifferAreNamed() {
        differ(
                ALBUMS.stream(StreamView.KEYS_ONLY).maximumThroughput(5, 5),
                ALBUMS.stream(StreamView.NEW_AND_OLD_IMAGES).maximumThroughput(5, 6),
                "STREAM of \"albums\" must be NEW_AND_OLD_IMAGES: KEYS_ONLY",
                "THROUGHPUT of \"albums\" must be 5 read, 6 write: 5 read, 5 write");
    }

    @Test
    void timeToLive() {
        differ(
                ALBUMS.timeToLive("expires"),
                ALBUMS.timeToLive("until"),
                "TIME_TO_LIVE of \"albums\" must be until: expires");
    }

    @Test
    void expiryIsTurnedOnWhereItIsOff() {
        dynamo.createTable(ALBUMS);
        TableSpec expiring = ALBUMS.timeToLive("expires");
        assertThat(dynamo.tableDifferences(expiring))
                .containsExactly(new TableDifference(Kind.TIME_TO_LIVE, "albums", "expires", "off"));
        dynamo.ensureTable(expiring);
        assertThat(dynamo.tableDifferences(expiring)).isEmpty();
    }

    @Test
    void whatIsNotSpecifiedIsLeftToTheOperators() {
        dynamo.createTable(ALBUMS.stream(StreamView.KEYS_ONLY)
                .deletionProtection(true)
                .timeToLive("expires")
                .maximumThroughput(7, 7));
        dynamo.ensureTable(ALBUMS);
        assertThat(dynamo.tableDifferences(ALBUMS)).isEmpty();
    }

    @Test
    void whatDynamoDbLocalDoesNotKeepIsNotCompared() {
        TableSpec spec = ALBUMS.tableClass(TableClass.STANDARD_INFREQUENT_ACCESS)
                .encryption()
                .warmThroughput(12000, 4000);
        dynamo.createTable(spec);
        dynamo.ensureTable(spec);
    }

    @Test
    void classAndEncryptionAreThoseOfTheService() {
        String key = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd";
        dynamo.createTable(ALBUMS);
        software.amazon.awssdk.services.dynamodb.model.TableDescription plain =
                dynamo.describeTable("albums").orElseThrow().sdk().toBuilder()
                        .tableArn("arn:aws:dynamodb:eu-west-1:123456789012:table/albums")
                        .build();
        TableSpec wanted = ALBUMS.tableClass(TableClass.STANDARD_INFREQUENT_ACCESS);
        assertThat(wanted.encryption(key).differences(TableDescription.of(plain)))
                .extracting(TableDifference::toString)
                .containsExactlyInAnyOrder(
                        "TABLE_CLASS of \"albums\" must be STANDARD_INFREQUENT_ACCESS: STANDARD",
                        "ENCRYPTION of \"albums\" must be " + key + ": a key of the service");
        TableDescription encrypted = TableDescription.of(plain.toBuilder()
                .tableClassSummary(summary -> summary.tableClass("STANDARD_INFREQUENT_ACCESS"))
                .sseDescription(sse ->
                        sse.sseType(SSEType.KMS).status(SSEStatus.ENABLED).kmsMasterKeyArn(key))
                .build());
        assertThat(encrypted.encryptionKey()).contains(key);
        assertThat(encrypted.tableClass()).isEqualTo(TableClass.STANDARD_INFREQUENT_ACCESS);
        assertThat(wanted.encryption(key).differences(encrypted)).isEmpty();
        assertThat(wanted.encryption("1234abcd").differences(encrypted)).isEmpty();
        assertThat(wanted.encryption("alias/albums").differences(encrypted)).isEmpty();
        assertThat(wanted.encryption().differences(encrypted)).isEmpty();
        assertThat(wanted.encryption("5678").differences(encrypted)).hasSize(1);
    }
}

package io.stator.dynamodb;

import static io.stator.dynamodb.KeyType.NUMBER;
import static io.stator.dynamodb.KeyType.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.junit.DynamoDbLocal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

final class TableUpdateTest {
    @RegisterExtension
    static final DynamoDbLocal local = DynamoDbLocal.start().databasePerMethod();

    private static final String NAME = "albums";
    private static final TableSpec ON_DEMAND =
            TableSpec.named(NAME).partitionKey("artist", TEXT).sortKey("year", NUMBER);
    private static final TableSpec PROVISIONED = ON_DEMAND.throughput(4, 4);
    private static final IndexSpec BY_YEAR = IndexSpec.named("by-year").partitionKey("year", NUMBER);

    private final Faults faults = new Faults();
    private DynamoDbClient client;
    private DynamoDbAsyncClient asyncClient;
    private DynamoDb dynamo;

    @BeforeEach
    void open() {
        client = faults.client(local);
        asyncClient = faults.asyncClient(local);
        dynamo = DynamoDb.of(client, asyncClient);
    }

    @AfterEach
    void close() {
        dynamo.close();
        client.close();
        asyncClient.close();
    }

    private TableDescription update(TableUpdate update) {
        return dynamo.updateTable(NAME, update);
    }

    private void refused(TableUpdate update, Class<? extends DynamoException> kind, String... parts) {
        int before = faults.calls("UpdateTable");
        assertThatThrownBy(() -> update(update))
                .isInstanceOf(kind)
                .hasMessageStartingWith("UpdateTable on albums: ")
                .satisfies(failure -> assertThat(failure.getMessage()).contains(parts));
        assertThatThrownBy(() -> dynamo.updateTableAsync(NAME, update).join()).hasCauseInstanceOf(kind);
        assertThat(faults.calls("UpdateTable")).isEqualTo(before);
    }

    @Test
    void throughputGoesUpAndDown() {
        dynamo.createTable(PROVISIONED);
        assertThat(update(TableUpdate.none().throughput(16, 16)).throughput()).contains(new Throughput(16, 16));
        TableDescription decreased = update(TableUpdate.none().throughput(4, 8));
        assertThat(decreased.throughput()).contains(new Throughput(4, 8));
        assertThat(dynamo.updateTableAsync(NAME, TableUpdate.none().throughput(5, 8))
                        .join()
                        .throughput())
                .contains(new Throughput(5, 8));
        assertThat(faults.calls("UpdateTable")).isEqualTo(3);
    }

    @Test
    void whatIsAsWantedIsLeftAlone() {
        dynamo.createTable(PROVISIONED.stream(StreamView.KEYS_ONLY).globalIndex(BY_YEAR.throughput(2, 2)));
        TableDescription before = dynamo.describeTable(NAME).orElseThrow();
        assertThat(update(TableUpdate.none())).isEqualTo(before);
        assertThat(update(TableUpdate.none().throughput(4, 4).billing(Billing.PROVISIONED).stream(StreamView.KEYS_ONLY)
                        .tableClass(TableClass.STANDARD)
                        .indexThroughput("by-year", 2, 2)
                        .deletionProtection(false)))
                .isEqualTo(before);
        assertThat(faults.calls("UpdateTable")).isZero();
    }

    @Test
    void aTableThatIsAbsentIsNotChanged() {
        assertThatThrownBy(() -> update(TableUpdate.none()))
                .isInstanceOf(DynamoException.NotFound.class)
                .hasMessageContaining("albums");
    }

    @Test
    void billingIsSwitchedBothWays() {
        dynamo.createTable(PROVISIONED.globalIndex(BY_YEAR.throughput(2, 2)));
        TableDescription onDemand = update(TableUpdate.none().billing(Billing.ON_DEMAND));
        assertThat(onDemand.billing()).isEqualTo(Billing.ON_DEMAND);
        assertThat(onDemand.throughput()).isEmpty();
        assertThat(onDemand.index("by-year").orElseThrow().throughput()).isEmpty();

        TableUpdate back = TableUpdate.none().billing(Billing.PROVISIONED).throughput(3, 3);
        refused(back, DynamoException.InvalidRequest.class, "indexThroughput(\"by-year\", read, write)");
        TableDescription provisioned = update(back.indexThroughput("by-year", 5, 6));
        assertThat(provisioned.throughput()).contains(new Throughput(3, 3));
        assertThat(provisioned.index("by-year").orElseThrow().throughput()).contains(new Throughput(5, 6));
    }

    @Test
    void throughputIsForProvisionedTables() {
        dynamo.createTable(ON_DEMAND.globalIndex(BY_YEAR));
        refused(TableUpdate.none().throughput(5, 5), DynamoException.InvalidRequest.class, "billing(PROVISIONED)");
        refused(
                TableUpdate.none().billing(Billing.ON_DEMAND).throughput(5, 5),
                DynamoException.InvalidRequest.class,
                "throughput");
        refused(
                TableUpdate.none().indexThroughput("by-year", 5, 5),
                DynamoException.InvalidRequest.class,
                "by-year",
                "on-demand");
        refused(
                TableUpdate.none()
                        .createIndex(IndexSpec.named("other")
                                .partitionKey("title", TEXT)
                                .throughput(1, 1)),
                DynamoException.InvalidRequest.class,
                "other",
                "must not have a throughput");
        refused(TableUpdate.none().billing(Billing.PROVISIONED), DynamoException.InvalidRequest.class, "throughput");
    }

    @Test
    void indexesAreMadeChangedAndDeleted() {
        dynamo.createTable(PROVISIONED);
        IndexSpec byTitle = IndexSpec.named("by-title")
                .partitionKey("title", TEXT)
                .sortKey("artist", TEXT)
                .keysOnly();
        TableDescription made =
                update(TableUpdate.none().createIndex(BY_YEAR.throughput(1, 1)).createIndex(byTitle.throughput(2, 2)));
        assertThat(made.isActive()).isTrue();
        assertThat(made.globalIndexes())
                .extracting(IndexDescription::name)
                .containsExactlyInAnyOrder("by-title", "by-year");
        assertThat(made.keyAttributes()).containsKey("title");
        assertThat(faults.calls("UpdateTable")).isEqualTo(2);

        TableDescription changed = update(TableUpdate.none().indexThroughput("by-title", 4, 4));
        assertThat(changed.index("by-title").orElseThrow().throughput()).contains(new Throughput(4, 4));

        TableDescription replaced = update(TableUpdate.none()
                .createIndex(byTitle.include("plays").throughput(3, 3))
                .deleteIndex("by-title")
                .indexThroughput("by-year", 6, 6));
        assertThat(replaced.index("by-title").orElseThrow().projection()).isEqualTo(Projection.include("plays"));
        assertThat(replaced.index("by-year").orElseThrow().throughput()).contains(new Throughput(6, 6));

        TableDescription without =
                update(TableUpdate.none().deleteIndex("by-year").deleteIndex("by-title"));
        assertThat(without.globalIndexes()).isEmpty();
    }

    @Test
    void anIndexOfAnOnDemandTableNeedsNoThroughput() {
        dynamo.createTable(ON_DEMAND);
        assertThat(update(TableUpdate.none().createIndex(BY_YEAR)).index("by-year"))
                .isPresent();
        update(TableUpdate.none().deleteIndex("by-year"));
    }

    @Test
    void indexesThatCannotBeChangedAreRefused() {
        dynamo.createTable(ON_DEMAND.globalIndex(BY_YEAR));
        refused(TableUpdate.none().deleteIndex("nothing"), DynamoException.NotFound.class, "nothing", "by-year");
        refused(TableUpdate.none().indexMaximumThroughput("nothing", 1, 1), DynamoException.NotFound.class, "nothing");
        refused(TableUpdate.none().createIndex(BY_YEAR), DynamoException.InvalidRequest.class, "there already");
        refused(
                TableUpdate.none().deleteIndex("by-year").indexMaximumThroughput("by-year", 1, 1),
                DynamoException.InvalidRequest.class,
                "by-year");
        refused(
                TableUpdate.none().createIndex(IndexSpec.named("other").partitionKey("year", TEXT)),
                DynamoException.InvalidRequest.class,
                "\"year\" is NUMBER in the table and TEXT in the index \"other\"");
        refused(
                TableUpdate.none().createIndex(IndexSpec.named("other")),
                DynamoException.InvalidRequest.class,
                "a partition key");
    }

    @Test
    void aStreamBeginsChangesAndEnds() {
        dynamo.createTable(ON_DEMAND);
        TableDescription begun = update(TableUpdate.none().stream(StreamView.KEYS_ONLY));
        assertThat(begun.stream()).contains(StreamView.KEYS_ONLY);
        assertThat(begun.streamResourceName()).isPresent();
        assertThat(update(TableUpdate.none().stream(StreamView.NEW_IMAGE)).stream())
                .contains(StreamView.NEW_IMAGE);
        assertThat(faults.calls("UpdateTable")).isEqualTo(3);
        assertThat(update(TableUpdate.none().withoutStream()).stream()).isEmpty();
        assertThat(update(TableUpdate.none().withoutStream()).stream()).isEmpty();
        assertThat(faults.calls("UpdateTable")).isEqualTo(4);
    }

    @Test
    void limitsOnDemandAreSetAndTakenAway() {
        dynamo.createTable(ON_DEMAND);
        assertThat(update(TableUpdate.none().maximumThroughput(10, 20)).maximumThroughput())
                .contains(new Throughput(10, 20));
        update(TableUpdate.none().maximumThroughput(10, 20));
        assertThat(faults.calls("UpdateTable")).isEqualTo(1);
        refused(
                TableUpdate.none().billing(Billing.PROVISIONED).throughput(1, 1).maximumThroughput(1, 1),
                DynamoException.InvalidRequest.class,
                "maximum");
    }

    @Test
    void theServiceRefusesWhatItDoesNotHave() {
        dynamo.createTable(ON_DEMAND);
        assertThatThrownBy(() -> update(TableUpdate.none().tableClass(TableClass.STANDARD_INFREQUENT_ACCESS)))
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageStartingWith("UpdateTable on albums: ");
    }
}

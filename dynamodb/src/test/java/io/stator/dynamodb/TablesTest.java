package io.stator.dynamodb;

import static io.stator.dynamodb.Billing.ON_DEMAND;
import static io.stator.dynamodb.Billing.PROVISIONED;
import static io.stator.dynamodb.KeyType.BINARY;
import static io.stator.dynamodb.KeyType.NUMBER;
import static io.stator.dynamodb.KeyType.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.junit.WithDynamoDbLocal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithDynamoDbLocal(databasePerMethod = true)
final class TablesTest {
    private static final TableSpec ALBUMS =
            TableSpec.named("albums").partitionKey("artist", TEXT).sortKey("year", NUMBER);

    private DynamoDb dynamo;

    @BeforeEach
    void open(DynamoDb dynamo) {
        this.dynamo = dynamo;
    }

    private TableDescription described(TableSpec spec) {
        return dynamo.describeTable(spec.name()).orElseThrow();
    }

    @Test
    void anAbsentTableHasNoDescription() {
        assertThat(dynamo.describeTable("nothing")).isEmpty();
        assertThat(dynamo.describeTableAsync("nothing").join()).isEmpty();
    }

    @Test
    void aTableHasTheKeysItWasMadeWith() {
        TableSpec spec = TableSpec.named("only-partition").partitionKey("id", BINARY);
        assertThat(dynamo.createTable(spec).name()).isEqualTo("only-partition");
        TableDescription table = described(spec);
        assertThat(table.name()).isEqualTo("only-partition");
        assertThat(table.status()).isEqualTo(TableStatus.ACTIVE);
        assertThat(table.isActive()).isTrue();
        assertThat(table.partitionKey()).isEqualTo(new KeyAttribute("id", BINARY));
        assertThat(table.sortKey()).isEmpty();
        assertThat(table.created()).isPresent();
        assertThat(table.itemCount()).isZero();
        assertThat(table.sizeBytes()).isZero();
        assertThat(table.resourceName()).startsWith("arn:aws:dynamodb:").endsWith("/only-partition");
        assertThat(table.localIndexes()).isEmpty();
        assertThat(table.globalIndexes()).isEmpty();
        assertThat(table.stream()).isEmpty();
        assertThat(table.streamResourceName()).isEmpty();
        assertThat(table.tableClass()).isEqualTo(TableClass.STANDARD);
        assertThat(table.isDeletionProtected()).isFalse();
        assertThat(table.isEncryptedWithKms()).isFalse();
        assertThat(table.replicas()).isEmpty();

        dynamo.createTableAsync(ALBUMS).join();
        assertThat(described(ALBUMS).keyAttributes()).isEqualTo(Map.of("artist", TEXT, "year", NUMBER));
        assertThat(described(ALBUMS).sortKey()).contains(new KeyAttribute("year", NUMBER));
        assertThat(described(ALBUMS)).isEqualTo(described(ALBUMS)).isNotEqualTo(table);
    }

    @Test
    void aTableIsOnDemandUnlessItHasAThroughput() {
        dynamo.createTable(ALBUMS);
        assertThat(described(ALBUMS).billing()).isEqualTo(ON_DEMAND);
        assertThat(described(ALBUMS).throughput()).isEmpty();
        assertThat(described(ALBUMS).onDemandSince()).isPresent();

        TableSpec provisioned =
                TableSpec.named("provisioned").partitionKey("id", TEXT).throughput(7, 3);
        dynamo.createTable(provisioned);
        TableDescription table = described(provisioned);
        assertThat(table.billing()).isEqualTo(PROVISIONED);
        assertThat(table.throughput()).contains(new Throughput(7, 3));
        assertThat(table.decreasesToday()).isZero();
        assertThat(table.lastIncrease()).isEmpty();
        assertThat(table.lastDecrease()).isEmpty();

        Instant increased = Instant.parse("2026-01-02T03:04:05Z");
        Instant decreased = Instant.parse("2026-02-03T04:05:06Z");
        TableDescription changed = TableDescription.of(table.sdk().toBuilder()
                .provisionedThroughput(each -> each.lastIncreaseDateTime(increased)
                        .lastDecreaseDateTime(decreased)
                        .numberOfDecreasesToday(2L))
                .build());
        assertThat(changed.lastIncrease()).contains(increased);
        assertThat(changed.lastDecrease()).contains(decreased);
        assertThat(changed.decreasesToday()).isEqualTo(2);
    }

    @Test
    void aTableHasItsIndexes() {
        TableSpec spec = ALBUMS.localIndex(
                        IndexSpec.named("by-title").sortKey("title", TEXT).keysOnly())
                .localIndex(IndexSpec.named("by-label")
                        .partitionKey("artist", TEXT)
                        .sortKey("label", TEXT)
                        .include("title", "plays"))
                .globalIndex(IndexSpec.named("by-year").partitionKey("year", NUMBER))
                .globalIndex(IndexSpec.named("by-place")
                        .partitionKey("country", TEXT)
                        .partitionKey("city", TEXT)
                        .sortKey("year", NUMBER)
                        .sortKey("title", TEXT)
                        .include("plays"));
        Table table = dynamo.createTable(spec);
        TableDescription description = described(spec);
        assertThat(description.localIndexes())
                .extracting(IndexDescription::name)
                .containsExactlyInAnyOrder("by-title", "by-label");
        assertThat(description.globalIndexes())
                .extracting(IndexDescription::name)
                .containsExactlyInAnyOrder("by-year", "by-place");
        assertThat(description.keyAttributes()).containsOnlyKeys("artist", "year", "title", "label", "country", "city");

        IndexDescription title = description.index("by-title").orElseThrow();
        assertThat(title.isGlobal()).isFalse();
        assertThat(title.partitionKey()).containsExactly(new KeyAttribute("artist", TEXT));
        assertThat(title.sortKey()).containsExactly(new KeyAttribute("title", TEXT));
        assertThat(title.projection().isKeysOnly()).isTrue();
        assertThat(title.throughput()).isEmpty();
        assertThat(description.index("by-label").orElseThrow().projection())
                .isEqualTo(Projection.include("plays", "title"));

        IndexDescription place = description.index("by-place").orElseThrow();
        assertThat(place.isGlobal()).isTrue();
        assertThat(place.status()).isEqualTo(TableStatus.ACTIVE);
        assertThat(place.partitionKey())
                .containsExactly(new KeyAttribute("country", TEXT), new KeyAttribute("city", TEXT));
        assertThat(place.sortKey()).containsExactly(new KeyAttribute("year", NUMBER), new KeyAttribute("title", TEXT));
        assertThat(place.resourceName().orElseThrow()).endsWith("/index/by-place");
        assertThat(description.index("by-year").orElseThrow().projection()).isEqualTo(Projection.all());
        assertThat(description.index("nothing")).isEmpty();
        assertThat(dynamo.tableDifferences(spec)).isEmpty();
        table.put(Item.of("artist", "Can", "year", 1971, "country", "DE", "city", "Cologne"));
    }

    @Test
    void anIndexOfAProvisionedTableHasAThroughput() {
        TableSpec spec = ALBUMS.throughput(1, 1)
                .globalIndex(
                        IndexSpec.named("by-year").partitionKey("year", NUMBER).throughput(4, 2));
        dynamo.createTable(spec);
        assertThat(described(spec).index("by-year").orElseThrow().throughput()).contains(new Throughput(4, 2));
        assertThat(dynamo.tableDifferences(spec)).isEmpty();
    }

    @Test
    void aTableHasAStream() {
        TableSpec spec = ALBUMS.stream(StreamView.NEW_AND_OLD_IMAGES);
        dynamo.createTable(spec);
        assertThat(described(spec).stream()).contains(StreamView.NEW_AND_OLD_IMAGES);
        assertThat(described(spec).streamResourceName().orElseThrow()).contains("/stream/");
        assertThat(described(spec).streamLabel()).isPresent();
    }

    @Test
    void aTableIsMadeOnlyOnce() {
        dynamo.createTable(ALBUMS);
        assertThatThrownBy(() -> dynamo.createTable(ALBUMS))
                .isInstanceOf(DynamoException.InUse.class)
                .hasMessageStartingWith("CreateTable on albums: ");
        assertThatThrownBy(() -> dynamo.createTableAsync(ALBUMS).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(DynamoException.InUse.class);
    }

    @Test
    void aDeletedTableIsGone() {
        dynamo.createTable(ALBUMS);
        assertThat(dynamo.deleteTable("albums").name()).isEqualTo("albums");
        assertThat(dynamo.describeTable("albums")).isEmpty();
        assertThatThrownBy(() -> dynamo.deleteTable("albums"))
                .isInstanceOf(DynamoException.NotFound.class)
                .hasMessageStartingWith("DeleteTable on albums: ");
        dynamo.createTable(ALBUMS);
        dynamo.deleteTableAsync("albums").join();
        dynamo.awaitDeleted("albums", Waiting.standard());
        dynamo.awaitDeletedAsync("albums", Waiting.standard()).join();
    }

    @Test
    void aProtectedTableIsNotDeleted() {
        dynamo.createTable(ALBUMS.deletionProtection(true));
        assertThat(described(ALBUMS).isDeletionProtected()).isTrue();
        assertThatThrownBy(() -> dynamo.deleteTable("albums"))
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining("protected");
        dynamo.updateTable("albums", TableUpdate.none().deletionProtection(false));
        dynamo.deleteTable("albums");
    }

    @Test
    void allTablesAreListed() {
        List<String> names = IntStream.range(0, 103)
                .mapToObj(number -> "table-%03d".formatted(number))
                .toList();
        List<CompletableFuture<Table>> made = new ArrayList<>();
        for (String name : names) {
            made.add(dynamo.createTableAsync(TableSpec.named(name).partitionKey("id", TEXT)));
        }
        made.forEach(CompletableFuture::join);
        assertThat(dynamo.listTables()).containsExactlyElementsOf(names);
        assertThat(dynamo.listTablesAsync().join()).containsExactlyElementsOf(names);
        assertThat(dynamo.listTables().limit(3)).containsExactly("table-000", "table-001", "table-002");
    }

    @Test
    void noTablesAreNoNames() {
        assertThat(dynamo.listTables()).isEmpty();
        assertThat(dynamo.listTablesAsync().join()).isEmpty();
    }

    @Test
    void ensuringMakesATableThatIsAbsent() {
        Table table = dynamo.ensureTable(ALBUMS);
        table.put(Item.of("artist", "Can", "year", 1971));
        Table same = dynamo.ensureTable(ALBUMS);
        assertThat(same).isEqualTo(table);
        assertThat(same.get(Item.of("artist", "Can", "year", 1971)).isPresent()).isTrue();
        assertThat(dynamo.ensureTableAsync(ALBUMS).join()).isEqualTo(table);
        assertThat(dynamo.tableDifferences(ALBUMS)).isEmpty();
        assertThat(dynamo.tableDifferencesAsync(TableSpec.named("absent").partitionKey("id", TEXT))
                        .join())
                .extracting(TableDifference::toString)
                .containsExactly("EXISTENCE of \"absent\" must be there: absent");
    }

    @Test
    void manyMayEnsureATableAtTheSameTime() {
        TableSpec spec = ALBUMS.timeToLive("expires");
        List<CompletableFuture<Table>> all =
                Stream.generate(() -> dynamo.ensureTableAsync(spec)).limit(8).toList();
        assertThat(all).extracting(CompletableFuture::join).allMatch(dynamo.table("albums")::equals);
    }

    @Test
    void tagsAreNothingForDynamoDbLocal() {
        dynamo.createTable(ALBUMS.tags(Map.of("team", "music")));
        assertThatThrownBy(() -> dynamo.tags("albums")).isInstanceOf(DynamoException.Unsupported.class);
        assertThatThrownBy(() -> dynamo.tag("albums", Map.of("a", "b")))
                .isInstanceOf(DynamoException.Unsupported.class);
        assertThatThrownBy(() -> dynamo.untagAsync("albums", "a").join())
                .hasCauseInstanceOf(DynamoException.Unsupported.class);
        assertThatThrownBy(() -> dynamo.tags("nothing"))
                .isInstanceOf(DynamoException.NotFound.class)
                .hasMessageContaining("nothing");
    }
}

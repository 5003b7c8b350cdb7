package io.stator.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.junit.DynamoDbLocal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

final class StreamsTest {
    private static final String ABSENT =
            "arn:aws:dynamodb:us-east-1:000000000000:table/absent/stream/2026-01-01T00:00:00.000";

    @RegisterExtension
    static final DynamoDbLocal local = DynamoDbLocal.start().databasePerMethod();

    private DynamoDb dynamo;
    private Table albums;
    private String arn;

    @BeforeEach
    void open() {
        createTable("albums");
        dynamo =
                DynamoDb.open(DynamoConfig.standard().endpoint(local.endpoint()).credentials(local.credentials()));
        albums = dynamo.table("albums");
        arn = dynamo.streams().ofTable("albums").orElseThrow();
    }

    @AfterEach
    void close() {
        dynamo.close();
    }

    private static void createTable(String name) {
        local.client()
                .createTable(table -> table.tableName(name)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(Shelf.attribute("artist", "S"), Shelf.attribute("year", "N"))
                        .keySchema(Shelf.key("artist", KeyType.HASH), Shelf.key("year", KeyType.RANGE))
                        .streamSpecification(stream ->
                                stream.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)));
    }

    private StreamShard shard() {
        return dynamo.streams().describe(arn).orElseThrow().shards().get(0);
    }

    private List<StreamRecord> all(StreamPosition position, int limit) {
        List<StreamRecord> records = new ArrayList<>();
        StreamRecords page = dynamo.streams().records(dynamo.streams().iterator(arn, shard().id(), position), limit);
        while (!page.records().isEmpty()) {
            records.addAll(page.records());
            page = dynamo.streams().records(page.nextIterator().orElseThrow(), limit);
        }
        return records;
    }

    @Test
    void streamsAreListedByTableOrAll() throws Exception {
        createTable("others");
        assertThat(dynamo.streams().list())
                .extracting(StreamSummary::table)
                .containsExactlyInAnyOrder("albums", "others");
        assertThat(dynamo.streams().list("albums"))
                .extracting(StreamSummary::arn)
                .containsExactly(arn);
        assertThat(dynamo.streams().listAsync().get()).hasSize(2);
        assertThat(dynamo.streams().listAsync("albums").get()).hasSize(1);
        assertThat(dynamo.streams().list("nothing")).isEmpty();
    }

    @Test
    void aStreamIsDescribedWithItsShards() throws Exception {
        StreamDescription stream = dynamo.streams().describe(arn).orElseThrow();
        assertThat(stream.arn()).isEqualTo(arn);
        assertThat(stream.table()).isEqualTo("albums");
        assertThat(stream.status()).isEqualTo(StreamStatus.ENABLED);
        assertThat(stream.view()).contains(StreamView.NEW_AND_OLD_IMAGES);
        assertThat(stream.keys()).containsExactly("artist", "year");
        assertThat(stream.created()).isPresent();
        assertThat(stream.shards()).hasSize(1);
        assertThat(stream.shards().get(0).isClosed()).isFalse();
        assertThat(dynamo.streams().describeAsync(arn).get()).contains(stream);
        assertThat(dynamo.streams().describe(ABSENT)).isEmpty();
        assertThat(dynamo.streams().describeAsync(ABSENT).get()).isEmpty();
    }

    @Test
    void aTableLeadsToItsStream() throws Exception {
        assertThat(dynamo.streams().ofTableAsync("albums").get()).contains(arn);
        assertThat(dynamo.streams().ofTable("nothing")).isEmpty();
    }

    @Test
    void aHundredChangesComeInOrderWithTheirImages() {
        Item key = Item.of("artist", "Pink Floyd", "year", 1973);
        for (int plays = 0; plays < 99; plays++) {
            albums.put(key.with("plays", plays));
        }
        albums.delete(key);
        for (int limit : new int[] {7, 1_000}) {
            List<StreamRecord> records = all(StreamPosition.oldest(), limit);
            assertThat(records).hasSize(100);
            for (int i = 0; i < 100; i++) {
                StreamRecord record = records.get(i);
                assertThat(record.change())
                        .isEqualTo(i == 0 ? StreamChange.INSERT : i == 99 ? StreamChange.REMOVE : StreamChange.MODIFY);
                assertThat(record.key()).isEqualTo(key);
                assertThat(record.oldImage())
                        .isEqualTo(i == 0 ? Optional.empty() : Optional.of(key.with("plays", i - 1)));
                assertThat(record.newImage()).isEqualTo(i == 99 ? Optional.empty() : Optional.of(key.with("plays", i)));
            }
            assertThat(records)
                    .extracting(StreamRecord::sequenceNumber)
                    .isSorted()
                    .doesNotHaveDuplicates();
            assertThat(records).extracting(StreamRecord::eventId).doesNotHaveDuplicates();
        }
    }

    @Test
    void aRecordTellsWhatItIs() {
        albums.put(Item.of("artist", "Pink Floyd", "year", 1973));
        StreamRecord record = all(StreamPosition.oldest(), 10).get(0);
        assertThat(record.version()).isNotEmpty();
        assertThat(record.source()).isEqualTo("aws:dynamodb");
        assertThat(record.region()).isNotEmpty();
        assertThat(record.size()).isPositive();
        assertThat(record.view()).contains(StreamView.NEW_AND_OLD_IMAGES);
        assertThat(record.created()).isPresent();
        assertThat(record.principal()).isEmpty();
        assertThat(record.isExpiry()).isFalse();
        assertThat(record.toString()).contains("INSERT").contains("Pink Floyd");
    }

    @Test
    void everyPositionCanBeReadFrom() {
        IntStream.range(0, 4).forEach(year -> albums.put(Item.of("artist", "Yes", "year", year)));
        List<StreamRecord> records = all(StreamPosition.oldest(), 100);
        String second = records.get(1).sequenceNumber();
        assertThat(all(StreamPosition.at(second), 100)).hasSize(3);
        assertThat(all(StreamPosition.after(second), 100)).hasSize(2);
        assertThat(all(StreamPosition.latest(), 100)).isEmpty();
    }

    @Test
    void asynchronousCallsReadTheSame() throws Exception {
        albums.put(Item.of("artist", "Yes", "year", 1972));
        String iterator = dynamo.streams()
                .iteratorAsync(arn, shard().id(), StreamPosition.oldest())
                .get();
        assertThat(dynamo.streams().recordsAsync(iterator).get().records()).hasSize(1);
        assertThat(dynamo.streams().recordsAsync(iterator, 1).get().records()).hasSize(1);
        assertThatThrownBy(() -> dynamo.streams().recordsAsync(iterator, 0).get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(DynamoException.InvalidRequest.class);
    }

    @Test
    void wrongCallsAreTyped() {
        assertThatThrownBy(() -> dynamo.streams().records("iterator", 1_001))
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining("limit=1001");
        assertThatThrownBy(() -> dynamo.streams()
                        .iterator(ABSENT, "shardId-00000000000000000000-00000000", StreamPosition.oldest()))
                .isInstanceOf(DynamoException.NotFound.class);
    }

    @Test
    void partsAreReadFromAPlaceOnAndToALimit() {
        createTable("bands");
        createTable("songs");
        Streams streams = dynamo.streams();
        List<StreamSummary> all = streams.list().toList();
        assertThat(all).hasSize(3);
        List<StreamSummary> inParts =
                new ArrayList<>(streams.list(Part.all().limit(1)).toList());
        assertThat(inParts).hasSize(1);
        inParts.addAll(streams.listAsync(Part.all().after(inParts.get(0).arn()).limit(1))
                .join());
        assertThat(inParts).hasSize(2);
        inParts.addAll(streams.list(Part.all().after(inParts.get(1).arn())).toList());
        assertThat(inParts).containsExactlyInAnyOrderElementsOf(all);
        assertThat(streams.list(Part.all().limit(200))).hasSize(3);
        assertThat(streams.list("bands", Part.all().limit(5))).hasSize(1);
        assertThat(streams.listAsync("bands", Part.all().limit(1)).join()).hasSize(1);
        StreamShard shard = shard();
        assertThat(streams.describe(arn, Part.all().limit(1)).orElseThrow().shards())
                .containsExactly(shard);
        assertThat(streams.describe(arn, Part.all().after(shard.id()))
                        .orElseThrow()
                        .shards())
                .isEmpty();
        assertThat(streams.describeAsync(arn, Part.all().limit(3))
                        .join()
                        .orElseThrow()
                        .shards())
                .containsExactly(shard);
        assertThat(streams.describe(ABSENT, Part.all().limit(1))).isEmpty();
        assertThatThrownBy(() -> Part.all().limit(0)).isInstanceOf(DynamoException.InvalidRequest.class);
    }
}

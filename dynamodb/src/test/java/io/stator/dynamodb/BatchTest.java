package io.stator.dynamodb;

import static io.stator.dynamodb.Shelf.album;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.junit.DynamoDbLocal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;

final class BatchTest {
    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start().databasePerMethod();

    private Shelf shelf;
    private DynamoDb dynamo;
    private Table albums;
    private Table songs;

    @BeforeEach
    void open() {
        shelf = new Shelf(LOCAL);
        dynamo = shelf.dynamo;
        albums = shelf.albums;
        songs = dynamo.table("songs");
        LOCAL.client()
                .createTable(table -> table.tableName("songs")
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(Shelf.attribute("id", "B"))
                        .keySchema(Shelf.key("id", KeyType.HASH)));
    }

    @AfterEach
    void close() {
        shelf.close();
    }

    private static Item key(int year) {
        return Item.of("artist", "Can", "year", year);
    }

    private static Item song(int number) {
        return Item.of("id", new byte[] {(byte) number});
    }

    private static List<Item> albums(int from, int to) {
        return IntStream.range(from, to).mapToObj(year -> album("Can", year)).toList();
    }

    private static List<Item> keys(int from, int to) {
        return IntStream.range(from, to).mapToObj(BatchTest::key).toList();
    }

    @Test
    void anyNumberOfItemsIsWrittenReadAndDeleted() {
        assertThat(albums.putAll(albums(0, 130)).doneCount()).isEqualTo(130);
        assertThat(shelf.faults.calls("BatchWriteItem")).isEqualTo(6);

        List<Item> keys = new ArrayList<>(keys(0, 130));
        Collections.reverse(keys);
        List<Item> expected = new ArrayList<>(albums(0, 130));
        Collections.reverse(expected);
        assertThat(albums.getAll(keys).items()).isEqualTo(expected);
        assertThat(shelf.faults.calls("BatchGetItem")).isEqualTo(2);
        assertThat(albums.getAllAsync(keys).join().items()).isEqualTo(expected);

        albums.deleteAllAsync(keys(0, 129)).join();
        assertThat(albums.deleteAll(keys(500, 510)).doneCount()).isEqualTo(10);
        assertThat(albums.scan().list()).containsExactly(album("Can", 129));
        assertThat(shelf.faults.calls("DescribeTable")).isZero();
    }

    @Test
    void nothingAsksNothing() {
        assertThat(albums.putAll(List.of()).doneCount()).isZero();
        assertThat(albums.getAll(List.of()).items()).isEmpty();
        assertThat(dynamo.batchWrite(writes -> writes).doneCount()).isZero();
        assertThat(dynamo.batchGetAsync(reads -> reads).join().all()).isEmpty();
        assertThat(shelf.faults.calls("BatchWriteItem") + shelf.faults.calls("BatchGetItem"))
                .isZero();
    }

    @Test
    void missingItemsAndDuplicateKeysKeepTheirPlaces() {
        albums.putAll(albums(0, 3));
        BatchItems found = albums.getAll(
                List.of(key(2), key(99), key(0), Item.of("artist", "Can", "year", new java.math.BigDecimal("2.00"))));
        assertThat(found.all())
                .containsExactly(
                        Optional.of(album("Can", 2)),
                        Optional.empty(),
                        Optional.of(album("Can", 0)),
                        Optional.of(album("Can", 2)));
        assertThat(found.items()).hasSize(3);
        BatchGetItemRequest request =
                (BatchGetItemRequest) shelf.faults.requests("BatchGetItem").get(0);
        assertThat(request.requestItems().get("albums").keys()).hasSize(3);
    }

    @Test
    void severalTablesAreReadAndWrittenInOneCall() {
        dynamo.batchWrite(
                writes -> writes.put(albums, albums(0, 5)).put(songs, song(1), song(2).with("title", "Vitamin C")));
        assertThat(shelf.faults.calls("BatchWriteItem")).isEqualTo(1);
        BatchItems found = dynamo.batchGet(reads -> reads.get(albums, key(4))
                .get(songs, GetOptions.standard().consistent().project("title"), song(2), song(1), song(3))
                .get(albums, GetOptions.standard().project("notes.stars"), key(1), key(2)));
        assertThat(found.items(songs)).containsExactly(Item.of("title", "Vitamin C"), Item.empty());
        assertThat(found.all(songs)).hasSize(3);
        assertThat(found.items(albums))
                .containsExactly(
                        album("Can", 4), Item.of("notes", Item.of("stars", 1)), Item.of("notes", Item.of("stars", 2)));
        assertThat(shelf.faults.calls("BatchGetItem")).isEqualTo(2);
        dynamo.batchWrite(writes ->
                writes.delete(songs, song(1)).put(albums, album("Can", 7)).delete(albums, keys(0, 5)));
        assertThat(albums.scan().list()).containsExactly(album("Can", 7));
        assertThat(songs.scan().count()).isEqualTo(1);
    }

    @Test
    void listsAreValuesAndNeverSeveralItems() {
        Item item = key(1).with("members", List.of("Damo", "Holger")).with("nothing", null);
        albums.putAll(List.of(item));
        assertThat(albums.scan().list()).containsExactly(item);
        assertThatThrownBy(() -> albums.getAll(List.of(Item.of("artist", "Can", "year", List.of(1, 2)))))
                .isInstanceOf(DynamoException.InvalidRequest.class);
    }

    @Test
    void theLastWriteOfAKeyCounts() {
        List<Item> items = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            for (int year = 0; year < 7; year++) {
                items.add(key(year).with("round", round));
            }
        }
        BatchResult result = albums.putAll(items);
        assertThat(result.doneCount()).isEqualTo(70);
        assertThat(albums.query(Expression.expression("artist = ?", "Can")).list())
                .isEqualTo(items.subList(63, 70));
        assertThat(shelf.faults.calls("DescribeTable")).isEqualTo(1);

        dynamo.batchWrite(writes -> writes.put(albums, key(1).with("round", 11))
                .delete(albums, key(1))
                .delete(albums, key(2))
                .put(albums, key(2).with("round", 12)));
        assertThat(albums.getAll(keys(1, 3)).all())
                .containsExactly(Optional.empty(), Optional.of(key(2).with("round", 12)));
    }

    @Test
    void theLastWriteCountsWhereTablesMayNotBeDescribed() {
        shelf.faults.fail("DescribeTable", call -> Faults.refused(400, "AccessDeniedException", "no"));
        for (int requestsMax : new int[] {1, 4}) {
            List<Item> items = IntStream.range(0, 60)
                    .mapToObj(i -> key(i % 7).with("round", requestsMax * 100 + i))
                    .toList();
            dynamo.batchWrite(writes -> writes.put(albums, items).requestsMax(requestsMax));
            List<Item> last = new ArrayList<>(items.subList(53, 60));
            last.sort(java.util.Comparator.comparing(Shelf::year));
            assertThat(albums.query(Expression.expression("artist = ?", "Can")).list())
                    .isEqualTo(last);
        }
    }

    @Test
    void severalRequestsAtOnceDoTheSame() {
        BatchResult result = dynamo.batchWrite(writes ->
                writes.put(albums, albums(0, 200).stream()).requestsMax(4).capacity(CapacityDetail.TOTAL));
        assertThat(result.doneCount()).isEqualTo(200);
        assertThat(result.capacity().get("albums").units()).isGreaterThanOrEqualTo(200);
        assertThat(dynamo.batchGet(reads -> reads.get(albums, keys(0, 200)).requestsMax(3))
                        .items())
                .isEqualTo(albums(0, 200));
        assertThat(dynamo.batchGetAsync(reads -> reads.get(albums, keys(0, 200)).requestsMax(3))
                        .join()
                        .items())
                .isEqualTo(albums(0, 200));
        dynamo.batchWriteAsync(writes -> writes.delete(albums, keys(0, 200)).requestsMax(5))
                .join();
        assertThat(albums.scan().count()).isZero();
    }

    @Test
    void capacityIsToldForEachTable() {
        Map<String, Capacity> capacity = dynamo.batchWrite(writes ->
                        writes.put(albums, albums(0, 30)).put(songs, song(1)).capacity(CapacityDetail.INDEXES))
                .capacity();
        assertThat(capacity.keySet()).containsExactlyInAnyOrder("albums", "songs");
        assertThat(capacity.get("albums").tableUnits()).isEqualTo(30);
        assertThat(capacity.get("albums").indexUnits().get("by-genre")).isEqualTo(30);
        assertThat(capacity.get("songs").units()).isEqualTo(1);
        BatchItems found = dynamo.batchGet(reads ->
                reads.get(albums, GetOptions.standard().consistent().capacity(CapacityDetail.TOTAL), keys(0, 120)));
        assertThat(found.capacity().get("albums").units()).isEqualTo(30);
        assertThat(albums.getAll(keys(0, 1)).capacity()).isEmpty();
    }

    @Test
    void largeItemsComeInAsManyRequestsAsTheServiceNeeds() {
        byte[] large = new byte[300 * 1024];
        BatchResult written = albums.putAll(IntStream.range(0, 100)
                .mapToObj(year -> key(year).with("cover", large))
                .toList());
        assertThat(written.doneCount()).isEqualTo(100);
        BatchItems found = albums.getAll(keys(0, 100));
        assertThat(found.items()).hasSize(100).extracting(Shelf::year).isEqualTo(Shelf.years(0, 100));
        assertThat(found.items()).allMatch(item -> item.bytes("cover").length == large.length);
        assertThat(shelf.faults.calls("BatchGetItem")).isBetween(2, 10);

        Results<Item> can = albums.query(Expression.expression("artist = ?", "Can"));
        assertThat(can.map(Shelf::year).list()).isEqualTo(Shelf.years(0, 100));
        assertThat(shelf.queries().size()).isGreaterThanOrEqualTo(25);
        shelf.forget();
        try (Stream<Item> stream = albums.scan().stream()) {
            assertThat(stream.limit(3)).hasSize(3);
        }
        assertThat(shelf.requests()).isEqualTo(1);
        assertThat(albums.scan().parallel(4).count()).isEqualTo(100);
        assertThat(can.limit(50).project("year").list()).hasSize(50);
    }

    @Test
    void optionsOutOfTheirRangeAreRefused() {
        assertThatThrownBy(() -> BatchWrites.empty().requestsMax(0))
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining("requestsMax=0");
        assertThatThrownBy(() -> BatchReads.empty().timeout(java.time.Duration.ZERO))
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining("timeout=PT0S");
        assertThatThrownBy(() -> BatchReads.empty().patience(java.time.Duration.ofSeconds(-1)))
                .isInstanceOf(DynamoException.InvalidRequest.class);
    }
}

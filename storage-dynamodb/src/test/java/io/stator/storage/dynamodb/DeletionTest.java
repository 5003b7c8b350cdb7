package io.stator.storage.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Limit;
import io.stator.SystemConfig;
import io.stator.dynamodb.DynamoDb;
import io.stator.dynamodb.Item;
import io.stator.dynamodb.junit.DynamoDbLocal;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import io.stator.storage.dynamodb.Interference.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;

/** What is deleted, replaced or excised is not in the table any more. */
@ExtendWith(ExpectedTakeovers.class)
final class DeletionTest {
    private static final int LARGE = 900_000;

    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start();

    private final DynamoDb dynamo = LOCAL.dynamoDb();
    private final String table = Tables.create(dynamo);

    private List<Item> items() {
        return dynamo.table(table).scan().consistent().list();
    }

    private List<String> partitionsBeside(String... prefixes) {
        return items().stream()
                .map(item -> String.valueOf(item.string(Place.PARTITION)))
                .filter(partition -> List.of(prefixes).stream().noneMatch(partition::startsWith))
                .toList();
    }

    private boolean contains(String text) {
        return items().stream()
                .map(item -> item.bytes("b"))
                .anyMatch(bytes -> bytes != null && new String(bytes, StandardCharsets.ISO_8859_1).contains(text));
    }

    private static void fill(Storage storage, String database) {
        storage.log(database).append(0, 1, new byte[3]);
        storage.log(database).append(1, 1, new byte[LARGE]);
        storage.segments(database).put("s", new byte[3]);
        storage.segments(database).put("t", new byte[LARGE]);
        storage.roots().compareAndSet(database + "/small", Roots.ABSENT, new byte[3]);
        storage.roots().compareAndSet(database + "/large", Roots.ABSENT, new byte[LARGE]);
    }

    @Test
    void nothingIsLeftOfADeletedDatabase() {
        try (Storage storage = DynamoDbStorage.open(dynamo, table)) {
            fill(storage, "a");
            assertThat(partitionsBeside("/system")).hasSizeGreaterThan(12);
            storage.deleteDatabase("a");
            assertThat(partitionsBeside("/system")).isEmpty();
            assertThat(items()).hasSize(2);
        }
    }

    @Test
    void aDeletionThatWasInterruptedIsEndedByTheNextOpening() {
        Interference interference = new Interference();
        DynamoDb disturbed = interference.client(LOCAL);
        for (int batch = 1; batch <= 4; batch++) {
            Storage storage = DynamoDbStorage.open(disturbed, table, false, Duration.ofNanos(1));
            fill(storage, "a" + batch);
            int[] batches = {0};
            int failing = batch;
            interference.plan((call, request) ->
                    request instanceof BatchWriteItemRequest && ++batches[0] >= failing ? Fault.DENIED : Fault.NONE);
            String database = "a" + batch;
            assertThatThrownBy(() -> storage.deleteDatabase(database)).isInstanceOf(StorageException.class);
            interference.end();
            Storage reader = DynamoDbStorage.openReadOnly(dynamo, table);
            assertThat(reader.log(database).lastSequence()).isEmpty();
            DynamoDbStorage.open(dynamo, table);
            assertThat(partitionsBeside("/system")).isEmpty();
        }
    }

    @Test
    void theOldPartsOfWhatWasReplacedAreGone() {
        try (Storage storage = DynamoDbStorage.open(dynamo, table)) {
            fill(storage, "a");
            int before = items().size();
            storage.log("a").rewrite(1, 1, new byte[LARGE]);
            storage.roots().compareAndSet("a/large", 1, new byte[LARGE]);
            assertThat(items()).hasSize(before);
            dynamo.table(table).put(Place.recordPart("a", 1, "loose", 0).key().with("b", new byte[3]));
            storage.scrub();
            assertThat(items()).hasSize(before);
            storage.log("a").truncateBefore(1);
            storage.segments("a").delete(List.of("s", "t", "u"));
            assertThat(storage.segments("a").get("t")).isEmpty();
            assertThat(items()).hasSize(before - 1 - 1 - 4);
        }
    }

    @Test
    void aLogIsReadWhileLargeRecordsAreReplacedAndWhileItIsDeleted() {
        try (Storage storage = DynamoDbStorage.open(dynamo, table)) {
            for (int i = 0; i < 4; i++) {
                storage.log("a").append(i, 1, new byte[LARGE + i]);
            }
            Storage reader = DynamoDbStorage.openReadOnly(dynamo, table);
            List<Integer> lengths = new ArrayList<>();
            reader.log("a").read(0, (sequence, epoch, bytes) -> {
                lengths.add(bytes.length);
                for (int i = 1; i < 4 && sequence == 0; i++) {
                    storage.log("a").rewrite(i, 1, new byte[LARGE - i]);
                }
                return true;
            });
            assertThat(lengths).startsWith(LARGE).hasSize(4);
            reader.log("a").read(0, (sequence, epoch, bytes) -> {
                storage.deleteDatabase("a");
                return true;
            });
            assertThat(reader.log("a").lastSequence()).isEmpty();
        }
    }

    @Test
    void whatIsExcisedIsGoneFromTheTable() {
        SystemConfig config = SystemConfig.standard().withLimit(Limit.LIVE_FACTS, 20);
        try (Client client = DynamoDbProvider.open(dynamo, table, config)) {
            client.createDatabase("films");
            Connection connection = client.connect("films");
            connection.transact("""
                    [{:db/ident :a/text :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
                     {:db/ident :a/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one
                      :db/unique :db.unique/identity}]
                    """);
            connection.transact("[{:a/name \"x\" :a/text \"a secret that must go\"}]");
            for (int i = 0; i < 40; i++) {
                connection.transact("[{:a/name \"n" + i + "\" :a/text \"stays\"}]");
            }
            assertThat(contains("a secret that must go")).isTrue();
            long t = connection
                    .transact("[{:db/excise [:a/name \"x\"]}]")
                    .dbAfter()
                    .t();
            connection.syncExcise(t);
            assertThat(contains("a secret that must go")).isFalse();
            assertThat(contains("stays")).isTrue();
        }
    }
}

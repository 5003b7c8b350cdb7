package io.stator.storage.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Client;
import io.stator.CompactOptions;
import io.stator.Connection;
import io.stator.Limit;
import io.stator.StorageStats;
import io.stator.SystemConfig;
import io.stator.TxData;
import io.stator.dynamodb.DynamoDb;
import io.stator.dynamodb.Item;
import io.stator.dynamodb.junit.DynamoDbLocal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** How often a system that is far away is asked, counted; and that nothing of what was excised is left there. */
@ExtendWith(ExpectedTakeovers.class)
final class FarReadsTest {
    private static final String SCHEMA = """
            [{:db/ident :a/key :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
             {:db/ident :a/text :db/valueType :db.type/string :db/cardinality :db.cardinality/one}]
            """;
    private static final int ENTITIES = 12_000;
    private static final int TOGETHER = 1_000;

    /** The greatest number of requests before the first answer after an opening. */
    private static final int REQUESTS_MAX = 50;

    /** The greatest number of segments that a query for one entity reads. */
    private static final int POINT_READS_MAX = 2;

    /** The greatest number of requests for roots that an opening to read makes: which databases there are, twice, and the roots of one, twice. */
    private static final int ROOT_READS_MAX = 4;

    private static final SystemConfig CONFIG = SystemConfig.standard().withLimit(Limit.LIVE_FACTS, 10_000);

    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start();

    private final DynamoDb dynamo = LOCAL.dynamoDb();
    private final String table = Tables.create(dynamo);

    @TempDir
    private Path directory;

    private static String text(long key) {
        SplittableRandom random = new SplittableRandom(key);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            text.append((char) ('#' + random.nextInt(90)));
        }
        return text.toString();
    }

    private void fill(SystemConfig config) {
        try (Client client = DynamoDbProvider.open(dynamo, table, config)) {
            client.createDatabase("films");
            Connection connection = client.connect("films");
            connection.transact(SCHEMA);
            for (long from = 0; from < ENTITIES; from += TOGETHER) {
                List<Map<String, ?>> forms = new ArrayList<>();
                for (long key = from; key < from + TOGETHER; key++) {
                    forms.add(Map.of(":a/key", key, ":a/text", text(key)));
                }
                connection.transact(TxData.of(forms));
            }
            client.compact("films", CompactOptions.standard());
        }
    }

    private static long segmentReads(Client client) {
        return Objects.requireNonNull(client.storageStats().calls().get("segment-get"))
                .answered();
    }

    private static long rootReads(Client client) {
        return Objects.requireNonNull(client.storageStats().calls().get("root-read"))
                .answered();
    }

    private static long requests(Client client) {
        return client.storageStats().calls().values().stream()
                .mapToLong(StorageStats.Calls::answered)
                .sum();
    }

    private static void point(Connection connection, long key) {
        assertThat(connection
                        .db()
                        .query("[:find ?t :in $ ?k :where [?e :a/key ?k] [?e :a/text ?t]]", key)
                        .list()
                        .get(0)
                        .get(0))
                .isEqualTo(text(key));
    }

    @Test
    void aQueryForOneEntityReadsTwoSegmentsAndNoneTheNextTime() {
        fill(CONFIG);
        try (Client client = DynamoDbProvider.openReadOnly(dynamo, table, CONFIG)) {
            Connection connection = client.connect("films");
            point(connection, 1);
            assertThat(rootReads(client)).isLessThanOrEqualTo(ROOT_READS_MAX);
            for (long key : new long[] {ENTITIES / 2, ENTITIES - 1}) {
                long before = segmentReads(client);
                point(connection, key);
                assertThat(segmentReads(client) - before).isLessThanOrEqualTo(POINT_READS_MAX);
                long then = requests(client);
                point(connection, key);
                assertThat(requests(client))
                        .as("what is known is not asked for")
                        .isEqualTo(then);
            }
            assertThat(requests(client)).isLessThanOrEqualTo(REQUESTS_MAX);
        }
        try (Client client = DynamoDbProvider.open(dynamo, table, CONFIG)) {
            point(client.connect("films"), 77);
            assertThat(requests(client)).as("with what a writer does").isLessThanOrEqualTo(REQUESTS_MAX);
        }
    }

    @Test
    void withACacheOnDiskALaterOpeningReadsNoSegment() {
        SystemConfig cached = CONFIG.withCache(directory);
        fill(cached);
        for (int i = 0; i < 2; i++) {
            try (Client client = DynamoDbProvider.open(dynamo, table, cached)) {
                Connection connection = client.connect("films");
                for (long key = 0; key < ENTITIES; key += 997) {
                    point(connection, key);
                }
                assertThat(segmentReads(client)).isZero();
                assertThat(Objects.requireNonNull(client.storageStats().cache()).hits())
                        .isPositive();
            }
        }
    }

    @Test
    void whatIsExcisedIsInNoItemOfTheTable() {
        fill(CONFIG);
        try (Client client = DynamoDbProvider.open(dynamo, table, CONFIG)) {
            Connection connection = client.connect("films");
            assertThat(isInTable(text(4_711))).as("what is looked for").isTrue();
            long t = connection
                    .transact(TxData.of(List.of(Map.of(":db/excise", List.of(":a/key", 4_711L)))))
                    .dbAfter()
                    .t();
            connection.syncExcise(t);
            assertThat(isInTable(text(4_711))).isFalse();
            assertThat(isInTable(text(4_712))).isTrue();
        }
    }

    @Test
    void whatIsExcisedIsInNoItemOfTheTableOnceTheSystemIsClosed() {
        fill(CONFIG);
        try (Client client = DynamoDbProvider.open(dynamo, table, CONFIG)) {
            client.connect("films").transact(TxData.of(List.of(Map.of(":db/excise", List.of(":a/key", 4_711L)))));
        }
        assertThat(isInTable(text(4_711))).isFalse();
        assertThat(isInTable(text(4_712))).isTrue();
    }

    private boolean isInTable(String text) {
        String some = text.substring(10, 50);
        boolean[] found = {false};
        dynamo.table(table).scan().stream().forEach(item -> found[0] |= holds(item, some));
        return found[0];
    }

    private static boolean holds(Item item, String text) {
        return item.get("b") instanceof byte[] bytes && new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
    }
}

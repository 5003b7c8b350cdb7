package io.stator.storage.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Limit;
import io.stator.Stator;
import io.stator.SystemConfig;
import io.stator.TxData;
import io.stator.dynamodb.Billing;
import io.stator.dynamodb.DynamoDb;
import io.stator.dynamodb.Item;
import io.stator.dynamodb.KeyType;
import io.stator.dynamodb.TableSpec;
import io.stator.dynamodb.junit.DynamoDbLocal;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.EngineConfig;
import io.stator.engine.SystemCopies;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import io.stator.spi.ClientProvider;
import io.stator.spi.Location;
import io.stator.storage.dynamodb.Interference.Fault;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whole systems in tables of DynamoDB. */
@ExtendWith(ExpectedTakeovers.class)
final class SystemTest {
    private static final String SCHEMA = """
            [{:db/ident :a/n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
             {:db/ident :a/text :db/valueType :db.type/string :db/cardinality :db.cardinality/one}]
            """;

    private static final SystemConfig IN_SEGMENTS = SystemConfig.standard().withLimit(Limit.LIVE_FACTS, 100);

    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start();

    private final DynamoDb dynamo = LOCAL.dynamoDb();

    /** Returns the URI of a new table; DynamoDB Local gives everybody who brings the same credentials the same tables. */
    private static URI newPlace(String name) {
        URI place = URI.create("dynamodb+" + LOCAL.endpoint() + "/" + name);
        DynamoDbStorage.create(place);
        return place;
    }

    private static Set<Long> numbers(Connection connection) {
        Set<Long> numbers = new TreeSet<>();
        for (List<Object> row : connection.db().query("[:find ?n :where [_ :a/n ?n]]")) {
            numbers.add((Long) row.get(0));
        }
        return numbers;
    }

    @Test
    void aSystemIsOpenedByItsLocationAndReadBesideItsWriter() {
        URI place = newPlace("by-location");
        assertThatThrownBy(() -> Stator.openReadOnly(place)).isInstanceOf(Anomaly.NotFound.class);
        try (Client client = Stator.open(place)) {
            client.createDatabase("films");
            Connection connection = client.connect("films");
            connection.transact(SCHEMA);
            connection.transact("[{:a/n 1}]");
            try (Client reader = Stator.openReadOnly(place.toString())) {
                Connection following = reader.connect("films");
                assertThat(numbers(following)).containsExactly(1L);
                long t = connection.transact("[{:a/n 2}]").dbAfter().t();
                following.sync(t);
                assertThat(numbers(following)).containsExactly(1L, 2L);
                assertThatThrownBy(() -> following.transact("[{:a/n 3}]")).isInstanceOf(Anomaly.Forbidden.class);
            }
        }
        try (Client client = Stator.open(place)) {
            assertThat(numbers(client.connect("films"))).containsExactly(1L, 2L);
            assertThat(client.deleteDatabase("films")).isTrue();
            assertThat(client.listDatabases()).isEmpty();
        }
    }

    @Test
    void indexesAreInSegmentsAndLargeTransactionsInParts() {
        String table = Tables.create(dynamo);
        try (Client client = DynamoDbProvider.open(dynamo, table, IN_SEGMENTS)) {
            client.createDatabase("films");
            Connection connection = client.connect("films");
            connection.transact(SCHEMA);
            for (int i = 0; i < 20; i++) {
                List<Map<String, ?>> forms = new ArrayList<>();
                for (int j = 0; j < 50; j++) {
                    forms.add(Map.of(":a/n", (long) i * 50 + j, ":a/text", (i + "-" + j).repeat(j)));
                }
                connection.transact(TxData.of(forms));
            }
            List<Map<String, ?>> large = new ArrayList<>();
            for (int i = 0; i < 250; i++) {
                large.add(Map.of(":a/n", 5_000L + i, ":a/text", randomText(i, 4_000)));
            }
            connection.transact(TxData.of(large));
        }
        try (Client client = DynamoDbProvider.open(dynamo, table, IN_SEGMENTS)) {
            Connection connection = client.connect("films");
            assertThat(numbers(connection)).hasSize(1_250).contains(5_249L);
            assertThat(connection.db().query("[:find ?t . :where [?e :a/n 5000] [?e :a/text ?t]]"))
                    .isNotNull();
        }
    }

    private static String randomText(long seed, int length) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    @Test
    void aSystemThatIsTakenOverIsNotWrittenToAnyMore() {
        String table = Tables.create(dynamo);
        try (Client first = DynamoDbProvider.open(dynamo, table, SystemConfig.standard())) {
            first.createDatabase("films");
            Connection old = first.connect("films");
            old.transact(SCHEMA);
            try (Client second = DynamoDbProvider.open(dynamo, table, SystemConfig.standard())) {
                Connection connection = second.connect("films");
                assertThatThrownBy(old::sync)
                        .isInstanceOf(Anomaly.Conflict.class)
                        .hasMessageContaining("has taken it over");
                assertThatThrownBy(() -> old.sync(old.db().t() + 1)).isInstanceOf(Anomaly.Conflict.class);
                assertThat(old.syncAsync()).failsWithin(Duration.ofSeconds(30));
                assertThat(old.sync(old.db().t()).t()).isEqualTo(old.db().t());
                assertThat(connection.sync().t()).isEqualTo(old.db().t());
                assertThatThrownBy(() -> old.transact("[{:a/n 1}]"))
                        .isInstanceOf(Anomaly.Conflict.class)
                        .hasMessageContaining("has taken the system over");
                connection.transact("[{:a/n 2}]");
                assertThat(numbers(connection)).containsExactly(2L);
            }
        }
    }

    @Test
    void everyAcknowledgedTransactionIsThereAndNoFailedOneIs() {
        Interference interference = new Interference();
        DynamoDb disturbed = interference.client(LOCAL);
        String table = Tables.create(dynamo);
        Set<Long> acknowledged = new TreeSet<>();
        Set<Long> failed = new TreeSet<>();
        try (Client client = DynamoDbProvider.open(disturbed, table, SystemConfig.standard())) {
            client.createDatabase("films");
            Connection connection = client.connect("films");
            connection.transact(SCHEMA);
            Fault[] faults = EnumSet.complementOf(EnumSet.of(Fault.DENIED)).toArray(new Fault[0]);
            for (long n = 0; n < 60; n++) {
                int from = interference.calls() + 1;
                Fault fault = faults[(int) (n % faults.length)];
                long interval = 1 + n / faults.length % 3;
                interference.plan((call, request) -> (call - from) % (interval + 1) < interval ? fault : Fault.NONE);
                try {
                    connection.transact(TxData.of(List.of(Map.of(":a/n", n))));
                    acknowledged.add(n);
                } catch (Anomaly anomaly) {
                    assertThat(anomaly.category()).isNotEqualTo(Anomaly.Category.FAULT);
                    failed.add(n);
                }
            }
            interference.end();
        }
        assertThat(acknowledged).hasSize(60);
        assertThat(failed).isEmpty();
        try (Client client = DynamoDbProvider.open(dynamo, table, SystemConfig.standard())) {
            assertThat(numbers(client.connect("films"))).isEqualTo(acknowledged);
        }
    }

    @Test
    void aTableWithoutCapacityMakesTransactionsBusyAndLosesNone() {
        Interference interference = new Interference();
        DynamoDb disturbed = interference.client(LOCAL);
        String table = Tables.create(dynamo);
        Calls calls = new Calls(disturbed, table, "table " + table, true, Duration.ofMillis(50));
        Storage storage = DynamoDbStorage.open(disturbed, calls, table, false, null, System::nanoTime);
        EngineConfig config = EngineConfig.of(Map.of(ClientProvider.CONFIG, SystemConfig.standard()));
        try (Client client = EmbeddedClient.open(storage, config)) {
            client.createDatabase("films");
            Connection connection = client.connect("films");
            connection.transact(SCHEMA);
            for (long n = 0; n < 3; n++) {
                long number = n;
                interference.plan((call, request) -> Fault.THROTTLED);
                assertThatThrownBy(() -> connection.transact(TxData.of(List.of(Map.of(":a/n", -number)))))
                        .isInstanceOf(Anomaly.Busy.class)
                        .hasMessageContaining("try again later");
                interference.end();
                connection.transact(TxData.of(List.of(Map.of(":a/n", 10 + number))));
            }
            assertThat(numbers(connection)).containsExactly(10L, 11L, 12L);
        }
        try (Client client = DynamoDbProvider.open(dynamo, table, SystemConfig.standard())) {
            assertThat(numbers(client.connect("films"))).containsExactly(10L, 11L, 12L);
        }
    }

    @Test
    void aTransactionWhoseOutcomeIsUnknownIsSaidToBe() {
        Interference interference = new Interference();
        DynamoDb disturbed = interference.client(LOCAL);
        String table = Tables.create(dynamo);
        Storage storage = DynamoDbStorage.open(disturbed, table, false, Duration.ofMillis(50));
        EngineConfig config = EngineConfig.of(Map.of(ClientProvider.CONFIG, SystemConfig.standard()));
        try (Client client = EmbeddedClient.open(storage, config)) {
            client.createDatabase("films");
            Connection connection = client.connect("films");
            connection.transact(SCHEMA);
            interference.plan((call, request) -> Fault.FAILED_BEFORE);
            assertThatThrownBy(() -> connection.transact("[{:a/n 1}]"))
                    .isInstanceOf(Anomaly.Unavailable.class)
                    .hasMessageContaining("not known");
            assertThatThrownBy(() -> connection.transact("[{:a/n 2}]"))
                    .isInstanceOf(Anomaly.Unavailable.class)
                    .hasMessageContaining("was not applied");
            interference.end();
            connection.transact("[{:a/n 3}]");
            assertThat(numbers(connection)).containsExactly(3L);
        }
        try (Client client = DynamoDbProvider.open(dynamo, table, SystemConfig.standard())) {
            assertThat(numbers(client.connect("films"))).containsExactly(3L);
        }
    }

    @Test
    void aSystemIsCopiedFromTableToTable() {
        URI from = newPlace("copied-from");
        URI to = newPlace("copied-to");
        try (Client client = Stator.open(from, IN_SEGMENTS)) {
            client.createDatabase("films");
            Connection connection = client.connect("films");
            connection.transact(SCHEMA);
            for (long i = 0; i < 150; i++) {
                connection.transact(TxData.of(List.of(Map.of(":a/n", i))));
            }
            SystemCopies.copy(Location.of(from), Location.of(to), SystemCopies.settings(progress -> {}));
            connection.transact("[{:a/n 150}]");
            SystemCopies.copy(Location.of(from), Location.of(to), SystemCopies.settings(progress -> {}));
        }
        try (Client client = Stator.openReadOnly(to)) {
            assertThat(numbers(client.connect("films"))).hasSize(151);
        }
    }

    @Test
    void aTableThatIsNotAsItMustBeIsRefusedWithWhatDiffers() {
        assertThatThrownBy(() -> DynamoDbProvider.open(dynamo, "none-there", SystemConfig.standard()))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("there is no table none-there")
                .hasMessageContaining("--data PLACE storage create");

        dynamo.createTable(TableSpec.named("other-keys").partitionKey("id", KeyType.NUMBER));
        assertThatThrownBy(() -> DynamoDbProvider.open(dynamo, "other-keys", SystemConfig.standard()))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("partition id NUMBER");
        String otherKeys = "dynamodb+" + LOCAL.endpoint() + "/other-keys";
        try (DynamoDb same = DynamoDbStorage.client(URI.create(otherKeys))) {
            same.ensureTable(TableSpec.named("other-keys").partitionKey("id", KeyType.NUMBER));
        }
        assertThatThrownBy(() -> Stator.openReadOnly(otherKeys))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("partition id NUMBER");
        assertThat(DynamoDbStorage.isThere(URI.create(otherKeys)))
                .as("something that tells what is wrong when it is opened")
                .isTrue();

        String expiring = Tables.create(dynamo);
        dynamo.updateTimeToLive(expiring, true, "gone");
        assertThatThrownBy(() -> DynamoDbProvider.open(dynamo, expiring, SystemConfig.standard()))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("items must not expire")
                .hasMessageContaining("gone");

        dynamo.createTable(
                SystemTable.spec("provisioned").billing(Billing.PROVISIONED).throughput(100, 100));
        DynamoDbProvider.open(dynamo, "provisioned", SystemConfig.standard()).close();
    }

    @Test
    void aTableOfSomethingElseIsLeftAloneAndDescribed() {
        String others = Tables.create(dynamo);
        dynamo.table(others).put(Item.of("p", "customer", "s", "1"));
        assertThatThrownBy(() -> DynamoDbProvider.open(dynamo, others, SystemConfig.standard()))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("about 1 items of something else");
        assertThat(DynamoDbStorage.describe(dynamo, others)).anyMatch(line -> line.contains("none begins in it"));
        assertThatThrownBy(() -> DynamoDbStorage.delete(dynamo, others))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("no system of ours");
        assertThat(dynamo.table(others).scan().list()).hasSize(1);

        dynamo.createTable(
                TableSpec.named("numbers").partitionKey("p", KeyType.TEXT).sortKey("s", KeyType.NUMBER));
        assertThat(DynamoDbStorage.describe(dynamo, "numbers")).anyMatch(line -> line.contains("sort s NUMBER"));
    }

    @Test
    void aLocationThatIsNoneIsToldWithTheWayOut() {
        for (String malformed : List.of(
                "dynamodb://eu-west-1",
                "dynamodb://eu-west-1/",
                "dynamodb:///table",
                "dynamodb://eu-west-1/a/b",
                "dynamodb://key:secret@eu-west-1/table",
                "dynamodb://eu-west-1/table?profile=x",
                "dynamodb+http:///table",
                "dynamodb+http://host:1/ta")) {
            assertThatThrownBy(() -> Stator.open(malformed))
                    .as(malformed)
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessageContaining("dynamodb://REGION/TABLE")
                    .hasMessageNotContaining("secret");
        }
    }
}

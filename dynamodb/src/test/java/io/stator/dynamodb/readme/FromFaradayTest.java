package io.stator.dynamodb.readme;

import static io.stator.dynamodb.Condition.attribute;
import static io.stator.dynamodb.Expression.expression;
import static io.stator.dynamodb.Frozen.freeze;
import static io.stator.dynamodb.KeyType.NUMBER;
import static io.stator.dynamodb.KeyType.TEXT;
import static io.stator.dynamodb.Update.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.BatchItems;
import io.stator.dynamodb.Billing;
import io.stator.dynamodb.CapacityDetail;
import io.stator.dynamodb.Codec;
import io.stator.dynamodb.Codecs;
import io.stator.dynamodb.Cursor;
import io.stator.dynamodb.DynamoConfig;
import io.stator.dynamodb.DynamoDb;
import io.stator.dynamodb.DynamoException;
import io.stator.dynamodb.GetOptions;
import io.stator.dynamodb.IndexSpec;
import io.stator.dynamodb.Item;
import io.stator.dynamodb.Items;
import io.stator.dynamodb.Page;
import io.stator.dynamodb.Part;
import io.stator.dynamodb.Results;
import io.stator.dynamodb.Returning;
import io.stator.dynamodb.StreamDescription;
import io.stator.dynamodb.StreamPosition;
import io.stator.dynamodb.StreamRecords;
import io.stator.dynamodb.StreamSummary;
import io.stator.dynamodb.StreamView;
import io.stator.dynamodb.Streams;
import io.stator.dynamodb.Table;
import io.stator.dynamodb.TableDescription;
import io.stator.dynamodb.TableSpec;
import io.stator.dynamodb.TableUpdate;
import io.stator.dynamodb.TimeToLiveDescription;
import io.stator.dynamodb.TransactReadResult;
import io.stator.dynamodb.WriteOptions;
import io.stator.dynamodb.junit.DynamoDbLocal;
import io.stator.nippy.Keyword;
import io.stator.nippy.Password;
import io.stator.nippy.Ratio;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** All Java code of the page for those who come from Faraday; what is between two marks is there word for word. */
final class FromFaradayTest {
    private static final String SOURCE = "dynamodb/src/test/java/io/stator/dynamodb/readme/FromFaradayTest.java";
    private static final String PAGE = "docs/from-faraday.md";
    private static final Pattern MARKED = Pattern.compile("(?m)^ *// PAGE\\n(.*?)^ *// PAGE$", Pattern.DOTALL);
    private static final Pattern QUOTED = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

    /** The functions of Faraday's public name space. */
    private static final List<String> FUNCTIONS = List.of(
            "list-tables",
            "describe-table",
            "create-table",
            "ensure-table",
            "update-table",
            "delete-table",
            "describe-ttl",
            "update-ttl",
            "ensure-ttl",
            "get-item",
            "put-item",
            "update-item",
            "delete-item",
            "batch-get-item",
            "batch-write-item",
            "query",
            "scan",
            "scan-lazy-seq",
            "scan-parallel",
            "transact-write-items",
            "transact-get-items",
            "list-streams",
            "describe-stream",
            "shard-iterator",
            "get-stream-records",
            "freeze",
            "with-thaw-opts",
            "items-by-attrs",
            "remove-empty-attr-vals",
            "clj-item->db-item",
            "db-item->clj-item",
            "serialize",
            "ex",
            "with-attr-multi-vs",
            "without-attr-multi-vs");

    @RegisterExtension
    static final DynamoDbLocal local = DynamoDbLocal.start().databasePerMethod();

    private DynamoDb dynamo;
    private Table table;
    private Table events;

    @BeforeEach
    void open() {
        dynamo = local.dynamoDb();
        table = dynamo.createTable(TableSpec.named("my-table").partitionKey("id", NUMBER));
        events = dynamo.createTable(TableSpec.named("events")
                .partitionKey("user", TEXT)
                .sortKey("at", NUMBER)
                .localIndex(IndexSpec.named("by-kind").sortKey("kind", TEXT))
                .stream(StreamView.NEW_AND_OLD_IMAGES));
    }

    @AfterEach
    void close() {
        dynamo.close();
    }

    private static Path root() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve(PAGE))) {
            root = root.getParent();
        }
        return root;
    }

    private static List<String> parts(Pattern pattern, String file) throws IOException {
        return pattern.matcher(Files.readString(root().resolve(file)))
                .results()
                .map((MatchResult result) -> result.group(1).stripTrailing().stripIndent())
                .toList();
    }

    @Test
    void theCodeOfThePageIsTheCodeThatRuns() throws IOException {
        assertThat(parts(QUOTED, PAGE)).containsExactlyElementsOf(parts(MARKED, SOURCE));
    }

    @Test
    void thePageHasEveryFunction() throws IOException {
        String page = Files.readString(root().resolve(PAGE));
        for (String function : FUNCTIONS) {
            assertThat(page).as(function).containsPattern("far/" + Pattern.quote(function) + "(?![a-z>-])");
        }
    }

    @Test
    void clientsWorkAsThePageSays() {
        String secret = "any";
        // PAGE
        DynamoConfig config = DynamoConfig.standard()
                .region("eu-west-1")
                .credentials("AKIDEXAMPLE", secret)
                .connectionsMax(50)
                .retriesMax(3);
        try (DynamoDb reports = DynamoDb.open(config)) {
            reports.table("my-table"); // asks nothing yet
        }
        // PAGE
        assertThat(config.toString()).doesNotContain(secret);
    }

    @Test
    void tablesWorkAsThePageSays() {
        dynamo.deleteTable("my-table");
        // PAGE
        List<String> names = dynamo.listTables().toList(); // or lazily: a Stream
        // PAGE
        assertThat(names).containsExactly("events");
        // PAGE
        Table made = dynamo.createTable(TableSpec.named("my-table")
                .partitionKey("id", NUMBER)
                .throughput(1, 1)
                .globalIndex(IndexSpec.named("by-name")
                        .partitionKey("name", TEXT)
                        .keysOnly()
                        .throughput(1, 1))); // waits until it is active; createTableAsync does not block
        // PAGE
        // PAGE
        Table same = dynamo.ensureTable(TableSpec.named("my-table")
                .partitionKey("id", NUMBER)
                .throughput(1, 1)
                .globalIndex(IndexSpec.named("by-name")
                        .partitionKey("name", TEXT)
                        .keysOnly()
                        .throughput(1, 1))); // also checks that it is as specified
        // PAGE
        assertThat(same).isEqualTo(made);
        // PAGE
        Optional<TableDescription> description = dynamo.describeTable("my-table");
        // PAGE
        assertThat(description.orElseThrow().index("by-name").orElseThrow().decreasesToday())
                .isZero();
        // PAGE
        CompletableFuture<TableDescription> updated = dynamo.updateTableAsync(
                "my-table", TableUpdate.none().deleteIndex("by-name").billing(Billing.ON_DEMAND));
        // PAGE
        assertThat(updated.join().globalIndexes()).isEmpty();
        // PAGE
        dynamo.deleteTable("my-table"); // waits until it is gone
        // PAGE
        assertThat(dynamo.describeTable("my-table")).isEmpty();
    }

    @Test
    void timeToLive() {
        // PAGE
        dynamo.updateTimeToLive("my-table", true, "expires");
        dynamo.ensureTimeToLive("my-table", "expires"); // does nothing if it is on already
        Optional<TimeToLiveDescription> expiry = dynamo.describeTimeToLive("my-table");
        table.put(Item.of("id", 0, "expires", Instant.now().plusSeconds(3_600))); // stored as seconds, as it must be
        // PAGE
        assertThat(expiry.orElseThrow().attribute()).contains("expires");
    }

    @Test
    void itemsWorkAsThePageSays() {
        // PAGE
        table.put(Item.of("id", 0, "name", "Steve", "age", 22)
                .with(
                        "data",
                        freeze(Map.of(
                                Keyword.of("vector"), List.of(1, 2, 3),
                                Keyword.of("set"), Set.of(1, 2, 3),
                                Keyword.of("rational"), Ratio.of(22, 7)))));
        // PAGE
        // PAGE
        Optional<Item> steve = table.get(
                        Item.of("id", 0), GetOptions.standard().consistent().project("name, age"))
                .item();
        // PAGE
        assertThat(steve).contains(Item.of("name", "Steve", "age", 22));
        // PAGE
        Optional<Item> old = table.put(
                        Item.of("id", 0, "name", "Ann"),
                        WriteOptions.standard()
                                .condition(expression("age < ?", 30))
                                .returning(Returning.OLD))
                .item();
        // PAGE
        assertThat(old.orElseThrow().string("name")).isEqualTo("Steve");
        // PAGE
        Item older = table.update(
                Item.of("id", 0),
                expression("SET age = if_not_exists(age, ?) + ?, name = ? REMOVE data", 0, 1, "Ann B."),
                expression("attribute_exists(name)")); // as it is then; names are never reserved
        // PAGE
        assertThat(older.longValue("age")).isEqualTo(1);
        // PAGE
        table.update(
                Item.of("id", 0),
                update().set("name", "Bea").increment("age", 1).add("tags", Set.of("new")));
        // PAGE
        // PAGE
        table.delete(Item.of("id", 0), attribute("age").lessThan(5));
        // PAGE
        assertThat(table.get(Item.of("id", 0)).isEmpty()).isTrue();
    }

    @Test
    void batchesWorkAsThePageSays() {
        // PAGE
        dynamo.batchWrite(writes -> writes.put(table, Item.of("id", 1, "name", "Ann"), Item.of("id", 2, "name", "Bea"))
                .delete(table, Item.of("id", 3))); // any number; what is left undone is sent again
        // PAGE
        // PAGE
        BatchItems found = dynamo.batchGet(
                reads -> reads.get(table, GetOptions.standard().project("name"), Item.of("id", 1), Item.of("id", 9)));
        List<Item> there = found.items();
        List<Optional<Item>> inTheOrderOfTheKeys = found.all();
        // PAGE
        assertThat(there).containsExactly(Item.of("name", "Ann"));
        assertThat(inTheOrderOfTheKeys).hasSize(2);
        // PAGE
        List<Item> keys = Stream.of(1, 2, 3)
                .map(id -> Item.of("id", id))
                .toList(); // a list in an item is a value, never several keys
        List<Item> all = table.getAll(keys).items();
        // PAGE
        assertThat(all).hasSize(2);
    }

    @Test
    void queriesAndScans() {
        events.putAll(Stream.of(1, 2, 3, 4)
                .map(at -> Item.of("user", "ann", "at", at, "kind", at % 2 == 0 ? "login" : "read"))
                .toList());
        // PAGE
        Results<Item> logins = events.query(expression("user = ? AND at BETWEEN ? AND ?", "ann", 1, 10))
                .filter(attribute("kind").equalTo("login"))
                .descending()
                .limit(10); // items wanted; pageSize is what DynamoDB calls Limit
        List<Item> latest = logins.list();
        // PAGE
        assertThat(latest).hasSize(2);
        // PAGE
        List<Item> byKind = events.index("by-kind")
                .query(expression("user = ? AND begins_with(kind, ?)", "ann", "log"))
                .list();
        long howMany = events.query(expression("user = ?", "ann")).counted().scannedCount();
        // PAGE
        assertThat(byKind).hasSize(2);
        assertThat(howMany).isEqualTo(4);
        // PAGE
        Page<Item> page =
                events.scan().pageSize(2).capacity(CapacityDetail.TOTAL).page();
        Optional<Cursor> cursor = page.cursor(); // its text may stand in a URL; cursor.key() is the last key
        List<Item> rest = events.scan().from(cursor.orElseThrow()).list();
        List<Item> afterAKey =
                events.scan().after(Item.of("user", "ann", "at", 2)).list();
        // PAGE
        assertThat(rest).hasSize(2);
        assertThat(afterAKey).hasSize(2);
        // PAGE
        try (Stream<Item> everything = events.scan().stream()) { // a request for each page, when it is needed
            everything.limit(3).forEach(item -> item.string("kind"));
        }
        // PAGE
        // PAGE
        long all = events.scan().parallel(8).count(); // or segments(), one by one
        // PAGE
        assertThat(all).isEqualTo(4);
    }

    @Test
    void transactionsWorkAsThePageSays() {
        table.put(Item.of("id", 1, "plays", 1));
        // PAGE
        dynamo.transact(writes -> writes.check(table, Item.of("id", 1), expression("plays < ?", 5))
                .put(table, Item.of("id", 2), attribute("id").doesNotExist())
                .update(events, Item.of("user", "ann", "at", 1), update().increment("count", 1))
                .delete(table, Item.of("id", 3))
                .token("order-4711"));
        // PAGE
        // PAGE
        TransactReadResult both = dynamo.transactGet(
                reads -> reads.get(table, Item.of("id", 1), "plays").get(table, Item.of("id", 9)));
        Optional<Item> absent = both.get(1).item();
        // PAGE
        assertThat(both.get(0).item()).contains(Item.of("plays", 1));
        assertThat(absent).isEmpty();
    }

    @Test
    void streamsWorkAsThePageSays() {
        events.put(Item.of("user", "ann", "at", 1));
        // PAGE
        Streams streams = dynamo.streams();
        List<StreamSummary> some = streams.list("events", Part.all().limit(10)).toList();
        StreamDescription stream =
                streams.describe(some.get(0).arn(), Part.all().limit(100)).orElseThrow();
        String iterator = streams.iterator(stream.arn(), stream.shards().get(0).id(), StreamPosition.oldest());
        StreamRecords records = streams.records(iterator, 50); // StreamConsumer follows all shards by itself
        // PAGE
        assertThat(records.records()).hasSize(1);
    }

    @Test
    void utilitiesWorkAsThePageSays() {
        // PAGE
        Codecs codecs = Codecs.standard()
                .nippy(nippy -> nippy.withPassword(Password.cached("open sesame")))
                .with(Codec.of(
                        StringBuilder.class, StringBuilder::toString, stored -> new StringBuilder((String) stored)));
        DynamoConfig secret = DynamoConfig.standard().codecs(codecs);
        // PAGE
        assertThat(secret).isNotNull();
        List<Item> items = List.of(Item.of("id", 1, "name", "Ann"), Item.of("id", 2, "name", "Bea"));
        // PAGE
        Map<Object, Item> byName = Items.by(items, "name");
        Item tidy = Items.withoutEmpties(Item.of("id", 1, "tags", List.of(), "note", null));
        Map<String, AttributeValue> ofTheSdk = codecs.toAttributeValues(tidy);
        Item back = codecs.fromAttributeValues(ofTheSdk);
        // PAGE
        assertThat(byName).hasSize(2);
        assertThat(back).isEqualTo(Item.of("id", 1));
    }

    @Test
    void errorsWorkAsThePageSays() {
        table.put(Item.of("id", 0));
        // PAGE
        try {
            table.put(Item.of("id", 0), attribute("id").doesNotExist());
        } catch (DynamoException.ConditionFailed e) {
            Optional<Item> asItIs = e.item();
        }
        // PAGE
        assertThatThrownBy(() -> table.put(Item.of("id", 0), attribute("id").doesNotExist()))
                .isInstanceOf(DynamoException.ConditionFailed.class);
    }
}

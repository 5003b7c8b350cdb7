package io.stator.dynamodb.readme;

import static io.stator.dynamodb.Billing.PROVISIONED;
import static io.stator.dynamodb.Condition.attribute;
import static io.stator.dynamodb.Expression.expression;
import static io.stator.dynamodb.Frozen.freeze;
import static io.stator.dynamodb.KeyType.NUMBER;
import static io.stator.dynamodb.KeyType.TEXT;
import static io.stator.dynamodb.StreamView.NEW_AND_OLD_IMAGES;
import static io.stator.dynamodb.Update.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.BatchItems;
import io.stator.dynamodb.BatchResult;
import io.stator.dynamodb.Codec;
import io.stator.dynamodb.Codecs;
import io.stator.dynamodb.Count;
import io.stator.dynamodb.Cursor;
import io.stator.dynamodb.DynamoConfig;
import io.stator.dynamodb.DynamoDb;
import io.stator.dynamodb.DynamoException;
import io.stator.dynamodb.GetOptions;
import io.stator.dynamodb.IndexSpec;
import io.stator.dynamodb.Item;
import io.stator.dynamodb.Page;
import io.stator.dynamodb.PartitionKey;
import io.stator.dynamodb.RecordTable;
import io.stator.dynamodb.Results;
import io.stator.dynamodb.Returning;
import io.stator.dynamodb.SortKey;
import io.stator.dynamodb.StreamPosition;
import io.stator.dynamodb.StreamRecord;
import io.stator.dynamodb.StreamShard;
import io.stator.dynamodb.Streams;
import io.stator.dynamodb.Table;
import io.stator.dynamodb.TableDescription;
import io.stator.dynamodb.TableDifference;
import io.stator.dynamodb.TableSpec;
import io.stator.dynamodb.TableUpdate;
import io.stator.dynamodb.TimeToLive;
import io.stator.dynamodb.TransactReadResult;
import io.stator.dynamodb.Version;
import io.stator.dynamodb.Waiting;
import io.stator.dynamodb.WriteOptions;
import io.stator.dynamodb.junit.DynamoDbLocal;
import io.stator.dynamodb.stream.Checkpoints;
import io.stator.dynamodb.stream.StreamConsumer;
import io.stator.dynamodb.stream.StreamRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** All Java code of the README; what is between two marks is there word for word. */
final class ReadmeTest {
    private static final String SOURCES = "src/test/java/io/stator/dynamodb/readme/";
    private static final Pattern MARKED = Pattern.compile("(?m)^ *// README\\n(.*?)^ *// README$", Pattern.DOTALL);
    private static final Pattern QUOTED = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

    @RegisterExtension
    static final DynamoDbLocal local = DynamoDbLocal.start().databasePerMethod();

    private static final Item KEY = Item.of("artist", "Can", "year", 1971);

    private DynamoDb dynamo;
    private Table albums;

    @BeforeEach
    void open() {
        dynamo = local.dynamoDb();
        albums = dynamo.createTable(TableSpec.named("albums")
                .partitionKey("artist", TEXT)
                .sortKey("year", NUMBER)
                .localIndex(IndexSpec.named("by-title").sortKey("title", TEXT))
                .stream(NEW_AND_OLD_IMAGES));
        albums.put(KEY.with("title", "Tago Mago").with("plays", 3).with("tags", List.of("good")));
    }

    private static Path module() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("dynamodb")) ? here.resolve("dynamodb") : here;
    }

    private static List<String> parts(Pattern pattern, String file) throws IOException {
        return pattern.matcher(Files.readString(module().resolve(file)))
                .results()
                .map((MatchResult result) -> result.group(1).stripTrailing().stripIndent())
                .toList();
    }

    @Test
    void theCodeOfTheReadmeIsTheCodeThatRuns() throws IOException {
        List<String> run = new ArrayList<>(parts(MARKED, SOURCES + "ReadmeTest.java"));
        run.addAll(parts(MARKED, SOURCES + "ReadmeExtensionTest.java"));
        List<String> shown = parts(QUOTED, "README.md");
        assertThat(run).hasSizeGreaterThan(9);
        assertThat(shown).containsExactlyInAnyOrderElementsOf(run);
    }

    @Test
    void aFirstProgram() {
        URI endpoint = local.endpoint();
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            // README
            record Album(String artist, long year, String title) {}

            try (DynamoDb dynamo = DynamoDb.at(endpoint)) { // URI.create("http://localhost:8000"), say
                Table albums = dynamo.ensureTable(
                        TableSpec.named("albums").partitionKey("artist", TEXT).sortKey("year", NUMBER));
                Item key = Item.of("artist", "Pink Floyd", "year", 1973);
                albums.put(key.with("title", "The Dark Side of the Moon")
                        .with("plays", 0)
                        .with("notes", freeze(Map.of("heard", Set.of(Instant.EPOCH)))));

                Optional<Album> album = albums.get(key).map(item -> item.as(Album.class));
                List<Album> seventies = albums.query(
                                expression("artist = ? AND year BETWEEN ? AND ?", "Pink Floyd", 1970, 1979))
                        .descending()
                        .limit(10)
                        .as(Album.class)
                        .list();
                Item updated = albums.update(
                        key, expression("SET plays = plays + ?", 1), expression("attribute_exists(title)"));

                Item other = Item.of("artist", "Pink Floyd", "year", 1969);
                dynamo.transact(writes ->
                        writes.check(albums, key, expression("plays < ?", 5)).delete(albums, other));
                try (Stream<String> titles = albums.scan().parallel(4).map(item -> item.string("title")).stream()) {
                    titles.limit(100).forEach(System.out::println);
                }
            }
            // README
        } finally {
            System.setOut(out);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo("The Dark Side of the Moon\n");
        try (DynamoDb dynamo = DynamoDb.at(endpoint)) {
            dynamo.deleteTable("albums");
        }
    }

    @Test
    void openingWorksAsTheReadmeSays() {
        DynamoDbClient client = local.client();
        String secret = "secret";
        // README
        DynamoDb reports = DynamoDb.open(DynamoConfig.standard()
                .region("eu-west-1")
                .credentials("AKIDEXAMPLE", secret)
                .callTimeout(Duration.ofSeconds(10))
                .connectionsMax(100));
        DynamoDb traced = DynamoDb.of(client); // any DynamoDbClient: DAX, tracing, your own
        // README
        assertThat(traced.listTables()).containsExactly("albums");
        reports.close();
        traced.close();
    }

    @Test
    void tablesWorkAsTheReadmeSays() {
        // README
        TableSpec orders = TableSpec.named("orders")
                .partitionKey("customer", TEXT)
                .sortKey("number", NUMBER)
                .globalIndex(IndexSpec.named("by-place")
                        .partitionKey("country", TEXT) // up to 4 attributes in each part of an index's key
                        .partitionKey("city", TEXT)
                        .sortKey("ordered", TEXT)
                        .include("total"))
                .localIndex(IndexSpec.named("by-total").sortKey("total", NUMBER).keysOnly())
                .stream(NEW_AND_OLD_IMAGES)
                .timeToLive("expires");
        Table table = dynamo.ensureTable(orders);

        TableUpdate cheaper =
                TableUpdate.none().deleteIndex("by-place").billing(PROVISIONED).throughput(10, 5);
        dynamo.updateTable("orders", cheaper, Waiting.standard().deadline(Duration.ofHours(2)));

        TableDescription description = dynamo.describeTable("orders").orElseThrow();
        List<TableDifference> differences = orders.differences(description);
        // README
        assertThat(table.name()).isEqualTo("orders");
        assertThat(differences)
                .extracting(TableDifference::toString)
                .containsExactlyInAnyOrder(
                        "INDEX of \"by-place\" must be a global index on"
                                + " [partition country TEXT, partition city TEXT, sort ordered TEXT]: absent",
                        "BILLING of \"orders\" must be ON_DEMAND: PROVISIONED");
        assertThatThrownBy(() -> dynamo.ensureTable(orders)).isInstanceOf(DynamoException.TableDiffers.class);
    }

    @Test
    void itemsWorkAsTheReadmeSays() {
        Item key = KEY;
        Item other = KEY.with("year", 1972);
        Item item = other.with("title", "Ege Bamyasi");
        // README
        albums.put(item, attribute("artist").doesNotExist()); // only if there is none
        Optional<Item> found = albums.get(
                        key, GetOptions.standard().consistent().project("title, tags[0]"))
                .item();
        Item counted = albums.update(key, update().increment("plays", 1).append("tags", List.of("long")));
        Optional<Item> deleted = albums.delete(key, WriteOptions.standard().returning(Returning.OLD))
                .item();
        try {
            albums.delete(other, expression("size(title) > ?", 100));
        } catch (DynamoException.ConditionFailed e) {
            Optional<Item> asItIs = e.item();
        }
        // README
        assertThat(found).contains(Item.of("title", "Tago Mago", "tags", List.of("good")));
        assertThat(counted.intValue("plays")).isEqualTo(4);
        assertThat(deleted.orElseThrow().list("tags", String.class)).containsExactly("good", "long");
        assertThat(albums.get(other).isPresent()).isTrue();
    }

    // README
    record Price(long cents, Currency currency) {}

    record Order(
            @PartitionKey String customer,
            @SortKey long number,
            Price total,
            Set<String> labels,
            Optional<String> remark,
            @TimeToLive Instant expires,
            @Version long version) {}
    // README

    @Test
    void valuesWorkAsTheReadmeSays() {
        dynamo.createTable(
                TableSpec.named("orders").partitionKey("customer", TEXT).sortKey("number", NUMBER));
        Codec<Currency> currency =
                Codec.of(Currency.class, Currency::getCurrencyCode, value -> Currency.getInstance((String) value));
        try (DynamoDb dynamo =
                DynamoDb.open(local.config().codecs(Codecs.standard().with(currency)))) {
            // README
            RecordTable<Order> orders = dynamo.table("orders").records(Order.class);
            Instant nextYear = Instant.parse("2030-01-01T00:00:00Z");
            Price price = new Price(1999, Currency.getInstance("EUR"));
            Order stored = orders.put(new Order("ann", 1, price, Set.of("new"), Optional.empty(), nextYear, 0));
            orders.put(stored); // fails with ConditionFailed if someone else stored the order meanwhile
            // README
            assertThat(orders.get("ann", 1)).map(Order::version).contains(2L);
            assertThat(orders.get("ann", 1).orElseThrow().total()).isEqualTo(price);
            assertThatThrownBy(() -> orders.put(stored)).isInstanceOf(DynamoException.ConditionFailed.class);
        }
    }

    @Test
    void readingWorksAsTheReadmeSays() {
        albums.put(KEY.with("year", 1973).with("title", "Future Days").with("plays", 9));
        // README
        Results<Item> heard = albums.query(expression("artist = ?", "Can"))
                .index("by-title")
                .filter(attribute("plays").atLeast(3))
                .project("title, plays");
        Page<Item> first = heard.limit(1).page(); // one item, whatever the filter leaves of a page
        String place = first.cursor().map(Cursor::toString).orElseThrow(); // safe in a URL
        List<Item> rest = heard.from(Cursor.parse(place)).list();

        long all = albums.scan().parallel(8).count();
        Count counted = albums.query(expression("artist = ?", "Can")).counted(); // with scannedCount() and capacity()
        List<Item> after = albums.query(expression("artist = ?", "Can"))
                .after(Item.of("artist", "Can", "year", 1970)) // a key of your own
                .list();
        for (Item item : albums.scan().pageSize(100).rateLimit(25)) { // at most 25 capacity units a second
            item.string("title");
        }
        // README
        assertThat(first.items()).containsExactly(Item.of("title", "Future Days", "plays", 9));
        assertThat(rest).containsExactly(Item.of("title", "Tago Mago", "plays", 3));
        assertThat(all).isEqualTo(2);
    }

    @Test
    void batchesWorkAsTheReadmeSays() {
        Item key = KEY;
        Item other = KEY.with("year", 1900);
        // README
        List<Item> shelf = IntStream.range(0, 60)
                .mapToObj(number -> Item.of("artist", "Various", "year", 1960 + number))
                .toList();
        BatchResult written = albums.putAll(shelf); // any number, in requests of 25
        BatchItems found = dynamo.batchGet(reads -> reads.get(albums, shelf).get(albums, key, other));
        List<Optional<Item>> inTheOrderOfTheKeys = found.all();
        // README
        assertThat(written.doneCount()).isEqualTo(60);
        assertThat(found.items()).hasSize(61);
        assertThat(inTheOrderOfTheKeys).hasSize(62).element(61).isEqualTo(Optional.empty());
    }

    private record Song(
            @PartitionKey String artist, @SortKey int year, String title, Set<String> tags) {}

    @Test
    void recordsInEveryCall() {
        List<Song> many = List.of(
                new Song("Faust", 1971, "Meadow Meal", Set.of()), new Song("Faust", 1973, "Jennifer", Set.of()));
        // README
        Table table =
                dynamo.ensureTable(TableSpec.of("songs", Song.class)); // keys, expiry and their types from the class
        RecordTable<Song> songs = table.records(Song.class);
        songs.putAll(many); // any number, as for items
        List<Optional<Song>> again = songs.getAll(many); // by records, items with the key, or partition keys
        Song tagged =
                songs.update(many.get(0), update().add("tags", Set.of("long"))); // changes the item, gives the record
        dynamo.transact(writes -> writes.put(songs, many.get(1), expression("title = ?", "Jennifer"))
                .update(songs, tagged, update().set("title", "Why Don't You Eat Carrots?")));
        List<Song> found = songs.scan()
                .filter(expression("title IN ?", List.of("Jennifer", "Krautrock"))) // a collection takes one ?
                .list();
        // README
        assertThat(again).doesNotContain(Optional.empty());
        assertThat(tagged.tags()).containsExactly("long");
        assertThat(found).containsExactly(many.get(1));
    }

    @Test
    void transactionsWorkAsTheReadmeSays() {
        Item key = KEY;
        Item other = KEY.with("year", 1974);
        Item item = other.with("title", "Soon Over Babaluma");
        // README
        dynamo.transact(writes -> writes.put(albums, item, attribute("artist").doesNotExist())
                .update(albums, key, expression("SET plays = plays + ?", 1))
                .token("order-4711")); // the same token within ten minutes: done once
        TransactReadResult both =
                dynamo.transactGet(reads -> reads.get(albums, key).get(albums, other, "title"));
        try {
            dynamo.transact(writes ->
                    writes.check(albums, key, expression("plays < ?", 3)).delete(albums, other));
        } catch (DynamoException.TransactionCanceled e) {
            Optional<Item> asItIs = e.reasons().get(0).item(); // a reason for each action, in their order
        }
        // README
        assertThat(both.get(0).orElseThrow().intValue("plays")).isEqualTo(4);
        assertThat(both.get(1).item()).contains(Item.of("title", "Soon Over Babaluma"));
        assertThat(albums.get(other).isPresent()).isTrue();
    }

    @Test
    void streamsWorkAsTheReadmeSays() {
        // README
        Streams streams = dynamo.streams();
        String stream = streams.ofTable("albums").orElseThrow();
        StreamShard shard = streams.describe(stream).orElseThrow().shards().get(0);
        String iterator = streams.iterator(stream, shard.id(), StreamPosition.oldest());
        for (StreamRecord change : streams.records(iterator).records()) {
            System.out.println(change.change() + " " + change.newImage());
        }
        // README
        assertThat(streams.records(iterator).records())
                .singleElement()
                .satisfies(record -> assertThat(record.key()).isEqualTo(KEY));
    }

    @Test
    void aConsumerWorksAsTheReadmeSays() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        String stream = dynamo.streams().ofTable("albums").orElseThrow();
        // README
        Table places = dynamo.ensureTable(
                TableSpec.named("stream-places").partitionKey("stream", TEXT).sortKey("shard", TEXT));
        StreamConsumer consumer = StreamConsumer.of(dynamo, stream)
                .checkpoints(Checkpoints.in(places))
                .retriesMax(5);
        try (StreamRun run = consumer.start(batch -> batch.records().forEach(change -> seen.countDown()))) {
            seen.await();
        }
        // README
        assertThat(places.scan().count()).isEqualTo(1);
    }

    @Test
    void statementsWorkAsTheReadmeSays() {
        // README
        List<String> titles = dynamo.execute("SELECT title FROM albums WHERE artist = ? AND plays > ?", "Can", 1)
                .map(item -> item.string("title"))
                .list();
        // README
        assertThat(titles).containsExactly("Tago Mago");
    }

    @Test
    void asynchronousCallsWorkAsTheReadmeSays() {
        Item key = KEY;
        // README
        CompletableFuture<Integer> plays =
                albums.getAsync(key).thenApply(album -> album.orElseThrow().intValue("plays"));
        // README
        assertThat(plays.join()).isEqualTo(3);
    }

    @AfterEach
    void done() {
        assertThat(dynamo.describeTable("albums")).isPresent();
    }
}

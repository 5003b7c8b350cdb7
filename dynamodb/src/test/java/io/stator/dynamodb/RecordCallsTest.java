package io.stator.dynamodb;

import static io.stator.dynamodb.Expression.expression;
import static io.stator.dynamodb.Update.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.junit.DynamoDbLocal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Records in every call that takes items, and what is refused because it would not come back. */
final class RecordCallsTest {
    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start().databasePerMethod();

    private record Album(
            @PartitionKey String artist,
            @SortKey int year,
            @Nullable String title,
            long plays,
            Set<String> tags) {
        Album(String artist, int year, String title) {
            this(artist, year, title, 0, Set.of());
        }
    }

    private record Account(
            @PartitionKey String artist,
            @SortKey int year,
            long balance,
            @Version long version) {}

    private record Bare(String artist, int year, @Version int version) {}

    private sealed interface Shape {}

    private record Circle(double radius) implements Shape {}

    private DynamoDb dynamo;
    private Table table;
    private RecordTable<Album> albums;
    private RecordTable<Account> accounts;

    @BeforeEach
    void makeTable() {
        dynamo =
                DynamoDb.open(DynamoConfig.standard().endpoint(LOCAL.endpoint()).credentials(LOCAL.credentials()));
        table = dynamo.ensureTable(TableSpec.of("records", Album.class));
        albums = table.records(Album.class);
        accounts = table.records(Account.class);
    }

    @AfterEach
    void close() {
        dynamo.close();
    }

    private static Album album(int year) {
        return new Album("Can", year, "no " + year);
    }

    private static List<Album> shelf(int count) {
        return IntStream.range(0, count).mapToObj(RecordCallsTest::album).toList();
    }

    @Test
    void batchesPutGetAndDeleteRecords() {
        List<Album> shelf = shelf(60);
        assertThat(albums.putAll(shelf).doneCount()).isEqualTo(60);
        List<Object> keys = new ArrayList<>(shelf);
        keys.add(Item.of("artist", "Neu!", "year", 1));
        assertThat(albums.getAll(keys))
                .hasSize(61)
                .startsWith(Optional.of(album(0)))
                .endsWith(Optional.empty());
        assertThat(albums.getAllAsync(shelf).join()).hasSize(60).doesNotContain(Optional.empty());
        BatchItems found = dynamo.batchGet(
                reads -> reads.get(albums, album(3), album(99)).get(table, Item.of("artist", "Can", "year", 4)));
        assertThat(found.items(albums)).containsExactly(album(3), album(4));
        assertThat(found.all(albums)).containsExactly(Optional.of(album(3)), Optional.empty(), Optional.of(album(4)));
        assertThat(albums.deleteAll(shelf.subList(0, 30)).doneCount()).isEqualTo(30);
        albums.deleteAllAsync(List.of(album(30))).join();
        albums.putAllAsync(List.of(album(1))).join();
        dynamo.batchWrite(batch -> batch.put(albums, album(2), album(0)).delete(albums, album(40), album(41)));
        dynamo.batchWrite(
                batch -> batch.put(albums, Set.of(album(70)).stream()).delete(albums, Set.of(album(42)).stream()));
        assertThat(albums.scan().count()).isEqualTo(60 - 31 + 3 - 3 + 1);
    }

    @Test
    void aBatchCannotCheckVersions() {
        Account account = new Account("a", 1, 5, 0);
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> accounts.putAll(List.of(account)),
                () -> accounts.deleteAll(List.of(account)),
                () -> dynamo.batchWrite(batch -> batch.put(accounts, account)),
                () -> dynamo.batchWrite(batch -> batch.delete(accounts, account)))) {
            assertThatThrownBy(call)
                    .isInstanceOf(DynamoException.InvalidRequest.class)
                    .hasMessageStartingWith("BatchWriteItem on records: records with a @Version must not be");
        }
        accounts.deleteAll(List.of(Item.of("artist", "a", "year", 1)));
    }

    @Test
    void transactionsReadRecordsAndTakeConditions() {
        dynamo.transact(all -> all.put(albums, album(1), expression("attribute_not_exists(artist)"))
                .put(albums, album(2))
                .put(albums, album(3)));
        TransactReadResult read =
                dynamo.transactGet(all -> all.get(albums, album(1)).get(albums, album(9)));
        assertThat(read.get(0, albums)).contains(album(1));
        assertThat(read.get(1, albums)).isEmpty();
        dynamo.transact(all -> all.update(albums, album(1), expression("plays = ?", 0))
                .update(albums, album(2), update().increment("plays", 2))
                .delete(albums, album(3), expression("title = ?", "no 3")));
        assertThat(albums.get(album(2)).orElseThrow().plays()).isEqualTo(2);
        assertThat(albums.get(album(3))).isEmpty();
        dynamo.transact(all -> all.update(
                        albums,
                        Item.of("artist", "Can", "year", 2),
                        expression("SET plays = plays + ?", 1),
                        expression("plays = ?", 2))
                .check(albums, album(1), expression("plays = ?", 0)));
        assertThat(albums.get("Can", 2).orElseThrow().plays()).isEqualTo(3);
        List<ThrowingCallable> failing = List.of(
                () -> dynamo.transact(all -> all.put(albums, album(1), expression("plays > ?", 5))),
                () -> dynamo.transact(all -> all.update(albums, album(1), expression("plays > ?", 5))),
                () -> dynamo.transact(all -> all.delete(albums, album(1), expression("plays > ?", 5))),
                () -> dynamo.transact(all -> all.check(albums, album(1), expression("plays > ?", 5))));
        failing.forEach(call -> assertThatThrownBy(call).isInstanceOf(DynamoException.TransactionCanceled.class));
    }

    @Test
    void anUpdateByExpressionGivesTheRecord() {
        albums.put(album(1));
        assertThat(albums.update(album(1), expression("SET plays = plays + ? REMOVE title", 4)))
                .isEqualTo(new Album("Can", 1, null, 4, Set.of()));
        assertThat(albums.updateAsync(albums.key(album(1)), update().add("tags", Set.of("rock")))
                        .join()
                        .tags())
                .containsExactly("rock");
        assertThat(albums.update(
                                albums.key(album(1)),
                                update().delete("tags", Set.of("rock")),
                                expression("plays = ?", 4))
                        .tags())
                .isEmpty();
        assertThatThrownBy(() -> albums.update(album(1), update().increment("plays", 1), expression("plays = ?", 0)))
                .isInstanceOf(DynamoException.ConditionFailed.class);
        assertThatThrownBy(() -> albums.update(albums.key(album(1)), expression("plays = ?", 0)))
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining("an update is expected here");
    }

    @Test
    void anUpdateByExpressionCountsTheVersion() {
        Account stored = accounts.put(new Account("a", 1, 100, 0));
        Item key = accounts.key(stored);
        List<Expression> updates = List.of(
                expression("SET balance = balance - ?", 1),
                expression("remove note set balance = balance - ?", 1),
                expression("ADD balance ?", -1),
                update().increment("balance", -1).remove("`set `"));
        long version = stored.version();
        for (Expression each : updates) {
            Account now = accounts.update(key, each);
            version++;
            assertThat(now).as(each.text()).isEqualTo(new Account("a", 1, 100 - version + 1, version));
        }
        assertThatThrownBy(() -> accounts.update(stored, expression("SET balance = ?", 0)))
                .isInstanceOf(DynamoException.ConditionFailed.class)
                .hasMessageContaining("the version in attribute version must be 1: it is 5");
        assertThatThrownBy(() -> accounts.updateAsync(stored, expression("SET balance = ?", 0))
                        .join())
                .hasMessageContaining("must be 1: it is 5");
        Account current = accounts.get("a", 1).orElseThrow();
        dynamo.transact(all -> all.update(accounts, current, expression("SET balance = ?", 7)));
        assertThat(accounts.get("a", 1)).contains(new Account("a", 1, 7, 6));
        dynamo.transact(
                all -> all.update(accounts, key, expression("SET balance = ?", 8), expression("balance = ?", 7)));
        assertThat(accounts.get("a", 1)).contains(new Account("a", 1, 8, 7));
        assertThatThrownBy(() -> accounts.update(key, expression("SET version = ?", 0)))
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining("must leave the version in attribute version to the library");
    }

    @Test
    void aNewRecordReplacesNoItem() {
        table.put(Item.of("artist", "a", "year", 1, "balance", 5));
        Account fresh = new Account("a", 1, 6, 0);
        assertThatThrownBy(() -> accounts.put(fresh))
                .isInstanceOf(DynamoException.ConditionFailed.class)
                .hasMessageContaining("there is an item without a version, which is read with version -1");
        assertThatThrownBy(() -> accounts.putAsync(fresh).join()).hasMessageContaining("item without a version");
        assertThatThrownBy(() -> dynamo.transact(all -> all.put(accounts, fresh)))
                .isInstanceOf(DynamoException.TransactionCanceled.class);
        assertThatThrownBy(() -> table.records(Bare.class).put(new Bare("a", 1, 0)))
                .isInstanceOf(DynamoException.ConditionFailed.class);
        assertThat(table.get(Item.of("artist", "a", "year", 1)).orElseThrow().longValue("balance"))
                .isEqualTo(5);
        Account read = accounts.get("a", 1).orElseThrow();
        assertThat(read).isEqualTo(new Account("a", 1, 5, Version.UNVERSIONED));
        Account updated = accounts.update(read);
        assertThat(updated.version()).isEqualTo(1);
        assertThatThrownBy(() -> accounts.update(read)).isInstanceOf(DynamoException.ConditionFailed.class);
        assertThat(accounts.scan().list()).containsExactly(updated);
        table.put(Item.of("artist", "c", "year", 1, "balance", 5, "version", null));
        assertThat(accounts.update(accounts.get("c", 1).orElseThrow()).version())
                .isEqualTo(1);
        table.records(Bare.class).put(new Bare("b", 1, 0));
    }

    @Test
    void whatWasReadWithoutVersionIsPutAndHasOne() {
        Item key = Item.of("artist", "a", "year", 1);
        List<UnaryOperator<Account>> writes =
                List.of(accounts::put, account -> accounts.putAsync(account).join(), accounts::update, account -> {
                    dynamo.transact(all -> all.put(accounts, account));
                    return accounts.withNextVersion(account);
                });
        for (UnaryOperator<Account> write : writes) {
            for (Item old :
                    List.of(key.with("balance", 5), key.with("balance", 5).with("version", null))) {
                table.put(old);
                Account read = accounts.get("a", 1).orElseThrow();
                assertThat(accounts.scan().list()).containsExactly(read);
                assertThat(accounts.getAll(List.of(key))).containsExactly(Optional.of(read));
                Account changed = new Account(read.artist(), read.year(), 6, read.version());
                assertThat(write.apply(changed)).isEqualTo(new Account("a", 1, 6, 1));
                assertThat(accounts.get("a", 1)).contains(new Account("a", 1, 6, 1));
                assertThatThrownBy(() -> accounts.put(changed))
                        .isInstanceOf(DynamoException.ConditionFailed.class)
                        .hasMessageContaining("must be absent, as it was when the record was read: it is 1");
                assertThatThrownBy(() -> write.apply(changed)).hasStackTraceContaining("DynamoException");
                table.delete(key);
                assertThatThrownBy(() -> accounts.put(changed))
                        .isInstanceOf(DynamoException.ConditionFailed.class)
                        .hasMessageContaining("there is no such item");
            }
        }
        table.put(key.with("balance", 5));
        accounts.delete(accounts.get("a", 1).orElseThrow());
        assertThat(table.get(key).isPresent()).isFalse();
    }

    @Test
    void aRecordThatTakesNoNegativeVersionIsReadAsNew() {
        record Strict(
                @PartitionKey String artist,
                @SortKey int year,
                @Version @Nullable Integer version) {
            Strict {
                if (version != null && version < 0) {
                    throw new IllegalArgumentException("version must be >= 0");
                }
            }
        }
        table.put(Item.of("artist", "a", "year", 1));
        RecordTable<Strict> strict = table.records(Strict.class);
        Strict read = strict.get("a", 1).orElseThrow();
        assertThat(read.version()).isNull();
        assertThatThrownBy(() -> strict.put(read)).isInstanceOf(DynamoException.ConditionFailed.class);
        assertThat(strict.update(read).version()).isEqualTo(1);
        Item given = Item.of("artist", "a", "year", 1, "balance", 5);
        assertThat(given.as(Account.class).version()).isZero();
    }

    @Test
    void anEmptySetComesBackEmpty() {
        Album album = new Album("Can", 1, "t", 0, Set.of());
        assertThat(albums.put(album)).isEqualTo(album);
        assertThat(albums.get(album)).contains(album);
        albums.update(new Album("Can", 1, "t", 0, Set.of("a")));
        assertThat(albums.update(album)).isEqualTo(album);
        assertThat(albums.get(album)).contains(album);
        assertThat(table.get(albums.key(album)).orElseThrow().has("tags")).isFalse();
        assertThat(Item.from(album).as(Album.class)).isEqualTo(album);
        dynamo.transact(all -> all.put(albums, album));
        albums.putAll(List.of(album));
        assertThat(albums.scan().list()).containsExactly(album);
    }

    @SuppressWarnings("unchecked")
    private <T extends Record> void put(T record) {
        table.records((Class<T>) record.getClass()).put(record);
    }

    private void assertIsNotWritten(Record each) {
        assertThatThrownBy(() -> table.put(Item.from(each)))
                .as("%s", each)
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageContaining("must be of a type that can be read again: ");
        Item looked = Item.over(each);
        assertThat(looked.size()).isPositive();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> put(each),
                () -> table.put(looked),
                () -> table.put(looked.with("more", 1)),
                () -> table.put(grown(looked)),
                () -> table.put(looked.with(Item.of("more", 1))),
                () -> table.put(looked.without("more")),
                () -> table.putAll(List.of(looked)),
                () -> dynamo.transact(all -> all.put(table, looked)))) {
            assertThatThrownBy(call)
                    .as("%s", each)
                    .isInstanceOf(DynamoException.InvalidValue.class)
                    .hasMessageContaining("must be of a type that can be read again: ");
        }
    }

    /** Returns an item with so many attributes more that its changes are gathered in between. */
    private static Item grown(Item item) {
        Item grown = item;
        for (int i = 0; i < 100; i++) {
            grown = grown.with("more" + i, i);
        }
        return grown;
    }

    @Test
    void whatWouldNotComeBackIsNotWritten() {
        record Drawing(
                @PartitionKey String artist,
                @SortKey int year,
                @Nullable Shape shape) {}
        record Many(@PartitionKey String artist, @SortKey int year, List<Optional<Shape>> shapes) {}
        record Nested(@PartitionKey String artist, @SortKey int year, Drawing inner) {}
        record Sorted(@PartitionKey String artist, @SortKey int year, SortedMap<String, String> names) {}
        record Queued(@PartitionKey String artist, @SortKey int year, Queue<String> names) {}
        record Adding(@PartitionKey String artist, @SortKey int year, LongAdder count) {}
        record Comparing(
                @PartitionKey String artist, @SortKey int year, Comparable<?> value) {}
        record Maybe(@PartitionKey String artist, @SortKey int year, Optional<SortedSet<String>> names) {}
        record Naming(@PartitionKey String artist, @SortKey int year, Comparable<String> name) {}
        Drawing drawing = new Drawing("a", 1, new Circle(1));
        for (Record each : List.of(
                drawing,
                new Many("a", 1, List.of()),
                new Nested("a", 1, drawing),
                new Sorted("a", 1, new java.util.TreeMap<>()),
                new Queued("a", 1, new java.util.ArrayDeque<>()),
                new Adding("a", 1, new LongAdder()),
                new Comparing("a", 1, 5),
                new Maybe("a", 1, Optional.empty()),
                new Maybe("a", 1, Optional.of(new TreeSet<>(Set.of("x")))),
                new Naming("a", 1, "x"))) {
            assertIsNotWritten(each);
        }
        record Box<S extends Shape>(S shape) {}
        record Boxed(@PartitionKey String artist, @SortKey int year, Box<Circle> box) {}
        Boxed boxed = new Boxed("a", 2, new Box<>(new Circle(2)));
        RecordTable<Boxed> boxes = table.records(Boxed.class);
        boxes.put(boxed);
        assertThat(boxes.get(boxed)).contains(boxed);
        assertThatThrownBy(() -> table.put(Item.of("artist", "a", "year", 3, "inner", drawing)))
                .hasMessageContaining("inner.shape must be of a type");
        RecordTable<Drawing> drawings = table.records(Drawing.class);
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> drawings.put(drawing),
                () -> drawings.update(drawing),
                () -> drawings.putAll(List.of(drawing)),
                () -> dynamo.transact(all -> all.put(drawings, drawing)),
                () -> drawings.putAsync(drawing).join())) {
            assertThatThrownBy(call).hasMessageContaining("shape must be of a type that can be read again: interface");
        }
        Codecs codecs = Codecs.standard()
                .with(Codec.of(
                        Shape.class,
                        shape -> ((Circle) shape).radius(),
                        stored -> new Circle(((Number) stored).doubleValue())));
        try (DynamoDb other = DynamoDb.open(DynamoConfig.standard()
                .endpoint(LOCAL.endpoint())
                .credentials(LOCAL.credentials())
                .codecs(codecs))) {
            RecordTable<Drawing> readable = other.table("records").records(Drawing.class);
            readable.put(drawing);
            assertThat(readable.get(drawing)).contains(drawing);
        }
    }

    @Test
    void whatCannotBeReadNamesTableAndOperation() {
        Item key = Item.of("artist", "a", "year", 1);
        table.put(key.with("title", 5).with("plays", 1));
        RecordTable<Album> read = albums;
        List<ThrowingCallable> calls = List.of(
                () -> read.scan().list(),
                () -> read.scan().iterator().next(),
                () -> read.scan().parallel(2).stream().toList(),
                () -> read.scan().listAsync().join(),
                () -> table.scan().map(item -> item.string("title")).list(),
                () -> read.query(expression("artist = ?", "a")).first(),
                () -> read.get("a", 1),
                () -> table.get(key).as(Album.class),
                () -> table.get(key).orElseThrow().string("title"),
                () -> read.getAll(List.of(key)),
                () -> dynamo.batchGet(reads -> reads.get(table, key))
                        .items()
                        .get(0)
                        .string("title"),
                () -> dynamo.transactGet(reads -> reads.get(table, key)).get(0).as(Album.class),
                () -> read.update(key, update().set("plays", 2)));
        List<String> operations = List.of(
                "Scan",
                "Scan",
                "Scan",
                "Scan",
                "Scan",
                "Query",
                "GetItem",
                "GetItem",
                "GetItem",
                "BatchGetItem",
                "BatchGetItem",
                "TransactGetItems",
                "UpdateItem");
        for (int i = 0; i < calls.size(); i++) {
            String start = operations.get(i) + " on records: title must be text";
            assertThatThrownBy(calls.get(i)).hasMessageContaining(start);
        }
        assertThatThrownBy(() -> dynamo.execute("SELECT * FROM records")
                        .map(item -> item.as(Album.class))
                        .list())
                .hasMessageStartingWith("ExecuteStatement: title must be text");
    }

    @Test
    void aPathIntoNothingIsNamed() {
        Item key = Item.of("artist", "a", "year", 1);
        table.put(key);
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> table.update(key, expression("SET a.b.c = ?, title = ?", 1, "x")),
                () -> table.update(key, update().set("a.b.c", 1)),
                () -> table.updateAsync(key, update().set("a.b.c", 1)).join(),
                () -> albums.update(key, update().set("a.b.c", 1)),
                () -> dynamo.transact(all -> all.update(table, key, update().set("a.b.c", 1))))) {
            assertThatThrownBy(call)
                    .hasMessageContaining("on records")
                    .hasMessageContaining("for a.b.c; set the map or list first");
        }
    }

    @Test
    void anEmptyOptionalIsNoAttributeAnywhere() {
        Item key = Item.of("artist", "a", "year", 1);
        table.put(key.with("title", "x").with("note", Optional.empty()));
        assertThat(table.get(key).orElseThrow().has("note")).isFalse();
        assertThat(table.update(key, update().set("title", Optional.empty()).set("note", Optional.of(1))))
                .isEqualTo(key.with("note", 1));
        assertThat(table.update(
                        key,
                        update().setAll(java.util.Map.of("note", Optional.empty()))
                                .setIfAbsent("n", Optional.empty())))
                .isEqualTo(key);
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> table.update(key, expression("SET title = ?", Optional.empty())),
                () -> table.scan()
                        .filter(expression("title = ?", Optional.empty()))
                        .list(),
                () -> table.scan()
                        .filter(expression("title IN ?", List.of(Optional.empty())))
                        .list(),
                () -> table.scan()
                        .filter(Condition.attribute("title").equalTo(Optional.empty()))
                        .list())) {
            assertThatThrownBy(call)
                    .isInstanceOf(DynamoException.InvalidValue.class)
                    .hasMessageContaining("title must be there: it is an empty Optional");
        }
        assertThatThrownBy(() -> dynamo.execute("SELECT * FROM records WHERE title = ?", Optional.empty()))
                .isInstanceOf(DynamoException.InvalidValue.class);
    }
}

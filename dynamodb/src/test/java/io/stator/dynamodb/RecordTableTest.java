package io.stator.dynamodb;

import static io.stator.dynamodb.Expression.expression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.junit.DynamoDbLocal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** Tables of records: keys, whole updates, optimistic locking and time to live. */
final class RecordTableTest {
    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start();

    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    private record Track(String name, int seconds) {}

    private record Album(
            @PartitionKey String artist,
            @SortKey long year,
            @Nullable String title,
            List<Track> tracks,
            Optional<Set<String>> tags) {
        Album(String artist, long year, @Nullable String title) {
            this(artist, year, title, List.of(), Optional.empty());
        }
    }

    private record Account(
            @PartitionKey @Named("artist") String name,
            @SortKey @Named("year") int number,
            long balance,
            @Version @Named("lock") long version) {}

    private record Boxed(
            @PartitionKey String artist,
            @SortKey int year,
            @Nullable @Version Integer size) {}

    private record Session(
            @PartitionKey String artist,
            @SortKey int year,
            @Version int version,
            @Nullable @TimeToLive Instant expires) {}

    private record OnlyKey(
            @PartitionKey String artist, @SortKey int year) {}

    private record StrangeKey(@PartitionKey List<String> id) {}

    private record NoKey(String artist, long year) {}

    private DynamoDb dynamo;
    private Table table;
    private RecordTable<Album> albums;
    private RecordTable<Account> accounts;

    @BeforeEach
    void makeTable() {
        DynamoConfig config = DynamoConfig.standard()
                .client(LOCAL.client())
                .client(LOCAL.asyncClient())
                .clock(Clock.fixed(NOW, ZoneOffset.UTC));
        dynamo = DynamoDb.open(config);
        table = dynamo.table("records");
        albums = table.records(Album.class);
        accounts = table.records(Account.class);
        LOCAL.client()
                .createTable(create -> create.tableName("records")
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(
                                each -> each.attributeName("artist").attributeType(ScalarAttributeType.S),
                                each -> each.attributeName("year").attributeType(ScalarAttributeType.N))
                        .keySchema(
                                each -> each.attributeName("artist").keyType(KeyType.HASH),
                                each -> each.attributeName("year").keyType(KeyType.RANGE)));
    }

    @AfterEach
    void dropTable() {
        LOCAL.client().deleteTable(drop -> drop.tableName("records"));
        dynamo.close();
    }

    @Test
    void aRecordIsFoundByItsKey() {
        Album album =
                new Album("Can", 1971, "Tago Mago", List.of(new Track("Paperhouse", 449)), Optional.of(Set.of("rock")));
        assertThat(albums.put(album)).isEqualTo(album);
        assertThat(albums.get("Can", 1971)).contains(album);
        assertThat(albums.get(Item.of("artist", "Can", "year", 1971L))).contains(album);
        assertThat(albums.get(new Album("Can", 1971, null))).contains(album);
        assertThat(albums.consistent().get("Can", 1972)).isEmpty();
        assertThat(albums.getAsync("Can", 1971).join()).contains(album);
        assertThat(albums.getAsync(album).join()).contains(album);
        assertThat(table.get(Item.of("artist", "Can", "year", 1971))
                        .orElseThrow()
                        .list("tracks", Track.class))
                .isEqualTo(album.tracks());
    }

    @Test
    void anUpdateSetsAndRemovesAndLeavesOthersAlone() {
        Item key = Item.of("artist", "Can", "year", 1971);
        table.put(key.with("title", "x").with("tags", Set.of("a")).with("other", 1));
        Album album = new Album("Can", 1971, "Tago Mago", List.of(new Track("Halleluhwah", 1108)), Optional.empty());
        assertThat(albums.update(album)).isEqualTo(album);
        assertThat(albums.get(album)).contains(album);
        Item item = table.get(key).orElseThrow();
        assertThat(item.names()).containsExactlyInAnyOrder("artist", "year", "title", "tracks", "other");
        albums.updateAsync(new Album("Can", 1971, null)).join();
        assertThat(table.get(key).orElseThrow().has("title")).isFalse();
        albums.update(new Album("Neu!", 1972, "Neu!"));
        assertThat(albums.get("Neu!", 1972)).isPresent();
    }

    @Test
    void aRecordThatIsAllKeyCanBeUpdated() {
        RecordTable<OnlyKey> keys = table.records(OnlyKey.class);
        table.put(Item.of("artist", "Can", "year", 1, "more", true));
        keys.update(new OnlyKey("Can", 1));
        keys.updateAsync(new OnlyKey("Can", 2)).join();
        assertThat(table.get(Item.of("artist", "Can", "year", 1)).orElseThrow().bool("more"))
                .isTrue();
        assertThat(keys.get("Can", 2)).contains(new OnlyKey("Can", 2));
        assertThatThrownBy(() -> keys.update(new OnlyKey("Can", 3), expression("attribute_exists(artist)")))
                .isInstanceOf(DynamoException.ConditionFailed.class);
    }

    @Test
    void deletingWithoutVersionNeedsNoItem() {
        Album album = new Album("Can", 1971, "x");
        albums.delete(album);
        albums.put(album);
        assertThatThrownBy(() -> albums.delete(album, expression("title = ?", "y")))
                .isInstanceOf(DynamoException.ConditionFailed.class)
                .hasMessageContaining("DeleteItem on records");
        albums.delete(album, expression("title = ?", "x"));
        assertThat(albums.get(album)).isEmpty();
    }

    @Test
    void everyWriteCountsTheVersion() {
        Account first = accounts.put(new Account("a", 1, 100, 0));
        assertThat(first.version()).isEqualTo(1);
        Account second = accounts.update(new Account("a", 1, 90, first.version()));
        assertThat(second.version()).isEqualTo(2);
        Account third = accounts.putAsync(second).join();
        assertThat(accounts.get("a", 1)).contains(third).contains(new Account("a", 1, 90, 3));
        assertThat(accounts.updateAsync(third).join().version()).isEqualTo(4);
        assertThat(table.get(Item.of("artist", "a", "year", 1)).orElseThrow().longValue("lock"))
                .isEqualTo(4);
    }

    @Test
    void ofTwoWritersWithTheSameVersionOneFails() {
        Account stored = accounts.put(new Account("a", 1, 100, 0));
        accounts.put(new Account("a", 1, 50, stored.version()));
        List<Runnable> late = List.of(
                () -> accounts.put(new Account("a", 1, 60, stored.version())),
                () -> accounts.update(new Account("a", 1, 60, stored.version())),
                () -> accounts.delete(stored));
        for (Runnable write : late) {
            assertThatThrownBy(write::run)
                    .isInstanceOfSatisfying(DynamoException.ConditionFailed.class, failure -> {
                        assertThat(failure.item().orElseThrow().longValue("balance"))
                                .isEqualTo(50);
                        assertThat(failure.table()).contains("records");
                        assertThat(failure.getCause()).isNotNull();
                    })
                    .hasMessageContaining("the version in attribute lock must be 1: it is 2");
        }
        assertThatThrownBy(() -> accounts.putAsync(stored).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(DynamoException.ConditionFailed.class)
                .hasMessageContaining("must be 1: it is 2");
        assertThatThrownBy(() -> accounts.deleteAsync(stored).join()).hasMessageContaining("must be 1: it is 2");
        assertThat(accounts.get("a", 1)).contains(new Account("a", 1, 50, 2));
    }

    @Test
    void aRecordThatWasNeverStoredIsNoReplacement() {
        Account stored = accounts.put(new Account("a", 1, 100, 0));
        assertThatThrownBy(() -> accounts.put(new Account("a", 1, 1, 0)))
                .isInstanceOf(DynamoException.ConditionFailed.class)
                .hasMessageContaining("never stored: it is 1");
        assertThatThrownBy(() -> accounts.update(new Account("a", 1, 1, 0)))
                .isInstanceOf(DynamoException.ConditionFailed.class);
        assertThatThrownBy(() -> accounts.delete(new Account("a", 1, 1, 0)))
                .isInstanceOf(DynamoException.ConditionFailed.class);
        assertThat(accounts.get("a", 1)).contains(stored);
    }

    @Test
    void whatAnotherDeletedIsNotWrittenAgain() {
        Account stored = accounts.put(new Account("a", 1, 100, 0));
        accounts.delete(stored);
        assertThatThrownBy(() -> accounts.update(stored))
                .isInstanceOf(DynamoException.ConditionFailed.class)
                .hasMessageContaining("there is no such item");
        assertThatThrownBy(() -> accounts.delete(stored)).isInstanceOf(DynamoException.ConditionFailed.class);
        assertThat(accounts.get(stored)).isEmpty();
    }

    @Test
    void conditionsAreAddedToTheVersion() {
        Account stored = accounts.put(new Account("a", 1, 100, 0), expression("attribute_not_exists(artist)"));
        assertThatThrownBy(() -> accounts.update(stored, expression("balance < ?", 50)))
                .isInstanceOf(DynamoException.ConditionFailed.class)
                .hasMessageNotContaining("version");
        assertThat(accounts.update(stored, expression("balance > ? OR balance = ?", 50, 3))
                        .version())
                .isEqualTo(2);
        assertThatThrownBy(() -> accounts.update(stored, expression("balance > ? OR balance = ?", 50, 3)))
                .hasMessageContaining("must be 1: it is 2");
    }

    @Test
    void aNullVersionIsOneThatWasNeverStored() {
        RecordTable<Boxed> boxes = table.records(Boxed.class);
        Boxed stored = boxes.put(new Boxed("a", 1, null));
        assertThat(stored.size()).isEqualTo(1);
        assertThatThrownBy(() -> boxes.put(new Boxed("a", 1, null)))
                .isInstanceOf(DynamoException.ConditionFailed.class);
        boxes.delete(boxes.update(stored));
        assertThatThrownBy(() -> boxes.put(new Boxed("a", 1, Integer.MAX_VALUE)))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageContaining("size must be a version");
        assertThat(boxes.withNextVersion(new Boxed("a", 1, 6)).size()).isEqualTo(7);
    }

    @Test
    void itemsWithoutVersionAreTakenOver() {
        table.put(Item.of("artist", "a", "year", 1, "balance", 5, "lock", 0));
        Account read = accounts.get("a", 1).orElseThrow();
        assertThat(accounts.put(read)).isEqualTo(new Account("a", 1, 5, 1));
        table.put(Item.of("artist", "a", "year", 2, "balance", 5));
        Account unversioned = new Account("a", 2, 5, 0);
        assertThat(accounts.update(unversioned)).isEqualTo(new Account("a", 2, 5, 1));
    }

    @Test
    void expiredItemsCountAsAbsentIfThatIsWanted() {
        RecordTable<Session> sessions = table.records(Session.class);
        Session old = sessions.put(new Session("a", 1, 0, NOW));
        Session young = sessions.put(new Session("a", 2, 0, NOW.plusSeconds(1)));
        Session endless = sessions.put(new Session("a", 3, 0, null));
        assertThat(table.get(Item.of("artist", "a", "year", 1)).orElseThrow().get("expires"))
                .isEqualTo(NOW.getEpochSecond());
        assertThat(sessions.get("a", 1)).contains(old);
        RecordTable<Session> living = sessions.withoutExpired();
        assertThat(living.get("a", 1)).isEmpty();
        assertThat(living.getAsync("a", 1).join()).isEmpty();
        assertThat(living.get("a", 2)).contains(young);
        assertThat(living.get("a", 3)).contains(endless);
        Session since1970 = sessions.put(new Session("a", 4, 0, Instant.EPOCH));
        assertThat(living.get("a", 4)).contains(since1970);
        assertThatThrownBy(() -> living.put(new Session("a", 4, 0, null)))
                .isInstanceOf(DynamoException.ConditionFailed.class);
        assertThatThrownBy(() -> sessions.put(new Session("a", 1, 0, null)))
                .isInstanceOf(DynamoException.ConditionFailed.class);
        assertThatThrownBy(() -> living.put(new Session("a", 2, 0, null)))
                .isInstanceOf(DynamoException.ConditionFailed.class);
        assertThat(living.put(new Session("a", 1, 0, null)).version()).isEqualTo(1);
    }

    @Test
    void whatCannotBeStoredOrReadNamesTheOperation() {
        assertThatThrownBy(() -> albums.put(new Album("a", 1, "t", List.of(), Optional.of(Set.of()))))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageStartingWith("PutItem on records: tags must not be an empty set");
        assertThat(albums.putAsync(new Album("a", 1, "t", List.of(), Optional.of(Set.of()))))
                .isCompletedExceptionally();
        table.put(Item.of("artist", "a", "year", 1, "title", 5));
        assertThatThrownBy(() -> albums.get("a", 1))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageStartingWith("GetItem on records: title must be text");
    }

    @Test
    void recordsWithoutKeyAreFoundByAnItem() {
        RecordTable<NoKey> plain = table.records(NoKey.class);
        table.put(Item.of("artist", "a", "year", 1));
        assertThat(plain.get(Item.of("artist", "a", "year", 1))).contains(new NoKey("a", 1));
        assertThat(plain.put(new NoKey("b", 2))).isEqualTo(new NoKey("b", 2));
        assertThatThrownBy(() -> plain.get("a", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("@PartitionKey");
        assertThat(plain.getAsync("a", 1)).isCompletedExceptionally();
        assertThat(LOCAL.client()
                        .getItem(get -> get.tableName("records")
                                .key(java.util.Map.of(
                                        "artist", AttributeValue.fromS("b"), "year", AttributeValue.fromN("2"))))
                        .hasItem())
                .isTrue();
    }

    @Test
    void recordsAreQueriedAndScanned() {
        for (int year = 1970; year < 1975; year++) {
            albums.put(new Album("Can", year, "no " + year));
        }
        albums.put(new Album("Neu!", 1972, "Neu!"));
        assertThat(albums.query(expression("artist = ? AND year > ?", "Can", 1971))
                        .descending()
                        .limit(2)
                        .list())
                .extracting(Album::year)
                .containsExactly(1974L, 1973L);
        assertThat(albums.consistent().scan().list()).hasSize(6);
    }

    @Test
    void expiredRecordsAreNotFoundIfThatIsWanted() {
        RecordTable<Session> sessions = table.records(Session.class);
        sessions.put(new Session("a", 1, 0, NOW));
        Session young = sessions.put(new Session("a", 2, 0, NOW.plusSeconds(1)));
        Session endless = sessions.put(new Session("a", 3, 0, Instant.EPOCH));
        assertThat(sessions.scan().count()).isEqualTo(3);
        assertThat(sessions.withoutExpired()
                        .query(expression("artist = ?", "a"))
                        .list())
                .containsExactly(young, endless);
        assertThat(sessions.withoutExpired().scan().list()).containsExactlyInAnyOrder(young, endless);
    }

    @Test
    void versionsLockInTransactions() {
        Account one = accounts.put(new Account("a", 1, 100, 0));
        Account two = accounts.put(new Account("a", 2, 0, 0));
        Account checked = accounts.put(new Account("a", 3, 0, 0));
        Account gone = accounts.put(new Account("a", 4, 0, 0));
        Account paid = new Account("a", 1, 70, one.version());
        dynamo.transact(writes -> writes.put(accounts, paid)
                .update(accounts, new Account("a", 2, 30, two.version()))
                .check(accounts, checked)
                .delete(accounts, gone));
        assertThat(accounts.get("a", 1))
                .contains(accounts.withNextVersion(paid))
                .contains(new Account("a", 1, 70, 2));
        assertThat(accounts.get("a", 2)).contains(new Account("a", 2, 30, 2));
        assertThat(accounts.get(gone)).isEmpty();
        assertThatThrownBy(() -> dynamo.transact(writes ->
                        writes.put(accounts, new Account("b", 1, 1, 0)).check(accounts, one)))
                .isInstanceOfSatisfying(DynamoException.TransactionCanceled.class, failure -> {
                    assertThat(failure.reasons().get(0).isNone()).isTrue();
                    assertThat(failure.reasons().get(1).isConditionFailed()).isTrue();
                });
        assertThatThrownBy(() -> dynamo.transact(writes -> writes.delete(accounts, one)))
                .isInstanceOf(DynamoException.TransactionCanceled.class);
        assertThat(accounts.get("b", 1)).isEmpty();
        OnlyKey onlyKey = new OnlyKey("a", 9);
        RecordTable<OnlyKey> keys = table.records(OnlyKey.class);
        assertThatThrownBy(() -> dynamo.transact(writes -> writes.check(keys, onlyKey)))
                .isInstanceOf(DynamoException.InvalidRequest.class);
        assertThatThrownBy(() -> dynamo.transact(writes -> writes.update(keys, onlyKey)))
                .isInstanceOf(DynamoException.InvalidRequest.class);
    }

    @Test
    void aTableIsMadeFromARecordClass() {
        Table made = dynamo.ensureTable(TableSpec.of("made-of-records", Session.class));
        RecordTable<Session> sessions = made.records(Session.class);
        Session stored = sessions.put(new Session("a", 1, 0, NOW.plusSeconds(100)));
        assertThat(sessions.get("a", 1)).contains(stored);
        assertThatThrownBy(() -> TableSpec.of("strange-key", StrangeKey.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("id must be text");
    }
}

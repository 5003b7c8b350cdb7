package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Attribute;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Results;
import io.stator.Stator;
import io.stator.Transaction;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.engine.storage.Log;
import io.stator.engine.storage.MemoryStorage;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Segments;
import io.stator.engine.storage.Storage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class EmbeddedClientTest {
    private static final String SCHEMA = """
            [{:db/ident :p/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one
              :db/unique :db.unique/identity}
             {:db/ident :p/age :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]""";

    @Test
    void aDatabaseIsCreatedListedAndDeleted() {
        try (Client client = Stator.inMemory()) {
            assertThat(client.listDatabases()).isEmpty();
            assertThat(client.createDatabase("movies")).isTrue();
            assertThat(client.createDatabase("movies")).isFalse();
            assertThat(client.createDatabase("a.b-c_d")).isTrue();
            assertThat(client.listDatabases()).containsExactly("a.b-c_d", "movies");
            assertThat(client.deleteDatabase("movies")).isTrue();
            assertThat(client.deleteDatabase("movies")).isFalse();
            assertThat(client.listDatabases()).containsExactly("a.b-c_d");
        }
    }

    @Test
    void aDatabaseCreatedAgainIsEmpty() {
        try (Client client = Stator.inMemory()) {
            client.createDatabase("x");
            Connection old = client.connect("x");
            old.transact(SCHEMA);
            client.deleteDatabase("x");
            client.createDatabase("x");
            assertThat(client.connect("x").db().t()).isEqualTo(5);
            assertThat(client.connect("x").databaseId())
                    .isNotEqualTo(old.databaseId())
                    .isEqualTo(client.connect("x").databaseId());
            assertThatThrownBy(() -> old.transact("[]")).isInstanceOf(Anomaly.NotFound.class);
        }
    }

    /** A storage that lets a test hold whoever opens a log. */
    private record HeldStorage(MemoryStorage durable, CountDownLatch opened, CountDownLatch released)
            implements Storage {
        @Override
        public Log log(String database) {
            opened.countDown();
            try {
                released.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
            return durable.log(database);
        }

        @Override
        public Segments segments(String database) {
            return durable.segments(database);
        }

        @Override
        public Roots roots() {
            return durable.roots();
        }

        @Override
        public void deleteDatabase(String database) {
            durable.deleteDatabase(database);
        }

        @Override
        public void scrub() {
            durable.scrub();
        }

        @Override
        public void close() {
            // the bytes are looked at after the client is closed
        }
    }

    @Test
    void aConnectionNeverOutlivesItsDatabase() throws InterruptedException {
        MemoryStorage durable = new MemoryStorage();
        HeldStorage storage = new HeldStorage(durable, new CountDownLatch(1), new CountDownLatch(1));
        EmbeddedClient client = EmbeddedClient.open(storage, EngineConfig.defaults());
        client.createDatabase("x");
        Thread connecting = new Thread(() -> client.connect("x"));
        connecting.start();
        storage.opened().await();
        Thread deleting = new Thread(() -> client.deleteDatabase("x"));
        deleting.start();
        while (deleting.getState() == Thread.State.NEW || deleting.getState() == Thread.State.RUNNABLE) {
            Thread.onSpinWait();
        }
        storage.released().countDown();
        connecting.join();
        deleting.join();

        client.createDatabase("x");
        TxReport report = client.connect("x").transact("[]");
        client.close();
        try (EmbeddedClient again = EmbeddedClient.open(durable, EngineConfig.defaults())) {
            assertThat(again.connect("x").db().t()).isEqualTo(report.t());
        }
    }

    @Test
    void badNamesAndUnknownDatabasesAreRefused() {
        try (Client client = Stator.inMemory()) {
            for (String name : List.of("", "a/b", "a b", "ü", "x".repeat(129))) {
                assertThatThrownBy(() -> client.createDatabase(name)).isInstanceOf(Anomaly.Incorrect.class);
            }
            assertThatThrownBy(() -> client.connect("nosuch"))
                    .isInstanceOf(Anomaly.NotFound.class)
                    .hasMessage("Db not found: nosuch");
        }
    }

    @Test
    void aConnectionIsCached() {
        try (Client client = Stator.inMemory()) {
            client.createDatabase("x");
            assertThat(client.connect("x")).isSameAs(client.connect("x"));
            assertThat(client.connect("x").db()).isEqualTo(client.connect("x").db());
        }
    }

    @Test
    void whatWasTransactedIsThereAfterOpeningAgain() {
        MemoryStorage storage = new MemoryStorage();
        EmbeddedClient first = EmbeddedClient.open(storage, EngineConfig.defaults());
        first.createDatabase("x");
        Connection connection = first.connect("x");
        connection.transact(SCHEMA);
        TxReport ann = connection.transact("[{:db/id \"a\" :p/name \"Ann\" :p/age 1}]");
        connection.transact("[{:p/name \"Ann\" :p/age 2}]");
        connection.transact("[[:db/retract [:p/name \"Ann\"] :p/age]]");
        Database before = connection.db();

        EmbeddedClient second = EmbeddedClient.open(storage, EngineConfig.defaults());
        Database after = second.connect("x").db();
        assertThat(after).isEqualTo(before);
        assertThat(after.pull("[*]", ann.id("a"))).isEqualTo(before.pull("[*]", ann.id("a")));
        assertThat(after.asOf(8).pull("[:p/age]", List.of(":p/name", "Ann")))
                .isEqualTo(Map.of(io.stator.edn.Keyword.of("p", "age"), 2L));
        for (Index index : Index.values()) {
            assertThat(after.history().datoms(index).limit(Results.NO_LIMIT).list())
                    .isEqualTo(before.history()
                            .datoms(index)
                            .limit(Results.NO_LIMIT)
                            .list());
        }
        assertThat(second.connect("x").transactions(null, null).list())
                .isEqualTo(connection.transactions(null, null).list());
        TxReport bob = second.connect("x").transact("[{:db/id \"b\" :p/name \"Bob\"}]");
        assertThat(bob.id("b")).isGreaterThan(ann.id("a"));
        assertThat(bob.t()).isEqualTo(10);
        first.close();
        second.close();
    }

    @Test
    void transactionsAreReadInAnyRange() {
        try (Client client = Stator.inMemory()) {
            client.createDatabase("x");
            Connection connection = client.connect("x");
            connection.transact(SCHEMA);
            for (int i = 0; i < 100; i++) {
                connection.transact(List.of(Map.of(":p/name", "n" + i, ":p/age", i)));
            }
            List<Transaction> all = connection.transactions(null, null).list();
            assertThat(all)
                    .extracting(Transaction::t)
                    .isEqualTo(java.util.stream.LongStream.range(0, 107).boxed().toList());
            for (long from : new long[] {0, 3, 6, 7, 50, 106, 107, 1000}) {
                for (long to : new long[] {0, 6, 8, 51, 107, 2000}) {
                    assertThat(connection.transactions(from, to).list())
                            .isEqualTo(all.stream()
                                    .filter(each -> each.t() >= from && each.t() < to)
                                    .toList());
                }
            }
            assertThat(connection.transactions(7, null).limit(2).list()).hasSize(2);
        }
    }

    @Test
    void withShowsWhatATransactionWouldDoAndLeavesNoTrace() {
        try (Client client = Stator.inMemory()) {
            client.createDatabase("x");
            Connection connection = client.connect("x");
            connection.transact(SCHEMA);
            Database before = connection.db();
            TxReport first = before.with("[{:db/id \"a\" :p/name \"Ann\"}]");
            TxReport second = first.dbAfter().with("[{:p/name \"Ann\" :p/age 3}]");
            assertThat(second.dbAfter().pull("[:p/age]", first.id("a")).get(":p/age"))
                    .isEqualTo(3L);
            assertThat(second.dbAfter().t()).isEqualTo(before.t() + 2);
            assertThat(before.with("[]").dbAfter().t()).isEqualTo(before.t() + 1);
            assertThat(connection.db()).isEqualTo(before);
            assertThatThrownBy(() -> before.history().with("[]")).isInstanceOf(Anomaly.Incorrect.class);
        }
    }

    @Test
    void componentsOfDatomsAreResolved() {
        try (Client client = Stator.inMemory()) {
            client.createDatabase("x");
            Connection connection = client.connect("x");
            connection.transact(SCHEMA);
            long ann = connection
                    .transact("[{:db/id \"a\" :p/name \"Ann\" :p/age 30}]")
                    .id("a");
            Database db = connection.db();
            assertThat(db.datoms(Index.AVET, ":p/age", 30).list())
                    .extracting(Datom::e)
                    .containsExactly(ann);
            assertThat(db.datoms(Index.AVET, ":p/age", 30.0).list()).hasSize(1);
            assertThat(db.datoms(Index.AVET, ":p/age", "x").list()).isEmpty();
            assertThat(db.datoms(Index.EAVT, List.of(":p/name", "Ann"), ":p/name")
                            .list())
                    .hasSize(1);
            assertThat(db.datoms(Index.EAVT, ann, null, null).list()).hasSize(2);
            assertThatThrownBy(() -> db.datoms(Index.EAVT, ann, null, "after nil"))
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessageContaining("no nil before others");
            assertThat(db.datoms(Index.EAVT, ann, ":p/age", 30L, db.t(), true).list())
                    .hasSize(1);
            assertThat(db.datoms(Index.EAVT, ann, ":p/age", 30L, db.t(), false).list())
                    .isEmpty();
            assertThat(db.datoms(Index.VAET, ":db.type/long").list()).isNotEmpty();
            assertThat(db.datoms(Index.AEVT, ":no/such").list()).isEmpty();
            assertThat(db.indexRange(":p/age", 30, 31).list()).hasSize(1);
            assertThat(db.indexRange(":p/age", 30.5, null).list()).isEmpty();
            assertThatThrownBy(() -> db.indexRange(":no/such", null, null)).isInstanceOf(Anomaly.Incorrect.class);
        }
    }

    @Test
    void aLookupRefIsOneTargetOfManyReferences() {
        Attribute<String> name = Attribute.string(":p/name").identity();
        Attribute<List<Long>> friends = Attribute.ref(":p/friends").many();
        try (Client client = Stator.inMemory()) {
            client.createDatabase("x");
            Connection connection = client.connect("x");
            connection.transact(TxData.schema(name, friends));
            connection.transact("[{:p/name \"Ann\"} {:p/name \"Bob\"}]");
            connection.transact(TxData.of(TxData.entity()
                    .with(name, "Cat")
                    .withRef(friends, TxData.lookup(name, "Ann"))
                    .withRef(friends, TxData.lookup(name, "Bob"))
                    .withRef(friends, TxData.entity().with(name, "Dan"))));
            assertThat(connection
                            .db()
                            .<List<String>>q(
                                    "[:find [?n ...] :where [?c :p/name \"Cat\"] [?c :p/friends ?f] [?f :p/name ?n]]"))
                    .hasSameElementsAs(List.of("Ann", "Bob", "Dan"));
        }
    }

    @Test
    void offsetAndLimitCutTheResults() {
        try (Client client = Stator.inMemory()) {
            client.createDatabase("x");
            Database db = client.connect("x").db();
            Results<Datom> datoms = db.datoms(Index.EAVT);
            List<Datom> all = datoms.limit(Results.NO_LIMIT).list();
            assertThat(all).hasSizeGreaterThan(100);
            assertThat(datoms.offset(10).limit(5).list()).isEqualTo(all.subList(10, 15));
            assertThat(datoms.limit(0).list()).isEmpty();
            assertThat(datoms.offset(1000).list()).isEmpty();
            assertThat(datoms.map(Datom::e).first()).contains(0L);
            assertThatThrownBy(() -> datoms.limit(-2)).hasMessage("limit must be >= -1: limit=-2");
        }
    }

    @Test
    void syncWaitsForABasis() {
        try (Client client = Stator.inMemory()) {
            client.createDatabase("x");
            Connection connection = client.connect("x");
            assertThat(connection.sync(5).t()).isEqualTo(5);
            assertThatThrownBy(() -> connection.sync(6, Duration.ofMillis(10)))
                    .isInstanceOf(Anomaly.Unavailable.class)
                    .hasMessageContaining("t=6");
            connection.transactAsync(TxData.parse("[]"));
            assertThat(connection.sync(6).t()).isGreaterThanOrEqualTo(6);
        }
    }

    @Test
    void aClosedClientSaysSo() {
        Client client = Stator.inMemory();
        client.createDatabase("x");
        Connection connection = client.connect("x");
        client.close();
        client.close();
        assertThatThrownBy(() -> connection.transact("[]")).isInstanceOf(Anomaly.Unavailable.class);
        assertThatThrownBy(client::listDatabases).isInstanceOf(Anomaly.Unavailable.class);
    }
}

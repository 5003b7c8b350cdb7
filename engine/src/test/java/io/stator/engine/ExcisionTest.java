package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Results;
import io.stator.Transaction;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.edn.Keyword;
import io.stator.engine.storage.MemoryStorage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is gone after an excision, from every view, and what stays. */
final class ExcisionTest {
    /** The transaction numbered t is made t - 5 seconds later. */
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final String SCHEMA = """
            [{:db/ident :p/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
             {:db/ident :p/age :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
             {:db/ident :p/mail :db/valueType :db.type/string :db/cardinality :db.cardinality/many}
             {:db/ident :p/friend :db/valueType :db.type/ref :db/cardinality :db.cardinality/many}
             {:db/ident :p/home :db/valueType :db.type/ref :db/cardinality :db.cardinality/one :db/isComponent true}
             {:db/ident :p/street :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
             {:db/ident :p/name+age :db/valueType :db.type/tuple :db/tupleAttrs [:p/name :p/age]
              :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}]""";

    private Client client;
    private Connection connection;

    @BeforeEach
    void open() {
        AtomicLong seconds = new AtomicLong(START.getEpochSecond());
        client = EmbeddedClient.open(
                new MemoryStorage(),
                EngineConfig.defaults().withClock(() -> Instant.ofEpochSecond(seconds.incrementAndGet())));
        client.createDatabase("x");
        connection = client.connect("x");
        connection.transact(SCHEMA);
    }

    @AfterEach
    void close() {
        client.close();
    }

    private long person(String name, long age) {
        return connection
                .transact("[{:db/id \"p\" :p/name \"" + name + "\" :p/age " + age + "}]")
                .tempids()
                .get("p");
    }

    /** Returns all datoms of an entity or with it as their value, as "a v added", from history. */
    private static List<String> history(Database database, long e) {
        List<String> said = new ArrayList<>();
        for (Datom datom : database.history().datoms(Index.EAVT, e).limit(Results.NO_LIMIT)) {
            said.add(database.ident(datom.a()).orElseThrow() + " " + datom.v() + " " + datom.added());
        }
        return said;
    }

    private List<String> log() {
        List<String> said = new ArrayList<>();
        for (Transaction transaction : connection.transactions(7, null).limit(Results.NO_LIMIT)) {
            for (Datom datom : transaction.data()) {
                if (!(datom.v() instanceof Instant)) {
                    said.add(datom.e() + " " + connection.db().ident(datom.a()).orElseThrow() + " " + datom.v() + " "
                            + datom.added());
                }
            }
        }
        return said;
    }

    @Test
    void anEntityIsGoneFromEveryViewAndTheLog() {
        long ann = person("Ann", 1);
        long bob = person("Bob", 5);
        Database before = connection.db();
        connection.transact(
                "[{:p/name \"Ann\" :p/age 2 :p/mail [\"a@x\" \"b@x\"]} {:p/name \"Bob\" :p/friend " + ann + "}]");
        connection.transact("[[:db/retract " + ann + " :p/mail \"a@x\"]]");
        TxReport report = connection.transact("[{:db/id \"request\" :db/excise " + ann + "}]");

        Database db = connection.db();
        for (Database view : List.of(
                db,
                db.asOf(8),
                db.asOf(10),
                db.since(6),
                db.history(),
                db.history().asOf(9))) {
            assertThat(view.datoms(Index.EAVT, ann).list()).isEmpty();
            assertThat(view.datoms(Index.AVET, ":p/name", "Ann").list()).isEmpty();
            assertThat(view.datoms(Index.AEVT, ":p/mail").list()).isEmpty();
            assertThat(view.datoms(Index.VAET, ann).list()).extracting(Datom::a).doesNotContain(76L);
        }
        long request = report.tempids().get("request");
        assertThat(log())
                .containsExactlyInAnyOrder(
                        bob + " :p/name Bob true",
                        bob + " :p/age 5 true",
                        bob + " :p/name+age [\"Bob\" 5] true",
                        request + " :db/excise " + ann + " true");
        assertThat(db.pull("[:p/name :p/age :p/friend]", bob))
                .isEqualTo(Map.of(Keyword.of("p", "name"), "Bob", Keyword.of("p", "age"), 5L));
        assertThat(db.stats().datoms())
                .isEqualTo(db.history().datoms(Index.EAVT).limit(-1).stream().count());
        assertThat(history(before, ann))
                .as("a value that was handed out keeps what it has")
                .hasSize(3);
        assertThat(report.dbBefore().datoms(Index.EAVT, ann).list()).hasSize(4);
        assertThat(report.dbAfter().datoms(Index.EAVT, ann).list()).isEmpty();
    }

    @Test
    void anEntityCanBeSaidAgainAfterwards() {
        long ann = person("Ann", 1);
        connection.transact("[{:db/excise [:p/name \"Ann\"]}]");
        assertThat(person("Ann", 1)).as("the unique value is free").isNotEqualTo(ann);
        connection.transact("[[:db/add " + ann + " :p/age 1]]");
        assertThat(history(connection.db(), ann)).containsExactly(":p/age 1 true", ":p/name+age [nil 1] true");
        connection.transact("[[:db/add " + ann + " :p/age 2]]");
        assertThat(history(connection.db(), ann))
                .containsExactly(
                        ":p/age 1 false",
                        ":p/age 1 true",
                        ":p/age 2 true",
                        ":p/name+age [nil 1] false",
                        ":p/name+age [nil 1] true",
                        ":p/name+age [nil 2] true");
    }

    @Test
    void partsGoWithTheirEntityAndTheirParts() {
        Map<Object, Long> ids = connection.transact("""
                        [{:db/id "ann" :p/name "Ann" :p/home {:db/id "home" :p/street "A" :p/home {:db/id "room" :p/street "B"}}}
                         {:db/id "bob" :p/name "Bob" :p/friend ["home" "room"]}]""").tempids();
        connection.transact("[[:db/retract " + ids.get("ann") + " :p/home " + ids.get("home") + "]]");
        connection.transact("[{:db/excise " + ids.get("ann") + "}]");

        Database all = connection.db().history();
        for (String gone : List.of("ann", "home", "room")) {
            assertThat(all.datoms(Index.EAVT, ids.get(gone)).list()).isEmpty();
        }
        assertThat(history(connection.db(), ids.get("bob")))
                .containsExactly(":p/name Bob true", ":p/name+age [\"Bob\" nil] true");
    }

    @Test
    void aCycleOfPartsIsExcisedOnce() {
        Map<Object, Long> ids = connection
                .transact("[{:db/id \"a\" :p/street \"A\" :p/home \"b\"} {:db/id \"b\" :p/street \"B\" :p/home \"a\"}]")
                .tempids();
        connection.transact("[{:db/excise " + ids.get("a") + "}]");
        assertThat(connection.db().datoms(Index.AEVT, ":p/street").list()).isEmpty();
        assertThat(connection.db().datoms(Index.AEVT, ":p/home").list()).isEmpty();
    }

    @Test
    void onlySomeAttributesInBothDirections() {
        long ann = person("Ann", 1);
        long bob = person("Bob", 2);
        connection.transact("[{:p/name \"Ann\" :p/mail [\"a@x\"] :p/home {:p/street \"A\"} :p/friend " + bob + "}"
                + " {:p/name \"Bob\" :p/friend " + ann + "}]");
        connection.transact("[{:db/excise " + ann + " :db.excise/attrs [:p/friend :p/mail]}]");
        assertThat(connection.db().datoms(Index.AEVT, ":p/friend").list()).isEmpty();
        assertThat(connection.db().datoms(Index.AEVT, ":p/mail").list()).isEmpty();
        assertThat(connection.db().datoms(Index.AEVT, ":p/street").list()).hasSize(1);
        connection.transact("[{:db/excise " + ann + " :db.excise/attrs :p/home}]");
        assertThat(connection.db().datoms(Index.AEVT, ":p/street").list()).isEmpty();
        assertThat(history(connection.db(), ann))
                .containsExactly(":p/name Ann true", ":p/age 1 true", ":p/name+age [\"Ann\" 1] true");
    }

    @Test
    void anAttributeIsGoneFromAllEntitiesAndFromTuples() {
        long ann = person("Ann", 1);
        connection.transact("[[:db/add " + ann + " :p/age 2]]");
        connection.transact("[{:db/excise :p/age}]");
        Database db = connection.db();
        assertThat(db.history().datoms(Index.AEVT, ":p/age").list()).isEmpty();
        assertThat(history(db, ann)).containsExactly(":p/name Ann true");
        connection.transact("[[:db/add " + ann + " :p/name \"Anna\"]]");
        assertThat(connection.db().pull("[:p/name+age]", ann).toString()).contains("[\"Anna\" nil]");
        assertThat(connection.db().entityId(":p/age"))
                .as("the attribute itself stays")
                .isPresent();
        assertThat(db.ident(":p/age")).contains(Keyword.of("p", "age"));
    }

    @Test
    void onlyWhatIsOlderThanAPointInTime() {
        long ann = person("Ann", 1);
        connection.transact("[[:db/add " + ann + " :p/age 2]]");
        connection.transact("[[:db/add " + ann + " :p/age 3]]");
        connection.transact("[{:db/excise " + ann + " :db.excise/attrs [:p/age] :db.excise/beforeT 9}]");
        assertThat(history(connection.db(), ann).subList(0, 2)).containsExactly(":p/name Ann true", ":p/age 3 true");
        assertThat(connection.db().pull("[:p/age]", ann)).containsEntry(Keyword.of("p", "age"), 3L);
        assertThat(connection.db().asOf(8).pull("[:p/age]", ann)).isEmpty();

        connection.transact("[{:db/excise " + ann + " :db.excise/before #inst \"2026-01-01T00:00:02\"}]");
        assertThat(history(connection.db(), ann)).hasSize(3);
        connection.transact("[{:db/excise " + ann + " :db.excise/before #inst \"2026-01-01T00:00:03\"}]");
        assertThat(history(connection.db(), ann)).containsExactly(":p/age 3 true");
        connection.transact("[{:db/excise " + ann + " :db.excise/before #inst \"2050\"}]");
        assertThat(history(connection.db(), ann)).isEmpty();
    }

    @Test
    void nothingIsOlderThanTheBeginning() {
        long ann = person("Ann", 1);
        connection.transact("[{:db/excise " + ann + " :db.excise/before #inst \"1999\"}" + " {:db/excise " + ann
                + " :db.excise/beforeT -5}]");
        assertThat(history(connection.db(), ann)).hasSize(3);
    }

    @Test
    void whatTheSameTransactionSaysStays() {
        long ann = person("Ann", 1);
        connection.transact("[{:db/excise " + ann + " :db.excise/beforeT 1000} [:db/add " + ann + " :p/age 7]]");
        assertThat(connection.db().datoms(Index.EAVT, ann, ":p/age").list())
                .extracting(Datom::v)
                .containsExactly(7L);
        assertThat(history(connection.db(), ann)).containsExactly(":p/age 7 true");
    }

    @Test
    void schemaTransactionsAndRequestsStay() {
        TxReport data =
                connection.transact("[{:db/id \"datomic.tx\" :p/mail \"audit\"} [:db/add \"x\" :db/ident :color/red]]");
        long tx = data.dbAfter()
                .datoms(Index.AEVT, ":p/mail")
                .first()
                .orElseThrow()
                .e();
        long red = data.dbAfter().entityId(":color/red").orElseThrow();
        Database before = connection.db();
        connection.transact(
                "[{:db/excise :db/ident} {:db/excise :db/txInstant} {:db/excise :db.part/user} {:db/excise 0}"
                        + " {:db/excise " + tx + "}]");
        Database db = connection.db();
        assertThat(db.datoms(Index.EAVT, tx).list()).extracting(Datom::a).containsExactly(50L);
        assertThat(db.datoms(Index.AEVT, ":db/ident").limit(-1).list())
                .isEqualTo(before.datoms(Index.AEVT, ":db/ident").limit(-1).list());
        TxReport request = connection.transact("[{:db/id \"r\" :db/excise " + red + "}]");
        connection.transact("[{:db/excise " + request.tempids().get("r") + "}]");
        assertThat(history(connection.db(), request.tempids().get("r"))).containsExactly(":db/excise " + red + " true");
        assertThat(connection.db().entityId(":color/red")).isEmpty();
        assertThat(connection
                        .db()
                        .q("[:find (count ?r) . :where [?r :db/excise]]")
                        .toString())
                .isEqualTo("7");
    }

    @Test
    void unclearRequestsAreRefused() {
        long ann = person("Ann", 1);
        for (String unclear : List.of(
                "{:db.excise/attrs [:p/age]}",
                "{:db.excise/beforeT 7}",
                "{:db/excise " + ann + " :db.excise/beforeT 7 :db.excise/before #inst \"2020\"}",
                "{:db/excise :p/age :db.excise/attrs [:p/name]}")) {
            assertThatThrownBy(() -> connection.transact("[" + unclear + "]"))
                    .isInstanceOfSatisfying(
                            Anomaly.Incorrect.class,
                            refused -> assertThat(refused.data())
                                    .containsEntry(
                                            Keyword.of("db", "error"), Keyword.of("db.error", "invalid-excision")));
        }
        assertThatThrownBy(() -> connection.transact("[{:db/excise " + ann + " :db.excise/attrs [:db.part/user]}]"))
                .isInstanceOf(Anomaly.Incorrect.class);
        assertThatThrownBy(() -> connection.transact("[{:db/excise [:p/name \"Nobody\"]}]"))
                .isInstanceOf(Anomaly.Incorrect.class);
        assertThat(history(connection.db(), ann)).hasSize(3);
    }

    @Test
    void withShowsWhatAnExcisionWouldLeave() {
        long ann = person("Ann", 1);
        Database after = connection.db().with("[{:db/excise " + ann + "}]").dbAfter();
        assertThat(history(after, ann)).isEmpty();
        assertThat(history(connection.db(), ann)).hasSize(3);
        assertThat(log()).hasSize(3);
    }

    @Test
    void severalExcisionsAndOthersInOneBatch() {
        long ann = person("Ann", 1);
        long bob = person("Bob", 2);
        List<CompletableFuture<TxReport>> reports = new ArrayList<>();
        for (String data : List.of(
                "[{:db/id " + ann + " :p/age 10}]",
                "[{:db/excise " + ann + "}]",
                "[{:db/id " + ann + " :p/age 10} {:db/id " + bob + " :p/friend " + ann + "}]",
                "[{:db/excise " + bob + "} {:db/excise :p/mail}]")) {
            reports.add(connection.transactAsync(TxData.parse(data)));
        }
        reports.forEach(CompletableFuture::join);
        assertThat(history(connection.db(), ann)).containsExactly(":p/age 10 true", ":p/name+age [nil 10] true");
        assertThat(history(connection.db(), bob)).isEmpty();
        assertThat(connection.syncExcise(connection.db().t()).t()).isEqualTo(12);
        assertThat(log()).hasSize(5);
    }
}

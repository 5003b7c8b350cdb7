package io.stator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.stator.Anomaly;
import io.stator.Attribute;
import io.stator.Client;
import io.stator.ClientConfig;
import io.stator.Connection;
import io.stator.Credentials;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Pull;
import io.stator.PulledEntity;
import io.stator.Results;
import io.stator.Row;
import io.stator.ServerType;
import io.stator.Stator;
import io.stator.SubmissionStatus;
import io.stator.TimePoint;
import io.stator.TxData;
import io.stator.TxReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client over a network does what the one in the process does: blocking and asynchronous, page by page, in time. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class RemoteClientTest {
    private static final Attribute<String> TITLE =
            Attribute.of(":film/title", String.class).identity();
    private static final Attribute<Long> YEAR = Attribute.of(":film/year", Long.class);
    private static final int FILMS = 2_500;

    private final TestServer server = TestServer.start(config -> config);
    private final Connection embedded = server.client().connect("films");
    private final Client client = Stator.connect(config());
    private final Connection remote = client.connect("films");

    record Film(String title, long year) {}

    private ClientConfig config() {
        return ClientConfig.of("http://localhost:" + server.server().port())
                .withCredentials(Credentials.of(TestServer.ADMIN.id(), TestServer.ADMIN.secret()));
    }

    @BeforeEach
    void fill() {
        remote.transact(TxData.schema(TITLE, YEAR));
        List<Object> films = new ArrayList<>();
        for (long i = 0; i < FILMS; i++) {
            films.add(TxData.entity().with(TITLE, "film " + i).with(YEAR, 1900 + i % 100));
        }
        remote.transact(TxData.of(films));
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    /** Asks both for results with all kinds of options. */
    private void same(Function<Database, Results<?>> asked) {
        List<Database> databases = List.of(embedded.db(), remote.db());
        for (long offset : new long[] {0, 1, 999, 5_000}) {
            for (long limit : new long[] {-1, 0, 1, 1_500}) {
                for (int chunk : new int[] {7_000, 501}) {
                    List<List<?>> both = new ArrayList<>();
                    for (Database database : databases) {
                        both.add(asked.apply(database)
                                .offset(offset)
                                .limit(limit)
                                .chunk(chunk)
                                .list());
                    }
                    assertThat(both.get(1).equals(both.get(0)))
                            .as("offset=%s limit=%s chunk=%s", offset, limit, chunk)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void pagesAreTheSame() {
        same(database -> database.datoms(Index.AVET, TITLE));
        same(database -> database.indexRange(YEAR, 1950, 1960));
        same(database -> database.indexPull(Index.AVET, "[:film/title]", TITLE));
        same(database -> database.indexPullReverse(Index.AVET, "[*]", YEAR));
        same(database ->
                database.query("[:find ?t :in $ :where [_ :film/title ?t]]").map(Row::size));
        assertThat(remote.db().datoms(Index.EAVT).list()).hasSize((int) Results.DEFAULT_LIMIT);
        assertThat(remote.transactions(null, null).list())
                .isEqualTo(embedded.transactions(null, null).list());
        assertThat(remote.transactions(null, null).offset(1).limit(1).list())
                .isEqualTo(embedded.transactions(null, null).offset(1).limit(1).list());
    }

    @Test
    void recordsAndTypedAttributesComeBack() {
        Database database = remote.db();
        assertThat(database.query("[:find ?title ?year :keys title year :where [?f :film/title ?title] [?f :film/year"
                                + " ?year] [(= ?title \"film 7\")]]")
                        .as(Film.class)
                        .list())
                .containsExactly(new Film("film 7", 1907));
        PulledEntity pulled = database.pull("[:film/title :film/year]", TxData.lookup(TITLE, "film 8"));
        assertThat(pulled.get(YEAR)).isEqualTo(1908);
        assertThat(pulled.as(Film.class)).isEqualTo(new Film("film 8", 1908));
        PulledEntity part = database.pull("[:film/title]", TxData.lookup(TITLE, "film 8"));
        Throwable here = catchThrowable(() -> embedded.db()
                .pull("[:film/title]", TxData.lookup(TITLE, "film 8"))
                .as(Film.class));
        assertThatThrownBy(() -> part.as(Film.class)).hasMessage(here.getMessage());
        assertThat(database.query("[:find (pull ?f [:film/title :film/year]) :where [?f :film/title \"film 9\"]]")
                        .as(Film.class)
                        .first())
                .contains(new Film("film 9", 1909));
        assertThat(database.pullMany(
                                "[:film/year]", List.of(TxData.lookup(TITLE, "film 1"), TxData.lookup(TITLE, "none")))
                        .list())
                .isEqualTo(embedded.db()
                        .pullMany("[:film/year]", List.of(TxData.lookup(TITLE, "film 1"), TxData.lookup(TITLE, "none")))
                        .list());
    }

    @Test
    void shapesAreThoseOfTheFindSpecification() {
        for (String query : List.of(
                "[:find ?y . :where [?f :film/title \"film 3\"] [?f :film/year ?y]]",
                "[:find [?t ?y] :where [?f :film/title ?t] [?f :film/year ?y] [(= ?t \"film 3\")]]",
                "[:find [?y ...] :where [?f :film/title \"film 3\"] [?f :film/year ?y]]",
                "[:find ?y :where [?f :film/title \"film 3\"] [?f :film/year ?y]]",
                "[:find ?y . :where [?f :film/title \"none\"] [?f :film/year ?y]]",
                "[:find ?y ?t :strs year title :where [?f :film/title ?t] [?f :film/year ?y] [(= ?t \"film 3\")]]")) {
            Object here = embedded.db().q(query);
            assertThat(remote.db().<Object>q(query)).as(query).isEqualTo(here);
            assertThat(remote.db().<Object>qAsync(query).join()).as(query).isEqualTo(here);
        }
        assertThat(client.query("[:find ?x :in [?x ...]]", List.of(1, 2)).list())
                .hasSize(2);
    }

    @Test
    void timeTravelsAsItDoesInTheProcess() {
        long first = embedded.db().t();
        TxReport report = remote.transact("[{:film/title \"film 1\" :film/year 2024}]");
        Instant instant = report.txInstant();
        for (TimePoint point :
                List.of(TimePoint.of(first), TimePoint.of(report.tx()), TimePoint.of(instant), TimePoint.of(0))) {
            Database here = embedded.db().asOf(point);
            Database there = remote.db().asOf(point);
            assertThat(there.asOfT()).isEqualTo(here.asOfT());
            assertThat(remote.db().since(point).sinceT())
                    .isEqualTo(embedded.db().since(point).sinceT());
            assertThat(there.pull("[*]", TxData.lookup(TITLE, "film 1")))
                    .isEqualTo(here.pull("[*]", TxData.lookup(TITLE, "film 1")));
        }
        assertThat(remote.db()
                        .history()
                        .datoms(Index.EAVT, TxData.lookup(TITLE, "film 1"))
                        .list())
                .isEqualTo(embedded.db()
                        .history()
                        .datoms(Index.EAVT, TxData.lookup(TITLE, "film 1"))
                        .list());
        assertThat(report.dbBefore().t()).isEqualTo(first);
        assertThat(report.dbAfter().t()).isEqualTo(report.t());
        assertThat(report.dbAfter()).isEqualTo(remote.db());
        for (Object bad : List.of("x", 1.5, List.of())) {
            assertThatThrownBy(() -> remote.db().asOf(TimePoint.of(bad))).isInstanceOf(Anomaly.Incorrect.class);
        }
    }

    @Test
    void anInstantWithinAMillisecondMeansTheSame() {
        List<Instant> instants = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            instants.add(remote.transact("[]").txInstant());
        }
        for (Instant instant : instants) {
            for (Instant point : List.of(instant.plusNanos(1), instant.minusNanos(1), instant.plusNanos(999_999))) {
                assertThat(remote.db().asOf(point).asOfT())
                        .isEqualTo(embedded.db().asOf(point).asOfT());
                assertThat(remote.db().since(point).sinceT())
                        .isEqualTo(embedded.db().since(point).sinceT());
                assertThat(remote.db().since(point).datoms(Index.EAVT).list())
                        .isEqualTo(embedded.db().since(point).datoms(Index.EAVT).list());
                TimePoint bound = TimePoint.of(point);
                assertThat(remote.transactions(bound, null).list())
                        .isEqualTo(embedded.transactions(bound, null).list());
                assertThat(remote.transactions(null, bound).list())
                        .isEqualTo(embedded.transactions(null, bound).list());
            }
        }
        for (Instant extreme : List.of(Instant.MAX, Instant.MIN, Instant.EPOCH.minusNanos(1))) {
            assertThat(remote.db().asOf(extreme).asOfT())
                    .isEqualTo(embedded.db().asOf(extreme).asOfT());
        }
    }

    @Test
    void speculationGoesOnFromSpeculation() {
        Database before = remote.db();
        TxReport first = before.with("[{:db/id \"a\" :film/title \"what if\"}]");
        TxReport second = first.dbAfter().with(List.of(List.of(":db/add", first.id("a"), ":film/year", 1)));
        assertThat(second.dbAfter()
                        .pull("[:film/year]", TxData.lookup(TITLE, "what if"))
                        .get(YEAR))
                .isEqualTo(1);
        assertThat(remote.withDb().with("[]").dbAfter().t()).isGreaterThan(before.t());
        assertThat(remote.db()).isEqualTo(before);
        assertThatThrownBy(() -> before.history().with("[]")).isInstanceOf(Anomaly.Incorrect.class);
    }

    @Test
    void whatBecameOfASubmissionIsTold() {
        String id = UUID.randomUUID().toString();
        assertThat(remote.submission(id)).isInstanceOf(SubmissionStatus.NotWritten.class);
        TxReport report =
                remote.transact(TxData.parse("[{:film/title \"once\"}]").withSubmissionId(id));
        assertThat(remote.submission(id)).isEqualTo(new SubmissionStatus.Written(report.t()));
        assertThat(remote.transact(TxData.parse("[{:film/title \"once\"}]").withSubmissionId(id))
                        .txData())
                .isEqualTo(report.txData());
    }

    @Test
    void aConnectionKnowsWhatItsClientWroteAndHearsOfOthers() {
        Connection other = Stator.connect(config()).connect("films");
        long t = other.transact("[{:film/title \"of another\"}]").t();
        assertThat(other.db().t()).isEqualTo(t);
        assertThat(remote.sync(t).t()).isEqualTo(t);
        CompletableFuture<Database> future = remote.syncAsync(t + 1);
        assertThat(other.transact("[]").t()).isEqualTo(t + 1);
        assertThat(future.join().t()).isEqualTo(t + 1);
        assertThat(client.connect("films")).isSameAs(remote);
        assertThatThrownBy(() -> remote.sync(t + 100, Duration.ofMillis(50)))
                .isInstanceOf(Anomaly.Unavailable.class)
                .hasMessageContaining("Total timeout elapsed");
    }

    @Test
    void databasesComeAndGo() {
        assertThat(client.createDatabase("new")).isTrue();
        assertThat(client.createDatabase("new")).isFalse();
        Connection old = client.connect("new");
        assertThat(client.listDatabases()).contains("new", "films");
        assertThat(client.deleteDatabase("new")).isTrue();
        assertThat(client.deleteDatabase("new")).isFalse();
        assertThatThrownBy(() -> client.connect("new")).isInstanceOf(Anomaly.NotFound.class);
        client.createDatabase("new");
        assertThatThrownBy(() -> old.transact("[]"))
                .isInstanceOf(Anomaly.NotFound.class)
                .hasMessageContaining("connect anew");
        assertThat(client.connect("new").databaseId()).isNotEqualTo(old.databaseId());
        assertThatThrownBy(() -> client.connect("a/b")).isInstanceOf(Anomaly.class);
        assertThat(client.upgradeSchema("new")).isEmpty();
        assertThatThrownBy(() -> client.backup(Path.of("x")))
                .isInstanceOf(Anomaly.Unsupported.class)
                .hasMessageContaining("stator backup");
    }

    @Test
    void anomaliesComeBackWithWhatTheySay() {
        String conflict = "[[:db/cas [:film/title \"film 1\"] :film/year 1 2]]";
        Anomaly here = (Anomaly) catchThrowable(() -> embedded.transact(conflict));
        Anomaly there = (Anomaly) catchThrowable(() -> remote.transact(conflict));
        assertThat(there.getClass()).isEqualTo(here.getClass());
        assertThat(there.data()).isEqualTo(here.data());
        assertThatThrownBy(() -> remote.transactAsync(conflict).join()).hasCauseInstanceOf(here.getClass());
        assertThatThrownBy(() -> remote.db()
                        .query("[:find ?x :where [?x :no/such]]", 1, 2, 3)
                        .list())
                .isInstanceOf(Anomaly.Incorrect.class);
        assertThatThrownBy(() -> remote.db().query("[:find ?x :in $ $b :where [?x]]", embedded.db()))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("must come from this client");
    }

    @Test
    void allOfAColumnStreamsThroughOneChunkAtATime() throws Exception {
        AtomicLong sum = new AtomicLong();
        remote.db()
                .datoms(Index.AEVT, YEAR)
                .limit(Results.NO_LIMIT)
                .chunk(100)
                .forEachAsync(datom -> sum.addAndGet((Long) datom.v()))
                .get();
        assertThat(sum.get()).isEqualTo(1900L * FILMS + 25 * 99 * 50);
        CountDownLatch received = new CountDownLatch(1);
        AtomicInteger chunks = new AtomicInteger();
        Flow.Subscription[] held = new Flow.Subscription[1];
        int before = server.log().size();
        remote.db()
                .datoms(Index.AEVT, YEAR)
                .limit(Results.NO_LIMIT)
                .chunk(100)
                .chunks()
                .subscribe(new Flow.Subscriber<>() {
                    @Override
                    public void onSubscribe(Flow.Subscription subscription) {
                        held[0] = subscription;
                        subscription.request(1);
                    }

                    @Override
                    public void onNext(List<io.stator.Datom> items) {
                        chunks.incrementAndGet();
                        received.countDown();
                    }

                    @Override
                    public void onError(Throwable failure) {
                        received.countDown();
                    }

                    @Override
                    public void onComplete() {
                        received.countDown();
                    }
                });
        received.await();
        assertThat(chunks).hasValue(1);
        assertThat(server.log().size() - before).isEqualTo(1);
        held[0].cancel();
        while (server.log().size() - before < 2) {
            Thread.onSpinWait();
        }
        assertThat(server.log().get(before + 1).operation()).isEqualTo("stator/release");
        assertThat(chunks).hasValue(1);
    }

    /** Reads some items and drops the rest without a word. */
    private static void readHalf(Connection connection) {
        Iterator<Datom> items =
                connection.db().datoms(Index.EAVT).limit(-1).chunk(2).iterator();
        assertThat(items.next()).isNotNull();
    }

    private long releases() {
        return server.log().stream()
                .filter(entry -> entry.operation().equals("stator/release"))
                .count();
    }

    @Test
    void theServerLetsGoOfWhatAnIteratorThatWasDroppedHasNotRead() {
        long before = releases();
        readHalf(remote);
        while (releases() == before) {
            System.gc();
            Thread.onSpinWait();
        }
        before = releases();
        assertThat(remote.db().datoms(Index.EAVT).limit(5).chunk(2).list()).hasSize(5);
        assertThat(releases()).as("what was read whole").isEqualTo(before);
    }

    @Test
    void namesAndCountsAreTheSame() {
        Database database = remote.db();
        assertThat(database.stats()).isEqualTo(embedded.db().stats());
        assertThat(database.ident(10)).isEqualTo(embedded.db().ident(10));
        assertThat(database.ident(987_654_321L)).isEqualTo(Optional.empty());
        assertThat(database.entityId(TITLE)).isEqualTo(embedded.db().entityId(TITLE));
        assertThat(database.entityId(":no/such")).isEmpty();
        assertThat(database.entityId(TxData.lookup(TITLE, "film 5")))
                .isEqualTo(embedded.db().entityId(TxData.lookup(TITLE, "film 5")));
        assertThat(database.pull(Pull.of("[*]"), ":no/such"))
                .isEqualTo(embedded.db().pull("[*]", ":no/such"));
    }

    @Test
    void valuesComeBackAsTheyWent() {
        remote.transact("[{:db/ident :v/f :db/valueType :db.type/float :db/cardinality :db.cardinality/one}"
                + "{:db/ident :v/b :db/valueType :db.type/bytes :db/cardinality :db.cardinality/one}"
                + "{:db/ident :v/u :db/valueType :db.type/uri :db/cardinality :db.cardinality/one}"
                + "{:db/ident :v/m :db/valueType :db.type/bigdec :db/cardinality :db.cardinality/one}"
                + "{:db/ident :v/d :db/valueType :db.type/double :db/cardinality :db.cardinality/many}]");
        byte[] bytes = "bytes".getBytes(StandardCharsets.UTF_8);
        long id = remote.transact(TxData.of(TxData.entity("v")
                        .with(":v/f", 1.5f)
                        .with(":v/b", bytes)
                        .with(":v/u", java.net.URI.create("http://x/y"))
                        .with(":v/m", new java.math.BigDecimal("1.50"))
                        .with(":v/d", List.of(Double.NaN, -0.0, Double.POSITIVE_INFINITY))))
                .id("v");
        bytes[0] = 0;
        PulledEntity here = embedded.db().pull("[*]", id);
        PulledEntity there = remote.db().pull("[*]", id);
        assertThat(there).hasToString(here.toString());
        assertThat(there.get(":v/f")).isEqualTo(1.5f);
        assertThat(remote.db().<Object>q("[:find ?f . :in $ ?f :where [_ :v/f ?f]]", 1.5f))
                .isEqualTo(1.5f);
        assertThatThrownBy(() -> remote.transact(TxData.of(TxData.entity("v").with(":film/title", "\ud800"))))
                .isInstanceOf(Anomaly.Incorrect.class);
    }

    @Test
    void theOtherDoorIsThatOfTheCloud() {
        ClientConfig cloud = config().withServerType(ServerType.CLOUD);
        assertThatThrownBy(() -> Stator.connect(cloud).listDatabases())
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("withRegion");
        assertThat(Stator.connect(cloud.withRegion("eu-central-1")).listDatabases())
                .contains("films");
    }

    @Test
    void aWrongSecretIsForbiddenAndToldNobody() {
        assertThatThrownBy(() -> Stator.connect(config().withCredentials(Credentials.of("admin", "wrong")))
                        .listDatabases())
                .isInstanceOf(Anomaly.Forbidden.class)
                .hasMessageNotContaining("wrong");
    }
}

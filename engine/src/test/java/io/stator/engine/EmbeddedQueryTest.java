package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Functions;
import io.stator.Index;
import io.stator.Query;
import io.stator.Row;
import io.stator.Stator;
import io.stator.Transaction;
import io.stator.TxData;
import io.stator.edn.Keyword;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EmbeddedQueryTest {
    record Movie(String title, long year) {}

    private Client client;
    private Connection connection;

    @BeforeEach
    void open() {
        client = Stator.inMemory();
        client.createDatabase("movies");
        connection = client.connect("movies");
        connection.transact("""
                [{:db/ident :movie/title :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
                 {:db/ident :movie/year :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]""");
        connection.transact("""
                [{:movie/title "The Goonies" :movie/year 1985} {:movie/title "Commando" :movie/year 1985}
                 {:movie/title "Repo Man" :movie/year 1984}]""");
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void rowsBecomeRecords() {
        List<Movie> movies = connection
                .db()
                .query("[:find ?t ?y :in $ ?max :where [?m :movie/title ?t] [?m :movie/year ?y] [(< ?y ?max)]]", 1985L)
                .as(Movie.class)
                .list();
        assertThat(movies).containsExactly(new Movie("Repo Man", 1984));
    }

    @Test
    void qGivesTheShapeOfFind() {
        Database db = connection.db();
        assertThat(db.<List<Row>>q("[:find ?t :where [?m :movie/year 1985] [?m :movie/title ?t]]"))
                .containsExactlyInAnyOrder(Row.of("The Goonies"), Row.of("Commando"));
        assertThat(db.<List<Object>>q("[:find [?t ...] :where [_ :movie/title ?t]]"))
                .hasSize(3);
        assertThat(db.<String>q("[:find ?t . :where [?m :movie/year 1984] [?m :movie/title ?t]]"))
                .isEqualTo("Repo Man");
        assertThat(db.<Row>q("[:find [?t ?y] :where [?m :movie/year 1984] [?m :movie/title ?t] [?m :movie/year ?y]]"))
                .isEqualTo(Row.of("Repo Man", 1984L));
        assertThat(db.<Object>q("[:find ?t . :where [?m :movie/year 1900] [?m :movie/title ?t]]"))
                .isNull();
    }

    @Test
    void namedColumnsAreFoundByName() {
        Row row = connection
                .db()
                .query("[:find ?t ?y :keys title year :where [?m :movie/title ?t] [?m :movie/year ?y] [(= ?y 1984)]]")
                .first()
                .orElseThrow();
        assertThat(row.get("title")).isEqualTo("Repo Man");
        assertThat(row.asMap()).isEqualTo(Map.of(Keyword.of("title"), "Repo Man", Keyword.of("year"), 1984L));
    }

    @Test
    void severalDatabasesMayBeInputs() {
        Database now = connection.db();
        Database before = now.asOf(6);
        assertThat(now.query(
                                "[:find ?t :in $now $then :where [$now ?m :movie/title ?t] (not [$then ?m :movie/title ?t])]",
                                now,
                                before)
                        .list())
                .hasSize(3);
        assertThat(client.q(Map.of(
                                ":query",
                                "[:find ?t :where [_ :movie/title ?t]]",
                                ":args",
                                List.of(now),
                                ":offset",
                                1,
                                ":limit",
                                1))
                        .list())
                .hasSize(1);
    }

    @Test
    void mistakesAreNamed() {
        Database db = connection.db();
        assertThatThrownBy(() ->
                        db.query("[:find ?nomen :where [_ :movie/title ?name]]").list())
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessage("Query is referencing unbound variables: #{?nomen}");
        assertThatThrownBy(() -> db.query("[:find ?t :where [?m :no/such ?t]]").list())
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining(":no/such");
        assertThatThrownBy(() -> db.query("[:find ?t :in $ ?a ?b :where [?m :movie/title ?t]]", 1)
                        .list())
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessage("Query expected 3 inputs but received 2");
        assertThatThrownBy(() -> db.query("[:find ?m :in $ ?t :where [?m :movie/title ?t]]", "a", "b")
                        .list())
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessage("Query expected 1 inputs besides the database but received 2: in=[$ ?t] input for $=\"a\"");
        assertThatThrownBy(() -> db.pull("[*]", List.of("no one", 1)))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessage("Unable to resolve entity: \"no one\"");
        assertThatThrownBy(() -> Query.parse("[:find ?t :where [?m :movie/title"))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("line 1");
    }

    @Test
    void aTimeoutStopsTheWork() {
        StringBuilder with = new StringBuilder();
        StringBuilder where = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            with.append(" ?b").append(i);
            where.append("[?a").append(i).append(" :db/ident ?b").append(i).append("]");
        }
        assertThatThrownBy(() -> connection
                        .db()
                        .query("[:find (count ?a0) :with" + with + " :where " + where + "]")
                        .timeout(Duration.ofMillis(50))
                        .list())
                .isInstanceOf(Anomaly.class);
    }

    @Test
    void whatAnOffsetSkipsIsNotMade() {
        AtomicInteger made = new AtomicInteger();
        Functions counting = Functions.none().withXform("test/count", value -> {
            made.incrementAndGet();
            return value;
        });
        try (Client other = Stator.inMemory(counting)) {
            other.createDatabase("many");
            Connection many = other.connect("many");
            many.transact("""
                    [{:db/ident :n/value :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
                     {:db/ident :n/other :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]""");
            many.transact(TxData.of(IntStream.range(0, 1_000)
                    .mapToObj(n ->
                            TxData.entity("e" + n).with(":n/value", (long) n).with(":n/other", (long) n))
                    .toArray()));
            Database now = many.db();
            String pattern = "[(:n/value :xform test/count)]";
            for (Database database : List.of(now, now.asOf(now.t()).since(1))) {
                for (int offset : new int[] {0, 1, 500, 998, 999, 1_000, 1_500, 5_000}) {
                    int rest = Math.max(0, 1_000 - offset);
                    made.set(0);
                    List<@Nullable Object> forward = database.indexPull(Index.AVET, pattern, ":n/value")
                            .offset(offset)
                            .limit(-1)
                            .<@Nullable Object>map(pulled -> pulled.get(Keyword.parse(":n/value")))
                            .list();
                    List<@Nullable Object> backward = database.indexPullReverse(Index.AVET, pattern, ":n/value")
                            .offset(offset)
                            .limit(-1)
                            .<@Nullable Object>map(pulled -> pulled.get(Keyword.parse(":n/value")))
                            .list();
                    List<Object> values = database.datoms(Index.AVET, ":n/value")
                            .offset(offset)
                            .limit(-1)
                            .<Object>map(Datom::v)
                            .list();
                    List<Object> range = database.indexRange(":n/value", 0L, 1_000L)
                            .offset(offset)
                            .limit(-1)
                            .<Object>map(Datom::v)
                            .list();
                    assertThat(made).hasValue(2 * rest);
                    assertThat(forward)
                            .isEqualTo(LongStream.range(Math.min(1_000, offset), 1_000)
                                    .boxed()
                                    .toList())
                            .isEqualTo(values)
                            .isEqualTo(range);
                    assertThat(backward)
                            .isEqualTo(LongStream.range(0, rest)
                                    .map(n -> rest - 1 - n)
                                    .boxed()
                                    .toList());
                }
            }
        }
    }

    @Test
    void anOffsetSkipsTransactionsByTheirNumber() {
        for (int n = 0; n < 100; n++) {
            connection.transact("[{:movie/year " + n + "}]");
        }
        List<Transaction> all = connection.transactions(null, null).limit(-1).list();
        for (int offset : new int[] {0, 1, 5, 6, 7, 50, all.size() - 1, all.size(), 1_000}) {
            assertThat(connection
                            .transactions(null, null)
                            .offset(offset)
                            .limit(-1)
                            .list())
                    .isEqualTo(all.subList(Math.min(all.size(), offset), all.size()));
        }
        assertThat(connection.transactions(20, 40).offset(7).limit(3).list()).isEqualTo(all.subList(27, 30));
        assertThat(connection.transactions(20, 40).offset(25).list()).isEmpty();
    }

    @Test
    void datomsAmongTheInputsAreTakenApart() {
        Database db = connection.db();
        List<Datom> years = db.datoms(Index.AEVT, ":movie/year").list();
        assertThat(db.query("[:find ?title ?y :in $ [[?e _ ?y]] :where [?e :movie/title ?title]]", years)
                        .list())
                .containsExactlyInAnyOrderElementsOf(
                        db.query("[:find ?title ?y :where [?e :movie/title ?title] [?e :movie/year ?y]]")
                                .list());
        assertThat(db.<Object>q("[:find ?y . :in $ [_ _ ?y]]", years.get(0)))
                .isEqualTo(years.get(0).v());
        assertThat(db.<List<Object>>q("[:find [?part ...] :in $ [?part ...]]", years.get(0)))
                .contains(years.get(0).e(), years.get(0).tx(), true);
    }
}

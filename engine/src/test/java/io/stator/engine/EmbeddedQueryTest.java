package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Query;
import io.stator.Row;
import io.stator.Stator;
import io.stator.edn.Keyword;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
}

package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Results;
import io.stator.Transaction;
import io.stator.TxReport;
import io.stator.engine.storage.MemoryStorage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Records made of pulled entities and rows, and what a report tells. */
final class RecordsTest {
    record Person(String name, @Nullable Long age, List<String> nick, Optional<Person> friend) {}

    record Named(String name) {}

    record Misspelt(Optional<String> nmae) {}

    private final Client client = EmbeddedClient.open(
            new MemoryStorage(),
            EngineConfig.defaults().withClock(InstantSource.fixed(Instant.parse("2030-01-02T03:04:05.678Z"))));
    private final Connection connection;
    private final TxReport report;
    private final Database db;

    RecordsTest() {
        client.createDatabase("d");
        connection = client.connect("d");
        connection.transact("""
                [{:db/ident :p/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one
                  :db/unique :db.unique/identity}
                 {:db/ident :p/age :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
                 {:db/ident :p/nick :db/valueType :db.type/string :db/cardinality :db.cardinality/many}
                 {:db/ident :p/friend :db/valueType :db.type/ref :db/cardinality :db.cardinality/one}]""");
        report = connection.transact("[{:db/id \"b\" :p/name \"bob\"} {:p/name \"ann\" :p/age 5 :p/friend \"b\"}]");
        db = connection.db();
    }

    @AfterEach
    void close() {
        client.close();
    }

    private <R> R pull(String pattern, Class<R> type) {
        return db.pull(pattern, List.of(":p/name", "ann")).as(type);
    }

    @Test
    void whatThePatternSelectsMayBeAbsent() {
        String all = "[:p/name :p/age :p/nick {:p/friend [:p/name :p/age :p/nick :p/friend]}]";
        assertThat(pull(all, Person.class))
                .isEqualTo(new Person(
                        "ann", 5L, List.of(), Optional.of(new Person("bob", null, List.of(), Optional.empty()))));
        assertThat(pull("[(:p/nick :default \"none\") [:p/name :as :name] :p/age :p/friend]", Named.class))
                .isEqualTo(new Named("ann"));
    }

    @Test
    void whatThePatternDoesNotSelectIsRefused() {
        assertThatThrownBy(() -> pull("[:p/name :p/age]", Person.class))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessage("Person.nick must be named after something in the result: names=[:p/name :p/age]");
        assertThatThrownBy(() -> pull("[:p/name]", Misspelt.class))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("Misspelt.nmae")
                .hasMessageContaining(":p/name");
        assertThatThrownBy(() -> pull("[:p/age]", Named.class))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("Named.name");
        assertThatThrownBy(() -> pull("[:p/name :p/age :p/nick :p/friend]", Person.class))
                .as("of the friend only the id is selected")
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("Person.name")
                .hasMessageContaining(":db/id");
        assertThatThrownBy(() -> pull("[:db/id :p/nick]", Named.class)).isInstanceOf(Anomaly.Incorrect.class);
        assertThatThrownBy(() -> db.query("[:find (pull ?e [:p/age]) :where [?e :p/name]]")
                        .as(Named.class)
                        .list())
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("Named.name");
    }

    @Test
    void everythingMayHaveAnyName() {
        assertThat(pull("[*]", Misspelt.class)).isEqualTo(new Misspelt(Optional.empty()));
        assertThat(pull("[*]", Named.class)).isEqualTo(new Named("ann"));
        record Other(String other) {}
        assertThatThrownBy(() -> pull("[*]", Other.class))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("Other.other must have a value")
                .hasMessageContaining(":p/name");
    }

    @Test
    void namedColumnsAreTheNamesThereAre() {
        for (String names : List.of(":keys name age", ":strs name age", ":syms name age")) {
            Results<?> rows = db.query("[:find ?n ?a " + names + " :where [?e :p/name ?n] [?e :p/age ?a]]");
            assertThat(rows.as(Named.class).list()).as(names).isEqualTo(List.of(new Named("ann")));
            assertThatThrownBy(() -> rows.as(Misspelt.class).list())
                    .as(names)
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessageContaining("Misspelt.nmae")
                    .hasMessageContaining("age");
        }
    }

    @Test
    void aReportTellsItsTransaction() {
        assertThat(report.t()).isEqualTo(7);
        assertThat(report.tx()).isEqualTo(13_194_139_533_319L);
        assertThat(report.txInstant()).isEqualTo(Instant.parse("2030-01-02T03:04:05.678Z"));
        assertThat(Transaction.toTx(7)).isEqualTo(report.tx());
        assertThat(Transaction.toT(report.tx())).isEqualTo(7);
        assertThat(Transaction.toT(7)).isEqualTo(7);
        assertThat(connection.transactions(7L, null).first().orElseThrow().tx()).isEqualTo(report.tx());
        assertThat(db.<Object>q("[:find ?tx . :where [(datomic.api/t->tx 7) ?tx]]"))
                .isEqualTo(report.tx());
        assertThat(db.<Object>q("[:find ?t . :where [_ :p/age 5 ?tx] [(datomic.api/tx->t ?tx) ?t]]"))
                .isEqualTo(7L);
        for (long none : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 42, 4L << 42}) {
            assertThatThrownBy(() -> Transaction.toTx(none)).as("%d", none).isInstanceOf(Anomaly.Incorrect.class);
            assertThatThrownBy(() -> Transaction.toT(none)).as("%d", none).isInstanceOf(Anomaly.Incorrect.class);
        }
    }

    @Test
    void resultsPrintTheirOptions() {
        assertThat(db.query("[:find ?n :where [_ :p/name ?n]]").offset(2).limit(5))
                .hasToString("Results[offset=2 limit=5 timeout=PT1M, computed by list() or stream()]");
        assertThat(db.datoms(io.stator.Index.EAVT).limit(-1).toString()).contains("limit=none");
    }
}

package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Stator;
import io.stator.TxReport;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The order of datoms in the report of a transaction, and when datoms and databases are equal. */
final class ReportOrderTest {
    private final Client client = Stator.inMemory();
    private Connection connection;

    @BeforeEach
    void open() {
        client.createDatabase("x");
        connection = client.connect("x");
        connection.transact("""
                [{:db/ident :p/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
                 {:db/ident :p/age :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
                 {:db/ident :p/name+age :db/valueType :db.type/tuple :db/cardinality :db.cardinality/one
                  :db/tupleAttrs [:p/name :p/age]}]""");
    }

    @AfterEach
    void close() {
        client.close();
    }

    private List<String> names(TxReport report) {
        return report.txData().stream()
                .map(datom -> report.dbAfter().ident(datom.a()).orElseThrow() + (datom.added() ? "" : " gone"))
                .toList();
    }

    @Test
    void theInstantComesFirstThenFormsInTheirOrderWithWhatTheyReplaceThenComposites() {
        long ann = connection
                .transact("[{:db/id \"ann\" :p/name \"Ann\" :p/age 1}]")
                .id("ann");
        TxReport report =
                connection.transact("[[:db/add %d :p/age 2] [:db/add %d :p/name \"Anna\"]]".formatted(ann, ann));
        assertThat(names(report))
                .containsExactly(
                        ":db/txInstant",
                        ":p/age",
                        ":p/age gone",
                        ":p/name",
                        ":p/name gone",
                        ":p/name+age",
                        ":p/name+age gone");
    }

    @Test
    void installationsAndAlterationsComeLast() {
        TxReport report = connection.transact("""
                [{:db/ident :p/new :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
                 {:db/id :p/age :db/noHistory true}
                 {:db/id "datomic.tx" :db/doc "why"}]""");
        assertThat(names(report)).startsWith(":db/txInstant", ":db/ident").contains(":db/noHistory", ":db/doc");
        assertThat(names(report).subList(names(report).size() - 2, names(report).size()))
                .containsExactlyInAnyOrder(":db.install/attribute", ":db.alter/attribute");
    }

    @Test
    void anEmptyTransactionHasItsInstant() {
        TxReport report = connection.transact("[]");
        assertThat(names(report)).containsExactly(":db/txInstant");
        assertThat(report.txData().get(0).e()).isEqualTo(report.txData().get(0).tx());
        assertThat(report.tempids()).isEmpty();
        assertThat(report.dbBefore().t() + 1).isEqualTo(report.dbAfter().t());
    }

    @Test
    void aDatomIsTheSameInEveryIndexAndAnotherInAnotherTransaction() {
        TxReport first = connection.transact("[{:db/id \"ann\" :p/age 1}]");
        long ann = first.id("ann");
        Datom datom = connection.db().datoms(Index.EAVT, ann, ":p/age").first().orElseThrow();
        assertThat(connection.db().datoms(Index.AEVT, ":p/age", ann).first()).contains(datom);
        assertThat(connection.db().datoms(Index.AVET, ":p/age", 1).first()).contains(datom);
        assertThat(first.txData()).contains(datom);
        assertThat(List.of(datom.get(0), datom.get(1), datom.get(2), datom.get(3), datom.get(4)))
                .containsExactly(datom.e(), datom.a(), datom.v(), datom.tx(), datom.added());
        assertThatThrownBy(() -> datom.get(5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> datom.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        connection.transact("[[:db/retract %d :p/age 1]]".formatted(ann));
        connection.transact("[[:db/add %d :p/age 1]]".formatted(ann));
        assertThat(connection.db().datoms(Index.EAVT, ann, ":p/age").first())
                .isPresent()
                .get()
                .isNotEqualTo(datom);
    }

    @Test
    void databasesAreEqualWhenBasisAndFiltersAre() {
        Database before = connection.db();
        assertThat(connection.db()).isEqualTo(before).hasSameHashCodeAs(before);
        assertThat(before.asOf(5)).isEqualTo(connection.db().asOf(5)).isNotEqualTo(before.asOf(4));
        assertThat(before.asOf(5)).isNotEqualTo(before.since(5)).isNotEqualTo(before);
        assertThat(before.history()).isEqualTo(connection.db().history()).isNotEqualTo(before);
        connection.transact("[]");
        assertThat(connection.db()).isNotEqualTo(before);
        client.createDatabase("y");
        client.connect("y").transact("[]");
        assertThat(client.connect("y").db()).isNotEqualTo(connection.db());
    }
}

package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Functions;
import io.stator.Index;
import io.stator.Stator;
import io.stator.TxReport;
import io.stator.edn.Keyword;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A transaction that says it rebuilds the one of a number, by the ids of another database. */
final class RebuildingTest {
    private static final String SCHEMA = """
            [{:stator/rebuilds {:t 6 :entities 73 :schema 81}}
             [:db/add 13194139533318 :db/txInstant #inst "2001-01-01"]
             [:db/add 80 :db/ident :item/name] [:db/add 80 :db/valueType :db.type/string]
             [:db/add 80 :db/cardinality :db.cardinality/one] [:db/add 80 :db/unique :db.unique/identity]
             [:db/add 79 :db/ident :item/size] [:db/add 79 :db/valueType :db.type/long]
             [:db/add 79 :db/cardinality :db.cardinality/one] [:db/add 79 :db.attr/preds my.own/fits]
             [:db/add 78 :db/ident :item/both] [:db/add 78 :db/valueType :db.type/tuple]
             [:db/add 78 :db/cardinality :db.cardinality/one] [:db/add 78 :db/tupleAttrs [:item/name :item/size]]]""";
    private static final long ITEM = (17L << 42) | 5_000;

    private final Client client = Stator.inMemory(Functions.none());
    private final Connection connection = connect();

    private Connection connect() {
        client.createDatabase("copy");
        return client.connect("copy");
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static String item(long t, String facts) {
        return "[{:stator/rebuilds {:t " + t + " :entities 5001 :schema 81}} " + facts.replace("ITEM", "" + ITEM) + "]";
    }

    @Test
    void entitiesHaveTheIdsTheyHaveElsewhereAndNewOnesComeAfterThem() {
        connection.transact(SCHEMA);
        TxReport report = connection.transact(
                item(7, "[:db/add ITEM :item/name \"lamp\"] [:db/add 13194139533319 :item/size 3]"));
        assertThat(report.dbAfter().entityId(List.of(":item/name", "lamp"))).hasValue(ITEM);
        assertThat(report.dbAfter().entityId(":item/name")).hasValue(80);
        assertThat(report.txData()).hasSize(3);
        TxReport next = connection.transact("[{:db/id \"new\" :item/name \"chair\"} {:db/ident :new/attribute"
                + " :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]");
        assertThat(next.id("new")).isEqualTo((4L << 42) | 5_001);
        assertThat(next.dbAfter().entityId(":new/attribute")).hasValue(81);
    }

    @Test
    void compositesAreSaidAndPredicatesAreNotAsked() {
        connection.transact(SCHEMA);
        String name = "n".repeat(300);
        TxReport report = connection.transact(item(
                7,
                "[:db/add ITEM :item/name \"" + name + "\"] [:db/add ITEM :item/size 3] [:db/add ITEM :item/both [\""
                        + name + "\" nil]]"));
        assertThat(report.dbAfter()
                        .datoms(Index.EAVT, ITEM, ":item/both")
                        .list()
                        .get(0)
                        .v())
                .isEqualTo(java.util.Arrays.asList(name, null));
        assertThatThrownBy(() -> connection.transact("[[:db/add " + ITEM + " :item/size 4]]"))
                .isInstanceOf(Anomaly.class)
                .hasMessageContaining("my.own/fits");
        assertThat(connection
                        .transact(item(8, "[:db/retract ITEM :item/size 3]"))
                        .txData())
                .as("a composite stays as it is said to be")
                .hasSize(2);
    }

    @Test
    void itIsTheTransactionOfItsNumberOrNone() {
        connection.transact(SCHEMA);
        assertThatThrownBy(() -> connection.transact(SCHEMA))
                .isInstanceOfSatisfying(Anomaly.Conflict.class, conflict -> {
                    assertThat(conflict.error()).isEqualTo(Keyword.of("db.error", "another-transaction"));
                    assertThat(conflict.data())
                            .containsEntry(Keyword.of("t"), 6L)
                            .containsEntry(Keyword.of("next-t"), 7L);
                });
        assertThatThrownBy(() -> connection.transact(item(8, ""))).isInstanceOf(Anomaly.Conflict.class);
        assertThat(connection.db().t()).isEqualTo(6);
    }

    @Test
    void uniquenessHoldsForIdsThatAreNew() {
        connection.transact(SCHEMA);
        connection.transact(item(7, "[:db/add ITEM :item/name \"lamp\"]"));
        assertThatThrownBy(() -> connection.transact(item(8, "[:db/add 17592186044500 :item/name \"lamp\"]")))
                .isInstanceOf(Anomaly.Conflict.class)
                .hasMessageContaining("lamp");
    }

    @Test
    void whatIsMalformedIsRefused() {
        for (String form : List.of(
                "{:stator/rebuilds 6}",
                "{:stator/rebuilds nil}",
                "{:stator/rebuilds {:t 6}}",
                "{:stator/rebuilds {:t 6 :entities 100 :schema nil}}",
                "{:stator/rebuilds {:t 6 :entities -1 :schema 80}}",
                "{:stator/rebuilds {:t 6.0 :entities 100 :schema 80}}",
                "{:stator/rebuilds {:t 6 :entities 100 :schema 80 :more 1}}",
                "{:stator/rebuilds {:t 6 :entities 100 :schema 80 7 1}}",
                "{:stator/rebuilds {:t 6 :entities 4398046511105 :schema 80}}",
                "{:stator/rebuilds {:t 6 :entities 100 :schema 1048577}}",
                "{:stator/rebuilds {:t 6 :entities 100 :schema 80} :db/doc \"x\"}",
                "{:db/doc \"x\"} {:stator/rebuilds {:t 6 :entities 100 :schema 80}}",
                "{:stator/rebuilds {:t 6 :entities 100 :schema 80}} {:stator/rebuilds {:t 6 :entities 100 :schema 80}}")) {
            assertThatThrownBy(() -> connection.transact("[" + form + "]"))
                    .as(form)
                    .isInstanceOf(Anomaly.Incorrect.class);
        }
        connection.transact(List.of(Map.of(":stator/rebuilds", Map.of(":t", 6, ":entities", 100, ":schema", 80L))));
        assertThat(connection.db().t()).isEqualTo(6);
        assertThatThrownBy(() -> connection.transact("[[:db/add 17592186050000 :db/doc \"never given out\"]]"))
                .isInstanceOf(Anomaly.Incorrect.class);
    }
}

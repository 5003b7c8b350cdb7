package io.stator.engine.query;

import static io.stator.engine.query.QueryTests.people;
import static io.stator.engine.query.QueryTests.rows;
import static io.stator.engine.query.QueryTests.set;
import static io.stator.engine.query.QueryTests.transact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.edn.Keyword;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.datom.EntityIds;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PatternQueryTest {
    private final DatabaseValue db = people();

    @Test
    void aVariableIsBoundToEveryValueOnce() {
        assertThat(rows("[:find ?a :where [_ :p/age ?a]]", db)).isEqualTo(set("[30] [40]"));
    }

    @Test
    void clausesShareVariables() {
        assertThat(rows("[:find ?n ?m :where [?e :p/friend ?f] [?e :p/name ?n] [?f :p/name ?m]]", db))
                .isEqualTo(set("[\"Ann\" \"Bob\"] [\"Ann\" \"Cat\"] [\"Bob\" \"Cat\"] [\"Cat\" \"Ann\"]"));
    }

    @Test
    void aVariableTwiceInOnePatternMustBeEqual() {
        DatabaseValue narcissist = transact(db, "[[:db/add [:p/name \"Dan\"] :p/friend [:p/name \"Dan\"]]]");
        assertThat(rows("[:find ?n :where [?e :p/friend ?e] [?e :p/name ?n]]", narcissist))
                .isEqualTo(set("[\"Dan\"]"));
        assertThat(rows("[:find ?e :where [?e :p/friend ?e]]", db)).isEmpty();
    }

    @Test
    void identsNameReferencedEntities() {
        assertThat(rows("[:find ?n :where [?e :p/color :color/red] [?e :p/name ?n]]", db))
                .isEqualTo(set("[\"Ann\"] [\"Cat\"]"));
        assertThat(rows("[:find ?n :where [?e :p/friend [:p/name \"Bob\"]] [?e :p/name ?n]]", db))
                .isEqualTo(set("[\"Ann\"]"));
        assertThat(rows("[:find ?i :where [:color/red :db/ident ?i]]", db)).isEqualTo(set("[:color/red]"));
    }

    @Test
    void aNameOfNothingIsAnError() {
        assertThatThrownBy(() -> rows("[:find ?e :where [?e :p/color :color/nosuch]]", db))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("Cannot resolve key: :color/nosuch");
        assertThatThrownBy(() -> rows("[:find ?e :where [?e :p/nosuch]]", db))
                .isInstanceOfSatisfying(
                        Anomaly.Incorrect.class,
                        anomaly -> assertThat(anomaly.error()).isEqualTo(Keyword.of("db.error", "not-an-entity")));
    }

    @Test
    void aKeywordValueIsNoName() {
        assertThat(rows("[:find ?n :where [?e :p/kind :k/a] [?e :p/name ?n]]", db))
                .isEqualTo(set("[\"Ann\"]"));
    }

    @Test
    void integersOfAnyClassAreEqualAndDoublesAreNot() {
        String query = "[:find ?n :in $ ?a :where [?e :p/age ?a] [?e :p/name ?n]]";
        assertThat(rows(query, db, 30L)).isEqualTo(set("[\"Ann\"] [\"Cat\"]"));
        assertThat(rows(query, db, 30)).isEqualTo(set("[\"Ann\"] [\"Cat\"]"));
        assertThat(rows(query, db, BigInteger.valueOf(30))).isEqualTo(set("[\"Ann\"] [\"Cat\"]"));
        assertThat(rows(query, db, 30.0)).isEmpty();
    }

    @Test
    void decimalsAreEqualWithTheSameScaleOnly() {
        String query = "[:find ?n :in $ ?p :where [?e :p/price ?p] [?e :p/name ?n]]";
        assertThat(rows(query, db, new BigDecimal("1.50"))).isEqualTo(set("[\"Ann\"]"));
        assertThat(rows(query, db, new BigDecimal("1.5"))).isEmpty();
    }

    @Test
    void negativeZeroIsNotZero() {
        DatabaseValue zero = transact(db, "[[:db/add [:p/name \"Dan\"] :p/score 0.0]]");
        assertThat(rows("[:find ?e :where [?e :p/score -0.0]]", zero)).isEmpty();
        assertThat(rows("[:find ?e :where [?e :p/score 0.0]]", zero)).hasSize(1);
    }

    @Test
    void tuplesMatchByTheirElements() {
        assertThat(rows("[:find ?n :where [?e :p/place [1 2]] [?e :p/name ?n]]", db))
                .isEqualTo(set("[\"Ann\"]"));
        assertThat(rows("[:find ?n :in $ ?p :where [?e :p/place ?p] [?e :p/name ?n]]", db, List.of(1L, 2L)))
                .isEqualTo(set("[\"Ann\"]"));
    }

    @Test
    void instantsMatchDatesAndInstants() {
        assertThat(rows("[:find ?n :where [?e :p/born #inst \"1990-01-01\"] [?e :p/name ?n]]", db))
                .isEqualTo(set("[\"Ann\"]"));
        assertThat(rows(
                        "[:find ?n :in $ ?b :where [?e :p/born ?b] [?e :p/name ?n]]",
                        db,
                        java.util.Date.from(java.time.Instant.parse("1990-01-01T00:00:00Z"))))
                .isEqualTo(set("[\"Ann\"]"));
    }

    @Test
    void attributesMayBeVariables() {
        assertThat(rows("[:find ?i :where [?e :p/name \"Dan\"] [?e ?a] [?a :db/ident ?i]]", db))
                .isEqualTo(set("[:p/name]"));
        assertThat(rows("[:find ?v :in $ ?a :where [_ ?a ?v]]", db, Keyword.of("p", "age")))
                .isEqualTo(set("[30] [40]"));
        assertThat(rows("[:find ?v :where [(ground :p/age) ?a] [_ ?a ?v]]", db)).isEqualTo(set("[30] [40]"));
    }

    @Test
    void aValueAloneFindsReferencesOnly() {
        assertThat(rows("[:find ?e :where [?e _ \"Ann\"]]", db)).isEmpty();
        assertThat(rows("[:find ?i :where [?c :p/name \"Cat\"] [_ ?a ?c] [?a :db/ident ?i]]", db))
                .isEqualTo(set("[:p/friend]"));
    }

    @Test
    void aValueWithALaterBoundEntityFindsAnything() {
        assertThat(rows("[:find ?i :where [?e ?a ?v] [?x :p/age ?v] [?e :p/name \"Cat\"] [?a :db/ident ?i]]", db))
                .isEqualTo(set("[:p/age]"));
    }

    @Test
    void transactionsMayBeGivenAsIdOrAsT() {
        long t = db.basisT();
        assertThat(rows("[:find ?n :where [?e :p/name ?n " + t + "]]", db)).hasSize(4);
        assertThat(rows("[:find ?n :where [?e :p/name ?n " + EntityIds.transaction(t) + "]]", db))
                .hasSize(4);
        assertThat(rows("[:find ?n :in $ ?tx :where [?e :p/name ?n ?tx]]", db, t))
                .isEmpty();
        assertThat(rows("[:find ?n :in $ ?tx :where [?e :p/name ?n ?tx]]", db, EntityIds.transaction(t)))
                .hasSize(4);
        assertThat(rows("[:find ?t ?op :where [_ :p/name \"Ann\" ?t ?op]]", db))
                .isEqualTo(set("[" + EntityIds.transaction(t) + " true]"));
    }

    @Test
    void aHistoryHasRetractionsToo() {
        DatabaseValue older = transact(db, "[[:db/add [:p/name \"Ann\"] :p/age 31]]");
        String query = "[:find ?a ?op :where [?e :p/name \"Ann\"] [?e :p/age ?a _ ?op]]";
        assertThat(rows(query, older)).isEqualTo(set("[31 true]"));
        assertThat(rows(query, older.history())).isEqualTo(set("[30 true] [30 false] [31 true]"));
        assertThat(rows(query, older.asOf(db.basisT()))).isEqualTo(set("[30 true]"));
        assertThat(rows("[:find ?a :where [_ :p/age ?a]]", older.since(db.basisT())))
                .isEqualTo(set("[31]"));
    }

    @Test
    void nothingGivenWouldBeAFullScan() {
        for (String clause : List.of("[?e]", "[?e ?a]", "[?e ?a ?v]", "[?e _ _ ?tx]")) {
            assertThatThrownBy(() -> rows("[:find ?e :where " + clause + "]", db))
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessage("Insufficient binding of db clause: " + clause + " would cause full scan");
        }
    }

    @Test
    void morePositionsThanFiveAreIgnored() {
        assertThat(rows("[:find ?n :where [?e :p/name ?n ?tx ?op ?x]]", db)).hasSize(4);
    }
}

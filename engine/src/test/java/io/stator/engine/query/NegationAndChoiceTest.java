package io.stator.engine.query;

import static io.stator.engine.query.QueryTests.people;
import static io.stator.engine.query.QueryTests.rows;
import static io.stator.engine.query.QueryTests.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.engine.database.DatabaseValue;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NegationAndChoiceTest {
    private final DatabaseValue db = people();

    private void finds(String where, String expected) {
        assertThat(rows("[:find ?n :where [?e :p/name ?n] " + where + "]", db)).isEqualTo(set(expected));
    }

    @Test
    void notKeepsRowsWithoutSolution() {
        finds("(not [?e :p/age 30])", "[\"Bob\"] [\"Dan\"]");
        finds("(not [?e :p/age])", "[\"Dan\"]");
        finds("(not [?e :p/age 30] [?e :p/nick \"A\"])", "[\"Bob\"] [\"Cat\"] [\"Dan\"]");
        finds("(not (not [?e :p/age 30]))", "[\"Ann\"] [\"Cat\"]");
        finds("(not [(= ?n \"Ann\")])", "[\"Bob\"] [\"Cat\"] [\"Dan\"]");
        finds("(not (or [?e :p/age 30] [?e :p/age 40]))", "[\"Dan\"]");
    }

    @Test
    void notJoinHasVariablesOfItsOwn() {
        finds("(not-join [?e] [?e :p/friend ?f] [?f :p/age 30])", "[\"Dan\"]");
        finds("(not-join [?e] [?e :p/friend ?n] [?n :p/age 40])", "[\"Bob\"] [\"Cat\"] [\"Dan\"]");
        finds("(not-join [] [_ :p/age 999])", "[\"Ann\"] [\"Bob\"] [\"Cat\"] [\"Dan\"]");
        finds("(not-join [] [_ :p/age 30])", "");
    }

    @Test
    void notOverTwoUnrelatedVariablesFiltersTheirPairs() {
        assertThat(rows(
                        "[:find ?n ?m :where [?e :p/name ?n] [?f :p/name ?m] [?e :p/age 30] [?f :p/age 30]"
                                + " (not [?e :p/friend ?f])]",
                        db))
                .isEqualTo(set("[\"Ann\" \"Ann\"] [\"Cat\" \"Cat\"]"));
    }

    @Test
    void variablesOfANegationMustBeBound() {
        assertThatThrownBy(() -> finds("(not [?e :p/friend ?f] [?f :p/age 30])", ""))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("[?f] not bound in not clause");
        assertThatThrownBy(() -> finds("(not-join [?zz] [?e :p/age 30])", ""))
                .hasMessageContaining("[?zz] not bound in not clause");
        assertThatThrownBy(() -> rows("[:find ?x :where (not [?e :p/age 30])]", db))
                .hasMessageContaining("unbound variables: #{?x}");
    }

    @Test
    void orFindsWhatAnyBranchFinds() {
        finds("(or [?e :p/age 40] [?e :p/nick \"A\"])", "[\"Ann\"] [\"Bob\"]");
        finds("(or (and [?e :p/age 30] [?e :p/nick \"A\"]) [?e :p/age 40])", "[\"Ann\"] [\"Bob\"]");
        finds("(or (not [?e :p/age 30]) [?e :p/nick \"A\"])", "[\"Ann\"] [\"Bob\"] [\"Dan\"]");
        finds("(or [(= ?n \"Ann\")] [(= ?n \"Bob\")])", "[\"Ann\"] [\"Bob\"]");
        finds("(or [?e :p/age 999] [?e :p/age 998])", "");
    }

    @Test
    void orBindsVariables() {
        assertThat(rows("[:find ?n :where (or [?e :p/name ?n] [?e :p/nick ?n])]", db))
                .hasSize(7);
        assertThat(rows("[:find ?n ?x :where [?e :p/name ?n] (or [?e :p/age ?x] [?e :p/nick ?x])]", db))
                .isEqualTo(set("[\"Ann\" 30] [\"Ann\" \"A\"] [\"Ann\" \"Annie\"] [\"Bob\" 40] [\"Bob\" \"B\"]"
                        + " [\"Cat\" 30]"));
    }

    @Test
    void orJoinHasVariablesOfItsOwn() {
        assertThat(rows(
                        "[:find ?n ?x :where [?e :p/name ?n]"
                                + " (or-join [?e ?x] [?e :p/age ?x] (and [?e :p/nick ?y] [(str ?y \"!\") ?x]))]",
                        db))
                .isEqualTo(set("[\"Ann\" 30] [\"Ann\" \"A!\"] [\"Ann\" \"Annie!\"] [\"Bob\" 40] [\"Bob\" \"B!\"]"
                        + " [\"Cat\" 30]"));
        finds("(or-join [[?e]] [?e :p/age 40] [?e :p/age 30])", "[\"Ann\"] [\"Bob\"] [\"Cat\"]");
        assertThatThrownBy(() -> rows("[:find ?e :where (or-join [[?e]] [?e :p/age 40])]", db))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("[?e] not bound in clause");
    }

    @Test
    void sourcesMayBeNamedInside() {
        for (String where : List.of(
                "($2 not [?e :p/age 30])",
                "(not [$2 ?e :p/age 30])",
                "($2 or [?e :p/age 40] (not [?e :p/age]))",
                "(or [$2 ?e :p/age 40] (not [$2 ?e :p/age]))")) {
            assertThat(rows("[:find ?n :in $ $2 :where [?e :p/name ?n] " + where + "]", db, db))
                    .as(where)
                    .isEqualTo(set("[\"Bob\"] [\"Dan\"]"));
        }
    }
}

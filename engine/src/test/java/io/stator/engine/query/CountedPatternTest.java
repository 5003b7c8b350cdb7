package io.stator.engine.query;

import static io.stator.engine.query.QueryTests.edn;
import static io.stator.engine.query.QueryTests.people;
import static io.stator.engine.query.QueryTests.run;
import static io.stator.engine.query.QueryTests.transact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Query;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Deadline;
import io.stator.engine.query.limit.MemoryAccount;
import io.stator.engine.query.limit.QueryLimits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Counts of what one pattern matches: the same as when the facts are read, and without reading them where that is possible. */
final class CountedPatternTest {
    /** Compares nothing, but makes the query one of two clauses. */
    private static final String ALWAYS = "[(= 1 1)]";

    private static final List<String> FOUND = List.of(
            "(count ?e)",
            "(count ?v)",
            "(count ?e) :with ?v",
            "(count ?v) :with ?e",
            "(count ?e) (count ?v)",
            "(count ?e) (count ?e)",
            "(count ?e) . :with ?v",
            "[(count ?e) ...]",
            "[(count ?e) (count ?v)]",
            "?v (count ?e)",
            "(count ?e) (max ?v)");

    private static final List<String> PATTERNS = List.of(
            "[?e :p/name ?v]",
            "[?e :p/age ?v]",
            "[?e :p/nick ?v]",
            "[?e :p/friend ?v]",
            "[?e :p/friend ?v ?tx]",
            "[?e :p/price ?v]",
            "[?e :p/place ?v]",
            "[?e :db/doc ?v]",
            "[?e :db/ident ?v ?tx true]",
            "[?e :db/ident ?v _ false]",
            "[?v :p/friend ?e]",
            "[?e ?v 30]");

    private final DatabaseValue db = changed();

    private static DatabaseValue changed() {
        DatabaseValue before =
                transact(people(), "[[:db/add [:p/name \"Ann\"] :p/age 31] {:p/name \"Eve\" :p/age 31}]");
        return transact(
                before,
                "[[:db/retract [:p/name \"Ann\"] :p/nick \"A\"] [:db/retractEntity [:p/name \"Dan\"]]"
                        + " [:db/add [:p/name \"Bob\"] :p/friend [:p/name \"Bob\"]]]");
    }

    private static List<List<@Nullable Object>> answer(String query, Object... inputs) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        run(query, inputs).rows().forEach(row -> rows.add(Arrays.asList(row)));
        return rows;
    }

    /** Returns what a query with one pattern finds, after comparing it with what it finds when it has two clauses. */
    private static List<List<@Nullable Object>> same(String find, String in, String where, Object... inputs) {
        String start = "[:find " + find + in + " :where " + where;
        List<List<@Nullable Object>> found = answer(start + "]", inputs);
        assertThat(found).as(start).containsExactlyInAnyOrderElementsOf(answer(start + " " + ALWAYS + "]", inputs));
        return found;
    }

    @Test
    void countsAreThoseOfTheFacts() {
        long t = db.counters().basisT() - 1;
        for (DatabaseValue each : List.of(db, db.asOf(t), db.since(t), db.history(), people())) {
            for (String find : FOUND) {
                for (String pattern : PATTERNS) {
                    same(find, "", pattern, each);
                }
            }
        }
    }

    @Test
    void inputsAreTakenIntoAccount() {
        for (String find : FOUND) {
            same(find, " :in $ ?a", "[?e ?a ?v]", db, edn(":p/friend"));
            same(find, " :in $ [?a ...]", "[?e ?a ?v]", db, List.of(edn(":p/friend"), edn(":p/age")));
            same(find, " :in $ ?v", "[?e :p/age ?v]", db, 31L);
            same(find, " :in $ ?v", "[?e :p/age ?v]", db, 99L);
            same(find, " :in $ ?v", "[?e :p/age ?v]", db, "no number");
            same(find, " :in $ ?e", "[?e :p/friend ?v]", db, edn("[:p/name \"Ann\"]"));
            same(find, " :in $ ?x", "[?e :p/friend ?v]", db, 1L);
            same(find, " :in $ [?x ...]", "[?e :p/friend ?v]", db, List.of(1L, 2L));
            same(find, " :in $ [?x ...]", "[?e :p/friend ?v]", db, List.of());
            same(find, " :in $", "[?e :p/friend ?v]", List.of(edn("[1 :p/friend 2]"), edn("[1 :p/friend 2]")));
        }
        assertThat(same("(count ?x) :with ?e", " :in $ ?x", "[?e :p/age ?v]", db, 7L))
                .isEqualTo(List.of(List.of(4L)));
    }

    @Test
    void valuesThatAreEqualInAnyScaleAreCountedWhereTheyAreEqual() {
        for (String price : List.of("1.5M", "1.50M", "1.500M", "1.6M")) {
            same("(count ?e)", "", "[?e :p/price " + price + "]", db);
        }
        same("(count ?e)", "", "[?e :p/friend ?e]", db);
        same("(count ?e)", "", "[?e :p/place [1 2]]", db);
    }

    @Test
    void whatHasNoRowsHasNoGroup() {
        assertThat(answer("[:find (count ?e) :where [?e :p/price 77M]]", db)).isEmpty();
        assertThat(answer("[:find (count ?e) :where [?e :p/age 1000]]", db)).isEmpty();
        assertThatThrownBy(() -> answer("[:find (count ?e) :where [?e :no/such]]", db))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining(":no/such");
    }

    private static QueryResult withoutRows(DatabaseValue database, String query) {
        QueryEngine engine = new QueryEngine(
                (value, pattern, entity, end) -> Collections.emptyMap(),
                new QueryLimits(0, 1L << 20),
                new MemoryAccount(1L << 20));
        return engine.run(Query.parse(query), List.of(database), Deadline.none());
    }

    @Test
    void theTreesAreAskedAndNoFactIsRead() {
        for (String query : List.of(
                "[:find (count ?e) :where [?e :db/ident]]",
                "[:find (count ?e) . :where [?e :db/ident ?v]]",
                "[:find (count ?v) . :where [_ :db/ident ?v]]",
                "[:find (count ?v) . :with ?e :where [?e :p/friend ?v]]",
                "[:find (count ?e) . :where [?e :p/age 31]]")) {
            assertThat(withoutRows(db, query).rows()).as(query).hasSize(1);
        }
        assertThatThrownBy(() -> withoutRows(db, "[:find (count ?e) . :where [?e :p/friend]]"))
                .as("entities with several values are counted once, which the trees do not tell")
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("query-rows");
    }
}

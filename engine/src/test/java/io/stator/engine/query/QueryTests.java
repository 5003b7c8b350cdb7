package io.stator.engine.query;

import io.stator.Query;
import io.stator.edn.Edn;
import io.stator.edn.EdnOptions;
import io.stator.engine.database.Bootstrap;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Deadline;
import io.stator.engine.pull.PullEngine;
import io.stator.engine.query.limit.MemoryAccount;
import io.stator.engine.query.limit.QueryLimits;
import io.stator.engine.transact.NamedFunctions;
import io.stator.engine.transact.Transactor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A small database of people, and short ways to ask it. */
final class QueryTests {
    static final String SCHEMA = """
            [{:db/ident :p/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one
              :db/unique :db.unique/identity}
             {:db/ident :p/age :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
             {:db/ident :p/nick :db/valueType :db.type/string :db/cardinality :db.cardinality/many}
             {:db/ident :p/friend :db/valueType :db.type/ref :db/cardinality :db.cardinality/many}
             {:db/ident :p/color :db/valueType :db.type/ref :db/cardinality :db.cardinality/one}
             {:db/ident :p/score :db/valueType :db.type/double :db/cardinality :db.cardinality/one}
             {:db/ident :p/price :db/valueType :db.type/bigdec :db/cardinality :db.cardinality/one}
             {:db/ident :p/kind :db/valueType :db.type/keyword :db/cardinality :db.cardinality/one}
             {:db/ident :p/born :db/valueType :db.type/instant :db/cardinality :db.cardinality/one}
             {:db/ident :p/place :db/valueType :db.type/tuple :db/tupleType :db.type/long
              :db/cardinality :db.cardinality/one}
             {:db/ident :color/red} {:db/ident :color/blue}]""";

    static final String PEOPLE = """
            [{:db/id "a" :p/name "Ann" :p/age 30 :p/nick ["A" "Annie"] :p/friend ["b" "c"] :p/color :color/red
              :p/score 1.5 :p/price 1.50M :p/kind :k/a :p/born #inst "1990-01-01" :p/place [1 2]}
             {:db/id "b" :p/name "Bob" :p/age 40 :p/nick ["B"] :p/friend ["c"] :p/color :color/blue :p/score 30.0}
             {:db/id "c" :p/name "Cat" :p/age 30 :p/friend ["a"] :p/color :color/red}
             {:db/id "d" :p/name "Dan"}]""";

    private static final PullEngine PULLS = new PullEngine();

    private QueryTests() {}

    /** Returns an engine that aggregates a row or two at once wherever it may. */
    static QueryEngine engine() {
        return new QueryEngine(PULLS::pull, QueryLimits.NONE.withRowsAtOnce(1), new MemoryAccount(Long.MAX_VALUE));
    }

    static DatabaseValue people() {
        return transact(transact(Bootstrap.database("people", "people"), SCHEMA), PEOPLE);
    }

    /** Returns a database with facts in EDN added, an hour after its last transaction. */
    static DatabaseValue transact(DatabaseValue before, String forms) {
        return transact(before, (Collection<?>) edn(forms));
    }

    static DatabaseValue transact(DatabaseValue before, Collection<?> forms) {
        long clockMillis = before.counters().lastInstant() + 3_600_000;
        return Transactor.transact(before, forms, clockMillis, NamedFunctions.builtIn())
                .after();
    }

    static Object edn(String text) {
        return Edn.read(text, EdnOptions.defaults().queryForms());
    }

    static QueryResult run(String query, Object... inputs) {
        return engine().run(Query.parse(query), Arrays.asList(inputs), Deadline.none());
    }

    /** Returns the rows of a query as a set of lists. */
    static Set<List<Object>> rows(String query, Object... inputs) {
        return new HashSet<>(bag(query, inputs));
    }

    /** Returns the rows of a query as a list of lists. */
    static List<List<Object>> bag(String query, Object... inputs) {
        List<List<Object>> rows = new ArrayList<>();
        run(query, inputs).rows().forEach(row -> rows.add(Arrays.asList(row)));
        return rows;
    }

    /** Returns rows written in EDN as a set of lists. */
    static Set<List<Object>> set(String rows) {
        Set<List<Object>> set = new HashSet<>();
        ((List<?>) edn("[" + rows + "]")).forEach(row -> set.add(new ArrayList<>((List<?>) row)));
        return set;
    }
}

package io.stator.engine.query;

import static io.stator.engine.query.QueryTests.SCHEMA;
import static io.stator.engine.query.QueryTests.bag;
import static io.stator.engine.query.QueryTests.transact;
import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Pull;
import io.stator.edn.Keyword;
import io.stator.engine.database.Bootstrap;
import io.stator.engine.database.Budget;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.pull.PullEngine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asks a database some of whose facts are in segments, others beside them and others gone, what it asks one that has all of them in memory. */
final class StoredReadsTest {
    private static final long SEED = Long.getLong("stator.seed", 20_261_130L);
    private static final int PEOPLE = 120;
    private static final int CHANGES = 60;

    /** Of one, two, three and four bytes a character, and what is the beginning of something else. */
    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "ab",
            "abcdefgh",
            "abcdefghi",
            "abcdefgé",
            "é",
            "éé",
            "\u07ff",
            "\uffff",
            "日本",
            "😀",
            "😀x",
            "x😀",
            "a\u0000b",
            "日本語の長い文章です");

    private static final List<String> QUERIES = List.of(
            "[:find ?e ?n :where [?e :p/nick ?n]]",
            "[:find ?n :where [_ :p/nick ?n]]",
            "[:find ?n (count ?e) :where [?e :p/nick ?n]]",
            "[:find ?c (count ?e) :where [?e :p/nick ?n] [(count ?n) ?c]]",
            "[:find (avg ?c) :with ?e ?n :where [?e :p/nick ?n] [(count ?n) ?c]]",
            "[:find ?e ?c :where [?e :p/nick ?n] [(count ?n) ?c] [(< 1 ?c)]]",
            "[:find ?e ?c :where [?e :p/age ?c] [?e :p/nick ?n] [(count ?n) ?c]]",
            "[:find ?n ?c ?d :where [?e :p/nick ?n] [(count ?n) ?c] [(clojure.core/count ?n) ?d]]",
            "[:find (count ?e) . :where [?e :p/nick ?n] [(count ?n) ?c] [(= ?c 2)]]",
            "[:find ?a ?b :where [?a :p/nick ?n] [?b :p/name ?n]]",
            "[:find ?a ?b :where [?a :p/nick ?n] [?b :p/nick ?n] [(not= ?a ?b)]]",
            "[:find (min ?n) (max ?n) (count-distinct ?n) (distinct ?n) :where [_ :p/nick ?n]]",
            "[:find ?e :where [?e :p/nick ?n] [(<= \"ab\" ?n)] [(< ?n \"é\")]]",
            "[:find ?e ?n :where [?e :p/nick ?n] [(str ?n \"!\") ?x] [(count ?x) ?c] [(= ?c 3)]]",
            "[:find ?e ?a :where [?e :p/age ?a] [(<= 20 ?a)] [(< ?a 40)]]",
            "[:find ?e ?a :where [?e :p/age ?a] [(<= 20.5 ?a)] [(< ?a 40M)]]",
            "[:find ?e ?a :where [?e :p/age ?a] [(< 100 ?a)]]",
            "[:find ?e ?a :where [?e :p/age ?a] [(< ?a -100)]]",
            "[:find ?e ?s :where [?e :p/score ?s] [(< ?s 5)]]",
            "[:find ?e ?b :where [?e :p/born ?b] [(< ?b #inst \"1980-01-01\")]]",
            "[:find ?a (sum ?s) (count ?e) :where [?e :p/age ?a] [?e :p/score ?s]]",
            "[:find ?c (sum ?a) (max ?tx) :with ?e :where [?e :p/age ?a ?tx] [?e :p/color ?c]]",
            "[:find (sum ?a) :with ?e :where [?e :p/age ?a]]",
            "[:find ?a :with ?e :where [?e :p/age ?a]]",
            "[:find ?n (count ?n) :with ?e :where [?e :p/nick ?n]]",
            "[:find (sum ?a) (max ?tx) :with ?e :where [?e :p/age ?a ?tx]]",
            "[:find (sum ?a) (max ?tx) :with ?e ?o :where [?e :p/age ?a ?tx ?o]]",
            "[:find ?a (count ?f) :with ?e :where [?e :p/friend ?f] [?e :p/age ?a]]",
            "[:find (count ?f) (min ?f) :with ?e :where [?e :p/friend ?f]]",
            "[:find (sum ?a) :with ?e :where [?e :p/age ?a 7]]",
            "[:find (count ?e) :with ?e :where [?e :p/friend ?e]]",
            "[:find ?e ?f ?a :where [?e :p/friend ?f] [?f :p/age ?a]]",
            "[:find ?a (avg ?b) :with ?e ?f :where [?e :p/friend ?f] [?f :p/age ?b] [?e :p/age ?a]]",
            "[:find ?v (count ?e) :where [?e _ ?v] [?e :p/nick ?v]]",
            "[:find ?a ?v :where [?e ?a ?v] [?e :p/name \"3\"]]",
            "[:find ?e :where [?e :p/nick \"é\"]]",
            "[:find ?e :where [?e :p/nick \"\"]]",
            "[:find ?tx ?n ?o :where [_ :p/nick ?n ?tx ?o]]");

    private static final List<String> PULLS = List.of(
            "[*]",
            "[:p/age :p/name]",
            "[:p/name :p/age :p/nick :p/missing :db/id]",
            "[:p/place :p/born :p/price]",
            "[:p/name {:p/friend [:p/name :p/age]} {:p/color [:db/ident]}]",
            "[(:p/nick :limit 2) (:p/age :default 7) :p/score]",
            "[:p/name {:p/_friend [:p/age :p/score]}]",
            "[* {:p/friend [:p/nick :p/name]}]");

    private static final Budget NO_LIMITS = () -> {};
    private static final PullEngine ENGINE = new PullEngine();

    private final SplittableRandom random = new SplittableRandom(SEED);
    private DatabaseValue plain = transact(Bootstrap.database("reads", "reads"), SCHEMA);
    private DatabaseValue stored = plain;

    private void both(List<?> forms) {
        plain = transact(plain, forms);
        stored = transact(stored, forms);
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private Map<String, Object> person(String name) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put(":p/name", name);
        form.put(":p/age", (long) random.nextInt(15, 60));
        form.put(":p/nick", List.of(text(), text(), name.length() == 1 ? name : text()));
        if (random.nextInt(3) > 0) {
            form.put(":p/score", random.nextInt(100) / 8.0);
        }
        if (random.nextInt(3) == 0) {
            form.put(":p/born", java.time.Instant.ofEpochSecond(random.nextLong(1_000_000_000L)));
            form.put(":p/place", List.of(random.nextLong(5), random.nextLong(5)));
        }
        form.put(":p/color", random.nextBoolean() ? ":color/red" : ":color/blue");
        return form;
    }

    private void fill(int segmentSize) {
        List<Object> people = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            people.add(person(String.valueOf(i)));
        }
        both(people);
        List<Object> friends = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            friends.add(List.of(":db/add", name(i), ":p/friend", name(random.nextInt(PEOPLE))));
            friends.add(List.of(":db/add", name(i), ":p/friend", name(i)));
        }
        both(friends);
        stored = stored.inStorage(new SmallSegments(segmentSize));
        change();
    }

    private void change() {
        for (int i = 0; i < CHANGES; i++) {
            int who = random.nextInt(PEOPLE);
            switch (random.nextInt(4)) {
                case 0 -> both(List.of(Map.of(":p/name", String.valueOf(who), ":p/age", random.nextLong(15, 60))));
                case 1 -> both(List.of(List.of(":db/add", name(who), ":p/nick", text())));
                case 2 -> both(List.of(List.of(":db/retract", name(who), ":p/nick", text())));
                default -> both(List.of(person(String.valueOf(PEOPLE + random.nextInt(PEOPLE)))));
            }
        }
    }

    private static List<Object> name(int number) {
        return List.of(":p/name", String.valueOf(number));
    }

    private static Map<List<Object>, Integer> counted(List<List<Object>> rows) {
        Map<List<Object>, Integer> counts = new LinkedHashMap<>();
        rows.forEach(row -> counts.merge(row, 1, Integer::sum));
        return counts;
    }

    private List<DatabaseValue> views(DatabaseValue db) {
        long middle = plain.basisT() - CHANGES / 2;
        return List.of(
                db,
                db.asOf(middle),
                db.since(middle),
                db.history(),
                db.history().asOf(middle));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 50, 5_000})
    void answersAreThoseOfTrees(int segmentSize) {
        fill(segmentSize);
        List<DatabaseValue> plains = views(plain);
        List<DatabaseValue> storeds = views(stored);
        for (String query : QUERIES) {
            for (int view = 0; view < plains.size(); view++) {
                assertThat(counted(bag(query, storeds.get(view))))
                        .as("seed %s, %s, view %s", SEED, query, view)
                        .isEqualTo(counted(bag(query, plains.get(view))));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 50, 5_000})
    void pulledEntitiesAreThoseOfTrees(int segmentSize) {
        fill(segmentSize);
        Set<Object> entities = new HashSet<>();
        bag("[:find ?e :where [?e :p/name]]", plain).forEach(row -> entities.add(row.get(0)));
        for (String pattern : PULLS) {
            if (pattern.contains(":p/missing")) {
                both(List.of(Map.of(
                        ":db/ident", Keyword.of("p", "missing"),
                        ":db/valueType", ":db.type/long",
                        ":db/cardinality", ":db.cardinality/one")));
            }
            for (Object entity : entities) {
                for (int view = 0; view < 3; view++) {
                    assertThat(ENGINE.pull(views(stored).get(view), Pull.parse(pattern), entity, NO_LIMITS))
                            .as("seed %s, %s of %s, view %s", SEED, pattern, entity, view)
                            .isEqualTo(ENGINE.pull(views(plain).get(view), Pull.parse(pattern), entity, NO_LIMITS));
                }
            }
        }
    }
}

package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Index;
import io.stator.Pull;
import io.stator.Query;
import io.stator.Stator;
import io.stator.TimePoint;
import io.stator.TxData;
import io.stator.edn.EdnList;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Values in places where they are wrong: messages show them as EDN, never as Java prints them, and not without end. */
final class MessagesTest {
    private static final int MESSAGE_LENGTH_MAX = 4_000;

    /** A map, a list, an identity hash, or a class as Java prints it. */
    private static final Pattern JAVA = Pattern.compile(
            "\\{[^{}\"]*[a-z]=|\\[[^\\[\\]{}\"]*, |@[0-9a-f]{5,8}\\b|(?<!of class: )(?<!of )\\bclass [a-z]+\\.|\\[L[a-z]+\\.");

    private static final class Unknown {
        @Override
        public String toString() {
            return "Unknown@12345678";
        }
    }

    private enum Colour {
        RED
    }

    private final Client client = Stator.inMemory();
    private final Connection connection;
    private final Database db;
    private final List<String> wrong = new ArrayList<>();
    private int refused;

    MessagesTest() {
        client.createDatabase("d");
        connection = client.connect("d");
        connection.transact("""
                [{:db/ident :a/s :db/valueType :db.type/string :db/cardinality :db.cardinality/one
                  :db/unique :db.unique/identity}
                 {:db/ident :a/l :db/valueType :db.type/long :db/cardinality :db.cardinality/many}
                 {:db/ident :a/r :db/valueType :db.type/ref :db/cardinality :db.cardinality/one}
                 {:db/ident :a/c :db/valueType :db.type/ref :db/cardinality :db.cardinality/many :db/isComponent true}
                 {:db/ident :a/i :db/valueType :db.type/instant :db/cardinality :db.cardinality/one}
                 {:db/ident :a/t :db/valueType :db.type/tuple :db/cardinality :db.cardinality/one
                  :db/tupleTypes [:db.type/string :db.type/long]}]""");
        connection.transact("[{:a/s \"ann\" :a/l [1 2]} {:a/s \"bob\"}]");
        db = connection.db();
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static List<@Nullable Object> values() {
        Map<Object, @Nullable Object> map = new LinkedHashMap<>();
        map.put("name", "Ivan");
        map.put(Keyword.of("a", "b"), Arrays.asList(1L, null));
        List<@Nullable Object> values = new ArrayList<>(Arrays.asList(
                null,
                new HashMap<>(Map.of("k", "v", Keyword.of("kk"), Map.of("inner", List.of(1, 2)))),
                map,
                new HashMap<>(Map.of("x", new Unknown(), "y", 2)),
                new ArrayList<>(List.of("a", "b", List.of(1, 2, 3))),
                List.of(1L, 2L),
                List.of(Map.of("q", 1L), new Unknown(), Optional.of(5)),
                Set.of(1L, 2L, 3L),
                new Object[] {1L, "x", Map.of("in", "array")},
                new long[] {1, 2},
                new byte[] {1, 2, 3},
                new Unknown(),
                Colour.RED,
                Optional.of(List.of(1, 2)),
                String.class,
                new StringBuilder("text"),
                'c',
                1.5,
                "text",
                "x".repeat(100_000),
                Keyword.of("no", "such"),
                Symbol.of("?x"),
                Symbol.of("f"),
                EdnList.of(Symbol.of("f"), Map.of("k", 1L)),
                EdnVector.of(Keyword.of("a", "s"), Map.of("k", 1L)),
                -5L,
                Long.MAX_VALUE));
        List<Object> deep = new ArrayList<>(List.of(1L));
        for (int i = 0; i < 12; i++) {
            deep = new ArrayList<>(List.of(deep, Map.of("level", (long) i)));
        }
        values.add(deep);
        return values;
    }

    private void attempt(String what, Runnable action) {
        try {
            action.run();
        } catch (Anomaly anomaly) {
            refused++;
            String message = String.valueOf(anomaly.getMessage());
            if (JAVA.matcher(message).find() || message.length() > MESSAGE_LENGTH_MAX) {
                wrong.add(what + ": " + message.substring(0, Math.min(300, message.length())));
            }
        } catch (RuntimeException | Error raw) {
            wrong.add(what + " threw " + raw);
        }
    }

    private void noneIsWrong(int refusedMin) {
        assertThat(wrong).isEmpty();
        assertThat(refused).isGreaterThan(refusedMin);
    }

    private void with(@Nullable Object... forms) {
        List<@Nullable Object> all = Arrays.asList(forms);
        attempt("with " + Arrays.asList(forms).size(), () -> db.with(all));
    }

    private static List<@Nullable Object> list(@Nullable Object... elements) {
        return Arrays.asList(elements);
    }

    private static Map<Object, @Nullable Object> map(Object key, @Nullable Object value) {
        Map<Object, @Nullable Object> map = new HashMap<>();
        map.put(key, value);
        return map;
    }

    @Test
    void messagesOfTransactionsSayWhatIsWrong() {
        List<String> ann = List.of(":a/s", "ann");
        for (Object value : values()) {
            with(value);
            with(list(value));
            with(list(value, ann, ":a/l", 5L));
            for (String operator : List.of(":db/add", ":db/retract")) {
                with(list(operator, value, ":a/s", "x"));
                with(list(operator, ann, value, "x"));
                for (String attribute : List.of(":a/s", ":a/l", ":a/r", ":a/c", ":a/i", ":a/t", ":db/ident")) {
                    with(list(operator, ann, attribute, value));
                }
                with(list(operator, ann, ":a/t", list(value, value)));
            }
            with(list(":db/retractEntity", value));
            with(list(":db/cas", ann, ":a/s", value, "x"));
            with(list(":db/cas", ann, ":a/s", "ann", value));
            with(list(":db/cas", value, ":a/s", "ann", "x"));
            with(list(list(":a/s", value), ":a/l", 1L));
            with(list(":db/add", list(":a/s", value), ":a/l", 1L));
            with(list(":db/add", list(value, "ann"), ":a/l", 1L));
            if (value != null) {
                with(map(value, 1L));
            }
            for (String key : List.of(
                    ":a/s",
                    ":a/l",
                    ":a/r",
                    ":a/c",
                    ":a/i",
                    ":a/t",
                    ":a/_r",
                    ":db/id",
                    ":db/ident",
                    ":db/valueType",
                    ":db/cardinality",
                    ":db/unique",
                    ":db/tupleTypes",
                    ":db/tupleAttrs",
                    ":db/ensure",
                    ":db/excise",
                    ":db.attr/preds",
                    ":db/fn",
                    ":db.install/_partition",
                    ":db/force-partition",
                    ":db/match-partition")) {
                with(map(key, value));
                with(map(key, map("x", value)));
            }
            attempt("arguments", () -> TxData.ofArguments(map(":tx-data", value)));
            attempt("arguments", () -> TxData.ofArguments(map(":other", value)));
            attempt("submission", () -> {
                Map<Object, @Nullable Object> arguments = map(":submission-id", value);
                arguments.put(":tx-data", List.of());
                TxData.ofArguments(arguments);
            });
        }
        noneIsWrong(1_000);
    }

    @Test
    void messagesOfQueriesSayWhatIsWrong() {
        List<String> questions = List.of(
                "[:find ?e :in $ ?x :where [?e :a/s ?x]]",
                "[:find ?e :in $ ?x :where [?x :a/s ?e]]",
                "[:find ?e :in $ ?x :where [?e ?x \"ann\"]]",
                "[:find ?e :in $ [?x ...] :where [?e :a/s ?x]]",
                "[:find ?e :in $ [[?x ?e]] :where [?e :a/s]]",
                "[:find ?e :in $ [?x ?e] :where [?e :a/s]]",
                "[:find ?e :in $ % :where (r ?e)]",
                "[:find ?e :in $ $x :where [$x ?e]]",
                "[:find (pull ?e p) :in $ p :where [?e :a/s]]",
                "[:find ?y :in $ ?x :where [(untuple ?x) [?y]]]",
                "[:find ?y :in $ ?x :where [(q ?x $) ?y]]",
                "[:find (sum ?x) :in $ ?x]",
                "[:find (min 2 ?x) :in $ ?x]",
                "[:find (avg ?x) :in $ ?x]");
        for (Object value : values()) {
            for (String question : questions) {
                attempt(question, () -> db.query(question, value).list());
            }
            attempt("query", () -> Query.of(value));
            for (String section : List.of(":find", ":in", ":where", ":with", ":keys", ":timeout")) {
                Map<Object, @Nullable Object> query = new LinkedHashMap<>();
                query.put(":find", list(Symbol.of("?e")));
                query.put(":where", list(list(Symbol.of("?e"), ":a/s")));
                query.put(section, value);
                attempt(section, () -> db.query(query).list());
                query.put(section, list(value));
                attempt(section, () -> db.query(query).list());
                query.put(section, list(list(value), list(list(value), value)));
                attempt(section, () -> db.query(query).list());
            }
            attempt("q", () -> client.q(map(":query", value)));
            for (String option : List.of(":args", ":limit", ":offset", ":timeout", ":chunk", ":else")) {
                Map<Object, @Nullable Object> arguments = map(":args", List.of(db));
                arguments.put(":query", "[:find ?e :where [?e :a/s]]");
                arguments.put(option, value);
                attempt(option, () -> client.q(arguments).list());
            }
        }
        noneIsWrong(500);
    }

    @Test
    void messagesOfFunctionsSayWhatIsWrong() throws ReflectiveOperationException {
        var registry = io.stator.engine.query.function.FunctionRegistry.standard();
        var field = registry.getClass().getDeclaredField("functions");
        field.setAccessible(true);
        Set<?> names = ((Map<?, ?>) field.get(registry)).keySet();
        assertThat(names).hasSizeGreaterThan(100);
        for (Object name : names) {
            if (Set.of("rand", "range", "repeat", "clojure.string/join").contains(name.toString())) {
                continue;
            }
            for (Object value : values()) {
                attempt(
                        name + "/1",
                        () -> db.query("[:find ?y :in $ ?x :where [(" + name + " ?x) ?y]]", value)
                                .list());
                attempt(
                        name + "/2",
                        () -> db.query("[:find ?y :in $ ?x :where [(" + name + " ?x ?x) ?y]]", value)
                                .list());
                attempt(
                        name + "/2",
                        () -> db.query("[:find ?y :in $ ?x :where [(" + name + " 1 ?x) ?y]]", value)
                                .list());
            }
        }
        noneIsWrong(1_000);
    }

    @Test
    void messagesOfReadsSayWhatIsWrong() {
        record Movie(String title, long year) {}
        for (Object value : values()) {
            attempt("pull", () -> db.pull("[*]", value == null ? 1L : value));
            attempt("pull", () -> db.pull(Pull.of(value == null ? 1L : value), 1L));
            for (Object pattern : list(
                    list(value),
                    list(list(value, ":limit", 1L)),
                    list(list(":a/l", ":limit", value)),
                    list(map(":a/r", value)),
                    list(list(":a/s", ":xform", value)),
                    list(list(":a/s", value, value)))) {
                attempt("pattern", () -> db.pull(Pull.of(pattern == null ? 1L : pattern), List.of(":a/s", "ann")));
            }
            for (Index index : Index.values()) {
                attempt("datoms", () -> db.datoms(index, value).list());
                attempt("datoms", () -> db.datoms(index, ":a/s", value).list());
                attempt(
                        "indexPull",
                        () -> db.indexPull(index, "[*]", ":a/s", value).list());
                attempt("indexPull", () -> db.indexPull(index, "[*]", value).list());
            }
            attempt("range", () -> db.indexRange(":a/l", value, value).list());
            if (value != null) {
                attempt("range", () -> db.indexRange(value, null, null).list());
                attempt("asOf", () -> db.asOf(TimePoint.of(value)));
                attempt("since", () -> db.since(TimePoint.of(value)));
                TimePoint point = TimePoint.of(value);
                attempt(
                        "transactions",
                        () -> connection.transactions(point, point).list());
                attempt("entityId", () -> db.entityId(value));
                attempt("ident", () -> db.ident(value));
                attempt("index", () -> Index.of(value));
            }
            attempt(
                    "record",
                    () -> db.datoms(Index.EAVT)
                            .limit(1)
                            .map(datom -> value)
                            .as(Movie.class)
                            .list());
            attempt(
                    "record",
                    () -> db.datoms(Index.EAVT)
                            .limit(1)
                            .map(datom -> map("title", value))
                            .as(Movie.class)
                            .list());
            attempt(
                    "value",
                    () -> db.datoms(Index.EAVT)
                            .limit(1)
                            .map(datom -> value)
                            .as(Integer.class)
                            .list());
        }
        noneIsWrong(300);
    }

    @Test
    void conflictingDatomsNameTheirAttributes() {
        Anomaly conflict = org.assertj.core.api.Assertions.catchThrowableOfType(
                Anomaly.class,
                () -> db.with(
                        "[[:db/add [:a/s \"ann\"] :a/i #inst \"2020\"] [:db/add [:a/s \"ann\"] :a/i #inst \"2021\"]]"));
        long ann = db.entityId(List.of(":a/s", "ann")).orElseThrow();
        long tx = io.stator.Transaction.toTx(db.t() + 1);
        assertThat(conflict.data())
                .containsEntry(
                        Keyword.of("d1"),
                        List.of(ann, Keyword.of("a", "i"), java.time.Instant.parse("2020-01-01T00:00:00Z"), tx, true))
                .containsEntry(
                        Keyword.of("d2"),
                        List.of(ann, Keyword.of("a", "i"), java.time.Instant.parse("2021-01-01T00:00:00Z"), tx, true));
    }
}

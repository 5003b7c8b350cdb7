package io.stator.engine;

import static io.stator.TxData.entity;
import static io.stator.TxData.lookup;
import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Attribute;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Functions;
import io.stator.Index;
import io.stator.Pull;
import io.stator.PulledEntity;
import io.stator.Query;
import io.stator.Row;
import io.stator.Stator;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nothing that a program handed in or was given can change what a database value says. */
final class UnchangeableTest {
    private static final Attribute<String> NAME = Attribute.string(":p/name").identity();
    private static final Attribute<byte[]> BYTES = Attribute.bytes(":p/bytes");
    private static final Attribute<List<byte[]>> MANY =
            Attribute.bytes(":p/many").many();
    private static final Attribute<Instant> WHEN = Attribute.instant(":p/when");
    private static final byte[] STORED = {1, 2, 3};

    /** Changes all bytes in something that a program has. */
    private static @Nullable Object spoil(@Nullable Object held) {
        if (held instanceof byte[] bytes) {
            Arrays.fill(bytes, (byte) 77);
        } else if (held instanceof Collection<?> elements) {
            elements.forEach(UnchangeableTest::spoil);
        } else if (held instanceof Map<?, ?> map) {
            spoil(map.keySet());
            spoil(map.values());
        } else if (held instanceof Object[] elements) {
            spoil(Arrays.asList(elements));
        } else if (held instanceof Datom datom) {
            spoil(datom.v());
            spoil(datom.get(2));
        } else if (held instanceof Date date) {
            date.setTime(0);
        }
        return held;
    }

    private static final Functions FUNCTIONS = Functions.none()
            .withQueryFunction("my/spoil", arguments -> {
                spoil(arguments);
                return arguments.get(0);
            })
            .withAggregate("my/spoil-all", (constants, values) -> {
                spoil(constants);
                spoil(values);
                return values;
            })
            .withXform("my/spoil-pulled", UnchangeableTest::spoil)
            .withAttributePredicate("my/spoil?", value -> spoil(value) != null)
            .withTransactionFunction("my/spoil-argument", (database, arguments) -> {
                spoil(arguments);
                return TxData.of();
            });

    private final Client client = Stator.inMemory(FUNCTIONS);
    private Connection connection = connect();

    private Connection connect() {
        client.createDatabase("held");
        return client.connect("held");
    }

    @BeforeEach
    void fill() {
        connection = connect();
        connection.transact(TxData.schema(NAME, BYTES, MANY, WHEN));
        connection.transact(List.of(Map.of(":db/id", ":p/bytes", ":db.attr/preds", Symbol.of("my", "spoil?"))));
        byte[] given = STORED.clone();
        TxData data = TxData.of(entity("e").with(NAME, "a").with(BYTES, given).with(MANY, List.of(given, given)));
        spoil(given);
        connection.transact(data);
    }

    @AfterEach
    void isUnchanged() {
        Database database = connection.db();
        assertThat(database.<byte[]>q("[:find ?b . :where [?e :p/name \"a\"] [?e :p/bytes ?b]]"))
                .isEqualTo(STORED);
        assertThat(database.pull("[:p/bytes :p/many]", lookup(NAME, "a")).get(BYTES))
                .isEqualTo(STORED);
        assertThat(database.datoms(Index.AEVT, ":p/many").list()).hasSize(1);
        assertThat((byte[]) database.datoms(Index.AEVT, ":p/many").list().get(0).v())
                .isEqualTo(STORED);
        client.close();
    }

    @Test
    void whatReadsReturn() {
        Database database = connection.db();
        spoil(database.q("[:find ?b . :where [_ :p/bytes ?b]]"));
        spoil(database.q("[:find [?b ...] :where [_ :p/bytes ?b]]"));
        spoil(database.q("[:find [?b ?e] :where [?e :p/bytes ?b]]"));
        spoil(database.q("[:find ?b ?e :where [?e :p/bytes ?b]]"));
        spoil(database.q("[:find (distinct ?b) . :where [_ :p/bytes ?b]]"));
        spoil(database.q("[:find (max ?b) . :where [_ :p/bytes ?b]]"));
        spoil(database.q("[:find ?v . :where [_ :p/bytes ?b] [(vector ?b) ?v]]"));
        spoil(database.q("[:find ?v . :where [_ :p/bytes ?b] [(hash-map :b ?b) ?v]]"));
        spoil(database.q("[:find (pull ?e [*]) :where [?e :p/bytes]]"));
        for (Row row : database.query("[:find ?b ?e :keys b e :where [?e :p/bytes ?b]]")
                .list()) {
            spoil(row);
            spoil(row.asMap());
            spoil(row.get("b"));
        }
        spoil(database.pull("[*]", lookup(NAME, "a")));
        spoil(database.pull("[:p/bytes :p/many]", lookup(NAME, "a")));
        spoil(database.pullMany("[*]", List.of(lookup(NAME, "a"))).list());
        spoil(database.datoms(Index.EAVT, lookup(NAME, "a")).list());
        spoil(database.indexRange(":p/bytes", null, null).list());
        spoil(database.indexPull(Index.AVET, "[*]", ":p/bytes").list());
        spoil(database.history().datoms(Index.AEVT, ":p/bytes").list());
        connection.transactions(null, null).list().forEach(transaction -> spoil(transaction.data()));
    }

    @Test
    void whatReportsHold() {
        TxReport report = connection.transact(
                TxData.of(entity().with(NAME, "b").with(BYTES, STORED.clone())).withSubmissionId("once"));
        spoil(report.txData());
        assertThat(report.dbAfter().pull("[:p/bytes]", lookup(NAME, "b")).get(BYTES))
                .isEqualTo(STORED);
        spoil(connection
                .db()
                .with(List.of(Map.of(":p/name", "c", ":p/bytes", STORED.clone())))
                .txData());
        assertThat(report.dbAfter().pull("[:p/bytes]", lookup(NAME, "b")).get(BYTES))
                .isEqualTo(STORED);
    }

    @Test
    void whatFunctionsAreGiven() {
        Database database = connection.db();
        spoil(database.q("[:find ?c . :where [_ :p/bytes ?b] [(my/spoil ?b) ?c]]"));
        spoil(database.q("[:find ?c . :where [_ :p/bytes ?b] [(vector ?b) ?v] [(my/spoil ?v) ?c]]"));
        spoil(database.q("[:find (my/spoil-all ?b) . :where [_ :p/bytes ?b]]"));
        spoil(database.pull("[(:p/bytes :xform my/spoil-pulled) (:p/many :xform my/spoil-pulled)]", lookup(NAME, "a")));
        byte[] argument = STORED.clone();
        TxData call = TxData.of(TxData.call("my/spoil-argument", argument), TxData.add("e", ":p/bytes", argument));
        Database after = connection.db().with(call).dbAfter();
        assertThat(argument).isEqualTo(STORED);
        assertThat(after.<List<?>>q("[:find ?e ?b :where [?e :p/bytes ?b]]"))
                .allSatisfy(row -> assertThat((byte[]) ((List<?>) row).get(1)).isEqualTo(STORED));
    }

    @Test
    void whatWasHandedInWhileATransactionWaits() {
        List<CompletableFuture<TxReport>> reports = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Date when = new Date(5);
            byte[] bytes = STORED.clone();
            Map<Object, Object> map =
                    new LinkedHashMap<>(Map.of(":p/name", "q" + i, ":p/when", when, ":p/bytes", bytes));
            List<Object> forms = new ArrayList<>(List.of(map));
            reports.add(connection.transactAsync(TxData.of(forms)));
            spoil(bytes);
            when.setTime(6);
            map.put(":p/name", "other");
            forms.clear();
        }
        reports.forEach(CompletableFuture::join);
        Database database = connection.db();
        for (int i = 0; i < 100; i++) {
            PulledEntity pulled = database.pull("[*]", lookup(NAME, "q" + i));
            assertThat(pulled.get(WHEN)).isEqualTo(Instant.ofEpochMilli(5));
            assertThat(pulled.get(BYTES)).isEqualTo(STORED);
        }
        assertThat(database.entityId(lookup(NAME, "other"))).isEmpty();
    }

    @Test
    void whatFormsGiveOut() {
        TxData data = TxData.of(
                entity().with(NAME, "f").with(BYTES, STORED.clone()), TxData.add("g", ":p/bytes", STORED.clone()));
        spoil(data.forms());
        spoil(entity().with(BYTES, STORED.clone()).form());
        assertThat(connection
                        .db()
                        .with(data)
                        .dbAfter()
                        .pull("[:p/bytes]", lookup(NAME, "f"))
                        .get(BYTES))
                .isEqualTo(STORED);
        Pull pull = Pull.of(List.of(Arrays.asList(":p/none", ":default", STORED.clone())));
        for (int i = 0; i < 2; i++) {
            PulledEntity pulled = connection.db().pull(pull, lookup(NAME, "a"));
            assertThat(pulled.get((Object) ":p/none")).isEqualTo(STORED);
            spoil(pulled);
            spoil(pull.pattern());
        }
    }

    @Test
    void aQueryThatWasHandedIn() {
        byte[] constant = STORED.clone();
        List<Object> clause =
                new ArrayList<>(Arrays.asList(Arrays.asList(Symbol.of("ground"), constant), Symbol.of("?b")));
        List<Object> form = new ArrayList<>(Arrays.asList(":find", Symbol.of("?b"), Symbol.of("."), ":where", clause));
        Query query = Query.of(form);
        for (int i = 0; i < 2; i++) {
            assertThat(connection.db().<byte[]>q(query)).isEqualTo(STORED);
            spoil(connection.db().q(query));
            spoil(query.sections());
            spoil(query.section("where"));
            spoil(constant);
            clause.set(1, Symbol.of("?other"));
        }
    }

    @Test
    void inputsAndRulesThatWereHandedIn() {
        List<Object> names = new ArrayList<>(List.of("a"));
        var results = connection.db().query("[:find ?e :in $ [?n ...] :where [?e :p/name ?n]]", names);
        names.set(0, "nobody");
        assertThat(results.list()).hasSize(1);
        Symbol e = Symbol.of("?e");
        List<Object> body = new ArrayList<>(Arrays.asList(e, Keyword.parse(":p/name"), "a"));
        List<Object> rules = new ArrayList<>(List.of(List.of(List.of(Symbol.of("is"), e), body)));
        String query = "[:find ?e :in $ % :where (is ?e)]";
        assertThat(connection.db().<List<?>>q(query, rules)).hasSize(1);
        body.set(2, "nobody");
        assertThat(connection.db().<List<?>>q(query, rules)).isEmpty();
        body.set(2, "a");
        assertThat(connection.db().<List<?>>q(query, rules)).hasSize(1);
        byte[] bytes = STORED.clone();
        List<?> echoed =
                Objects.requireNonNull(connection.db().<List<?>>q("[:find [?b ...] :in [?b ...]]", List.of(bytes)));
        spoil(echoed);
        assertThat(bytes).isEqualTo(STORED);
    }
}

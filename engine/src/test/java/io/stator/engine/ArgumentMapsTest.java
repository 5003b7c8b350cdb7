package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Index;
import io.stator.Pull;
import io.stator.Results;
import io.stator.Stator;
import io.stator.TimePoint;
import io.stator.edn.Keyword;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The argument maps of the Client API are taken by every call, and what is in them is honoured or refused. */
final class ArgumentMapsTest {
    private static final String QUERY = "[:find ?n :where [_ :a/n ?n]]";

    private final Client client = Stator.client(
            Map.of(":server-type", ":dev-local", ":storage-dir", ":mem", ":system", "s", ":timeout", 20_000));
    private final Connection connection;
    private final Database db;

    ArgumentMapsTest() {
        client.createDatabase(Map.of(":db-name", "d"));
        client.createDatabase(Map.of("db-name", "e"));
        connection = client.connect(Map.of(Keyword.of("db-name"), "d"));
        connection.transact(Map.of(
                ":tx-data",
                List.of(Map.of(
                        ":db/ident",
                        ":a/n",
                        ":db/valueType",
                        ":db.type/long",
                        ":db/cardinality",
                        ":db.cardinality/one"))));
        for (int i = 0; i < 5; i++) {
            connection.transact(Map.of(":tx-data", List.of(Map.of(":a/n", i)), ":timeout", 10_000));
        }
        db = connection.db();
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void theyDoWhatTheOtherFormsDo() {
        assertThat(client.timeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(client.listDatabases(Map.of(":offset", 1, ":limit", 1))).containsExactly("e");
        assertThat(client.q(Map.of(":query", QUERY, ":args", List.of(db), ":offset", 1, ":limit", 2))
                        .list())
                .hasSize(2);
        assertThat(client.qseq(Map.of("query", QUERY, "args", List.of(db))).list())
                .hasSize(5);
        assertThat(db.datoms(Map.of(":index", ":avet", ":components", List.of(":a/n"), ":limit", 2))
                        .list())
                .isEqualTo(db.datoms(Index.AVET, ":a/n").limit(2).list());
        assertThat(db.indexRange(Map.of(":attrid", ":a/n", ":start", 1, ":end", 3))
                        .list())
                .isEqualTo(db.indexRange(":a/n", 1, 3).list());
        assertThat(db.indexPull(Map.of(
                                ":index", ":avet", ":selector", "[:a/n]", ":start", List.of(":a/n"), ":reverse", true))
                        .list())
                .isEqualTo(db.indexPullReverse(Index.AVET, "[:a/n]", ":a/n").list());
        assertThat(connection.transactions(Map.of(":start", 7, ":limit", 1)).list())
                .isEqualTo(connection.transactions(7, null).limit(1).list());
        long e = db.datoms(Index.AEVT, ":a/n").first().orElseThrow().e();
        assertThat(db.pull(Map.of(":selector", List.of(":a/n"), ":eid", e))).isEqualTo(db.pull("[:a/n]", e));
        assertThat(db.with(Map.of(":tx-data", List.of())).txData()).hasSize(1);
        assertThat(client.administerSystem(Map.of(":action", ":upgrade-schema", ":db-name", "d")))
                .isEmpty();
        assertThat(client.deleteDatabase(Map.of(":db-name", "e"))).isTrue();
    }

    @Test
    void everyFormOfAPatternAndOfATimePointMeansTheSame() {
        long e = db.datoms(Index.AEVT, ":a/n").first().orElseThrow().e();
        List<String> list = List.of(":a/n");
        Pull pull = Pull.of(list);
        assertThat(db.pullMany("[:a/n]", List.of(e)).list())
                .isEqualTo(db.pullMany(list, List.of(e)).list())
                .isEqualTo(db.pullMany(pull, List.of(e)).list())
                .containsExactly(db.pull(pull, e));
        assertThat(db.indexPull(Index.AVET, "[:a/n]", ":a/n", 2).list())
                .isEqualTo(db.indexPull(Index.AVET, list, ":a/n", 2).list())
                .isEqualTo(db.indexPull(Index.AVET, pull, ":a/n", 2).list())
                .hasSize(3);
        assertThat(db.indexPullReverse(Index.AVET, "[:a/n]", ":a/n", 1).list())
                .isEqualTo(db.indexPullReverse(Index.AVET, list, ":a/n", 1).list())
                .isEqualTo(db.indexPullReverse(Index.AVET, pull, ":a/n", 1).list())
                .hasSize(2);
        assertThat(connection.transactions(8, 10).list())
                .isEqualTo(connection
                        .transactions(TimePoint.of(8), TimePoint.of(10))
                        .list())
                .isEqualTo(connection.transactions(8, TimePoint.of(10)).list())
                .hasSize(2);
        assertThat(connection.transactions(8, null).list())
                .isEqualTo(connection.transactions(TimePoint.of(8), null).list())
                .isNotEmpty();
        assertThat(connection.transactions(null, TimePoint.of(8)).list()).hasSize(8);
    }

    @Test
    void whatIsUnknownOrCannotBeIsRefusedByItsName() {
        Map<String, Function<Map<?, ?>, Object>> calls = new LinkedHashMap<>();
        calls.put("q", client::q);
        calls.put("datoms", db::datoms);
        calls.put("indexRange", db::indexRange);
        calls.put("indexPull", db::indexPull);
        calls.put("transactions", connection::transactions);
        calls.put("listDatabases", client::listDatabases);
        calls.put("pull", db::pull);
        calls.put("with", db::with);
        calls.put("transact", connection::transact);
        calls.put("createDatabase", client::createDatabase);
        calls.put("connect", client::connect);
        calls.put("administerSystem", client::administerSystem);
        for (Map.Entry<String, Function<Map<?, ?>, Object>> call : calls.entrySet()) {
            for (String key : List.of(":other", "io-stats", "LIMIT")) {
                assertThatThrownBy(() -> call.getValue().apply(Map.of(key, 1)))
                        .as(call.getKey())
                        .isInstanceOf(Anomaly.Incorrect.class)
                        .hasMessageContaining(key);
            }
            assertThatThrownBy(() -> call.getValue().apply(Map.of(":timeout", 1, "timeout", 2)))
                    .as(call.getKey())
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessageContaining(":timeout");
        }
        for (Map<String, Object> options : List.<Map<String, Object>>of(
                Map.of(":offset", -1),
                Map.of(":limit", -2),
                Map.of(":limit", "1"),
                Map.of(":limit", 1.5),
                Map.of(":chunk", 0),
                Map.of(":timeout", -1))) {
            Map<String, Object> all = new LinkedHashMap<>(options);
            all.put(":index", ":eavt");
            assertThatThrownBy(() -> db.datoms(all)).as("%s", options).isInstanceOf(Anomaly.Incorrect.class);
        }
        assertThat(db.datoms(Map.of(":index", ":eavt", ":chunk", Long.MAX_VALUE, ":limit", Results.NO_LIMIT))
                        .list())
                .hasSizeGreaterThan(100);
    }
}

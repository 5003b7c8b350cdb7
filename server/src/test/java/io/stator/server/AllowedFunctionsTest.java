package io.stator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.ClientConfig;
import io.stator.Connection;
import io.stator.Credentials;
import io.stator.Database;
import io.stator.Functions;
import io.stator.Stator;
import io.stator.TxData;
import io.stator.edn.Symbol;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a system was opened with, over a network is called what the server names, and nothing else. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class AllowedFunctionsTest {
    private final AtomicInteger calls = new AtomicInteger();
    private final Functions functions = Functions.none()
            .withQueryFunction("program/secret", arguments -> (long) calls.incrementAndGet())
            .withAggregate("program/all", (constants, values) -> (long) calls.incrementAndGet())
            .withXform("program/x", value -> (long) calls.incrementAndGet())
            .withTransactionFunction("program/write", (before, arguments) -> {
                calls.incrementAndGet();
                return TxData.of();
            })
            .withAttributePredicate("program/fits?", value -> calls.incrementAndGet() > 0)
            .withEntityPredicate("program/whole?", (database, entity) -> calls.incrementAndGet() > 0)
            .withQueryFunction("open/twice", arguments -> 2 * (Long) arguments.get(0))
            .withTransactionFunction(
                    "open/write", (before, arguments) -> TxData.of(List.of(List.of(Symbol.of("program", "write")))))
            .withQueryFunction(
                    "open/asks",
                    arguments -> ((Database) arguments.get(0)).q("[:find ?x . :in $ :where [(program/secret) ?x]]"));
    private final TestServer server =
            TestServer.start(functions, config -> config.withFunctions("open/twice", "open/write", "open/asks"));
    private final Client client =
            Stator.connect(ClientConfig.of("http://localhost:" + server.server().port())
                    .withCredentials(Credentials.of(TestServer.ADMIN.id(), TestServer.ADMIN.secret())));
    private final Connection remote = client.connect("films");
    private final Connection embedded = server.client().connect("films");

    @BeforeEach
    void install() {
        embedded.transact("[{:db/ident :film/year :db/valueType :db.type/long :db/cardinality :db.cardinality/one"
                + " :db.attr/preds program/fits?}]");
        embedded.transact("[{:db/ident :film/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one}]");
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[:find ?x :where [(program/secret) ?x]]",
                "[:find ?x :where [(q \"[:find ?y :where [(program/secret) ?y]]\" $) ?x]]",
                "[:find (program/all ?x) :in $ [?x ...] :where [(identity ?x) ?y]]",
                "[:find (pull 0 [[:db/ident :xform program/x]]) :where [_ :db/ident]]"
            })
    void aQueryCallsNothingElse(String query) {
        assertThatThrownBy(() -> remote.db()
                        .query(query, query.contains(":in") ? new Object[] {List.of(1)} : new Object[0])
                        .list())
                .isInstanceOf(Anomaly.class)
                .hasMessageContaining("program/");
        assertThat(calls).hasValue(0);
        Database after = remote.transact("[{:film/name \"x\"}]").dbAfter();
        assertThatThrownBy(() -> after.pull("[[:db/ident :xform program/x]]", 10))
                .isInstanceOf(Anomaly.class)
                .hasMessageContaining("program/x");
        assertThat(calls).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[(program/write)]",
                "[[program/write 1]]",
                "[[:db/add :film/name :db.attr/preds program/fits?]]",
                "[{:db/id :film/name :db.attr/preds [program/fits?]}]",
                "[[:db/add :film/name 72 program/fits?]]",
                "[[:db/add :film/name [:db/ident :db.attr/preds] program/fits?]]",
                "[[:db/add :film/name \":db.attr/preds\" program/fits?]]",
                "[{:db/ident :spec/film :db.entity/preds program/whole?}]",
                "[{:db/ident :spec/film :db.entity/preds other/unknown?}]"
            })
    void aTransactionCallsNothingElseAndHasNoSchemaCallIt(String data) {
        assertThatThrownBy(() -> remote.transact(data))
                .isInstanceOf(Anomaly.Forbidden.class)
                .hasMessageContaining("is not allowed");
        assertThatThrownBy(() -> remote.db().with(data)).isInstanceOf(Anomaly.Forbidden.class);
        assertThatThrownBy(() -> remote.transactAsync(data).join()).hasCauseInstanceOf(Anomaly.Forbidden.class);
        assertThat(calls).hasValue(0);
    }

    @Test
    void textIsNoSymbol() {
        assertThatThrownBy(() -> remote.transact("[[:db/add :film/name :db.attr/preds \"program/fits?\"]]"))
                .isInstanceOf(Anomaly.class);
        assertThatThrownBy(() -> remote.transact("[[\"program/write\"]]")).isInstanceOf(Anomaly.class);
        assertThatThrownBy(() -> remote.transact("[[:program/write]]")).isInstanceOf(Anomaly.class);
        remote.transact("[{:film/name \"x\"}]");
        assertThat(calls).hasValue(0);
    }

    @Test
    void whatIsNamedIsCalledAndDoesWhatTheProgramLetsIt() {
        assertThat(remote.db().<Long>q("[:find ?y . :in $ ?x :where [(open/twice ?x) ?y]]", 21L))
                .isEqualTo(42L);
        remote.transact("[[open/write]]");
        assertThat(calls).hasValue(1);
        assertThat(remote.db().<Long>q("[:find ?y . :where [(open/asks $) ?y]]"))
                .isEqualTo(2L);
        remote.transact("[{:db/id \"a\" :film/year 1999}]");
        assertThat(calls).as("facts are held to the predicates of the schema").hasValue(3);
        remote.transact("[[:db/add :film/name :db.attr/preds clojure.core/string?]]");
        assertThat(embedded.db().<Long>q("[:find ?x . :where [(program/secret) ?x]]"))
                .as("the program itself calls all of its functions")
                .isEqualTo(4L);
    }

    @Test
    void aClientThatCannotBeLimitedIsServedOnlyWhenThatIsSaid() {
        ServerConfig config = ServerConfig.on(0, AccessKeys.of(TestServer.ADMIN));
        assertThatThrownBy(() -> StatorServer.start(client, config))
                .isInstanceOf(Anomaly.Unsupported.class)
                .hasMessageContaining("withAllFunctions");
        try (StatorServer second = StatorServer.start(client, config.withAllFunctions())) {
            Client behind = Stator.connect(ClientConfig.of("http://localhost:" + second.port())
                    .withCredentials(Credentials.of(TestServer.ADMIN.id(), TestServer.ADMIN.secret())));
            assertThat(behind.listDatabases()).contains("films");
            assertThatThrownBy(() -> behind.connect("films").transact("[[program/write]]"))
                    .isInstanceOf(Anomaly.Forbidden.class);
        }
        assertThatThrownBy(() -> StatorServer.start(server.client(), config.withFunctions("")))
                .isInstanceOf(Anomaly.Incorrect.class);
    }
}

package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Functions;
import io.stator.Stator;
import io.stator.TimePoint;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.edn.Keyword;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FunctionsTest {
    private static final String SCHEMA = """
            [{:db/ident :account/id :db/valueType :db.type/string :db/cardinality :db.cardinality/one
              :db/unique :db.unique/identity}
             {:db/ident :account/balance :db/valueType :db.type/long :db/cardinality :db.cardinality/one
              :db.attr/preds bank/amount?}
             {:db/ident :account/limit :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
             {:db/ident :account/sound :db.entity/attrs [:account/id] :db.entity/preds bank/sound?}]""";

    private final AtomicReference<@Nullable Connection> connected = new AtomicReference<>();
    private final Functions functions = Functions.none()
            .withTransactionFunction("bank/deposit", FunctionsTest::deposit)
            .withTransactionFunction(
                    "bank/transfer",
                    (before, arguments) -> TxData.of(
                            TxData.call("bank/deposit", arguments.get(0), -(Long) arguments.get(2)),
                            TxData.call("bank/deposit", arguments.get(1), arguments.get(2))))
            .withTransactionFunction("bank/fails", (before, arguments) -> fail((String) arguments.get(0)))
            .withTransactionFunction(
                    "bank/open",
                    (before, arguments) -> TxData.of(TxData.entity("new")
                            .with(":account/id", arguments.get(0))
                            .with(":account/balance", 0L)))
            .withAttributePredicate("bank/amount?", value -> (Long) value > -1_000_000)
            .withEntityPredicate("bank/sound?", (after, entity) -> balance(after, entity) >= 0)
            .withQueryFunction("bank/half", arguments -> (int) ((Long) arguments.get(0) / 2))
            .withQueryFunction("bank/balance", arguments -> balance((Database) arguments.get(0), arguments.get(1)))
            .withQueryFunction(
                    "bank/before", arguments -> ((Database) arguments.get(0)).asOf(TimePoint.of(arguments.get(1))))
            .withAggregate("bank/spread", (constants, values) -> constants + " " + values.size())
            .withXform("bank/shout", value -> value + "!");
    private final Client client = Stator.inMemory(functions);
    private final Connection connection;

    FunctionsTest() {
        client.createDatabase("bank");
        connection = client.connect("bank");
        connected.set(connection);
        connection.transact(SCHEMA);
        connection.transact("[{:account/id \"ann\" :account/balance 10} {:account/id \"bob\" :account/balance 5}]");
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static long balance(Database database, Object account) {
        Long balance = database.q("[:find ?b . :in $ ?a :where [?a :account/balance ?b]]", account);
        return balance == null ? 0 : balance;
    }

    private static TxData deposit(Database before, List<@Nullable Object> arguments) {
        List<?> account = List.of(":account/id", arguments.get(0));
        return TxData.of(TxData.add(account, ":account/balance", balance(before, account) + (Long) arguments.get(1)));
    }

    private TxData fail(String how) {
        return switch (how) {
            case "cancel" ->
                throw Anomaly.cancel(Anomaly.Category.CONFLICT, "no", Map.of(Keyword.of("bank", "code"), 7L));
            case "runtime" -> throw new IllegalStateException("boom");
            case "checked" -> throw sneaky(new IOException("disk"));
            case "error" -> throw new AssertionError("wrong");
            case "overflow" -> fail(how);
            case "memory" -> throw new OutOfMemoryError("none left");
            case "interrupt" -> {
                Thread.currentThread().interrupt();
                yield TxData.of(TxData.entity("x").with(":account/id", "interrupted"));
            }
            case "endless" -> TxData.of(TxData.call("bank/fails", how));
            case "fan" -> TxData.of(TxData.call("bank/fails", how), TxData.call("bank/fails", how));
            case "transact" -> {
                java.util.Objects.requireNonNull(connected.get()).transact("[]");
                yield TxData.of();
            }
            case "close" -> {
                client.close();
                yield TxData.of();
            }
            case "delete" -> {
                client.deleteDatabase("bank");
                yield TxData.of();
            }
            default -> throw new IllegalArgumentException(how);
        };
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> RuntimeException sneaky(Throwable failure) throws E {
        throw (E) failure;
    }

    private Anomaly refused(String txData) {
        return catchThrowableOfType(Anomaly.class, () -> connection.transact(txData));
    }

    private long balance(String account) {
        return balance(connection.db(), List.of(":account/id", account));
    }

    @Test
    void aTransactionCallsAFunctionByItsName() {
        connection.transact("[[bank/deposit \"ann\" 5]]");
        assertThat(balance("ann")).isEqualTo(15);
        connection.transact("[(bank/transfer \"ann\" \"bob\" 3) {:account/id \"cleo\"}]");
        assertThat(List.of(balance("ann"), balance("bob"))).containsExactly(12L, 8L);
        TxReport report = connection.transact("[[bank/open \"dan\"] {:db/id \"new\" :account/limit 9}]");
        assertThat(connection.db().pull("[:account/id :account/limit]", report.id("new")))
                .containsEntry(Keyword.of("account", "id"), "dan")
                .containsEntry(Keyword.of("account", "limit"), 9L);
    }

    @Test
    void aFunctionSeesTheDatabaseBeforeItsTransaction() {
        connection.transact("[[bank/deposit \"ann\" 5] [bank/deposit \"ann\" 5]]");
        assertThat(balance("ann")).isEqualTo(15);
        assertThat(refused("[[bank/deposit \"ann\" 5] [bank/deposit \"ann\" 6]]")
                        .error())
                .isEqualTo(Keyword.of("db.error", "datoms-conflict"));
    }

    @Test
    void aFunctionSeesTheTransactionsOfItsBatchBeforeIt() {
        List<CompletableFuture<TxReport>> reports = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            reports.add(connection.transactAsync(TxData.parse("[[bank/deposit \"ann\" 1]]")));
        }
        reports.forEach(CompletableFuture::join);
        assertThat(balance("ann")).isEqualTo(210);
    }

    @Test
    void aSpeculativeTransactionCallsFunctionsToo() {
        Database first = connection.db().with("[[bank/deposit \"ann\" 5]]").dbAfter();
        Database second = first.with("[[bank/deposit \"ann\" 5]]").dbAfter();
        assertThat(balance(second, List.of(":account/id", "ann"))).isEqualTo(20);
        assertThat(balance("ann")).isEqualTo(10);
        Database past = connection.db().asOf(6);
        assertThatThrownBy(() -> past.with("[[bank/deposit \"ann\" 5]]"))
                .as("a function sees what the value shows that the transaction is tried on")
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("Cannot resolve key");
        assertThatThrownBy(() -> connection.db().with("[[bank/fails \"cancel\"]]"))
                .isInstanceOf(Anomaly.Conflict.class);
    }

    @Test
    void predicatesOfAttributesAndEntitiesAreCalled() {
        Anomaly wrong = refused("[{:account/id \"ann\" :account/balance -2000000}]");
        assertThat(wrong.error()).isEqualTo(Keyword.of("db.error", "attr-pred"));
        assertThat(wrong.data()).containsEntry(Keyword.of("db.error", "pred-return"), false);
        connection.transact("[[bank/deposit \"ann\" -50]]");
        Anomaly unsound = refused("[{:account/id \"ann\" :db/ensure :account/sound}]");
        assertThat(unsound.error()).isEqualTo(Keyword.of("db.error", "entity-pred"));
        assertThat(unsound.getMessage()).endsWith("failed pred bank/sound? of spec :account/sound");
        connection.transact("[{:account/id \"bob\" :db/ensure :account/sound}]");
    }

    @Test
    void queriesCallFunctionsAndAggregates() {
        Database db = connection.db();
        assertThat(db.<Object>q("[:find ?h . :where [_ :account/balance 10 _] [(bank/half 10) ?h]]"))
                .isEqualTo(5L);
        assertThat(db.<List<Object>>q("[:find [?b ...] :where [?a :account/id] [(bank/balance $ ?a) ?b]]"))
                .containsExactlyInAnyOrder(10L, 5L);
        connection.transact("[[bank/deposit \"ann\" 1]]");
        assertThat(connection
                        .db()
                        .<Object>q(
                                "[:find ?b . :in $ ?t :where [(bank/before $ ?t) ?db]"
                                        + " [(bank/balance ?db [:account/id \"ann\"]) ?b]]",
                                db.t()))
                .isEqualTo(10L);
        assertThat(db.<Object>q("[:find (bank/spread 3 ?b) . :where [_ :account/balance ?b]]"))
                .isEqualTo("[3] 2");
        assertThat(db.pull("[[:account/id :xform bank/shout]]", List.of(":account/id", "ann")))
                .containsEntry(Keyword.of("account", "id"), "ann!");
    }

    @Test
    void whatAFunctionThrowsFailsOnlyItsTransaction() {
        Anomaly cancelled = refused("[[bank/fails \"cancel\"]]");
        assertThat(cancelled).isInstanceOf(Anomaly.Conflict.class).hasMessage("no");
        assertThat(cancelled.data())
                .containsEntry(Keyword.of("bank", "code"), 7L)
                .containsEntry(Keyword.of("datomic", "cancelled"), true);
        for (String how : List.of("runtime", "checked", "error", "overflow", "memory")) {
            assertThat(refused("[[bank/fails \"" + how + "\"]]"))
                    .as(how)
                    .isInstanceOf(Anomaly.Fault.class)
                    .hasMessageStartingWith("function bank/fails failed: ");
        }
        connection.transact("[[bank/fails \"interrupt\"]]");
        connection.transact("[[bank/deposit \"ann\" 5]]");
        assertThat(balance("ann")).isEqualTo(15);
    }

    @Test
    void callsOfCallsEnd() {
        assertThat(refused("[[bank/fails \"endless\"]]")).hasMessageContaining("nested at most 100 deep");
        assertThat(refused("[[bank/fails \"fan\"]]")).isInstanceOf(Anomaly.Incorrect.class);
        connection.transact("[[bank/deposit \"ann\" 5]]");
    }

    @Test
    void aFunctionMustNotWaitForItsOwnEnd() {
        for (String how : List.of("transact", "close", "delete")) {
            assertThat(refused("[[bank/fails \"" + how + "\"]]"))
                    .as(how)
                    .isInstanceOf(Anomaly.Forbidden.class)
                    .hasMessageContaining("must not");
        }
        connection.transact("[[bank/deposit \"ann\" 5]]");
    }

    @Test
    void aFunctionThatNobodyRegisteredIsNotFound() {
        assertThat(refused("[[bank/none]]"))
                .isInstanceOf(Anomaly.NotFound.class)
                .hasMessageContaining("Functions.withTransactionFunction")
                .hasMessageContaining("Functions.allowClojure");
        assertThat(refused("[[none]]")).isInstanceOf(Anomaly.Forbidden.class);
        assertThat(refused("[[bank/amount? 1]]"))
                .as("a predicate is no transaction function")
                .isInstanceOf(Anomaly.NotFound.class);
    }

    @Test
    void aNameHasANamespace() {
        assertThatThrownBy(() -> Functions.none().withXform("shout", value -> value))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("must have a namespace");
        assertThatThrownBy(() -> Anomaly.cancel(Anomaly.Category.BUSY, "later", Map.of()))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("category must be");
    }
}

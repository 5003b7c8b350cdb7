package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Functions;
import io.stator.Stator;
import io.stator.SystemConfig;
import io.stator.TxData;
import io.stator.spi.SimilarNames;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Who mistypes a name is told what it may have been. */
final class SimilarNamesTest {
    private static void isToldOf(String similar, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(Anomaly.class).hasMessageContaining("(similar: " + similar + ")");
    }

    @Test
    void namesThatNobodyHasAreComparedWithThoseThereAre() {
        SystemConfig config = SystemConfig.standard()
                .withFunctions(
                        Functions.none().withTransactionFunction("my.bank/transfer", (before, args) -> TxData.of()));
        try (Client client = Stator.inMemory(config)) {
            client.createDatabase("d");
            Connection connection = client.connect("d");
            connection.transact(
                    "[{:db/ident :account/balance :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]");
            isToldOf("my.bank/transfer", () -> connection.transact("[[my.bank/trasnfer 1 2]]"));
            isToldOf(":db/add", () -> connection.transact("[[:db/ad \"a\" :account/balance 1]]"));
            isToldOf(":db/retract", () -> connection.transact("[[:db/retrct 1 :account/balance 1]]"));
            isToldOf(":account/balance", () -> connection.transact("[{:account/blance 1}]"));
            isToldOf(":account/balance", () -> connection.transact("[[:db/add \"a\" :acount/balance 1]]"));
            isToldOf(":account/balance", () -> connection.db().q("[:find ?e :where [?e :account/balanec]]"));
            isToldOf(
                    ":account/balance",
                    () -> connection
                            .db()
                            .indexRange(":account/balanse", null, null)
                            .list());
            assertThatThrownBy(() -> connection.transact("[[:db/foo 1]]"))
                    .hasMessage("Unable to resolve data function: :db/foo");
        }
    }

    @Test
    void onlySlipsOfTheHandAreSimilar() {
        assertThat(SimilarNames.hint(":a/b", List.of(":a/c", ":x/yz", ":a/b"))).isEqualTo(" (similar: :a/c)");
        assertThat(SimilarNames.hint("", List.of("a", "ab"))).isEqualTo(" (similar: a)");
        assertThat(SimilarNames.hint("x".repeat(100_000), List.of("x".repeat(100_001))))
                .isEmpty();
        assertThat(SimilarNames.hint("NAME", List.of("name"))).isEqualTo(" (similar: name)");
        assertThat(SimilarNames.hint("a", List.of("b", "c", "d", "e", "f", "g")))
                .isEqualTo(" (similar: b, c, d, e, f)");
    }
}

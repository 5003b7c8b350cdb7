package io.stator.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Functions;
import io.stator.Stator;
import io.stator.TxData;
import io.stator.edn.Keyword;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Functions of Clojure are called when they are allowed, and only then. */
final class ClojureFunctionsTest {
    private static final String SCHEMA = """
            [{:db/ident :item/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
             {:db/ident :item/count :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
             {:db/id "one" :db/ident :item/one}]""";

    private static Anomaly refused(Functions functions, String txData) {
        try (Client client = Stator.inMemory(functions)) {
            Connection connection = connect(client);
            Anomaly anomaly = catchThrowableOfType(Anomaly.class, () -> connection.transact(txData));
            connection.transact("[{:item/name \"the writer goes on\"}]");
            return anomaly;
        }
    }

    private static Connection connect(Client client) {
        client.createDatabase("x");
        Connection connection = client.connect("x");
        connection.transact(SCHEMA);
        return connection;
    }

    @Test
    void aFunctionIsAllowedByItsNameOrItsNamespace() {
        String call = "[[my.fns/lazily 1]]";
        for (String allowed : List.of("my.fns", "my.fns/lazily")) {
            assertThat(refused(Functions.none().allowClojure(allowed), call))
                    .as(allowed)
                    .isNull();
        }
        assertThat(refused(Functions.none().allowClojure("my.fns/two"), call))
                .isInstanceOf(Anomaly.Forbidden.class)
                .hasMessage("'my.fns/lazily' is not allowed: allow it with Functions.allowClojure(\"my.fns/lazily\"),"
                        + " or register a function of Java under this name");
        assertThat(refused(Functions.none().allowClojure("my"), call)).isInstanceOf(Anomaly.Forbidden.class);
        assertThat(refused(Functions.none(), call)).isInstanceOf(Anomaly.NotFound.class);
    }

    @Test
    void aFunctionOfJavaGoesBeforeOneOfClojure() {
        Functions functions = Functions.none()
                .allowClojure("my.fns")
                .withTransactionFunction(
                        "my.fns/lazily", (before, arguments) -> TxData.parse("[{:item/name \"of Java\"}]"));
        try (Client client = Stator.inMemory(functions)) {
            assertThat(connect(client).transact("[[my.fns/lazily 3]]").txData()).hasSize(2);
        }
    }

    @Test
    void whatIsNotThereIsNotFound() {
        Functions functions = Functions.none().allowClojure("my.fns", "no.such.namespace");
        assertThat(refused(functions, "[[my.fns/none]]"))
                .isInstanceOf(Anomaly.NotFound.class)
                .hasMessage("Unable to resolve 'my.fns/none'");
        assertThat(refused(functions, "[[no.such.namespace/f]]"))
                .isInstanceOf(Anomaly.NotFound.class)
                .hasMessageStartingWith("Unable to load namespace for no.such.namespace/f");
    }

    @Test
    void anEndlessSequenceIsNotReadToItsEnd() {
        assertThat(refused(Functions.none().allowClojure("my.fns"), "[[my.fns/endless]]"))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("at most");
    }

    @Test
    void theDataOfAnExceptionIsThatOfTheAnomaly() {
        Functions functions = Functions.none().allowClojure("my.fns");
        Anomaly conflict = refused(functions, "[[my.fns/throws-conflict 7]]");
        assertThat(conflict).isInstanceOf(Anomaly.Conflict.class).hasMessage("custom");
        assertThat(conflict.data()).containsEntry(Keyword.of("my", "n"), 7L);
        Anomaly fault = refused(functions, "[[my.fns/overflows]]");
        assertThat(fault)
                .isInstanceOf(Anomaly.Fault.class)
                .hasMessage("function my.fns/overflows failed: StackOverflowError");
    }

    @Test
    void anExceptionWithoutACategoryKeepsItsData() {
        try (Client client = Stator.inMemory(Functions.none().allowClojure("my.fns"))) {
            Connection connection = connect(client);
            connection.transact("[{:db/id :item/name :db.attr/preds my.fns/predicate-throws}]");
            Anomaly fault = catchThrowableOfType(Anomaly.class, () -> connection.transact("[{:item/name \"x\"}]"));
            assertThat(fault).isInstanceOf(Anomaly.Fault.class).hasMessageContaining("boom");
            assertThat(fault.data()).containsEntry(Keyword.of("x"), "x");
        }
    }
}

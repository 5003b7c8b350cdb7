package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Functions;
import io.stator.Stator;
import io.stator.TxData;
import io.stator.edn.Keyword;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every kind of function of a program, throwing every kind of exception. */
final class FunctionFailuresTest {
    private final AtomicReference<@Nullable Supplier<Throwable>> failure = new AtomicReference<>();
    private final Client client = Stator.inMemory(Functions.none()
            .withTransactionFunction("my/forms", (before, arguments) -> fail(TxData.of()))
            .withAttributePredicate("my/value?", value -> fail(true))
            .withEntityPredicate("my/entity?", (after, entity) -> fail(true))
            .withQueryFunction("my/function", arguments -> fail(1L))
            .withAggregate("my/aggregate", (constants, values) -> fail(1L))
            .withXform("my/xform", value -> fail("x")));
    private final Connection connection;

    FunctionFailuresTest() {
        client.createDatabase("d");
        connection = client.connect("d");
        connection.transact("""
                [{:db/ident :a/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one
                  :db/unique :db.unique/identity :db.attr/preds my/value?}
                 {:db/ident :a/spec :db.entity/preds my/entity?}]""");
        connection.transact("[{:a/name \"ann\"} {:a/name \"bob\"}]");
    }

    @AfterEach
    void close() {
        client.close();
    }

    private <T> T fail(T otherwise) {
        Supplier<Throwable> thrown = failure.get();
        if (thrown == null) {
            return otherwise;
        }
        throw FunctionFailuresTest.<RuntimeException>thrown(thrown.get());
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E thrown(Throwable failure) throws E {
        throw (E) failure;
    }

    /** Returns the calls of each kind of function, by its name. */
    private Map<String, List<ThrowingCallable>> calls() {
        Map<String, List<ThrowingCallable>> calls = new LinkedHashMap<>();
        calls.put(
                "my/forms",
                List.of(
                        () -> connection.transact("[[my/forms]]"),
                        () -> connection.db().with("[[my/forms]]"),
                        () -> connection.transact(TxData.parse("[[my/forms]]"), Duration.ofSeconds(60))));
        calls.put(
                "my/value?",
                List.of(
                        () -> connection.transact("[{:a/name \"cat\"}]"),
                        () -> connection.db().with("[[:db/add \"x\" :a/name \"cat\"]]")));
        calls.put(
                "my/entity?", List.of(() -> connection.transact("[{:db/id \"x\" :db/ensure :a/spec :db/doc \"d\"}]")));
        List<ThrowingCallable> queries = new ArrayList<>();
        for (String query : List.of(
                "[:find ?x :where [(my/function 1) ?x]]",
                "[:find ?n :where [?e :a/name ?n] [(my/function ?e)]]",
                "[:find ?n :where [?e :a/name ?n] (not [(my/function ?e)])]",
                "[:find ?n :where [?e :a/name ?n] (or [(my/function ?e)] [?e :db/doc])]",
                "[:find ?x . :where [?e :a/name ?n] [(str (my/function ?e)) ?x]]",
                "[:find (my/function ?n) :where [_ :a/name ?n]]",
                "[:find ?x :where [(q [:find ?y :where [(my/function 1) ?y]] $) ?x]]")) {
            queries.add(() -> connection.db().q(query));
            queries.add(() -> connection.db().query(query).list());
        }
        calls.put("my/function", queries);
        calls.put(
                "my/aggregate",
                List.of(
                        () -> connection.db().q("[:find (my/aggregate ?n) . :where [_ :a/name ?n]]"),
                        () -> connection.db().q("[:find ?e (my/aggregate 3 ?n) :where [?e :a/name ?n]]")));
        calls.put(
                "my/xform",
                List.of(
                        () -> connection.db().pull("[[:a/name :xform my/xform]]", List.of(":a/name", "ann")),
                        () -> connection.db().q("[:find (pull ?e [[:a/name :xform my/xform]]) :where [?e :a/name]]"),
                        () -> connection
                                .db()
                                .indexPull(io.stator.Index.AVET, "[[:a/name :xform my/xform]]", ":a/name")
                                .list()));
        return calls;
    }

    private void eachCall(Supplier<Throwable> thrown, Class<? extends Anomaly> expected, String message) {
        calls().forEach((name, callables) -> {
            for (int i = 0; i < callables.size(); i++) {
                failure.set(thrown);
                Anomaly anomaly = catchThrowableOfType(Anomaly.class, callables.get(i));
                failure.set(null);
                assertThat(anomaly).as("%s, call %d", name, i).isExactlyInstanceOf(expected);
                assertThat(anomaly).hasMessageContaining(message);
                if (expected == Anomaly.Fault.class) {
                    assertThat(anomaly).as("%s, call %d", name, i).hasMessageContaining(name);
                }
            }
        });
        connection.transact("[{:a/name \"ann\"}]");
    }

    @Test
    void anExceptionOfAnyClassIsAFault() {
        eachCall(() -> new IllegalStateException("boom"), Anomaly.Fault.class, "boom");
        eachCall(() -> new IllegalArgumentException("boom"), Anomaly.Fault.class, "boom");
        eachCall(() -> new NullPointerException("boom"), Anomaly.Fault.class, "boom");
        eachCall(() -> new ArithmeticException("boom"), Anomaly.Fault.class, "boom");
        eachCall(() -> new ClassCastException("boom"), Anomaly.Fault.class, "boom");
        eachCall(() -> new IOException("boom"), Anomaly.Fault.class, "boom");
        eachCall(() -> new AssertionError("boom"), Anomaly.Fault.class, "boom");
        eachCall(StackOverflowError::new, Anomaly.Fault.class, "StackOverflowError");
        eachCall(() -> new OutOfMemoryError("boom"), Anomaly.Fault.class, "boom");
        eachCall(() -> new NoClassDefFoundError("boom"), Anomaly.Fault.class, "boom");
        eachCall(UnsupportedOperationException::new, Anomaly.Fault.class, "UnsupportedOperationException");
    }

    @Test
    void anInterruptionIsAFaultAndStaysOne() {
        calls().forEach((name, callables) -> {
            if (!name.equals("my/function") && !name.equals("my/aggregate") && !name.equals("my/xform")) {
                return;
            }
            failure.set(() -> new InterruptedException("boom"));
            Anomaly anomaly = catchThrowableOfType(Anomaly.class, callables.get(0));
            failure.set(null);
            assertThat(anomaly).as(name).isInstanceOf(Anomaly.Fault.class);
            assertThat(Thread.interrupted()).as(name).isTrue();
        });
    }

    @Test
    void anAnomalyIsWhatTheFunctionHasToSay() {
        Keyword code = Keyword.of("my", "code");
        for (Anomaly.Category category : List.of(Anomaly.Category.INCORRECT, Anomaly.Category.CONFLICT)) {
            Supplier<Throwable> cancelled = () -> Anomaly.cancel(category, "sold out", Map.of(code, 7L));
            calls().forEach((name, callables) -> {
                failure.set(cancelled);
                Anomaly anomaly = catchThrowableOfType(Anomaly.class, callables.get(0));
                failure.set(null);
                assertThat(anomaly.category()).as(name).isEqualTo(category);
                assertThat(anomaly).as(name).hasMessage("sold out");
                assertThat(anomaly.data())
                        .as(name)
                        .containsEntry(code, 7L)
                        .containsEntry(Keyword.of("datomic", "cancelled"), true);
            });
        }
        eachCall(() -> new Anomaly.NotFound("no such account"), Anomaly.NotFound.class, "no such account");
        eachCall(() -> new Anomaly.Busy("later"), Anomaly.Busy.class, "later");
    }

    @Test
    void whatAFaultOfAFunctionSaysIsKept() {
        Keyword code = Keyword.of("my", "code");
        calls().forEach((name, callables) -> {
            failure.set(() -> new Anomaly.Fault("broken", Map.of(code, 7L), null));
            Anomaly anomaly = catchThrowableOfType(Anomaly.class, callables.get(0));
            failure.set(null);
            assertThat(anomaly).as(name).isExactlyInstanceOf(Anomaly.Fault.class);
            assertThat(anomaly).as(name).hasMessageContaining("broken");
            assertThat(anomaly.data()).as(name).containsEntry(code, 7L);
        });
    }
}

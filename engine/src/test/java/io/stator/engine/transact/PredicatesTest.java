package io.stator.engine.transact;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Anomaly;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.engine.database.DatabaseValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PredicatesTest {
    private final Ledger ledger =
            Ledger.with("[[:n :long :one] [:s :string :one] [:lo :long :one] [:hi :long :one] [:q :string :one]]");

    @BeforeEach
    void addPredicates() {
        ledger.functions(((NamedFunctions) PredicatesTest::function).or(NamedFunctions.builtIn()));
        ledger.transact("[{:db/id :n :db.attr/preds [clojure.core/pos? clojure.core/even?]}"
                + " {:db/id :s :db.attr/preds my/truthy} {:db/id :q :db.attr/preds my/none}"
                + " {:db/ident :spec :db.entity/attrs [:lo :hi] :db.entity/preds my/ordered}]");
    }

    private static @Nullable NamedFunction function(FunctionUse use, Symbol name) {
        return switch (name.toString()) {
            case "my/truthy" -> arguments -> 42L;
            case "my/ordered" -> PredicatesTest::isOrdered;
            case "my/fails" ->
                arguments -> {
                    throw new IllegalStateException("boom");
                };
            case "my/cancels" ->
                arguments -> {
                    throw new Anomaly.Conflict("custom", Map.of(Keyword.of("foo"), 1L), null);
                };
            case "my/nothing" -> arguments -> null;
            case "my/map" -> arguments -> Map.of(Keyword.of("n"), 2L);
            case "my/add" -> arguments -> List.of(List.of(Keyword.of("db", "add"), "made", Keyword.of("lo"), 7L));
            case "my/calls" -> arguments -> List.of(List.of(Symbol.of("my", "add")));
            case "my/endless" -> arguments -> List.of(List.of(Symbol.of("my", "endless")));
            default -> null;
        };
    }

    private static Object isOrdered(List<@Nullable Object> arguments) {
        if (arguments.get(0) instanceof DatabaseValue database && arguments.get(1) instanceof Long e) {
            var low = database.value(e, database.requireAttribute(":lo").id());
            var high = database.value(e, database.requireAttribute(":hi").id());
            return low != null && high != null && low.bits <= high.bits;
        }
        throw new IllegalArgumentException("must be given a database and an entity: " + arguments);
    }

    @Test
    void everyPredicateOfAnAttributeMustReturnTrue() {
        ledger.expect("[{:db/id \"a\" :n 2}]", "[[a :n 2 true]]");
        ledger.expectIncorrect("[{:n 3}]", "attr-pred");
        ledger.expectIncorrect("[{:n -2}]", "attr-pred");
        ledger.expectIncorrect("[{:s \"x\"}]", "attr-pred");
        assertThat(ledger.refused("[{:s \"x\"}]").data()).containsEntry(Keyword.of("db.error", "pred-return"), 42L);
        assertThat(ledger.refused("[[:db/add a :s \"x\"]]"))
                .hasMessage("Entity " + ledger.id("a") + " attribute :s value 'x' failed pred my/truthy");
    }

    @Test
    void predicatesCountFromTheNextTransactionOn() {
        ledger.transact("[{:db/id \"a\" :lo -1}]");
        ledger.transact("[{:db/id :lo :db.attr/preds clojure.core/pos?}]");
        ledger.expectIncorrect("[[:db/add a :lo -1]]", "attr-pred");
        ledger.expect("[[:db/retract a :lo -1]]", "[[a :lo -1 false]]");
    }

    @Test
    void anUnknownFunctionIsNotFound() {
        assertThat(ledger.refused("[{:q \"x\"}]"))
                .isInstanceOf(Anomaly.NotFound.class)
                .hasMessageStartingWith(
                        "Unable to resolve 'my/none': register it with Functions.withAttributePredicate");
        assertThat(ledger.refused("[[my/none 1]]")).isInstanceOf(Anomaly.NotFound.class);
        assertThat(ledger.refused("[[unqualified 1]]")).isInstanceOf(Anomaly.Forbidden.class);
    }

    @Test
    void aSpecIsEnsuredOfTheEntityAfter() {
        ledger.expect("[{:db/id \"e\" :lo 1 :hi 2 :db/ensure :spec}]", "[[e :lo 1 true] [e :hi 2 true]]");
        ledger.expect("[{:db/id e :hi 3 :db/ensure :spec}]", "[[e :hi 3 true] [e :hi 2 false]]");
        ledger.expectIncorrect("[{:db/id \"f\" :lo 1 :db/ensure :spec}]", "entity-attr");
        ledger.expectIncorrect("[[:db/add \"f\" :db/ensure :spec]]", "entity-attr");
        ledger.expectIncorrect("[{:db/id \"f\" :lo 3 :hi 2 :db/ensure [:spec]}]", "entity-pred");
        ledger.expectIncorrect("[{:db/id \"f\" :lo 3 :db/ensure :none}]", "not-an-entity");
        ledger.expect("[{:db/id \"g\" :lo 1 :db/ensure :n}]", "[[g :lo 1 true]]");
        assertThat(ledger.refused("[{:db/id e :db/ensure :spec} [:db/retract e :hi 3]]"))
                .hasMessage("Entity " + ledger.id("e") + " missing attributes (:hi) of spec :spec");
    }

    @Test
    void theFormsOfAFunctionAreForms() {
        ledger.expect("[[my/add] {:db/id \"made\" :hi 8}]", "[[made :lo 7 true] [made :hi 8 true]]");
        ledger.expect("[[my/nothing]]", "[]");
        assertThat(ledger.transact("[[my/calls]]").txData()).hasSize(2);
        ledger.expectIncorrect("[[my/map]]", "not-transaction-data");
        assertThat(ledger.refused("[[my/endless]]")).hasMessageContaining("nested at most");
    }

    @Test
    void whatAFunctionThrowsEndsTheTransaction() {
        assertThat(ledger.refused("[[my/cancels]]"))
                .isInstanceOf(Anomaly.Conflict.class)
                .hasMessage("custom");
        assertThat(ledger.refused("[[my/fails]]"))
                .isInstanceOf(Anomaly.Fault.class)
                .hasMessageContaining("boom")
                .hasCauseInstanceOf(IllegalStateException.class);
    }
}

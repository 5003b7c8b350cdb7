package io.stator.engine.transact;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TupleTest {
    private final Ledger ledger = Ledger.with(
            "[[:x :long :one] [:y :string :one] [:z :ref :one]" + " [:n :long :many] [:u :string :one :identity]]");

    @BeforeEach
    void installTuples() {
        ledger.transact("[{:db/id \"e1\" :db/ident :e/x}"
                + " {:db/ident :x+y :db/valueType :db.type/tuple :db/tupleAttrs [:x :y]"
                + "  :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}"
                + " {:db/ident :het :db/valueType :db.type/tuple :db/cardinality :db.cardinality/one"
                + "  :db/tupleTypes [:db.type/long :db.type/string :db.type/ref]}"
                + " {:db/ident :hom :db/valueType :db.type/tuple :db/cardinality :db.cardinality/many"
                + "  :db/tupleType :db.type/keyword}]");
    }

    @Test
    void aCompositeFollowsItsParts() {
        ledger.expect("[{:db/id \"a\" :x 1}]", "[[a :x 1 true] [a :x+y [1 nil] true]]");
        ledger.expect("[{:db/id a :y \"p\"}]", "[[a :y \"p\" true] [a :x+y [1 \"p\"] true] [a :x+y [1 nil] false]]");
        ledger.expect("[[:db/retract a :x 1]]", "[[a :x 1 false] [a :x+y [nil \"p\"] true] [a :x+y [1 \"p\"] false]]");
        ledger.expect("[[:db/retract a :y]]", "[[a :y \"p\" false] [a :x+y [nil \"p\"] false]]");
        ledger.transact("[{:db/id a :x 1}]");
        ledger.expect("[[:db/retractEntity a]]", "[[a :x 1 false] [a :x+y [1 nil] false]]");
    }

    @Test
    void whatIsSaidOfACompositeIsNoFact() {
        ledger.transact("[{:db/id \"a\" :x 1 :y \"p\"}]");
        ledger.expect("[[:db/add a :x+y [9 \"q\"]] [:db/retract a :x+y]]", "[]");
        ledger.expectIncorrect("[{:x+y [1] :u \"q\"}]", "invalid-tuple-value");
        ledger.expectIncorrect("[{:x+y nil :u \"q\"}]", "nil-value");
    }

    @Test
    void aCompositeIsAnIdentityOnlyWhenGiven() {
        ledger.transact("[{:db/id \"a\" :x 7 :y \"s\"}]");
        ledger.expectConflict("[{:x 7 :y \"s\"}]", "unique-conflict");
        ledger.expect("[{:x+y [7 \"s\"] :n 1}]", "[[a :n 1 true]]");
        ledger.expect("[{:x 7 :y \"s\" :x+y [7 \"s\"] :n 2}]", "[[a :n 2 true]]");
        ledger.expect("[[:db/add [:x+y [7 \"s\"]] :n 3]]", "[[a :n 3 true]]");
        ledger.expect(
                "[{:db/id \"b\" :x 8 :y \"t\" :x+y [8 \"t\"]}]",
                "[[b :x 8 true] [b :y \"t\" true] [b :x+y [8 \"t\"] true]]");
    }

    @Test
    void compositesAreUniqueWithTheirNulls() {
        ledger.transact("[{:db/id \"a\" :x 1}]");
        ledger.expectConflict("[{:u \"2\" :x 1}]", "unique-conflict");
        ledger.expectIncorrect("[{:u \"3\" :y \"q\"} {:u \"4\" :y \"q\"}]", "datoms-conflict");
        ledger.transact("[{:db/id \"b\" :x 2}]");
        ledger.expect(
                "[[:db/add a :x 2] [:db/add b :x 1]]",
                "[[a :x 2 true] [a :x 1 false] [b :x 1 true] [b :x 2 false]"
                        + " [a :x+y [2 nil] true] [a :x+y [1 nil] false] [b :x+y [1 nil] true] [b :x+y [2 nil] false]]");
    }

    @Test
    void aLaterCompositeIsFilledWhenAPartIsSaidAgain() {
        ledger.transact("[{:db/id \"a\" :u \"a\" :x 1 :y \"p\"}]");
        ledger.transact("[{:db/ident :y+x :db/valueType :db.type/tuple :db/tupleAttrs [:y :x]"
                + " :db/cardinality :db.cardinality/one}]");
        assertThat(ledger.values("a", "y+x")).isEmpty();
        ledger.expect("[{:u \"a\" :x 1}]", "[[a :y+x [\"p\" 1] true]]");
        ledger.expect("[{:u \"a\" :x 1}]", "[]");
    }

    @Test
    void partsKeepOneValue() {
        ledger.expectIncorrect("[{:db/id :x :db/cardinality :db.cardinality/many}]", "invalid-alter-attribute");
        ledger.expectIncorrect("[{:db/id :x+y :db/tupleAttrs [:y :x]}]", "invalid-alter-attribute");
    }

    @Test
    void aHeterogeneousTupleHasATypeForEachElement() {
        ledger.expect("[{:db/id \"a\" :het [1 \"a\" :e/x]}]", "[[a :het [1 \"a\" e1] true]]");
        ledger.expect("[{:db/id \"b\" :het [nil nil nil]}]", "[[b :het [nil nil nil] true]]");
        ledger.expect(
                "[{:db/id \"c\" :het [1 \"a\" \"t\"]} {:db/id \"t\" :n 5}]",
                "[[c :het [1 \"a\" t] true] [t :n 5 true]]");
        ledger.expectIncorrect("[{:het [1 \"a\"]}]", "invalid-tuple-value");
        ledger.expectIncorrect("[{:het [1 \"a\" :e/x 4]}]", "invalid-tuple-value");
        ledger.expectIncorrect("[{:het [\"1\" \"a\" :e/x]}]", "invalid-tuple-value");
        ledger.expectIncorrect("[{:het 5}]", "invalid-tuple-value");
        ledger.expectIncorrect("[{:het [1 \"a\" :e/none]}]", "not-an-entity");
        ledger.expectIncorrect("[{:het [1 \"a\" \"only\"]}]", "tempid-not-an-entity");
        ledger.transact("[{:het [1 \"" + "x".repeat(256) + "\" nil]}]");
        ledger.expectIncorrect("[{:het [1 \"" + "x".repeat(257) + "\" nil]}]", "invalid-tuple-value");
    }

    @Test
    void aHomogeneousTupleHasTwoToEightElements() {
        ledger.expect("[{:db/id \"a\" :hom [[:a :b] [:a nil]]}]", "[[a :hom [:a :b] true] [a :hom [:a nil] true]]");
        ledger.expectIncorrect("[{:hom [[:a]]}]", "invalid-tuple-value");
        ledger.expectIncorrect("[{:hom [[]]}]", "invalid-tuple-value");
        ledger.expectIncorrect("[{:hom [[:a :a :a :a :a :a :a :a :a]]}]", "invalid-tuple-value");
        ledger.expectIncorrect("[{:hom [:a :b]}]", "invalid-tuple-value");
    }
}

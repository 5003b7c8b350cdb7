package io.stator.engine.transact;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.edn.Keyword;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BuiltInOperatorsTest {
    private final Ledger ledger = Ledger.with(
            "[[:name :string :one] [:n :long :one] [:many :long :many] [:one :ref :one]"
                    + " [:r :ref :many] [:c :ref :one :component] [:rc :ref :many :component] [:u :string :one :identity]]");

    @BeforeEach
    void addAnn() {
        ledger.transact("[{:db/id \"ann\" :u \"ann\" :name \"v1\" :n 1 :many [1]} {:db/id \"x\" :db/ident :enum/x}"
                + " {:db/id \"y\" :db/ident :enum/y}]");
    }

    @Test
    void compareAndSetReplacesTheExpectedValue() {
        ledger.expect(
                "[[:db/cas [:u \"ann\"] :name \"v1\" \"v2\"]]", "[[ann :name \"v2\" true] [ann :name \"v1\" false]]");
        ledger.expect("[[:db/cas ann :name \"v2\" \"v2\"]]", "[]");
        ledger.expect("[[:db.fn/cas ann :n 1 2]]", "[[ann :n 2 true] [ann :n 1 false]]");
    }

    @Test
    void compareAndSetFailsOnAnyOtherValue() {
        ledger.expectConflict("[[:db/cas ann :name \"zz\" \"v2\"]]", "cas-failed");
        ledger.expectConflict("[[:db/cas ann :name nil \"v2\"]]", "cas-failed");
        ledger.expectConflict("[[:db/cas ann :n 1.0 2]]", "cas-failed");
        var anomaly = ledger.refused("[[:db/cas ann :name \"zz\" \"v2\"]]");
        assertThat(anomaly).hasMessage("Compare failed: zz v1");
        assertThat(anomaly.data())
                .containsEntry(Keyword.of("e"), ledger.id("ann"))
                .containsEntry(Keyword.of("a"), Keyword.of("name"))
                .containsEntry(Keyword.of("v-old"), "zz")
                .containsEntry(Keyword.of("v"), "v1")
                .containsEntry(Keyword.of("datomic", "cancelled"), true);
    }

    @Test
    void compareAndSetMayExpectNoValue() {
        ledger.expect("[[:db/cas ann :one nil :enum/x]]", "[[ann :one x true]]");
        ledger.expect("[[:db/cas \"new\" :name nil \"v6\"]]", "[[new :name \"v6\" true]]");
    }

    @Test
    void aReferenceIsComparedByItsId() {
        ledger.transact("[[:db/add ann :one x]]");
        ledger.expectConflict("[[:db/cas ann :one :enum/x :enum/y]]", "cas-failed");
        ledger.expect("[[:db/cas ann :one x :enum/y]]", "[[ann :one y true] [ann :one x false]]");
    }

    @Test
    void compareAndSetMustBeComplete() {
        ledger.expectIncorrect("[[:db/cas ann :many 1 2]]", "invalid-cas-many");
        ledger.expectIncorrect("[[:db/cas ann :name \"v1\" nil]]", "invalid-cas");
        ledger.expectIncorrect("[[:db/cas nil :name \"v1\" \"v2\"]]", "invalid-cas");
        ledger.expectIncorrect("[[:db/cas ann :name \"v1\"]]", "invalid-cas");
        ledger.expectIncorrect("[[:db/cas [:u \"none\"] :name nil \"v\"]]", "not-an-entity");
        ledger.expectIncorrect("[[:db/cas ann :none nil \"v\"]]", "not-an-entity");
        ledger.expectIncorrect("[[:db/cas ann :n 1 \"text\"]]", "wrong-type-for-attribute");
    }

    @Test
    void retractingAnEntityRetractsItsPartsAndTheReferencesToThem() {
        ledger.transact("[{:db/id \"root\" :u \"root\" :name \"root\" :r [:enum/x]"
                + " :rc [{:db/id \"c1\" :name \"c1\" :c {:db/id \"gc\" :name \"gc\"}} {:db/id \"c2\" :r [:enum/x]}]}"
                + " {:db/id \"pointer\" :name \"p\" :r [\"root\"] :one \"gc\"}]");
        ledger.expectInAnyOrder(
                "[[:db/retractEntity [:u \"root\"]]]",
                "[[root :u \"root\" false] [root :name \"root\" false] [root :r x false] [root :rc c1 false]"
                        + " [root :rc c2 false] [c1 :name \"c1\" false] [c1 :c gc false] [gc :name \"gc\" false]"
                        + " [c2 :r x false] [pointer :r root false] [pointer :one gc false]]");
        ledger.expect("[[:db/retractEntity root]]", "[]");
    }

    @Test
    void partsThatGoInCirclesAreRetractedOnce() {
        ledger.transact("[{:db/id \"a\" :name \"a\" :c \"b\"} {:db/id \"b\" :name \"b\" :c \"a\"}]");
        ledger.expectInAnyOrder(
                "[[:db/retractEntity a]]",
                "[[a :name \"a\" false] [a :c b false] [b :name \"b\" false] [b :c a false]]");
    }

    @Test
    void retractingNothingChangesNothing() {
        ledger.expect(
                "[[:db/retractEntity nil] [:db/retractEntity \"tempid\"] [:db/retractEntity [:u \"none\"]]"
                        + " [:db/retractEntity 17592199999999] [:db/retractEntity :enum/none] [:db/retractEntity 5.5]"
                        + " [:db.fn/retractEntity 40000000]]",
                "[]");
        assertThat(ledger.refused("[[:db/retractEntity]]")).hasMessageContaining("[:db/retractEntity entity]");
        ledger.expectIncorrect("[[:db/retractEntity [:name \"v1\"]]]", "lookup-ref-attr-not-unique");
    }

    @Test
    void anEnumIsRetractedWithAllReferences() {
        ledger.transact("[[:db/add ann :one :enum/x] [:db/add ann :r :enum/x]]");
        ledger.expectInAnyOrder(
                "[[:db/retractEntity :enum/x]]", "[[x :db/ident :enum/x false] [ann :one x false] [ann :r x false]]");
    }

    @Test
    void attributesAndSystemEntitiesAreNotRetracted() {
        ledger.expectIncorrect("[[:db/retractEntity :name]]", "invalid-alter-attribute");
        ledger.expectIncorrect("[[:db/retractEntity 42]]", "datom-cannot-be-altered");
        ledger.expectIncorrect("[[:db/retractEntity :db.part/user]]", "datom-cannot-be-altered");
        ledger.expectIncorrect("[[:db/retractEntity tx]]", "reset-tx-instant");
    }

    @Test
    void operatorsMayBeNamedByTheirIds() {
        ledger.expect("[[1 ann :n 5] [2 ann :many 1]]", "[[ann :n 5 true] [ann :n 1 false] [ann :many 1 false]]");
    }
}

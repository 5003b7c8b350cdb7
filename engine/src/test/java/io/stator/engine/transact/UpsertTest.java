package io.stator.engine.transact;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class UpsertTest {
    private final Ledger ledger = Ledger.with("[[:name :string :one] [:n :long :many] [:mail :string :one :identity]"
            + " [:code :string :one :identity] [:pass :string :one :value] [:owner :ref :one :identity]"
            + " [:alias :string :many :identity] [:d :double :one :identity]]");

    @BeforeEach
    void addAnn() {
        ledger.transact("[{:db/id \"ann\" :mail \"ann@x\" :name \"Ann\" :pass \"p1\"}"
                + " {:db/id \"bob\" :mail \"bob@x\" :code \"b\" :pass \"p2\"}]");
    }

    @Test
    void aKnownIdentityMeansItsEntity() {
        ledger.expect("[{:mail \"ann@x\" :name \"A\"}]", "[[ann :name \"A\" true] [ann :name \"Ann\" false]]");
        ledger.expect("[[:db/add \"t\" :mail \"ann@x\"] [:db/add \"t\" :n 1]]", "[[ann :n 1 true]]");
        assertThat(ledger.id("t")).isEqualTo(ledger.id("ann"));
    }

    @Test
    void twoTempidsMayMeanOneKnownEntity() {
        TxResult result = ledger.transact(
                "[[:db/add \"s\" :mail \"ann@x\"] [:db/add \"t\" :mail \"ann@x\"] [:db/add \"t\" :n 7]]");
        assertThat(result.tempids()).containsEntry("s", ledger.id("ann")).containsEntry("t", ledger.id("ann"));
    }

    @Test
    void twoTempidsMayMeanOneNewEntity() {
        ledger.expect(
                "[[:db/add \"s\" :mail \"new\"] [:db/add \"t\" :mail \"new\"] [:db/add \"t\" :n 7]]",
                "[[s :mail \"new\" true] [s :n 7 true]]");
        assertThat(ledger.id("s")).isEqualTo(ledger.id("t"));
        ledger.expect(
                "[{:db/id \"a\" :alias [\"x\" \"y\"]} {:db/id \"b\" :alias [\"y\" \"z\"]}]",
                "[[a :alias \"x\" true] [a :alias \"y\" true] [a :alias \"z\" true]]");
    }

    @Test
    void tempidsAreUnitedThroughChains() {
        ledger.expect(
                "[{:db/id \"a\" :mail \"m\"} {:db/id \"b\" :code \"c\"} {:db/id \"a\" :code \"c\"}]",
                "[[a :mail \"m\" true] [a :code \"c\" true]]");
        ledger.expect(
                "[{:db/id \"x\" :mail \"ann@x\" :code \"k\"} {:db/id \"y\" :code \"k\" :n 5}]",
                "[[ann :code \"k\" true] [ann :n 5 true]]");
    }

    @Test
    void oneTempidCannotBeTwoEntities() {
        ledger.expectConflict("[{:mail \"ann@x\" :code \"b\"}]", "unique-conflict");
        assertThat(ledger.refused("[{:mail \"ann@x\" :code \"b\"}]").getMessage())
                .startsWith("Unique conflict: :mail, value: ann@x already held by: " + ledger.id("ann"));
        ledger.expectConflict(
                "[{:db/id \"a\" :mail \"ann@x\" :alias \"q\"} {:db/id \"b\" :code \"b\" :alias \"q\"}]",
                "unique-conflict");
    }

    @Test
    void aNewIdentityBesideAKnownOneIsSet() {
        ledger.expect("[{:mail \"ann@x\" :code \"new\"}]", "[[ann :code \"new\" true]]");
        ledger.expect(
                "[{:mail \"renamed\" :code \"new\"}]", "[[ann :mail \"renamed\" true] [ann :mail \"ann@x\" false]]");
    }

    @Test
    void anExplicitEntityIsNotReplaced() {
        ledger.expectConflict("[{:db/id ann :mail \"bob@x\"}]", "unique-conflict");
        ledger.expect("[{:db/id bob :mail \"bob@x\" :n 1}]", "[[bob :n 1 true]]");
    }

    @Test
    void aUniqueValueIsNoIdentity() {
        ledger.expectConflict("[{:pass \"p1\"}]", "unique-conflict");
        ledger.expectConflict("[{:mail \"bob@x\" :pass \"p1\"}]", "unique-conflict");
        ledger.expect("[{:db/id [:pass \"p1\"] :pass \"p1\" :n 3}]", "[[ann :n 3 true]]");
    }

    @Test
    void uniqueValuesMayBeSwapped() {
        ledger.expect(
                "[[:db/add ann :mail \"bob@x\"] [:db/add bob :mail \"ann@x\"]]",
                "[[ann :mail \"bob@x\" true] [ann :mail \"ann@x\" false]"
                        + " [bob :mail \"ann@x\" true] [bob :mail \"bob@x\" false]]");
        ledger.expect(
                "[[:db/add ann :pass \"p2\"] [:db/add bob :pass \"p1\"]]",
                "[[ann :pass \"p2\" true] [ann :pass \"p1\" false] [bob :pass \"p1\" true] [bob :pass \"p2\" false]]");
    }

    @Test
    void uniqueValuesMayBeMoved() {
        ledger.expect(
                "[[:db/retract ann :pass \"p1\"] [:db/add bob :pass \"p1\"]]",
                "[[ann :pass \"p1\" false] [bob :pass \"p1\" true] [bob :pass \"p2\" false]]");
        ledger.expect(
                "[[:db/retract bob :pass] {:db/id \"new\" :pass \"p1\"}]",
                "[[bob :pass \"p1\" false] [new :pass \"p1\" true]]");
    }

    @Test
    void identitiesMeanTheEntityBefore() {
        ledger.expectIncorrect("[[:db/add ann :mail \"other\"] {:db/id \"new\" :mail \"ann@x\"}]", "datoms-conflict");
        ledger.expect("[[:db/retract ann :name] {:db/id \"new\" :mail \"ann@x\"}]", "[[ann :name \"Ann\" false]]");
    }

    @Test
    void uniqueReferencesAreIdentities() {
        ledger.transact("[{:db/ident :enum/x} {:db/id \"z\" :owner ann :name \"dog\"}]");
        ledger.expect("[{:owner ann :n 1}]", "[[z :n 1 true]]");
        ledger.expect("[{:owner [:mail \"ann@x\"] :n 2}]", "[[z :n 2 true]]");
        ledger.expectConflict("[{:db/id \"in\" :mail \"ann@x\"} {:owner \"in\" :n 3}]", "unique-conflict");
        ledger.expect(
                "[{:db/id \"in\" :mail \"in\"} {:db/id \"o1\" :owner \"in\"} {:db/id \"o2\" :owner \"in\" :n 4}]",
                "[[in :mail \"in\" true] [o1 :owner in true] [o1 :n 4 true]]");
    }

    @Test
    void identsAreIdentities() {
        ledger.transact("[{:db/id \"x\" :db/ident :enum/x}]");
        ledger.expect("[{:db/ident :enum/x :name \"by ident\"}]", "[[x :name \"by ident\" true]]");
        ledger.expect(
                "[{:db/id \"y\" :db/ident :enum/y :name \"q\"} {:db/ident :enum/y :n 1}]",
                "[[y :db/ident :enum/y true] [y :name \"q\" true] [y :n 1 true]]");
    }

    @Test
    void oneOfManyIdentitiesIsEnough() {
        ledger.transact("[{:db/id \"m\" :alias [\"x\" \"y\"]}]");
        ledger.expect("[{:alias [\"x\" \"z\"] :n 1}]", "[[m :alias \"z\" true] [m :n 1 true]]");
    }

    @Test
    void notANumberIsAnIdentityLikeAnyOther() {
        ledger.transact("[{:db/id \"nan\" :d ##NaN}]");
        ledger.expect("[{:d ##NaN :n 1}]", "[[nan :n 1 true]]");
    }

    @Test
    void replacingTheIdentityOfAnEntityFreesIt() {
        ledger.transact("[[:db/add ann :mail \"other\"]]");
        ledger.expect("[{:db/id \"next\" :mail \"ann@x\"}]", "[[next :mail \"ann@x\" true]]");
        ledger.expectIncorrect("[[:db/add [:mail \"nobody\"] :n 1]]", "not-an-entity");
    }
}

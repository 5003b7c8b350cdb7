package io.stator.engine.transact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.stator.Anomaly;
import io.stator.edn.Keyword;
import io.stator.engine.datom.EntityIds;
import io.stator.engine.datom.Fact;
import io.stator.engine.schema.SystemIds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TransactionReportTest {
    private final Ledger ledger = Ledger.with("[[:name :string :one] [:n :long :many] [:r :ref :one]]");

    @Test
    void transactionsAreNumberedOneByOne() {
        assertThat(ledger.database().basisT()).isEqualTo(6);
        TxResult result = ledger.transact("[]");
        assertThat(result.after().basisT()).isEqualTo(7);
        Fact instant = result.txData().get(0);
        assertThat(instant.e).isEqualTo(EntityIds.transaction(7));
        assertThat(instant.a).isEqualTo(SystemIds.TX_INSTANT);
        assertThat(instant.v()).isEqualTo(Instant.ofEpochMilli(Ledger.START + 1));
    }

    @Test
    void newEntitiesAreNumberedInTheOrderOfTheirFirstUse() {
        ledger.transact("[{:db/id \"a\" :r \"c\"} {:db/id \"b\" :name \"b\"} {:db/id \"c\" :name \"c\"}]");
        assertThat(ledger.id("c")).isEqualTo(ledger.id("a") + 1);
        assertThat(ledger.id("b")).isEqualTo(ledger.id("c") + 1);
        assertThat(EntityIds.partition(ledger.id("a"))).isEqualTo(EntityIds.PARTITION_USER);
        long last = ledger.id("b");
        ledger.transact("[{:db/id \"d\" :name \"d\"}]");
        assertThat(ledger.id("d")).isEqualTo(last + 1);
    }

    @Test
    void theReportHasTheTempidsOfTheCaller() {
        TxResult result = ledger.transact(
                "[{:db/id \"a\" :name \"a\"} {:name \"anonymous\"} {:db/id \"no facts\"} [:db/add \"\" :name \"empty\"]"
                        + " [:db/add \"datomic.x\" :name \"x\"]]");
        assertThat(result.tempids()).containsOnlyKeys("a", "", "datomic.x");
    }

    @Test
    void negativeNumbersAreTempids() {
        TxResult result = ledger.transact("[[:db/add -1 :name \"x\"] [:db/add -1 :n 5] {:db/id -2 :r -1}]");
        assertThat(result.tempids()).containsOnlyKeys(-1L, -2L);
        assertThat(result.txData()).hasSize(4);
        assertThat(result.txData().get(3).bits).isEqualTo(result.tempids().get(-1L));
    }

    @Test
    void theTransactionHasATempidOfItsOwn() {
        TxResult result = ledger.transact("[[:db/add \"datomic.tx\" :name \"why\"] {:db/id \"e\" :r \"datomic.tx\"}]");
        assertThat(result.tempids())
                .contains(entry("datomic.tx", result.txData().get(0).e));
        assertThat(result.txData().get(1).e).isEqualTo(EntityIds.transaction(7));
        assertThat(result.txData().get(2).bits).isEqualTo(EntityIds.transaction(7));
    }

    @Test
    void theInstantIsTheClocksButNeverBeforeTheLast() {
        ledger.setClock(Ledger.START - 1_000_000);
        assertThat(ledger.transact("[]").txData().get(0).v()).isEqualTo(Instant.ofEpochMilli(Ledger.START));
        ledger.setClock(Ledger.START + 9);
        assertThat(ledger.transact("[]").txData().get(0).v()).isEqualTo(Instant.ofEpochMilli(Ledger.START + 10));
    }

    @Test
    void theInstantMayBeGiven() {
        ledger.setClock(Ledger.START + 1000);
        TxResult result = ledger.transact(List.of(List.of(
                Keyword.of("db", "add"), "datomic.tx", Keyword.of("db", "txInstant"), new Date(Ledger.START + 5))));
        assertThat(result.txData()).hasSize(1);
        assertThat(result.txData().get(0).v()).isEqualTo(Instant.ofEpochMilli(Ledger.START + 5));
        assertThat(result.after().counters().lastInstant()).isEqualTo(Ledger.START + 5);
        assertThat(ledger.transact("[{:db/id \"datomic.tx\" :db/txInstant #inst \"2023-11-14T22:13:20.005Z\"}]")
                        .txData())
                .hasSize(1);
    }

    @Test
    void theInstantIsNeitherPastNorFuture() {
        ledger.expectIncorrect("[{:db/id \"datomic.tx\" :db/txInstant #inst \"2001-01-01\"}]", "past-tx-instant");
        ledger.expectIncorrect("[{:db/id \"datomic.tx\" :db/txInstant #inst \"2099-01-01\"}]", "future-tx-instant");
        ledger.expectIncorrect("[[:db/add \"datomic.tx\" :db/txInstant 5]]", "wrong-type-for-attribute");
    }

    @Test
    void aNewDatabaseTakesInstantsFromTheEpochOn() {
        Ledger fresh = new Ledger();
        fresh.transact("[{:db/id \"datomic.tx\" :db/txInstant #inst \"1970-01-01\"}]");
        fresh.expectIncorrect("[{:db/id \"datomic.tx\" :db/txInstant #inst \"1969-01-01\"}]", "past-tx-instant");
        fresh.transact("[{:db/id \"datomic.tx\" :db/txInstant #inst \"2001-01-01\"}]");
        fresh.transact("[{:db/id \"datomic.tx\" :db/txInstant #inst \"2001-01-01\"}]");
        fresh.expectIncorrect(
                "[{:db/id \"datomic.tx\" :db/txInstant #inst \"2002-01-01\"}"
                        + " [:db/add \"datomic.tx\" :db/txInstant #inst \"2003-01-01\"]]",
                "datoms-conflict");
    }

    @Test
    void theInstantOfAnotherTransactionStays() {
        ledger.transact("[]");
        ledger.expectIncorrect("[[:db/add 13194139533318 :db/txInstant #inst \"2030-01-01\"]]", "reset-tx-instant");
        ledger.expectIncorrect("[[:db/retract 13194139533318 :db/txInstant]]", "reset-tx-instant");
        ledger.expect("[[:db/retract \"datomic.tx\" :db/txInstant]]", "[]");
    }

    @Test
    void anotherEntityMayHaveAnInstantToo() {
        assertThat(ledger.transact("[{:db/id \"e\" :db/txInstant #inst \"2001-01-01\"}]")
                        .txData())
                .hasSize(2);
        assertThat(ledger.values("e", "db/txInstant")).containsExactly(Instant.parse("2001-01-01T00:00:00Z"));
    }

    @Test
    void aTransactionHasALargestSize() {
        List<List<Object>> forms = new ArrayList<>();
        for (long i = 0; i < TransactionLimits.DATOMS_MAX - 1; i++) {
            forms.add(List.of(Keyword.of("db", "add"), "e", Keyword.of("n"), i));
        }
        assertThat(ledger.transact(forms).txData()).hasSize(TransactionLimits.DATOMS_MAX);
        forms.add(List.of(Keyword.of("db", "add"), "e", Keyword.of("n"), -1L));
        Anomaly anomaly = ledger.refused(forms);
        assertThat(anomaly).isInstanceOf(Anomaly.Incorrect.class).hasMessageContaining("Tx too large");
        assertThat(anomaly.data()).containsEntry(Keyword.of("limit"), (long) TransactionLimits.DATOMS_MAX);
        assertThat(anomaly.data()).containsEntry(Keyword.of("count"), TransactionLimits.DATOMS_MAX + 1L);
    }

    @Test
    void anExcisionIsAFactAndSaysWhatItRemoved() {
        Long e = ledger.transact("[{:db/id \"e\" :name \"x\" :n 5}]").tempids().get("e");
        ledger.transact("[[:db/add " + e + " :n 6]]");
        TxResult result = ledger.transact("[{:db/excise " + e + " :db.excise/attrs [:n]}]");
        assertThat(result.txData()).extracting(fact -> fact.a).containsExactly(50, 15, 16);
        assertThat(result.excised()).extracting(Fact::v).containsExactlyInAnyOrder(5L, 6L);
        assertThat(ledger.transact("[]").excised()).isEmpty();
    }
}

package io.stator.engine.transact;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.datom.Fact;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ConflictTest {
    private final Ledger ledger = Ledger.with("[[:name :string :one] [:nick :string :many] [:v :long :one]"
            + " [:mail :string :one :identity] [:pass :string :one :value] [:price :bigdec :one]"
            + " [:prices :bigdec :many] [:d :double :many] [:uri :uri :many]]");

    @BeforeEach
    void addAnn() {
        ledger.transact("[{:db/id \"ann\" :name \"Ann\" :nick [\"a\"] :mail \"ann@x\" :pass \"p1\" :price 1.0M}"
                + " {:db/id \"bob\" :mail \"bob@x\" :pass \"p2\"}]");
    }

    @Test
    void twoValuesForOneConflict() {
        ledger.expectIncorrect("[[:db/add ann :name \"p\"] [:db/add ann :name \"q\"]]", "datoms-conflict");
        ledger.expectIncorrect("[[:db/add ann :name \"Ann\"] [:db/add ann :name \"q\"]]", "datoms-conflict");
        ledger.expectIncorrect("[[:db/add \"new\" :v 0] [:db/add \"new\" :v 1]]", "datoms-conflict");
        ledger.expectIncorrect("[{:mail \"n\" :name \"1\"} {:mail \"n\" :name \"2\"}]", "datoms-conflict");
    }

    @Test
    void theConflictNamesBothFactsAndTheTempids() {
        var data = ledger.refused("[[:db/add \"new\" :v 0] [:db/add \"new\" :v 1]]")
                .data();
        assertThat(data.get(Keyword.of("d1")))
                .isInstanceOfSatisfying(
                        List.class, datom -> assertThat(datom.subList(1, 3)).isEqualTo(List.of(Keyword.of("v"), 0L)));
        assertThat(data.get(Keyword.of("d2")))
                .isInstanceOfSatisfying(
                        List.class, datom -> assertThat(datom.subList(1, 3)).isEqualTo(List.of(Keyword.of("v"), 1L)));
        assertThat(data).containsKey(Keyword.of("tempids"));
    }

    @Test
    void anAssertionAndItsRetractionConflictInAnyOrder() {
        for (String value : List.of("\"Ann\"", "\"new\"")) {
            String add = "[:db/add ann :name " + value + "]";
            String retract = "[:db/retract ann :name " + value + "]";
            ledger.expectIncorrect("[" + add + retract + "]", "datoms-conflict");
            ledger.expectIncorrect("[" + retract + add + "]", "datoms-conflict");
        }
        ledger.expectIncorrect("[[:db/add ann :nick \"a\"] [:db/retract ann :nick]]", "datoms-conflict");
        ledger.expectIncorrect("[[:db/retract ann :nick \"z\"] [:db/add ann :nick \"z\"]]", "datoms-conflict");
    }

    @Test
    void aNewValueAndTheRetractionOfTheOldDoNotConflict() {
        ledger.expect(
                "[[:db/retract ann :name \"Ann\"] [:db/add ann :name \"p\"]]",
                "[[ann :name \"Ann\" false] [ann :name \"p\" true]]");
    }

    @Test
    void oneUniqueValueForTwoEntitiesConflicts() {
        ledger.expectIncorrect("[[:db/add \"a\" :pass \"n\"] [:db/add \"b\" :pass \"n\"]]", "datoms-conflict");
        ledger.expectIncorrect("[{:pass \"n\"} {:pass \"n\"}]", "datoms-conflict");
        ledger.expectIncorrect("[[:db/add ann :pass \"p1\"] [:db/add bob :pass \"p1\"]]", "datoms-conflict");
        ledger.expectIncorrect("[[:db/add ann :mail \"n\"] [:db/add bob :mail \"n\"]]", "datoms-conflict");
    }

    @Test
    void anEntityMayBeRetractedAndSaidAnew() {
        ledger.expect(
                "[[:db/retractEntity ann] [:db/add ann :name \"again\"]]",
                "[[ann :name \"Ann\" false] [ann :nick \"a\" false] [ann :mail \"ann@x\" false]"
                        + " [ann :pass \"p1\" false] [ann :price 1.0M false] [ann :name \"again\" true]]");
    }

    @Test
    void retractingAnEntityConflictsWithSayingTheSameAgain() {
        ledger.expectIncorrect("[[:db/retractEntity ann] [:db/add ann :name \"Ann\"]]", "datoms-conflict");
        ledger.expectIncorrect("[[:db/retractEntity ann] {:mail \"ann@x\" :name \"z\"}]", "datoms-conflict");
    }

    @Test
    void anotherEntityMayTakeTheValuesOfARetractedOne() {
        ledger.expect(
                "[[:db/retractEntity bob] {:db/id \"new\" :pass \"p2\"}]",
                "[[bob :mail \"bob@x\" false] [bob :pass \"p2\" false] [new :pass \"p2\" true]]");
    }

    @Test
    void decimalsOfDifferentScaleAreOneInATransaction() {
        ledger.expect("[[:db/add \"t\" :prices 1.0M] [:db/add \"t\" :prices 1.00M]]", "[[t :prices 1.0M true]]");
        ledger.expect("[[:db/add \"u\" :price 1.0M] [:db/add \"u\" :price 1.00M]]", "[[u :price 1.0M true]]");
        ledger.expectIncorrect("[[:db/add ann :price 1.00M] [:db/retract ann :price 1.0M]]", "datoms-conflict");
        ledger.expectIncorrect("[[:db/retract ann :price 1.0M] [:db/add ann :price 1.00M]]", "datoms-conflict");
    }

    @Test
    void decimalsOfDifferentScaleAreTwoOverTransactions() {
        ledger.transact("[[:db/add ann :prices 1.0M]]");
        ledger.expect("[[:db/add ann :prices 1.00M]]", "[[ann :prices 1.00M true]]");
        ledger.expectInAnyOrder("[[:db/retract ann :prices]]", "[[ann :prices 1.00M false] [ann :prices 1.0M false]]");
        ledger.expect("[[:db/add ann :price 1.00M]]", "[[ann :price 1.00M true] [ann :price 1.0M false]]");
        ledger.expect("[[:db/retract ann :price 1.0M]]", "[]");
    }

    @Test
    void valuesThatNoIndexTellsApartAreOne() {
        ledger.expect(
                "[[:db/add \"t\" :d 0.0] [:db/add \"t\" :d -0.0] [:db/add \"t\" :d ##NaN] [:db/add \"t\" :d ##NaN]]",
                "[[t :d 0.0 true] [t :d ##NaN true]]");
        ledger.expect("[[:db/add t :d -0.0] [:db/add t :d ##NaN] [:db/add t :d 1.0]]", "[[t :d 1.0 true]]");
    }

    @Test
    void functionsSeeTheDatabaseBefore() {
        ledger.functions((use, name) -> name.equals(Symbol.of("my", "inc")) ? ConflictTest::increment : null);
        ledger.transact("[{:db/id \"e\" :v 0}]");
        ledger.expect("[[:db/add e :v 1] [my/inc e]]", "[[e :v 1 true] [e :v 0 false]]");
        ledger.expect("[[my/inc e] [my/inc e]]", "[[e :v 2 true] [e :v 1 false]]");
        ledger.expectIncorrect("[[:db/add e :v 5] [my/inc e]]", "datoms-conflict");
        ledger.expectConflict("[[:db/cas e :v 2 3] [:db/cas e :v 3 4]]", "cas-failed");
        ledger.expectIncorrect("[[:db/cas e :v 2 3] [:db/cas e :v 2 4]]", "datoms-conflict");
        ledger.expect("[[:db/cas e :v 2 3] [:db/cas e :v 2 3]]", "[[e :v 3 true] [e :v 2 false]]");
    }

    private static Object increment(List<@Nullable Object> arguments) {
        DatabaseValue database = (DatabaseValue) arguments.get(0);
        Object e = arguments.get(1);
        if (database == null || e == null) {
            throw new IllegalArgumentException("inc must be given a database and an entity");
        }
        Keyword v = Keyword.of("v");
        Fact present = database.value((Long) e, database.requireAttribute(v).id());
        return List.of(List.of(Keyword.of("db", "add"), e, v, present == null ? 1L : present.bits + 1));
    }
}

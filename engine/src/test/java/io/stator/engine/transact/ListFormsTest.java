package io.stator.engine.transact;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Anomaly;
import io.stator.edn.Keyword;
import io.stator.engine.database.Bootstrap;
import io.stator.engine.datom.EntityIds;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ListFormsTest {
    private final Ledger ledger = Ledger.with("[[:name :string :one] [:nick :string :many] [:friend :ref :one]"
            + " [:friends :ref :many] [:mail :string :one :identity]]");

    @BeforeEach
    void addAnn() {
        ledger.transact("[{:db/id \"ann\" :name \"Ann\" :nick [\"a\" \"b\"] :mail \"ann@x\"} {:db/ident :enum/x}]");
    }

    @Test
    void anEmptyTransactionHasOnlyItsInstant() {
        assertThat(ledger.transact("[]").txData()).hasSize(1);
        assertThat(Transactor.transact(ledger.database(), null, 5, NamedFunctions.builtIn())
                        .txData())
                .hasSize(1);
        assertThat(ledger.transact("[{} {:db/id \"x\"} {:db/id 17592199999999}]")
                        .tempids())
                .isEmpty();
    }

    @Test
    void anAssertionReplacesTheOneValue() {
        ledger.expect("[[:db/add ann :name \"Anna\"]]", "[[ann :name \"Anna\" true] [ann :name \"Ann\" false]]");
        assertThat(ledger.values("ann", "name")).containsExactly("Anna");
    }

    @Test
    void anAssertionJoinsTheManyValues() {
        ledger.expect("[[:db/add ann :nick \"c\"]]", "[[ann :nick \"c\" true]]");
        assertThat(ledger.values("ann", "nick")).containsExactly("a", "b", "c");
    }

    @Test
    void assertingWhatIsTrueChangesNothing() {
        ledger.expect("[[:db/add ann :name \"Ann\"] [:db/add ann :nick \"a\"]]", "[]");
    }

    @Test
    void sameFormsAreOne() {
        ledger.expect(
                "[[:db/add \"t\" :nick \"x\"] [:db/add \"t\" :nick \"x\"] [:db/add ann :name \"B\"] [:db/add ann :name \"B\"]]",
                "[[t :nick \"x\" true] [ann :name \"B\" true] [ann :name \"Ann\" false]]");
    }

    @Test
    void retractingAValueTakesItAway() {
        ledger.expect("[[:db/retract ann :nick \"a\"]]", "[[ann :nick \"a\" false]]");
        assertThat(ledger.values("ann", "nick")).containsExactly("b");
    }

    @Test
    void retractingAnAbsentValueChangesNothing() {
        ledger.expect(
                "[[:db/retract ann :name \"Bob\"] [:db/retract ann :nick \"z\"] [:db/retract ann :friend]]", "[]");
    }

    @Test
    void retractingWithoutAValueTakesAllAway() {
        ledger.expect("[[:db/retract ann :nick]]", "[[ann :nick \"a\" false] [ann :nick \"b\" false]]");
    }

    @Test
    void retractionsOfTheSameFactAreOne() {
        ledger.expect("[[:db/retract ann :name \"Ann\"] [:db/retract ann :name]]", "[[ann :name \"Ann\" false]]");
    }

    @Test
    void aRetractionOfTheReplacedValueIsNotRepeated() {
        ledger.expect(
                "[[:db/add ann :name \"B\"] [:db/retract ann :name \"Ann\"]]",
                "[[ann :name \"B\" true] [ann :name \"Ann\" false]]");
    }

    @Test
    void aValuelessRetractionMeansTheValuesBefore() {
        ledger.expect(
                "[[:db/add ann :name \"New\"] [:db/retract ann :name]]",
                "[[ann :name \"New\" true] [ann :name \"Ann\" false]]");
    }

    @Test
    void theTypeOfARetractedValueIsChecked() {
        ledger.expectIncorrect("[[:db/retract ann :name 5]]", "wrong-type-for-attribute");
        ledger.expectIncorrect("[[:db/retract ann :name nil]]", "nil-value");
    }

    @Test
    void aRetractionMayNameATempid() {
        TxResult result = ledger.transact("[[:db/retract \"t\" :name \"x\"]]");
        assertThat(result.txData()).hasSize(1);
        assertThat(result.tempids()).containsOnlyKeys("t");
        ledger.expect("[[:db/retract \"t\" :mail \"ann@x\"]]", "[[ann :mail \"ann@x\" false]]");
    }

    @Test
    void elementsMustBeListsOrMaps() {
        ledger.expectIncorrect("[\"foo\"]", "not-transaction-data");
        ledger.expectIncorrect("[nil]", "not-transaction-data");
        ledger.expectIncorrect("[[]]", "not-transaction-data");
        ledger.expectIncorrect("[5]", "not-transaction-data");
        assertThat(ledger.refused("[\"foo\"]")).hasMessage("Transaction data element must be a List or Map, got foo");
    }

    @Test
    void operatorsMustBeDataFunctions() {
        ledger.expectIncorrect("[[:db/foo ann :name \"x\"]]", "not-a-data-function");
        ledger.expectIncorrect("[[:name ann :name \"x\"]]", "not-a-data-function");
        ledger.expectIncorrect("[[nil ann :name \"x\"]]", "not-a-data-function");
        assertThat(ledger.refused("[[:db/foo 1]]")).hasMessage("Unable to resolve data function: :db/foo");
        assertThat(ledger.refused("[[:name 1]]")).hasMessage("Not a data function: :name");
    }

    @Test
    void aFormWithoutAValueIsRefused() {
        assertThat(ledger.refused("[[:db/add ann :name]]"))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("[:db/add entity attribute value]");
    }

    @Test
    void whatFollowsAValueIsIgnored() {
        ledger.expect("[[:db/add ann :nick \"q\" 1 2]]", "[[ann :nick \"q\" true]]");
    }

    @Test
    void attributesMayBeNamedByIdAndLookupRef() {
        long name = ledger.database().requireAttribute(Keyword.of("name")).id();
        ledger.expect("[[:db/add ann " + name + " \"B\"]]", "[[ann :name \"B\" true] [ann :name \"Ann\" false]]");
        ledger.expect("[[:db/add ann [:db/ident :nick] \"n\"]]", "[[ann :nick \"n\" true]]");
    }

    @Test
    void entitiesMayBeNamedInManyWays() {
        ledger.expect("[[:db/add [:mail \"ann@x\"] :nick \"1\"]]", "[[ann :nick \"1\" true]]");
        ledger.expect("[[:db/add [:db/ident :enum/x] :nick \"2\"]]", enumNick("2"));
        ledger.expect("[[:db/add \":enum/x\" :nick \"3\"]]", enumNick("3"));
        ledger.transact(List.of(List.of(Keyword.of("db", "add"), BigInteger.valueOf(ledger.id("ann")), ":nick", "4")));
        assertThat(ledger.values("ann", "nick")).contains("4");
    }

    private String enumNick(String value) {
        return "[[" + ledger.database().entityId(Keyword.of("enum", "x")) + " :nick \"" + value + "\" true]]";
    }

    @Test
    void unknownEntitiesAreNamedInTheError() {
        assertThat(ledger.refused("[[:db/add :enum/none :name \"q\"]]"))
                .hasMessage("Unable to resolve entity: :enum/none in datom [:enum/none :name \"q\"]");
        ledger.expectIncorrect("[[:db/add [:mail \"none\"] :name \"q\"]]", "not-an-entity");
        ledger.expectIncorrect("[[:db/add [:mail nil] :name \"q\"]]", "not-an-entity");
        ledger.expectIncorrect("[[:db/add nil :name \"q\"]]", "not-an-entity");
        ledger.expectIncorrect("[[:db/add ann :friend :enum/none]]", "not-an-entity");
        ledger.expectIncorrect("[[:db/add ann :friend {:mail \"x\"}]]", "not-an-entity");
        ledger.expectIncorrect("[[:db/add ann :none \"x\"]]", "not-an-entity");
        ledger.expectIncorrect("[[:db/add ann :_friend ann]]", "not-an-entity");
        ledger.expectIncorrect("[[:db/add ann :enum/x \"x\"]]", "not-an-attribute");
    }

    @Test
    void wronglyShapedLookupRefsAreRefused() {
        ledger.expectIncorrect("[[:db/add [:mail] :name \"q\"]]", "invalid-lookup-ref");
        ledger.expectIncorrect("[[:db/add [:name \"Ann\"] :name \"q\"]]", "lookup-ref-attr-not-unique");
        ledger.expectIncorrect("[[:db/add [:enum/x \"Ann\"] :name \"q\"]]", "not-an-attribute");
    }

    @Test
    void lookupRefsSeeTheDatabaseBefore() {
        ledger.expectIncorrect("[{:mail \"new@x\"} [:db/add [:mail \"new@x\"] :name \"x\"]]", "not-an-entity");
        ledger.expectIncorrect("[{:db/ident :enum/new} [:db/add ann :friend :enum/new]]", "not-an-entity");
    }

    @Test
    void idsThatWereNeverGivenOutAreNoEntities() {
        ledger.expectIncorrect("[[:db/add 1000000 :name \"x\"]]", "invalid-entity-id");
        ledger.expectIncorrect("[[:db/add 17592199999999 :name \"x\"]]", "invalid-entity-id");
        ledger.expectIncorrect("[[:db/add 4611686018427387904 :name \"x\"]]", "invalid-entity-id");
        ledger.expectIncorrect("[{:db/id 17592199999999 :name \"x\"}]", "invalid-entity-id");
        ledger.expectIncorrect("[[:db/add " + EntityIds.transaction(500) + " :name \"x\"]]", "invalid-entity-id");
        assertThat(ledger.refused("[[:db/add 1000000 :name \"x\"]]")).hasMessage("Invalid entity id: 1000000");
    }

    @Test
    void smallIdsAndOldTransactionsAreEntities() {
        ledger.expect("[[:db/add 42 :name \"x\"]]", "[[42 :name \"x\" true]]");
        ledger.expect("[[:db/add 5 :db/doc \"x\"]]", "[[5 :db/doc \"x\" true]]");
        ledger.expect("[[:db/add 13194139533312 :name \"old\"]]", "[[13194139533312 :name \"old\" true]]");
    }

    @Test
    void aReferenceMayPointAnywhere() {
        ledger.expect("[[:db/add ann :friend 17592199999999]]", "[[ann :friend 17592199999999 true]]");
        ledger.expect("[[:db/add ann :friends 5] [:db/add ann :friends 5N]]", "[[ann :friends 5 true]]");
        ledger.expectIncorrect("[[:db/add ann :friend 5.0]]", "not-an-entity");
    }

    @Test
    void stringsThatBeginWithAColonAreKeywords() {
        ledger.transact(List.of(Arrays.asList(":db/add", "ann2", ":name", "x")));
        assertThat(ledger.values("ann2", "name")).containsExactly("x");
        ledger.expect(
                "[[\":db/add\" ann \":friend\" \":enum/x\"]]",
                "[[ann :friend " + ledger.database().entityId(":enum/x") + " true]]");
    }

    @Test
    void formsMayBeAnyJavaCollections() {
        List<Object> form = new ArrayList<>(List.of(Keyword.of("db", "add"), "x", Keyword.of("name"), "list"));
        ledger.transact(new java.util.ArrayDeque<>(List.of(form)));
        assertThat(ledger.values("x", "name")).containsExactly("list");
        ledger.transact(new java.util.HashSet<>(List.of(form)));
        ledger.transact(List.of(new java.util.TreeMap<>(java.util.Map.of(":name", "tree", ":db/id", "tree"))));
        assertThat(ledger.values("tree", "name")).containsExactly("tree");
    }

    @Test
    void aRefusedTransactionLeavesTheDatabaseAsItWas() {
        var before = ledger.database();
        ledger.refused("[[:db/add ann :name \"lost\"] [:db/add ann :none 1]]");
        assertThat(ledger.database()).isSameAs(before);
        assertThat(Bootstrap.database("a", "b").schema().attribute(Keyword.of("name")))
                .isNull();
    }
}

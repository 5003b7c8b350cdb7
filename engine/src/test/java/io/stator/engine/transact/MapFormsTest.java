package io.stator.engine.transact;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.TxData;
import io.stator.edn.Keyword;
import io.stator.engine.datom.Fact;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MapFormsTest {
    private final Ledger ledger = Ledger.with("[[:name :string :one] [:n :long :many] [:k :keyword :many]"
            + " [:one :ref :one] [:r :ref :many] [:c :ref :one :component] [:rc :ref :many :component]"
            + " [:u :string :one :identity] [:v :string :one :value]]");

    @BeforeEach
    void addEnums() {
        ledger.transact("[{:db/id \"x\" :db/ident :enum/x} {:db/id \"y\" :db/ident :enum/y}]");
    }

    @Test
    void collectionsAreManyValues() {
        ledger.expectInAnyOrder(
                "[{:db/id \"m\" :name \"m\" :n [1 2 3] :k #{:b :a}}]",
                "[[m :name \"m\" true] [m :n 1 true] [m :n 2 true] [m :n 3 true] [m :k :a true] [m :k :b true]]");
        ledger.expect("[{:db/id m :n []}]", "[]");
        ledger.expect("[{:db/id m :n 9}]", "[[m :n 9 true]]");
        ledger.transact(List.of(Map.of(
                Keyword.of("db", "id"), ledger.id("m"), Keyword.of("n"), new LinkedHashSet<>(List.of(10L, 11L)))));
        assertThat(ledger.values("m", "n")).contains(10L, 11L);
    }

    @Test
    void aCollectionIsNoSingleValue() {
        ledger.expectIncorrect("[{:name [\"a\"]}]", "wrong-type-for-attribute");
        ledger.expectIncorrect("[[:db/add x :n [7 8]]]", "wrong-type-for-attribute");
        ledger.expectIncorrect("[{:one [:enum/x]}]", "invalid-lookup-ref");
        assertThat(ledger.refused(List.of(Map.of(Keyword.of("n"), new Object[] {1L})))
                        .error())
                .isEqualTo(Keyword.of("db.error", "wrong-type-for-attribute"));
    }

    @Test
    void referencesMayBeNamedInManyWays() {
        ledger.transact("[{:db/id \"u1\" :u \"u1\"}]");
        ledger.expect(
                "[{:db/id \"p\" :r [[:u \"u1\"] \"t\" :enum/x]} {:db/id \"t\" :name \"t\"}]",
                "[[p :r u1 true] [p :r t true] [p :r x true] [t :name \"t\" true]]");
        ledger.expect("[{:db/id \"q\" :r :enum/y :one \"datomic.tx\"}]", "[[q :r y true] [q :one tx true]]");
    }

    @Test
    void nullIsNoValue() {
        ledger.expectIncorrect("[{:name nil}]", "nil-value");
        ledger.expectIncorrect("[{:n [1 nil]}]", "nil-value");
        ledger.expectIncorrect("[{:one nil}]", "nil-value");
        ledger.expectIncorrect("[{:u nil}]", "nil-value");
        ledger.expect("[{:db/id nil :u \"kept\"}]", "[[" + nextId() + " :u \"kept\" true]]");
    }

    private long nextId() {
        return ledger.id("y") + 1;
    }

    @Test
    void aComponentMayBeNestedWithoutAName() {
        TxResult result =
                ledger.transact("[{:db/id \"p\" :name \"p\" :rc [{:name \"c1\" :c {:name \"gc\"}} {:name \"c2\"}]}]");
        List<Fact> facts = result.txData();
        long c1 = facts.get(2).bits;
        long gc = facts.get(4).bits;
        long c2 = facts.get(6).bits;
        assertThat(facts.subList(1, facts.size()).stream().map(fact -> List.of(fact.e, fact.v())))
                .containsExactly(
                        List.of(ledger.id("p"), "p"),
                        List.of(ledger.id("p"), c1),
                        List.of(c1, "c1"),
                        List.of(c1, gc),
                        List.of(gc, "gc"),
                        List.of(ledger.id("p"), c2),
                        List.of(c2, "c2"));
        assertThat(result.tempids()).containsOnlyKeys("p");
    }

    @Test
    void anotherNestedEntityMustHaveANameOrAnIdentity() {
        ledger.expectIncorrect("[{:one {:name \"child\"}}]", "invalid-nested-entity");
        ledger.expectIncorrect("[{:one {:v \"v1\" :name \"child\"}}]", "invalid-nested-entity");
        ledger.expectIncorrect("[{:one {}}]", "invalid-nested-entity");
        ledger.expect(
                "[{:db/id \"p\" :one {:db/id \"t\" :name \"with id\"}}]",
                "[[p :one t true] [t :name \"with id\" true]]");
        ledger.expect(
                "[{:db/id \"q\" :one {:u \"u\"}} {:db/id \"u\" :u \"u\"}]", "[[q :one u true] [u :u \"u\" true]]");
        ledger.expect(
                "[{:db/id \"o\" :one {:db/ident :enum/x :name \"X\"}}]", "[[o :one x true] [x :name \"X\" true]]");
    }

    @Test
    void aNestedMapMayNameAKnownEntity() {
        ledger.expect("[{:db/id \"p\" :one {:db/id :enum/x :name \"X\"}}]", "[[p :one x true] [x :name \"X\" true]]");
        ledger.transact("[{:db/id \"d\" :u \"d\"}]");
        ledger.expect(
                "[{:db/id p :one {:db/id [:u \"d\"] :name \"D\"}}]",
                "[[p :one d true] [p :one x false] [d :name \"D\" true]]");
        ledger.expect(
                "[{:db/id p :rc [{:u \"d\" :name \"again\"}]}]",
                "[[p :rc d true] [d :name \"again\" true] [d :name \"D\" false]]");
    }

    @Test
    void anEmptyNestedMapIsNoEntity() {
        ledger.expectIncorrect("[{:name \"p\" :c {}}]", "tempid-not-an-entity");
    }

    @Test
    void mapsAreNotNestedInListForms() {
        ledger.expectIncorrect("[[:db/add \"p\" :c {:name \"x\"}]]", "not-an-entity");
    }

    @Test
    void deeplyNestedMapsAreRefused() {
        Map<Object, Object> form = Map.of(Keyword.of("name"), "leaf");
        for (int i = 0; i <= TransactionLimits.NESTING_DEPTH_MAX; i++) {
            form = Map.of(Keyword.of("c"), form);
        }
        assertThat(ledger.refused(List.of(form))).hasMessageContaining("nested at most");
    }

    @Test
    void aReverseAttributePointsAtTheEntity() {
        ledger.expect("[{:db/id \"p\" :name \"rev\" :_r :enum/x}]", "[[p :name \"rev\" true] [x :r p true]]");
        ledger.expect("[{:db/id p :_one \"q\"} {:db/id \"q\" :name \"q\"}]", "[[q :one p true] [q :name \"q\" true]]");
        ledger.transact("[{:u \"u1\"}]");
        ledger.expect(
                "[{:db/id p :_r [:u \"u1\"]}]",
                "[[" + ledger.database().entityId(List.of(Keyword.of("u"), "u1")) + " :r p true]]");
    }

    @Test
    void aReverseAttributeMustBeAReferenceFromOneEntity() {
        ledger.expectIncorrect("[{:name \"rev\" :_name \"x\"}]", "wrong-type-for-attribute");
        ledger.expectIncorrect("[{:name \"rev\" :_r {:u \"u\"}}]", "not-an-entity");
        ledger.expectIncorrect("[{:name \"rev\" :_r nil}]", "not-an-entity");
        ledger.expectIncorrect("[{:name \"rev\" :_r [:enum/x :enum/y]}]", "not-an-attribute");
        ledger.expectIncorrect("[{:name \"rev\" :_r [[:u \"1\"] [:u \"2\"]]}]", "not-an-entity");
        ledger.expectIncorrect("[{:db/id \"only\" :_r :enum/x}]", "tempid-not-an-entity");
    }

    @Test
    void keysMustBeAttributes() {
        ledger.expectIncorrect("[{:none 1}]", "not-an-entity");
        ledger.expectIncorrect("[{\"name\" 1}]", "not-a-keyword");
        ledger.expectIncorrect("[{sym 1}]", "not-a-keyword");
        ledger.expectIncorrect("[{:enum/x 1}]", "not-an-attribute");
        ledger.expect("[{:db/id \"p\" \":name\" \"text\"}]", "[[p :name \"text\" true]]");
        ledger.expect("[{:db/id p [:db/ident :n] 1}]", "[[p :n 1 true]]");
    }

    @Test
    void aTempidMustBeSaidSomethingOf() {
        ledger.expectIncorrect("[[:db/add :enum/x :r \"only\"]]", "tempid-not-an-entity");
        ledger.expectIncorrect("[{:db/id \"only\"} [:db/add :enum/x :r \"only\"]]", "tempid-not-an-entity");
        ledger.expectIncorrect("[{:r -1}]", "tempid-not-an-entity");
        assertThat(ledger.refused("[[:db/add :enum/x :r \"only\"]]"))
                .hasMessage("tempid 'only' used only as value in transaction");
    }

    @Test
    void theFormsOfTheApiAreForms() {
        Map<Object, Object> plain = new HashMap<>();
        plain.put(":name", "plain");
        plain.put(":db/id", "plain");
        ledger.transact(Arrays.asList(
                TxData.entity("typed")
                        .with(":name", "typed")
                        .with(":c", TxData.entity().with(":name", "part")),
                plain));
        assertThat(ledger.values("typed", "name")).containsExactly("typed");
        assertThat(ledger.values("plain", "name")).containsExactly("plain");
    }
}

package io.stator.engine.transact;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.edn.Keyword;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SchemaChangeTest {
    private final Ledger ledger = Ledger.with("[[:one :string :one] [:many :string :many] [:long :long :one]"
            + " [:ref :ref :many] [:x :long :one] [:y :string :one]]");

    private void expectErrors(String edn, String code, String... inner) {
        ledger.expectIncorrect(edn, code);
        List<?> errors = (List<?>) ledger.refused(edn).data().get(Keyword.of("db", "errors"));
        List<String> codes = errors.stream()
                .map(error -> ((Keyword) ((Map<?, ?>) error).get(Keyword.of("db", "error"))).name())
                .toList();
        assertThat(codes).as(edn).containsExactly(inner);
    }

    private static String definition(String rest) {
        return "[{:db/ident :new " + rest + "}]";
    }

    @Test
    void anAttributeIsInstalledByItsDefinition() {
        ledger.expect(
                "[{:db/id \"a\" :db/ident :new :db/valueType :db.type/string :db/cardinality :db.cardinality/one"
                        + " :db.install/_attribute :db.part/db}]",
                "[[a :db/ident :new true] [a :db/valueType 23 true] [a :db/cardinality 35 true]"
                        + " [0 :db.install/attribute a true]]");
        assertThat(ledger.id("a")).isEqualTo(79);
        ledger.expect("[{:db/ident :new :db/valueType :db.type/string :db/cardinality :db.cardinality/one}]", "[]");
        ledger.expect("[{:db/id \"e\" :new \"x\"}]", "[[e :new \"x\" true]]");
    }

    @Test
    void anAttributeIsUsedFromTheNextTransactionOn() {
        ledger.expectIncorrect(
                "[{:db/ident :new :db/valueType :db.type/long :db/cardinality :db.cardinality/one} {:new 1}]",
                "not-an-entity");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ":db/valueType :db.type/string | schema-attribute-missing",
                ":db/cardinality :db.cardinality/one | schema-attribute-missing",
                ":db/valueType :db.type/string :db/cardinality :db.cardinality/one :db/isComponent true"
                        + " | components-must-be-refs",
                ":db/valueType :db.type/string :db/cardinality :db.cardinality/one :db/unique :db.type/string"
                        + " | unique-not-allowed",
                ":db/valueType :db.type/tuple :db/cardinality :db.cardinality/one | invalid-tuple-kind",
                ":db/valueType :db.type/tuple :db/cardinality :db.cardinality/one :db/tupleAttrs [:x :y]"
                        + " :db/tupleType :db.type/long | invalid-tuple-kind",
                ":db/valueType :db.type/tuple :db/cardinality :db.cardinality/one :db/tupleAttrs [:x :none]"
                        + " | invalid-tuple-attrs",
                ":db/valueType :db.type/tuple :db/cardinality :db.cardinality/one :db/tupleAttrs [:x :many]"
                        + " | invalid-tuple-attrs",
                ":db/valueType :db.type/tuple :db/cardinality :db.cardinality/many :db/tupleAttrs [:x :y]"
                        + " | tuple-of-attrs-must-be-card-one",
                ":db/valueType :db.type/tuple :db/cardinality :db.cardinality/one"
                        + " :db/tupleTypes [:db.type/long :db.type/float] | invalid-tuple-types",
                ":db/valueType :db.type/tuple :db/cardinality :db.cardinality/one"
                        + " :db/tupleTypes [:db.type/long :db.type/tuple] | invalid-tuple-types",
                ":db/valueType :db.type/tuple :db/cardinality :db.cardinality/one :db/tupleType :db.type/none"
                        + " | invalid-tuple-type",
                ":db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/tupleAttrs [:x :y]"
                        + " | type-on-non-tuple"
            })
    void aWrongDefinitionIsRefused(String rest, String inner) {
        expectErrors(definition(rest), "invalid-install-attribute", inner);
    }

    @Test
    void namesInADefinitionMustMeanTheRightThings() {
        ledger.expectIncorrect(
                "[{:db/valueType :db.type/string :db/cardinality :db.cardinality/one}]", "attribute-ident-missing");
        ledger.expectIncorrect(definition(":db/valueType :db.type/none"), "not-an-entity");
        ledger.expectIncorrect(definition(":db/valueType :db.cardinality/one"), "invalid-install-attribute");
        ledger.expectIncorrect(
                definition(":db/valueType :db.cardinality/one :db/cardinality :db.cardinality/one"),
                "not-a-value-type");
        ledger.expectIncorrect(
                definition(":db/valueType :db.type/long :db/cardinality :db.type/long"), "not-a-cardinality");
        ledger.expectIncorrect(
                "[{:db/ident \"new\" :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]",
                "wrong-type-for-attribute");
        ledger.expectIncorrect(
                definition(":db/valueType :db.type/tuple :db/cardinality :db.cardinality/one :db/tupleAttrs [:x]"),
                "invalid-tuple-value");
        ledger.transact("[{:db/ident :enum/x}]");
        ledger.expectIncorrect(
                "[{:db/ident :enum/x :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]",
                "not-in-system-partition");
    }

    @Test
    void lawfulAlterationsAreMarked() {
        ledger.transact("[{:db/id \"e\" :one \"a\" :long 1} {:db/id \"one\" :db/ident :one :db/doc \"d\"}"
                + " {:db/id \"long\" :db/ident :long :db/doc \"d\"}]");
        ledger.expect(
                "[{:db/id :one :db/cardinality :db.cardinality/many}]",
                "[[one :db/cardinality 36 true] [one :db/cardinality 35 false] [0 :db.alter/attribute one true]]");
        ledger.expect(
                "[{:db/id :one :db/cardinality :db.cardinality/one}]",
                "[[one :db/cardinality 35 true] [one :db/cardinality 36 false] [0 :db.alter/attribute one true]]");
        ledger.expect(
                "[{:db/id :long :db/unique :db.unique/identity}]",
                "[[long :db/unique 38 true] [0 :db.alter/attribute long true]]");
        ledger.expect("[{:long 1 :one \"up\"}]", "[[e :one \"up\" true] [e :one \"a\" false]]");
        ledger.expect(
                "[{:db/id :long :db/unique :db.unique/value}]",
                "[[long :db/unique 37 true] [long :db/unique 38 false] [0 :db.alter/attribute long true]]");
        ledger.expectConflict("[{:long 1}]", "unique-conflict");
        ledger.expect(
                "[[:db/retract :long :db/unique]]", "[[long :db/unique 37 false] [0 :db.alter/attribute long true]]");
        ledger.expect(
                "[{:db/id :one :db/noHistory true :db/isComponent true}]",
                "[[one :db/noHistory true true] [one :db/isComponent true true] [0 :db.alter/attribute one true]]");
        ledger.expect("[{:db/id :one :long 5}]", "[[one :long 5 true]]");
    }

    @Test
    void unlawfulAlterationsAreRefused() {
        String code = "invalid-alter-attribute";
        expectErrors("[{:db/id :one :db/valueType :db.type/long}]", code, "unsupported-alter-schema");
        expectErrors("[{:db/id :one :db/fulltext true}]", code, "unsupported-alter-schema");
        expectErrors("[{:db/id :one :db/unique :db.type/long}]", code, "unsupported-alter-schema");
        expectErrors("[[:db/retract :one :db/cardinality]]", code, "unsupported-alter-schema");
        expectErrors("[[:db/retract :one :db/valueType :db.type/string]]", code, "unsupported-alter-schema");
        assertThat(ledger.refused("[{:db/id :one :db/valueType :db.type/long}]"))
                .hasMessage("Error: {:db/error :db.error/unsupported-alter-schema, :entity :one,"
                        + " :attribute :db/valueType, :from :db.type/string, :to :db.type/long}");
        ledger.transact("[{:one \"q\" :many [\"a\" \"b\"]} {:one \"q\"}]");
        expectErrors("[{:db/id :many :db/cardinality :db.cardinality/one}]", code, "cardinality-violation");
        expectErrors("[{:db/id :one :db/unique :db.unique/identity}]", code, "unique-violation");
    }

    @Test
    void valuesAreCheckedAsTheyAreAfterTheTransaction() {
        ledger.transact("[{:db/id \"a\" :one \"q\" :many [\"1\" \"2\"]} {:db/id \"b\" :one \"q\"}]");
        ledger.transact("[[:db/add a :one \"other\"] {:db/id :one :db/unique :db.unique/value}]");
        ledger.transact("[[:db/retract a :many \"1\"] {:db/id :many :db/cardinality :db.cardinality/one}]");
        ledger.expectConflict("[{:one \"q\"}]", "unique-conflict");
        ledger.expect("[[:db/add a :many \"3\"]]", "[[a :many \"3\" true] [a :many \"2\" false]]");
    }

    @Test
    void aRenamedAttributeIsFoundByBothNames() {
        ledger.transact("[{:db/id \"a\" :db/ident :one :db/doc \"d\"}]");
        ledger.expect("[{:db/id :one :db/ident :uno}]", "[[a :db/ident :uno true] [a :db/ident :one false]]");
        ledger.transact("[{:db/id \"e\" :one \"1\"}]");
        assertThat(ledger.values("e", "uno")).containsExactly("1");
        ledger.expectIncorrect("[{:one \"1\" :uno \"2\"}]", "datoms-conflict");
        ledger.transact("[{:db/ident :one :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]");
        ledger.expect("[{:db/id e :one 1}]", "[[e :one 1 true]]");
        ledger.expectConflict("[{:db/id :long :db/ident :uno}]", "unique-conflict");
    }

    @Test
    void aRetractedIdentStillNamesItsEntity() {
        ledger.transact("[{:db/id \"x\" :db/ident :enum/x}]");
        ledger.expect("[[:db/retract :enum/x :db/ident :enum/x]]", "[[x :db/ident :enum/x false]]");
        ledger.expect("[[:db/add :enum/x :long 1]]", "[[x :long 1 true]]");
    }

    @Test
    void whatEveryDatabaseBeginsWithStays() {
        ledger.expectIncorrect("[{:db/id :db/doc :db/cardinality :db.cardinality/many}]", "datom-cannot-be-altered");
        ledger.expectIncorrect("[{:db/id :db/ident :db/doc \"x\"}]", "datom-cannot-be-altered");
        ledger.expect("[{:db/ident :db/doc} [:db/retract 0 :db.install/attribute :one]]", "[]");
        ledger.expect("[[:db/add :db/doc :long 5]]", "[[63 :long 5 true]]");
    }

    @Test
    void partitionsAreInstalledOnce() {
        ledger.expect(
                "[{:db/id \"p\" :db/ident :my/part :db.install/_partition :db.part/db}]",
                "[[p :db/ident :my/part true] [0 :db.install/partition p true]]");
        ledger.expect("[{:db/ident :my/part :db.install/_partition :db.part/db}]", "[]");
        ledger.transact("[{:db/ident :enum/x}]");
        ledger.expectIncorrect("[{:db/ident :enum/x :db.install/_partition :db.part/db}]", "not-in-system-partition");
        ledger.expectIncorrect("[[:db/add :enum/x :db.install/attribute :one]]", "invalid-datom");
    }
}

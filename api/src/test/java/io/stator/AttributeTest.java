package io.stator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.edn.Edn;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class AttributeTest {
    static Stream<Arguments> types() {
        return Stream.of(
                Arguments.of(Attribute.string(":a/b"), ":db.type/string"),
                Arguments.of(Attribute.keyword(":a/b"), ":db.type/keyword"),
                Arguments.of(Attribute.symbol(":a/b"), ":db.type/symbol"),
                Arguments.of(Attribute.bool(":a/b"), ":db.type/boolean"),
                Arguments.of(Attribute.integer(":a/b"), ":db.type/long"),
                Arguments.of(Attribute.bigInteger(":a/b"), ":db.type/bigint"),
                Arguments.of(Attribute.real(":a/b"), ":db.type/double"),
                Arguments.of(Attribute.real32(":a/b"), ":db.type/float"),
                Arguments.of(Attribute.decimal(":a/b"), ":db.type/bigdec"),
                Arguments.of(Attribute.instant(":a/b"), ":db.type/instant"),
                Arguments.of(Attribute.uuid(":a/b"), ":db.type/uuid"),
                Arguments.of(Attribute.uri(":a/b"), ":db.type/uri"),
                Arguments.of(Attribute.ref(":a/b"), ":db.type/ref"));
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyTypeHasItsSchemaEntry(Attribute<?> attribute, String type) {
        assertThat(attribute.schema())
                .isEqualTo(Edn.read("{:db/ident :a/b :db/valueType " + type + " :db/cardinality :db.cardinality/one}"));
        assertThat(attribute.valueType().ident()).hasToString(type);
        assertThat(attribute.isMany()).isFalse();
    }

    @Test
    void propertiesAreAddedToTheSchemaEntry() {
        assertThat(Attribute.string(":a/b").identity().doc("words").noHistory().schema())
                .isEqualTo(Edn.read("""
                        {:db/ident :a/b :db/valueType :db.type/string :db/cardinality :db.cardinality/one
                         :db/unique :db.unique/identity :db/doc "words" :db/noHistory true}"""));
        assertThat(Attribute.ref(":a/b").component().many().schema()).isEqualTo(Edn.read("""
                        {:db/ident :a/b :db/valueType :db.type/ref :db/cardinality :db.cardinality/many
                         :db/isComponent true}"""));
        assertThat(Attribute.uuid(":a/b").unique().schema().toString()).contains(":db.unique/value");
    }

    @Test
    void tuplesNameTheirParts() {
        assertThat(Attribute.tuple(":a/t", ValueType.LONG, ValueType.REF).schema())
                .isEqualTo(Edn.read("""
                        {:db/ident :a/t :db/valueType :db.type/tuple :db/cardinality :db.cardinality/one
                         :db/tupleTypes [:db.type/long :db.type/ref]}"""));
        assertThat(Attribute.tupleOf(":a/t", ValueType.STRING).schema().toString())
                .contains(":db/tupleType=:db.type/string");
        Attribute<?> composite = Attribute.composite(":a/t", Attribute.string(":a/x"), Attribute.integer(":a/y"));
        assertThat(composite.identity().schema()).isEqualTo(Edn.read("""
                        {:db/ident :a/t :db/valueType :db.type/tuple :db/cardinality :db.cardinality/one
                         :db/tupleAttrs [:a/x :a/y] :db/unique :db.unique/identity}"""));
    }

    @Test
    void manyChangesTheTypeOfTheValueOnce() {
        Attribute<List<String>> genres = Attribute.string(":a/b").many();
        assertThat(genres.isMany()).isTrue();
        assertThatThrownBy(genres::many).isInstanceOf(Anomaly.Incorrect.class).hasMessageContaining(":a/b");
    }

    @Test
    void attributesAreEqualWhenTheirSchemaEntriesAre() {
        assertThat(Attribute.string(":a/b").identity())
                .isEqualTo(Attribute.string("a/b").identity())
                .hasSameHashCodeAs(Attribute.string("a/b").identity())
                .isNotEqualTo(Attribute.string(":a/b"))
                .hasToString(":a/b");
    }

    @Test
    void aPropertyLeavesTheOriginalAsItWas() {
        Attribute<String> plain = Attribute.string(":a/b");
        Attribute<String> documented = plain.doc("words");
        assertThat(documented).isNotEqualTo(plain);
        assertThat(plain.schema()).hasSize(3);
    }
}

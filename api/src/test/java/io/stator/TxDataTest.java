package io.stator;

import static io.stator.TxData.add;
import static io.stator.TxData.cas;
import static io.stator.TxData.entity;
import static io.stator.TxData.lookup;
import static io.stator.TxData.retract;
import static io.stator.TxData.retractEntity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.edn.Edn;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.spi.GivenValues;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TxDataTest {
    private static final Attribute<String> TITLE =
            Attribute.string(":movie/title").identity();
    private static final Attribute<Long> YEAR = Attribute.integer(":movie/year");
    private static final Attribute<List<String>> GENRES =
            Attribute.string(":movie/genre").many();
    private static final Attribute<Long> DIRECTOR = Attribute.ref(":movie/director");

    private static final Attribute<List<Long>> CAST =
            Attribute.ref(":movie/cast").many();
    private static final Attribute<Long> OTHER = Attribute.integer(":a/b");

    @Test
    void typedPlainAndTextFormsAreEqual() {
        TxData typed = TxData.of(
                entity("goonies").with(TITLE, "The Goonies").with(YEAR, 1985L).with(GENRES, List.of("comedy")),
                entity().with(TITLE, "Repo Man").withRef(DIRECTOR, "alex"),
                add(lookup(TITLE, "Repo Man"), YEAR, 1984L));
        TxData plain = TxData.of(List.of(
                Map.of(
                        Keyword.parse(":db/id"),
                        "goonies",
                        Keyword.parse(":movie/title"),
                        "The Goonies",
                        Keyword.parse(":movie/year"),
                        1985L,
                        Keyword.parse(":movie/genre"),
                        List.of("comedy")),
                Map.of(TITLE, "Repo Man", DIRECTOR, "alex"),
                List.of(Keyword.parse(":db/add"), List.of(TITLE, "Repo Man"), YEAR, 1984L)));
        TxData text = TxData.parse("""
                [{:db/id "goonies" :movie/title "The Goonies" :movie/year 1985 :movie/genre ["comedy"]}
                 {:movie/title "Repo Man" :movie/director "alex"}
                 [:db/add [:movie/title "Repo Man"] :movie/year 1984]]""");
        assertThat(typed).isEqualTo(plain).isEqualTo(text).hasSameHashCodeAs(text);
        assertThat(plain).isEqualTo(text).hasSameHashCodeAs(text);
    }

    @Test
    void theListFormsAreThoseOfTheTransactionLanguage() {
        assertThat(TxData.of(
                        add(1L, ":a/b", 2L),
                        retract(1L, YEAR, 2L),
                        retract(1L, YEAR),
                        retractEntity(lookup(":movie/title", "x")),
                        cas(1L, YEAR, null, 2L),
                        cas(1L, YEAR, 2L, 3L)))
                .isEqualTo(TxData.parse("""
                        [[:db/add 1 :a/b 2] [:db/retract 1 :movie/year 2] [:db/retract 1 :movie/year]
                         [:db/retractEntity [:movie/title "x"]] [:db/cas 1 :movie/year nil 2]
                         [:db/cas 1 :movie/year 2 3]]"""));
    }

    @Test
    void oneFormIsATransactionToo() {
        assertThat(TxData.of(add(1L, ":a/b", 2L))).isEqualTo(TxData.parse("[[:db/add 1 :a/b 2]]"));
        assertThat(TxData.of(List.of(add(1L, ":a/b", 2L), Map.of(":db/id", 1L))))
                .isEqualTo(TxData.of(add(1L, ":a/b", 2L), Map.of(":db/id", 1L)));
        assertThat(add(1L, ":a/b", 2L))
                .isEqualTo(add(1L, OTHER, 2L))
                .hasSameHashCodeAs(add(1L, OTHER, 2L))
                .hasToString("[:db/add 1 :a/b 2]");
    }

    @Test
    void entitiesNest() {
        EntityData person = entity().with(":person/name", "Ann");
        assertThat(TxData.of(entity().with(":team/lead", person).with(":team/member", List.of(person, entity("bob")))))
                .isEqualTo(TxData.parse("""
                        [{:team/lead {:person/name "Ann"} :team/member [{:person/name "Ann"} {:db/id "bob"}]}]"""));
        assertThat(TxData.of(entity(1L).withRef(DIRECTOR, person)))
                .isEqualTo(TxData.parse("[{:db/id 1 :movie/director {:person/name \"Ann\"}}]"));
    }

    @Test
    void referencesToManyAreAllKept() {
        EntityData friend = entity().with(":person/name", "Ann");
        assertThat(TxData.of(entity(1L)
                        .withRef(CAST, "tempid")
                        .withRef(CAST, 17)
                        .withRef(CAST, ":person/main")
                        .withRef(CAST, lookup(TITLE, "Repo Man"))
                        .withRef(CAST, List.of(":movie/title", "Goonies"))
                        .withRef(CAST, List.of(":db/ident", ":person/other"))
                        .withRef(CAST, friend)
                        .withRef(CAST, Map.of(":db/id", "x"))
                        .with(CAST, List.of(18L, 19L))
                        .with((Object) CAST, List.of("y", List.of(TITLE, "Alien")))
                        .with((Object) CAST, List.of(":person/first", ":person/second"))))
                .isEqualTo(TxData.parse("""
                        [{:db/id 1 :movie/cast ["tempid" 17 ":person/main" [:movie/title "Repo Man"] [":movie/title" "Goonies"]
                                                [":db/ident" ":person/other"] {:person/name "Ann"} {":db/id" "x"} 18 19
                                                "y" [:movie/title "Alien"] ":person/first" ":person/second"]}]"""));
    }

    @Test
    void valuesOfManyAreAllKept() {
        assertThat(entity().with(GENRES, List.of("a"))
                        .with(GENRES, List.of("b", "c"))
                        .with((Object) GENRES, "d"))
                .isEqualTo(entity().with(GENRES, List.of("a", "b", "c", "d")))
                .hasToString("{:movie/genre [\"a\" \"b\" \"c\" \"d\"]}");
        assertThat(entity().with(YEAR, 1L).with(YEAR, 2L)).isEqualTo(entity().with(YEAR, 2L));
    }

    @Test
    void whatMayBeOneReferenceOrTwoIsRefused() {
        for (Object ambiguous : List.of(
                lookup(TITLE, "Repo Man"),
                List.of(":movie/year", 5L),
                new Object[] {TITLE, "x"},
                List.of(":db/ident", ":a/b"))) {
            assertThatThrownBy(() -> entity().with((Object) CAST, ambiguous))
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessageContaining("use withRef");
        }
        for (Object several : List.of(List.of("a", "b"), List.of(1L, 2L, 3L), Set.of("a"))) {
            assertThatThrownBy(() -> entity().withRef(CAST, several))
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessageContaining("target must be one entity");
        }
        assertThatThrownBy(() -> entity().withRef(TITLE, "x"))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("attribute must be a reference: attribute=:movie/title");
    }

    @Test
    void schemaIsTheEntriesOfTheAttributes() {
        assertThat(TxData.schema(TITLE, GENRES).forms()).isEqualTo(List.of(TITLE.schema(), GENRES.schema()));
    }

    @Test
    void transactionsAreJoined() {
        assertThat(TxData.parse("[[:db/add 1 :a 1]]").and(TxData.parse("[[:db/add 2 :a 2]]")))
                .isEqualTo(TxData.parse("[[:db/add 1 :a 1] [:db/add 2 :a 2]]"));
    }

    @Test
    void whatTheCallerDoesLaterHasNoEffect() {
        List<Object> value = new ArrayList<>(List.of("comedy"));
        Map<Object, Object> form = new HashMap<>(Map.of(":movie/genre", value));
        List<Object> forms = new ArrayList<>(List.of(form));
        EntityData typed = entity("x").with(":movie/genre", value);
        TxData data = TxData.of(forms);
        TxData ofTyped = TxData.of(typed);
        String before = data + " " + typed + " " + ofTyped;
        value.add("drama");
        form.put(":movie/year", 1L);
        forms.clear();
        assertThat(data + " " + typed + " " + ofTyped)
                .isEqualTo(before)
                .contains("comedy")
                .doesNotContain("drama");
        assertThatThrownBy(() -> data.forms().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aFormThatHoldsItselfIsRefused() {
        List<Object> form = new ArrayList<>();
        form.add(form);
        assertThatThrownBy(() -> TxData.of(form, form))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("nested at most " + GivenValues.DEPTH_MAX);
    }

    @Test
    void nothingIsKeptAsNothing() {
        assertThat(TxData.of(Collections.singletonList(null)).forms()).containsExactly((Object) null);
        assertThat(TxData.of().forms()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{:db/id 1}", "1", "nil", "\"text\""})
    void textMustBeACollectionOfForms(String text) {
        assertThatThrownBy(() -> TxData.parse(text))
                .isInstanceOfSatisfying(
                        Anomaly.Incorrect.class,
                        anomaly ->
                                assertThat(anomaly.error()).isEqualTo(Keyword.parse(":db.error/not-transaction-data")));
    }

    @Test
    void malformedTextNamesItsPlace() {
        assertThatThrownBy(() -> TxData.parse("[\n [:db/add 1 :a}]"))
                .isInstanceOfSatisfying(
                        Anomaly.Incorrect.class,
                        anomaly -> assertThat(anomaly.data())
                                .containsEntry(Keyword.parse(":edn/line"), 2L)
                                .containsEntry(Keyword.parse(":edn/column"), 15L))
                .hasMessageContaining("malformed transaction data");
    }

    @Test
    void entityDataIsAValue() {
        EntityData first = entity("x").with(TITLE, "T");
        assertThat(first)
                .isEqualTo(entity("x").with(":movie/title", "T"))
                .hasSameHashCodeAs(entity("x").with(TITLE, "T"));
        assertThat(first.with(YEAR, 1L)).isNotEqualTo(first);
        assertThat(first.form()).isEqualTo(Edn.read("{:db/id \"x\" :movie/title \"T\"}"));
        assertThat(first).hasToString("{:db/id \"x\", :movie/title \"T\"}");
        assertThat(entity(EdnVector.of(1L)).with(":o", new Object()).toString()).contains(":o");
    }
}

package io.stator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PulledEntityTest {
    private static final Keyword ID = Keyword.of("db", "id");
    private static final Keyword TITLE = Keyword.of("movie", "title");
    private static final Attribute<Long> DIRECTOR = Attribute.ref(":movie/director");
    private static final Attribute<List<Long>> CAST =
            Attribute.ref(":movie/cast").many();

    private static PulledEntity stub(long id) {
        return PulledEntity.of(Map.of(ID, id));
    }

    private static PulledEntity movie() {
        Map<Object, Object> values = new LinkedHashMap<>();
        values.put(ID, 7L);
        values.put(TITLE, "Repo Man");
        values.put("label", "text key");
        values.put(DIRECTOR.ident(), stub(1));
        values.put(CAST.ident(), EdnVector.of(stub(2), stub(3)));
        return PulledEntity.of(values);
    }

    @Test
    void aValueIsFoundByKeywordStringOrAttribute() {
        PulledEntity movie = movie();
        assertThat(movie.get(TITLE)).isEqualTo("Repo Man");
        assertThat(movie.get(":movie/title")).isEqualTo("Repo Man");
        assertThat(movie.get(Attribute.string(":movie/title"))).isEqualTo("Repo Man");
        assertThat(movie.get((Object) Attribute.string(":movie/title"))).isEqualTo("Repo Man");
        assertThat(movie.get("label")).isEqualTo("text key");
        assertThat(movie.get("movie/title")).isNull();
        assertThat(movie.get(":")).isNull();
        assertThat(movie.get(Attribute.string(":movie/subtitle"))).isNull();
        assertThat(movie.containsKey(":movie/title")).isTrue();
        assertThat(movie.containsKey(":movie/subtitle")).isFalse();
        assertThat(movie.getOrDefault(":movie/year", 0L)).isEqualTo(0L);
    }

    @Test
    void theTypedValueOfAReferenceIsItsTargetsId() {
        long director = movie().get(DIRECTOR);
        List<Long> cast = movie().get(CAST);
        assertThat(director).isEqualTo(1);
        assertThat(cast).containsExactly(2L, 3L);
        PulledEntity withoutId = PulledEntity.of(Map.of(DIRECTOR.ident(), PulledEntity.of(Map.of(TITLE, "x"))));
        assertThatThrownBy(() -> withoutId.get(DIRECTOR))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining(":movie/director");
        assertThat(PulledEntity.of(Map.of(DIRECTOR.ident(), 5L)).get(DIRECTOR)).isEqualTo(5L);
    }

    @Test
    void referencesLeadToPulledEntities() {
        assertThat(movie().entity(DIRECTOR).id()).hasValue(1);
        assertThat(movie().entity(":movie/director").id()).hasValue(1);
        assertThat(movie().entity(":movie/producer")).isEmpty();
        assertThat(movie().entity(TITLE)).isEmpty();
        assertThat(movie().entities(CAST)).containsExactly(stub(2), stub(3));
        assertThat(movie().entities(DIRECTOR)).containsExactly(stub(1));
        assertThat(movie().entities(":movie/title")).isEmpty();
    }

    @Test
    void theIdIsKnownWhenItWasSelected() {
        assertThat(movie().id()).hasValue(7);
        assertThat(PulledEntity.empty().id()).isEmpty();
        assertThat(PulledEntity.of(Collections.singletonMap(ID, null)).id()).isEmpty();
    }

    @Test
    void anEntityIsAMapThatCannotBeChanged() {
        PulledEntity movie = movie();
        assertThat(movie).isEqualTo(new LinkedHashMap<>(movie)).hasSameHashCodeAs(new LinkedHashMap<>(movie));
        assertThatThrownBy(() -> movie.put(TITLE, "x")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> movie.remove(TITLE)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> movie.entrySet().iterator().next().setValue("x"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(movie::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThat(PulledEntity.of(Map.of())).isSameAs(PulledEntity.empty());
    }

    @Test
    void anEntityPrintsAsEdnAsFarAsThatGoes() {
        assertThat(stub(5)).hasToString("{:db/id 5}");
        assertThat(PulledEntity.of(Map.of(TITLE, new Object())).toString()).contains(":movie/title");
        PulledEntity deep = stub(1);
        for (int i = 0; i < 20_000; i++) {
            deep = PulledEntity.of(Map.of(DIRECTOR.ident(), deep));
        }
        assertThat(deep.toString()).contains(":movie/director");
    }

    record Movie(String title, Long director) {}

    @Test
    void anEntityBecomesARecord() {
        assertThat(movie().as(Movie.class)).isEqualTo(new Movie("Repo Man", 1L));
    }
}

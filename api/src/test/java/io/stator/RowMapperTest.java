package io.stator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RowMapperTest {
    enum Genre {
        COMEDY,
        SCI_FI
    }

    record Movie(String title, long year) {}

    /** Annotations of another package. */
    static final class Marked {
        @Retention(RetentionPolicy.RUNTIME)
        @Target({ElementType.METHOD, ElementType.PARAMETER, ElementType.FIELD})
        @interface Nullable {}

        private Marked() {}
    }

    private record Hidden(int count, Optional<String> note) {}

    record Person(String name, Optional<Person> best, List<Movie> movies, Set<Genre> genres) {}

    record Numbers(byte tiny, short small, int medium, long large, float real32, double real, boolean truth) {}

    record Failing(String value) {
        Failing {
            if (value.isEmpty()) {
                throw new IllegalStateException("empty");
            }
            if (value.equals("io")) {
                RowMapperTest.<RuntimeException>throwAnyway(new IOException("disk"));
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void throwAnyway(Throwable throwable) throws T {
        throw (T) throwable;
    }

    private static <R> R make(Class<R> type, Object item) {
        return RowMapper.to(type).apply(item);
    }

    private static PulledEntity entity(@Nullable Object... keysAndValues) {
        Map<Object, Object> values = new java.util.LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(Keyword.parse((String) keysAndValues[i]), keysAndValues[i + 1]);
        }
        return PulledEntity.of(values);
    }

    @Test
    void rowsWithoutNamesFillComponentsByPosition() {
        assertThat(make(Movie.class, Row.of("Repo Man", 1984L))).isEqualTo(new Movie("Repo Man", 1984));
        assertThatThrownBy(() -> make(Movie.class, Row.of("Repo Man")))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("components=2 columns=1");
    }

    @Test
    void rowsWithNamesFillComponentsByName() {
        List<?> names = List.of(Keyword.parse("movie/year"), Symbol.of("title"));
        assertThat(make(Movie.class, Row.named(names, 1984L, "Repo Man"))).isEqualTo(new Movie("Repo Man", 1984));
    }

    @Test
    void pulledEntitiesFillComponentsByLocalName() {
        record Names(String releaseYear, boolean active, String a_b) {}
        assertThat(make(Names.class, entity(":m/release-year", "x", ":m/active?", true, ":m/a-b", "y", ":m/other", 1L)))
                .isEqualTo(new Names("x", true, "y"));
    }

    @Test
    void aRowOfOnePulledEntityIsThatEntity() {
        record Title(String title) {}
        record Whole(PulledEntity entity) {}
        record Around(Movie movie) {}
        PulledEntity movie = entity(":movie/title", "Repo Man", ":movie/year", 1984L);
        assertThat(make(Movie.class, Row.of(movie))).isEqualTo(new Movie("Repo Man", 1984));
        assertThat(make(Title.class, Row.of(movie))).isEqualTo(new Title("Repo Man"));
        assertThat(make(Whole.class, Row.of(movie))).isEqualTo(new Whole(movie));
        assertThat(make(Around.class, Row.of(movie))).isEqualTo(new Around(new Movie("Repo Man", 1984)));
    }

    @Test
    void recordsNest() {
        PulledEntity bob = entity(":p/name", "Bob");
        PulledEntity ann = entity(
                ":p/name",
                "Ann",
                ":p/best",
                bob,
                ":p/movies",
                List.of(entity(":m/title", "A", ":m/year", 1L), entity(":m/title", "B", ":m/year", 2L)),
                ":p/genres",
                List.of(Keyword.parse(":genre/sci-fi"), entity(":db/ident", Keyword.of("comedy"))));
        assertThat(make(Person.class, ann))
                .isEqualTo(new Person(
                        "Ann",
                        Optional.of(new Person("Bob", Optional.empty(), List.of(), Set.of())),
                        List.of(new Movie("A", 1), new Movie("B", 2)),
                        Set.of(Genre.SCI_FI, Genre.COMEDY)));
    }

    @Test
    void aSingleValueFillsAList() {
        record Tags(List<String> tags) {}
        assertThat(make(Tags.class, entity(":x/tags", "only"))).isEqualTo(new Tags(List.of("only")));
        assertThatThrownBy(() ->
                        make(Tags.class, entity(":x/tags", List.of("a"))).tags().add("b"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void numbersAreConvertedWithoutLoss() {
        assertThat(make(Numbers.class, Row.of(1L, 2L, 3L, 4L, 5.5f, 6L, true)))
                .isEqualTo(new Numbers((byte) 1, (short) 2, 3, 4, 5.5f, 6, true));
        assertThat(RowMapper.value(1L, BigInteger.class, "x")).isEqualTo(BigInteger.ONE);
        assertThat(RowMapper.value(1L, BigDecimal.class, "x")).isEqualTo(BigDecimal.ONE);
        assertThat(RowMapper.value(BigInteger.TEN, long.class, "x")).isEqualTo(10L);
        assertThat(RowMapper.value(1.5f, Double.class, "x")).isEqualTo(1.5);
        refused(128L, byte.class);
        refused(40_000L, Short.class);
        refused(3_000_000_000L, int.class);
        refused(BigInteger.TWO.pow(64), long.class);
        refused((1L << 53) + 1, double.class);
        refused(1.0, long.class);
        refused(1.5, float.class);
        refused(new BigDecimal("1.0"), double.class);
        refused("1", long.class);
        refused(1L, String.class);
        refused(1L, boolean.class);
    }

    private static void refused(Object value, Class<?> type) {
        assertThatThrownBy(() -> RowMapper.value(value, type, "Numbers.x"))
                .as(value + " as " + type)
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("Numbers.x must be given a value that fits " + type.getSimpleName());
    }

    @Test
    void otherValuesAreConvertedWhereTheMeaningIsClear() {
        assertThat(RowMapper.value(Instant.EPOCH, Date.class, "x")).isEqualTo(new Date(0));
        assertThat(RowMapper.value(Keyword.of("sci-fi"), Genre.class, "x")).isEqualTo(Genre.SCI_FI);
        assertThat(RowMapper.value("comedy", Genre.class, "x")).isEqualTo(Genre.COMEDY);
        PulledEntity red = entity(":db/id", 5L, ":db/ident", Keyword.of("red"));
        assertThat(RowMapper.value(red, Keyword.class, "x")).isEqualTo(Keyword.of("red"));
        assertThat(RowMapper.value(red, long.class, "x")).isEqualTo(5L);
        assertThat(RowMapper.value("a", Object.class, "x")).isEqualTo("a");
        refused(Keyword.of("opera"), Genre.class);
        refused(entity(":db/id", 5L), Keyword.class);
        refused(red, String.class);
    }

    @Test
    void whatIsAbsentIsEmptyOrNullOrRefused() {
        record Absent(
                @Nullable String text,
                @Nullable Long number,
                @Marked.Nullable String marked,
                Optional<Long> maybe,
                List<Long> many,
                Set<Long> set) {}
        record Needed(String text) {}
        assertThat(make(Absent.class, PulledEntity.empty()))
                .isEqualTo(new Absent(null, null, null, Optional.empty(), List.of(), Set.of()));
        assertThatThrownBy(() -> make(Movie.class, entity(":m/title", "x")))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("Movie.year must have a value");
        for (Object item : List.of(PulledEntity.empty(), Row.of((Object) null), entity(":a/text", null))) {
            assertThatThrownBy(() -> make(Needed.class, item))
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessageContaining("Needed.text must have a value")
                    .hasMessageContaining("Optional")
                    .hasMessageContaining("@Nullable");
        }
        assertThatThrownBy(() -> make(Movie.class, Row.of(null, 1L)))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("Movie.title must have a value");
    }

    @Test
    void aComponentThatNothingIsNamedAfterIsRefused() {
        record Misspelt(Optional<String> titel, @Nullable Long yaer, List<String> genre) {}
        List<Object> names = List.of(Keyword.parse("m/title"), Keyword.parse("m/year"));
        PulledEntity selected = PulledEntity.of(Map.of(names.get(0), "x"), names);
        assertThatThrownBy(() -> make(Misspelt.class, selected))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessage("Misspelt.titel must be named after something in the result: names=[:m/title :m/year]");
        assertThatThrownBy(() -> make(Misspelt.class, Row.named(List.of("title", "year"), "x", 1L)))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("Misspelt.titel")
                .hasMessageContaining("names=[\"title\" \"year\"]");
        record Fits(Optional<String> title, @Nullable Long year) {}
        assertThat(make(Fits.class, selected)).isEqualTo(new Fits(Optional.of("x"), null));
        assertThatThrownBy(() -> make(Movie.class, selected))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("Movie.year must have a value")
                .hasMessageContaining(":m/year");
        record Some(String title) {}
        assertThat(make(Some.class, selected))
                .as("not all there is needs a component")
                .isEqualTo(new Some("x"));
    }

    @Test
    void privateRecordsAreMade() {
        assertThat(make(Hidden.class, Row.of(3L, "x"))).isEqualTo(new Hidden(3, Optional.of("x")));
        assertThat(make(Hidden.class, Row.of(3L, null))).isEqualTo(new Hidden(3, Optional.empty()));
    }

    @Test
    void whatTheConstructorThrowsComesThrough() {
        assertThatThrownBy(() -> make(Failing.class, Row.of("")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("empty");
        assertThatThrownBy(() -> make(Failing.class, Row.of("io")))
                .isInstanceOf(Anomaly.Fault.class)
                .hasMessageContaining("the constructor of Failing failed: disk");
    }

    @Test
    void twoKeysForOneComponentAreRefusedUnlessOneIsTheEntityId() {
        record Named(String name) {}
        record Identified(String id) {}
        assertThatThrownBy(() -> make(Named.class, entity(":a/name", "x", ":b/name", "y")))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining(":a/name")
                .hasMessageContaining(":b/name");
        assertThat(make(Identified.class, entity(":db/id", 1L, ":a/id", "x"))).isEqualTo(new Identified("x"));
        assertThat(make(Identified.class, entity(":a/id", "x", ":db/id", 1L))).isEqualTo(new Identified("x"));
    }

    @Test
    void componentsThatCannotBeToldApartAreRefused() {
        record Twins(String a_b, String ab) {}
        assertThatThrownBy(() -> make(Twins.class, Row.of("x", "y")))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("a_b");
    }

    @Test
    void aRowOfOneColumnIsItsValue() {
        assertThat(make(String.class, Row.of("x"))).isEqualTo("x");
        assertThat(make(Integer.class, Row.of(5L))).isEqualTo(5);
        assertThat(make(Row.class, Row.of(5L, 6L))).isEqualTo(Row.of(5L, 6L));
        assertThatThrownBy(() -> make(String.class, Row.of("x", "y")))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("columns=2");
        assertThatThrownBy(() -> make(String.class, Row.of((Object) null))).isInstanceOf(Anomaly.Incorrect.class);
    }

    @Test
    void onlyRowsAndMapsBecomeRecords() {
        for (Object item : Arrays.asList("text", 1L, null, List.of("a", 1L))) {
            assertThatThrownBy(() -> make(Movie.class, item))
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessageContaining("record Movie must be made of a row or a pulled entity");
        }
    }
}

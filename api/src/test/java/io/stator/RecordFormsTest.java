package io.stator;

import static io.stator.TxData.entity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RecordFormsTest {
    enum Genre {
        COMEDY,
        SCI_FI
    }

    @Namespace("movie.rating")
    enum Rating {
        GOOD,
        @Ident(":rating/awful")
        BAD
    }

    record BlogPost(
            @Ident(":db/id") @Nullable Long id,
            String title,
            int wordCount,
            Genre genre,
            Rating rating,
            Set<String> tags,
            Optional<Author> author,
            @Ident(":post/comments") List<Comment> all,
            List<Object> place) {}

    @Namespace("person")
    record Author(String firstName) {}

    record Comment(String text, @Nullable String by) {}

    record Note(String text) {}

    private static String form(Object... forms) {
        return Edn.print(TxData.of(forms).forms());
    }

    private static BlogPost post(@Nullable Long id, List<Comment> comments) {
        Set<String> tags = new LinkedHashSet<>(List.of("b", "a"));
        return new BlogPost(
                id,
                "Hi",
                12,
                Genre.SCI_FI,
                Rating.BAD,
                tags,
                Optional.of(new Author("Ann")),
                comments,
                Arrays.asList(1L, null, 1L));
    }

    @Test
    void aRecordSaysTheAttributesOfItsComponents() {
        assertThat(form(post(null, List.of(new Comment("well", null), new Comment("no", "Bob")))))
                .isEqualTo("[{:blog-post/title \"Hi\", :blog-post/word-count 12, :blog-post/genre :genre/sci-fi,"
                        + " :blog-post/rating :rating/awful, :blog-post/tags [\"b\" \"a\"],"
                        + " :blog-post/author {:person/first-name \"Ann\"},"
                        + " :post/comments [{:comment/text \"well\"} {:comment/text \"no\", :comment/by \"Bob\"}],"
                        + " :blog-post/place [1 nil 1]}]");
    }

    @Test
    void everyFormOfATransactionTakesRecords() {
        Map<Keyword, String> said = Map.of(Keyword.parse("note/text"), "x");
        assertThat(TxData.of(List.of(new Note("x"))).forms()).isEqualTo(List.of(said));
        assertThat(TxData.of(entity(new Note("x"))).forms()).isEqualTo(List.of(said));
        assertThat(form(entity("tempid").with(new Note("x")))).isEqualTo("[{:db/id \"tempid\", :note/text \"x\"}]");
        assertThat(form(entity(7).with(":a/ref", new Note("x")))).isEqualTo("[{:db/id 7, :a/ref {:note/text \"x\"}}]");
        assertThat(form(List.of(":db/add", 7, ":a/value", Genre.COMEDY)))
                .isEqualTo("[[\":db/add\" 7 \":a/value\" :genre/comedy]]");
        assertThat(form(TxData.add(7, ":a/value", Genre.COMEDY))).isEqualTo("[[:db/add 7 :a/value :genre/comedy]]");
        assertThat(TxData.ofArguments(Map.of(":tx-data", List.of(new Note("x"))))
                        .forms())
                .isEqualTo(List.of(said));
    }

    @Test
    void theIdOfAnEntityIsAComponentThatSaysSo() {
        assertThat(form(post(17L, List.of()))).startsWith("[{:db/id 17, :blog-post/title");
        assertThat(form(entity(17).with(post(17L, List.of())))).startsWith("[{:db/id 17,");
        assertThatThrownBy(() -> entity("x").with(post(17L, List.of())))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("entity=\"x\" record=17");
        assertThatThrownBy(() -> form(post(-1L, List.of())))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("entity(tempid).with(record)");
    }

    record OtherId(@Ident(":db/id") String id) {}

    record Event(Instant at) {}

    record Timed(Date at) {}

    record Whatever(Object value) {}

    record Shapes(Set<Object> all) {}

    record Dated(LocalDate day) {}

    record Letter(char letter) {}

    record Mapped(Map<String, String> map) {}

    record Maybe(Optional<String> text, Optional<List<String>> list) {}

    record Many(List<String> all) {}

    record Raw(Iterable<Note> notes) {}

    record Some(java.util.Collection<String> some) {}

    record Numbered(String _1) {}

    record Zoned(ZonedDateTime at) {}

    record Failing(String text) {
        @Override
        public String text() {
            throw new IllegalStateException("closed");
        }
    }

    record Twice(String a, @Ident(":twice/a") String b) {}

    record Nested(Whatever value) {}

    record Named(@Ident(":a/") String name) {}

    static List<Map.Entry<Object, String>> refused() {
        return List.of(
                Map.entry(new OtherId("x"), "OtherId.id must be a long"),
                Map.entry(new Event(Instant.parse("2024-01-01T00:00:00.000001Z")), "truncatedTo(ChronoUnit.MILLIS)"),
                Map.entry(new Timed(new java.sql.Timestamp(1)), "Timed.at must be read back as it was"),
                Map.entry(new Whatever(new Note("x")), "Whatever.value must be of the class of the record"),
                Map.entry(
                        new Whatever(1),
                        "Whatever.value must be read back as it was: value=1 (Integer) would be 1 (Long)"),
                Map.entry(new Whatever(Optional.of("x")), "Whatever.value must be a value that a database can hold"),
                Map.entry(new Shapes(Set.of(new Note("x"))), "Shapes.all must be of the class of the record"),
                Map.entry(new Dated(LocalDate.EPOCH), "register a Conversion"),
                Map.entry(new Letter('x'), "give a String"),
                Map.entry(new Mapped(Map.of("a", "b")), "Mapped.map must not be a map"),
                Map.entry(new Maybe(null, Optional.empty()), "Maybe.text must have a value, an empty one"),
                Map.entry(new Maybe(Optional.of("x"), Optional.of(List.of())), "Maybe.list"),
                Map.entry(new Many(List.of("a", "b", "a")), "Many.all must not hold a value twice"),
                Map.entry(new Many(Arrays.asList("a", null)), "Many.all must not hold null"),
                Map.entry(new Many(null), "Many.all must have a value, an empty one"),
                Map.entry(new Many(List.of()), "must say something"),
                Map.entry(new Note(null), "Note.text must have a value, be an Optional or be annotated @Nullable"),
                Map.entry(
                        new Zoned(Instant.EPOCH.atZone(ZoneOffset.UTC)),
                        "Zoned.at must be of a class that can be read back"),
                Map.entry(new Some(Set.of("a")), "Some.some must be a List"),
                Map.entry(new Numbered("a"), "Numbered._1 must have a name that EDN can express"),
                Map.entry(new Twice("x", "y"), "Twice must stand for different attributes: a and b"),
                Map.entry(new Nested(new Whatever(2.5f)), "x"),
                Map.entry(new Named("x"), "@Ident of Named.name must be the name of a keyword"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatCouldNotComeBackIsRefused(Map.Entry<Object, String> expectation) {
        if (expectation.getValue().equals("x")) {
            assertThat(form(expectation.getKey())).isEqualTo("[{:nested/value {:whatever/value 2.5}}]");
            return;
        }
        assertThatThrownBy(() -> TxData.of(expectation.getKey()))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining(expectation.getValue());
    }

    @Test
    void anAccessorThatFailsIsNamed() {
        assertThatThrownBy(() -> TxData.of(new Failing("x")))
                .isInstanceOf(Anomaly.Fault.class)
                .hasMessageContaining("the accessor of Failing.text failed")
                .hasMessageContaining("closed");
    }

    @Test
    void whatIsTwiceInAListIsTwoEntities() {
        record Notes(List<Note> all) {}
        assertThat(form(new Notes(List.of(new Note("x"), new Note("x")))))
                .isEqualTo("[{:notes/all [{:note/text \"x\"} {:note/text \"x\"}]}]");
        assertThat(form(new Some(List.of("b", "a")))).isEqualTo("[{:some/some [\"b\" \"a\"]}]");
    }

    @Test
    void aNameThatMakesNoAttributeCanBeRead() {
        assertThat(RowMapper.to(Numbered.class).apply(Row.of("x"))).isEqualTo(new Numbered("x"));
    }

    @Test
    void aPatternSelectsAllThatARecordHolds() {
        assertThat(Pull.of(BlogPost.class))
                .isEqualTo(
                        Pull.parse("[:db/id :blog-post/title :blog-post/word-count :blog-post/genre :blog-post/rating"
                                + " [:blog-post/tags :limit nil] {:blog-post/author [:person/first-name]}"
                                + " {[:post/comments :limit nil] [:comment/text :comment/by]} :blog-post/place]"));
        assertThat(Pull.of(Raw.class)).isEqualTo(Pull.parse("[{[:raw/notes :limit nil] [:note/text]}]"));
        record Person(String name, Optional<Person> best) {}
        assertThatThrownBy(() -> Pull.of(Person.class))
                .isInstanceOf(Anomaly.Unsupported.class)
                .hasMessageContaining("Person.best");
        assertThatThrownBy(() -> Pull.of(String.class)).isInstanceOf(Anomaly.Incorrect.class);
    }

    @Test
    void anIdentIsReadBeforeOtherNames() {
        record Title(@Ident(":movie/title") String name) {}
        record Plain(String title) {}
        PulledEntity both = PulledEntity.of(Map.of(
                Keyword.parse("movie/title"), "a", Keyword.parse("plain/title"), "b", Keyword.of("x", "name"), 1L));
        assertThat(both.as(Title.class)).isEqualTo(new Title("a"));
        assertThat(both.as(Plain.class)).isEqualTo(new Plain("b"));
        assertThat(RowMapper.to(Title.class).apply(Row.named(List.of(Keyword.of("title")), "c")))
                .isEqualTo(new Title("c"));
        assertThat(RowMapper.to(Title.class).apply(Row.named(List.of("name"), "c")))
                .isEqualTo(new Title("c"));
        PulledEntity other = PulledEntity.of(Map.of(Keyword.parse("other/name"), "a"));
        assertThatThrownBy(() -> other.as(Title.class))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining(":movie/title");
    }

    @Test
    void constantsAreReadByTheirNames() {
        assertThat(Row.of(Keyword.parse("rating/awful")).get(0, Rating.class)).isEqualTo(Rating.BAD);
        assertThat(Row.of(Keyword.parse("movie.rating/good")).get(0, Rating.class))
                .isEqualTo(Rating.GOOD);
        assertThat(Row.of(Keyword.parse("any/sci-fi")).get(0, Genre.class)).isEqualTo(Genre.SCI_FI);
        assertThatThrownBy(() -> Row.of(Keyword.parse("other/good")).get(0, Rating.class))
                .isInstanceOf(Anomaly.Incorrect.class);
        assertThatThrownBy(() -> Row.of(Keyword.parse("movie.rating/bad")).get(0, Rating.class))
                .isInstanceOf(Anomaly.Incorrect.class);
    }

    enum Alike {
        A_B,
        a_b
    }

    @Test
    void constantsThatMeanTheSameAreRefused() {
        assertThatThrownBy(() -> TxData.add(1, ":a/b", Alike.A_B))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("both mean :alike/a-b");
    }

    @Test
    void theLibrarysOwnConstantsMeanWhatTheySay() {
        for (ValueType type : ValueType.values()) {
            assertThat(form(TxData.add("a", ":db/valueType", type))).contains(type.ident() + "]");
        }
        assertThat(form(TxData.add("a", ":x/index", Index.AVET))).contains(" :avet]");
        assertThat(form(TxData.add("a", ":x/c", Anomaly.Category.NOT_FOUND)))
                .contains(" :cognitect.anomalies/not-found]");
    }
}

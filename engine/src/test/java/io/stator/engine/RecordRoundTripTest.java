package io.stator.engine;

import static io.stator.TxData.entity;
import static io.stator.TxData.lookup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Attribute;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Conversion;
import io.stator.Conversions;
import io.stator.Database;
import io.stator.Ident;
import io.stator.Index;
import io.stator.Namespace;
import io.stator.Pull;
import io.stator.Stator;
import io.stator.TimePoint;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.ValueType;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a record says is read back as an equal record, whatever its components. */
final class RecordRoundTripTest {
    @Namespace("movie.genre")
    enum Genre {
        COMEDY,
        FILM_NOIR
    }

    /** A value of a program's own. */
    record Day(long number) {
        static Day of(LocalDate date) {
            return new Day(date.toEpochDay());
        }

        Day plusDays(long days) {
            return new Day(number + days);
        }
    }

    /** One component for every value type. */
    record Everything(
            String string,
            Keyword keyword,
            Symbol symbol,
            boolean bool,
            long large,
            int medium,
            short small,
            byte tiny,
            BigInteger bigint,
            float real32,
            double real,
            BigDecimal bigdec,
            Instant instant,
            Date date,
            UUID uuid,
            URI uri,
            List<Object> tuple,
            Genre genre,
            Day day) {}

    /** Bytes apart, for records compare arrays by identity. */
    record Blob(byte[] bytes) {}

    record Movie(
            @Ident(":db/id") @Nullable Long id,
            String title,
            int releaseYear,
            Genre genre,
            Genre rated,
            Set<Genre> moods,
            Set<Day> showings,
            Set<String> tags,
            Optional<String> tagline,
            @Nullable Integer length,
            List<Part> parts,
            Optional<Part> lead) {}

    record Part(String role, Optional<Actor> actor) {}

    record Actor(String name) {}

    private static final Attribute<Genre> GENRE = Attribute.of(":movie/genre", Genre.class);
    private static final Attribute<Genre> RATED = Attribute.ref(":movie/rated", Genre.class);
    private static final Attribute<List<Genre>> MOODS =
            Attribute.ref(":movie/moods", Genre.class).many();
    private static final long INSTANT_BOUND = 10_000_000_000_000L;
    private static final Day DAY = Day.of(LocalDate.of(1984, 3, 2));

    static {
        Conversions.register(Conversion.of(
                Day.class,
                Instant.class,
                day -> LocalDate.ofEpochDay(day.number())
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant(),
                instant -> Day.of(LocalDate.ofInstant(instant, ZoneOffset.UTC))));
    }

    private final Client client = Stator.inMemory();
    private Connection connection;

    @BeforeEach
    void open() {
        client.createDatabase("records");
        connection = client.connect("records");
        connection.transact(TxData.schema(
                Attribute.string(":movie/title").identity(),
                Attribute.integer(":movie/release-year"),
                GENRE,
                RATED,
                MOODS,
                Attribute.of(":movie/showings", Day.class).many(),
                Attribute.string(":movie/tags").many(),
                Attribute.string(":movie/tagline"),
                Attribute.integer(":movie/length"),
                Attribute.ref(":movie/parts").many().component(),
                Attribute.ref(":movie/lead").component(),
                Attribute.string(":part/role"),
                Attribute.ref(":part/actor"),
                Attribute.string(":actor/name").identity()));
        connection.transact(List.of(
                Map.of(":db/ident", Genre.COMEDY),
                Map.of(":db/ident", Genre.FILM_NOIR),
                entity("x").with(":movie/tagline", "x")));
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static Movie movie(@Nullable Long id) {
        return new Movie(
                id,
                "Repo Man",
                1984,
                Genre.COMEDY,
                Genre.FILM_NOIR,
                Set.of(Genre.COMEDY, Genre.FILM_NOIR),
                Set.of(DAY, DAY.plusDays(1)),
                Set.of("cult", ":a/b"),
                Optional.empty(),
                null,
                List.of(new Part("Bud", Optional.of(new Actor("Stanton"))), new Part("Miller", Optional.empty())),
                Optional.of(new Part("Otto", Optional.of(new Actor("Estevez")))));
    }

    private static List<Attribute<?>> everyValueType() {
        return List.of(
                Attribute.string(":everything/string"),
                Attribute.keyword(":everything/keyword"),
                Attribute.symbol(":everything/symbol"),
                Attribute.bool(":everything/bool"),
                Attribute.integer(":everything/large"),
                Attribute.of(":everything/medium", Integer.class),
                Attribute.of(":everything/small", Short.class),
                Attribute.of(":everything/tiny", Byte.class),
                Attribute.bigInteger(":everything/bigint"),
                Attribute.real32(":everything/real32"),
                Attribute.real(":everything/real"),
                Attribute.decimal(":everything/bigdec"),
                Attribute.instant(":everything/instant"),
                Attribute.of(":everything/date", Date.class),
                Attribute.uuid(":everything/uuid"),
                Attribute.uri(":everything/uri"),
                Attribute.tuple(":everything/tuple", ValueType.LONG, ValueType.STRING, ValueType.LONG),
                Attribute.of(":everything/genre", Genre.class),
                Attribute.of(":everything/day", Day.class),
                Attribute.bytes(":blob/bytes"));
    }

    @Test
    void everyValueTypeComesBack() {
        connection.transact(TxData.schema(everyValueType().toArray(new Attribute<?>[0])));
        for (long extreme : new long[] {0, 1, -1, Byte.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE}) {
            Everything said = new Everything(
                    extreme == 0 ? "" : "t\u0000\uD83D\uDE00" + extreme,
                    Keyword.of("a", "b"),
                    Symbol.of("s"),
                    extreme > 0,
                    extreme,
                    (int) extreme,
                    (short) extreme,
                    (byte) extreme,
                    BigInteger.valueOf(extreme).pow(3),
                    extreme == 0 ? Float.NaN : extreme / 3f,
                    extreme == 0 ? Double.NEGATIVE_INFINITY : extreme / 3d,
                    BigDecimal.valueOf(extreme, 3),
                    Instant.ofEpochMilli(extreme % INSTANT_BOUND),
                    new Date(extreme % INSTANT_BOUND),
                    new UUID(extreme, extreme),
                    URI.create("u:" + extreme),
                    Arrays.asList(extreme, null, extreme),
                    Genre.FILM_NOIR,
                    DAY.plusDays(extreme % 1000));
            TxReport report = connection.transact(TxData.of(entity("e").with(said)));
            assertThat(report.dbAfter()
                            .pull(Pull.of(Everything.class), report.id("e"))
                            .as(Everything.class))
                    .isEqualTo(said);
            assertThat(report.dbAfter().pull("[*]", report.id("e")).as(Everything.class))
                    .isEqualTo(said);
        }
        TxReport bytes = connection.transact(TxData.of(entity("b").with(new Blob(new byte[] {1, -1}))));
        assertThat(bytes.dbAfter()
                        .pull(Pull.of(Blob.class), bytes.id("b"))
                        .as(Blob.class)
                        .bytes())
                .containsExactly(1, -1);
    }

    @Test
    void nestedRecordsCollectionsAndConstantsComeBack() {
        TxReport report = connection.transact(TxData.of(movie(null)));
        Database db = report.dbAfter();
        List<Object> repo = lookup(":movie/title", "Repo Man");
        Movie read = db.pull(Pull.of(Movie.class), repo).as(Movie.class);
        assertThat(read).isEqualTo(movie(db.entityId(repo).orElseThrow()));
        assertThat(connection.transact(TxData.of(read.lead().orElseThrow())).txData())
                .hasSize(2 + 1);
        assertThat(db.with(TxData.of(new Movie(
                                read.id(),
                                "Repo Man",
                                1984,
                                Genre.COMEDY,
                                Genre.FILM_NOIR,
                                read.moods(),
                                read.showings(),
                                read.tags(),
                                read.tagline(),
                                read.length(),
                                List.of(),
                                Optional.empty())))
                        .txData())
                .hasSize(1);
        assertThat(db.query(
                                "[:find (pull ?m pattern) :in $ pattern :where [?m :movie/title]]",
                                Pull.of(Movie.class).pattern())
                        .as(Movie.class)
                        .list())
                .containsExactly(read);
    }

    @Test
    void constantsAndConversionsMeanTheSameEverywhere() {
        Database db = connection.transact(TxData.of(movie(null))).dbAfter();
        List<Object> repo = lookup(":movie/title", "Repo Man");
        for (String attribute : List.of(":movie/genre", ":movie/rated", ":movie/moods")) {
            Genre genre = attribute.equals(":movie/rated") ? Genre.FILM_NOIR : Genre.COMEDY;
            assertThat(db.query("[:find ?t :in $ ?a ?g :where [?m ?a ?g] [?m :movie/title ?t]]", attribute, genre)
                            .as(String.class)
                            .list())
                    .as(attribute)
                    .containsExactly("Repo Man");
            assertThat(db.datoms(Index.AEVT, attribute, repo, genre).list())
                    .as(attribute)
                    .hasSize(1);
        }
        assertThat(db.query("[:find ?g :where [_ :movie/genre ?g]]")
                        .as(Genre.class)
                        .list())
                .containsExactly(Genre.COMEDY);
        assertThat(db.query("[:find ?g :where [_ :movie/rated ?r] [?r :db/ident ?g]]")
                        .as(Genre.class)
                        .list())
                .containsExactly(Genre.FILM_NOIR);
        assertThat(db.pull("[*]", repo).get(GENRE)).isEqualTo(Genre.COMEDY);
        assertThat(db.pull("[{:movie/rated [:db/ident]}]", repo).get(RATED)).isEqualTo(Genre.FILM_NOIR);
        assertThat(db.pull("[:movie/moods]", repo).get(MOODS)).containsExactlyInAnyOrder(Genre.values());
        assertThat(db.pull("[:db/ident]", Genre.COMEDY).get(":db/ident"))
                .isEqualTo(Keyword.parse("movie.genre/comedy"));
        assertThat(db.entityId(Genre.COMEDY)).isPresent();
        assertThat(db.query("[:find ?d :in $ ?from :where [_ :movie/showings ?d] [(< ?from ?d)]]", DAY)
                        .as(Day.class)
                        .list())
                .containsExactly(DAY.plusDays(1));
        assertThat(db.indexRange(":movie/showings", DAY, DAY.plusDays(1)).list())
                .hasSize(1);
        assertThat(db.asOf(TimePoint.of(DAY)).pull("[:movie/title]", repo)).isEmpty();
    }

    @Test
    void aCollectionIsReadWhole() {
        Set<String> tags = IntStream.range(0, 2_500).mapToObj(Integer::toString).collect(Collectors.toSet());
        @Namespace("movie")
        record Movies(Set<String> tags) {}
        TxReport report = connection.transact(TxData.of(entity("m").with(new Movies(tags))));
        assertThat(report.dbAfter().pull(Pull.of(Movies.class), report.id("m")).as(Movies.class))
                .isEqualTo(new Movies(tags));
    }

    @Test
    void whatTheSchemaDoesNotKnowIsRefusedByTheDatabase() {
        record Unknown(String nobody) {}
        assertThatThrownBy(() -> connection.transact(TxData.of(new Unknown("x"))))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining(":unknown/nobody");
    }
}

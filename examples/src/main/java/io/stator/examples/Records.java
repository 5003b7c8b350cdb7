package io.stator.examples;

import io.stator.Attribute;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Conversion;
import io.stator.Conversions;
import io.stator.Database;
import io.stator.Namespace;
import io.stator.Pull;
import io.stator.Stator;
import io.stator.TxData;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Records of a program go in and come out; constants of enums and dates are values like others. */
public final class Records {
    static {
        // A date is an instant once somebody says where: here, at midnight in UTC.
        Conversions.register(Conversion.of(
                LocalDate.class,
                Instant.class,
                date -> date.atStartOfDay(ZoneOffset.UTC).toInstant(),
                instant -> LocalDate.ofInstant(instant, ZoneOffset.UTC)));
    }

    /** The constants mean {@code :movie.genre/comedy} and {@code :movie.genre/science-fiction}. */
    @Namespace("movie.genre")
    enum Genre {
        COMEDY,
        SCIENCE_FICTION
    }

    /** The components stand for {@code :movie/title}, {@code :movie/released}, {@code :movie/genres} and so on. */
    record Movie(String title, LocalDate released, Set<Genre> genres, Optional<String> tagline, List<Role> roles) {}

    record Role(String character, Actor actor) {}

    record Actor(String name) {}

    private Records() {}

    /** Runs it on the system in the directory named by the first argument, or else in {@code stator-data}. */
    public static void main(String[] arguments) {
        Path directory = Path.of(arguments.length > 0 ? arguments[0] : "stator-data");
        try (Client client = Stator.open(directory)) {
            client.deleteDatabase("records");
            client.createDatabase("records");
            tour(client.connect("records"));
        }
    }

    private static void tour(Connection connection) {
        connection.transact(TxData.schema(
                Attribute.string(":movie/title").identity(),
                Attribute.of(":movie/released", LocalDate.class),
                Attribute.of(":movie/genres", Genre.class).many(),
                Attribute.string(":movie/tagline"),
                Attribute.ref(":movie/roles").many().component(),
                Attribute.string(":role/character"),
                Attribute.ref(":role/actor"),
                Attribute.string(":actor/name").identity()));
        Movie repoMan = new Movie(
                "Repo Man",
                LocalDate.of(1984, 3, 2),
                Set.of(Genre.COMEDY, Genre.SCIENCE_FICTION),
                Optional.empty(),
                List.of(new Role("Otto", new Actor("Emilio Estevez"))));
        connection.transact(TxData.of(repoMan));

        Database db = connection.db();
        Movie read = db.pull(Pull.of(Movie.class), TxData.lookup(":movie/title", "Repo Man"))
                .as(Movie.class);
        System.out.println(read.equals(repoMan) + ": " + read.title() + " of " + read.released());

        // What a transaction takes, a query takes as well.
        System.out.println(db.query(
                        "[:find ?title :in $ ?genre ?from :where [?m :movie/genres ?genre] [?m :movie/title ?title]"
                                + " [?m :movie/released ?when] [(<= ?from ?when)]]",
                        Genre.COMEDY,
                        LocalDate.of(1984, 1, 1))
                .as(String.class)
                .list());
    }
}

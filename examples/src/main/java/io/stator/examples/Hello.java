package io.stator.examples;

import io.stator.Attribute;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Stator;
import io.stator.TxData;
import java.nio.file.Path;

/** The program of the README. */
public final class Hello {
    private Hello() {}

    record Movie(String title, long year) {}

    /** Runs it on the system in the directory named by the first argument, or else in {@code hello-data}. */
    public static void main(String[] arguments) {
        Path directory = Path.of(arguments.length > 0 ? arguments[0] : "hello-data");
        // README
        try (Client client = Stator.open(directory)) {
            client.createDatabase("movies");
            Connection movies = client.connect("movies");
            movies.transact(
                    TxData.schema(Attribute.string(":movie/title").identity(), Attribute.integer(":movie/year")));
            movies.transact(TxData.of(new Movie("The Goonies", 1986)));
            Database before = movies.db();
            movies.transact("""
                    [{:movie/title "The Goonies" :movie/year 1985}
                     {:movie/title "Repo Man"    :movie/year 1984}]""");

            String query = "[:find ?title ?year :where [?m :movie/title ?title] [?m :movie/year ?year]]";
            movies.db().query(query).as(Movie.class).forEach(System.out::println); // both, as they are now
            before.query(query).as(Movie.class).forEach(System.out::println); // one, as it was
        }
        // README
    }
}

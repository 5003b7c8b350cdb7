package io.stator.examples;

import static io.stator.TxData.cas;
import static io.stator.TxData.entity;
import static io.stator.TxData.lookup;

import io.stator.Anomaly;
import io.stator.Attribute;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.PulledEntity;
import io.stator.Query;
import io.stator.Stator;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.edn.Keyword;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The tour: schema, transactions, a query, a pull, a look into the past, and a conflict. */
public final class Movies {
    private static final Attribute<String> TITLE =
            Attribute.string(":movie/title").identity().doc("The title");
    private static final Attribute<Long> YEAR = Attribute.integer(":movie/year").doc("The year it came out");
    private static final Attribute<List<String>> GENRES =
            Attribute.string(":movie/genre").many();
    private static final Attribute<Long> DIRECTOR = Attribute.ref(":movie/director");
    private static final Attribute<String> NAME =
            Attribute.string(":person/name").identity();

    /** Read and checked once; {@code ?limit} is given anew with each use. */
    private static final Query BEFORE = Query.parse("""
            [:find ?title ?year
             :in $ ?limit
             :where [?movie :movie/title ?title]
                    [?movie :movie/year ?year]
                    [(< ?year ?limit)]]""");

    private Movies() {}

    /** What the program wants to know of a movie. */
    record Movie(String title, long year) {}

    /** Runs the tour on the system in the directory named by the first argument, or else in {@code stator-data}. */
    public static void main(String[] arguments) {
        Path directory = Path.of(arguments.length > 0 ? arguments[0] : "stator-data");
        try (Client client = Stator.open(directory)) {
            client.deleteDatabase("movies");
            client.createDatabase("movies");
            tour(client.connect("movies"));
        }
    }

    private static void tour(Connection connection) {
        connection.transact(TxData.schema(TITLE, YEAR, GENRES, DIRECTOR, NAME));
        TxReport report = transactInThreeForms(connection);

        Database db = connection.db();
        List<Movie> movies = db.query(BEFORE, 1985L).as(Movie.class).list();
        System.out.println("Before 1985: " + movies);

        // What belongs to one entity comes as a map; a reference leads on to the next one.
        PulledEntity goonies =
                db.pull("[:movie/title :movie/genre {:movie/director [:person/name]}]", lookup(TITLE, "The Goonies"));
        System.out.println(
                goonies.get(TITLE) + " is by " + goonies.entity(DIRECTOR).get(NAME) + ": " + goonies.get(GENRES));

        // A database is a value: the one from before the correction still says what it said.
        connection.transact("[{:movie/title \"Commando\" :movie/year 1985}]");
        System.out.println("Commando was said to be of " + year(connection.db().asOf(report.t())) + ", and is of "
                + year(connection.db()));

        conflict(connection);
    }

    /** Says the same kind of thing as typed entities, as EDN text, and as plain maps; returns the last report. */
    private static TxReport transactInThreeForms(Connection connection) {
        connection.transact(TxData.of(
                entity("donner").with(NAME, "Richard Donner"),
                entity("goonies")
                        .with(TITLE, "The Goonies")
                        .with(YEAR, 1985L)
                        .with(GENRES, List.of("adventure", "comedy"))
                        .withRef(DIRECTOR, "donner")));
        connection.transact("""
                [{:movie/title "Repo Man" :movie/year 1984 :movie/director {:person/name "Alex Cox"}}]""");
        TxReport report = connection.transact(
                List.of(Map.of(":db/id", "commando", ":movie/title", "Commando", ":movie/year", 1984)));
        long id = report.id("commando");
        System.out.println("Commando is entity " + report.dbAfter().pull("[:movie/title :movie/year]", id));
        return report;
    }

    /** A pulled entity becomes a record by the names of its attributes. */
    private static long year(Database db) {
        return db.pull("[:movie/title :movie/year]", lookup(TITLE, "Commando"))
                .as(Movie.class)
                .year();
    }

    /** Sets a value only if it is what we believe it is. It is not, so nothing happens and we are told. */
    private static void conflict(Connection connection) {
        try {
            connection.transact(TxData.of(cas(lookup(TITLE, "Repo Man"), YEAR, 1983L, 1986L)));
        } catch (Anomaly.Conflict conflict) {
            System.out.println("Conflict " + conflict.error() + ": the year is "
                    + conflict.data().get(Keyword.of("v")));
        }
    }
}

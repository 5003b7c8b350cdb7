package io.stator.examples;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.PulledEntity;
import io.stator.Stator;
import java.nio.file.Path;
import java.util.List;

/** A rule that uses itself: which rivers end up in which sea. */
public final class Graph {
    /** A river reaches what it flows into, and whatever that reaches. */
    private static final String RULES = """
            [[(reaches ?river ?water)
              [?river :water/mouth ?water]]
             [(reaches ?river ?water)
              [?river :water/mouth ?next]
              (reaches ?next ?water)]]""";

    private Graph() {}

    /** Runs on the system in the directory named by the first argument, or else in {@code stator-data}. */
    public static void main(String[] arguments) {
        Path directory = Path.of(arguments.length > 0 ? arguments[0] : "stator-data");
        try (Client client = Stator.open(directory)) {
            client.deleteDatabase("rivers");
            client.createDatabase("rivers");
            Connection connection = client.connect("rivers");
            fill(connection);
            look(connection.db());
        }
    }

    private static void fill(Connection connection) {
        connection.transact("""
                [{:db/ident :water/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one
                  :db/unique :db.unique/identity}
                 {:db/ident :water/mouth :db/valueType :db.type/ref :db/cardinality :db.cardinality/one}]""");
        connection.transact("""
                [{:db/id "north" :water/name "North Sea"}
                 {:db/id "black" :water/name "Black Sea"}
                 {:db/id "rhine" :water/name "Rhine" :water/mouth "north"}
                 {:db/id "moselle" :water/name "Moselle" :water/mouth "rhine"}
                 {:db/id "main" :water/name "Main" :water/mouth "rhine"}
                 {:db/id "saar" :water/name "Saar" :water/mouth "moselle"}
                 {:db/id "danube" :water/name "Danube" :water/mouth "black"}
                 {:db/id "inn" :water/name "Inn" :water/mouth "danube"}
                 {:db/id "salzach" :water/name "Salzach" :water/mouth "inn"}]""");
    }

    private static void look(Database db) {
        // The rules are an input like any other; % is their place.
        List<String> rivers = db.query("""
                        [:find ?name
                         :in $ % ?sea
                         :where [?water :water/name ?sea]
                                (reaches ?river ?water)
                                [?river :water/name ?name]]""", RULES, "North Sea").as(String.class).stream()
                .sorted()
                .toList();
        System.out.println("Into the North Sea: " + String.join(", ", rivers));

        db.query("""
                        [:find ?sea (count ?river)
                         :in $ %
                         :where (reaches ?river ?water)
                                (not [?water :water/mouth])
                                [?water :water/name ?sea]]""", RULES).stream()
                .sorted((left, right) -> left.string(0).compareTo(right.string(0)))
                .forEach(row -> System.out.println(row.string(0) + ": " + row.integer(1) + " rivers"));

        // A pull can recurse as well: downstream along the reference, upstream against it.
        StringBuilder course = new StringBuilder();
        PulledEntity water = db.pull("[:water/name {:water/mouth ...}]", List.of(":water/name", "Saar"));
        for (; !water.isEmpty(); water = water.entity(":water/mouth")) {
            course.append(course.isEmpty() ? "" : " -> ").append(water.get(":water/name"));
        }
        System.out.println(course);
        print(db.pull("[:water/name {:water/_mouth ...}]", List.of(":water/name", "Black Sea")), "");
    }

    private static void print(PulledEntity water, String indent) {
        System.out.println(indent + water.get(":water/name"));
        for (PulledEntity tributary : water.entities(":water/_mouth")) {
            print(tributary, indent + "  ");
        }
    }
}

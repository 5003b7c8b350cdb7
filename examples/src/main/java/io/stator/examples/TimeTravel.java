package io.stator.examples;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Row;
import io.stator.Stator;
import io.stator.TxData;
import java.nio.file.Path;
import java.time.Instant;

/** Nothing is ever overwritten: the world's tallest building, as of any date. */
public final class TimeTravel {
    private static final String TALLEST = """
            [:find ?name ?height
             :where [:record/building :building/name ?name]
                    [:record/building :building/height ?height]]""";

    private TimeTravel() {}

    /** Runs on the system in the directory named by the first argument, or else in {@code stator-data}. */
    public static void main(String[] arguments) {
        Path directory = Path.of(arguments.length > 0 ? arguments[0] : "stator-data");
        try (Client client = Stator.open(directory)) {
            client.deleteDatabase("records");
            client.createDatabase("records");
            Connection connection = client.connect("records");
            fill(connection);
            look(connection.db());
        }
    }

    /** Each record is a transaction of its own, dated by {@code :db/txInstant} to the day the building was opened. */
    private static void fill(Connection connection) {
        connection.transact("""
                [[:db/add "datomic.tx" :db/txInstant #inst "1990-01-01"]
                 {:db/ident :building/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
                 {:db/ident :building/height :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
                 {:db/ident :record/building}]""");
        connection.transact("""
                [[:db/add "datomic.tx" :db/txInstant #inst "1999-08-31"]
                 {:db/id :record/building :building/name "Petronas Towers" :building/height 452}]""");
        connection.transact("""
                [[:db/add "datomic.tx" :db/txInstant #inst "2004-12-31"]
                 {:db/id :record/building :building/name "Taipei 101" :building/height 508}]""");
        connection.transact("""
                [[:db/add "datomic.tx" :db/txInstant #inst "2010-01-04"]
                 {:db/id :record/building :building/name "Burj Khalifa" :building/height 828}]""");
    }

    private static void look(Database db) {
        System.out.println("Now: " + tallest(db));
        System.out.println("In 2005: " + tallest(db.asOf(Instant.parse("2005-06-01T00:00:00Z"))));
        System.out.println("In 2000: " + tallest(db.asOf(Instant.parse("2000-01-01T00:00:00Z"))));

        // Only what was added after a point in time.
        System.out.println("Added since 2005: "
                + db.since(Instant.parse("2005-06-01T00:00:00Z")).pull("[:building/name]", ":record/building"));

        // The history has every assertion and every retraction, with the transaction each belongs to.
        System.out.println("Heights over time:");
        db.history().query("""
                        [:find ?when ?height
                         :where [:record/building :building/height ?height ?tx true]
                                [?tx :db/txInstant ?when]]""").stream()
                .sorted((left, right) -> left.get(0, Instant.class).compareTo(right.get(0, Instant.class)))
                .forEach(row -> System.out.println(
                        "  " + row.get(0, Instant.class).toString().substring(0, 10) + " " + row.integer(1) + " m"));

        // The future, too, is a value: what the database would be after a transaction that is never made.
        Database imagined = db.with(TxData.parse("""
                        [{:db/id :record/building :building/name "Jeddah Tower" :building/height 1000}]""")).dbAfter();
        System.out.println("Some day: " + tallest(imagined) + "; now still: " + tallest(db));
    }

    private static String tallest(Database db) {
        Row row = db.query(TALLEST).first().orElseThrow();
        return row.string(0) + ", " + row.integer(1) + " m";
    }
}

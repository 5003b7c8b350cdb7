package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Query;
import io.stator.Row;
import io.stator.TxReport;
import io.stator.edn.Edn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The tour: tells what the database does with queries that run on real facts, and leaves them behind to go on with. */
final class Demo {
    static final String DATABASE = "demo";

    private static final int ROWS_SHOWN = 8;
    private static final String RULE_WIDTH = "-".repeat(100);

    private static final String GOONIES = """
            [{:db/id "goonies"
              :movie/title "The Goonies"
              :movie/genre "action/adventure"
              :movie/release-year 1985}]""";

    private static final String RULES = """
            [[(before ?earlier ?later) [?later :movie/follows ?earlier]]
             [(before ?earlier ?later) [?later :movie/follows ?film] (before ?earlier ?film)]]""";

    private static final String SERIES = """
            [:find ?title (count ?later)
             :in $ %
             :where (before ?first ?later)
                    (not [?first :movie/follows _])
                    [?first :movie/title ?title]]""";

    private static final String RECORD = """
            [:find ?title ?year
             :where [:cinema :cinema/record-film ?film]
                    [:cinema :cinema/record-year ?year]
                    [?film :movie/title ?title]]""";

    private final Client client;
    private final Console console;
    private final String commandLine;
    private int step;

    /**
     * Makes a tour.
     *
     * @param commandLine how to call this program, with the options that all commands share
     */
    Demo(Client client, Console console, String commandLine) {
        this.client = client;
        this.console = console;
        this.commandLine = commandLine;
    }

    /** Tells it all. */
    void run() {
        if (client.deleteDatabase(DATABASE)) {
            say("There is a database '" + DATABASE + "' already: it is deleted and made again.");
        }
        client.createDatabase(DATABASE);
        Connection connection = client.connect(DATABASE);
        facts(connection);
        movie(connection);
        Database database = connection.db();
        names(database);
        error(database);
        people(database);
        series(database);
        time(database);
        goOn(database);
    }

    private void facts(Connection connection) {
        step(
                "Facts",
                "A database holds facts; here, of films. What was new in a year goes into one transaction, dated that"
                        + " year.");
        show("[{:movie/title \"Alien\"\n  :movie/release-year 1979\n"
                + "  :movie/director [{:person/name \"Ridley Scott\"}] ...} ...]");
        DemoFilms.Loaded loaded = DemoFilms.load(connection);
        say(String.format(
                Locale.ROOT,
                "=> %,d facts in %d transactions, all of them durable",
                loaded.datoms(),
                loaded.transactions()));
    }

    private void movie(Connection connection) {
        step(
                "A movie",
                "A transaction names a new entity by a temporary id, and its report says which id that became.");
        show(GOONIES);
        TxReport report = connection.transact(GOONIES);
        say("=> tempids " + Edn.print(report.tempids()));
        say("");
        say("What does the database know of it? A pull pattern selects from an entity, here the one with that title:");
        show("[*]   [:movie/title \"The Goonies\"]");
        say("=> " + Edn.pretty(report.dbAfter().pull("[*]", List.of(":movie/title", "The Goonies"))));
    }

    private void names(Database database) {
        String all = """
                [:find ?name
                 :where [_ :artist/name ?name]]""";
        step("Artist names", "A query finds all values that make its :where clauses true.");
        ask(database, all);
        step(
                "The average length of a name",
                "Functions compute; :with keeps names of equal length apart, which a set would" + " merge.");
        ask(database, """
                [:find (avg ?ct)
                 :with ?artist
                 :where [?artist :artist/name ?name]
                        [(count ?name) ?ct]]""");
        step("Offset and limit", "Any answer can be had in parts: here, two names from the tenth on.");
        show(all + "   offset 10, limit 2");
        table(Query.parse(all), database.query(all).offset(10).limit(2).list());
    }

    private void error(Database database) {
        String wrong = """
                [:find ?nomen
                 :where [_ :artist/name ?name]]""";
        step("An error", "Every error is an anomaly: a category that tells what to do about it, a message and data.");
        show(wrong);
        try {
            database.query(wrong).list();
        } catch (Anomaly anomaly) {
            say("=> " + Edn.pretty(anomaly.data()));
        }
    }

    private void people(Database database) {
        step("Joins", "A variable used twice joins: who plays in a film that they also direct?");
        ask(database, """
                [:find ?name (count ?film) (min ?year) (max ?year)
                 :where [?film :movie/director ?person]
                        [?film :movie/cast ?person]
                        [?film :movie/release-year ?year]
                        [?person :person/name ?name]]""", Comparator.comparing((Row row) -> -row.integer(1)).thenComparing(row -> row.string(0)));
    }

    private void series(Database database) {
        step(
                "A recursive rule",
                "A rule gives clauses a name, and may use itself: how many films came after the first of a"
                        + " series, directly or not?");
        show(RULES);
        ask(
                database,
                SERIES,
                Comparator.comparing((Row row) -> -row.integer(1)).thenComparing(row -> row.string(0)),
                Objects.requireNonNull(Edn.read(RULES)));
    }

    private void time(Database database) {
        step(
                "As of",
                "Nothing is ever overwritten. The same query on the database as it was: which film had earned most, and"
                        + " since when?");
        show(RECORD);
        List<Row> rows = new ArrayList<>();
        for (String date : List.of("1975-01-01", "1980-01-01", "1990-01-01", "2000-01-01")) {
            Database then = database.asOf(Instant.parse(date + "T00:00:00Z"));
            rows.add(cells("as of " + date, then.query(RECORD).first().orElseThrow()));
        }
        rows.add(cells("now", database.query(RECORD).first().orElseThrow()));
        Format.TABLE.write(Answer.table(List.of("database", "?title", "?year"), rows), console);
        step(
                "History",
                "The history of a database has every fact that ever was, and when it was added: one query may use both.");
        ask(
                database,
                """
                [:find ?when ?title
                 :in $ $history
                 :where [$history :cinema :cinema/record-film ?film ?tx true]
                        [$history ?tx :db/txInstant ?when]
                        [?film :movie/title ?title]]""",
                Comparator.comparing((Row row) -> Text.plain(row.get(0, Object.class))),
                database,
                database.history());
    }

    private static Row cells(String name, Row row) {
        return Row.of(name, row.get(0), row.get(1));
    }

    private void goOn(Database database) {
        say("");
        say(RULE_WIDTH);
        say("The database '" + DATABASE + "' is yours now (t is " + database.t() + "). Try:");
        say("");
        nextCommands().forEach(command -> say("  " + command));
        say("");
    }

    /** Returns commands that work on what the tour leaves behind. */
    List<String> nextCommands() {
        String db = " --db " + DATABASE;
        return List.of(
                commandLine + " query" + db + " '[:find ?title ?year :where [?m :movie/title ?title]"
                        + " [?m :movie/release-year ?year] [(< ?year 1960)]]'",
                commandLine + " query" + db
                        + " --as-of 1985-01-01 --format csv '[:find (count ?m) :where [?m :movie/title]]'",
                commandLine + " query" + db
                        + " --format json '[:find [?title ...] :in $ ?name :where [?p :person/name ?name]"
                        + " [?m :movie/cast ?p] [?m :movie/title ?title]]' '\"Sean Connery\"'",
                commandLine + " pull" + db + " '[:movie/title {:movie/director [:person/name]} {:movie/follows ...}]'"
                        + " '[:movie/title \"GoldenEye\"]'",
                commandLine + " transact" + db + " '[{:movie/title \"The Goonies\" :movie/director [{:person/name"
                        + " \"Richard Donner\"}] :movie/song-by [{:artist/name \"Cyndi Lauper\"}]}]'",
                commandLine + " datoms" + db + " --index avet :movie/release-year 1985",
                commandLine + " stats" + db,
                commandLine + " shell" + db);
    }

    private void ask(Database database, String query) {
        ask(database, query, Comparator.comparing((Row row) -> 0));
    }

    private void ask(Database database, String query, Comparator<Row> order, Object... inputs) {
        show(query);
        Query parsed = Query.parse(query);
        table(
                parsed,
                database.query(parsed, inputs).list().stream().sorted(order).toList());
    }

    private void table(Query query, List<Row> rows) {
        List<Row> shown = rows.size() <= ROWS_SHOWN + 1 ? rows : rows.subList(0, ROWS_SHOWN);
        Format.TABLE.write(Answer.of(query, shown), console);
        if (shown.size() < rows.size()) {
            say("... the first of " + rows.size());
        }
    }

    private void step(String title, String sentence) {
        step++;
        say("");
        say(RULE_WIDTH);
        say(step + ". " + title + ". " + sentence);
        say("");
    }

    private void show(String text) {
        text.lines().forEach(line -> say("    " + line));
        say("");
    }

    private void say(String text) {
        console.out().line(text);
        console.out().flush();
    }
}

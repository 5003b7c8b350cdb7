package io.stator.benchmarks;

import io.stator.Client;
import io.stator.Database;
import io.stator.Limit;
import io.stator.Query;
import io.stator.Stator;
import io.stator.SystemConfig;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What reads many facts: Stator beside DuckDB, one thread each, in turn, on the MusicBrainz data and the same data as tables; the median
 * and the least time of each, as the thread that asks was computing, and what both answered.
 *
 * <p>Arguments: rounds (51), how many facts may be in trees alone before they are put into segments (all).
 */
final class ColumnComparison {
    /** How long each query is asked before it is measured. */
    private static final long WARM_UP_NANOS = 2_000_000_000L;

    private record Case(String name, String query, String sql) {}

    private record Table(String name, String columns, String query) {}

    private static final List<Table> TABLES = List.of(
            new Table(
                    "track",
                    "id bigint, name varchar, duration bigint",
                    "[:find ?t ?n ?d :where [?t :track/name ?n] [?t :track/duration ?d]]"),
            new Table("medium_track", "medium bigint, track bigint", "[:find ?m ?t :where [?m :medium/tracks ?t]]"),
            new Table("release_medium", "release bigint, medium bigint", "[:find ?r ?m :where [?r :release/media ?m]]"),
            new Table("release", "id bigint, year bigint", "[:find ?r ?y :where [?r :release/year ?y]]"));

    private static final String JOIN = " from release r join release_medium m on m.release = r.id"
            + " join medium_track t on t.medium = m.medium join track k on k.id = t.track group by year";

    private static final List<Case> CASES = List.of(
            new Case(
                    "count of tracks", "[:find (count ?t) . :where [?t :track/name]]", "select count(name) from track"),
            new Case(
                    "sum of durations",
                    "[:find (sum ?d) . :with ?t :where [?t :track/duration ?d]]",
                    "select sum(duration) from track"),
            new Case(
                    "average length of a name",
                    "[:find (avg ?c) . :with ?t :where [?t :track/name ?n] [(count ?n) ?c]]",
                    "select avg(length(name)) from track"),
            new Case(
                    "average duration by year, a join",
                    "[:find ?y (avg ?d) :with ?t :where [?r :release/year ?y] [?r :release/media ?m]"
                            + " [?m :medium/tracks ?t] [?t :track/duration ?d]]",
                    "select year, avg(duration)" + JOIN),
            new Case(
                    "tracks by year, a join",
                    "[:find ?y (count ?t) :where [?r :release/year ?y] [?r :release/media ?m] [?m :medium/tracks ?t]]",
                    "select year, count(*)" + JOIN));

    private ColumnComparison() {}

    /** Runs the comparison. */
    public static void main(String[] arguments) throws IOException, SQLException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 51;
        long live = arguments.length > 1 ? Long.parseLong(arguments[1]) : Integer.MAX_VALUE;
        Path directory = Files.createTempDirectory("stator-bench");
        try (Client client = Stator.inMemory(SystemConfig.standard().withLimit(Limit.LIVE_FACTS, live));
                Connection duck = DriverManager.getConnection("jdbc:duckdb:")) {
            client.createDatabase("bench");
            new Mbrainz().importInto(client.connect("bench"), 1000);
            Database db = client.connect("bench").db();
            try (Statement statement = duck.createStatement()) {
                statement.execute("set threads = 1");
                for (Table table : TABLES) {
                    load(table, db, directory, statement);
                }
            }
            System.out.printf(
                    "%-34s %10s %10s %8s %10s %10s %8s %s%n",
                    "query", "stator µs", "duckdb µs", "ratio", "least", "least", "ratio", "answers");
            for (Case each : CASES) {
                compare(each, client.connect("bench").db(), duck, rounds);
            }
        }
    }

    private static void load(Table table, Database db, Path directory, Statement statement)
            throws IOException, SQLException {
        Path file = directory.resolve(table.name() + ".csv");
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (List<Object> row : db.query(Query.parse(table.query())).list()) {
                for (int i = 0; i < row.size(); i++) {
                    writer.write(i == 0 ? "" : ",");
                    writer.write('"' + String.valueOf(row.get(i)).replace("\"", "\"\"") + '"');
                }
                writer.write('\n');
            }
        }
        statement.execute("create table " + table.name() + " (" + table.columns() + ")");
        statement.execute("copy " + table.name() + " from '" + file + "' (format csv, header false)");
    }

    /** Returns how many rows there are and one of their numbers, so that both sides can be seen to agree. */
    private static String answer(PreparedStatement statement) throws SQLException {
        try (ResultSet found = statement.executeQuery()) {
            int rows = 0;
            double sum = 0;
            while (found.next()) {
                rows++;
                sum += found.getDouble(found.getMetaData().getColumnCount());
            }
            return rows + " rows, " + Math.round(sum);
        }
    }

    private static String answer(Database db, Query query) {
        Object found = Objects.requireNonNull(db.<Object>q(query));
        if (found instanceof Number number) {
            return "1 rows, " + Math.round(number.doubleValue());
        }
        double sum = 0;
        int rows = 0;
        for (Object row : (Iterable<?>) found) {
            rows++;
            sum += number(row);
        }
        return rows + " rows, " + Math.round(sum);
    }

    /** Returns the time this thread was computing, which is where both sides do it. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static double number(@Nullable Object row) {
        List<?> values = (List<?>) Objects.requireNonNull(row);
        return ((Number) Objects.requireNonNull(values.get(1))).doubleValue();
    }

    private static void compare(Case each, Database db, Connection duck, int rounds) throws SQLException {
        Query query = Query.parse(each.query());
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        String mine = "";
        String other = "";
        try (PreparedStatement statement = duck.prepareStatement(each.sql())) {
            for (long end = cpuNanos() + WARM_UP_NANOS; cpuNanos() < end; ) {
                answer(db, query);
                answer(statement);
            }
            for (int round = 0; round < rounds; round++) {
                long start = cpuNanos();
                mine = answer(db, query);
                long middle = cpuNanos();
                other = answer(statement);
                long end = cpuNanos();
                ours[round] = (middle - start) / 1e3;
                theirs[round] = (end - middle) / 1e3;
            }
        }
        double median = Measure.median(ours);
        double reference = Measure.median(theirs);
        double least = Arrays.stream(ours).min().orElseThrow();
        double leastReference = Arrays.stream(theirs).min().orElseThrow();
        System.out.printf(
                "%-34s %10.1f %10.1f %8.1f %10.1f %10.1f %8.1f %s%n",
                each.name(),
                median,
                reference,
                median / reference,
                least,
                leastReference,
                least / leastReference,
                mine.equals(other) ? mine : mine + " / " + other);
    }
}

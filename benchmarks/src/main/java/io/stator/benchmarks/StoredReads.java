package io.stator.benchmarks;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Index;
import io.stator.Limit;
import io.stator.Pull;
import io.stator.Query;
import io.stator.Stator;
import io.stator.SystemConfig;
import io.stator.TimePoint;
import io.stator.TxData;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * What reading costs when facts are in segments, beside trees: the MusicBrainz data twice in one process, once all in memory, once stored and
 * opened again; the median computing time of the thread that asks, in turn, and whether both answered the same.
 *
 * <p>Arguments: rounds (31), a part of the names of what is to be measured (all).
 */
final class StoredReads {
    private static final long WARM_UP_NANOS = 1_500_000_000L;

    /** About how long a round is to take: what is shorter is done more often. */
    private static final long ROUND_NANOS = 4_000_000L;

    /** How long it is read before anything is measured, until all is in segments. */
    private static final long MERGE_NANOS = 6_000_000_000L;

    private static final int KEYS = 512;
    private static final long LIVE_IMPORTING = 100_000;
    private static final long LIVE_OPENED = 1_000;

    private static final int CHANGED_EACH = 10;
    private static final String DURATIONS = "[:find ?t ?d :where [?t :track/duration ?d]]";
    private static final Keyword DB_ADD = Keyword.of("db", "add");
    private static final Keyword DURATION = Keyword.of("track", "duration");

    private static final String ANCESTORS =
            "[[(ancestor ?a ?b) [?a :node/parent ?b]] [(ancestor ?a ?b) [?a :node/parent ?x] (ancestor ?x ?b)]]";

    /** Something that is read; the number says which of many keys is meant, so that not only one place is read. */
    @FunctionalInterface
    private interface Read {
        /** Returns a number that both sides must agree on. */
        long read(Database db, int number);
    }

    private record Case(String name, Read read) {}

    private final List<Object> gids = new ArrayList<>();
    private final List<Object> tracks = new ArrayList<>();
    private final List<Object> artists = new ArrayList<>();
    private final List<Case> cases = new ArrayList<>();
    private long middleT;

    private StoredReads() {}

    /** Runs the comparison. */
    public static void main(String[] arguments) throws IOException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 31;
        String part = arguments.length > 1 ? arguments[1] : "";
        Path directory = Files.createTempDirectory("stator-bench");
        try (Client client = Stator.open(directory, limited(LIVE_IMPORTING))) {
            fill(client);
        }
        try (Client trees = Stator.inMemory(limited(Long.MAX_VALUE));
                Client stored = Stator.open(directory, limited(LIVE_OPENED))) {
            new StoredReads().run(fill(trees), stored.connect("bench"), rounds, part);
        }
    }

    private static SystemConfig limited(long live) {
        return SystemConfig.standard().withLimit(Limit.LIVE_FACTS, live);
    }

    private static Connection fill(Client client) throws IOException {
        client.createDatabase("bench");
        Connection connection = client.connect("bench");
        new Mbrainz().importInto(connection, 1000);
        change(connection);
        return connection;
    }

    /** Gives some tracks other durations, so that there is something superseded. */
    private static void change(Connection connection) {
        List<Object> forms = new ArrayList<>();
        for (List<Object> row : connection.db().query(Query.parse(DURATIONS)).list()) {
            if ((Long) row.get(0) % CHANGED_EACH == 0) {
                forms.add(List.of(DB_ADD, row.get(0), DURATION, (Long) row.get(1) + 1));
            }
        }
        connection.transact(TxData.of(forms));
    }

    private void run(Connection trees, Connection stored, int rounds, String part) {
        keys(trees.db());
        stored.transact("[{:db/id \"datomic.tx\" :db/doc \"the last one\"}]");
        trees.transact("[{:db/id \"datomic.tx\" :db/doc \"the last one\"}]");
        points();
        scans();
        System.out.printf("%-44s %12s %12s %8s %s%n", "read", "trees µs", "segments µs", "ratio", "answers");
        Query all = Query.parse(DURATIONS);
        for (long end = cpuNanos() + MERGE_NANOS; cpuNanos() < end; ) {
            sunk += answer(stored.db(), all);
        }
        for (Case each : cases) {
            if (each.name().contains(part)) {
                compare(each, trees, stored, rounds);
            }
        }
    }

    /** Chooses what is looked for, the same on both sides: entities have the same ids there. */
    private void keys(Database db) {
        choose(db, "[:find ?r ?g :where [?r :release/gid ?g]]", 1, gids);
        choose(db, "[:find ?t :where [?t :track/duration]]", 0, tracks);
        choose(db, "[:find ?a ?n :where [?a :artist/name ?n]]", 1, artists);
        middleT = db.t() - db.t() / 4;
    }

    private static void choose(Database db, String query, int column, List<Object> into) {
        List<? extends List<?>> rows = db.query(Query.parse(query)).list().stream()
                .sorted(Comparator.comparingInt(row -> Objects.hashCode(row.get(0))))
                .toList();
        for (int i = 0; i < KEYS; i++) {
            into.add(Objects.requireNonNull(
                    rows.get((int) ((long) i * rows.size() / KEYS)).get(column)));
        }
    }

    private void points() {
        Pull four = Pull.parse("[:release/name :release/year :release/status {:release/country [:country/name]}]");
        Pull everything = Pull.parse("[*]");
        add(
                "pull of four attributes by lookup ref",
                (db, n) -> db.pull(four, TxData.lookup(":release/gid", gids.get(n)))
                        .hashCode());
        add("pull of one attribute by id", pull(Pull.parse("[:track/name]")));
        add("pull of everything of a track", pull(everything));
        query(
                "query by a unique attribute",
                "[:find ?n :in $ ?g :where [?r :release/gid ?g] [?r :release/name ?n]]",
                gids);
        query("query for a value of an entity", "[:find ?n :in $ ?t :where [?t :track/name ?n]]", tracks);
        query(
                "artist to releases",
                "[:find ?n :in $ ?a :where [?x :artist/name ?a] [?r :release/artists ?x] [?r :release/name ?n]]",
                artists);
        query("references back to an entity", "[:find ?m :in $ ?t :where [?m :medium/tracks ?t]]", tracks);
        add(
                "datoms of an entity",
                (db, n) -> db.datoms(Index.EAVT, tracks.get(n)).list().size());
        add(
                "entity of a lookup ref",
                (db, n) ->
                        db.entityId(TxData.lookup(":release/gid", gids.get(n))).orElse(0));
        add(
                "pull of one attribute as of a time",
                (db, n) -> db.asOf(TimePoint.of(middleT))
                        .pull(Pull.parse("[:release/name]"), TxData.lookup(":release/gid", gids.get(n)))
                        .hashCode());
    }

    private Read pull(Pull pattern) {
        return (db, n) -> db.pull(pattern, tracks.get(n)).hashCode();
    }

    private void scans() {
        query("count of tracks", "[:find (count ?t) . :where [?t :track/name]]");
        query("sum of durations", "[:find (sum ?d) . :with ?t :where [?t :track/duration ?d]]");
        query(
                "average name length, all tracks",
                "[:find (avg ?c) . :with ?t :where [?t :track/name ?n] [(count ?n) ?c]]");
        query(
                "average name length, all artists",
                "[:find (avg ?c) . :with ?t :where [?t :artist/name ?n] [(count ?n) ?c]]");
        query(
                "average duration by year",
                "[:find ?y (avg ?d) :with ?t :where [?r :release/year ?y] [?r :release/media ?m]"
                        + " [?m :medium/tracks ?t] [?t :track/duration ?d]]");
        query(
                "tracks by year",
                "[:find ?y (count ?t) :where [?r :release/year ?y] [?r :release/media ?m] [?m :medium/tracks ?t]]");
        query("tracks by name", "[:find ?n (count ?t) :where [?t :track/name ?n]]");
        query("names, each once", "[:find ?n :where [_ :track/name ?n]]");
        query(
                "range with a join",
                "[:find ?n ?y :where [?r :release/year ?y] [(<= 1970 ?y)] [(< ?y 1972)]"
                        + " [?r :release/country :country/GB] [?r :release/name ?n]]");
        query(
                "names of the tracks of a year",
                "[:find ?n :where [?r :release/year 1970] [?r :release/media ?m] [?m :medium/tracks ?t]"
                        + " [?t :track/name ?n]]");
        query("tracks longer than a time", "[:find (count ?t) . :where [?t :track/duration ?d] [(< 300000 ?d)]]");
        query("tracks of one name", "[:find (count ?t) . :where [?t :track/name \"Sol\"]]");
        query(
                "sum of durations and transactions",
                "[:find (sum ?d) (max ?x) :with ?t :where [?t :track/duration ?d ?x]]");
        Query sum = Query.parse("[:find (sum ?d) . :with ?t :where [?t :track/duration ?d]]");
        add("sum of durations as of a time", (db, n) -> answer(db.asOf(TimePoint.of(middleT)), sum));
        add("sum of durations since a time", (db, n) -> answer(db.since(TimePoint.of(middleT)), sum));
        add("sum of durations in history", (db, n) -> answer(db.history(), sum));
        Object[] inputs = {Edn.read(ANCESTORS), 20299L};
        Query ancestors =
                Query.parse("[:find ?i :in $ % ?id :where [?e :node/id ?id] (ancestor ?e ?b) [?b :node/id ?i]]");
        add(
                "ancestors along a chain of 300",
                (db, n) -> db.query(ancestors, inputs).list().size());
        add("datoms of an attribute", (db, n) -> {
            long sum2 = 0;
            for (var datom : db.datoms(Index.AEVT, ":track/name")) {
                sum2 += datom.e();
            }
            return sum2;
        });
        Pull track = Pull.parse("[:track/name :track/duration]");
        add(
                "index-pull of 1,000",
                (db, n) -> db.indexPull(Index.AVET, track, ":track/name").stream()
                        .limit(1000)
                        .count());
    }

    private void add(String name, Read read) {
        cases.add(new Case(name, read));
    }

    private void query(String name, String text) {
        Query query = Query.parse(text);
        add(name, (db, n) -> answer(db, query));
    }

    private void query(String name, String text, List<Object> keys) {
        Query query = Query.parse(text);
        add(name, (db, n) -> db.query(query, keys.get(n)).list().hashCode());
    }

    private static long answer(Database db, Query query) {
        Object found = db.q(query);
        if (found instanceof Number number) {
            return number.longValue();
        }
        return Objects.requireNonNull(found).hashCode();
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void compare(Case each, Connection trees, Connection stored, int rounds) {
        long agreed = 0;
        boolean same = true;
        for (int i = 0; i < KEYS && i < rounds; i++) {
            agreed = each.read().read(trees.db(), i);
            same &= agreed == each.read().read(stored.db(), i);
        }
        int number = 0;
        long started = cpuNanos();
        int done = 0;
        while (cpuNanos() < started + WARM_UP_NANOS) {
            number = (number + 1) % KEYS;
            each.read().read(trees.db(), number);
            each.read().read(stored.db(), number);
            done++;
        }
        int repeats = (int) Math.max(1, Math.min(KEYS, 2 * ROUND_NANOS * done / WARM_UP_NANOS));
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            theirs[round] = micros(each.read(), trees.db(), repeats, round);
            ours[round] = micros(each.read(), stored.db(), repeats, round);
        }
        double mine = Measure.median(ours);
        double other = Measure.median(theirs);
        System.out.printf(
                "%-44s %12.2f %12.2f %8.2f %s%n", each.name(), other, mine, mine / other, same ? agreed : "DIFFERENT");
    }

    private static double micros(Read read, Database db, int repeats, int first) {
        long start = cpuNanos();
        long sum = 0;
        for (int i = 0; i < repeats; i++) {
            sum += read.read(db, (first + i) % KEYS);
        }
        sunk += sum;
        return (cpuNanos() - start) / 1e3 / repeats;
    }

    /** Where answers go, so that nobody can leave them out. */
    private static volatile long sunk;
}

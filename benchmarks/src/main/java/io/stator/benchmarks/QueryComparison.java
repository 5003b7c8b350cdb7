package io.stator.benchmarks;

import io.stator.Client;
import io.stator.Database;
import io.stator.Query;
import io.stator.Stator;
import io.stator.edn.Edn;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;

/**
 * The queries of the documentation over the MusicBrainz data: Stator on disk and Datomic Local in memory, in turn; the
 * median time of each, and whether both found as many rows.
 *
 * <p>Arguments: rounds (9).
 */
final class QueryComparison {
    private static final String ANCESTORS =
            "[[(ancestor ?a ?b) [?a :node/parent ?b]] [(ancestor ?a ?b) [?a :node/parent ?x] (ancestor ?x ?b)]]";

    /** A query with its inputs, and how often it is asked for one measurement. */
    record Case(String name, String query, List<String> inputs, int repeats) {}

    /** All queries that the page lists. */
    static final List<Case> CASES = List.of(
            new Case(
                    "lookup by a unique attribute",
                    "[:find ?e :in $ ?id :where [?e :node/id ?id]]",
                    List.of("77"),
                    200),
            new Case(
                    "artist -> releases",
                    "[:find ?n :in $ ?a :where [?x :artist/name ?a] [?r :release/artists ?x] [?r :release/name ?n]]",
                    List.of("\"The Beatles\""),
                    50),
            new Case(
                    "range with a join",
                    "[:find ?n ?y :where [?r :release/year ?y] [(<= 1970 ?y)] [(< ?y 1972)]"
                            + " [?r :release/country :country/GB] [?r :release/name ?n]]",
                    List.of(),
                    1),
            new Case(
                    "average name length, all tracks",
                    "[:find (avg ?c) :with ?t :where [?t :track/name ?n] [(count ?n) ?c]]",
                    List.of(),
                    1),
            new Case(
                    "average name length, all artists",
                    "[:find (avg ?ct) :with ?artist :where [?artist :artist/name ?name] [(count ?name) ?ct]]",
                    List.of(),
                    1),
            new Case(
                    "tracks by year",
                    "[:find ?y (count ?t) :where [?r :release/year ?y] [?r :release/media ?m] [?m :medium/tracks ?t]]",
                    List.of(),
                    1),
            new Case(
                    "names of the tracks of a year",
                    "[:find ?n :in $ ?y :where [?r :release/year ?y] [?r :release/media ?m] [?m :medium/tracks ?t]"
                            + " [?t :track/name ?n]]",
                    List.of("1970"),
                    1),
            new Case(
                    "ancestors along a chain of 300",
                    "[:find ?i :in $ % ?id :where [?e :node/id ?id] (ancestor ?e ?b) [?b :node/id ?i]]",
                    List.of(ANCESTORS, "20299"),
                    1));

    private QueryComparison() {}

    /** Runs the comparison. */
    public static void main(String[] arguments) throws IOException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9;
        Mbrainz data = new Mbrainz();
        DatomicLocal datomic = new DatomicLocal(null, "queries");
        for (Object batch : data.clojureBatches(1000)) {
            datomic.transact(batch);
        }
        Object datomicDb = datomic.db();
        try (Client client = Stator.open(Files.createTempDirectory("stator-bench"))) {
            client.createDatabase("bench");
            data.importInto(client.connect("bench"), 1000);
            Database db = client.connect("bench").db();
            System.out.printf("%-34s %10s %10s %8s %s%n", "query", "stator µs", "datomic µs", "ratio", "rows");
            for (Case each : CASES) {
                compare(each, db, datomicDb, rounds);
            }
        }
    }

    private static void compare(Case each, Database db, Object datomicDb, int rounds) {
        Query query = Query.parse(each.query());
        Object[] inputs = each.inputs().stream().map(Edn::read).toArray();
        Object datomicQuery = DatomicLocal.read(each.query());
        Object[] datomicInputs = new Object[inputs.length + 1];
        datomicInputs[0] = datomicDb;
        for (int i = 0; i < inputs.length; i++) {
            datomicInputs[i + 1] = DatomicLocal.read(each.inputs().get(i));
        }
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        int[] rows = new int[2];
        for (int round = -3; round < rounds; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < each.repeats(); i++) {
                rows[0] = db.query(query, inputs).list().size();
            }
            long middle = System.nanoTime();
            for (int i = 0; i < each.repeats(); i++) {
                rows[1] = DatomicLocal.query(datomicQuery, datomicInputs).size();
            }
            long end = System.nanoTime();
            if (round >= 0) {
                ours[round] = (middle - start) / 1e3 / each.repeats();
                theirs[round] = (end - middle) / 1e3 / each.repeats();
            }
        }
        double mine = Measure.median(ours);
        double other = Measure.median(theirs);
        System.out.printf(
                "%-34s %10.1f %10.1f %8.1f %s%n", each.name(), mine, other, other / mine, Arrays.toString(rows));
    }
}

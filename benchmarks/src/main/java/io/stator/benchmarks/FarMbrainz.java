package io.stator.benchmarks;

import io.stator.Client;
import io.stator.CompactOptions;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Query;
import io.stator.Stator;
import io.stator.StorageStats;
import io.stator.SystemConfig;
import io.stator.edn.Edn;
import io.stator.storage.dynamodb.DynamoDbStorage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The MusicBrainz data in DynamoDB Local beside a file: its import, its indexes, opening it, and the queries of {@link QueryComparison}, each
 * as the first of its kind after an opening and several times again; with and without a cache on disk, in turn. {@code STATOR_MBRAINZ} names the data.
 *
 * <p>Arguments: the place of DynamoDB Local such as {@code http://localhost:8000}, rounds (5), after one that does not count.
 */
final class FarMbrainz {
    private static final String DATABASE = "mb";
    private static final int BATCH = 100;
    private static final int REPEATS = 9;
    private static final double NANOS = 1e9;
    private static final String TABLE = "DynamoDB";
    private static final String CACHED = "DynamoDB, cache on disk";
    private static final String FILE = "SQLite";

    /** Milliseconds of what was measured, by what it was and where. */
    private final Map<String, Map<String, List<Double>>> times = new LinkedHashMap<>();

    private FarMbrainz() {}

    /** Runs the measurements. */
    public static void main(String[] arguments) throws IOException {
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        URI table = URI.create("dynamodb+" + arguments[0] + "/mbrainz-" + Long.toHexString(System.nanoTime()));
        Path file = Files.createTempDirectory("far-file");
        Path cache = Files.createTempDirectory("far-cache");
        DynamoDbStorage.create(table);
        FarMbrainz benchmark = new FarMbrainz();
        benchmark.load(TABLE, Stator.open(table));
        benchmark.load(FILE, Stator.open(file));
        Map<String, Supplier<Client>> places = new LinkedHashMap<>();
        places.put(TABLE, () -> Stator.openReadOnly(table));
        places.put(
                CACHED, () -> Stator.openReadOnly(table, SystemConfig.standard().withCache(cache)));
        places.put(FILE, () -> Stator.openReadOnly(file));
        for (int round = -1; round < rounds; round++) {
            boolean counts = round >= 0;
            places.forEach((where, place) -> benchmark.ask(where, place, counts));
        }
        benchmark.tell();
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    private void note(String what, String where, long start, boolean counts) {
        if (counts) {
            times.computeIfAbsent(what, key -> new TreeMap<>())
                    .computeIfAbsent(where, key -> new ArrayList<>())
                    .add((System.nanoTime() - start) / 1e6);
        }
    }

    private void load(String where, Client client) throws IOException {
        try (client) {
            client.createDatabase(DATABASE);
            Connection connection = client.connect(DATABASE);
            long start = System.nanoTime();
            long datoms = new Mbrainz().importInto(connection, BATCH);
            note("import", where, start, true);
            say("%s: import %,.0f datoms a second", where, datoms * NANOS / (System.nanoTime() - start));
            tell(client.storageStats(), datoms);
            long begin = System.nanoTime();
            client.compact(DATABASE, CompactOptions.standard());
            note("all indexes written", where, begin, true);
            tell(client.storageStats(), datoms);
        }
    }

    private static void tell(StorageStats stats, long datoms) {
        new TreeMap<>(stats.calls()).forEach((kind, calls) -> {
            if (calls.answered() > 0) {
                say(
                        "  %-12s %,9d calls, %,12.1f units, %.5f a datom",
                        kind, calls.answered(), calls.units(), calls.units() / datoms);
            }
        });
    }

    private void ask(String where, Supplier<Client> place, boolean counts) {
        long start = System.nanoTime();
        try (Client client = place.get()) {
            Database db = client.connect(DATABASE).db();
            int found = db.query("[:find ?a :where [?a :artist/name \"John Lennon\"]]")
                    .list()
                    .size();
            note("opening and first answer", where, start, counts);
            long requests = client.storageStats().calls().values().stream()
                    .mapToLong(StorageStats.Calls::answered)
                    .sum();
            say("%s: %d requests before the first answer (%d row)", where, requests, found);
            for (QueryComparison.Case each : QueryComparison.CASES) {
                Query query = Query.parse(each.query());
                Object[] inputs = each.inputs().stream().map(Edn::read).toArray();
                long begin = System.nanoTime();
                int rows = db.query(query, inputs).list().size();
                note(each.name() + ", cold, rows " + rows, where, begin, counts);
                for (int i = 0; i < REPEATS; i++) {
                    begin = System.nanoTime();
                    int again = db.query(query, inputs).list().size();
                    note(each.name() + ", warm, rows " + again, where, begin, counts);
                }
            }
        }
    }

    private void tell() {
        say("%-55s %12s %12s %12s %8s %8s", "medians, ms", TABLE, "cached", FILE, "ratio", "cached");
        times.forEach((what, places) -> {
            double table = median(places, TABLE);
            double cached = median(places, CACHED);
            double file = median(places, FILE);
            say("%-55s %,12.2f %,12.2f %,12.2f %8.2f %8.2f", what, table, cached, file, table / file, cached / file);
        });
    }

    private static double median(Map<String, List<Double>> places, String where) {
        List<Double> found = places.getOrDefault(where, List.of());
        return found.isEmpty()
                ? Double.NaN
                : Measure.median(found.stream().mapToDouble(Double::doubleValue).toArray());
    }
}

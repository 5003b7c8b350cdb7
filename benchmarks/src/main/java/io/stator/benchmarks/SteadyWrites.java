package io.stator.benchmarks;

import io.stator.Client;
import io.stator.Connection;
import io.stator.IndexingStats;
import io.stator.Limit;
import io.stator.Stator;
import io.stator.SystemConfig;
import io.stator.TxData;
import io.stator.edn.Keyword;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * One caller that transacts at a steady rate for a long time and waits for each transaction, while its facts are put into segments again and
 * again: how long transactions take while that goes on and while it does not, and how often a fact is written to segments.
 *
 * <p>A transaction has five events: each has a random UUID that is unique, a number that counts up, an instant, a random text and one of 1,000
 * sources, so in one of the four indexes half of the new facts fall anywhere.
 *
 * <p>Arguments: directory (a new one), seconds (300), transactions a second (200), live facts (as usual).
 */
final class SteadyWrites {
    private static final String SCHEMA = """
            [{:db/ident :source/id :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
             {:db/ident :event/id :db/valueType :db.type/uuid :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
             {:db/ident :event/number :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
             {:db/ident :event/at :db/valueType :db.type/instant :db/cardinality :db.cardinality/one}
             {:db/ident :event/text :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
             {:db/ident :event/source :db/valueType :db.type/ref :db/cardinality :db.cardinality/one}]""";

    private static final String DATABASE = "steady";
    private static final int SOURCES = 1_000;
    private static final int EVENTS = 5;

    /** In how many regions of an index facts fall anywhere, and what share of a transaction's facts each of them gets: 25 of events, one of time. */
    private static final int RANDOM_REGIONS = 2;

    private static final double RANDOM_SHARE = 5.0 / 26;

    /** References come in the order of time for each source, so each source is a region with an end of its own. */
    private static final double SOURCES_SHARE = 5.0 / 26;

    /** In how many regions of all indexes facts come at the end: of entities, of six attributes, of what counts up there. */
    private static final int ENDS = 10;

    private static final int LEAF_FACTS = 8_192;
    private static final long REPORT_NANOS = 60_000_000_000L;

    private final List<Long> quiet = new ArrayList<>();
    private final List<Long> merging = new ArrayList<>();
    private long number;

    private SteadyWrites() {}

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws IOException {
        Path directory = arguments.length > 0 ? Path.of(arguments[0]) : Files.createTempDirectory("stator-steady");
        long seconds = arguments.length > 1 ? Long.parseLong(arguments[1]) : 300;
        double rate = arguments.length > 2 ? Double.parseDouble(arguments[2]) : 200;
        long live = arguments.length > 3 ? Long.parseLong(arguments[3]) : Limit.LIVE_FACTS.standard();
        SystemConfig config = SystemConfig.standard().withLimit(Limit.LIVE_FACTS, live);
        new SteadyWrites().run(directory, config, Duration.ofSeconds(seconds), rate);
    }

    private void run(Path directory, SystemConfig config, Duration time, double rate) {
        try (Client client = Stator.open(directory, config)) {
            client.createDatabase(DATABASE);
            Connection connection = client.connect(DATABASE);
            connection.transact(SCHEMA);
            List<Object> sources = new ArrayList<>();
            for (long i = 0; i < SOURCES; i++) {
                sources.add(TxData.entity("s" + i).with(Keyword.of("source", "id"), i));
            }
            connection.transact(TxData.of(sources));
            long start = System.nanoTime();
            long reported = start;
            long due = start;
            while (due - start < time.toNanos()) {
                LockSupport.parkNanos(due - System.nanoTime());
                if (System.nanoTime() < due) {
                    continue;
                }
                long begun = System.nanoTime();
                connection.transact(transaction());
                long took = System.nanoTime() - begun;
                (connection.indexing().isRunning() ? merging : quiet).add(took);
                due += (long) (1e9 / rate);
                if (System.nanoTime() - reported > REPORT_NANOS) {
                    reported = System.nanoTime();
                    report((reported - start) / 1e9, connection.indexing());
                }
            }
            report((System.nanoTime() - start) / 1e9, connection.indexing());
        }
    }

    private TxData transaction() {
        List<Object> events = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++, number++) {
            long random = mixed(number);
            events.add(TxData.entity("e" + number)
                    .with(Keyword.of("event", "id"), new UUID(random, number))
                    .with(Keyword.of("event", "number"), number)
                    .with(Keyword.of("event", "at"), Instant.ofEpochMilli(1_600_000_000_000L + number * 977))
                    .with(Keyword.of("event", "text"), "event " + Long.toString(random, 36))
                    .with(
                            Keyword.of("event", "source"),
                            List.of(Keyword.of("source", "id"), Long.remainderUnsigned(random, SOURCES))));
        }
        return TxData.of(events);
    }

    private static long mixed(long number) {
        long mixed = (number + 1) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        return mixed ^ (mixed >>> 27);
    }

    private void report(double seconds, IndexingStats stats) {
        List<Long> all = new ArrayList<>(quiet);
        all.addAll(merging);
        System.out.printf(
                "after %.0f s: %d runs, %d failures, %,d facts in segments, %,d live%n",
                seconds, stats.runs(), stats.failures(), stats.storedDatoms(), stats.liveDatoms());
        tell("transactions", all);
        tell("  beside a run", merging);
        tell("  beside none", quiet);
        double once = stats.bytes();
        if (stats.runs() > 0) {
            System.out.printf(
                    "written to segments for each byte that is in them: measured %.1f, computed %.1f%n",
                    stats.bytesWritten() / once, computed(stats.storedDatoms(), stats.runs()));
        }
    }

    private static void tell(String what, List<Long> nanos) {
        if (nanos.isEmpty()) {
            return;
        }
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        double median = at(sorted, 0.5);
        System.out.printf(
                "%-16s %,10d: median %.2f ms, 99 %% %.2f ms (%.1f times), 99.9 %% %.2f ms, most %.0f ms%n",
                what,
                sorted.length,
                median,
                at(sorted, 0.99),
                at(sorted, 0.99) / median,
                at(sorted, 0.999),
                at(sorted, 1));
    }

    private static double at(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * sorted.length))] / 1e6;
    }

    /**
     * Returns how often a fact is written when so many were stored in so many runs of equal size: each run writes the leaves anew that it
     * touches, in every region of an index. Facts are counted in all four indexes.
     */
    private static double computed(long stored, long runs) {
        double perRun = (double) stored / runs;
        double written = 0;
        for (long run = 0; run < runs; run++) {
            double before = run * perRun;
            double random = touched(before * RANDOM_SHARE, perRun * RANDOM_SHARE, perRun * RANDOM_SHARE);
            // in AVET and VAET references end at each source: as many places as there are sources
            double sources = touched(before * SOURCES_SHARE, SOURCES, perRun * SOURCES_SHARE);
            double others = perRun * (3 - RANDOM_REGIONS * RANDOM_SHARE - SOURCES_SHARE);
            double ends = Math.min(before, ENDS * LEAF_FACTS / 2.0);
            written += RANDOM_REGIONS * random + 2 * sources + others + ends;
        }
        return written / (stored * (3 + SOURCES_SHARE));
    }

    /** Returns how many facts are written when some are added to a region that has others, at so many places. */
    private static double touched(double before, double places, double added) {
        double leaves = Math.max(1, before / LEAF_FACTS);
        return before * (1 - Math.pow(1 - 1 / leaves, places)) + added;
    }
}

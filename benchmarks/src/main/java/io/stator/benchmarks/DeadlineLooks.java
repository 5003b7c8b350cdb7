package io.stator.benchmarks;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.SystemConfig;
import io.stator.TxData;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.EngineConfig;
import io.stator.engine.storage.MemoryStorage;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * How soon a long call notices that its time is over: the most processor time that a thread takes between two looks at the clock, whoever else uses
 * the machine, and how much later than its time-out the call ended, which on a busy machine says more about that.
 *
 * <p>Arguments: rounds (5).
 */
final class DeadlineLooks {
    private static final int ENTITIES = 3_000;
    private static final int LARGE = 33_000;
    private static final int TIMEOUT_MILLIS = 300;
    private static final double NANOS_A_MILLI = 1e6;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final String RULES = "[[(far ?a ?b) [?a :x/next ?b]] [(far ?a ?b) [?a :x/next ?c] (far ?c ?b)]]";
    private static final String PAIRS = " :in $ % :where [?a :x/n ?n] [?b :x/n ?m]";
    private static final Map<String, String> QUERIES = new LinkedHashMap<>();

    static {
        QUERIES.put("pairs, counted", "[:find (count ?a) . :with ?b" + PAIRS + "]");
        QUERIES.put("pairs, compared", "[:find (count ?a) . :with ?b" + PAIRS + " [(< ?n ?m)]]");
        QUERIES.put("pairs, computed", "[:find (median ?s) . :with ?a ?b" + PAIRS + " [(+ ?n ?m) ?s]]");
        QUERIES.put("pairs, all different", "[:find (distinct ?s) ." + PAIRS + " [(* ?n 3000) ?k] [(+ ?k ?m) ?s]]");
        QUERIES.put("pairs, in groups", "[:find ?n (max ?m) (sum ?m)" + PAIRS + "]");
        QUERIES.put("pairs without some", "[:find (count ?a) . :with ?b" + PAIRS + " (not [?a :x/next ?b])]");
        QUERIES.put("recursive rule", "[:find (count ?a) . :with ?b :in $ % :where (far ?a ?b)]");
        QUERIES.put("long collection", "[:find (count ?s) . :in $ % :where [(range 900000) ?r] [(sort ?r) ?s]]");
    }

    private final int rounds;
    private final Client client;
    private final Connection connection;
    private final Map<Thread, Long> lookedAt = new LinkedHashMap<>();
    private long longest;

    private DeadlineLooks(int rounds) {
        this.rounds = rounds;
        EngineConfig defaults = EngineConfig.defaults();
        this.client = EmbeddedClient.open(
                new MemoryStorage(),
                new EngineConfig(defaults.clock(), this::look, defaults.databaseIds(), SystemConfig.standard()));
        client.createDatabase("looks");
        this.connection = client.connect("looks");
    }

    /** Tells the time, and takes note of the processor time since the thread asked last. */
    private synchronized long look() {
        long now = THREADS.getCurrentThreadCpuTime();
        Long before = lookedAt.get(Thread.currentThread());
        longest = before == null ? longest : Math.max(longest, now - before);
        lookedAt.put(Thread.currentThread(), THREADS.getCurrentThreadCpuTime());
        return System.nanoTime();
    }

    /** Measures. */
    public static void main(String[] arguments) {
        DeadlineLooks looks = new DeadlineLooks(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5);
        try (Client closed = looks.client) {
            looks.fill();
            looks.measureAll();
        }
    }

    private void fill() {
        connection.transact("""
                [{:db/ident :x/id :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
                 {:db/ident :x/n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
                 {:db/ident :x/text :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
                 {:db/ident :x/part :db/valueType :db.type/ref :db/isComponent true :db/cardinality :db.cardinality/many}
                 {:db/ident :x/next :db/valueType :db.type/ref :db/cardinality :db.cardinality/many}]""");
        connection.transact(TxData.of(IntStream.range(0, ENTITIES)
                .mapToObj(i -> Map.of(
                        ":db/id",
                        "e" + i,
                        ":x/n",
                        i,
                        ":x/next",
                        List.of("e" + i * 7 % ENTITIES, "e" + (i + 1) % ENTITIES)))
                .toList()));
    }

    private void measureAll() {
        Database database = connection.db();
        QUERIES.forEach((name, query) -> measure(
                "query: " + name,
                timeout ->
                        database.query(query, database, RULES).timeout(timeout).list()));
        long first = database.datoms(Index.AEVT, ":x/n").first().map(Datom::e).orElseThrow();
        measure("pull: a million ways", timeout -> database.withTimeout(timeout).pull("[{:x/next 20}]", first));
        measure(
                "indexPull: a million ways",
                timeout -> database.withTimeout(timeout)
                        .indexPull(Index.AVET, "[{:x/next 12}]", ":x/n")
                        .limit(-1)
                        .list());
        TxData large = TxData.of(IntStream.range(0, LARGE)
                .mapToObj(i -> Map.of(":x/id", i, ":x/text", "text " + i * 7919L % LARGE, ":x/n", i))
                .toList());
        measure("with: 99,000 datoms", timeout -> database.withTimeout(timeout).with(large));
        measure("transact: 99,000 datoms", timeout -> connection.transact(large, timeout));
        measure("transact: the same again", timeout -> connection.transact(large, timeout));
    }

    private void measure(String name, Consumer<Duration> call) {
        double[] late = new double[rounds];
        double[] gaps = new double[rounds];
        String end = "";
        for (int round = -1; round < rounds; round++) {
            synchronized (this) {
                lookedAt.clear();
                longest = 0;
            }
            look();
            long start = System.nanoTime();
            try {
                call.accept(Duration.ofMillis(TIMEOUT_MILLIS));
                end = "done in time";
            } catch (Anomaly ended) {
                end = ended instanceof Anomaly.Unavailable ? "time-out" : String.valueOf(ended.getMessage());
            }
            look();
            if (round >= 0) {
                late[round] = (System.nanoTime() - start) / NANOS_A_MILLI - TIMEOUT_MILLIS;
                gaps[round] = longest / NANOS_A_MILLI;
            }
        }
        System.out.printf(
                "%-32s longest between looks %6.1f ms, late by %7.1f ms, the last: %s%n",
                name, Measure.median(gaps), Math.max(0, Measure.median(late)), end);
    }
}

package io.stator.benchmarks;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.CompactOptions;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Limit;
import io.stator.Query;
import io.stator.Stator;
import io.stator.SystemConfig;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.Verification;
import io.stator.edn.Keyword;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A database that may be much larger than the heap: it is imported, opened again and asked.
 *
 * <p>Orders of customers, always the same ones: each has a random UUID that is unique, a number that counts up, an instant, an amount, a
 * text of a few words, a state, and refers to a customer; some orders get another state later. Ten datoms an order.
 *
 * <p>Arguments: directory or other location (which keeps the database), datoms in millions (5), orders a transaction (500), of how many orders one
 * gets another state later (10), live facts (as usual, or {@code bulk} for the limits of {@code import --bulk}), milliseconds that closing may take (as
 * usual). A database that is there is opened, asked and verified only.
 */
final class LargeDatabase {
    private static final String SCHEMA = """
            [{:db/ident :customer/id :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
             {:db/ident :customer/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
             {:db/ident :order/id :db/valueType :db.type/uuid :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
             {:db/ident :order/number :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
             {:db/ident :order/customer :db/valueType :db.type/ref :db/cardinality :db.cardinality/one}
             {:db/ident :order/placed :db/valueType :db.type/instant :db/cardinality :db.cardinality/one}
             {:db/ident :order/amount :db/valueType :db.type/double :db/cardinality :db.cardinality/one}
             {:db/ident :order/remark :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
             {:db/ident :order/state :db/valueType :db.type/keyword :db/cardinality :db.cardinality/one}
             {:db/ident :order/items :db/valueType :db.type/long :db/cardinality :db.cardinality/many}]""";

    /** What the database is called. */
    static final String DATABASE = "large";

    /** On a machine that others use a merging may hold up the writer for minutes. */
    private static final Duration TIMEOUT = Duration.ofHours(1);

    private static final long BULK_LIVE_FACTS = 1 << 24;
    private static final int CUSTOMERS = 10_000;
    private static final int IN_FLIGHT_MAX = 4;
    private static final int POINT_READS = 10_000;
    private static final long MILLION = 1_000_000;
    private static final long REPORT_EVERY = 1_000_000;
    private static final List<String> WORDS =
            List.of("blue", "green", "small", "heavy", "glass", "paper", "lamp", "table", "urgent", "gift");
    private static final List<Keyword> STATES =
            List.of(Keyword.of("state", "new"), Keyword.of("state", "paid"), Keyword.of("state", "sent"));

    private final long datomsMax;
    private final int batch;
    private final int changedEvery;
    private final SystemConfig config;
    private long closing;

    private LargeDatabase(long datomsMax, int batch, int changedEvery, SystemConfig config) {
        this.datomsMax = datomsMax;
        this.batch = batch;
        this.changedEvery = changedEvery;
        this.config = config;
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws IOException {
        String location = arguments.length > 0
                ? arguments[0]
                : Files.createTempDirectory("stator-large").toString();
        long millions = arguments.length > 1 ? Long.parseLong(arguments[1]) : 5;
        int batch = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 500;
        System.out.printf("heap %d MB, %s%n", Runtime.getRuntime().maxMemory() >> 20, location);
        int changedEvery = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 10;
        boolean bulk = arguments.length > 4 && arguments[4].equals("bulk");
        long live = arguments.length > 4 && !bulk ? Long.parseLong(arguments[4]) : Limit.LIVE_FACTS.standard();
        long closingMillis = arguments.length > 5 ? Long.parseLong(arguments[5]) : Limit.CLOSING_MILLIS.standard();
        SystemConfig config = SystemConfig.standard()
                .withTimeout(TIMEOUT)
                .withLimit(Limit.LIVE_FACTS, bulk ? BULK_LIVE_FACTS : live)
                .withLimit(Limit.UNSORTED_FACTS, bulk ? Limit.UNSORTED_FACTS.max() : Limit.UNSORTED_FACTS.standard())
                .withLimit(Limit.CLOSING_MILLIS, closingMillis);
        LargeDatabase large = new LargeDatabase(millions * MILLION, batch, changedEvery, config);
        large.load(location);
        large.read(location);
    }

    /** Returns a number of 64 bits that looks random and is always the same for the same number. */
    private static long mixed(long number) {
        long mixed = (number + 1) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    private static int below(long number, int bound) {
        return (int) Long.remainderUnsigned(mixed(number), bound);
    }

    private static UUID id(long order) {
        return new UUID(mixed(order), order);
    }

    private static Object order(long number) {
        String remark = WORDS.get(below(number * 7, 10)) + " " + WORDS.get(below(number * 11, 10)) + " "
                + Long.toString(below(number * 13, 1_000_000), 36);
        return TxData.entity("o" + number)
                .with(Keyword.of("order", "id"), id(number))
                .with(Keyword.of("order", "number"), number)
                .with(Keyword.of("order", "customer"), List.of(Keyword.of("customer", "id"), (long)
                        below(number * 3, CUSTOMERS)))
                .with(Keyword.of("order", "placed"), java.time.Instant.ofEpochMilli(1_600_000_000_000L + number * 977))
                .with(Keyword.of("order", "amount"), below(number * 5, 1_000_000) / 100.0)
                .with(Keyword.of("order", "remark"), remark)
                .with(Keyword.of("order", "state"), STATES.get(0))
                .with(Keyword.of("order", "items"), List.of((long) below(number * 17, 5_000), 5_000L + number % 1_000));
    }

    private List<Object> transaction(long first) {
        List<Object> forms = new ArrayList<>();
        for (long number = first; number < first + batch; number++) {
            forms.add(order(number));
            if (number % changedEvery == 0 && first > 0) {
                long stripe = (number - first) / changedEvery;
                long width = Math.min(first, first * changedEvery / batch);
                long earlier = stripe * width + Long.remainderUnsigned(mixed(number * 19), width);
                forms.add(TxData.entity(List.of(Keyword.of("order", "id"), id(earlier)))
                        .with(Keyword.of("order", "state"), STATES.get(1 + (int) (number / changedEvery % 2))));
            }
        }
        return forms;
    }

    private void load(String location) {
        try (Client client = Stator.open(location, config)) {
            if (!client.createDatabase(DATABASE)) {
                return;
            }
            Connection connection = client.connect(DATABASE);
            connection.transact(SCHEMA);
            List<Object> customers = new ArrayList<>();
            for (long i = 0; i < CUSTOMERS; i++) {
                customers.add(TxData.entity("c" + i)
                        .with(Keyword.of("customer", "id"), i)
                        .with(Keyword.of("customer", "name"), "customer " + Long.toString(mixed(i), 36)));
            }
            connection.transact(TxData.of(customers));
            long start = System.nanoTime();
            long datoms = 0;
            long reported = 0;
            Deque<CompletableFuture<TxReport>> flights = new ArrayDeque<>();
            for (long first = 0; datoms < datomsMax; first += batch) {
                while (flights.size() >= IN_FLIGHT_MAX) {
                    datoms += flights.remove().join().txData().size();
                }
                flights.add(connection.transactAsync(TxData.of(transaction(first))));
                if (datoms / REPORT_EVERY > reported) {
                    reported = datoms / REPORT_EVERY;
                    report("imported", datoms, start);
                }
            }
            for (CompletableFuture<TxReport> flight : flights) {
                datoms += flight.join().txData().size();
            }
            report("imported", datoms, start);
            if (config.limit(Limit.UNSORTED_FACTS) > 0) {
                client.compact(DATABASE, CompactOptions.standard());
                report("written into segments", datoms, start);
            }
            System.out.println(connection.indexing());
            closing = System.nanoTime();
        }
        System.out.printf("closed in %.2f s%n", (System.nanoTime() - closing) / 1e9);
    }

    private static void report(String what, long datoms, long startNanos) {
        long old = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getName().contains("Old") && pool.getCollectionUsage() != null) {
                old += pool.getCollectionUsage().getUsed();
            }
        }
        System.out.printf(
                "%s %,d datoms, %,.0f datoms/s, old generation after collection %d MB%n",
                what, datoms, Measure.rate(datoms, startNanos), old >> 20);
    }

    /** Returns the processor time that this process has used. */
    static long processNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean process
                ? process.getProcessCpuTime()
                : 0;
    }

    private void read(String location) throws IOException {
        long start = System.nanoTime();
        long processStart = processNanos();
        try (Client client = Stator.open(location, config)) {
            Database db = client.connect(DATABASE).db();
            long first =
                    db.datoms(io.stator.Index.AVET, ":order/number", 17L).list().size();
            System.out.printf(
                    "opened, first read: %.2f s, %.2f s of the process's time, %d fact, %,d live%n",
                    (System.nanoTime() - start) / 1e9,
                    (processNanos() - processStart) / 1e9,
                    first,
                    client.connect(DATABASE).indexing().liveDatoms());
            long datoms = db.stats().datoms();
            System.out.printf("%,d datoms, %.1f bytes a datom in files%n", datoms, size(location) / (double) datoms);
            ask(db, "count of orders", "[:find (count ?o) . :where [?o :order/number]]");
            ask(db, "orders of a customer", "[:find (count ?o) . :where [?c :customer/id 77] [?o :order/customer ?c]]");
            ask(db, "sum of amounts", "[:find (sum ?a) . :with ?o :where [?o :order/amount ?a]]");
            ask(db, "orders by state", "[:find ?s (count ?o) :where [?o :order/state ?s]]");
            ask(
                    db,
                    "large orders of 1,000 customers",
                    "[:find (count ?o) . :where [?o :order/amount ?a] [(> ?a 9990.0)] [?o :order/customer ?c]"
                            + " [?c :customer/id ?n] [(< ?n 1000)]]");
            ask(db.history(), "changes of states", "[:find (count ?o) . :where [?o :order/state _ _ false]]");
            ask(
                    db,
                    "all pairs, which do not fit",
                    "[:find (count ?p) . :with ?o :where [?o :order/amount] [?p :order/amount]]");
            pointReads(db);
            start = System.nanoTime();
            Verification verified = client.verify(DATABASE, progress -> {});
            System.out.printf(
                    "verified in %.1f s: %s%n",
                    (System.nanoTime() - start) / 1e9, verified.isWhole() ? "whole" : verified.toString());
        }
    }

    /** Returns how many bytes the files of a location have; none if it is no directory. */
    private static long size(String location) throws IOException {
        if (!Files.isDirectory(Path.of(location))) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(Path.of(location))) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static void ask(Database db, String name, String query) {
        long start = System.nanoTime();
        String answer;
        try {
            answer = String.valueOf(db.<Object>q(Query.parse(query)));
        } catch (Anomaly failure) {
            answer = failure.category() + " " + failure.getMessage();
        }
        System.out.printf("%-34s %9.1f ms  %s%n", name, (System.nanoTime() - start) / 1e6, answer);
    }

    private void pointReads(Database db) {
        long orders = datomsMax / 12;
        long start = System.nanoTime();
        for (int i = 0; i < POINT_READS; i++) {
            long number = Long.remainderUnsigned(mixed(i * 23L), orders);
            if (db.pull(List.of(Keyword.of("order", "number")), List.of(Keyword.of("order", "id"), id(number)))
                                    .get(Keyword.of("order", "number"))
                            instanceof Long found
                    && found == number) {
                continue;
            }
            throw new IllegalStateException("order must be there: number=" + number);
        }
        System.out.printf(
                "%-34s %9.1f µs each%n", "pulls by random UUIDs", (System.nanoTime() - start) / 1e3 / POINT_READS);
    }
}

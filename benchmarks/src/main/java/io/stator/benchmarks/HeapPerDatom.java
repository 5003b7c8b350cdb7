package io.stator.benchmarks;

import io.stator.Client;
import io.stator.CompactOptions;
import io.stator.Connection;
import io.stator.Limit;
import io.stator.Stator;
import io.stator.SystemConfig;
import io.stator.TxData;
import io.stator.edn.Keyword;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * How much of the heap a datom takes, by live objects after collections: live facts of a database without segments, live facts beside segments, and a database in
 * memory all of whose facts are in segments, log and all. The cache of segments that were read is kept empty, because it has a limit of its own.
 *
 * <p>With the MusicBrainz files, if {@code STATOR_MBRAINZ} names them, and with orders that are generated. Arguments: generated datoms in
 * thousands (1,000).
 */
final class HeapPerDatom {
    private static final String SCHEMA = """
            [{:db/ident :order/id :db/valueType :db.type/uuid :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
             {:db/ident :order/number :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
             {:db/ident :order/placed :db/valueType :db.type/instant :db/cardinality :db.cardinality/one}
             {:db/ident :order/amount :db/valueType :db.type/double :db/cardinality :db.cardinality/one}
             {:db/ident :order/remark :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
             {:db/ident :order/before :db/valueType :db.type/ref :db/cardinality :db.cardinality/one}]""";

    private static final String DATABASE = "heap";
    private static final int BATCH = 100;
    private static final int ATTRIBUTES = 6;
    private static final long CACHE_BYTES = 1 << 16;

    /** Which part of the generated datoms comes beside segments. */
    private static final int LIVE_PART = 4;

    private HeapPerDatom() {}

    /** Fills a database. */
    private interface Filling {
        /** Returns the number of datoms. */
        long fill(Connection connection) throws IOException;
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws IOException {
        long datoms = (arguments.length > 0 ? Long.parseLong(arguments[0]) : 1_000) * 1_000;
        if (System.getenv("STATOR_MBRAINZ") != null) {
            Mbrainz data = new Mbrainz();
            measure("MusicBrainz", connection -> data.importInto(connection, BATCH));
        }
        measure("orders", connection -> {
            connection.transact(SCHEMA);
            return orders(connection, 0, datoms / ATTRIBUTES);
        });
        beside(datoms / ATTRIBUTES);
    }

    private static SystemConfig config() {
        return SystemConfig.standard()
                .withLimit(Limit.LIVE_FACTS, Limit.LIVE_FACTS.max())
                .withLimit(Limit.SEGMENT_CACHE_BYTES, CACHE_BYTES);
    }

    private static void measure(String name, Filling filling) throws IOException {
        long before = Measure.usedBytes();
        try (Client client = Stator.inMemory(config())) {
            client.createDatabase(DATABASE);
            Connection connection = client.connect(DATABASE);
            long datoms = filling.fill(connection);
            long live = Measure.usedBytes();
            client.compact(DATABASE, CompactOptions.standard());
            client.compact(DATABASE, CompactOptions.standard());
            long merged = Measure.usedBytes();
            System.out.printf(
                    "%s, %,d datoms: all live %.1f bytes a datom with the log, merged %.1f with the log%n",
                    name, datoms, (live - before) / (double) datoms, (merged - before) / (double) datoms);
            System.out.printf(
                    "  in segments %.1f bytes a datom%n", connection.indexing().bytes() / (double) datoms);
        }
    }

    /** Measures live facts that are beside facts in segments, half of them at places that chance chose. */
    private static void beside(long orders) {
        try (Client client = Stator.inMemory(config())) {
            client.createDatabase(DATABASE);
            Connection connection = client.connect(DATABASE);
            connection.transact(SCHEMA);
            long unused = orders(connection, 0, orders);
            client.compact(DATABASE, CompactOptions.standard());
            long before = Measure.usedBytes();
            long live = orders(connection, orders, orders / LIVE_PART);
            System.out.printf(
                    "orders beside segments, %,d live: %.1f bytes a datom with the log%n",
                    live, (Measure.usedBytes() - before) / (double) live);
            System.out.printf(
                    "  first of them: %d%n",
                    connection
                            .db()
                            .datoms(io.stator.Index.AVET, ":order/number", orders)
                            .list()
                            .size());
        }
    }

    private static long mixed(long number) {
        long mixed = (number + 1) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        return mixed ^ (mixed >>> 27);
    }

    private static long orders(Connection connection, long from, long count) {
        long datoms = 0;
        for (long first = from; first < from + count; first += BATCH) {
            List<Object> forms = new ArrayList<>();
            for (long number = first; number < first + BATCH; number++) {
                long random = mixed(number);
                forms.add(TxData.entity("o" + number)
                        .with(Keyword.of("order", "id"), new UUID(random, number))
                        .with(Keyword.of("order", "number"), number)
                        .with(Keyword.of("order", "placed"), Instant.ofEpochMilli(1_600_000_000_000L + number * 977))
                        .with(Keyword.of("order", "amount"), (random >>> 40) / 100.0)
                        .with(Keyword.of("order", "remark"), "remark " + Long.toString(random >>> 20, 36))
                        .with(Keyword.of("order", "before"), "o" + Math.max(first, number - 1)));
            }
            datoms += connection.transact(TxData.of(forms)).txData().size();
        }
        return datoms;
    }
}

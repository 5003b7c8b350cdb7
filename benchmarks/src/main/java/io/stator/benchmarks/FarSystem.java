package io.stator.benchmarks;

import io.stator.Client;
import io.stator.CompactOptions;
import io.stator.Connection;
import io.stator.Stator;
import io.stator.StorageStats;
import io.stator.SystemConfig;
import io.stator.TxData;
import io.stator.storage.dynamodb.DynamoDbStorage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * A system in DynamoDB Local: commits beside bare conditional puts of as many bytes, commits of many callers, and the MusicBrainz data beside
 * a file, with what was asked of the table, per datom. {@code STATOR_MBRAINZ} names the data; without it that part is left out.
 *
 * <p>Arguments: the place of DynamoDB Local such as {@code http://localhost:8000}, seconds of each measurement (3), rounds (5).
 */
final class FarSystem {
    private static final int CALLERS = 32;
    private static final int BATCH = 100;
    private static final double NANOS = 1e9;

    private static final Map<String, String> QUERIES = queries();

    private final URI endpoint;
    private final long nanos;
    private final int rounds;
    private final String suffix = Long.toHexString(System.nanoTime());

    private FarSystem(URI endpoint, long nanos, int rounds) {
        this.endpoint = endpoint;
        this.nanos = nanos;
        this.rounds = rounds;
    }

    private static Map<String, String> queries() {
        Map<String, String> queries = new LinkedHashMap<>();
        queries.put("names of artists", "[:find ?n :where [_ :artist/name ?n]]");
        queries.put("releases of 1970", "[:find ?n :where [?r :release/year 1970] [?r :release/name ?n]]");
        queries.put(
                "tracks of an artist",
                "[:find ?t :where [?a :artist/name \"John Lennon\"] [?k :track/artists ?a] [?k :track/name ?t]]");
        queries.put("durations added up", "[:find (sum ?d) . :with ?t :where [?t :track/duration ?d]]");
        return queries;
    }

    /** Runs the measurements. */
    public static void main(String[] arguments) throws Exception {
        long seconds = arguments.length > 1 ? Long.parseLong(arguments[1]) : 3;
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
        FarSystem benchmark = new FarSystem(URI.create(arguments[0]), (long) (seconds * NANOS), rounds);
        benchmark.commits();
        if (System.getenv("STATOR_MBRAINZ") != null) {
            benchmark.data();
        }
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    private URI table(String name) {
        URI place = URI.create("dynamodb+" + endpoint + "/" + name + "-" + suffix);
        DynamoDbStorage.create(place);
        return place;
    }

    private void commits() throws InterruptedException {
        URI place = table("commits");
        try (Client client = Stator.open(place);
                DynamoDbClient sdk = DynamoDbClient.builder()
                        .endpointOverride(endpoint)
                        .region(Region.US_EAST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                        .build()) {
            client.createDatabase("rates");
            Connection connection = client.connect("rates");
            connection.transact("[{:db/ident :d/n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]");
            connection.transact(form(0));
            String table = DynamoDbStorage.table(place);
            Map<String, AttributeValue> record = newestRecord(sdk, table, connection.databaseId());
            double[] ratios = new double[rounds];
            double[] commits = new double[rounds];
            double[] puts = new double[rounds];
            double[] together = new double[rounds];
            for (int round = -1; round < rounds; round++) {
                double put = rate(1, number -> put(sdk, table, record, number));
                double one = rate(1, number -> connection.transact(form(number)));
                double many = rate(CALLERS, number -> connection.transact(form(number)));
                if (round >= 0) {
                    puts[round] = put;
                    commits[round] = one;
                    together[round] = many / one;
                    ratios[round] = put / one;
                }
            }
            say("bare conditional puts of as many bytes: %,.0f a second", median(puts));
            say("commits of one caller: %,.0f a second; time by that of a put: %.2f", median(commits), median(ratios));
            say("commits of %d callers by those of one: %.1f", CALLERS, median(together));
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static TxData form(long number) {
        return TxData.of(List.of(Map.of(":d/n", number)));
    }

    private static Map<String, AttributeValue> newestRecord(DynamoDbClient sdk, String table, String database) {
        return sdk.query(QueryRequest.builder()
                        .tableName(table)
                        .keyConditionExpression("p = :p")
                        .expressionAttributeValues(Map.of(":p", AttributeValue.fromS(database + "/log/0")))
                        .scanIndexForward(false)
                        .consistentRead(true)
                        .limit(1)
                        .build())
                .items()
                .get(0);
    }

    private void put(DynamoDbClient sdk, String table, Map<String, AttributeValue> record, long number) {
        Map<String, AttributeValue> item = new HashMap<>(record);
        item.put("p", AttributeValue.fromS("bare/" + Thread.currentThread().getName() + System.nanoTime()));
        item.put("s", AttributeValue.fromS(String.format(Locale.ROOT, "%016x", number)));
        item.computeIfPresent(
                "b",
                (name, bytes) ->
                        AttributeValue.fromB(SdkBytes.fromByteArray(bytes.b().asByteArray())));
        sdk.putItem(request -> request.tableName(table).item(item).conditionExpression("attribute_not_exists(p)"));
    }

    private interface Act {
        void act(long number);
    }

    /** Returns how often something is done a second by some threads. */
    private double rate(int threads, Act act) throws InterruptedException {
        AtomicLong done = new AtomicLong();
        long start = System.nanoTime();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            all.add(new Thread(() -> {
                while (System.nanoTime() - start < nanos) {
                    act.act(done.incrementAndGet());
                }
            }));
        }
        all.forEach(Thread::start);
        for (Thread thread : all) {
            thread.join();
        }
        return done.get() * NANOS / (System.nanoTime() - start);
    }

    private void data() throws IOException {
        URI place = table("data");
        Path file = Files.createTempDirectory("far");
        Path cache = Files.createTempDirectory("cache");
        long datoms = imported("DynamoDB Local", Stator.open(place), true);
        imported("SQLite", Stator.open(file), true);
        Map<String, Double> times = new TreeMap<>();
        for (int round = 0; round < rounds; round++) {
            opened("DynamoDB Local", Stator.openReadOnly(place), times, round);
            opened(
                    "with a cache",
                    Stator.openReadOnly(place, SystemConfig.standard().withCache(cache)),
                    times,
                    round);
            opened("SQLite", Stator.openReadOnly(file), times, round);
        }
        times.forEach((what, millis) -> say("%-55s %,9.1f ms", what, millis));
        say("%,d datoms", datoms);
    }

    private static long imported(String where, Client client, boolean compact) throws IOException {
        try (client) {
            client.createDatabase("mb");
            Connection connection = client.connect("mb");
            long start = System.nanoTime();
            long datoms = new Mbrainz().importInto(connection, BATCH);
            say("%s: import %,.0f datoms a second", where, datoms * NANOS / (System.nanoTime() - start));
            tell(client.storageStats(), datoms);
            if (compact) {
                long begin = System.nanoTime();
                client.compact("mb", CompactOptions.standard());
                say("%s: indexes written in %.1f s: %s", where, (System.nanoTime() - begin) / NANOS, client.indexing());
                tell(client.storageStats(), datoms);
            }
            return datoms;
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

    private static void opened(String where, Client client, Map<String, Double> times, int round) {
        try (client) {
            long start = System.nanoTime();
            Connection connection = client.connect("mb");
            long first = connection
                    .db()
                    .query("[:find ?a :where [?a :artist/name \"John Lennon\"]]")
                    .list()
                    .size();
            least(times, "opening and first answer, " + where, start);
            long requests = client.storageStats().calls().values().stream()
                    .mapToLong(StorageStats.Calls::answered)
                    .sum();
            say("%s, round %d: %d requests before the first answer (%d rows)", where, round, requests, first);
            for (Map.Entry<String, String> query : QUERIES.entrySet()) {
                for (String heat : new String[] {"cold", "warm"}) {
                    long begin = System.nanoTime();
                    long rows = connection.db().query(query.getValue()).list().size();
                    least(times, query.getKey() + ", " + heat + ", " + where + ", rows " + rows, begin);
                }
            }
        }
    }

    private static void least(Map<String, Double> times, String what, long start) {
        times.merge(what, (System.nanoTime() - start) / 1e6, Math::min);
    }
}

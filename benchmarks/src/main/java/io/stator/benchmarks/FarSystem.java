package io.stator.benchmarks;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Stator;
import io.stator.TxData;
import io.stator.storage.dynamodb.DynamoDbStorage;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * A system in DynamoDB Local: commits beside bare conditional puts of as many bytes, and commits of many callers.
 *
 * <p>Arguments: the place of DynamoDB Local such as {@code http://localhost:8000}, seconds of each measurement (3), rounds (5).
 */
final class FarSystem {
    private static final int CALLERS = 32;
    private static final double NANOS = 1e9;

    private final URI endpoint;
    private final long nanos;
    private final int rounds;
    private final String suffix = Long.toHexString(System.nanoTime());

    private FarSystem(URI endpoint, long nanos, int rounds) {
        this.endpoint = endpoint;
        this.nanos = nanos;
        this.rounds = rounds;
    }

    /** Runs the measurements. */
    public static void main(String[] arguments) throws Exception {
        long seconds = arguments.length > 1 ? Long.parseLong(arguments[1]) : 3;
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
        FarSystem benchmark = new FarSystem(URI.create(arguments[0]), (long) (seconds * NANOS), rounds);
        benchmark.commits();
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
}

package io.stator.benchmarks;

import io.stator.dynamodb.DynamoDb;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Scans a million items of ten attributes, page after page, in whatever heap the virtual machine was given. */
public final class LazyScan {
    private static final int PAGES = 2_000;
    private static final int PAGE_ITEMS = 500;
    private static final long BYTES_PER_MEGABYTE = 1L << 20;

    private LazyScan() {}

    /** Scans, and prints the number of items, the time and the heap. */
    public static void main(String[] arguments) {
        AtomicInteger pages = new AtomicInteger();
        String item = Customer.ADA.json();
        String items = IntStream.range(0, PAGE_ITEMS).mapToObj(each -> item).collect(Collectors.joining(","));
        byte[] page = ("{\"Items\":[" + items + "],\"Count\":500,\"ScannedCount\":500,\"LastEvaluatedKey\":"
                        + "{\"id\":{\"S\":\"customer-0001\"},\"created\":{\"N\":\"1700000000000\"}}}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] last =
                ("{\"Items\":[" + items + "],\"Count\":500,\"ScannedCount\":500}").getBytes(StandardCharsets.UTF_8);
        long started = System.nanoTime();
        try (DynamoDbClient sdk = DynamoDbClient.builder()
                        .endpointOverride(URI.create("http://127.0.0.1:1"))
                        .region(Region.US_EAST_1)
                        .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("k", "s")))
                        .httpClient(new AnsweringHttpClient(
                                (operation, request) -> pages.incrementAndGet() < PAGES ? page : last))
                        .build();
                DynamoDb dynamo = DynamoDb.of(sdk);
                var scanned = dynamo.table("customers").scan().as(Customer.class).stream()) {
            long count = scanned.filter(customer -> customer.visits() > 0).count();
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getMax();
            System.out.printf(
                    "%,d items in %,d pages, %.1f s, heap of at most %d MB%n",
                    count, pages.get(), (System.nanoTime() - started) / 1e9, heap / BYTES_PER_MEGABYTE);
        }
    }
}

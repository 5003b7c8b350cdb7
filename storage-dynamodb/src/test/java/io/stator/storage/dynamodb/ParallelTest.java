package io.stator.storage.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.SystemConfig;
import io.stator.dynamodb.DynamoDb;
import io.stator.dynamodb.junit.DynamoDbLocal;
import io.stator.engine.storage.CallersTime;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import io.stator.storage.dynamodb.Interference.Fault;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/** Several calls at a time, and none for longer than somebody waits for it. */
@ExtendWith(ExpectedTakeovers.class)
final class ParallelTest {
    private static final int TOGETHER = 8;
    private static final Duration LONG = Duration.ofSeconds(10);

    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start();

    private final Interference interference = new Interference();
    private final DynamoDb dynamo = interference.client(LOCAL);
    private final String table = Tables.create(LOCAL.dynamoDb());

    private static Map<String, byte[]> segments(int count, int bytes) {
        Map<String, byte[]> segments = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            byte[] some = new byte[bytes];
            new Random(i).nextBytes(some);
            segments.put("s" + i, some);
        }
        return segments;
    }

    private static boolean isOfSegment(SdkRequest request) {
        return request instanceof PutItemRequest put
                && put.item().get(Place.PARTITION).s().contains("/segments/");
    }

    @Test
    void segmentsArePutSeveralAtATime() {
        CyclicBarrier barrier = new CyclicBarrier(TOGETHER);
        Map<String, byte[]> segments = segments(2 * TOGETHER, 1_000);
        try (Storage storage = DynamoDbStorage.open(dynamo, table)) {
            interference.plan((call, request) -> {
                if (isOfSegment(request)) {
                    meet(barrier);
                }
                return Fault.NONE;
            });
            storage.segments("a").putAll(segments);
            interference.end();
            segments.forEach(
                    (id, bytes) -> assertThat(storage.segments("a").get(id)).contains(bytes));
        }
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException alone) {
            throw new AssertionError("segments must be put at the same time", alone);
        }
    }

    @Test
    void manyLargeSegmentsAreThereOrSaidNotToBe() {
        Map<String, byte[]> segments = segments(6, 3 * Blobs.ITEM_BYTES_MAX);
        try (Storage storage = DynamoDbStorage.open(dynamo, table)) {
            interference.plan((call, request) -> call % 3 == 0 ? Fault.THROTTLED : Fault.NONE);
            storage.segments("a").putAll(segments);
            interference.end();
            segments.forEach(
                    (id, bytes) -> assertThat(storage.segments("a").get(id)).contains(bytes));
            assertThatThrownBy(() -> storage.segments("a").putAll(Map.of("s0", new byte[1])))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("s0");
        }
    }

    @Test
    void whatIsRefusedForTooLongIsBusyAndNothingMoreIsOnItsWay() {
        Calls once = new Calls(dynamo, table, "table " + table, true, Duration.ofMillis(200));
        try (Storage storage = DynamoDbStorage.open(dynamo, once, table, false, null, System::nanoTime)) {
            interference.plan((call, request) -> isOfSegment(request) ? Fault.THROTTLED : Fault.NONE);
            assertThatThrownBy(() -> storage.segments("a").putAll(segments(50, 10)))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(Kind.BUSY));
            int calls = interference.calls();
            interference.end();
            storage.segments("a").put("other", new byte[1]);
            assertThat(interference.calls()).as("who writes, and the segment").isEqualTo(calls + 2);
        }
    }

    @Test
    void nothingIsTriedForLongerThanSomebodyWaits() {
        try (Storage storage = DynamoDbStorage.open(dynamo, table)) {
            interference.plan((call, request) -> Fault.THROTTLED);
            long start = System.nanoTime();
            long end = start + TimeUnit.MILLISECONDS.toNanos(300);
            assertThatThrownBy(() -> CallersTime.within(
                            () -> end - System.nanoTime(),
                            () -> storage.segments("a").get("s")))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(Kind.BUSY));
            assertThatThrownBy(() -> CallersTime.within(() -> end - System.nanoTime(), () -> {
                        storage.segments("a").putAll(segments(5, 10));
                        return true;
                    }))
                    .isInstanceOf(StorageException.class);
            assertThat(System.nanoTime() - start).isLessThan(LONG.toNanos());
            interference.end();
        }
    }

    @Test
    void closingDoesNotWaitForAServiceThatDoesNotAnswer() {
        Storage storage = DynamoDbStorage.open(dynamo, table);
        storage.log("a").append(0, 1, new byte[1]);
        storage.log("b").append(0, 1, new byte[1]);
        storage.log("b").append(1, 1, new byte[1]);
        interference.plan((call, request) -> Fault.FAILED_BEFORE);
        long start = System.nanoTime();
        storage.close();
        assertThat(System.nanoTime() - start).isLessThan(LONG.toNanos());
    }

    @Test
    void missingCredentialsAreSaidToBeMissing() {
        try (DynamoDb nobody = DynamoDb.open(LOCAL.config().credentials(() -> {
            throw SdkClientException.create("Unable to load credentials from any of the providers in the chain");
        }))) {
            assertThatThrownBy(() -> DynamoDbProvider.open(nobody, table, SystemConfig.standard()))
                    .isInstanceOf(Anomaly.Unavailable.class)
                    .hasMessageContaining("found no credentials")
                    .hasMessageContaining("AWS_ACCESS_KEY_ID");
        }
    }
}

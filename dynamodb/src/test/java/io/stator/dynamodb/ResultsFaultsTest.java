package io.stator.dynamodb;

import static io.stator.dynamodb.Expression.expression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Queries and scans of a server that misbehaves. */
final class ResultsFaultsTest {
    private static final String EMPTY =
            "{\"Items\":[],\"Count\":0,\"ScannedCount\":9,\"LastEvaluatedKey\":{\"id\":{\"N\":\"%d\"}}}";
    private static final String LAST = "{\"Items\":[{\"id\":{\"N\":\"7\"}}],\"Count\":1,\"ScannedCount\":1}";
    private static final String ONE_OF_MORE =
            "{\"Items\":[{\"id\":{\"N\":\"1\"}}],\"Count\":1,\"ScannedCount\":1,\"LastEvaluatedKey\":{\"id\":{\"N\":\"1\"}}}";

    private static StubServer stub;
    private static DynamoDbClient client;
    private static DynamoDbAsyncClient asyncClient;
    private DynamoDb dynamo;
    private Table things;
    private final CountDownLatch never = new CountDownLatch(1);

    @BeforeAll
    static void start() throws IOException {
        stub = StubServer.start();
        client = stub.client();
        asyncClient = stub.asyncClient();
    }

    @AfterAll
    static void stop() {
        client.close();
        asyncClient.close();
        stub.close();
    }

    @BeforeEach
    void open() {
        dynamo = DynamoDb.of(client, asyncClient);
        things = dynamo.table("things");
    }

    @AfterEach
    void close() {
        never.countDown();
        dynamo.close();
    }

    /** Answers with so many empty pages and then with one item. */
    private void emptyPages(int count) {
        AtomicInteger left = new AtomicInteger(count);
        stub.rule("Scan", request -> {
            int number = left.getAndDecrement();
            return StubServer.Answer.ok(number > 0 ? EMPTY.formatted(number) : LAST);
        });
    }

    @Test
    void anyNumberOfEmptyPagesIsFollowed() {
        emptyPages(1000);
        assertThat(things.scan().list()).containsExactly(Item.of("id", 7));
        emptyPages(100);
        assertThat(things.scan().first()).isPresent();
        emptyPages(100);
        assertThat(things.scan().listAsync().join()).hasSize(1);
        emptyPages(100);
        assertThat(things.scan().page().scannedCount()).isEqualTo(100 * 9 + 1);
        emptyPages(100);
        Receiver<Item> receiver = new Receiver<>(1, 0);
        things.scan().publisher().subscribe(receiver);
        assertThat(receiver.all()).hasSize(1);
        emptyPages(10);
        try (Stream<Page<Item>> pages = things.scan().pages()) {
            assertThat(pages).hasSize(11);
        }
    }

    @Test
    void emptyPagesWithoutEndEndAtTheDeadline() {
        stub.always("Scan", StubServer.Answer.ok(EMPTY.formatted(1)));
        int before = stub.requests("Scan").size();
        Results<Item> endless = things.scan().timeout(Duration.ofMillis(500));
        assertThatThrownBy(endless::list)
                .isInstanceOf(DynamoException.TimedOut.class)
                .hasMessageContaining("Scan on things");
        assertThatThrownBy(() -> endless.countAsync().join()).hasCauseInstanceOf(DynamoException.TimedOut.class);
        assertThatThrownBy(() -> endless.parallel(3).list()).isInstanceOf(DynamoException.TimedOut.class);
        assertThat(stub.requests("Scan").size() - before).isGreaterThan(3);
    }

    @Test
    void anAnswerThatDoesNotComeEndsAtTheDeadline() {
        stub.always("Scan", StubServer.Answer.ok(LAST).after(never));
        Results<Item> slow = things.scan().timeout(Duration.ofMillis(300));
        assertThatThrownBy(slow::list).isInstanceOf(DynamoException.TimedOut.class);
        assertThatThrownBy(() -> slow.listAsync().join()).hasCauseInstanceOf(DynamoException.TimedOut.class);
    }

    @Test
    void aTimeOutOfLessThanAMillisecondIsOne() {
        stub.always("Scan", StubServer.Answer.ok(LAST).after(never));
        stub.always("GetItem", StubServer.Answer.ok("{}").after(never));
        Duration shortest = Duration.ofNanos(1);
        CompletableFuture<?> scan = things.scan().timeout(shortest).listAsync();
        assertThatThrownBy(() -> scan.get(1, TimeUnit.MINUTES)).hasCauseInstanceOf(DynamoException.TimedOut.class);
        CompletableFuture<?> get =
                things.getAsync(Item.of("id", 1), GetOptions.standard().timeout(shortest));
        assertThatThrownBy(() -> get.get(1, TimeUnit.MINUTES)).hasCauseInstanceOf(DynamoException.TimedOut.class);
    }

    @Test
    void throttlingIsAFailureOfItsKind() {
        stub.always("Query", StubServer.Answer.error(400, "ProvisionedThroughputExceededException", "slow down"));
        assertThatThrownBy(() -> things.query(expression("id = ?", 1)).list())
                .isInstanceOf(DynamoException.Throttled.class)
                .hasMessageContaining("Query on things");
    }

    @Test
    void aParallelScanNeedsOnlyABlockingClient() {
        stub.always("Scan", StubServer.Answer.ok(LAST));
        try (DynamoDb blocking = DynamoDb.of(client)) {
            assertThat(blocking.table("things").scan().parallel(5).list()).hasSize(5);
        }
    }

    @Test
    void theClientClosesUnderTheResults() {
        stub.always("Scan", StubServer.Answer.ok(ONE_OF_MORE));
        Iterator<Item> one = things.scan().iterator();
        Iterator<Item> parallel = things.scan().parallel(3).iterator();
        one.next();
        parallel.next();
        dynamo.close();
        assertThatThrownBy(one::hasNext).isInstanceOf(DynamoException.Closed.class);
        assertThatThrownBy(() -> parallel.forEachRemaining(item -> {})).isInstanceOf(DynamoException.Closed.class);
    }

    @Test
    void anInterruptedReaderStops() throws InterruptedException {
        stub.always("Scan", StubServer.Answer.ok(LAST).after(never));
        AtomicReference<Throwable> wrong = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            Results<Item> results = things.scan().parallel(2);
            assertThatThrownBy(results::list).isInstanceOf(DynamoException.Interrupted.class);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        });
        reader.setUncaughtExceptionHandler((thread, problem) -> wrong.set(problem));
        int before = stub.requests("Scan").size();
        reader.start();
        while (stub.requests("Scan").size() == before) {
            Thread.onSpinWait();
        }
        reader.interrupt();
        reader.join();
        assertThat(wrong.get()).isNull();
    }

    @Test
    void noThreadOutlivesAParallelScan() throws InterruptedException {
        stub.always("Scan", StubServer.Answer.ok(ONE_OF_MORE));
        try (Stream<Item> closed = things.scan().parallel(3).stream()) {
            assertThat(closed.iterator().next()).isNotNull();
        }
        Iterator<Item> abandoned = things.scan().parallel(3).iterator();
        assertThat(abandoned.next()).isNotNull();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("stator-dynamodb-scan")) {
                thread.join();
            }
        }
        assertThat(abandoned.next()).isNotNull();
    }

    @Test
    void aSubscriberThatCancelsStopsTheRequest() throws InterruptedException {
        stub.always("Scan", StubServer.Answer.ok(LAST).after(never));
        Receiver<Item> receiver = new Receiver<>(1, 1);
        Flow.Publisher<Item> publisher = things.scan().publisher();
        publisher.subscribe(receiver);
        receiver.subscription.cancel();
        receiver.subscription.cancel();
        assertThat(receiver.end).isNotDone();
        assertThat(receiver.received).isEmpty();
        assertThat(receiver.wrong).hasValue(0);
    }

    @Test
    void itemsReadAheadOfACutAreReadAgain() {
        Set<String> asked = ConcurrentHashMap.newKeySet();
        stub.rule("Scan", request -> {
            if (request.body().contains("FilterExpression")) { // one of a canceled scan before may come late
                asked.add(request.body());
            }
            return StubServer.Answer.ok(
                    request.body().contains("ExclusiveStartKey")
                            ? LAST
                            : "{\"Items\":[{\"id\":{\"N\":\"1\"}},{\"id\":{\"N\":\"2\"}},{\"id\":{\"N\":\"7\"}}],"
                                    + "\"Count\":3,\"ScannedCount\":3,\"LastEvaluatedKey\":{\"id\":{\"N\":\"7\"}}}");
        });
        Page<Item> page =
                things.scan().filter(expression("size(id) > ?", 0)).limit(2).page();
        assertThat(page.items()).hasSize(2);
        assertThat(page.cursor()
                        .orElseThrow()
                        .positions()
                        .get(0)
                        .key()
                        .get("id")
                        .n())
                .isEqualTo("2");
        assertThat(asked)
                .as("different requests; the SDK may repeat one that met a connection just closed")
                .hasSize(1);
    }
}

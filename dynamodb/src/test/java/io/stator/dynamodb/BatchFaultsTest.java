package io.stator.dynamodb;

import static io.stator.dynamodb.Shelf.album;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stator.dynamodb.junit.DynamoDbLocal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

final class BatchFaultsTest {
    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start().databasePerMethod();

    private static final long SEED = Long.getLong("stator.seed", 20261122L);

    private Shelf shelf;
    private DynamoDb dynamo;
    private Table albums;

    @BeforeEach
    void open() {
        shelf = new Shelf(LOCAL);
        dynamo = shelf.dynamo;
        albums = shelf.albums;
    }

    @AfterEach
    void close() {
        shelf.close();
    }

    private static List<Item> albums(int count) {
        return IntStream.range(0, count).mapToObj(year -> album("Can", year)).toList();
    }

    private static List<Item> keys(int count) {
        return albums(count).stream().map(item -> item.only("artist", "year")).toList();
    }

    /** Says in every other answer of the writes from a place in the request on that they were not done. */
    private void leaveWritesFrom(Random random, int most) {
        shelf.faults.changeAnswer("BatchWriteItem", (call, answer) -> {
            BatchWriteItemRequest request = (BatchWriteItemRequest)
                    shelf.faults.requests("BatchWriteItem").get(call - 1);
            Map<String, List<WriteRequest>> left = new HashMap<>();
            request.requestItems().forEach((table, writes) -> {
                int from = call % 2 == 0 ? writes.size() : Math.max(0, writes.size() - random.nextInt(most + 1));
                if (from < writes.size()) {
                    left.put(table, writes.subList(from, writes.size()));
                }
            });
            return ((BatchWriteItemResponse) answer)
                    .toBuilder().unprocessedItems(left).build();
        });
    }

    private void leaveAll() {
        shelf.faults.changeAnswer(
                "BatchWriteItem",
                (call, answer) -> BatchWriteItemResponse.builder()
                        .unprocessedItems(((BatchWriteItemRequest)
                                        shelf.faults.requests("BatchWriteItem").get(call - 1))
                                .requestItems())
                        .build());
        shelf.faults.changeAnswer(
                "BatchGetItem",
                (call, answer) -> BatchGetItemResponse.builder()
                        .unprocessedKeys(((BatchGetItemRequest)
                                        shelf.faults.requests("BatchGetItem").get(call - 1))
                                .requestItems())
                        .build());
    }

    @Test
    void whatIsLeftIsSentAgain() {
        leaveWritesFrom(new Random(SEED), 3);
        BatchResult result = albums.putAll(albums(60));
        assertThat(result.doneCount()).isEqualTo(60);
        assertThat(result.unprocessed().iterator().hasNext()).isFalse();
        assertThat(shelf.faults.calls("BatchWriteItem")).isGreaterThan(3);
        assertThat(albums.scan().count()).isEqualTo(60);
    }

    @Test
    void aThrottledCallIsRepeated() {
        shelf.faults.fail("BatchWriteItem", call -> call % 2 == 1 ? Faults.throttled() : null);
        shelf.faults.fail("BatchGetItem", call -> call % 2 == 1 ? Faults.throttled() : null);
        albums.putAll(albums(30));
        assertThat(albums.getAll(keys(30)).items()).hasSize(30);
        assertThat(dynamo.batchGetAsync(reads -> reads.get(albums, keys(150)).requestsMax(3))
                        .join()
                        .items())
                .hasSize(30);
        assertThat(shelf.faults.calls("BatchWriteItem")).isEqualTo(4);
    }

    @Test
    void whatIsLeftForEverIsReported() {
        albums.putAll(albums(5));
        leaveAll();
        DynamoException.Incomplete writes = catchThrowableOfType(
                DynamoException.Incomplete.class,
                () -> dynamo.batchWrite(all -> all.put(albums, albums(60)).patience(Duration.ofMillis(300))));
        assertThat(writes).hasMessageContaining("nothing was done for PT0.3S");
        assertThat(writes.isRetryable()).isTrue();
        assertThat(writes.operation()).contains("BatchWriteItem");
        BatchResult result = writes.result(BatchResult.class);
        assertThat(result.doneCount()).isZero();
        assertThat(shelf.faults.calls("BatchWriteItem")).isGreaterThan(2);

        DynamoException.Incomplete reads = catchThrowableOfType(
                DynamoException.Incomplete.class,
                () -> dynamo.batchGet(all -> all.get(albums, keys(150)).timeout(Duration.ofMillis(300))));
        assertThat(reads).hasMessageContaining("not done within PT0.3S");
        BatchItems items = reads.result(BatchItems.class);
        assertThat(items.items()).isEmpty();
        shelf.faults.changeAnswer("BatchWriteItem", (call, answer) -> answer);
        shelf.faults.changeAnswer("BatchGetItem", (call, answer) -> answer);
        assertThat(dynamo.batchWrite(result.unprocessed()).doneCount()).isEqualTo(60);
        assertThat(dynamo.batchGet(items.unprocessed()).items()).hasSize(60);
    }

    @Test
    void aFailureThatStaysIsThrownIfNothingWasDone() {
        shelf.faults.fail("BatchWriteItem", call -> Faults.refused(400, "AccessDeniedException", "no"));
        assertThatThrownBy(() -> albums.putAll(albums(60)))
                .isInstanceOf(DynamoException.AccessDenied.class)
                .hasMessageContaining("BatchWriteItem on albums");
        assertThat(shelf.faults.calls("BatchWriteItem")).isEqualTo(1);
        assertThatThrownBy(() -> albums.putAllAsync(albums(60)).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(DynamoException.AccessDenied.class);
        assertThatThrownBy(() -> dynamo.table("nowhere").getAll(keys(1))).isInstanceOf(DynamoException.NotFound.class);
    }

    @Test
    void aFailureInTheMiddleSaysWhatWasDone() {
        shelf.faults.fail("BatchWriteItem", 3, Faults.refused(400, "AccessDeniedException", "no"));
        AtomicInteger taken = new AtomicInteger();
        Stream<Item> source = Stream.iterate(0, year -> year + 1)
                .map(year -> album("Can", year))
                .peek(item -> taken.incrementAndGet())
                .limit(1000);
        DynamoException.Incomplete failure = catchThrowableOfType(
                DynamoException.Incomplete.class, () -> dynamo.batchWrite(all -> all.put(albums, source)));
        assertThat(taken.get()).isLessThanOrEqualTo(76);
        assertThat(failure).hasCauseInstanceOf(DynamoException.AccessDenied.class);
        assertThat(failure.isRetryable()).isFalse();
        BatchResult result = failure.result(BatchResult.class);
        assertThat(result.doneCount()).isEqualTo(50);
        assertThat(albums.scan().count()).isEqualTo(50);
        assertThat(dynamo.batchWrite(result.unprocessed()).doneCount()).isEqualTo(950);
        assertThat(albums.query(Expression.expression("artist = ?", "Can"))
                        .map(Shelf::year)
                        .list())
                .isEqualTo(Shelf.years(0, 1000));
    }

    @Test
    void anItemThatCannotBeStoredSaysSo() {
        assertThatThrownBy(() -> albums.putAll(List.of(album("Can", 1).with("what", new Object()))))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageContaining("what");
        assertThatThrownBy(() -> albums.getAllAsync(List.of(Item.of("artist", new Object())))
                        .join())
                .hasCauseInstanceOf(DynamoException.InvalidValue.class);
        assertThatThrownBy(() -> albums.putAll(List.of(Item.of("artist", "Can"))))
                .isInstanceOf(DynamoException.InvalidRequest.class);
    }

    @Test
    void writesOfAKeyKeepTheirOrderWhateverIsLeft() {
        Random random = new Random(SEED);
        leaveWritesFrom(random, 4);
        for (int run = 0; run < 8; run++) {
            Map<Integer, Integer> expected = new TreeMap<>();
            BatchWrites writes = BatchWrites.empty().delete(albums, keys(25)).requestsMax(1 + random.nextInt(4));
            int keys = 1 + random.nextInt(25);
            for (int write = random.nextInt(120); write > 0; write--) {
                int year = random.nextInt(keys);
                if (random.nextInt(4) == 0) {
                    expected.remove(year);
                    writes = writes.delete(albums, Item.of("artist", "Can", "year", year));
                } else {
                    expected.put(year, write);
                    writes = writes.put(albums, Item.of("artist", "Can", "year", year, "write", write));
                }
            }
            BatchWrites all = writes;
            if (random.nextBoolean()) {
                dynamo.batchWrite(all);
            } else {
                dynamo.batchWriteAsync(all).join();
            }
            Map<Integer, Integer> found = new TreeMap<>();
            albums.scan().consistent().forEach(item -> found.put(Shelf.year(item), item.intValue("write")));
            assertThat(found).as("run %d of -Dstator.seed=%d", run, SEED).isEqualTo(expected);
        }
    }

    @Test
    void aFailingSourceFailsTheBatch() {
        Iterator<Item> source = new Iterator<>() {
            private int given;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Item next() {
                if (given == 30) {
                    throw new UnsupportedOperationException("mine");
                }
                return album("Can", given++);
            }
        };
        DynamoException.Incomplete failure =
                catchThrowableOfType(DynamoException.Incomplete.class, () -> albums.putAll(() -> source));
        assertThat(failure).hasCauseInstanceOf(UnsupportedOperationException.class);
        assertThat(failure.result(BatchResult.class).doneCount()).isEqualTo(30);
    }

    @Test
    void aCancelledBatchStops() {
        CompletableFuture<BatchResult> future = albums.putAllAsync(albums(500));
        future.cancel(true);
        assertThatThrownBy(future::join).isInstanceOf(CancellationException.class);
        assertThat(shelf.faults.calls("BatchWriteItem")).isLessThan(20);
    }

    @Test
    void anAnswerThatIsLostIsAskedForAgain() {
        shelf.faults.loseAnswer("BatchWriteItem", 1);
        shelf.faults.loseAnswer("BatchGetItem", 1);
        assertThat(albums.putAll(albums(10)).doneCount()).isEqualTo(10);
        List<Item> items = new ArrayList<>(albums.getAll(keys(10)).items());
        assertThat(items).isEqualTo(albums(10));
    }
}

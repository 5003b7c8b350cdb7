package io.stator.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.StubServer.Answer;
import io.stator.dynamodb.stream.Checkpoint;
import io.stator.dynamodb.stream.Checkpoints;
import io.stator.dynamodb.stream.StreamConsumer;
import io.stator.dynamodb.stream.StreamRun;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A consumer and shards that split, close, grow old and fail, as those of DynamoDB Local never do. */
final class StreamConsumerTest {
    private static final Duration SOON = Duration.ofMillis(2);

    private final Gathered gathered = new Gathered();
    private final Checkpoints checkpoints = Checkpoints.inMemory();
    private StubServer stub;
    private ShardScript script;
    private DynamoDb dynamo;

    @BeforeEach
    void open() throws IOException {
        stub = StubServer.start();
        script = new ShardScript(stub, 2);
        dynamo = DynamoDb.open(DynamoConfig.standard().endpoint(stub.endpoint()).retriesMax(0));
    }

    @AfterEach
    void close() {
        dynamo.close();
        stub.close();
    }

    private StreamConsumer consumer() {
        return StreamConsumer.of(dynamo, ShardScript.ARN)
                .checkpoints(checkpoints)
                .listener(gathered)
                .pollInterval(SOON)
                .discoveryInterval(Duration.ofMillis(20))
                .backoff(SOON, SOON);
    }

    private Optional<Checkpoint> checkpoint(String shard) {
        return checkpoints.load(ShardScript.ARN, shard);
    }

    /** Reads a stream that is switched off to its end. */
    private void readAll(StreamConsumer consumer) throws InterruptedException {
        try (StreamRun run = consumer.start(gathered)) {
            run.join();
        }
    }

    private void checkAllInOrder() {
        script.parents().forEach((shard, parent) -> {
            assertThat(gathered.numbers(shard)).isEqualTo(script.numbers(shard));
            if (script.parents().containsKey(parent) && gathered.order().contains(shard)) {
                assertThat(gathered.order().indexOf(shard))
                        .isGreaterThan(gathered.order().lastIndexOf(parent));
            }
        });
    }

    @Test
    void parentsAreReadBeforeTheirChildren() throws InterruptedException {
        // Children come first in the service's list, on other pages than their parents.
        script.shard("d", "b", 30)
                .shard("c", "a", 30)
                .shard("b", "a", 30)
                .shard("a", "gone", 30)
                .shard("x", null, 30);
        script.disable();
        readAll(consumer().batchMax(7));
        checkAllInOrder();
        for (String shard : List.of("a", "b", "c", "d", "x")) {
            assertThat(checkpoint(shard))
                    .hasValueSatisfying(each -> assertThat(each.isFinished()).isTrue());
        }
    }

    @Test
    void everyTreeIsReadInOrder() throws InterruptedException, IOException {
        Long asked = Long.getLong("stator.seed");
        for (long seed = asked == null ? 1 : asked; seed <= (asked == null ? 8 : asked); seed++) {
            Random random = new Random(seed);
            List<String> ids = new ArrayList<>();
            try (StubServer other = StubServer.start();
                    DynamoDb one = DynamoDb.at(other.endpoint())) {
                ShardScript tree = new ShardScript(other, 1 + random.nextInt(4));
                for (int i = 0; i < 1 + random.nextInt(20); i++) {
                    String parent =
                            ids.isEmpty() || random.nextInt(4) == 0 ? null : ids.get(random.nextInt(ids.size()));
                    tree.shard("s" + i, parent, random.nextInt(12));
                    ids.add("s" + i);
                }
                tree.disable();
                Gathered all = new Gathered();
                StreamConsumer consumer = StreamConsumer.of(one, ShardScript.ARN)
                        .threads(1 + random.nextInt(4))
                        .batchMax(1 + random.nextInt(5))
                        .pollInterval(SOON);
                try (StreamRun run = consumer.start(all)) {
                    run.join();
                }
                for (Map.Entry<String, String> edge : tree.parents().entrySet()) {
                    assertThat(all.numbers(edge.getKey()))
                            .as("-Dstator.seed=%d, %s", seed, edge)
                            .isEqualTo(tree.numbers(edge.getKey()));
                    if (edge.getValue() != null && all.order().contains(edge.getKey())) {
                        assertThat(all.order().indexOf(edge.getKey()))
                                .as("-Dstator.seed=%d, %s", seed, edge)
                                .isGreaterThan(all.order().lastIndexOf(edge.getValue()));
                    }
                }
            }
        }
    }

    @Test
    void shardsThatSplitWhileTheyAreReadAreFollowed() throws InterruptedException {
        script.shard("a", null, 5);
        try (StreamRun run = consumer().start(gathered)) {
            gathered.awaitRecords(5);
            script.shard("b", "a", 5).shard("c", "a", 5);
            gathered.awaitRecords(15);
            script.shard("d", "c", 5).write("b", 5);
            gathered.awaitRecords(25);
            assertThat(run.ended()).isNotDone();
        }
        checkAllInOrder();
        assertThat(gathered.events()).contains("finished a", "finished c", "started d TRIM_HORIZON");
    }

    @Test
    void aRunWithCheckpointsGoesOnWhereTheLastOneEnded() throws InterruptedException {
        script.shard("a", null, 10);
        try (StreamRun run = consumer().batchMax(3).start(gathered)) {
            gathered.awaitRecords(10);
        }
        assertThat(checkpoint("a"))
                .contains(Checkpoint.after(script.numbers("a").get(9)));
        script.write("a", 4).shard("b", "a", 3).disable();
        // A new beginning at the end must not lose the child of a shard that was read.
        readAll(consumer().fromEnd());
        checkAllInOrder();
    }

    @Test
    void readingFromTheEndLeavesOutWhatIsThere() throws InterruptedException {
        script.shard("old", null, 5).shard("open", "old", 5);
        try (StreamRun run = consumer().fromEnd().start(gathered)) {
            gathered.awaitEvent("started open LATEST");
            script.write("open", 2).shard("next", "open", 3);
            gathered.awaitRecords(5);
        }
        assertThat(gathered.numbers("old")).isEmpty();
        assertThat(gathered.numbers("open")).isEqualTo(script.numbers("open").subList(5, 7));
        assertThat(gathered.numbers("next")).isEqualTo(script.numbers("next"));
    }

    @Test
    void anExpiredIteratorIsMadeAgain() throws InterruptedException {
        script.shard("a", null, 9).disable();
        stub.script("GetRecords", Answer.error(400, "ExpiredIteratorException", "too old"));
        AtomicInteger batches = new AtomicInteger();
        try (StreamRun run = consumer().batchMax(3).start(batch -> {
            gathered.handle(batch);
            if (batches.incrementAndGet() == 2) {
                stub.script("GetRecords", Answer.error(400, "ExpiredIteratorException", "too old"));
            }
        })) {
            run.join();
        }
        checkAllInOrder();
        assertThat(script.calls("GetShardIterator", request -> true)).isEqualTo(3);
    }

    @Test
    void recordsThatAreGoneAreReportedAndLeftOut() throws InterruptedException {
        script.shard("a", null, 10);
        String third = script.numbers("a").get(2);
        checkpoints.save(ShardScript.ARN, "a", Checkpoint.after(third));
        script.trim("a", 6).disable();
        readAll(consumer());
        assertThat(gathered.events()).contains("lost a " + third);
        assertThat(gathered.numbers("a")).hasSize(4).isEqualTo(script.numbers("a"));
    }

    @Test
    void aShardThatIsGoneIsFinished() throws InterruptedException {
        script.shard("a", null, 3);
        try (StreamRun run = consumer().start(gathered)) {
            gathered.awaitRecords(3);
            script.remove("a").shard("b", "a", 2);
            gathered.awaitRecords(5);
            // Its checkpoint goes with it.
            gathered.await(any -> checkpoint("a").isEmpty() || isFedAgain("b"));
        }
        assertThat(gathered.events()).contains("lost a " + gathered.numbers("a").get(2), "finished a");
    }

    /** Makes one more record come, after which the condition is looked at again. */
    private boolean isFedAgain(String shard) {
        script.write(shard, 1);
        return false;
    }

    @Test
    void callsThatMaySucceedLaterAreMadeAgain() throws InterruptedException {
        script.shard("a", null, 5).disable();
        for (String operation : List.of("DescribeStream", "GetShardIterator", "GetRecords")) {
            stub.script(
                    operation,
                    Answer.error(400, "ProvisionedThroughputExceededException", "slow down"),
                    Answer.error(500, "InternalServerError", "sorry"),
                    Answer.dropped());
        }
        readAll(consumer());
        checkAllInOrder();
        assertThat(gathered.events())
                .contains("retrying a Throttled", "retrying a Unavailable", "retrying the list of shards Throttled");
    }

    @Test
    void aCallThatCannotSucceedStopsTheRun() {
        script.shard("a", null, 5);
        stub.script("GetRecords", Answer.error(400, "AccessDeniedException", "no"));
        StreamRun run = consumer().start(gathered);
        assertThatThrownBy(run::join).isInstanceOf(DynamoException.AccessDenied.class);
        assertThat(run.failure()).containsInstanceOf(DynamoException.AccessDenied.class);
        assertThatThrownBy(() -> run.ended().get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(DynamoException.AccessDenied.class);
        run.close();
    }

    @Test
    void aStreamThatIsNotThereStopsTheRun() {
        StreamRun run = StreamConsumer.of(dynamo, "arn:nothing").start(gathered);
        assertThatThrownBy(run::join)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("arn:nothing");
    }

    @Test
    void aHandlerThatFailsStopsTheRunAndGetsItsRecordsAgainInTheNext() throws InterruptedException {
        script.shard("a", null, 9).disable();
        IOException broken = new IOException("disk full");
        AtomicInteger batches = new AtomicInteger();
        StreamRun run = consumer().batchMax(3).start(batch -> {
            if (batches.incrementAndGet() == 2) {
                throw broken;
            }
            gathered.handle(batch);
        });
        assertThatThrownBy(run::join)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("disk full")
                .hasMessageContaining(script.numbers("a").get(3))
                .hasCause(broken);
        assertThat(checkpoint("a"))
                .contains(Checkpoint.after(script.numbers("a").get(2)));
        readAll(consumer());
        checkAllInOrder();
    }

    @Test
    void aHandlerMayFailAsOftenAsItIsAllowedTo() throws InterruptedException {
        script.shard("a", null, 4).disable();
        AtomicInteger attempts = new AtomicInteger();
        try (StreamRun run = consumer().batchMax(2).retriesMax(3).start(batch -> {
            if (attempts.incrementAndGet() % 4 != 0) {
                throw new IOException("not yet");
            }
            gathered.handle(batch);
        })) {
            run.join();
        }
        checkAllInOrder();
        assertThat(attempts.get()).isEqualTo(8);
        AtomicInteger failures = new AtomicInteger();
        StreamRun run = StreamConsumer.of(dynamo, ShardScript.ARN)
                .retriesMax(2)
                .backoff(SOON, SOON)
                .start(batch -> {
                    failures.incrementAndGet();
                    throw new AssertionError("an error is not tried again");
                });
        assertThatThrownBy(run::join).isInstanceOf(AssertionError.class);
        assertThat(failures.get()).isEqualTo(1);
    }

    @Test
    void closingWaitsForTheHandlerAndKeepsItsCheckpoint() throws InterruptedException {
        script.shard("a", null, 2);
        CountDownLatch handling = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicReference<Throwable> interrupted = new AtomicReference<>();
        StreamRun run = consumer().start(batch -> {
            handling.countDown();
            try {
                goOn.await();
            } catch (InterruptedException never) {
                interrupted.set(never);
            }
            gathered.handle(batch);
        });
        handling.await();
        Thread closer = new Thread(run::close);
        closer.start();
        while (closer.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(run.ended()).isNotDone();
        goOn.countDown();
        closer.join();
        assertThat(run.ended()).isCompleted();
        assertThat(interrupted.get()).isNull();
        assertThat(checkpoint("a"))
                .contains(Checkpoint.after(script.numbers("a").get(1)));
    }

    @Test
    void aHandlerCanCloseTheRun() throws InterruptedException {
        script.shard("a", null, 9);
        AtomicReference<StreamRun> run = new AtomicReference<>();
        CountDownLatch known = new CountDownLatch(1);
        run.set(consumer().batchMax(3).start(batch -> {
            known.await();
            gathered.handle(batch);
            run.get().close();
        }));
        known.countDown();
        run.get().join();
        assertThat(gathered.numbers("a")).hasSize(3);
        assertThat(checkpoint("a"))
                .contains(Checkpoint.after(script.numbers("a").get(2)));
    }

    @Test
    void noMoreHandlersRunAtATimeThanThereAreThreads() throws InterruptedException {
        for (int i = 0; i < 12; i++) {
            script.shard("s" + i, null, 20);
        }
        script.disable();
        CountDownLatch both = new CountDownLatch(2);
        try (StreamRun run = consumer().threads(2).batchMax(5).start(batch -> {
            both.countDown();
            both.await();
            gathered.handle(batch);
        })) {
            run.join();
        }
        checkAllInOrder();
        assertThat(gathered.runningMost()).isBetween(1, 2);
        assertThat(gathered.order()).hasSize(240);
    }

    @Test
    void checkpointsThatCannotBeKeptStopTheRun() {
        script.shard("a", null, 3);
        stub.always("GetItem", Answer.ok("{}"));
        stub.always("PutItem", Answer.error(400, "ResourceNotFoundException", "no such table"));
        StreamRun run = consumer()
                .checkpoints(Checkpoints.in(dynamo.table("checkpoints")))
                .start(gathered);
        assertThatThrownBy(run::join).isInstanceOf(DynamoException.NotFound.class);
    }

    @Test
    void expiryIsToldFromDeletion() throws InterruptedException {
        script.shard("a", null, 1).disable();
        readAll(consumer());
        StreamRecord record = gathered.records().get(0);
        assertThat(record.isExpiry()).isTrue();
        assertThat(record.principal()).contains("dynamodb.amazonaws.com");
        assertThat(record.newImage()).isEmpty();
    }

    @Test
    void streamsAreListedPageByPageWhenTheyAreNeeded() throws Exception {
        stub.rule(
                "ListStreams",
                request -> Answer.ok(
                        request.body().contains("ExclusiveStartStreamArn\":\"arn-2")
                                ? "{\"Streams\":[{\"StreamArn\":\"arn-3\",\"TableName\":\"t\",\"StreamLabel\":\"l\"}]}"
                                : "{\"Streams\":[{\"StreamArn\":\"arn-1\",\"TableName\":\"t\",\"StreamLabel\":\"l\"},"
                                        + "{\"StreamArn\":\"arn-2\",\"TableName\":\"t\",\"StreamLabel\":\"l\"}],"
                                        + "\"LastEvaluatedStreamArn\":\"arn-2\"}"));
        assertThat(dynamo.streams().list("t").limit(2))
                .extracting(StreamSummary::arn)
                .containsExactly("arn-1", "arn-2");
        assertThat(stub.requests("ListStreams")).hasSize(1);
        assertThat(dynamo.streams().list()).extracting(StreamSummary::arn).containsExactly("arn-1", "arn-2", "arn-3");
        assertThat(dynamo.streams().listAsync().get())
                .extracting(StreamSummary::arn)
                .endsWith("arn-3");
        assertThat(stub.requests("ListStreams")).hasSize(5);
    }

    @Test
    void settingsAreChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> consumer().threads(0));
        assertThatIllegalArgumentException().isThrownBy(() -> consumer().batchMax(1_001));
        assertThatIllegalArgumentException().isThrownBy(() -> consumer().retriesMax(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> consumer().pollInterval(Duration.ZERO));
    }
}

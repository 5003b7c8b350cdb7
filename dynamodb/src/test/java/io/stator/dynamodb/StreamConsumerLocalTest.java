package io.stator.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.dynamodb.junit.DynamoDbLocal;
import io.stator.dynamodb.stream.Checkpoint;
import io.stator.dynamodb.stream.Checkpoints;
import io.stator.dynamodb.stream.StreamConsumer;
import io.stator.dynamodb.stream.StreamRun;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** A consumer on a real stream. */
final class StreamConsumerLocalTest {
    @RegisterExtension
    static final DynamoDbLocal local = DynamoDbLocal.start().databasePerMethod();

    private final Gathered gathered = new Gathered();
    private DynamoDb dynamo;
    private Table albums;
    private Checkpoints checkpoints;
    private String arn;

    @BeforeEach
    void open() {
        dynamo =
                DynamoDb.open(DynamoConfig.standard().endpoint(local.endpoint()).credentials(local.credentials()));
        local.client()
                .createTable(table -> table.tableName("albums")
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(Shelf.attribute("artist", "S"), Shelf.attribute("year", "N"))
                        .keySchema(Shelf.key("artist", KeyType.HASH), Shelf.key("year", KeyType.RANGE))
                        .streamSpecification(stream ->
                                stream.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)));
        local.client()
                .createTable(table -> table.tableName("checkpoints")
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(Shelf.attribute("stream", "S"), Shelf.attribute("shard", "S"))
                        .keySchema(Shelf.key("stream", KeyType.HASH), Shelf.key("shard", KeyType.RANGE)));
        albums = dynamo.table("albums");
        checkpoints = Checkpoints.in(dynamo.table("checkpoints"));
        arn = dynamo.streams().ofTable("albums").orElseThrow();
    }

    @AfterEach
    void close() {
        dynamo.close();
    }

    private StreamConsumer consumer() {
        return StreamConsumer.of(dynamo, arn)
                .checkpoints(checkpoints)
                .listener(gathered)
                .pollInterval(Duration.ofMillis(20));
    }

    private void play(int from, int to) {
        Item key = Item.of("artist", "Pink Floyd", "year", 1973);
        for (int plays = from; plays < to; plays++) {
            albums.put(key.with("plays", plays));
        }
    }

    @Test
    void aHundredChangesComeInOrderWithTheirImagesOverTwoRuns() throws InterruptedException {
        play(0, 60);
        try (StreamRun run = consumer().batchMax(7).start(gathered)) {
            gathered.awaitRecords(60);
        }
        play(60, 100);
        try (StreamRun run = consumer().start(gathered)) {
            gathered.awaitRecords(100);
        }
        List<StreamRecord> records = gathered.records();
        assertThat(records).hasSize(100);
        for (int i = 0; i < 100; i++) {
            StreamRecord record = records.get(i);
            assertThat(record.newImage().orElseThrow().intValue("plays")).isEqualTo(i);
            assertThat(record.oldImage().map(item -> item.intValue("plays")))
                    .isEqualTo(i == 0 ? Optional.empty() : Optional.of(i - 1));
        }
        String shard = gathered.order().get(0);
        assertThat(checkpoints.load(arn, shard))
                .contains(Checkpoint.after(records.get(99).sequenceNumber()));
    }

    @Test
    void readingFromTheEndSeesOnlyWhatIsNew() throws InterruptedException {
        play(0, 10);
        try (StreamRun run = consumer().fromEnd().start(gathered)) {
            gathered.await(any -> any.events().stream().anyMatch(event -> event.endsWith("LATEST")));
            play(10, 13);
            gathered.awaitRecords(3);
        }
        assertThat(gathered.records())
                .extracting(record -> record.newImage().orElseThrow().intValue("plays"))
                .containsExactly(10, 11, 12);
    }

    @Test
    void aRunEndsWhenTheStreamIsSwitchedOffAndRead() throws InterruptedException {
        play(0, 5);
        local.client()
                .updateTable(
                        table -> table.tableName("albums").streamSpecification(stream -> stream.streamEnabled(false)));
        try (StreamRun run = consumer().start(gathered)) {
            gathered.awaitRecords(5);
            run.join();
        }
        assertThat(gathered.events()).anyMatch(event -> event.startsWith("finished "));
    }

    @Test
    void checkpointsInATableComeBack() {
        assertThat(checkpoints.load("s", "a")).isEmpty();
        for (Checkpoint checkpoint : List.of(
                Checkpoint.beginning(),
                Checkpoint.after("123"),
                Checkpoint.after("123").finished(),
                Checkpoint.beginning().finished())) {
            checkpoints.save("s", "a", checkpoint);
            assertThat(checkpoints.load("s", "a")).contains(checkpoint);
            assertThat(checkpoints.load("s", "b")).isEmpty();
        }
        checkpoints.remove("s", "a");
        assertThat(checkpoints.load("s", "a")).isEmpty();
    }
}

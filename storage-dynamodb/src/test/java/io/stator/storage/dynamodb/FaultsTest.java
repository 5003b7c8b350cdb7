package io.stator.storage.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.DynamoDb;
import io.stator.dynamodb.junit.DynamoDbLocal;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import io.stator.engine.storage.StorageModel;
import io.stator.storage.dynamodb.Interference.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/** Whatever goes wrong between a storage and the service, the storage holds what it said. */
@ExtendWith(ExpectedTakeovers.class)
final class FaultsTest {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);
    private static final int STEPS = 80;

    /** One call of so many goes wrong. */
    private static final int FAULT_INTERVAL = 4;

    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start();

    private final Interference interference = new Interference();
    private final DynamoDb dynamo = interference.client(LOCAL);
    private final String table = Tables.create(LOCAL.dynamoDb());

    @ParameterizedTest
    @EnumSource(value = Fault.class, mode = EnumSource.Mode.EXCLUDE, names = "DENIED")
    void whatPassesIsOnlySlower(Fault fault) {
        try (Storage storage = DynamoDbStorage.open(dynamo, table)) {
            StorageModel model = new StorageModel(SEED);
            interference.plan((call, request) -> call % FAULT_INTERVAL == 0 ? fault : Fault.NONE);
            for (int i = 0; i < STEPS; i++) {
                model.step(storage);
            }
            model.verify(storage);
            assertThat(model.failures()).as("seed %s", SEED).isZero();
            interference.end();
            Storage reopened = DynamoDbStorage.open(dynamo, table);
            model.verify(reopened);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Fault.class, mode = EnumSource.Mode.EXCLUDE, names = "DENIED")
    void whatFailedIsAbsentAndWhatIsUnknownIsSaidToBe(Fault fault) {
        try (Storage storage = DynamoDbStorage.open(dynamo, table, false, Duration.ofNanos(1))) {
            StorageModel model = new StorageModel(SEED);
            interference.plan((call, request) -> call % FAULT_INTERVAL == 0 && isOfData(request) ? fault : Fault.NONE);
            for (int i = 0; i < STEPS; i++) {
                model.step(storage);
            }
            model.verify(storage);
            interference.end();
            Storage reopened = DynamoDbStorage.open(dynamo, table);
            model.verify(reopened);
        }
    }

    /** Returns whether a request puts a record, a segment or a root. */
    private static boolean isOfData(SdkRequest request) {
        return request instanceof PutItemRequest put
                && !put.item().get(Place.PARTITION).s().equals(Place.SYSTEM)
                && !put.item().containsKey(LogItem.FENCE);
    }

    @Test
    void aServiceThatRefusesForTooLongIsBusy() {
        try (Storage storage = DynamoDbStorage.open(dynamo, table, false, Duration.ofMillis(100))) {
            storage.log("a").append(0, 1, new byte[1]);
            for (Fault fault : new Fault[] {Fault.THROTTLED, Fault.FAILED_BEFORE, Fault.TOO_LATE}) {
                interference.plan((call, request) -> fault);
                assertThatThrownBy(() -> storage.roots().read("r"))
                        .isInstanceOfSatisfying(
                                StorageException.class,
                                failure -> assertThat(failure.kind()).isEqualTo(Kind.BUSY))
                        .hasMessageContaining("try again later");
            }
            interference.end();
            storage.log("a").append(1, 1, new byte[1]);
        }
    }

    @Test
    void aTableIsMadeAndDeletedWhenTheAnswerToThatIsLost() {
        for (Fault fault : new Fault[] {Fault.ANSWER_LOST, Fault.FAILED_AFTER, Fault.FAILED_BEFORE, Fault.TOO_LATE}) {
            String made = "made-" + fault.ordinal();
            failOnce(CreateTableRequest.class, fault);
            DynamoDbStorage.create(dynamo, made);
            DynamoDbStorage.open(dynamo, made).close();
            failOnce(DeleteTableRequest.class, fault);
            DynamoDbStorage.delete(dynamo, made);
            assertThat(dynamo.describeTable(made)).as(fault.name()).isEmpty();
        }
        failOnce(CreateTableRequest.class, Fault.FAILED_BEFORE);
        assertThatThrownBy(() -> DynamoDbStorage.create(dynamo, table))
                .as("one that was there before")
                .isInstanceOfSatisfying(
                        StorageException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.EXISTS));
    }

    private void failOnce(Class<? extends SdkRequest> kind, Fault fault) {
        AtomicBoolean failed = new AtomicBoolean();
        interference.plan(
                (call, request) -> kind.isInstance(request) && failed.compareAndSet(false, true) ? fault : Fault.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void aCallOfAnOpeningThatFailsNamesTheTableOnce(int failing) {
        interference.begin((call, request) -> call == failing ? Fault.THROTTLED : Fault.NONE);
        assertThatThrownBy(() -> DynamoDbStorage.open(dynamo, table, false, Duration.ofNanos(1)))
                .isInstanceOf(StorageException.class)
                .message()
                .startsWith("could not ")
                .satisfies(message -> assertThat(message.substring(0, message.indexOf(": ")))
                        .containsOnlyOnce("table")
                        .contains("table " + table));
    }

    @Test
    void aSegmentThatACheapReadDoesNotFindYetIsReadStrongly() {
        try (Storage storage = DynamoDbStorage.open(dynamo, table)) {
            byte[] large = new byte[3 * Blobs.ITEM_BYTES_MAX];
            storage.segments("a").put("s", new byte[3]);
            storage.segments("a").put("large", large);
            int calls = interference.calls();
            interference.plan((call, request) -> call > calls + 1 ? Fault.STALE : Fault.NONE);
            assertThat(storage.segments("a").get("large"))
                    .as("its parts come later")
                    .contains(large);
            interference.plan((call, request) -> Fault.STALE);
            assertThat(storage.segments("a").get("large")).contains(large);
            assertThat(storage.segments("a").get("s")).contains(new byte[3]);
            assertThat(storage.segments("a").get("t")).isEmpty();
        }
    }

    @Test
    void whoWantsFewRecordsPaysForFew() {
        try (TableStorage storage = DynamoDbStorage.open(dynamo, table, false, Calls.PATIENCE)) {
            int records = 60;
            for (int i = 0; i < records; i++) {
                storage.log("a").append(i, 1, new byte[8_000]);
            }
            DynamoDbUsage before = storage.usage(Call.LOG_READ);
            storage.log("a").read(1, (sequence, epoch, bytes) -> false);
            DynamoDbUsage few = storage.usage(Call.LOG_READ);
            assertThat(few.units() - before.units()).isLessThanOrEqualTo(70);
            List<Long> all = new ArrayList<>();
            storage.log("a").read(0, (sequence, epoch, bytes) -> all.add(sequence));
            assertThat(all).isEqualTo(LongStream.range(0, records).boxed().toList());
            assertThat(storage.usage(Call.LOG_READ).calls() - few.calls())
                    .as("requests for all")
                    .isLessThanOrEqualTo(2);
        }
    }

    @Test
    void consumptionIsCountedByKind() {
        try (TableStorage storage = DynamoDbStorage.open(dynamo, table, false, Calls.PATIENCE)) {
            storage.log("a").append(0, 1, new byte[3_000]);
            storage.segments("a").put("s", new byte[3_000]);
            storage.segments("a").get("s");
            assertThat(storage.usage(Call.APPEND)).isEqualTo(new DynamoDbUsage(1, 0, 4));
            assertThat(storage.usage(Call.SEGMENT_PUT)).isEqualTo(new DynamoDbUsage(1, 0, 3));
            assertThat(storage.usage(Call.SEGMENT_GET)).isEqualTo(new DynamoDbUsage(1, 0, 0.5));
        }
    }
}

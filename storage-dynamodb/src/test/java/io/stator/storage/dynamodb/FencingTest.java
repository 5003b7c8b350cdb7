package io.stator.storage.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.DynamoDb;
import io.stator.dynamodb.junit.DynamoDbLocal;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import io.stator.storage.dynamodb.Interference.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/** Of two writers the later one writes, and the other one is told. */
@ExtendWith(ExpectedTakeovers.class)
final class FencingTest {
    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start();

    private final Interference interference = new Interference();
    private DynamoDb dynamo;
    private String table;
    private Storage first;

    @BeforeEach
    void open() {
        dynamo = interference.client(LOCAL);
        table = Tables.create(dynamo);
        first = DynamoDbStorage.open(dynamo, table);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> records(Storage storage, String database) {
        List<String> found = new ArrayList<>();
        storage.log(database)
                .read(
                        0,
                        (sequence, epoch, bytes) ->
                                found.add(sequence + ":" + new String(bytes, StandardCharsets.UTF_8)));
        return found;
    }

    private static void assertFenced(ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        StorageException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.FENCED))
                .hasMessageContaining("taken")
                .hasMessageContaining("process " + ProcessHandle.current().pid());
    }

    @Test
    void theFormerWritersNextAppendFailsAndSaysWhoTookOver() {
        first.log("a").append(0, first.epoch(), bytes("x"));
        Storage second = DynamoDbStorage.open(dynamo, table);
        assertThat(second.epoch()).isGreaterThan(first.epoch());
        assertThat(second.log("a").lastSequence()).hasValue(0);

        assertFenced(() -> first.log("a").append(1, first.epoch(), bytes("late")));
        second.log("a").append(1, second.epoch(), bytes("y"));
        assertFenced(() -> first.log("a").append(1, first.epoch(), bytes("late")));
        assertThat(records(second, "a")).containsExactly("0:x", "1:y");
    }

    @Test
    void whatALaterWriterRewroteAFormerOneDoesNotRewriteAgain() {
        first.log("a").append(0, first.epoch(), bytes("x and a secret"));
        Storage second = DynamoDbStorage.open(dynamo, table);
        second.log("a").rewrite(0, second.epoch(), bytes("x"));
        assertFenced(() -> first.log("a").rewrite(0, first.epoch(), bytes("x and a secret")));
        assertThat(records(second, "a")).containsExactly("0:x");
        second.log("a").rewrite(0, second.epoch(), bytes("y"));
        assertThat(records(second, "a")).containsExactly("0:y");
    }

    @Test
    void aFormerWriterThatRewritesDoesNotKeepALaterOneFromIt() {
        first.log("a").append(0, first.epoch(), bytes("x and a secret"));
        Storage second = DynamoDbStorage.open(dynamo, table);
        assertThat(second.log("a").lastSequence()).hasValue(0);
        interference.plan((call, request) -> {
            if (request instanceof PutItemRequest put && put.item().containsKey(LogItem.REWRITER)) {
                interference.end();
                first.log("a").rewrite(0, first.epoch(), bytes("a secret"));
            }
            return Fault.NONE;
        });
        second.log("a").rewrite(0, second.epoch(), bytes("x"));
        assertThat(records(second, "a")).containsExactly("0:x");
    }

    @Test
    void whatTheFormerWriterAppendedBeforeItsLogWasReadCounts() {
        first.log("a").append(0, first.epoch(), bytes("x"));
        Storage second = DynamoDbStorage.open(dynamo, table);
        first.log("a").append(1, first.epoch(), bytes("just in time"));

        assertThat(records(second, "a")).containsExactly("0:x", "1:just in time");
        assertFenced(() -> first.log("a").append(2, first.epoch(), bytes("late")));
    }

    @Test
    void aThirdWriterFencesTheSecondOneBeforeItWroteAnything() {
        first.log("a").append(0, first.epoch(), bytes("x"));
        Storage second = DynamoDbStorage.open(dynamo, table);
        assertThat(second.log("a").lastSequence()).hasValue(0);
        Storage third = DynamoDbStorage.open(dynamo, table);
        assertThat(third.log("a").lastSequence()).hasValue(0);

        assertFenced(() -> second.log("a").append(1, second.epoch(), bytes("late")));
        assertFenced(() -> first.log("a").append(1, first.epoch(), bytes("late")));
        third.log("a").append(1, third.epoch(), bytes("y"));
        assertThat(records(third, "a")).containsExactly("0:x", "1:y");
        assertThat(records(DynamoDbStorage.openReadOnly(dynamo, table), "a")).containsExactly("0:x", "1:y");
    }

    @Test
    void rootsThatTheNextWriterHasReadAreNotSetByTheFormerOne() {
        first.roots().compareAndSet("r", Roots.ABSENT, bytes("x"));
        Storage second = DynamoDbStorage.open(dynamo, table);
        assertThat(second.roots().read("r")).isPresent();

        assertFenced(() -> first.roots().compareAndSet("r", 1, bytes("late")));
        assertFenced(() -> first.roots().read("r"));
        assertThat(second.roots().compareAndSet("r", 1, bytes("y"))).isTrue();
    }

    @Test
    void rootsThatTheNextWriterMissedAreNotMadeByTheFormerOne() {
        first.log("a").append(0, first.epoch(), bytes("x"));
        Storage second = DynamoDbStorage.open(dynamo, table);
        assertThat(second.log("a").lastSequence()).hasValue(0);
        for (String name : List.of("r", "a/r")) {
            assertThat(second.roots().read(name)).isEmpty();
            assertFenced(() -> first.roots().compareAndSet(name, Roots.ABSENT, bytes("late")));
            assertFenced(() -> first.roots().read(name));
            assertThat(second.roots().read(name)).isEmpty();
            assertThat(second.roots().names("")).doesNotContain(name);
            assertThat(second.roots().compareAndSet(name, 0, bytes("y"))).isTrue();
            assertThat(second.roots().names("")).contains(name);
        }
        second.roots().read("a/none");
        second.deleteDatabase("a");
        assertThat(second.roots().read("a/r")).isEmpty();
        assertThat(dynamo.table(table).scan().consistent().list()).hasSize(3);
    }

    @Test
    void anAppendIsOneCall() {
        first.log("a").append(0, 1, bytes("x"));
        int before = interference.calls();
        first.log("a").append(1, 1, bytes("y"));
        first.log("a").append(2, 1, bytes("z"));

        assertThat(interference.requests(before)).hasSize(2).allMatch(request -> request instanceof PutItemRequest);
    }

    @Test
    void whatMayStillComeLateIsKeptOutBeforeItIsCalledAbsent() {
        Storage impatient = DynamoDbStorage.open(dynamo, table, false, Duration.ofNanos(1));
        impatient.log("a").append(0, 9, bytes("x"));
        List<SdkRequest> held = new ArrayList<>();
        interference.plan((call, request) -> {
            held.add(request);
            return Fault.FAILED_BEFORE;
        });
        assertThatThrownBy(() -> impatient.log("a").append(1, 9, bytes("on its way")))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN_OUTCOME));
        interference.end();
        assertThat(impatient.log("a").lastSequence()).hasValue(0);

        assertThatThrownBy(() -> LOCAL.client().putItem((PutItemRequest) held.get(0)))
                .hasMessageContaining("conditional request failed");
        impatient.log("a").append(1, 9, bytes("y"));
        assertThat(records(impatient, "a")).containsExactly("0:x", "1:y");
    }

    /** Lets more time than a lease pass while something is put, which goes wrong in some way. */
    private static Fault standingStill(SdkRequest request, AtomicLong nanos, Fault fault) {
        if (!(request instanceof PutItemRequest)) {
            return Fault.NONE;
        }
        nanos.addAndGet(Owner.LEASE.toNanos() + 1);
        return fault;
    }

    @Test
    void nothingIsAppendedBehindAGapToATableThatWasPutBack() {
        AtomicLong nanos = new AtomicLong();
        Storage writer = DynamoDbStorage.open(dynamo, table, false, Calls.PATIENCE, nanos::get);
        writer.log("a").append(0, 5, bytes("x"));
        writer.log("a").append(1, 5, bytes("y"));
        LOCAL.dynamoDb().table(table).delete(Place.record("a", 1).key());
        nanos.addAndGet(Owner.LEASE.toNanos() + 1);

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> writer.log("a").append(2, 5, bytes("behind a gap")))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(Kind.DISPLACED))
                    .hasMessageContaining("put back to an earlier state");
        }
        Storage next = DynamoDbStorage.open(dynamo, table);
        next.log("a").append(1, 6, bytes("z"));
        assertThat(records(next, "a")).containsExactly("0:x", "1:z");
    }

    @Test
    void whoStoodStillForTooLongLooksBeforeItAcknowledges() {
        AtomicLong nanos = new AtomicLong();
        Storage sleeper = DynamoDbStorage.open(dynamo, table, false, Calls.PATIENCE, nanos::get);
        sleeper.log("a").append(0, 5, bytes("x"));
        Storage second = DynamoDbStorage.open(dynamo, table);
        for (int i = 1; i < 4; i++) {
            second.log("a").append(i, 5, bytes("y"));
        }
        second.log("a").truncateBefore(3);

        interference.plan((call, request) -> standingStill(request, nanos, Fault.NONE));
        assertThatThrownBy(() -> sleeper.log("a").append(1, 5, bytes("into a gap")))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN_OUTCOME))
                .hasMessageContaining("taken it over");
        interference.end();
        assertFenced(() -> sleeper.log("a").append(2, 5, bytes("late")));
        assertFenced(() -> sleeper.log("a").rewrite(0, 5, bytes("late")));
        assertFenced(() -> sleeper.segments("a").delete(List.of("s")));
        assertFenced(() -> sleeper.deleteDatabase("a"));
        assertThat(second.log("a").lastSequence()).hasValue(3);
    }

    @Test
    void whoStoodStillForTooLongAndCannotLookSettlesThatLater() {
        AtomicLong nanos = new AtomicLong();
        Storage sleeper = DynamoDbStorage.open(dynamo, table, false, Duration.ofMillis(1), nanos::get);
        sleeper.log("a").append(0, 5, bytes("x"));
        interference.plan((call, request) ->
                request instanceof GetItemRequest ? Fault.THROTTLED : standingStill(request, nanos, Fault.NONE));
        assertThatThrownBy(() -> sleeper.log("a").append(1, 5, bytes("y")))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN_OUTCOME));
        interference.end();
        assertThat(sleeper.log("a").lastSequence()).hasValue(1);
        assertThat(records(sleeper, "a")).containsExactly("0:x", "1:y");
    }

    @Test
    void whoStoodStillForTooLongDoesNotTakeARecordInAGapForOneThatCounts() {
        AtomicLong nanos = new AtomicLong();
        Storage sleeper = DynamoDbStorage.open(dynamo, table, false, Duration.ofMillis(1), nanos::get);
        sleeper.log("a").append(0, 5, bytes("x"));
        Storage second = DynamoDbStorage.open(dynamo, table);
        for (int i = 1; i < 4; i++) {
            second.log("a").append(i, 5, bytes("y"));
        }
        second.log("a").truncateBefore(3);
        interference.plan((call, request) -> standingStill(request, nanos, Fault.ANSWER_LOST));
        assertThatThrownBy(() -> sleeper.log("a").append(1, 5, bytes("into a gap")))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN_OUTCOME));
        interference.end();
        assertFenced(() -> sleeper.log("a").lastSequence());
        assertThat(second.log("a").lastSequence()).hasValue(3);
    }

    @Test
    void whoWritesLooksAgainOnceInALease() {
        AtomicLong nanos = new AtomicLong();
        Storage writer = DynamoDbStorage.open(dynamo, table, false, Calls.PATIENCE, nanos::get);
        writer.log("a").append(0, 5, bytes("x"));
        nanos.addAndGet(Owner.LEASE.toNanos() + 1);
        int before = interference.calls();
        writer.log("a").append(1, 5, bytes("y"));
        writer.log("a").append(2, 5, bytes("z"));
        assertThat(interference.requests(before)).hasSize(4);
    }

    @Test
    void closingSaysThatNobodyWrites() {
        first.close();
        Storage second = DynamoDbStorage.open(dynamo, table);
        assertThat(second.epoch()).isGreaterThan(1);
    }
}

package io.stator.storage.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.DynamoDb;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import io.stator.simulation.CutService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** Parts whose process ended before it put what names them are deleted, and never those of which that may still come. */
@ExtendWith(ExpectedTakeovers.class)
final class LoosePartsTest {
    private static final String TABLE = "films";
    private static final int ITEM_BYTES = 100;
    private static final byte[] LARGE = new byte[5 * ITEM_BYTES + 7];

    private final CutService cut = new CutService();
    private final DynamoDb dynamo = DynamoDb.of(cut.client());
    private @Nullable Storage next;

    LoosePartsTest() {
        cut.service().createTable(CreateTableRequest.builder().tableName(TABLE).build());
        Arrays.fill(LARGE, (byte) 3);
    }

    /** The process ends. */
    private static final class End extends Error {
        private static final long serialVersionUID = 1;
    }

    private Storage next() {
        return Objects.requireNonNull(next);
    }

    private Storage open() {
        return SmallItems.open(dynamo, TABLE, false, ITEM_BYTES);
    }

    /** Has something done before an item is put, once. */
    private void beforePut(String partition, String sort, Runnable action) {
        cut.before(request -> {
            if (request instanceof PutItemRequest put
                    && put.item().get(Place.PARTITION).s().equals(partition)
                    && put.item().get(Place.SORT).s().equals(sort)) {
                cut.before(other -> {});
                action.run();
            }
        });
    }

    /** Has something done after an item was put, once, of which the answer is lost. */
    private void loseAnswerOfPut(String partition, String sort, Runnable action) {
        cut.after(request -> {
            if (request instanceof PutItemRequest put
                    && put.item().get(Place.PARTITION).s().equals(partition)
                    && put.item().get(Place.SORT).s().equals(sort)) {
                cut.after(other -> {});
                action.run();
                throw SdkClientException.create("the answer was lost", new IOException("reset"));
            }
        });
    }

    private void endBeforePut(String partition, String sort) {
        beforePut(partition, sort, () -> {
            throw new End();
        });
    }

    private List<String> parts() {
        List<String> parts = new ArrayList<>();
        cut.service().items(TABLE).forEach(item -> {
            String partition = item.get(Place.PARTITION).s();
            String sort = item.get(Place.SORT).s();
            if (partition.contains("-parts") || partition.contains("/segments/") && sort.startsWith("p")) {
                parts.add(partition + " " + sort);
            }
        });
        return parts;
    }

    @Test
    void partsOfARecordThatWasNotAppendedAreGoneWhenTheNextProcessUsesTheLog() {
        Storage one = open();
        one.log("a").append(0, 1, LARGE);
        int whole = parts().size();
        endBeforePut("a/log/0", Place.sequenceSort(1));
        assertThatThrownBy(() -> one.log("a").append(1, 1, LARGE)).isInstanceOf(End.class);
        assertThat(parts()).hasSize(2 * whole);
        Storage next = open();
        assertThat(next.log("a").lastSequence()).hasValue(0);
        assertThat(parts()).hasSize(whole);
    }

    @Test
    void partsOfAnAppendThatFailedAreGoneAfterTheNextOne() {
        Storage storage = open();
        endBeforePut("a/log/0", Place.sequenceSort(0));
        assertThatThrownBy(() -> storage.log("a").append(0, 1, LARGE)).isInstanceOf(End.class);
        assertThat(parts()).isNotEmpty();
        storage.log("a").append(0, 1, new byte[3]);
        assertThat(parts()).isEmpty();
    }

    @Test
    void anAppendAfterWhichAnErrorCameIsKnownToBeDone() {
        Storage storage = open();
        endBeforePut("a/log/0", Place.sequenceSort(0));
        assertThatThrownBy(() -> storage.log("a").append(0, 1, LARGE)).isInstanceOf(End.class);
        cut.after(request -> {
            if (request instanceof QueryRequest) {
                throw new End();
            }
        });
        assertThatThrownBy(() -> storage.log("a").append(0, 1, LARGE)).isInstanceOf(End.class);
        cut.after(request -> {});
        assertThat(storage.log("a").lastSequence()).hasValue(0);
        storage.log("a").append(1, 1, LARGE);
    }

    @Test
    void anAppendInWhichAnErrorCameIsSettled() {
        Storage storage = open();
        storage.log("a").append(0, 1, LARGE);
        for (boolean after : new boolean[] {true, false}) {
            long next = storage.log("a").lastSequence().orElseThrow() + 1;
            Consumer<Object> end = request -> {
                if (request instanceof PutItemRequest) {
                    throw new End();
                }
            };
            cut.before(after ? request -> {} : end);
            cut.after(after ? end : request -> {});
            assertThatThrownBy(() -> storage.log("a").append(next, 1, LARGE)).isInstanceOf(End.class);
            cut.before(request -> {});
            cut.after(request -> {});
            assertThat(storage.log("a").lastSequence()).hasValue(after ? next : next - 1);
        }
    }

    @Test
    void partsOfALaterProcessAreNotDeletedByWhoWroteBefore() {
        Storage former = open();
        former.log("a").append(0, 1, LARGE);
        Storage next = open();
        assertThat(next.log("a").lastSequence()).hasValue(0);
        beforePut("a/log/0", Place.sequenceSort(1), former::scrub);
        next.log("a").append(1, 1, LARGE);
        List<byte[]> records = new ArrayList<>();
        next.log("a").read(0, (sequence, epoch, bytes) -> records.add(bytes));
        assertThat(records).containsExactly(LARGE, LARGE);
    }

    @Test
    void partsOfARootThatWasNotSetAreGoneAfterTheNextOpening() {
        Storage one = open();
        assertThat(one.roots().compareAndSet("catalog", Roots.ABSENT, LARGE)).isTrue();
        int whole = parts().size();
        endBeforePut(Place.ROOTS, "rcatalog");
        assertThatThrownBy(() -> one.roots().compareAndSet("catalog", 1, new byte[LARGE.length]))
                .isInstanceOf(End.class);
        assertThat(parts()).hasSize(2 * whole);
        Storage next = open();
        assertThat(parts()).hasSize(whole);
        assertThat(next.roots().read("catalog").orElseThrow().bytes()).isEqualTo(LARGE);
    }

    @Test
    void partsOfARootThatALaterProcessSetsStay() {
        Storage former = open();
        Storage next = open();
        beforePut(Place.ROOTS, "rcatalog", () -> SmallItems.begin(former));
        assertThat(next.roots().compareAndSet("catalog", Roots.ABSENT, LARGE)).isTrue();
        assertThat(next.roots().read("catalog").orElseThrow().bytes()).isEqualTo(LARGE);
    }

    @Test
    void partsOfARootThatALaterProcessTookOverStayWhenTheAnswerWasLost() {
        Storage former = open();
        loseAnswerOfPut(Place.ROOTS, "rcatalog", () -> next = open());
        assertThatThrownBy(() -> former.roots().compareAndSet("catalog", Roots.ABSENT, LARGE))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN_OUTCOME));
        assertThat(next().roots().read("catalog").orElseThrow().bytes()).isEqualTo(LARGE);
    }

    @Test
    void aRecordThatALaterProcessRewroteIsNotSaidToBeMissingWhenTheAnswerWasLost() {
        Storage former = open();
        byte[] rewritten = new byte[LARGE.length];
        loseAnswerOfPut("a/log/0", Place.sequenceSort(0), () -> {
            next = open();
            assertThat(next().log("a").lastSequence()).hasValue(0);
            next().log("a").rewrite(0, next().epoch(), rewritten);
        });
        assertThatThrownBy(() -> former.log("a").append(0, 1, LARGE))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN_OUTCOME));
        assertThatThrownBy(() -> former.log("a").append(1, 1, LARGE))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.FENCED));
        List<byte[]> records = new ArrayList<>();
        next().log("a").read(0, (sequence, epoch, bytes) -> records.add(bytes));
        assertThat(records).containsExactly(rewritten);
    }

    @Test
    void partsOfASegmentWithoutAHeadAreDeletedWithItsName() {
        Storage storage = open();
        storage.segments("a").put("whole", LARGE);
        int whole = parts().size();
        String partition = Place.segment("a", "cut").partition();
        endBeforePut(partition, Place.SEGMENT_PREFIX + "cut");
        assertThatThrownBy(() -> storage.segments("a").put("cut", LARGE)).isInstanceOf(End.class);
        assertThat(parts()).hasSize(2 * whole);
        storage.segments("a").delete(List.of("cut", "never there"));
        assertThat(parts()).hasSize(whole);
        assertThat(storage.segments("a").get("whole")).hasValue(LARGE);
    }

    @Test
    void whoReadsASegmentThatIsBeingDeletedIsNotToldOfDamage() {
        Storage storage = open();
        storage.segments("a").put("large", LARGE);
        List<Optional<byte[]>> seen = new ArrayList<>();
        Storage reader = SmallItems.open(dynamo, TABLE, true, ITEM_BYTES);
        cut.before(request -> {
            if (request instanceof BatchWriteItemRequest) {
                seen.add(reader.segments("a").get("large"));
            }
        });
        storage.segments("a").delete(List.of("large"));
        assertThat(seen).hasSizeGreaterThan(1);
        assertThat(seen.get(0)).hasValue(LARGE);
        assertThat(seen.subList(1, seen.size())).allMatch(Optional::isEmpty);
    }

    @Test
    void nothingIsPutIntoALogThatIsBeingDeleted() throws InterruptedException {
        Storage former = open();
        former.log("a").append(0, 1, LARGE);
        Storage storage = open();
        CountDownLatch fencing = new CountDownLatch(1);
        CountDownLatch swept = new CountDownLatch(1);
        Thread scrubbing = new Thread(storage::scrub);
        cut.before(request -> {
            if (Thread.currentThread() == scrubbing) {
                if (request instanceof PutItemRequest) {
                    fencing.countDown();
                    await(swept);
                }
            } else if (request instanceof PutItemRequest mark
                    && mark.item().get(Place.SORT).s().equals("database/a")) {
                scrubbing.start();
                while (fencing.getCount() > 0 && scrubbing.isAlive()) {
                    join(scrubbing);
                }
            }
        });
        cut.after(request -> {
            boolean isListed = request instanceof QueryRequest query
                    && query.expressionAttributeValues().containsValue(AttributeValue.fromS("a/log/0"));
            if (isListed && Thread.currentThread() != scrubbing) {
                swept.countDown();
            }
        });
        storage.deleteDatabase("a");
        swept.countDown();
        scrubbing.join();
        assertThat(cut.service().items(TABLE))
                .noneMatch(item -> item.get(Place.PARTITION).s().startsWith("a/"));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(1);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void noRootIsTakenOverWhoseDatabaseIsBeingDeleted() {
        Storage former = open();
        former.log("a").append(0, 1, LARGE);
        assertThat(former.roots().compareAndSet("a/x", Roots.ABSENT, LARGE)).isTrue();
        cut.before(request -> {
            if (request instanceof BatchWriteItemRequest
                    && parts().stream().allMatch(part -> part.startsWith(Place.ROOT_PARTS))) {
                throw new End();
            }
        });
        assertThatThrownBy(() -> former.deleteDatabase("a")).isInstanceOf(End.class);
        cut.before(request -> {});
        cut.after(request -> {
            if (request instanceof GetItemRequest get
                    && get.key().get(Place.SORT).s().equals("database/a")) {
                cut.after(other -> {});
                former.deleteDatabase("a");
            }
        });
        Storage unused = open();
        assertThat(cut.service().items(TABLE)).hasSize(2);
    }

    @Test
    void aRootThatWhoWasTakenOverSetsOfADeletedDatabaseIsGoneAfterTheNextOpening() {
        Storage former = open();
        former.log("a").append(0, 1, LARGE);
        open().deleteDatabase("a");
        assertThat(former.roots().compareAndSet("a/x", Roots.ABSENT, LARGE)).isTrue();
        Storage unused = open();
        assertThat(cut.service().items(TABLE)).hasSize(2);
    }

    @Test
    void whoWasTakenOverDoesNotMakeADeletedDatabaseAnew() {
        Storage former = open();
        former.log("a").append(0, 1, LARGE);
        former.log("a").append(1, 1, LARGE);
        Storage next = open();
        next.deleteDatabase("a");
        former.close();
        assertThat(cut.service().items(TABLE)).hasSize(2);
        next.scrub();
    }
}

package io.stator.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.engine.storage.FaultyStorage.Fault;
import io.stator.engine.storage.FaultyStorage.Operation;
import io.stator.engine.storage.StorageException.Kind;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The storage with injected faults keeps the contract over crashes, and fails as it was told to. */
final class FaultyStorageTest extends StorageContract {

    private static final int RUNS = 40;
    private static final int STEPS = 300;

    @Override
    protected Storage openEmpty() {
        return new FaultyStorage();
    }

    @Override
    protected Storage reopen(Storage storage) throws InterruptedException {
        return ((FaultyStorage) storage).crash();
    }

    @Test
    void theChosenAppendFailsAndChangesNothing() {
        FaultyStorage storage = new FaultyStorage();
        storage.fail(Operation.APPEND, 2, Fault.NO_SPACE);
        Log log = storage.log("a");
        log.append(0, 0, new byte[1]);

        assertKind(Kind.NO_SPACE, () -> log.append(1, 0, new byte[1]));
        assertThat(log.lastSequence()).hasValue(0);
        log.append(1, 0, new byte[1]);
        assertThat(storage.calls(Operation.APPEND)).isEqualTo(3);
    }

    @Test
    void anUnknownOutcomeIsFoundOutByReading() {
        FaultyStorage storage = new FaultyStorage();
        storage.fail(Operation.APPEND, 1, Fault.UNKNOWN_AND_NOT_DONE);
        storage.fail(Operation.APPEND, 2, Fault.UNKNOWN_BUT_DONE);
        Log log = storage.log("a");

        assertKind(Kind.UNKNOWN_OUTCOME, () -> log.append(0, 0, new byte[1]));
        assertThat(log.lastSequence()).isEmpty();
        assertKind(Kind.UNKNOWN_OUTCOME, () -> log.append(0, 0, new byte[1]));
        assertThat(log.lastSequence()).hasValue(0);
    }

    @Test
    void aCrashLosesOnlyWhatWasNotDurable() throws Exception {
        FaultyStorage storage = new FaultyStorage();
        storage.log("a").append(0, 0, new byte[1]);
        storage.fail(Operation.APPEND, 1, Fault.CRASH_BEFORE);
        assertKind(Kind.CLOSED, () -> storage.log("a").append(1, 0, new byte[1]));
        assertKind(Kind.CLOSED, () -> storage.log("a"));

        FaultyStorage second = storage.crash();
        assertThat(second.log("a").lastSequence()).hasValue(0);
        second.fail(Operation.APPEND, 1, Fault.CRASH_AFTER);
        assertKind(Kind.CLOSED, () -> second.log("a").append(1, 0, new byte[1]));
        assertThat(second.crash().log("a").lastSequence()).hasValue(1);
    }

    @Test
    void heldAppendsWaitForTheirRelease() throws Exception {
        FaultyStorage storage = new FaultyStorage();
        storage.holdAppends();
        CompletableFuture<Void> append =
                CompletableFuture.runAsync(() -> storage.log("a").append(0, 0, new byte[1]));
        storage.awaitHeldAppends(1);
        assertThat(append).isNotDone();
        assertThat(storage.log("a").lastSequence()).isEmpty();

        storage.releaseAppends();
        append.join();
        assertThat(storage.log("a").lastSequence()).hasValue(0);
    }

    @Test
    void randomOperationsWithRandomFaultsLeaveWhatTheModelSays() throws Exception {
        Long replayed = Long.getLong("stator.seed");
        for (long run = 0; run < (replayed == null ? RUNS : 1); run++) {
            long seed = replayed == null ? run : replayed;
            try {
                runWithFaults(seed);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("replay with -Dstator.seed=" + seed, failure);
            }
        }
    }

    private static void runWithFaults(long seed) throws InterruptedException {
        Random random = new Random(seed);
        StorageModel model = new StorageModel(seed);
        FaultyStorage storage = new FaultyStorage();
        Operation[] spoilt = {Operation.APPEND, Operation.PUT_SEGMENT, Operation.COMPARE_AND_SET};
        for (int step = 0; step < STEPS; step++) {
            if (random.nextInt(5) == 0) {
                Fault[] faults = Fault.values();
                storage.fail(spoilt[random.nextInt(spoilt.length)], 1, faults[random.nextInt(faults.length)]);
            }
            model.step(storage);
            if (storage.stopped() || random.nextInt(50) == 0) {
                storage = storage.crash();
                model.recover(storage);
                model.verify(storage);
            }
        }
        model.verify(storage);
        assertThat(model.failures()).isPositive();
    }
}

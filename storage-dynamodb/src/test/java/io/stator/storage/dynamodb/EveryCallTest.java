package io.stator.storage.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.stator.dynamodb.DynamoDb;
import io.stator.dynamodb.junit.DynamoDbLocal;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import io.stator.engine.storage.StorageModel;
import io.stator.storage.dynamodb.Interference.Fault;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * One call goes wrong, each in turn and in each way, from the opening of a storage to its end: all of them when that is asked for, a share
 * that is drawn by the seed otherwise.
 */
@ExtendWith(ExpectedTakeovers.class)
final class EveryCallTest {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);
    private static final int STEPS = 12;

    /** In an ordinary run one of so many is done. */
    private static final int SHARE = 30;

    /** A run never makes so many calls. */
    private static final int CALLS_MAX = 1_000;

    private static final Set<Fault> FAULTS = EnumSet.complementOf(EnumSet.of(Fault.NONE, Fault.DENIED));

    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start();

    private final Random drawn = new Random(SEED);

    @Test
    void aShareOfTheCallsGoesWrong() {
        everyCall(SHARE);
    }

    @Test
    @Tag("simulation")
    void eachCallGoesWrongInEachWay() {
        everyCall(1);
    }

    private void everyCall(int share) {
        long runs = 0;
        for (Duration patience : new Duration[] {Calls.PATIENCE, Duration.ofNanos(1)}) {
            for (Fault fault : FAULTS) {
                int call = 1;
                while (call < CALLS_MAX) {
                    if (share > 1 && drawn.nextInt(share) > 0) {
                        call++;
                        if (call > STEPS * 4) {
                            break;
                        }
                        continue;
                    }
                    runs++;
                    if (!isReached(call, fault, patience)) {
                        break;
                    }
                    call++;
                }
            }
        }
        assertThat(runs).isPositive();
    }

    /** Has one call go wrong, and returns whether there were so many. */
    private boolean isReached(int call, Fault fault, Duration patience) {
        Interference interference = new Interference();
        try (DynamoDb dynamo = interference.client(LOCAL)) {
            String what = "seed " + SEED + ", " + fault + " at call " + call + ", patience " + patience;
            String table = Tables.create(LOCAL.dynamoDb());
            StorageModel model = new StorageModel(SEED);
            interference.plan((number, request) -> number == call ? fault : Fault.NONE);
            Optional<Storage> opened = open(dynamo, table, patience, what);
            if (opened.isPresent()) {
                try (Storage storage = opened.get()) {
                    steps(model, storage, patience, what);
                }
            }
            interference.end();
            try (Storage reopened = DynamoDbStorage.open(dynamo, table)) {
                model.recover(reopened);
                assertThatCode(() -> model.verify(reopened)).as(what).doesNotThrowAnyException();
            }
            return interference.calls() >= call;
        }
    }

    private static Optional<Storage> open(DynamoDb dynamo, String table, Duration patience, String what) {
        try {
            return Optional.of(DynamoDbStorage.open(dynamo, table, false, patience));
        } catch (StorageException failure) {
            assertThat(patience).as(what).isNotEqualTo(Calls.PATIENCE);
            assertThat(failure.kind()).as(what).isIn(Kind.BUSY, Kind.UNKNOWN_OUTCOME);
            return Optional.empty();
        }
    }

    /** Does what the model does; what it cannot take for not done ends that. */
    private static void steps(StorageModel model, Storage storage, Duration patience, String what) {
        boolean patient = patience.equals(Calls.PATIENCE);
        try {
            for (int i = 0; i < STEPS; i++) {
                model.step(storage);
            }
            model.verify(storage);
            assertThat(model.failures()).as(what).isLessThanOrEqualTo(patient ? 0 : 1);
        } catch (StorageException failure) {
            assertThat(patient).as(what + ": " + failure).isFalse();
            assertThat(failure.kind()).as(what).isIn(Kind.BUSY, Kind.UNKNOWN_OUTCOME);
        }
    }
}

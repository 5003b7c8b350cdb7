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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One call goes wrong, each in turn and in each way, from the opening of a storage to its end, for a storage that tries again and for one that
 * gives up at once. A run is the same up to that call as one without faults, which tells how many there are.
 */
@ExtendWith(ExpectedTakeovers.class)
final class EveryCallTest {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);
    private static final int STEPS = 12;
    private static final int STEPS_IN_SIMULATION = 60;

    /** One run waits for the service while another one works. */
    private static final int LANES = 2;

    /** The lease never ends, or a run on a slow machine would have more calls than others. */
    private static final LongSupplier STANDING = () -> 0;

    private static final Duration IMPATIENT = Duration.ofNanos(1);

    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start();

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE", "DENIED", "CUT_OFF", "ANSWERED_BY_ANOTHER"})
    void eachCallGoesWrong(Fault fault) {
        everyCall(fault, STEPS);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE", "DENIED"})
    @Tag("simulation")
    void eachCallOfALongerRunGoesWrong(Fault fault) {
        everyCall(fault, STEPS_IN_SIMULATION);
    }

    /** One run: which call goes wrong, and how long the storage tries again. */
    private record Run(int call, Fault fault, Duration patience, int steps) {
        @Override
        public String toString() {
            return "seed " + SEED + ", " + fault + " at call " + call + ", patience " + patience;
        }
    }

    private static void everyCall(Fault fault, int steps) {
        Lane recorded = new Lane();
        recorded.run(new Run(0, Fault.NONE, Calls.PATIENCE, steps));
        int calls = recorded.faultless;
        List<Run> runs = new ArrayList<>();
        for (Duration patience : new Duration[] {Calls.PATIENCE, IMPATIENT}) {
            IntStream.rangeClosed(1, calls)
                    .filter(call -> recorded.interference.mayBe(fault, call))
                    .forEach(call -> runs.add(new Run(call, fault, patience, steps)));
        }
        assertThat(runs).as("of %s calls", calls).isNotEmpty();
        Lanes.run(LANES, lane -> {
            Lane own = new Lane();
            for (int i = lane; i < runs.size(); i += LANES) {
                own.run(runs.get(i));
            }
        });
    }

    /** Makes one run after the other, with a client of its own. */
    private static final class Lane {
        private final Interference interference = new Interference();
        private final DynamoDb dynamo = interference.client(LOCAL);
        private int faultless;

        /** Has one call go wrong, and looks whether the storage holds what it said. */
        void run(Run run) {
            String table = Tables.create(LOCAL.dynamoDb());
            StorageModel model = new StorageModel(SEED);
            interference.begin((number, request) -> number == run.call ? run.fault : Fault.NONE);
            Optional<Storage> opened = open(table, run);
            if (opened.isPresent()) {
                try (Storage storage = opened.get()) {
                    steps(model, storage, run);
                }
            }
            faultless = interference.calls();
            assertThat(faultless).as(run.toString()).isGreaterThanOrEqualTo(run.call);
            interference.end();
            try (Storage reopened = DynamoDbStorage.open(dynamo, table)) {
                model.recover(reopened);
                assertThatCode(() -> model.verify(reopened)).as(run.toString()).doesNotThrowAnyException();
            }
        }

        private Optional<Storage> open(String table, Run run) {
            try {
                return Optional.of(DynamoDbStorage.open(dynamo, table, false, run.patience, STANDING));
            } catch (StorageException failure) {
                assertThat(run.patience).as(run + ": " + failure).isEqualTo(IMPATIENT);
                assertThat(failure.kind()).as(run.toString()).isIn(Kind.BUSY, Kind.UNKNOWN_OUTCOME);
                return Optional.empty();
            }
        }

        /** Does what the model does; what it cannot take for not done ends that. */
        private static void steps(StorageModel model, Storage storage, Run run) {
            boolean patient = run.patience.equals(Calls.PATIENCE);
            try {
                for (int i = 0; i < run.steps; i++) {
                    model.step(storage);
                }
                model.verify(storage);
                assertThat(model.failures()).as(run.toString()).isLessThanOrEqualTo(patient ? 0 : 1);
            } catch (StorageException failure) {
                assertThat(patient).as(run + ": " + failure).isFalse();
                assertThat(failure.kind()).as(run.toString()).isIn(Kind.BUSY, Kind.UNKNOWN_OUTCOME);
            }
        }
    }
}

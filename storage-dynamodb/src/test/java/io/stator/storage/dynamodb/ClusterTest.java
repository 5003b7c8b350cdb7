package io.stator.storage.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.simulation.SimulationLoader;
import io.stator.simulation.World;
import io.stator.simulation.World.Outcome;
import java.lang.reflect.Constructor;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Machines that share a table, in worlds where all that can go wrong does, by seeds. {@code -Dstator.seed=N} simulates from that seed alone,
 * and tells what happens.
 */
final class ClusterTest {
    private static final String MAIN = "io.stator.storage.dynamodb.cluster.Cluster$Main";
    private static final int SEEDS = Integer.getInteger("stator.seeds", 2_000);
    private static final int QUARTERS = 4;
    private static final int SEEDS_BEFORE = 2_000;
    private static final int MANY_SEEDS = Integer.getInteger("stator.seeds", 100_000);

    private final SimulationLoader loader = new SimulationLoader(ClusterTest.class.getClassLoader());

    @SuppressWarnings("unchecked") // it is loaded by another loader
    private Consumer<World> main() {
        try {
            Constructor<?> constructor = loader.loadClass(MAIN).getDeclaredConstructor();
            constructor.setAccessible(true);
            return (Consumer<World>) constructor.newInstance();
        } catch (ReflectiveOperationException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private Outcome run(long seed, boolean telling) {
        return World.run(loader, seed, telling, main());
    }

    private void require(long seed) {
        Outcome outcome = run(seed, false);
        if (!outcome.failures().isEmpty()) {
            Outcome again = run(seed, true);
            assertThat(outcome.failures())
                    .as("seed " + seed + ", -Dstator.seed=" + seed + ":\n" + String.join("\n", again.told()))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void whateverHappensAllIsAsTheLogSaysAndEverybodyWasToldSo(int quarter) {
        Long only = Long.getLong("stator.seed");
        if (only != null) {
            require(only);
            return;
        }
        int count = SEEDS / QUARTERS;
        for (long seed = 1; seed <= count; seed++) {
            require((long) quarter * count + seed);
        }
    }

    @Test
    @Tag("simulation")
    void whateverHappensForLongAllIsAsTheLogSays() {
        for (long seed = 1; seed <= MANY_SEEDS; seed++) {
            require(SEEDS_BEFORE + seed);
        }
    }

    @Test
    void theSameSeedIsTheSameWorld() {
        run(0, false);
        for (long seed = 1; seed <= 5; seed++) {
            Outcome one = run(seed, false);
            Outcome other = run(seed, false);
            assertThat(other.hash()).as("seed " + seed).isEqualTo(one.hash());
            assertThat(other.steps()).isEqualTo(one.steps());
            assertThat(World.runOnThreads(loader, seed, false, main()).hash())
                    .as("seed " + seed)
                    .isEqualTo(one.hash());
        }
    }
}

package io.stator.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Connection;
import io.stator.Database;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.ExpectedWarnings;
import io.stator.engine.storage.CrashStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever of the writes to storage a crash leaves, the database is one that was acknowledged or asked for, as a whole, and goes on from
 * there. {@code -Dstator.seed=N} begins with a seed, {@code -Dstator.recoveries=N} asks the long run for so many.
 */
final class CrashRecoveryTest {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);
    private static final int RECOVERIES = Integer.getInteger("stator.recoveries.few", 20_000);

    /** More than there are processors, since a writer that is slowed waits. */
    private static final int THREADS = 6;

    private static final int MANY_RECOVERIES = Integer.getInteger("stator.recoveries", 500_000);

    /** How much is done to one system before another one is begun. */
    private static final int STEPS = 60;

    private static final int RECOVERIES_OF_ONE = 2_000;

    /** One of so many recoveries is looked at for what is left over, some crash themselves, and some have their indexes written anew. */
    private static final int THOROUGH = 24;

    private static final int CRASHING = 6;
    private static final int COMPACTING = 8;
    private static final int EARLY_STEPS = 40;

    /** One of so many goes on to put facts into segments. */
    private static final int MERGING = 4;

    /** What must hold at a moment of the work. */
    private record Expectation(
            Map<Long, Long> sums, Map<Long, Database> values, Map<String, Boolean> others, long must, long may) {

        Expectation after(Object note) {
            if (note instanceof CrashWorkload.May said) {
                return new Expectation(sums, values, others, must, said.t());
            }
            if (note instanceof CrashWorkload.Must said) {
                return new Expectation(sums, values, others, said.t(), may);
            }
            Map<String, Boolean> more = new TreeMap<>(others);
            if (note instanceof CrashWorkload.Other said) {
                more.put(said.name(), said.isThere());
            }
            return new Expectation(sums, values, more, must, may);
        }

        /** Returns whether a database may be gone already: the last one that was made, whose deletion is not acknowledged. */
        boolean isBeingDeleted(String name) {
            return name.equals(((TreeMap<String, Boolean>) others).lastKey());
        }
    }

    private final AtomicInteger recoveries = new AtomicInteger();

    @Test
    void whateverACrashLeavesIsADatabaseThatWas() throws Exception {
        recoverOften(RECOVERIES);
    }

    @Test
    @Tag("simulation")
    void whateverACrashLeavesIsADatabaseThatWasForLong() throws Exception {
        recoverOften(MANY_RECOVERIES);
    }

    private void recoverOften(int times) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (ExpectedWarnings silence = ExpectedWarnings.begin()) {
            for (long seed = SEED; recoveries.get() < times; seed++) {
                CrashStorage storage = new CrashStorage();
                CrashWorkload workload = new CrashWorkload(storage, seed);
                workload.run(STEPS);
                Expectation expectation = new Expectation(workload.sums(), workload.values(), new TreeMap<>(), -1, -1);
                for (Future<?> each : threads.invokeAll(crashes(storage, expectation, seed))) {
                    each.get();
                }
            }
        } finally {
            threads.shutdown();
        }
    }

    /** Returns the recoveries after crashes at every step of some work, or at as many of them as there shall be recoveries. */
    private List<Callable<Void>> crashes(CrashStorage storage, Expectation before, long seed) {
        Random random = new Random(seed);
        CrashStorage.Walk counted = storage.walk();
        while (counted.hasNext()) {
            counted.next();
        }
        List<Callable<Void>> all = new ArrayList<>();
        Expectation expectation = before;
        CrashStorage.Walk walk = storage.walk();
        while (walk.hasNext()) {
            Object note = walk.next();
            expectation = note == null ? expectation : expectation.after(note);
            if (expectation.may >= 0 && random.nextInt(counted.steps()) < RECOVERIES_OF_ONE) {
                CrashStorage crashed = walk.crashed(random);
                Expectation now = expectation;
                String where = "seed " + seed + " step " + walk.steps();
                long chance = random.nextLong();
                all.add(() -> {
                    new Recovery(new Random(chance)).recover(crashed, now, where);
                    return null;
                });
            }
        }
        return all;
    }

    /** One crash, and what comes after it. */
    private final class Recovery {
        private final Random random;

        Recovery(Random random) {
            this.random = random;
        }

        void recover(CrashStorage storage, Expectation expectation, String where) {
            recoveries.incrementAndGet();
            EmbeddedClient client = CrashSystem.open(
                    storage, random.nextInt(MERGING) > 0 ? Long.MAX_VALUE : CrashWorkload.live(random));
            try {
                List<String> names = client.listDatabases();
                expectation.others.forEach((name, isThere) -> {
                    if (!names.contains(name)) {
                        assertThat(isThere && !expectation.isBeingDeleted(name))
                                .as(where + " " + name)
                                .isFalse();
                    } else {
                        assertThat(isThere).as(where + " " + name).isTrue();
                    }
                });
                if (!names.contains(CrashSystem.NAME)) {
                    assertThat(expectation.must).as(where).isNegative();
                    return;
                }
                Connection connection = client.connect(CrashSystem.NAME);
                assertThat(connection.db().t()).as(where).isBetween(expectation.must, expectation.may);
                requireSame(connection, expectation, where);
                goOn(storage, client, connection, expectation, where);
            } finally {
                client.close();
            }
        }

        private void requireSame(Connection connection, Expectation expectation, String where) {
            long t = connection.db().t();
            Long sum = expectation.sums.get(t);
            if (sum == null || sum != CrashSystem.sum(connection)) {
                throw new AssertionError(where + ": the database as of " + t + " must be as it was: "
                        + CrashSystem.difference(expectation.values.get(t), connection.db()));
            }
        }

        /** Writes to what was recovered, and opens it once more, after it was closed or crashed. */
        private void goOn(
                CrashStorage storage, EmbeddedClient client, Connection connection, Expectation before, String where) {
            long t = connection.db().t();
            connection.transact("[[:db/add \"new\" :db/doc \"written after a crash\"]]");
            assertThat(connection.db().t()).as(where).isEqualTo(t + 1);
            int kind = random.nextInt(THOROUGH);
            if (kind == 0) {
                settle(storage, client, connection, where);
            } else if (kind <= CRASHING) {
                Map<Long, Long> sums = new HashMap<>(before.sums);
                sums.put(t + 1, CrashSystem.sum(connection));
                client.close();
                CrashStorage.Walk walk = storage.walk();
                for (int left = random.nextInt(EARLY_STEPS); left > 0 && walk.hasNext(); left--) {
                    Object unused = walk.next();
                }
                Expectation after = new Expectation(sums, before.values, new TreeMap<>(), t, t + 1);
                recover(walk.crashed(random), after, where + " and again step " + walk.steps());
            } else if (kind <= COMPACTING) {
                compact(client, connection, where);
            }
        }

        /** Writes the indexes anew, which nothing that was left keeps from ending well. */
        private void compact(EmbeddedClient client, Connection connection, String where) {
            connection.syncExcise(connection.db().t(), Duration.ofSeconds(CrashSystem.SECONDS_MAX));
            long sum = CrashSystem.sum(connection);
            long t = client.compact(CrashSystem.NAME, CrashWorkload.compactOptions(random))
                    .t();
            assertThat(t).as(where).isEqualTo(connection.db().t());
            assertThat(CrashSystem.sum(connection)).as(where).isEqualTo(sum);
            assertThat(client.verify(CrashSystem.NAME, progress -> {}).damages())
                    .as(where)
                    .isEmpty();
        }

        /** Waits until all is erased that was to be, and looks for what is left of it, and for segments that nobody has. */
        private void settle(CrashStorage storage, EmbeddedClient client, Connection connection, String where) {
            connection.syncExcise(connection.db().t(), Duration.ofSeconds(CrashSystem.SECONDS_MAX));
            long sum = CrashSystem.sum(connection);
            String text = CrashSystem.text(connection).toString();
            client.close();
            CrashSystem.passAnHour();
            try (EmbeddedClient again = CrashSystem.open(storage.reopened(), Long.MAX_VALUE)) {
                for (String name : again.listDatabases()) {
                    Connection reopened = again.connect(name);
                    if (name.equals(CrashSystem.NAME)) {
                        assertThat(CrashSystem.sum(reopened)).as(where).isEqualTo(sum);
                    }
                }
            }
            CrashSystem.requireNothingLeft(storage.reopened(), CrashSystem.secrets(text), where);
        }
    }
}

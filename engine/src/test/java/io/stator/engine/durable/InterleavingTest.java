package io.stator.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Connection;
import io.stator.Database;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.storage.CrashStorage;
import io.stator.engine.storage.MemoryStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Commits, runs of merging, retirement, excisions and readers who keep old values, in orders that chance chooses: of the threads that want
 * something of storage, one is let through at a time. {@code -Dstator.seed=N} begins with a seed.
 */
final class InterleavingTest {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);
    private static final int RUNS = 30;
    private static final int MANY_RUNS = 5_000;
    private static final int TRANSACTIONS = 40;
    private static final int READS = 40;
    private static final int KEPT_MAX = 6;
    private static final int READERS = 2;
    private static final long LIVE = 150;
    private static final Duration LONG = Duration.ofSeconds(CrashSystem.SECONDS_MAX);

    /** One system, one who writes to it, and some who read. */
    private static final class Run {
        private final long seed;
        private final StorageSchedule schedule;
        private final CrashStorage storage;
        private final EmbeddedClient client;
        private final Connection connection;
        private final EmbeddedClient model = CrashSystem.open(new MemoryStorage(), Long.MAX_VALUE);
        private final Connection expected;
        private final Map<Long, Long> sums = new ConcurrentHashMap<>();
        private final List<Throwable> failures = new ArrayList<>();

        Run(long seed) {
            this.seed = seed;
            this.schedule = new StorageSchedule(seed);
            this.storage = new CrashStorage(schedule::pass);
            model.createDatabase(CrashSystem.NAME);
            expected = model.connect(CrashSystem.NAME);
            client = CrashSystem.open(storage, LIVE);
            client.createDatabase(CrashSystem.NAME);
            connection = client.connect(CrashSystem.NAME);
            transact(CrashWorkload.SCHEMA);
            schedule.begin();
        }

        private void transact(String forms) {
            try {
                expected.transact(forms);
            } catch (Anomaly.Incorrect refused) {
                assertThatThrownBy(() -> connection.transact(forms)).isInstanceOf(Anomaly.Incorrect.class);
                return;
            }
            sums.put(expected.db().t(), CrashSystem.sum(expected.db()));
            assertThat(connection.transact(forms).t()).isEqualTo(expected.db().t());
        }

        private void write(Random random) {
            for (int i = 0; i < TRANSACTIONS; i++) {
                schedule.pass("transact");
                int id = random.nextInt(20);
                switch (random.nextInt(8)) {
                    case 0 ->
                        transact("[{:db/excise [:p/id " + id + "] :db.excise/attrs [:p/secret]} {:p/id " + id + "}]");
                    case 1 -> CrashSystem.passAnHour();
                    case 2 -> connection.syncExcise(connection.db().t(), LONG);
                    default ->
                        transact("[{:p/id " + id + " :p/secret \"xsecret" + i + "x\" :p/tag [\"t" + i + "\" \"u" + i
                                + "\"]}]");
                }
            }
        }

        private void read(Random random) {
            List<Database> kept = new ArrayList<>();
            for (int i = 0; i < READS; i++) {
                schedule.pass("look");
                if (kept.size() < KEPT_MAX) {
                    kept.add(connection.db());
                }
                Database db = kept.get(random.nextInt(kept.size()));
                assertThat(CrashSystem.sum(db)).isEqualTo(sums.get(db.t()));
                if (random.nextInt(4) == 0) {
                    kept.remove(db);
                }
            }
        }

        private Thread thread(String name, Runnable work) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            work.run();
                        } catch (Throwable failure) {
                            synchronized (failures) {
                                failures.add(failure);
                            }
                        }
                    },
                    name);
            thread.setDaemon(true);
            return thread;
        }

        void run() {
            List<Thread> threads = new ArrayList<>();
            threads.add(thread("teller", () -> write(new Random(seed))));
            for (int i = 0; i < READERS; i++) {
                long chance = seed + 1 + i;
                threads.add(thread("reader" + i, () -> read(new Random(chance))));
            }
            threads.forEach(Thread::start);
            schedule.run(threads);
            assertThat(failures).as("seed " + seed).isEmpty();
            connection.syncExcise(connection.db().t(), LONG);
            Set<String> told = CrashSystem.secrets(CrashSystem.text(connection).toString());
            client.close();
            model.close();
            CrashSystem.passAnHour();
            try (EmbeddedClient again = CrashSystem.open(storage.reopened(), Long.MAX_VALUE)) {
                Database db = again.connect(CrashSystem.NAME).db();
                assertThat(CrashSystem.sum(db)).as("seed " + seed).isEqualTo(sums.get(db.t()));
            }
            CrashSystem.requireNothingLeft(storage.reopened(), told, "seed " + seed);
        }
    }

    @Test
    void whateverOrderThreadsGoInNobodySeesAnythingElse() {
        for (int i = 0; i < RUNS; i++) {
            new Run(SEED + i).run();
        }
    }

    @Test
    @Tag("simulation")
    void whateverOrderThreadsGoInNobodySeesAnythingElseForLong() {
        for (int i = 0; i < MANY_RUNS; i++) {
            new Run(SEED + i).run();
        }
    }
}

package io.stator.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Limit;
import io.stator.Results;
import io.stator.Transaction;
import io.stator.TxReport;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.storage.CrashStorage;
import io.stator.engine.storage.Log;
import io.stator.engine.storage.MemoryStorage;
import io.stator.engine.storage.Storage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Several who write at once, alone or in groups that are committed together, beside runs of merging, retirement, excisions and readers who keep
 * old values in a cache that holds next to nothing, in orders that chance chooses. The log says in which order it was; done in that order by
 * one alone, every value that anybody saw was the same. {@code -Dstator.seed=N} begins with a seed, {@code -Dstator.interleavings=N} does so many.
 */
final class GroupInterleavingTest {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);
    private static final int RUNS = Integer.getInteger("stator.interleavings", 100);
    private static final int MANY_RUNS = 5_000;
    private static final int WRITERS = 3;
    private static final int READERS = 2;
    private static final int ROUNDS = 7;
    private static final int GROUP_MAX = 4;
    private static final int IDS = 12;
    private static final int LOOKS = 10;
    private static final int KEPT_MAX = 4;
    private static final long LIVE = 60;
    private static final Duration LONG = Duration.ofSeconds(CrashSystem.SECONDS_MAX);
    private static final Pattern MARK = Pattern.compile("w\\d+-\\d+");

    /** What somebody saw: a value of a database, by its t. */
    private record Seen(long t, long sum) {}

    /** One system, some who write to it, and some who read. */
    private static final class Run {
        private final long seed;
        private final StorageSchedule schedule;
        private final CrashStorage storage;
        private final EmbeddedClient client;
        private final Connection connection;
        private final Map<String, String> forms = new ConcurrentHashMap<>();
        private final Map<String, Long> told = new ConcurrentHashMap<>();
        private final Set<Seen> seen = ConcurrentHashMap.newKeySet();
        private final Set<Throwable> failures = ConcurrentHashMap.newKeySet();

        Run(long seed) {
            this.seed = seed;
            this.schedule = new StorageSchedule(seed);
            this.storage = new CrashStorage(schedule::pass);
            Storage opened = seed % 2 == 0 ? storage : neverWaiting(storage);
            this.client = EmbeddedClient.open(
                    opened,
                    CrashSystem.config(LIVE).withLimit(Limit.SEGMENT_CACHE_BYTES, Limit.SEGMENT_CACHE_BYTES.min()));
            client.createDatabase(CrashSystem.NAME);
            this.connection = client.connect(CrashSystem.NAME);
            begin(connection);
            schedule.begin();
        }

        private static void begin(Connection connection) {
            connection.transact(CrashWorkload.SCHEMA);
            StringBuilder entities = new StringBuilder();
            for (int id = 0; id < IDS; id++) {
                entities.append("{:p/id ").append(id).append("}");
            }
            connection.transact("[" + entities + "]");
        }

        /** Returns a storage that says that its appends never wait, so that whoever transacts commits in its own thread. */
        private static Storage neverWaiting(Storage storage) {
            return (Storage) Proxy.newProxyInstance(
                    Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, arguments) -> {
                        try {
                            Object found = method.invoke(storage, arguments);
                            return found instanceof Log log ? neverWaiting(log) : found;
                        } catch (InvocationTargetException failed) {
                            throw failed.getCause();
                        }
                    });
        }

        private static Log neverWaiting(Log log) {
            return (Log) Proxy.newProxyInstance(
                    Log.class.getClassLoader(), new Class<?>[] {Log.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("appendHold")) {
                            return Log.Hold.BRIEF;
                        }
                        try {
                            return method.invoke(log, arguments);
                        } catch (InvocationTargetException failed) {
                            throw failed.getCause();
                        }
                    });
        }

        private String next(int writer, int number, Random random) {
            String mark = "w" + writer + "-" + number;
            int id = random.nextInt(IDS);
            String entity = "{:p/id " + id + " :p/tag [\"" + mark + "\"]";
            forms.put(
                    mark,
                    random.nextInt(10) == 0
                            ? "[" + entity + "} {:db/excise [:p/id " + id + "] :db.excise/attrs [:p/secret]}]"
                            : "[" + entity + " :p/secret \"xsecret" + writer + "" + number + "x\" :p/score "
                                    + random.nextInt(9) + ".5}]");
            return mark;
        }

        private void write(int writer) {
            Random random = new Random(seed * WRITERS + writer);
            int number = 0;
            for (int round = 0; round < ROUNDS; round++) {
                schedule.pass("transact");
                Map<String, CompletableFuture<TxReport>> group = new HashMap<>();
                for (int i = random.nextInt(GROUP_MAX); i > 0; i--) {
                    String mark = next(writer, number++, random);
                    group.put(mark, connection.transactAsync(forms.get(mark)));
                }
                String mark = next(writer, number++, random);
                note(mark, connection.transact(forms.get(mark)));
                group.forEach((each, report) -> note(each, report.join()));
                if (random.nextInt(6) == 0) {
                    CrashSystem.passAnHour();
                }
            }
        }

        private void note(String mark, TxReport report) {
            assertThat(told.put(mark, report.t())).isNull();
            assertThat(report.dbAfter().t()).isEqualTo(report.t());
            assertThat(connection.db().t()).isGreaterThanOrEqualTo(report.t());
        }

        private void read(Random random) {
            List<Database> kept = new ArrayList<>();
            long newest = 0;
            for (int i = 0; i < LOOKS; i++) {
                schedule.pass("look");
                Database now = connection.db();
                assertThat(now.t()).isGreaterThanOrEqualTo(newest);
                newest = now.t();
                kept.add(now);
                Database db = kept.get(random.nextInt(kept.size()));
                seen.add(new Seen(db.t(), CrashSystem.sum(db)));
                if (kept.size() > KEPT_MAX) {
                    kept.remove(random.nextInt(kept.size()));
                }
            }
        }

        private Thread thread(String name, Runnable work) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            work.run();
                        } catch (Throwable failure) {
                            failures.add(failure);
                        }
                    },
                    name);
            thread.setDaemon(true);
            return thread;
        }

        void run() {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                threads.add(thread("writer" + i, () -> write(writer)));
            }
            for (int i = 0; i < READERS; i++) {
                Random random = new Random(seed + 1 + i);
                threads.add(thread("reader" + i, () -> read(random)));
            }
            threads.forEach(Thread::start);
            schedule.run(threads);
            assertThat(failures).as("seed " + seed).isEmpty();
            connection.syncExcise(connection.db().t(), LONG);
            Map<Long, String> order = order();
            client.close();
            Map<Long, Long> sums = sums(order);
            for (Seen each : seen) {
                assertThat(each.sum).as("seed " + seed + ", as of " + each.t).isEqualTo(sums.get(each.t));
            }
            try (EmbeddedClient again = CrashSystem.open(storage.reopened(), Long.MAX_VALUE)) {
                Database db = again.connect(CrashSystem.NAME).db();
                assertThat(CrashSystem.sum(db)).as("seed " + seed).isEqualTo(sums.get(db.t()));
            }
        }

        /** Returns what the log says was done at each t, all that was acknowledged and nothing else. */
        private Map<Long, String> order() {
            Map<Long, String> order = new HashMap<>();
            Map<String, Long> logged = new HashMap<>();
            Set<String> before = new HashSet<>();
            for (Transaction each : connection.transactions(null, null).limit(Results.NO_LIMIT)) {
                for (Datom datom : each.data()) {
                    if (datom.v() instanceof String text && MARK.matcher(text).matches() && before.add(text)) {
                        order.put(each.t(), text);
                        logged.put(text, each.t());
                    }
                }
            }
            assertThat(logged).as("seed " + seed).isEqualTo(told);
            assertThat(told.keySet()).as("seed " + seed).isEqualTo(forms.keySet());
            return order;
        }

        /** Returns the sums of a database where the same was done, one after the other, and which never had segments. */
        private Map<Long, Long> sums(Map<Long, String> order) {
            Map<Long, Long> sums = new HashMap<>();
            try (EmbeddedClient model = CrashSystem.open(new MemoryStorage(), Long.MAX_VALUE)) {
                model.createDatabase(CrashSystem.NAME);
                Connection expected = model.connect(CrashSystem.NAME);
                begin(expected);
                sums.put(expected.db().t(), CrashSystem.sum(expected.db()));
                for (int done = 0; done < order.size(); done++) {
                    long t = expected.db().t() + 1;
                    expected.transact(forms.get(order.get(t)));
                    sums.put(t, CrashSystem.sum(expected.db()));
                }
            }
            return sums;
        }
    }

    @Test
    void whateverOrderGroupsAreCommittedInIsTheOneThatAllSee() {
        for (int i = 0; i < RUNS; i++) {
            new Run(SEED + i).run();
        }
    }

    @Test
    @Tag("simulation")
    void whateverOrderGroupsAreCommittedInIsTheOneThatAllSeeForLong() {
        for (int i = 0; i < MANY_RUNS; i++) {
            new Run(SEED + i).run();
        }
    }
}

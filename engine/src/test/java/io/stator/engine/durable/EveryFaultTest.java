package io.stator.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Anomaly;
import io.stator.CompactOptions;
import io.stator.Connection;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Results;
import io.stator.TxReport;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.ExpectedWarnings;
import io.stator.engine.storage.CrashStorage;
import io.stator.engine.storage.FaultPlan;
import io.stator.engine.storage.FaultPlan.Failing;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whichever call on storage fails, once or from then on until storage is well again: what was acknowledged is there, what failed is not, and
 * the system goes on as if nothing had been.
 */
final class EveryFaultTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(CrashSystem.SECONDS_MAX);
    private static final long LIVE = 120;
    private static final long BIG = 600;
    private static final long BIG_TRANSACTIONS = 2;

    /** One of so many calls fails in an ordinary run, so that each way to fail has its turn. */
    private static final int STRIDE = 13;

    private static final int LOAD_STRIDE = 17;

    private static final CompactOptions UNREAD = CompactOptions.standard().unread();
    private static final String OTHER = "y";
    private static final String SCHEMA = """
            [{:db/ident :p/id :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
             {:db/ident :p/secret :db/valueType :db.type/string :db/cardinality :db.cardinality/one}]""";

    /** Some work on a storage that fails as planned. */
    private static final class Work {
        private final FaultPlan plan;
        private final CrashStorage storage;
        private final Set<Long> acknowledged = new TreeSet<>();
        private final Set<Long> unknown = new TreeSet<>();
        private long submitted;
        private EmbeddedClient client;

        Work(FaultPlan plan) {
            this.plan = plan;
            this.storage = new CrashStorage(plan::before, plan::after);
            this.client = opened();
        }

        private static void attempt(Runnable what) {
            try {
                what.run();
            } catch (Anomaly told) {
                assertThat(told).isNotNull();
            }
        }

        /** Returns whether a transaction was acknowledged. */
        private boolean transact(Connection connection, String secret) {
            long id = submitted++;
            try {
                connection.transact("[{:p/id " + id + " :p/secret \"" + secret + "\"}]");
                return acknowledged.add(id);
            } catch (Anomaly told) {
                note(told, Set.of(id));
                return false;
            }
        }

        /** Takes note of what a transaction failed with. */
        private void note(Throwable failure, Set<Long> ids) {
            assertThat(failure).as(plan.toString()).isInstanceOf(Anomaly.class);
            Object outcome = ((Anomaly) failure).data().get(Connection.OUTCOME);
            if (outcome != null && !outcome.toString().equals(":not-applied")) {
                unknown.addAll(ids);
            }
        }

        private void work(String name) {
            client.createDatabase(name);
            Connection connection = client.connect(name);
            connection.transact(SCHEMA);
            for (int i = 0; i < 12; i++) {
                boolean unused = transact(connection, "xsecret" + submitted + "x");
            }
            compact(UNREAD);
            attempt(() -> connection.transact("[{:db/excise [:p/id 3] :db.excise/attrs [:p/secret]}]"));
            attempt(() -> connection.syncExcise(connection.db().t(), SHORT));
            for (int i = 0; i < 12; i++) {
                boolean unused = transact(connection, "xsecret" + submitted + "x");
            }
            compact(UNREAD.fromLog());
            compact(CompactOptions.standard());
        }

        /** Writes the indexes anew: as a whole, or as if nothing had been asked for. */
        private void compact(CompactOptions options) {
            attempt(() -> assertThat(client.compact(CrashSystem.NAME, options).database())
                    .isEqualTo(CrashSystem.NAME));
        }

        /** Transactions that are so big that their records are written by another thread, many of them on their way. */
        private void load(String name) {
            client.createDatabase(name);
            Connection connection = client.connect(name);
            connection.transact(SCHEMA);
            Map<Long, CompletableFuture<TxReport>> reports = new TreeMap<>();
            for (long big = 0; big < BIG_TRANSACTIONS; big++) {
                StringBuilder forms = new StringBuilder();
                for (long id = big * BIG; id < (big + 1) * BIG; id++) {
                    forms.append("{:p/id ").append(id).append(" :p/secret \"big\"}");
                }
                reports.put(big, connection.transactAsync("[" + forms + "]"));
            }
            reports.forEach((big, report) -> {
                Set<Long> ids =
                        LongStream.range(big * BIG, (big + 1) * BIG).boxed().collect(Collectors.toSet());
                try {
                    assertThat(report.join().t()).isPositive();
                    acknowledged.addAll(ids);
                } catch (CompletionException refused) {
                    note(refused.getCause(), ids);
                }
            });
            submitted = BIG_TRANSACTIONS * BIG;
            compact(UNREAD);
        }

        private void other() {
            client.createDatabase(OTHER);
            Connection connection = client.connect(OTHER);
            connection.transact(SCHEMA);
            client.deleteDatabase(OTHER);
        }

        /** Opens the system, again when that fails, which it does no more once storage is well. */
        private void reopen() {
            attempt(client::close);
            client = opened();
        }

        private EmbeddedClient opened() {
            while (true) {
                try {
                    return CrashSystem.open(storage.reopened(), LIVE);
                } catch (Anomaly | OutOfMemoryError told) {
                    plan.mend();
                }
            }
        }

        private void requireWhole(Connection connection) {
            Set<Long> there = connection.db().datoms(Index.AEVT, ":p/id").limit(Results.NO_LIMIT).stream()
                    .map(Datom::v)
                    .map(Long.class::cast)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(there).as(plan.toString()).containsAll(acknowledged);
            there.removeAll(acknowledged);
            there.removeAll(unknown);
            assertThat(there).as(plan + ": failed, and yet there").isEmpty();
        }

        /** Goes on as soon as storage is well, whatever is not known of what was done before. */
        private void requireGoingOn() {
            if (client.listDatabases().contains(CrashSystem.NAME)) {
                Connection connection = client.connect(CrashSystem.NAME);
                connection.transact(SCHEMA);
                assertThat(transact(connection, "well"))
                        .as(plan + ": storage is well")
                        .isTrue();
                requireWhole(connection);
                requireMerging(connection);
            }
        }

        /** Goes on until what is there by now is in segments. */
        private void requireMerging(Connection connection) {
            long t = connection.db().t();
            long end = System.nanoTime() + LONG.toNanos();
            while (CrashSystem.storedT(storage, connection.databaseId()) < t) {
                assertThat(transact(connection, "later"))
                        .as(plan + ": storage is well")
                        .isTrue();
                assertThat(System.nanoTime()).as(plan + ": segments").isLessThan(end);
            }
        }

        void run(BiConsumer<Work, String> first) {
            attempt(() -> ignoringErrors(() -> first.accept(this, CrashSystem.NAME)));
            attempt(() -> ignoringErrors(this::other));
            reopen();
            attempt(() -> ignoringErrors(() -> assertThat(transact(client.connect(CrashSystem.NAME), "again"))
                    .isIn(true, false)));
            plan.mend();
            requireGoingOn();
            reopen();
            boolean isNew = client.createDatabase(CrashSystem.NAME);
            Connection connection = client.connect(CrashSystem.NAME);
            if (isNew) {
                assertThat(acknowledged).as(plan.toString()).isEmpty();
            }
            connection.transact(SCHEMA);
            requireWhole(connection);
            requireMerging(connection);
            requireCompacting(connection);
            settle(connection);
        }

        private void requireCompacting(Connection connection) {
            connection.syncExcise(connection.db().t(), LONG);
            long sum = CrashSystem.sum(connection);
            for (CompactOptions options : List.of(CompactOptions.standard(), UNREAD.fromLog())) {
                assertThat(client.compact(CrashSystem.NAME, options).t())
                        .isEqualTo(connection.db().t());
                assertThat(CrashSystem.sum(connection)).as(plan.toString()).isEqualTo(sum);
            }
            assertThat(client.verify(CrashSystem.NAME, progress -> {}).damages())
                    .as(plan.toString())
                    .isEmpty();
        }

        private void settle(Connection connection) {
            connection.syncExcise(connection.db().t(), LONG);
            long sum = CrashSystem.sum(connection);
            Set<String> told = CrashSystem.secrets(CrashSystem.text(connection).toString());
            client.close();
            CrashSystem.passAnHour();
            try (EmbeddedClient again = CrashSystem.open(storage.reopened(), Long.MAX_VALUE)) {
                again.listDatabases().forEach(again::connect);
                assertThat(CrashSystem.sum(again.connect(CrashSystem.NAME))).isEqualTo(sum);
            }
            CrashSystem.requireNothingLeft(storage.reopened(), told, plan.toString());
        }

        /** Does something whose callers meet errors of the virtual machine where they ask storage themselves. */
        private static void ignoringErrors(Runnable what) {
            try {
                what.run();
            } catch (OutOfMemoryError injected) {
                assertThat(injected).hasMessageContaining("injected");
            }
        }
    }

    private static int callsWithoutFaults(BiConsumer<Work, String> first) {
        FaultPlan none = FaultPlan.none();
        new Work(none).run(first);
        return none.calls();
    }

    /** Has one of so many calls fail, each in one of the ways. */
    private static void failEach(int stride, BiConsumer<Work, String> first) {
        try (ExpectedWarnings silence = ExpectedWarnings.begin()) {
            int calls = callsWithoutFaults(first);
            Failing[] all = Failing.values();
            for (int call = 1; call <= calls; call += stride) {
                new Work(new FaultPlan(all[call % all.length], call, call / all.length % 2 == 0)).run(first);
            }
        }
    }

    /** Has one call after the other fail in all of the ways. */
    private static void failEachInAllWays(BiConsumer<Work, String> first) {
        try (ExpectedWarnings silence = ExpectedWarnings.begin()) {
            int calls = callsWithoutFaults(first);
            for (int call = 1; call <= calls; call++) {
                int at = call;
                Arrays.stream(Failing.values()).forEach(failing -> {
                    new Work(new FaultPlan(failing, at, false)).run(first);
                    new Work(new FaultPlan(failing, at, true)).run(first);
                });
            }
        }
    }

    @Test
    void whicheverCallFailsNothingIsLostAndWorkGoesOn() {
        failEach(STRIDE, Work::work);
    }

    @Test
    void whicheverCallOfALoadFailsNothingIsLostAndWorkGoesOn() {
        failEach(LOAD_STRIDE, Work::load);
    }

    @Test
    @Tag("simulation")
    void whicheverCallFailsInWhateverWayNothingIsLost() {
        failEachInAllWays(Work::work);
        failEachInAllWays(Work::load);
    }
}

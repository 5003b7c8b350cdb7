package io.stator.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Anomaly;
import io.stator.Connection;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Results;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.ExpectedWarnings;
import io.stator.engine.storage.CrashStorage;
import io.stator.engine.storage.FaultPlan;
import io.stator.engine.storage.FaultPlan.Failing;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
                Object outcome = told.data().get(Connection.OUTCOME);
                if (outcome != null && !outcome.toString().equals(":not-applied")) {
                    unknown.add(id);
                }
                return false;
            }
        }

        private void work(String name) {
            client.createDatabase(name);
            Connection connection = client.connect(name);
            connection.transact(SCHEMA);
            for (int i = 0; i < 12; i++) {
                boolean unused = transact(connection, "xsecret" + submitted + "x");
            }
            attempt(() -> connection.transact("[{:db/excise [:p/id 3] :db.excise/attrs [:p/secret]}]"));
            attempt(() -> connection.syncExcise(connection.db().t(), SHORT));
            for (int i = 0; i < 12; i++) {
                boolean unused = transact(connection, "xsecret" + submitted + "x");
            }
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

        /** Goes on until what is there by now is in segments; a database of which something is not known takes no more transactions. */
        private void requireMerging(Connection connection, boolean mayRefuse) {
            long t = connection.db().t();
            long end = System.nanoTime() + LONG.toNanos();
            while (CrashSystem.storedT(storage, connection.databaseId()) < t) {
                if (!transact(connection, "later") && mayRefuse) {
                    return;
                }
                assertThat(System.nanoTime()).as(plan + ": segments").isLessThan(end);
            }
        }

        void run() {
            attempt(() -> ignoringErrors(() -> work(CrashSystem.NAME)));
            attempt(() -> ignoringErrors(this::other));
            reopen();
            attempt(() -> ignoringErrors(() -> assertThat(transact(client.connect(CrashSystem.NAME), "again"))
                    .isIn(true, false)));
            plan.mend();
            attempt(() -> requireMerging(client.connect(CrashSystem.NAME), true));
            reopen();
            boolean isNew = client.createDatabase(CrashSystem.NAME);
            Connection connection = client.connect(CrashSystem.NAME);
            if (isNew) {
                assertThat(acknowledged).as(plan.toString()).isEmpty();
            }
            connection.transact(SCHEMA);
            requireWhole(connection);
            requireMerging(connection, false);
            settle(connection);
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

    private static int callsWithoutFaults() {
        FaultPlan none = FaultPlan.none();
        new Work(none).run();
        return none.calls();
    }

    @Test
    void whicheverCallFailsNothingIsLostAndWorkGoesOn() {
        try (ExpectedWarnings silence = ExpectedWarnings.begin()) {
            int calls = callsWithoutFaults();
            Failing[] all = Failing.values();
            for (int call = 1; call <= calls; call++) {
                new Work(new FaultPlan(all[call % all.length], call, call / all.length % 2 == 0)).run();
            }
        }
    }

    @Test
    @Tag("simulation")
    void whicheverCallFailsInWhateverWayNothingIsLost() {
        try (ExpectedWarnings silence = ExpectedWarnings.begin()) {
            int calls = callsWithoutFaults();
            for (int call = 1; call <= calls; call++) {
                int at = call;
                Arrays.stream(Failing.values()).forEach(failing -> {
                    new Work(new FaultPlan(failing, at, false)).run();
                    new Work(new FaultPlan(failing, at, true)).run();
                });
            }
        }
    }
}

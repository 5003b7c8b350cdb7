package io.stator.engine.copies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.EngineConfig;
import io.stator.engine.ExpectedWarnings;
import io.stator.engine.ReadOnlyClient;
import io.stator.engine.copies.CopyPlace.Seen;
import io.stator.engine.durable.CrashSystem;
import io.stator.engine.storage.CrashStorage;
import io.stator.engine.storage.FaultPlan;
import io.stator.engine.storage.FaultPlan.Failing;
import io.stator.engine.storage.Storage;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever call fails, and whatever a crash leaves, while a system is copied or restored: nothing half is shown as whole, others are as they
 * were, and the same once more ends well and leaves nothing over. {@code -Dstator.seed=N} begins with a seed.
 */
@ExtendWith(ExpectedWarnings.class)
final class TroubledCopiesTest {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);
    private static final int LIVE = 24;
    private static final int PEOPLE = 10;

    /** One of so many calls fails, and one of so many steps ends in a crash, in an ordinary run. */
    private static final int STRIDE = 19;

    private static final String SECRET = "xsecret1x";

    /** What is done, and what there is before. */
    private enum Job {
        FIRST_COPY,
        LATER_COPY,
        RESTORE_BESIDE_OTHERS,
        RESTORE_PAST,
        RESTORE_REPLACING,
        RESTORE_BESIDE_ITSELF;

        boolean isCopy() {
            return this == FIRST_COPY || this == LATER_COPY;
        }

        void run(Storage source, Storage target, long past) {
            if (isCopy()) {
                SystemCopier.copy(source, target, settings());
            } else {
                Restoration wanted = switch (this) {
                    case RESTORE_PAST -> new Restoration("a", "past", past, null, false);
                    case RESTORE_BESIDE_ITSELF -> new Restoration("a", "again", Restoration.ALL, null, false);
                    default -> new Restoration("a", null, Restoration.ALL, null, this == RESTORE_REPLACING);
                };
                Restorer.restore(this == RESTORE_BESIDE_ITSELF ? target : source, target, wanted, settings());
            }
        }
    }

    private final CrashStorage source = new CrashStorage();
    private final CrashStorage earlier = new CrashStorage();
    private long past;

    private static CopySettings settings() {
        EngineConfig config = CrashSystem.config(LIVE);
        return new CopySettings(
                true, true, config.clock(), () -> config.databaseIds().get().toString(), () -> {}, progress -> {});
    }

    /** Makes a source, a copy of it as it was, and what it is now. */
    private void fill() {
        try (EmbeddedClient client = CrashSystem.open(source, LIVE)) {
            CopyPlace.create(client, "a", PEOPLE);
            CopyPlace.create(client, "b", 2);
            client.connect("a").transact("[{:p/id 1000 :p/name \"" + SECRET + "\"}]");
        }
        SystemCopier.copy(source.reopened(), earlier, settings());
        try (EmbeddedClient client = CrashSystem.open(source.reopened(), LIVE)) {
            Connection connection = client.connect("a");
            CopyPlace.add(connection, PEOPLE, PEOPLE + 5);
            past = connection.db().t() - 2;
            connection.transact("[{:db/excise [:p/id 1000] :db.excise/attrs [:p/name]}]");
            connection.syncExcise(connection.db().t());
            client.deleteDatabase("b");
            CopyPlace.create(client, "c", 2);
        }
        source.reopened();
    }

    /** Returns what there is before a job. */
    private CrashStorage begin(Job job) {
        return switch (job) {
            case FIRST_COPY -> new CrashStorage();
            case LATER_COPY -> earlier;
            case RESTORE_BESIDE_ITSELF -> source;
            default -> {
                CrashStorage others = new CrashStorage();
                try (EmbeddedClient client = CrashSystem.open(others, LIVE)) {
                    CopyPlace.create(client, "other", 3);
                    if (job == Job.RESTORE_REPLACING) {
                        CopyPlace.create(client, "a", 1);
                    }
                }
                yield others.reopened();
            }
        };
    }

    private static CrashStorage calm(CrashStorage storage) {
        return storage.copy(what -> {}, what -> {});
    }

    private static Map<String, Seen> seen(CrashStorage storage) {
        Map<String, Seen> all = new TreeMap<>();
        try (Client client = ReadOnlyClient.open(storage.reopened(), CrashSystem.config(LIVE))) {
            client.listDatabases().forEach(name -> all.put(name, Seen.of(client, name)));
        }
        return all;
    }

    /** One job, done again and again. */
    private final class Repeated {
        private final Job job;
        private final CrashStorage beginning;
        private final Map<String, Seen> before;
        private final Map<String, Seen> after;
        private final CrashStorage walked;
        private final int calls;

        Repeated(Job job) {
            this.job = job;
            this.beginning = begin(job);
            this.before = job == Job.FIRST_COPY ? Map.of() : seen(calm(beginning));
            FaultPlan none = FaultPlan.none();
            this.walked = beginning.copy(none::before, none::after);
            job.run(source.copy(none::before, none::after), walked, past);
            this.calls = none.calls();
            this.after = seen(calm(walked));
            if (job.isCopy()) {
                assertThat(after).isEqualTo(seen(calm(source)));
            }
            assertThat(after).isNotEqualTo(before);
        }

        /** Does it with faults, and then once more without. */
        void fail(FaultPlan plan) {
            CrashStorage target = beginning.copy(plan::before, plan::after);
            String where = job + " " + plan;
            boolean isTold = false;
            try {
                job.run(source.copy(plan::before, plan::after), target, past);
            } catch (Anomaly told) {
                assertThat(told).as(where).isNotInstanceOfAny(Anomaly.Incorrect.class, Anomaly.Conflict.class);
                isTold = true;
            } catch (OutOfMemoryError told) {
                assertThat(told).as(where).hasMessageContaining("injected");
                isTold = true;
            }
            plan.mend();
            if (!isTold) {
                assertThat(seen(target)).as(where + ": said to be done").isEqualTo(after);
            }
            requireNothingHalf(target, where);
            doAgain(target, where);
        }

        private void requireNothingHalf(CrashStorage target, String where) {
            CopyListing listing = CopyListing.of(target.reopened(), () -> {});
            if (job.isCopy() && listing.isRunning()) {
                assertThatThrownBy(() -> CrashSystem.open(target.reopened(), LIVE))
                        .as(where)
                        .isInstanceOf(Anomaly.Conflict.class)
                        .hasMessageContaining("copy to it again");
                if (listing.wholeMillis() == 0) {
                    assertThat(listing.databases().stream()
                                    .map(DatabaseCopy::name)
                                    .collect(Collectors.toSet()))
                            .as(where + ": no names, or those of all that is whole")
                            .isIn(Set.of(), after.keySet());
                    assertThatThrownBy(() -> seen(target)).as(where).isInstanceOf(Anomaly.Conflict.class);
                    return;
                }
            }
            Map<String, Seen> now = seen(target);
            now.forEach((name, one) -> requireWhole(name, one, where));
            Set<String> stays = new TreeSet<>(before.keySet());
            stays.retainAll(after.keySet());
            assertThat(now.keySet()).as(where).containsAll(stays);
        }

        private void requireWhole(String name, Seen one, String where) {
            @Nullable Seen old = before.get(name);
            @Nullable Seen made = after.get(name);
            if (job == Job.LATER_COPY && old != null && made != null) {
                one.requireBetween(old, made, where);
            } else {
                assertThat(one.equals(old) || one.equals(made))
                        .as(where + " " + name)
                        .isTrue();
            }
        }

        /** Does it once more, unless it was done, and looks for what is left over. */
        private void doAgain(CrashStorage target, String where) {
            boolean isDone = !job.isCopy() && seen(target).equals(after);
            if (!isDone) {
                job.run(calm(source), target.reopened(), past);
            }
            assertThat(seen(target)).as(where + ": once more").isEqualTo(after);
            CrashSystem.passAnHour();
            try (EmbeddedClient client = CrashSystem.open(target.reopened(), Long.MAX_VALUE)) {
                for (String name : client.listDatabases()) {
                    assertThat(client.verify(name, progress -> {}).damages())
                            .as(where)
                            .isEmpty();
                    CopyPlace.add(client.connect(name), 5_000, 5_001);
                }
            }
            CrashSystem.requireNothingLeft(target.reopened(), Set.of(), where);
        }
    }

    @ParameterizedTest
    @EnumSource(Job.class)
    void whicheverCallFailsNothingHalfIsShownAsWhole(Job job) {
        fill();
        Repeated repeated = new Repeated(job);
        Failing[] all = Failing.values();
        for (int call = 1; call <= repeated.calls; call += STRIDE) {
            repeated.fail(new FaultPlan(all[call % all.length], call, call % 2 == 0));
        }
    }

    @ParameterizedTest
    @EnumSource(Job.class)
    @Tag("simulation")
    void whicheverCallFailsInWhateverWayNothingHalfIsShownAsWhole(Job job) {
        fill();
        Repeated repeated = new Repeated(job);
        for (int call = 1; call <= repeated.calls; call++) {
            for (Failing failing : Failing.values()) {
                repeated.fail(new FaultPlan(failing, call, false));
                repeated.fail(new FaultPlan(failing, call, true));
            }
        }
    }

    private void crash(Job job, int stride) {
        fill();
        Repeated repeated = new Repeated(job);
        Random random = new Random(SEED);
        CrashStorage.Walk walk = repeated.walked.walk();
        while (walk.hasNext()) {
            Object unused = walk.next();
            if (random.nextInt(stride) == 0) {
                CrashStorage target = walk.crashed(random);
                String where = job + " seed " + SEED + " step " + walk.steps();
                repeated.requireNothingHalf(target, where);
                repeated.doAgain(target, where);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Job.class)
    void whateverACrashLeavesIsNotShownAsWholeAndIsDoneAgain(Job job) {
        crash(job, STRIDE);
    }

    @ParameterizedTest
    @EnumSource(Job.class)
    @Tag("simulation")
    void whateverACrashLeavesAnywhereIsNotShownAsWholeAndIsDoneAgain(Job job) {
        crash(job, 1);
    }
}

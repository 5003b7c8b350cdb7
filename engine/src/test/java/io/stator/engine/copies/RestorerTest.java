package io.stator.engine.copies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Connection;
import io.stator.TxReport;
import io.stator.engine.ExpectedWarnings;
import io.stator.engine.copies.CopyPlace.Seen;
import io.stator.engine.durable.Catalog;
import io.stator.engine.storage.FaultyStorage;
import io.stator.engine.storage.FaultyStorage.Fault;
import io.stator.engine.storage.FaultyStorage.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A restored database is what its source was at a time, under an id of its own, and touches no other. */
@ExtendWith(ExpectedWarnings.class)
final class RestorerTest {
    private static final int LIVE = 100;
    private static final int PEOPLE = 60;
    private static final int TOGETHER = 40;
    /** More calls than are made of a kind until a system is closed. */
    private static final int CALLS_FAILING = 20;

    private static final String SECRET = "kept from everybody";

    private final CopyPlace source = new CopyPlace(LIVE);
    private final CopyPlace target = new CopyPlace();

    private static Restoration of(@Nullable String database, @Nullable String as) {
        return new Restoration(database, as, Restoration.ALL, null, false);
    }

    private static Restoration upTo(long t, String as) {
        return new Restoration("a", as, t, null, false);
    }

    private CopyReport restore(Restoration wanted) {
        return restore(source, target, wanted);
    }

    private static CopyReport restore(CopyPlace from, CopyPlace to, Restoration wanted) {
        return Restorer.restore(from.storage(), to.storage(), wanted, to.settings(true));
    }

    private void fill() {
        source.use(client -> {
            CopyPlace.create(client, "a", PEOPLE);
            CopyPlace.create(client, "b", 2);
            while (!source.hasSegments("a")) {
                Thread.onSpinWait();
            }
        });
    }

    /** Returns what a copy of "a" was at a t, by opening a copy whose log ends there. */
    private Seen at(long t) {
        return source.past("a", t);
    }

    @Test
    void allDatabasesAreRestoredUnderIdsOfTheirOwnWithTheirSegments() {
        fill();
        restore(of(null, null));

        source.requireSame(target);
        assertThat(target.id("a")).isNotEqualTo(source.id("a"));
        assertThat(target.hasSegments("a")).isTrue();
        target.use(client -> CopyPlace.add(client.connect("a"), PEOPLE, 2 * PEOPLE));
        assertThat(new Catalog(target.durable.roots()).read().deleted()).isEmpty();
    }

    @Test
    void oneDatabaseIsRestoredBesideOthersAndBesideItself() {
        fill();
        target.use(client -> CopyPlace.create(client, "other", 3));
        Seen other = target.seen("other");
        restore(of("a", "a2"));
        restore(source, source, of("a", "a2"));

        assertThat(target.names()).containsExactly("a2", "other");
        assertThat(target.seen("other")).isEqualTo(other);
        assertThat(target.seen("a2")).isEqualTo(source.seen("a"));
        assertThat(source.names()).containsExactly("a", "a2", "b");
        assertThat(source.seen("a2")).isEqualTo(source.seen("a"));
        source.use(client -> CopyPlace.add(client.connect("a2"), PEOPLE, PEOPLE + 1));
        assertThat(source.seen("a").t()).isEqualTo(source.seen("a2").t() - 1);
    }

    @Test
    void aDatabaseIsRestoredAsItWasAtEachOfItsTimes() {
        source.use(client -> {
            Connection connection = CopyPlace.create(client, "a", 2);
            List<CompletableFuture<TxReport>> together = new ArrayList<>();
            for (int i = 0; i < TOGETHER; i++) {
                together.add(connection.transactAsync("[{:p/id 1 :p/name \"version " + i + "\"}]"));
            }
            together.forEach(CompletableFuture::join);
        });
        long last = source.seen("a").t();
        for (long t = 6; t <= last; t++) {
            restore(upTo(t, "t" + t));
            assertThat(target.seen("t" + t)).as("t %s", t).isEqualTo(at(t));
        }
        assertThat(target.id("t" + last)).isNotEqualTo(target.id("t" + (last - 1)));
    }

    @Test
    void anInstantMeansTheLastTransactionUpToIt() {
        fill();
        long t = PEOPLE / 2;
        Restoration wanted = new Restoration("a", "then", Restoration.ALL, source.millis("a", t), false);
        restore(wanted);
        assertThat(target.seen("then")).isEqualTo(at(t));
        assertThatThrownBy(() -> restore(new Restoration("a", "never", Restoration.ALL, 0L, false)))
                .isInstanceOf(Anomaly.NotFound.class)
                .hasMessageContaining("1970");
        assertThat(target.names()).containsExactly("then");
        CopyReport report = restore(new Restoration(null, null, Restoration.ALL, source.millis("a", t), false));
        assertThat(report.omitted()).containsExactly("b");
        assertThat(target.names()).containsExactly("a", "then");
    }

    @Test
    void timesThatAreNotThereAndNamesThatCannotBeAreRefused() {
        fill();
        long last = source.seen("a").t();
        assertThatThrownBy(() -> restore(upTo(last + 1, "x")))
                .isInstanceOf(Anomaly.NotFound.class)
                .hasMessageContaining("there is no t ")
                .hasMessageContaining("has t 6 to " + last);
        assertThatThrownBy(() -> restore(upTo(0, "x"))).isInstanceOf(Anomaly.NotFound.class);
        assertThatThrownBy(() -> restore(of("a", "no/name"))).isInstanceOf(Anomaly.Incorrect.class);
        assertThatThrownBy(() -> restore(of("c", null)))
                .isInstanceOf(Anomaly.NotFound.class)
                .hasMessageContaining("[a, b]");
        assertThatThrownBy(() -> restore(of(null, "x"))).isInstanceOf(Anomaly.Incorrect.class);
        assertThatThrownBy(() -> restore(new Restoration(null, null, 7, null, false)))
                .isInstanceOf(Anomaly.Incorrect.class);
        assertThat(target.names()).isEmpty();
        assertThat(new Catalog(target.durable.roots()).read().deleted()).isEmpty();
    }

    @Test
    void whatIsThereIsReplacedOnlyWhenThatIsSaid() {
        fill();
        target.use(client -> CopyPlace.create(client, "a", 1));
        String old = target.id("a");
        assertThatThrownBy(() -> restore(of("a", null)))
                .isInstanceOf(Anomaly.Conflict.class)
                .hasMessageContaining("--as");
        assertThat(target.id("a")).isEqualTo(old);
        CopyReport report = restore(new Restoration("a", null, Restoration.ALL, null, true));

        assertThat(report.deleted()).containsExactly("a");
        assertThat(target.seen("a")).isEqualTo(source.seen("a"));
        assertThat(target.durable.log(old).lastSequence()).isEmpty();
    }

    @Test
    void whatWasExcisedStaysGoneInTheRestoredPastAndExcisionsGoOn() {
        fill();
        long before = source.seen("a").t() + 1;
        source.use(client -> {
            Connection connection = client.connect("a");
            connection.transact("[{:p/id 1000 :p/name \"" + SECRET + "\"}]");
            CopyPlace.add(connection, PEOPLE, PEOPLE + 5);
            connection.transact("[{:db/excise [:p/id 1000]}]");
            connection.syncExcise(connection.db().t());
        });
        restore(upTo(before, "past"));
        assertThat(target.holds(SECRET)).isFalse();
        assertThat(target.seen("past")).isEqualTo(at(before));
        target.use(client -> {
            Connection connection = client.connect("past");
            connection.transact("[{:p/id 2000 :p/name \"" + SECRET + "\"}]");
            connection.transact("[{:db/excise [:p/id 2000]}]");
            connection.syncExcise(connection.db().t());
        });
        assertThat(target.seen("past").t()).isLessThan(source.seen("a").t());
        assertThat(target.holds(SECRET)).isFalse();
    }

    @Test
    void aPastIsNotRestoredWhileWhatWasExcisedLaterIsStillThere() {
        CopyPlace pending = new CopyPlace();
        pending.use(client -> CopyPlace.create(client, "a", PEOPLE));
        long before = pending.seen("a").t();
        FaultyStorage storage = pending.storage();
        pending.use(client -> {
            Connection connection = client.connect("a");
            for (int call = 1; call <= CALLS_FAILING; call++) {
                storage.fail(Operation.COMPARE_AND_SET, call, Fault.IO);
            }
            connection.transact("[{:db/excise [:p/id 5]}]");
        });
        storage.heal();
        assertThatThrownBy(() -> restore(pending, target, upTo(before, "past")))
                .isInstanceOf(Anomaly.Busy.class)
                .hasMessageContaining("open it to write");
        pending.use(client -> client.connect("a").syncExcise(before + 1));
        restore(pending, target, upTo(before, "past"));
        assertThat(target.seen("past")).isEqualTo(pending.past("a", before));
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"NO_SPACE", "CRASH_AFTER", "UNKNOWN_BUT_DONE"})
    void aRestoringThatFailsAnywhereLeavesNothingToBeSeenAndGoesOn(Fault fault) {
        fill();
        target.use(client -> CopyPlace.create(client, "other", 3));
        Seen other = target.seen("other");
        Seen whole = source.seen("a");
        int failures = 0;
        for (Operation operation : Operation.values()) {
            boolean done = false;
            for (int call = 1; !done; call += operation == Operation.APPEND ? 7 : 1) {
                CopyPlace copy = target.twin();
                FaultyStorage storage = copy.storage();
                storage.fail(operation, call, fault);
                boolean failed = false;
                try {
                    restore(source, copy, of("a", null));
                } catch (Anomaly injected) {
                    failed = true;
                }
                done = storage.calls(operation) < call;
                copy.restart();
                String where = operation + " " + call;
                if (copy.names().contains("a")) {
                    assertThat(copy.seen("a")).as(where).isEqualTo(whole);
                } else {
                    assertThat(failed).as(where).isTrue();
                    restoreAgain(copy, call % 2 == 0);
                    assertThat(copy.seen("a")).as(where).isEqualTo(whole);
                }
                assertThat(copy.seen("other")).as(where).isEqualTo(other);
                copy.use(client -> client.connect("a"));
                assertThat(new Catalog(copy.durable.roots()).read().deleted())
                        .as(where)
                        .isEmpty();
                failures += failed ? 1 : 0;
            }
        }
        assertThat(failures).isGreaterThan(PEOPLE / 2);
    }

    private void restoreAgain(CopyPlace copy, boolean openedBetween) {
        if (openedBetween) {
            copy.use(client ->
                    assertThat(Objects.requireNonNull(client.listDatabases())).containsExactly("other"));
        }
        restore(source, copy, of("a", null));
    }
}

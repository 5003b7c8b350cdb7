package io.stator.engine.copies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.engine.ExpectedWarnings;
import io.stator.engine.copies.CopyPlace.Seen;
import io.stator.engine.storage.FaultyStorage;
import io.stator.engine.storage.FaultyStorage.Fault;
import io.stator.engine.storage.FaultyStorage.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A copy is what its source was at some t, whatever happened while it was made. */
@ExtendWith(ExpectedWarnings.class)
final class SystemCopierTest {
    private static final int LIVE = 100;
    private static final int PEOPLE = 60;
    private static final int FAILURES_MIN = 60;
    private static final String SECRET = "kept from everybody";

    private final CopyPlace source = new CopyPlace(LIVE);
    private final CopyPlace target = new CopyPlace();

    private static void awaitSegments(CopyPlace place, String name) {
        while (!place.hasSegments(name)) {
            Thread.onSpinWait();
        }
    }

    private void fill() {
        source.use(client -> {
            CopyPlace.create(client, "a", PEOPLE);
            CopyPlace.create(client, "b", 2);
            client.createDatabase("empty");
            awaitSegments(source, "a");
        });
    }

    @Test
    void aCopyHasAllDatabasesWithTheirHistoryAndIndexes() {
        fill();
        CopyReport report = source.copyTo(target);

        assertThat(report.databases()).extracting(DatabaseCopy::name).containsExactly("a", "b", "empty");
        assertThat(report.databases().get(0).newSegments()).isPositive();
        assertThat(target.hasSegments("a")).isTrue();
        source.requireSame(target);
        target.use(client -> CopyPlace.add(client.connect("a"), PEOPLE, PEOPLE + 1));
    }

    @Test
    void aLaterCopyCopiesOnlyWhatIsNew() {
        fill();
        source.copyTo(target);
        CopyReport nothing = source.copyTo(target);
        source.use(client -> CopyPlace.add(client.connect("b"), 2, 5));
        CopyReport some = source.copyTo(target);

        assertThat(nothing.databases()).allMatch(copy -> copy.newRecords() == 0 && copy.newSegments() == 0);
        assertThat(some.databases()).extracting(DatabaseCopy::newRecords).containsExactly(0L, 3L, 0L);
        assertThat(some.databases().get(1).bytes())
                .isEqualTo(CopyListing.of(target.durable, () -> {})
                        .databases()
                        .get(1)
                        .bytes());
        source.requireSame(target);
    }

    @Test
    void segmentsThatWereMergedSinceReplaceThoseOfTheCopy() {
        fill();
        source.copyTo(target);
        for (int round = 1; round < 4; round++) {
            int from = PEOPLE * round;
            source.use(client -> CopyPlace.add(client.connect("a"), from, from + PEOPLE));
            source.copyTo(target);
            source.requireSame(target);
        }
        CopyPlace again = new CopyPlace(LIVE);
        target.copyTo(again);
        again.use(client -> {
            CopyPlace.add(client.connect("a"), PEOPLE * 4, PEOPLE * 6);
        });
        assertThat(again.seen("a").t()).isGreaterThan(target.seen("a").t());
    }

    @Test
    void aCopyThatWasOpenedAndMergedItselfGoesOn() {
        fill();
        CopyPlace merging = new CopyPlace(LIVE);
        source.copyTo(merging);
        merging.use(client -> {
            client.connect("a");
            client.connect("b");
        });
        source.use(client -> CopyPlace.add(client.connect("a"), PEOPLE, 2 * PEOPLE));
        source.copyTo(merging);
        source.requireSame(merging);
    }

    @Test
    void whatWasExcisedLeavesTheCopyWithTheNextCopying() {
        fill();
        source.use(client -> client.connect("a").transact("[{:p/id 1000 :p/name \"" + SECRET + "\"}]"));
        source.use(client -> CopyPlace.add(client.connect("a"), PEOPLE, 2 * PEOPLE));
        source.copyTo(target);
        assertThat(target.holds(SECRET)).isTrue();
        source.use(client -> {
            client.connect("a").transact("[{:db/excise [:p/id 1000]}]");
            client.connect("a").syncExcise(client.connect("a").db().t());
        });
        CopyReport report = source.copyTo(target);

        assertThat(report.databases().get(0).changedRecords()).isEqualTo(1);
        assertThat(target.holds(SECRET)).isFalse();
        source.requireSame(target);
        assertThat(source.copyTo(target).databases()).allMatch(copy -> copy.changedRecords() == 0);
    }

    @Test
    void databasesAreCreatedAndDeletedWithTheSource() {
        fill();
        source.copyTo(target);
        String old = target.id("b");
        source.use(client -> {
            client.deleteDatabase("a");
            client.deleteDatabase("b");
            CopyPlace.create(client, "b", 3);
        });
        CopyReport report = source.copyTo(target);

        assertThat(report.deleted()).containsExactly("a", "b");
        assertThat(target.durable.log(old).lastSequence()).isEmpty();
        source.requireSame(target);
    }

    private void requireRefused(String why) {
        assertThatThrownBy(() -> source.copyTo(target))
                .isInstanceOf(Anomaly.Conflict.class)
                .hasMessageContaining(why)
                .hasMessageContaining("another place");
    }

    @Test
    void aCopyThatWasWrittenToIsRefused() {
        fill();
        source.copyTo(target);
        target.use(client -> CopyPlace.add(client.connect("b"), 7, 8));
        requireRefused("written to");
        source.use(client -> CopyPlace.add(client.connect("b"), 2, 5));
        requireRefused("written to");
    }

    @Test
    void aSystemThatWentOnByItselfIsRefusedAndLeftAsItWas() {
        fill();
        source.copyTo(target);
        target.use(client -> CopyPlace.add(client.connect("b"), 7, 8));
        source.use(client -> CopyPlace.add(client.connect("a"), PEOPLE, PEOPLE + 3));
        Seen before = target.seen("a");
        requireRefused("written to");
        target.use(client -> CopyPlace.add(client.connect("b"), 8, 9));
        source.use(client -> CopyPlace.add(client.connect("b"), 2, 9));
        requireRefused("written to");
        target.use(client -> CopyPlace.add(client.connect("b"), 9, 10));
        assertThat(target.seen("a")).isEqualTo(before);
    }

    @Test
    void aSystemThatIsNoCopyIsRefusedAndLeftAsItWas() {
        fill();
        target.use(client -> CopyPlace.create(client, "other", 3));
        Seen before = target.seen("other");
        requireRefused("none of the system");
        assertThat(target.seen("other")).isEqualTo(before);
        target.use(client -> CopyPlace.add(client.connect("other"), 7, 8));
    }

    @Test
    void theCopyOfAnotherSystemIsRefusedThoughItsDatabasesCouldHaveBeenDeleted() {
        fill();
        CopyPlace other = new CopyPlace();
        other.use(client -> CopyPlace.create(client, "b", 3));
        other.copyTo(target);
        requireRefused("none of the system");
        other.requireSame(target);
    }

    @Test
    void aCopyGoesOnFromASystemThatWasMovedByCopying() {
        fill();
        CopyPlace moved = new CopyPlace(LIVE);
        source.copyTo(moved);
        source.copyTo(target);
        moved.use(client -> CopyPlace.add(client.connect("a"), PEOPLE, PEOPLE + 3));
        moved.copyTo(target);
        moved.requireSame(target);
    }

    @Test
    void whatIsLookedForMeanwhileEndsTheCopyingWhichGoesOnLater() {
        fill();
        int looks = 0;
        for (boolean whole = false; !whole; looks += 17) {
            int[] left = {looks};
            CopySettings settings = target.settings();
            CopySettings ending = new CopySettings(
                    true,
                    true,
                    settings.clock(),
                    settings.ids(),
                    () -> {
                        if (--left[0] < 0) {
                            throw new Anomaly.Interrupted("enough");
                        }
                    },
                    settings.progress());
            try {
                SystemCopier.copy(source.storage(), target.storage(), ending);
                whole = true;
            } catch (Anomaly.Interrupted enough) {
                assertThatThrownBy(target::open)
                        .isInstanceOf(Anomaly.Conflict.class)
                        .hasMessageContaining("not whole");
                assertThat(CopyListing.of(target.durable, () -> {}).isRunning()).isTrue();
            }
        }
        assertThat(looks).isGreaterThan(PEOPLE);
        source.requireSame(target);
    }

    /** What is done with a source before it is copied once more. */
    private void change(CopyPlace place) {
        place.use(client -> {
            CopyPlace.add(client.connect("a"), PEOPLE, PEOPLE + 10);
            client.connect("a").transact("[{:db/excise [:p/id 3]}]");
            client.connect("a").syncExcise(client.connect("a").db().t());
            client.deleteDatabase("b");
            CopyPlace.create(client, "c", 4);
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"NO_SPACE", "CRASH_AFTER", "UNKNOWN_BUT_DONE"})
    void aCopyingThatFailsAtAnyWriteIsNotTakenForAWholeOneAndGoesOn(Fault fault) {
        fill();
        source.copyTo(target);
        Seen before = target.seen("a");
        change(source);
        Seen after = source.seen("a");
        int failures = 0;
        for (Operation operation : Operation.values()) {
            for (int call = 1; failed(operation, call, fault, before, after); call++) {
                failures++;
            }
        }
        assertThat(failures).isGreaterThan(FAILURES_MIN);
    }

    /** Copies once more to a twin of the copy, which fails at some call of an operation; returns false if there is none. */
    private boolean failed(Operation operation, int call, Fault fault, Seen before, Seen after) {
        CopyPlace copy = target.twin();
        FaultyStorage storage = copy.storage();
        storage.fail(operation, call, fault);
        long calls = storage.calls(operation);
        try {
            source.copyTo(copy);
        } catch (Anomaly injected) {
            String where = operation + " " + call;
            copy.seen("a").requireBetween(before, after, where);
            if (CopyListing.of(copy.storage(), () -> {}).isRunning()) {
                assertThatThrownBy(copy::open).as(where).isInstanceOf(Anomaly.Conflict.class);
            } else {
                assertThat(copy.names()).as(where).isIn(List.of("a", "b", "empty"), List.of("a", "c", "empty"));
            }
        }
        boolean done = storage.calls(operation) - calls < call;
        copy.restart();
        source.copyTo(copy);
        source.requireSame(copy);
        return !done;
    }

    @Test
    void damageOfTheSourceIsToldAndNotCopied() {
        fill();
        for (Operation operation : List.of(Operation.READ_LOG, Operation.GET_SEGMENT)) {
            for (int call = 1; call < 4; call++) {
                CopyPlace copy = new CopyPlace();
                source.storage().fail(operation, call, Fault.CORRUPT);
                assertThatThrownBy(() -> source.copyTo(copy))
                        .isInstanceOf(Anomaly.Fault.class)
                        .hasMessageContaining(operation.name());
                source.copyTo(copy);
                source.requireSame(copy);
            }
        }
    }

    @Test
    void aRecordThatCannotBeReadIsNamed() {
        fill();
        source.durable.log(source.id("b")).rewrite(1, 0, new byte[] {9, 9});
        assertThatThrownBy(() -> source.copyTo(target))
                .isInstanceOf(Anomaly.Fault.class)
                .hasMessageContaining("record 1 of the log of database 'b'");
    }

    @Test
    void aSegmentThatIsAnotherIsNamed() {
        fill();
        String id = source.id("a");
        List<String> names = source.segmentNames(id);
        byte[] other = source.durable.segments(id).get(names.get(1)).orElseThrow();
        source.durable.segments(id).delete(List.of(names.get(0)));
        source.durable.segments(id).put(names.get(0), other);
        assertThatThrownBy(() -> source.copyTo(target))
                .isInstanceOf(Anomaly.Fault.class)
                .hasMessageContaining(names.get(0));
        CopySettings settings = target.settings();
        SystemCopier.copy(
                source.storage(),
                target.storage(),
                new CopySettings(true, false, settings.clock(), settings.ids(), settings.look(), settings.progress()));
        assertThat(target.hasSegments("a")).isFalse();
        assertThat(target.seen("a").t()).isGreaterThan(PEOPLE);
    }

    /** Writes in another thread while something is done. */
    private void whileWriting(Consumer<AtomicBoolean> body) {
        AtomicBoolean ended = new AtomicBoolean();
        try (var client = source.open()) {
            List<CompletableFuture<Void>> writers = new ArrayList<>();
            for (String name : List.of("a", "b")) {
                writers.add(CompletableFuture.runAsync(() -> {
                    for (int i = 1_000; !ended.get(); i++) {
                        CopyPlace.add(client.connect(name), i, i + 1);
                        if (i % 40 == 39) {
                            client.connect(name).transact("[{:db/excise [:p/id " + (i - 20) + "]}]");
                        }
                    }
                }));
            }
            try {
                body.accept(ended);
            } finally {
                ended.set(true);
                writers.forEach(CompletableFuture::join);
            }
        }
    }

    @Test
    void aSystemIsCopiedWhileItIsWrittenToAndExcised() {
        fill();
        List<CopyPlace> copies = new ArrayList<>();
        whileWriting(ended -> {
            for (int i = 0; i < 5; i++) {
                CopyPlace copy = new CopyPlace();
                SystemCopier.copy(source.durable, copy.storage(), copy.settings());
                copies.add(copy);
                SystemCopier.copy(source.durable, target.storage(), target.settings());
            }
        });
        for (CopyPlace copy : copies) {
            long t = copy.seen("a").t();
            Seen then = source.read(client ->
                    Seen.of(client.connect("a"), client.connect("a").db().asOf(t)));
            assertThat(t).isLessThanOrEqualTo(source.seen("a").t());
            assertThat(then.facts()).isNotEmpty();
            source.copyTo(copy);
            source.requireSame(copy);
        }
        source.copyTo(target);
        source.requireSame(target);
    }
}

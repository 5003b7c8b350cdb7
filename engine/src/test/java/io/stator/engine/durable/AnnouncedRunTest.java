package io.stator.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.engine.storage.MemoryStorage;
import io.stator.engine.storage.Segments;
import io.stator.engine.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a run leaves is deleted, also what its process puts after another one took over. */
final class AnnouncedRunTest {
    private static final String DATABASE = "a";
    private static final long NOW = 1_000_000_000;
    private static final long LATER = NOW + StoredIndexes.RETENTION_MILLIS;

    private final Storage storage = new MemoryStorage();
    private final Segments segments = storage.segments(DATABASE);

    private AnnouncedRun run(boolean isFar) {
        return new AnnouncedRun(storage.roots(), segments, DATABASE, isFar);
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        segments.ids(names::add);
        return names;
    }

    private void put(long run, int number) {
        segments.put(SegmentRun.name(run, number), new byte[] {1});
    }

    /** Has one process leave run 1 while another one does run 2, and the first one put a segment of run 1 after that has begun. */
    private AnnouncedRun takenOver(boolean isFar) {
        assertThat(run(isFar).announce(1, 3, NOW)).isTrue();
        put(1, 0);
        AnnouncedRun next = run(isFar);
        assertThat(next.deleteLeft(0, () -> NOW)).isEqualTo(1);
        assertThat(names()).isEmpty();
        assertThat(next.announce(2, 3, NOW)).isTrue();
        put(1, 1);
        put(2, 0);
        return next;
    }

    @Test
    void whatAFormerProcessPutsLateIsDeletedWhenTheRetentionIsOver() {
        takenOver(true);
        AnnouncedRun third = run(true);
        third.deleteLeft(2, () -> LATER - 1);
        assertThat(names()).containsExactlyInAnyOrder(SegmentRun.name(1, 1), SegmentRun.name(2, 0));
        third.deleteLeft(2, () -> LATER);
        assertThat(names()).containsExactly(SegmentRun.name(2, 0));
    }

    @Test
    void formerRunsAreRememberedByTheNextOnesUntilTheyAreDue() {
        takenOver(true);
        AnnouncedRun third = run(true);
        third.deleteLeft(2, () -> NOW + 1);
        assertThat(third.announce(3, 3, NOW + 1)).isTrue();
        assertThat(third.announce(3, 6, NOW + 1)).isTrue();
        AnnouncedRun fourth = run(true);
        fourth.deleteLeft(3, () -> LATER);
        assertThat(names()).containsExactly(SegmentRun.name(2, 0));
        assertThat(fourth.announce(4, 3, LATER)).isTrue();
        put(1, 2);
        run(true).deleteLeft(4, () -> Long.MAX_VALUE);
        assertThat(names()).contains(SegmentRun.name(1, 2));
    }

    @Test
    void aClockThatWasAheadDelaysNothingForLong() {
        AnnouncedRun ahead = run(true);
        assertThat(ahead.announce(1, 3, NOW)).isTrue();
        AnnouncedRun next = run(true);
        next.deleteLeft(0, () -> LATER * 2);
        assertThat(next.announce(2, 3, LATER * 2)).isTrue();
        next.deleteLeft(2, () -> NOW);
        assertThat(next.announce(3, 3, NOW)).isTrue();
        put(1, 1);
        next.deleteLeft(3, () -> LATER);
        assertThat(names()).isEmpty();
    }

    @Test
    void aStorageThatOneProcessHasAtATimeRemembersNoFormerRuns() {
        takenOver(false);
        run(false).deleteLeft(2, () -> Long.MAX_VALUE);
        assertThat(names()).contains(SegmentRun.name(1, 1));
    }
}

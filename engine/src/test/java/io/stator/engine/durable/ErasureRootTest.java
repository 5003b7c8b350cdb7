package io.stator.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.engine.durable.ErasureState.Phase;
import io.stator.engine.storage.MemoryStorage;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.UnclosedStorage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an erasure puts into segments is deleted, also what its process puts after another one took over. */
final class ErasureRootTest {
    private static final String DATABASE = "a";
    private static final long NOW = 1_000_000_000;
    private static final long LATER = NOW + StoredIndexes.RETENTION_MILLIS;

    private final Storage memory = new MemoryStorage();
    private long now = NOW;

    private ErasureRoot root(boolean isFar) {
        ErasureRoot root = new ErasureRoot(
                new UnclosedStorage(memory, false, isFar),
                DATABASE,
                () -> Instant.ofEpochMilli(now),
                () -> new Anomaly.Conflict("another one erases"));
        root.read();
        return root;
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        memory.segments(DATABASE).ids(names::add);
        names.sort(null);
        return names;
    }

    private void put(String segment) {
        memory.segments(DATABASE).put(segment, new byte[] {1});
    }

    /** Has one process end after it named a segment, another one undo that, and the first one put the segment then. */
    private void takenOver(boolean isFar) {
        ErasureRoot former = root(isFar);
        former.save(former.state().preparing(5, "s"));
        ErasureRoot next = root(isFar);
        next.undo();
        assertThat(next.state().phase()).isEqualTo(Phase.DONE);
        put("s");
        assertThatThrownBy(() -> former.save(former.state().rewriting(5))).isInstanceOf(Anomaly.Conflict.class);
    }

    private void erase(boolean isFar, String segment) {
        ErasureRoot root = root(isFar);
        root.put(7, segment, new byte[] {1});
        root.save(root.state().rewriting(7).cleaning());
        root.deleteSegments();
        root.saveDone();
    }

    @Test
    void whatAFormerProcessPutsLateIsDeletedWhenTheRetentionIsOver() {
        takenOver(true);
        now = LATER - 1;
        root(true).deleteFormer();
        assertThat(names()).containsExactly("s");
        now = LATER;
        ErasureRoot third = root(true);
        third.deleteFormer();
        assertThat(names()).isEmpty();
        assertThat(third.state().former()).isEmpty();
        assertThat(root(true).state()).isEqualTo(third.state());
    }

    @Test
    void whatAFormerProcessPutIsDeletedAtOnceByTheNextErasure() {
        takenOver(true);
        erase(true, "t");
        assertThat(names()).isEmpty();
        put("s");
        put("t");
        now = LATER;
        root(true).deleteFormer();
        assertThat(names()).isEmpty();
    }

    @Test
    void aRequestThatComesWhenItsSegmentIsDeletedIsUndone() {
        erase(true, "t");
        now = LATER - 1;
        erase(true, "u");
        put("t");
        put("u");
        now = LATER;
        root(true).deleteFormer();
        assertThat(names()).containsExactly("u");
    }

    @Test
    void aClockThatWasAheadDelaysNothingForLong() {
        now = LATER * 2;
        takenOver(true);
        now = NOW;
        root(true).deleteFormer();
        now = LATER;
        root(true).deleteFormer();
        assertThat(names()).isEmpty();
    }

    @Test
    void theNewestSegmentsAreRememberedAndNotAllThereEverWere() {
        for (int i = 0; i < 100; i++) {
            now++;
            erase(true, "s" + i);
        }
        ErasureState state = root(true).state();
        assertThat(state.former()).hasSize(64).containsKey("s99").doesNotContainKey("s35");
        assertThat(ErasureState.of(state.toBytes())).isEqualTo(state);
        now = LATER + 100;
        erase(true, "last");
        assertThat(root(true).state().former()).containsOnlyKeys("last");
    }

    @Test
    void aStorageThatOneProcessHasAtATimeRemembersNothing() {
        takenOver(false);
        assertThat(root(false).state()).isEqualTo(ErasureState.NONE);
    }
}

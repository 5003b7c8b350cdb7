package io.stator.fulltext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.engine.database.Counters;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Deadline;
import io.stator.engine.database.Replay;
import io.stator.engine.datom.Fact;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the indexes of a system keep, share and drop. */
final class FulltextIndexesTest {
    private static final int DOCUMENTATION = 63;
    private static final int OTHER_DOCUMENTATION = 99_999;
    private static final long MEGABYTE = 1L << 20;

    private final DatabaseValue empty = Replay.ofNewDatabase(0).finish("id", "name");

    private static DatabaseValue with(DatabaseValue database, String... values) {
        long t = database.basisT() + 1;
        List<Fact> facts = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            facts.add(Fact.of(1_000_000 + t * 1_000 + i, DOCUMENTATION, values[i], t, true));
        }
        Counters before = database.counters();
        return database.plus(
                facts, new Counters(t, before.nextEntity(), before.nextAttribute(), before.lastInstant() + 1));
    }

    private static Snapshot snapshot(FulltextIndexes indexes, DatabaseValue database) throws IOException {
        return indexes.snapshot(database, DOCUMENTATION, Deadline.none());
    }

    private static List<String> search(Snapshot snapshot, String text) throws IOException {
        return Search.parse(text).run(snapshot.layers(), Deadline.none()).stream()
                .map(Hit::value)
                .sorted()
                .toList();
    }

    @Test
    void onlyWhatIsNewIsIndexed() throws IOException {
        FulltextIndexes indexes = new FulltextIndexes(Limits.defaults());
        DatabaseValue before =
                with(empty, IntStream.range(0, 100).mapToObj(i -> "old " + i).toArray(String[]::new));
        DatabaseValue after = with(before, "zebra one", "old 5");
        Snapshot first = snapshot(indexes, before);
        Snapshot second = snapshot(indexes, after);
        assertThat(second.layers()).hasSize(2).startsWith(first.layers().get(0));
        assertThat(second.layers().get(1).values()).containsExactly("zebra one");
        assertThat(search(second, "zebra")).containsExactly("zebra one");
        assertThat(search(first, "zebra")).isEmpty();
        assertThat(snapshot(indexes, before)).isSameAs(first);
        assertThat(snapshot(indexes, after.asOf(3))).isSameAs(second);
    }

    @Test
    void layersAreJoinedAsTheyGrow() throws IOException {
        FulltextIndexes indexes = new FulltextIndexes(Limits.defaults());
        DatabaseValue database = empty;
        for (int i = 0; i < 300; i++) {
            database = with(database, "text " + i);
            assertThat(snapshot(indexes, database).layers()).hasSizeLessThan(12);
        }
        assertThat(search(snapshot(indexes, database), "text"))
                .hasSize(300 + search(snapshot(indexes, empty), "text").size());
    }

    @Test
    void scoresDoNotDependOnHowTheIndexGrew() throws IOException {
        FulltextIndexes grown = new FulltextIndexes(Limits.defaults());
        DatabaseValue database = empty;
        for (int i = 0; i < 50; i++) {
            database = with(database, "word number " + i, "another word and a longer text " + i);
            snapshot(grown, database);
        }
        FulltextIndexes built = new FulltextIndexes(Limits.defaults());
        Search search = Search.parse("word longer 7 numb*");
        assertThat(search.run(snapshot(grown, database).layers(), Deadline.none()))
                .hasSizeGreaterThan(50)
                .containsExactlyInAnyOrderElementsOf(
                        search.run(snapshot(built, database).layers(), Deadline.none()));
    }

    @Test
    void aBranchOfTimeHasAnIndexOfItsOwn() throws IOException {
        FulltextIndexes indexes = new FulltextIndexes(Limits.defaults());
        DatabaseValue left = with(empty.asSpeculative(), "left branch");
        DatabaseValue right = with(empty.asSpeculative(), "right branch");
        assertThat(search(snapshot(indexes, left), "branch")).containsExactly("left branch");
        assertThat(search(snapshot(indexes, right), "branch")).containsExactly("right branch");
        assertThat(search(snapshot(indexes, left), "branch")).containsExactly("left branch");
    }

    @Test
    void theLastSearchedSnapshotsAreKept() throws IOException {
        Limits limits = new Limits(1, 2, MEGABYTE);
        FulltextIndexes indexes = new FulltextIndexes(limits);
        DatabaseValue first = with(empty, "one");
        DatabaseValue second = with(first, "two");
        DatabaseValue third = with(second, "three");
        Snapshot kept = snapshot(indexes, first);
        snapshot(indexes, second);
        assertThat(snapshot(indexes, first)).isSameAs(kept);
        snapshot(indexes, third);
        assertThat(snapshot(indexes, first)).isNotSameAs(kept);
    }

    @Test
    void attributesAreForgottenWithinTheLimits() throws IOException {
        FulltextIndexes indexes = new FulltextIndexes(new Limits(1, 2, MEGABYTE));
        snapshot(indexes, empty);
        indexes.snapshot(empty, OTHER_DOCUMENTATION, Deadline.none());
        assertThat(indexes.size()).isEqualTo(1);
        indexes.forget("id");
        assertThat(indexes.size()).isZero();
        assertThat(indexes.bytes()).isZero();
    }

    @Test
    void anIndexThatWouldBeTooBigIsRefused() {
        FulltextIndexes indexes = new FulltextIndexes(new Limits(1, 1, 10));
        assertThatThrownBy(() -> snapshot(indexes, empty))
                .isInstanceOf(Anomaly.Unavailable.class)
                .hasMessageContaining("10 bytes");
    }

    @Test
    void buildingEndsAtTheDeadline() {
        FulltextIndexes indexes = new FulltextIndexes(Limits.defaults());
        Deadline over = Deadline.after(Duration.ofNanos(-1), () -> 0);
        assertThatThrownBy(() -> indexes.snapshot(empty, DOCUMENTATION, over)).isInstanceOf(Anomaly.Unavailable.class);
    }

    @Test
    void aClosedSystemHasNoIndexes() throws IOException {
        FulltextIndexes indexes = new FulltextIndexes(Limits.defaults());
        snapshot(indexes, empty);
        indexes.close();
        assertThatThrownBy(() -> snapshot(indexes, empty)).isInstanceOf(Anomaly.Unavailable.class);
        assertThat(indexes.bytes()).isZero();
    }
}

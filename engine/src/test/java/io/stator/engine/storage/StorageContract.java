package io.stator.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.engine.storage.StorageException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every storage must do; a subclass says how one is opened. */
public abstract class StorageContract extends WritingTogetherContract {

    private static final int LARGE_RECORD_BYTES = 16 << 20;
    private static final int THREADS = 4;

    @Test
    void anEmptyLogHasNoRecords() {
        assertThat(storage.log("a").lastSequence()).isEmpty();
        assertThat(records("a", 0)).isEmpty();
    }

    @Test
    void recordsAreReadInTheOrderOfTheirSequence() {
        append("a", 0, 5);

        assertThat(records("a", 0)).containsExactly("0:0:a0", "1:0:a1", "2:0:a2", "3:0:a3", "4:0:a4");
        assertThat(records("a", 3)).containsExactly("3:0:a3", "4:0:a4");
        assertThat(records("a", 5)).isEmpty();
        assertThat(storage.log("a").lastSequence()).hasValue(4);
    }

    @Test
    void recordsSurviveReopening() throws Exception {
        append("a", 0, 3);
        append("b", 0, 1);
        storage = reopen(storage);

        assertThat(records("a", 0)).containsExactly("0:0:a0", "1:0:a1", "2:0:a2");
        assertThat(storage.log("a").lastSequence()).hasValue(2);
        append("a", 3, 1);
        assertThat(records("a", 2)).containsExactly("2:0:a2", "3:0:a3");
        assertThat(records("b", 0)).containsExactly("0:0:b0");
    }

    @Test
    void manyRecordsAreReadWithoutAGap() {
        append("a", 0, 2_500);

        assertThat(records("a", 1)).hasSize(2_499).startsWith("1:0:a1").endsWith("2499:0:a2499");
    }

    @Test
    void readingStopsWhenTheConsumerHasSeenEnough() {
        append("a", 0, 5);
        List<Long> seen = new ArrayList<>();

        storage.log("a").read(1, (sequence, epoch, bytes) -> {
            seen.add(sequence);
            return sequence < 2;
        });

        assertThat(seen).containsExactly(1L, 2L);
    }

    @Test
    void aConsumerMayUseTheStorage() {
        append("a", 0, 3);

        storage.log("a").read(0, (sequence, epoch, bytes) -> {
            storage.log("b").append(sequence, epoch, bytes);
            return true;
        });

        assertThat(records("b", 0)).isEqualTo(records("a", 0));
    }

    @Test
    void aGapOrARepetitionIsFenced() throws Exception {
        append("a", 0, 2);

        assertKind(Kind.FENCED, () -> append("a", 1, 1));
        assertKind(Kind.FENCED, () -> append("a", 3, 1));
        assertKind(Kind.FENCED, () -> append("b", 1, 1));
        storage = reopen(storage);
        assertKind(Kind.FENCED, () -> append("a", 1, 1));
        append("a", 2, 1);
        assertThat(records("a", 0)).hasSize(3);
    }

    @Test
    void aSmallerEpochIsFenced() throws Exception {
        storage.log("a").append(0, 1, bytes("x"));
        storage.log("a").append(1, 3, bytes("y"));

        assertKind(Kind.FENCED, () -> storage.log("a").append(2, 2, bytes("z")));
        storage = reopen(storage);
        assertKind(Kind.FENCED, () -> storage.log("a").append(2, 2, bytes("z")));
        storage.log("a").append(2, 3, bytes("z"));
        assertThat(records("a", 0)).containsExactly("0:1:x", "1:3:y", "2:3:z");
    }

    @Test
    void aNegativeEpochIsAProgrammingError() {
        assertThatThrownBy(() -> storage.log("a").append(0, -1, bytes("x")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ofManyAppendsOfOneSequenceOneSucceeds() throws Exception {
        for (int round = 0; round < 20; round++) {
            int sequence = round;
            List<Boolean> done = inParallel(thread -> {
                try {
                    storage.log("a").append(sequence, 0, bytes("t" + thread));
                    return true;
                } catch (StorageException fenced) {
                    assertThat(fenced.kind()).isEqualTo(Kind.FENCED);
                    return false;
                }
            });
            assertThat(done).containsOnlyOnce(true);
            assertThat(records("a", sequence)).containsExactly(sequence + ":0:t" + done.indexOf(true));
        }
    }

    @Test
    void databasesAreWrittenToInParallel() throws Exception {
        inParallel(thread -> {
            append("db" + thread, 0, 50);
            return true;
        });

        for (int thread = 0; thread < THREADS; thread++) {
            assertThat(records("db" + thread, 0)).hasSize(50).endsWith("49:0:db" + thread + "49");
        }
    }

    @Test
    void emptyAndLargeRecordsAreKept() throws Exception {
        byte[] large = new byte[LARGE_RECORD_BYTES];
        new Random(7).nextBytes(large);
        storage.log("a").append(0, 0, new byte[0]);
        storage.log("a").append(1, 0, large);
        storage.segments("a").put("empty", new byte[0]);
        storage.segments("a").put("large", large);
        storage = reopen(storage);

        List<byte[]> read = new ArrayList<>();
        storage.log("a").read(0, (sequence, epoch, bytes) -> read.add(bytes));
        assertThat(read).containsExactly(new byte[0], large);
        assertThat(storage.segments("a").get("empty")).contains(new byte[0]);
        assertThat(storage.segments("a").get("large")).contains(large);
    }

    @Test
    void theCallersArraysAreTheirOwn() {
        byte[] bytes = bytes("x");
        storage.log("a").append(0, 0, bytes("w"));
        storage.log("a").rewrite(0, 0, bytes);
        storage.segments("a").put("s", bytes);
        storage.roots().compareAndSet("r", Roots.ABSENT, bytes);
        bytes[0] = 'y';
        storage.log("a").read(0, (sequence, epoch, read) -> {
            read[0] = 'z';
            return true;
        });
        storage.segments("a").get("s").orElseThrow()[0] = 'z';
        storage.roots().read("r").orElseThrow().bytes()[0] = 'z';

        assertThat(records("a", 0)).containsExactly("0:0:x");
        assertThat(storage.segments("a").get("s")).contains(bytes("x"));
        assertThat(storage.roots().read("r")).contains(new Root(1, bytes("x")));
    }

    @Test
    void aRewrittenRecordKeepsItsPlaceAndEpoch() throws Exception {
        storage.log("a").append(0, 1, bytes("x"));
        storage.log("a").append(1, 3, bytes("y"));
        storage.log("a").append(2, 3, bytes("z"));
        storage.log("a").rewrite(0, 3, bytes("a longer one"));
        storage.log("a").rewrite(2, 5, new byte[0]);
        storage = reopen(storage);

        assertThat(records("a", 0)).containsExactly("0:1:a longer one", "1:3:y", "2:3:");
        assertKind(Kind.FENCED, () -> storage.log("a").append(3, 2, bytes("z")));
        storage.log("a").append(3, 3, bytes("on"));
        assertThat(storage.log("a").lastSequence()).hasValue(3);
    }

    @Test
    void onlyTheNewestWriterRewritesAndOnlyWhatIsThere() throws Exception {
        storage.log("a").append(0, 4, bytes("x"));
        storage.log("a").append(1, 4, bytes("y"));
        storage = reopen(storage);

        assertKind(Kind.FENCED, () -> storage.log("a").rewrite(0, 3, bytes("z")));
        assertKind(Kind.FENCED, () -> storage.log("a").rewrite(2, 4, bytes("z")));
        assertKind(Kind.FENCED, () -> storage.log("b").rewrite(0, 4, bytes("z")));
        storage.log("a").truncateBefore(1);
        assertKind(Kind.FENCED, () -> storage.log("a").rewrite(0, 4, bytes("z")));
        assertThat(records("a", 1)).containsExactly("1:4:y");
    }

    @Test
    void scrubbingChangesNothingThatCanBeRead() throws Exception {
        append("a", 0, 300);
        append("b", 0, 2);
        storage.log("a").rewrite(7, 0, bytes("seven"));
        storage.segments("a").put("s", bytes("1"));
        storage.roots().compareAndSet("r", Roots.ABSENT, bytes("2"));
        storage.deleteDatabase("b");
        storage.scrub();
        storage.scrub();

        assertThat(records("a", 6)).startsWith("6:0:a6", "7:0:seven", "8:0:a8").hasSize(294);
        append("a", 300, 1);
        storage = reopen(storage);
        assertThat(records("a", 0)).hasSize(301);
        assertThat(records("b", 0)).isEmpty();
        assertThat(storage.segments("a").get("s")).contains(bytes("1"));
        assertThat(storage.roots().read("r")).contains(new Root(1, bytes("2")));
    }

    @Test
    void aLogIsReadWhileItIsRewritten() throws Exception {
        append("a", 0, 200);
        List<Integer> seen = inParallel(thread -> {
            if (thread == 0) {
                for (int sequence = 0; sequence < 200; sequence++) {
                    storage.log("a").rewrite(sequence, 0, bytes("a" + sequence));
                }
                storage.scrub();
            }
            return records("a", 0).size();
        });

        assertThat(seen).containsOnly(200);
    }

    @Test
    void truncatedRecordsAreGoneAndSaidToBe() throws Exception {
        append("a", 0, 2_500);
        append("b", 0, 2);
        storage.log("a").truncateBefore(2_100);
        storage = reopen(storage);

        assertThat(records("a", 2_100)).hasSize(400);
        assertThat(records("b", 0)).hasSize(2);
        assertKind(Kind.CORRUPT, () -> records("a", 2_099));
    }

    @Test
    void theNewestRecordIsNeverTruncated() throws Exception {
        append("a", 0, 3);
        storage.log("a").truncateBefore(100);
        storage.log("b").truncateBefore(100);
        storage = reopen(storage);

        assertThat(records("a", 2)).containsExactly("2:0:a2");
        assertKind(Kind.FENCED, () -> append("a", 0, 1));
        append("a", 3, 1);
    }

    @Test
    void segmentsAreFoundByDatabaseAndId() throws Exception {
        storage.segments("a").put("s", bytes("1"));
        storage.segments("a").put("t", bytes("2"));
        storage.segments("b").put("s", bytes("3"));
        storage = reopen(storage);

        assertThat(storage.segments("a").get("s")).contains(bytes("1"));
        assertThat(storage.segments("b").get("s")).contains(bytes("3"));
        assertThat(storage.segments("b").get("t")).isEmpty();
        assertThat(storage.segments("c").get("s")).isEmpty();
    }

    @Test
    void aSegmentIdStandsForTheSameBytesForEver() {
        storage.segments("a").put("s", bytes("1"));
        storage.segments("a").put("s", bytes("1"));

        assertThatThrownBy(() -> storage.segments("a").put("s", bytes("2")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("id=s");
        assertThat(storage.segments("a").get("s")).contains(bytes("1"));
    }

    @Test
    void deletedSegmentsAreGone() {
        storage.segments("a").put("s", bytes("1"));
        storage.segments("a").put("t", bytes("2"));
        storage.segments("a").delete(Set.of("s", "never there"));

        assertThat(storage.segments("a").get("s")).isEmpty();
        assertThat(storage.segments("a").get("t")).isPresent();
    }

    @Test
    void aRootChangesOnlyFromTheExpectedRevision() throws Exception {
        Roots roots = storage.roots();
        assertThat(roots.read("r")).isEmpty();
        assertThat(roots.compareAndSet("r", 1, bytes("x"))).isFalse();
        assertThat(roots.compareAndSet("r", Roots.ABSENT, bytes("x"))).isTrue();
        assertThat(roots.compareAndSet("r", Roots.ABSENT, bytes("y"))).isFalse();
        assertThat(roots.compareAndSet("r", 1, bytes("y"))).isTrue();
        assertThat(roots.compareAndSet("r", 1, bytes("z"))).isFalse();
        storage = reopen(storage);

        assertThat(storage.roots().read("r")).contains(new Root(2, bytes("y")));
    }

    @Test
    void rootsAreListedByPrefix() {
        for (String name : List.of("b/2", "b/1", "bx", "a", "b%", "c", "ü/1")) {
            assertThat(storage.roots().compareAndSet(name, Roots.ABSENT, bytes(name)))
                    .isTrue();
        }

        assertThat(storage.roots().names("b/")).containsExactly("b/1", "b/2");
        assertThat(storage.roots().names("")).containsExactly("a", "b%", "b/1", "b/2", "bx", "c", "ü/1");
        assertThat(storage.roots().names("ü/")).containsExactly("ü/1");
        assertThat(storage.roots().names("d")).isEmpty();
    }

    @Test
    void noIncrementIsLostWhenSeveralThreadsCompareAndSet() throws Exception {
        int increments = 50;
        inParallel(thread -> {
            for (int done = 0; done < increments; ) {
                long revision = storage.roots().read("r").map(Root::revision).orElse(Roots.ABSENT);
                done += storage.roots().compareAndSet("r", revision, bytes("at " + revision)) ? 1 : 0;
            }
            return true;
        });

        long expected = (long) THREADS * increments;
        assertThat(storage.roots().read("r")).contains(new Root(expected, bytes("at " + (expected - 1))));
    }

    @Test
    void aDeletedDatabaseLeavesNothingBehind() throws Exception {
        for (String database : List.of("a", "b")) {
            append(database, 0, 1_200);
            storage.segments(database).put("s", bytes("1"));
            storage.roots().compareAndSet(database + "/r", Roots.ABSENT, bytes("2"));
        }
        storage.roots().compareAndSet("a", Roots.ABSENT, bytes("3"));
        Log old = storage.log("a");
        storage.deleteDatabase("a");
        storage.deleteDatabase("a");
        storage.deleteDatabase("never there");

        assertKind(Kind.FENCED, () -> old.append(1_200, 0, bytes("late")));
        storage = reopen(storage);
        assertThat(storage.log("a").lastSequence()).isEmpty();
        assertThat(records("a", 0)).isEmpty();
        assertThat(storage.segments("a").get("s")).isEmpty();
        assertThat(storage.roots().names("")).containsExactly("a", "b/r");
        assertThat(records("b", 0)).hasSize(1_200);
        assertThat(storage.segments("b").get("s")).isPresent();
    }

    @Test
    void aDatabaseIdHasNoSlash() {
        assertThatThrownBy(() -> storage.log("a/b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> storage.segments("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> storage.deleteDatabase("a/b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aClosedStorageSaysSo() {
        Log log = storage.log("a");
        Segments segments = storage.segments("a");
        Roots roots = storage.roots();
        append("a", 0, 1);
        storage.close();
        storage.close();

        assertKind(Kind.CLOSED, () -> log.append(1, 0, bytes("x")));
        assertKind(Kind.CLOSED, () -> log.rewrite(0, 0, bytes("x")));
        assertKind(Kind.CLOSED, storage::scrub);
        assertKind(Kind.CLOSED, () -> log.read(0, (sequence, epoch, bytes) -> true));
        assertKind(Kind.CLOSED, log::lastSequence);
        assertKind(Kind.CLOSED, () -> segments.get("s"));
        assertKind(Kind.CLOSED, () -> roots.compareAndSet("r", 0, bytes("x")));
        assertKind(Kind.CLOSED, () -> storage.log("a"));
        assertKind(Kind.CLOSED, () -> storage.deleteDatabase("a"));
    }

    @Test
    void aStorageIsClosedWhileItIsRead() throws Exception {
        append("a", 0, 100);
        List<Boolean> ends = inParallel(thread -> {
            if (thread == 0) {
                storage.close();
                return true;
            }
            try {
                for (int round = 0; round < 1_000; round++) {
                    assertThat(records("a", 0)).hasSize(100);
                }
                return true;
            } catch (StorageException closed) {
                return closed.kind() == Kind.CLOSED;
            }
        });

        assertThat(ends).containsOnly(true);
    }

    private void append(String database, int from, int count) {
        for (int sequence = from; sequence < from + count; sequence++) {
            storage.log(database).append(sequence, 0, bytes(database + sequence));
        }
    }

    private List<String> records(String database, long from) {
        return StorageModel.records(storage.log(database), from);
    }

    private static byte[] bytes(String text) {
        return StorageModel.bytes(text);
    }

    /** What one of several threads does. */
    private interface Part<T> {
        T run(int thread) throws Exception;
    }

    private static <T> List<T> inParallel(Part<T> part) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<T>> parts = IntStream.range(0, THREADS)
                    .mapToObj(thread -> (Callable<T>) () -> part.run(thread))
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(parts)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdown();
            assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
    }
}

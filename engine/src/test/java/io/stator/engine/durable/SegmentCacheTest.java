package io.stator.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.segment.Segment;
import io.stator.engine.segment.SegmentId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** One thread reads a segment for all who want it, and when it fails, whatever happens to it, the others read it themselves. */
final class SegmentCacheTest {
    private static final SegmentId ID = new SegmentId("database", "i1-0");
    private static final int WAITING = 3;

    private static Segment segment() {
        Fact[] facts = {Fact.ofLong(1, 10, 5, 7, true)};
        return Segment.decode(ID, Index.EAVT, Segment.encode(ID, Index.EAVT, facts, 0, 1));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void whoWaitsForAThreadThatDiesReadsItself() {
        for (Throwable death : List.of(
                new OutOfMemoryError("injected"),
                new StackOverflowError(),
                new IllegalStateException("injected"),
                new LinkageError("injected"))) {
            SegmentCache cache = new SegmentCache(1 << 20);
            CountDownLatch reading = new CountDownLatch(1);
            CountDownLatch dying = new CountDownLatch(1);
            AtomicInteger reads = new AtomicInteger();
            ExecutorService threads = Executors.newFixedThreadPool(WAITING + 1);
            try {
                CompletableFuture<Segment> first = CompletableFuture.supplyAsync(
                        () -> cache.get(ID, id -> {
                            reading.countDown();
                            await(dying);
                            if (death instanceof Error error) {
                                throw error;
                            }
                            throw (RuntimeException) death;
                        }),
                        threads);
                await(reading);
                List<CompletableFuture<Segment>> others =
                        List.of(read(cache, reads, threads), read(cache, reads, threads));
                dying.countDown();
                assertThatThrownBy(first::join).hasCause(death);
                others.forEach(each -> assertThat(each.join().size()).isEqualTo(1));
                assertThat(reads).hasValue(1);
            } finally {
                threads.shutdown();
            }
        }
    }

    private static CompletableFuture<Segment> read(SegmentCache cache, AtomicInteger reads, ExecutorService threads) {
        return CompletableFuture.supplyAsync(
                () -> cache.get(ID, id -> {
                    reads.incrementAndGet();
                    return segment();
                }),
                threads);
    }

    @Test
    void aThreadThatIsInterruptedIsStillInterruptedAndHasReadTheSegment() {
        SegmentCache cache = new SegmentCache(1 << 20);
        Thread.currentThread().interrupt();
        assertThat(cache.get(ID, id -> segment()).size()).isEqualTo(1);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(cache.get(ID, id -> {
                            throw new AssertionError("it must be there");
                        })
                        .size())
                .isEqualTo(1);
    }
}

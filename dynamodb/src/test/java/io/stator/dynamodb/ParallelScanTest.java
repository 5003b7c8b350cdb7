package io.stator.dynamodb;

import static io.stator.dynamodb.Expression.expression;
import static io.stator.dynamodb.Shelf.byCursor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.junit.DynamoDbLocal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

final class ParallelScanTest {
    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start();

    private static final long SEED = Long.getLong("stator.seed", 20261122L);
    private static final int ITEMS = 60;
    private static Shelf shelf;

    @BeforeAll
    static void fill() {
        shelf = new Shelf(LOCAL);
        for (int i = 0; i < ITEMS; i++) {
            shelf.albums.put(Shelf.album("artist" + i, i));
        }
    }

    @BeforeEach
    void forget() {
        shelf.forget();
    }

    @AfterAll
    static void close() {
        shelf.close();
    }

    private static Results<Integer> years() {
        return shelf.albums.scan().map(Shelf::year);
    }

    @Test
    void everyItemComesOnce() {
        for (int segments : new int[] {1, 2, 4, 7, 40}) {
            Results<Integer> parallel = years().parallel(segments).pageSize(3);
            assertThat(parallel.list()).containsExactlyInAnyOrderElementsOf(Shelf.years(0, ITEMS));
            assertThat(parallel.listAsync().join()).containsExactlyInAnyOrderElementsOf(Shelf.years(0, ITEMS));
            assertThat(parallel.count()).isEqualTo(ITEMS);
            assertThat(parallel).containsExactlyInAnyOrderElementsOf(Shelf.years(0, ITEMS));
        }
    }

    @Test
    void moreSegmentsThanRequestsAtOnce() {
        assertThat(years().parallel(200, 3).list()).containsExactlyInAnyOrderElementsOf(Shelf.years(0, ITEMS));
        assertThat(shelf.scans()).hasSize(200).allMatch(scan -> scan.totalSegments() == 200);
        assertThat(shelf.scans().stream().map(ScanRequest::segment).distinct()).hasSize(200);
    }

    @Test
    void aLimitIsExact() {
        for (int limit = 1; limit < ITEMS + 2; limit += 7) {
            Results<Integer> some = years().parallel(4).pageSize(2).limit(limit);
            assertThat(some.list()).hasSize(Math.min(limit, ITEMS)).doesNotHaveDuplicates();
            assertThat(some.count()).isEqualTo(Math.min(limit, ITEMS));
        }
    }

    @Test
    void aCursorHasThePositionOfEverySegment() {
        Random random = new Random(SEED);
        for (int run = 0; run < 30; run++) {
            int segments = 1 + random.nextInt(9);
            Results<Integer> cut = years().parallel(segments, 1 + random.nextInt(segments))
                    .pageSize(1 + random.nextInt(20))
                    .limit(1 + random.nextInt(25));
            if (random.nextBoolean()) {
                cut = cut.project("year");
            }
            assertThat(byCursor(cut))
                    .as("run %d of -Dstator.seed=%d", run, SEED)
                    .containsExactlyInAnyOrderElementsOf(Shelf.years(0, ITEMS));
        }
    }

    @Test
    void anotherNumberOfRequestsAtOnceMayGoOn() {
        Page<Integer> page = years().parallel(5, 4).limit(20).page();
        List<Integer> all = new ArrayList<>(page.items());
        all.addAll(years().parallel(5, 1).from(page.cursor().orElseThrow()).list());
        assertThat(all).containsExactlyInAnyOrderElementsOf(Shelf.years(0, ITEMS));
    }

    @Test
    void pagesOfAParallelScanCanBeGoneOnFrom() {
        List<Integer> all = new ArrayList<>();
        Cursor cursor;
        try (Stream<Page<Integer>> pages = years().parallel(4).pageSize(3).pages()) {
            Iterator<Page<Integer>> iterator = pages.iterator();
            Page<Integer> page = iterator.next();
            for (int i = 0; i < 5; i++) {
                all.addAll(page.items());
                page = iterator.next();
            }
            all.addAll(page.items());
            cursor = page.cursor().orElseThrow();
        }
        all.addAll(years().parallel(4).from(cursor).list());
        assertThat(all).containsExactlyInAnyOrderElementsOf(Shelf.years(0, ITEMS));
    }

    @Test
    void aSlowReaderStopsTheRequests() {
        try (Stream<Integer> stream = years().parallel(2).pageSize(1).stream()) {
            Iterator<Integer> iterator = stream.iterator();
            assertThat(shelf.requests()).isZero();
            for (int taken = 1; taken < 8; taken++) {
                iterator.next();
                assertThat(shelf.requests()).isBetween(taken, taken + 2 + 2);
            }
        }
    }

    @Test
    void closingStopsTheRequests() {
        Stream<Integer> stream = years().parallel(2).pageSize(1).stream();
        Iterator<Integer> iterator = stream.iterator();
        iterator.next();
        stream.close();
        int requests = shelf.requests();
        while (iterator.hasNext()) {
            iterator.next();
        }
        assertThat(requests).isLessThan(10);
        assertThat(shelf.requests()).isLessThan(10);
    }

    @Test
    void theFailureOfASegmentIsTheFailureOfAll() {
        shelf.faults.fail("Scan", shelf.faults.calls("Scan") + 7, Faults.refused(400, "AccessDeniedException", "no"));
        assertThatThrownBy(() -> years().parallel(4).pageSize(1).list())
                .isInstanceOf(DynamoException.AccessDenied.class)
                .hasMessageContaining("Scan on albums");
        shelf.faults.fail("Scan", shelf.faults.calls("Scan") + 7, Faults.refused(400, "AccessDeniedException", "no"));
        assertThatThrownBy(() -> years().parallel(4).pageSize(1).listAsync().join())
                .hasCauseInstanceOf(DynamoException.AccessDenied.class);
        shelf.faults.fail("Scan", shelf.faults.calls("Scan") + 7, Faults.refused(400, "AccessDeniedException", "no"));
        Iterator<Integer> iterator = years().parallel(4).pageSize(1).iterator();
        assertThatThrownBy(() -> iterator.forEachRemaining(year -> {}))
                .isInstanceOf(DynamoException.AccessDenied.class);
        assertThatThrownBy(iterator::hasNext).isInstanceOf(DynamoException.AccessDenied.class);
    }

    @Test
    void aCancelledFutureStopsTheRequests() {
        CompletableFuture<List<Integer>> future =
                years().parallel(2).pageSize(1).listAsync();
        future.cancel(true);
        assertThatThrownBy(future::join).isInstanceOf(CancellationException.class);
        assertThat(shelf.requests()).isLessThan(2 * ITEMS);
    }

    @Test
    void segmentsAreResultsOfTheirOwn() {
        List<Results<Integer>> segments = years().parallel(3).segments();
        assertThat(segments).hasSize(3);
        List<Integer> all = new ArrayList<>();
        for (Results<Integer> segment : segments) {
            all.addAll(byCursor(segment.limit(5)));
        }
        assertThat(all).containsExactlyInAnyOrderElementsOf(Shelf.years(0, ITEMS));
        assertThatThrownBy(() -> years().segments()).isInstanceOf(DynamoException.InvalidRequest.class);
    }

    @Test
    void oneBudgetIsForAllSegments() {
        long start = System.nanoTime();
        Results<Integer> slow = years().parallel(4).pageSize(4).consistent().rateLimit(50);
        assertThat(slow.list()).hasSize(ITEMS);
        assertThat(System.nanoTime() - start).isGreaterThan(100_000_000L);
    }

    @Test
    void filtersAndIndexesWorkInParallelToo() {
        Results<Integer> rock = shelf.albums
                .index("by-genre")
                .scan()
                .parallel(4)
                .filter(expression("plays < ?", 5))
                .project("year")
                .map(Shelf::year);
        assertThat(byCursor(rock.limit(4)))
                .containsExactlyInAnyOrderElementsOf(Shelf.years(0, ITEMS).stream()
                        .filter(year -> year % 10 < 5)
                        .toList());
    }
}

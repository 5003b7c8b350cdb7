package io.stator.dynamodb;

import static io.stator.dynamodb.Expression.expression;
import static io.stator.dynamodb.Shelf.album;
import static io.stator.dynamodb.Shelf.years;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.junit.DynamoDbLocal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

final class ResultsTest {
    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start();

    private static Shelf shelf;
    private static Table albums;

    @BeforeAll
    static void fill() {
        shelf = new Shelf(LOCAL).fill("Can", 20);
        albums = shelf.albums;
        albums.put(album("Neu!", 1972));
    }

    @BeforeEach
    void forget() {
        shelf.forget();
    }

    @AfterAll
    static void close() {
        shelf.close();
    }

    private Results<Item> can() {
        return albums.query(expression("artist = ?", "Can"));
    }

    private List<Integer> limits() {
        return shelf.queries().stream().map(QueryRequest::limit).toList();
    }

    @Test
    void aQueryGivesItsItemsInTheOrderOfTheSortKey() {
        assertThat(can().map(Shelf::year).list()).isEqualTo(years(0, 20));
        assertThat(can().descending().map(Shelf::year).limit(3).list()).containsExactly(19, 18, 17);
        assertThat(can().descending().ascending().limit(2).map(Shelf::year).list())
                .containsExactly(0, 1);
        assertThat(albums.query(expression("artist = ? AND year BETWEEN ? AND ?", "Can", 5, 7))
                        .list())
                .containsExactly(album("Can", 5), album("Can", 6), album("Can", 7));
        assertThat(albums.query(expression("artist = ?", "Faust")).list()).isEmpty();
    }

    @Test
    void comparisonsOfTheSortKeyAreTheServices() {
        assertThat(albums.query(expression("artist = ? AND year < ?", "Can", 3)).count())
                .isEqualTo(3);
        assertThat(albums.query(expression("artist = ? AND year <= ?", "Can", 3))
                        .count())
                .isEqualTo(4);
        assertThat(albums.query(expression("artist = ? AND year > ?", "Can", 3)).count())
                .isEqualTo(16);
        assertThat(albums.query(expression("artist = ? AND year >= ?", "Can", 3))
                        .count())
                .isEqualTo(17);
        assertThat(albums.index("by-title")
                        .query(expression("artist = ? AND begins_with(title, ?)", "Can", "Can999"))
                        .count())
                .isEqualTo(10);
    }

    @Test
    void aScanGivesEveryItem() {
        assertThat(albums.scan().list()).hasSize(21).contains(album("Neu!", 1972));
        assertThat(albums.scan().pageSize(4).list()).hasSize(21);
        assertThat(shelf.requests()).isEqualTo(1 + 6);
    }

    @Test
    void aLimitIsItemsWantedAndAPageSizeIsItemsPerRequest() {
        assertThat(can().pageSize(3).limit(7).map(Shelf::year).list()).isEqualTo(years(0, 7));
        assertThat(limits()).containsExactly(3, 3, 1);
        assertThat(can().limit(100).list()).hasSize(20);
    }

    @Test
    void aLimitIsReachedThoughAFilterLeavesPagesEmpty() {
        Results<Item> few = can().filter(expression("plays = ?", 9)).pageSize(2);
        assertThat(few.map(Shelf::year).list()).containsExactly(9, 19);
        assertThat(shelf.requests()).isEqualTo(11);
        assertThat(few.limit(1).map(Shelf::year).list()).containsExactly(9);
        assertThat(shelf.requests()).isEqualTo(11 + 5);
        assertThat(few.first().map(Shelf::year)).contains(9);
        assertThat(few.filter(expression("title < ?", "Can9990"))
                        .map(Shelf::year)
                        .list())
                .containsExactly(19);
    }

    @Test
    void aStreamAsksForAPageWhenItIsNeeded() {
        try (Stream<Integer> years = can().pageSize(5).map(Shelf::year).stream()) {
            Iterator<Integer> iterator = years.iterator();
            assertThat(shelf.requests()).isZero();
            for (int i = 0; i < 5; i++) {
                assertThat(iterator.next()).isEqualTo(i);
                assertThat(shelf.requests()).isEqualTo(1);
            }
            assertThat(iterator.next()).isEqualTo(5);
            assertThat(shelf.requests()).isEqualTo(2);
        }
        try (Stream<Item> items = can().pageSize(5).stream()) {
            assertThat(items.limit(5)).hasSize(5);
            assertThat(shelf.requests()).isEqualTo(3);
        }
    }

    @Test
    void makingResultsAsksNothing() {
        Results<Item> results = can().pageSize(5);
        results.stream().close();
        assertThat(results.iterator()).isNotNull();
        results.publisher();
        assertThat(shelf.requests()).isZero();
    }

    @Test
    void aClosedStreamHasNoMore() {
        Stream<Item> stream = can().pageSize(2).stream();
        Iterator<Item> iterator = stream.iterator();
        iterator.next();
        stream.close();
        iterator.next();
        assertThat(iterator.hasNext()).isFalse();
        assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
        assertThat(shelf.requests()).isEqualTo(1);
    }

    @Test
    void theSameResultsCanBeUsedAgainAndAgain() {
        Results<Integer> years = can().map(Shelf::year).limit(3);
        assertThat(years).containsExactly(0, 1, 2);
        albums.delete(Item.of("artist", "Can", "year", 1));
        assertThat(years).containsExactly(0, 2, 3);
        albums.put(album("Can", 1));
        assertThat(years.stream().mapToInt(year -> year).sum()).isEqualTo(3);
    }

    @Test
    void theServiceCounts() {
        assertThat(can().count()).isEqualTo(20);
        assertThat(can().pageSize(3).count()).isEqualTo(20);
        assertThat(can().filter(expression("genre = ?", "rock")).pageSize(3).count())
                .isEqualTo(7);
        assertThat(can().filter(expression("genre = ?", "rock")).limit(5).count())
                .isEqualTo(5);
        assertThat(can().limit(5).project("title").count()).isEqualTo(5);
        assertThat(albums.scan().count()).isEqualTo(21);
        assertThat(albums.scan().countAsync().join()).isEqualTo(21);
        assertThat(shelf.queries()).allMatch(request -> request.selectAsString().equals("COUNT"));
    }

    @Test
    void projectionsTakePathsOfAnyName() {
        assertThat(can().project("year", "notes.stars").limit(1).list())
                .containsExactly(Item.of("year", 0, "notes", Item.of("stars", 0)));
        assertThat(can().project("year, plays")
                        .project("title")
                        .first()
                        .orElseThrow()
                        .names())
                .containsExactlyInAnyOrder("year", "plays", "title");
        assertThat(can().filter(expression("notes.stars = ?", 3))
                        .project("plays")
                        .list())
                .containsExactly(Item.of("plays", 3), Item.of("plays", 8), Item.of("plays", 3), Item.of("plays", 8));
    }

    @Test
    void anIndexHasItsOwnOrderAndAttributes() {
        Results<Item> byTitle = albums.index("by-title").query(expression("artist = ?", "Can"));
        assertThat(byTitle.limit(2).map(Shelf::year).list()).containsExactly(19, 18);
        assertThat(byTitle.first().orElseThrow().names()).containsExactlyInAnyOrder("artist", "year", "title", "plays");
        assertThat(byTitle.allAttributes().first()).contains(album("Can", 19));
        assertThat(byTitle.consistent().descending().first().map(Shelf::year)).contains(0);
        assertThat(albums.query(expression("genre = ?", "rock"))
                        .index("by-genre")
                        .map(Shelf::year)
                        .list())
                .containsExactly(0, 3, 6, 9, 12, 15, 18);
        assertThat(albums.index("by-genre").scan().pageSize(4).list()).hasSize(21);
        assertThatThrownBy(() -> albums.index("by-genre").scan().consistent().list())
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining("Scan on albums");
    }

    @Test
    void pagesTellWhatTheyConsumed() {
        Page<Item> page = can().capacity(CapacityDetail.INDEXES).consistent().page();
        assertThat(page.capacity().orElseThrow().tableUnits()).isPositive();
        assertThat(page.scannedCount()).isEqualTo(20);
        assertThat(page.count()).isEqualTo(20);
        assertThat(page.cursor()).isEmpty();
        assertThat(can().page().capacity()).isEmpty();
        Page<Item> several = can().filter(expression("plays = ?", 9))
                .pageSize(4)
                .capacity(CapacityDetail.TOTAL)
                .limit(2)
                .page();
        assertThat(several.scannedCount()).isEqualTo(20);
        assertThat(several.capacity().orElseThrow().units()).isEqualTo(2.5);
    }

    @Test
    void pagesAreWhatEachRequestGave() {
        try (Stream<Page<Integer>> pages = can().filter(expression("plays = ?", 9))
                .pageSize(5)
                .map(Shelf::year)
                .pages()) {
            List<Page<Integer>> all = pages.toList();
            assertThat(all.stream().map(Page::items))
                    .containsExactly(List.of(), List.of(9), List.of(), List.of(19), List.of());
            assertThat(all.get(0).cursor()).isPresent();
            assertThat(all.get(4).cursor()).isEmpty();
        }
    }

    @Test
    void theRateIsKeptByWaiting() {
        long start = System.nanoTime();
        assertThat(can().pageSize(5).consistent().rateLimit(20).list()).hasSize(20);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(150));
        assertThat(shelf.queries())
                .allMatch(request -> request.returnConsumedCapacity() == ReturnConsumedCapacity.TOTAL);
        assertThatThrownBy(() -> can().pageSize(5)
                        .rateLimit(0.0001)
                        .timeout(Duration.ofMinutes(1))
                        .list())
                .isInstanceOf(DynamoException.TimedOut.class)
                .hasMessageContaining("rate limit");
    }

    @Test
    void aUseEndsAtItsDeadline() {
        Results<Item> late = can().pageSize(1).timeout(Duration.ofNanos(1));
        assertThatThrownBy(late::list)
                .isInstanceOf(DynamoException.TimedOut.class)
                .hasMessageContaining("Query on albums");
        assertThatThrownBy(() -> late.listAsync().join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(DynamoException.TimedOut.class);
        assertThat(can().timeout(Duration.ofMinutes(5)).list()).hasSize(20);
    }

    @Test
    void optionsOutOfTheirRangeAreRefused() {
        refused(() -> can().limit(0), "limit must be >= 1: limit=0");
        refused(() -> can().limit(-1), "limit=-1");
        refused(() -> can().pageSize(0), "pageSize=0");
        refused(() -> can().rateLimit(0), "rateLimit");
        refused(() -> can().rateLimit(Double.NaN), "rateLimit");
        refused(() -> can().timeout(Duration.ZERO), "timeout");
        refused(() -> albums.scan().descending(), "Scan on albums: only a query has an order");
        refused(() -> can().parallel(4), "only a scan has segments");
        refused(() -> can().segment(0, 4), "only a scan has segments");
        refused(() -> albums.scan().segment(4, 4), "segment=4");
        refused(() -> albums.scan().parallel(0), "segments=0");
        refused(() -> albums.scan().parallel(1_000_001), "segments=1000001");
        refused(() -> albums.scan().parallel(4, 1000), "requestsMax=1000");
        refused(() -> can().allAttributes().project("year").list(), "project or allAttributes");
        refused(() -> can().filter(expression("SET plays = ?", 1)).list(), "update");
        assertThatThrownBy(() -> can().map(Shelf::year).as(String.class)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void refused(Runnable call, String because) {
        assertThatThrownBy(call::run)
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining(because);
    }

    @Test
    void aSegmentIsReadByHand() {
        List<Item> all = new ArrayList<>();
        for (int segment = 0; segment < 3; segment++) {
            all.addAll(albums.scan().segment(segment, 3).list());
        }
        assertThat(all).containsExactlyInAnyOrderElementsOf(albums.scan().list());
        assertThat(shelf.scans())
                .filteredOn(request -> request.totalSegments() != null)
                .hasSize(3);
    }

    @Test
    void aFailureStaysAFailure() {
        shelf.faults.fail("Query", shelf.faults.calls("Query") + 3, Faults.refused(400, "AccessDeniedException", "no"));
        Iterator<Item> iterator = can().pageSize(2).iterator();
        for (int i = 0; i < 4; i++) {
            iterator.next();
        }
        assertThatThrownBy(iterator::hasNext).isInstanceOf(DynamoException.AccessDenied.class);
        assertThatThrownBy(iterator::hasNext).isInstanceOf(DynamoException.AccessDenied.class);
        assertThat(shelf.requests()).isEqualTo(3);
        assertThat(iterator).isNotNull();
    }

    @Test
    void anExceptionOfTheMappingComesAsItIs() {
        Results<Object> broken = can().map(item -> {
            throw new UnsupportedOperationException("mine");
        });
        assertThatThrownBy(broken::list).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> broken.listAsync().join()).hasCauseInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aMissingTableIsNotFound() {
        Results<Item> nowhere = shelf.dynamo.table("nowhere").scan();
        assertThatThrownBy(nowhere::list)
                .isInstanceOf(DynamoException.NotFound.class)
                .hasMessageContaining("Scan on nowhere");
        assertThatThrownBy(() -> nowhere.stream().count()).isInstanceOf(DynamoException.NotFound.class);
        assertThatThrownBy(() -> nowhere.pageAsync().join()).hasCauseInstanceOf(DynamoException.NotFound.class);
    }

    @Test
    void asynchronousTwinsGiveTheSame() {
        Results<Integer> years =
                can().filter(expression("genre = ?", "rock")).pageSize(2).map(Shelf::year);
        assertThat(years.listAsync().join()).isEqualTo(years.list());
        assertThat(years.firstAsync().join()).isEqualTo(years.first());
        assertThat(years.limit(3).pageAsync().join()).isEqualTo(years.limit(3).page());
        List<Integer> seen = new CopyOnWriteArrayList<>();
        assertThat(years.forEachAsync(seen::add).join()).isEqualTo(7);
        assertThat(seen).isEqualTo(years.list());
    }

    @Test
    void itemsThatMapToNothingAreNulls() {
        assertThat(can().limit(2).map(item -> item.string("nothing")).list()).containsExactly(null, null);
        assertThat(can().map(item -> item.string("nothing")).first()).isEmpty();
    }
}

package io.stator.dynamodb;

import static io.stator.dynamodb.Expression.expression;
import static io.stator.dynamodb.Shelf.album;
import static io.stator.dynamodb.Shelf.byCursor;
import static io.stator.dynamodb.Shelf.years;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.junit.DynamoDbLocal;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ResultsCursorTest {
    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start().databasePerMethod();

    private static final long SEED = Long.getLong("stator.seed", 20261122L);
    private static final int RUNS = 40;

    private Shelf shelf;
    private Table albums;

    @BeforeEach
    void fill() {
        shelf = new Shelf(LOCAL).fill("Can", 20);
        albums = shelf.albums;
    }

    @AfterEach
    void close() {
        shelf.close();
    }

    private Results<Item> can() {
        return albums.query(expression("artist = ?", "Can"));
    }

    @Test
    void aPageGoesOnAfterItsLastItem() {
        Page<Integer> page = can().limit(6).map(Shelf::year).page();
        assertThat(page.items()).isEqualTo(years(0, 6));
        Cursor cursor = page.cursor().orElseThrow();
        assertThat(can().from(cursor).map(Shelf::year).list()).isEqualTo(years(6, 20));
        assertThat(can().from(cursor).limit(3).map(Shelf::year).list()).isEqualTo(years(6, 9));
        assertThat(can().from(cursor).count()).isEqualTo(14);
    }

    @Test
    void itemsThatAreWrittenMeanwhileDoNotMoveTheCursor() {
        Cursor cursor = can().filter(expression("plays > ?", 0))
                .limit(6)
                .page()
                .cursor()
                .orElseThrow();
        albums.delete(Item.of("artist", "Can", "year", 3));
        albums.put(album("Can", 5).with("plays", 0));
        albums.put(Item.of("artist", "Can", "year", 6.5));
        assertThat(can().from(cursor)
                        .limit(2)
                        .map(item -> item.doubleValue("year"))
                        .list())
                .containsExactly(6.5, 7.0);
    }

    @Test
    void aPageThatAFilterFillsIsCutAtTheKeyOfItsLastItem() {
        Results<Item> rock = can().filter(expression("genre = ?", "rock"));
        Page<Item> page = rock.limit(2).page();
        assertThat(page.items()).extracting(Shelf::year).containsExactly(0, 3);
        assertThat(shelf.requests()).isEqualTo(2);
        assertThat(rock.from(page.cursor().orElseThrow()).map(Shelf::year).list())
                .containsExactly(6, 9, 12, 15, 18);
    }

    @Test
    void attributesThatOnlyTheCursorNeedsAreNotDelivered() {
        Results<Item> rock = can().filter(expression("genre = ?", "rock")).project("plays");
        Page<Item> page = rock.limit(2).page();
        assertThat(page.items()).containsExactly(Item.of("plays", 0), Item.of("plays", 3));
        assertThat(rock.limit(2).from(page.cursor().orElseThrow()).page().items())
                .containsExactly(Item.of("plays", 6), Item.of("plays", 9));
        assertThat(byCursor(rock.project("year").limit(2)).get(6)).isEqualTo(Item.of("plays", 8, "year", 18));
        assertThat(byCursor(can().filter(expression("plays = ?", 7))
                        .index("by-title")
                        .project("plays")
                        .limit(1)))
                .containsExactly(Item.of("plays", 7), Item.of("plays", 7));
    }

    @Test
    void theEndHasNoCursor() {
        assertThat(can().page().cursor()).isEmpty();
        assertThat(can().limit(21).page().cursor()).isEmpty();
        assertThat(can().filter(expression("genre = ?", "rock")).limit(8).page().cursor())
                .isEmpty();
        assertThat(albums.query(expression("artist = ?", "Faust"))
                        .filter(expression("plays = ?", 1))
                        .project("plays")
                        .limit(1)
                        .page())
                .isEqualTo(new Page<>(List.of(), Optional.empty(), 0, Optional.empty()));
    }

    @Test
    void aCursorIsRefusedElsewhere() {
        Cursor cursor = can().limit(1).page().cursor().orElseThrow();
        assertThatThrownBy(() -> can().from(cursor).descending().list())
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining("Query on albums: a cursor goes on only where it comes from");
        assertThatThrownBy(() -> albums.scan().from(cursor).listAsync().join())
                .hasCauseInstanceOf(DynamoException.InvalidRequest.class);
        assertThatThrownBy(() -> albums.query(expression("artist = ?", "Neu!"))
                        .from(cursor)
                        .list())
                .isInstanceOf(DynamoException.InvalidRequest.class);
    }

    @Test
    void cutAndContinuedAnywhereTheItemsAreThose() {
        Random random = new Random(SEED);
        for (int extra = 0; extra < 30; extra++) {
            albums.put(album("artist" + random.nextInt(6), random.nextInt(2000)));
        }
        for (int run = 0; run < RUNS; run++) {
            Results<Item> whole = randomResults(random);
            boolean ordered = whole.toString().startsWith("Results[Query");
            List<Item> expected = whole.list();
            Results<Item> cut = random.nextInt(3) == 0 ? whole : whole.limit(1 + random.nextInt(9));
            List<Item> found = byCursor(cut);
            if (ordered) {
                assertThat(found).as("run %d of -Dstator.seed=%d", run, SEED).isEqualTo(expected);
            } else {
                assertThat(found)
                        .as("run %d of -Dstator.seed=%d", run, SEED)
                        .containsExactlyInAnyOrderElementsOf(expected);
            }
        }
    }

    private Results<Item> randomResults(Random random) {
        Results<Item> results = switch (random.nextInt(6)) {
            case 0 -> can();
            case 1 -> can().descending();
            case 2 -> albums.index("by-title").query(expression("artist = ?", "Can"));
            case 3 -> albums.index("by-genre").query(expression("genre = ?", "jazz"));
            case 4 -> albums.index("by-genre").scan();
            default -> albums.scan();
        };
        if (random.nextBoolean()) {
            results = results.filter(expression("plays > ?", random.nextInt(9)));
        }
        if (random.nextBoolean()) {
            results = results.project(random.nextBoolean() ? "title" : "year, plays");
        }
        if (random.nextBoolean()) {
            results = results.pageSize(1 + random.nextInt(8));
        }
        if (!results.toString().startsWith("Results[Query") && random.nextBoolean()) {
            results = results.parallel(1 + random.nextInt(5), 1 + random.nextInt(3));
        }
        return results;
    }

    @Test
    void aKeyOfTheCallersIsAPlaceToGoOnFrom() {
        Item sixth = album("Can", 5).only("artist", "year");
        assertThat(can().after(sixth).map(Shelf::year).list()).isEqualTo(years(6, 20));
        assertThat(can().descending().after(sixth).count()).isEqualTo(5);
        Cursor cursor = Cursor.after(sixth);
        assertThat(Cursor.parse(cursor.toString())).isEqualTo(cursor);
        assertThat(can().from(Cursor.parse(cursor.toString()))
                        .limit(2)
                        .map(Shelf::year)
                        .list())
                .isEqualTo(years(6, 8));
        Item absent = sixth.with("year", sixth.intValue("year") + 0.5);
        assertThat(can().after(absent).map(Shelf::year).list()).isEqualTo(years(6, 20));
        assertThat(albums.scan().after(sixth).count()).isEqualTo(14);
        assertThat(albums.scan().segment(0, 1).after(sixth).count()).isEqualTo(14);
        assertThatThrownBy(() -> albums.scan().parallel(2).after(sixth).list())
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining("a cursor of its own");
        assertThatThrownBy(() -> Cursor.after(Item.empty())).isInstanceOf(DynamoException.InvalidRequest.class);
        assertThatThrownBy(() -> Cursor.after(Item.of("a", List.of())))
                .isInstanceOf(DynamoException.InvalidValue.class);
        assertThatThrownBy(() -> can().after(Item.of("artist", "Can")).list())
                .isInstanceOf(DynamoException.InvalidRequest.class);
    }

    @Test
    void aCursorTellsItsKey() {
        Cursor cursor = can().limit(6).page().cursor().orElseThrow();
        assertThat(cursor.key()).contains(album("Can", 5).only("artist", "year"));
        assertThat(can().after(cursor.key().orElseThrow()).map(Shelf::year).list())
                .isEqualTo(years(6, 20));
        Cursor parallel = albums.scan().parallel(2).limit(3).page().cursor().orElseThrow();
        assertThat(parallel.key()).isEmpty();
    }

    @Test
    void countingTellsWhatItTook() {
        Results<Item> some =
                can().filter(expression("plays < ?", 3)).pageSize(7).capacity(CapacityDetail.TOTAL);
        Count count = some.counted();
        assertThat(count.count()).isEqualTo(6);
        assertThat(count.scannedCount()).isEqualTo(20);
        assertThat(count.capacity().orElseThrow().units()).isPositive();
        assertThat(some.countedAsync().join()).isEqualTo(count);
        assertThat(can().counted()).isEqualTo(new Count(20, 20, Optional.empty()));
        assertThat(albums.scan().parallel(3).counted().scannedCount()).isEqualTo(20);
    }
}

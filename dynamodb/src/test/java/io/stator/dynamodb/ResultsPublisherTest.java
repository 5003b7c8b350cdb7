package io.stator.dynamodb;

import static io.stator.dynamodb.Expression.expression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.junit.DynamoDbLocal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

final class ResultsPublisherTest {
    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start();

    private static Shelf shelf;

    @BeforeAll
    static void fill() {
        shelf = new Shelf(LOCAL).fill("Can", 20);
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
        return shelf.albums.query(expression("artist = ?", "Can")).pageSize(5).map(Shelf::year);
    }

    private static <T> Receiver<T> subscribe(Flow.Publisher<T> publisher, long first, long each) {
        Receiver<T> receiver = new Receiver<>(first, each);
        publisher.subscribe(receiver);
        return receiver;
    }

    @Test
    void everyItemComesInOrder() {
        Receiver<Integer> receiver = subscribe(years().publisher(), Long.MAX_VALUE, 0);
        assertThat(receiver.all()).isEqualTo(Shelf.years(0, 20));
        assertThat(receiver.wrong).hasValue(0);
        assertThat(subscribe(years().limit(7).publisher(), 1, 1).all()).isEqualTo(Shelf.years(0, 7));
        assertThat(subscribe(years().filter(expression("plays = ?", 9)).publisher(), 1, 1)
                        .all())
                .containsExactly(9, 19);
    }

    @Test
    void aPageIsReadWhenItIsRequested() throws InterruptedException {
        Receiver<Integer> receiver = subscribe(years().publisher(), 0, 0);
        assertThat(shelf.requests()).isZero();
        receiver.subscription.request(1);
        assertThat(receiver.take(1)).containsExactly(0);
        receiver.subscription.request(4);
        assertThat(receiver.take(4)).isEqualTo(Shelf.years(1, 5));
        assertThat(shelf.requests()).isEqualTo(1);
        receiver.subscription.request(1);
        assertThat(receiver.take(1)).containsExactly(5);
        assertThat(shelf.requests()).isEqualTo(2);
        receiver.subscription.cancel();
        receiver.subscription.request(100);
        assertThat(shelf.requests()).isEqualTo(2);
        assertThat(receiver.received).isEmpty();
        assertThat(receiver.end).isNotDone();
    }

    @Test
    void theEndNeedsNoRequest() {
        Results<Integer> three = years().limit(3);
        assertThat(subscribe(three.publisher(), 3, 0).all()).hasSize(3);
    }

    @Test
    void eachSubscriberHasAUseOfItsOwn() {
        Flow.Publisher<Integer> publisher = years().publisher();
        Receiver<Integer> one = subscribe(publisher, 1, 1);
        Receiver<Integer> other = subscribe(publisher, 3, 1);
        assertThat(one.all()).isEqualTo(other.all()).hasSize(20);
    }

    @Test
    void aRequestForNothingIsAnError() {
        for (long count : new long[] {0, -1, Long.MIN_VALUE}) {
            Receiver<Integer> receiver = subscribe(years().publisher(), 0, 0);
            receiver.subscription.request(count);
            receiver.subscription.request(5);
            assertThatThrownBy(receiver::all).hasCauseInstanceOf(IllegalArgumentException.class);
            assertThat(receiver.received).isEmpty();
        }
        assertThat(shelf.requests()).isZero();
    }

    @Test
    void aSubscriberMustBeThere() {
        assertThatThrownBy(() -> years().publisher().subscribe(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void failuresAreSignalled() {
        Receiver<Item> missing = subscribe(shelf.dynamo.table("nowhere").scan().publisher(), 1, 1);
        assertThatThrownBy(missing::all).hasCauseInstanceOf(DynamoException.NotFound.class);
        Receiver<Object> nothing = subscribe(years().map(year -> null).publisher(), 1, 1);
        assertThatThrownBy(nothing::all)
                .hasCauseInstanceOf(NullPointerException.class)
                .hasMessageContaining("Optional");
        Cursor cursor = years().limit(1).page().cursor().orElseThrow();
        Receiver<Integer> refused = subscribe(years().descending().from(cursor).publisher(), 1, 1);
        assertThatThrownBy(refused::all).hasCauseInstanceOf(DynamoException.InvalidRequest.class);
    }

    @Test
    void pagesHaveTheirCursors() {
        List<Page<Integer>> pages =
                subscribe(years().limit(12).pagePublisher(), 1, 1).all();
        assertThat(pages).extracting(Page::count).containsExactly(5, 5, 2);
        assertThat(years().from(pages.get(1).cursor().orElseThrow()).first()).contains(10);
    }

    @Test
    void aParallelScanIsPublished() {
        Results<Integer> scan =
                shelf.albums.scan().pageSize(2).parallel(4).map(Shelf::year).limit(15);
        Receiver<Integer> receiver = subscribe(scan.publisher(), 1, 1);
        assertThat(receiver.all()).hasSize(15).doesNotHaveDuplicates();
        assertThat(receiver.wrong).hasValue(0);
    }

    @Test
    void requestsFromManyThreadsAreAddedUp() throws InterruptedException {
        Receiver<Integer> receiver = subscribe(new WalkPublisher<>(() -> new Numbered(1000), Numbered::numbers), 0, 0);
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                try {
                    go.await();
                } catch (InterruptedException stop) {
                    return;
                }
                for (int count = 0; count < 2500; count++) {
                    receiver.subscription.request(1);
                }
            });
            thread.start();
            threads.add(thread);
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(receiver.all()).isEqualTo(Shelf.years(0, 10_000));
        assertThat(receiver.wrong).hasValue(0);
    }

    @Test
    void pagesThatAreThereAtOnceNeedNoStack() {
        Receiver<Integer> oneByOne =
                subscribe(new WalkPublisher<>(() -> new Numbered(20_000), Numbered::numbers), 1, 1);
        assertThat(oneByOne.all()).hasSize(200_000);
        assertThat(subscribe(new WalkPublisher<>(() -> new Numbered(20_000), Numbered::numbers), Long.MAX_VALUE, 1)
                        .all())
                .hasSize(200_000);
    }

    @Test
    void aSubscriberMayCancelWhileItReceives() {
        List<Integer> received = new ArrayList<>();
        Numbered walk = new Numbered(1000);
        new WalkPublisher<>(() -> walk, Numbered::numbers).subscribe(new Flow.Subscriber<>() {
            private Flow.Subscription subscription;

            @Override
            public void onSubscribe(Flow.Subscription given) {
                subscription = given;
                given.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(Integer item) {
                received.add(item);
                if (item == 14) {
                    subscription.cancel();
                }
            }

            @Override
            public void onError(Throwable throwable) {
                received.add(-1);
            }

            @Override
            public void onComplete() {
                received.add(-2);
            }
        });
        assertThat(received).isEqualTo(Shelf.years(0, 15));
        assertThat(walk.closed).isTrue();
        assertThat(walk.page).isEqualTo(2);
    }

    /** Pages of ten numbers, each there at once, every third page empty. */
    private static final class Numbered implements Walk {
        private final int pages;
        private int page;
        private boolean empty;
        private boolean closed;

        Numbered(int pages) {
            this.pages = pages;
        }

        @Override
        public boolean hasMore() {
            return !closed && page < pages;
        }

        @Override
        public CompletableFuture<WalkChunk> next() {
            empty = !empty && page % 3 == 0;
            page += empty ? 0 : 1;
            int count = empty ? 0 : 1;
            List<Map<String, AttributeValue>> items = IntStream.range(0, count)
                    .mapToObj(i -> Map.of("page", AttributeValue.fromN("" + (page - 1))))
                    .toList();
            return CompletableFuture.completedFuture(new WalkChunk(0, items, count, count, null, Map.of()));
        }

        static java.util.Iterator<Integer> numbers(Walk walk, WalkChunk chunk) {
            return chunk.items().stream()
                    .map(item -> Integer.parseInt(item.get("page").n()))
                    .flatMap(page -> IntStream.range(page * 10, page * 10 + 10).boxed())
                    .iterator();
        }

        @Override
        public Optional<Cursor> cursor() {
            return Optional.empty();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}

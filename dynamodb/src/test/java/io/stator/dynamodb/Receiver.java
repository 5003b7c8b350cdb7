package io.stator.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A subscriber that keeps what it receives, and notices signals that overlap or come after the end. */
final class Receiver<T> implements Flow.Subscriber<T> {
    final BlockingQueue<T> received = new LinkedBlockingQueue<>();
    final CompletableFuture<Void> end = new CompletableFuture<>();
    final AtomicInteger wrong = new AtomicInteger();
    private final AtomicInteger inside = new AtomicInteger();
    private final long first;
    private final long each;
    volatile Flow.Subscription subscription;

    /** Requests so many when it is subscribed, and so many after each element. */
    Receiver(long first, long each) {
        this.first = first;
        this.each = each;
    }

    private void signal(Runnable action) {
        if (inside.getAndIncrement() > 0 || end.isDone()) {
            wrong.incrementAndGet();
        }
        action.run();
        inside.decrementAndGet();
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        signal(() -> {
            subscription = given;
            request(first);
        });
    }

    private void request(long count) {
        if (count > 0) {
            subscription.request(count);
        }
    }

    @Override
    public void onNext(T element) {
        signal(() -> {
            received.add(element);
            request(each);
        });
    }

    @Override
    public void onError(Throwable failure) {
        signal(() -> {});
        end.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        signal(() -> {});
        end.complete(null);
    }

    /** Waits for that many elements and returns them. */
    List<T> take(int count) throws InterruptedException {
        List<T> taken = new ArrayList<>();
        while (taken.size() < count) {
            taken.add(received.take());
        }
        return taken;
    }

    /** Waits for the end and returns what was received and not taken. */
    List<T> all() {
        end.join();
        return List.copyOf(received);
    }
}

package io.stator.dynamodb;

import io.stator.dynamodb.stream.Checkpoint;
import io.stator.dynamodb.stream.StreamBatch;
import io.stator.dynamodb.stream.StreamHandler;
import io.stator.dynamodb.stream.StreamListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A handler and listener that keeps what it hears, for a test that waits for it. */
final class Gathered implements StreamHandler, StreamListener {
    /** Long enough for any machine; reached only by what is broken. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Map<String, List<String>> numbers = new TreeMap<>();
    private final List<String> order = new ArrayList<>();
    private final List<StreamRecord> records = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private int running;
    private int runningMost;

    @Override
    public void handle(StreamBatch batch) {
        synchronized (this) {
            runningMost = Math.max(runningMost, ++running);
        }
        Thread.yield();
        synchronized (this) {
            running--;
            records.addAll(batch.records());
            for (StreamRecord record : batch.records()) {
                numbers.computeIfAbsent(batch.shard(), shard -> new ArrayList<>())
                        .add(record.sequenceNumber());
                order.add(batch.shard());
            }
            notifyAll();
        }
    }

    @Override
    public void shardStarted(String shard, StreamPosition position) {
        add("started " + shard + " " + position);
    }

    @Override
    public void shardFinished(String shard) {
        add("finished " + shard);
    }

    @Override
    public void recordsLost(String shard, Checkpoint after) {
        add("lost " + shard + after.sequenceNumber().map(number -> " " + number).orElse(""));
    }

    @Override
    public void retrying(String shard, Exception failure, Duration pause) {
        add("retrying " + shard + " " + failure.getClass().getSimpleName());
    }

    private synchronized void add(String event) {
        events.add(event);
        notifyAll();
    }

    /** Waits until the condition holds. */
    synchronized Gathered await(Predicate<Gathered> condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.test(this)) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("what is awaited must come: " + events + " " + numbers);
            }
            wait(left);
        }
        return this;
    }

    /** Waits for so many records. */
    Gathered awaitRecords(int count) throws InterruptedException {
        return await(gathered -> gathered.order.size() >= count);
    }

    Gathered awaitEvent(String event) throws InterruptedException {
        return await(gathered -> gathered.events.contains(event));
    }

    synchronized List<String> numbers(String shard) {
        return List.copyOf(numbers.getOrDefault(shard, List.of()));
    }

    /** Returns the shard of each record, in the order in which they were handled. */
    synchronized List<String> order() {
        return List.copyOf(order);
    }

    synchronized List<StreamRecord> records() {
        return List.copyOf(records);
    }

    synchronized List<String> events() {
        return List.copyOf(events);
    }

    synchronized int runningMost() {
        return runningMost;
    }
}

package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Anomaly;
import io.stator.Connection;
import io.stator.Results;
import io.stator.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** What threads that transact were told of each of their transactions, which is held against the log. Thread-safe. */
final class ToldKeys {
    private static final int THREADS = 3;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    private final AtomicInteger threads = new AtomicInteger();
    private CountDownLatch written = new CountDownLatch(0);

    /** Some threads that transact until they are told to end, or that another process writes. */
    final class Writers implements AutoCloseable {
        private final List<Thread> running = new ArrayList<>();
        private final AtomicInteger fenced = new AtomicInteger();
        private volatile boolean isOver;

        private Writers(Connection connection) {
            for (int i = 0; i < THREADS; i++) {
                int thread = threads.incrementAndGet();
                running.add(new Thread(() -> write(connection, thread)));
            }
            running.forEach(Thread::start);
        }

        private void write(Connection connection, int thread) {
            for (int count = 0; !isOver; count++) {
                String key = "k" + thread + "-" + count;
                try {
                    connection.transact("[{:p/name \"" + key + "\" :p/amount " + count + "}]");
                    acknowledge(key);
                } catch (Anomaly failure) {
                    Object outcome = String.valueOf(failure.data().get(Connection.OUTCOME));
                    (outcome.equals(":not-applied") ? refused : unknown).add(key);
                    if (failure instanceof Anomaly.Conflict) {
                        fenced.incrementAndGet();
                        return;
                    }
                }
            }
        }

        private void join() {
            try {
                for (Thread each : running) {
                    each.join();
                }
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }

        /** Waits until all were told that another process writes. */
        void awaitFenced() {
            join();
            assertThat(fenced).hasValue(THREADS);
        }

        @Override
        public void close() {
            isOver = true;
            join();
        }
    }

    /** Begins to transact. */
    Writers write(Connection connection) {
        return new Writers(connection);
    }

    /** Returns what is open after so many more transactions. */
    synchronized CountDownLatch after(int count) {
        written = new CountDownLatch(count);
        return written;
    }

    private synchronized void acknowledge(String key) {
        acknowledged.add(key);
        written.countDown();
    }

    /** Checks that all that was acknowledged is there once, and of the rest only what might be. */
    void check(Connection connection, String where) {
        List<Transaction> log =
                connection.transactions(0, null).limit(Results.NO_LIMIT).list();
        List<String> keys = log.stream()
                .flatMap(transaction -> transaction.data().stream())
                .filter(datom -> datom.v() instanceof String text && text.matches("k\\d+-\\d+"))
                .map(datom -> (String) datom.v())
                .toList();
        assertThat(keys).as(where).doesNotHaveDuplicates().containsAll(acknowledged);
        assertThat(keys).as(where).noneMatch(refused::contains);
        Set<String> more =
                keys.stream().filter(key -> !acknowledged.contains(key)).collect(Collectors.toCollection(TreeSet::new));
        assertThat(unknown).as(where).containsAll(more);
        assertThat(connection.db().t()).isEqualTo(log.get(log.size() - 1).t());
    }
}

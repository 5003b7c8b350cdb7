package io.stator.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An interruption ends a call that waits for its answer, and no other. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class InterruptWatchTest {
    private static final Item KEY = Item.of("artist", "Low");
    private static final int CYCLES = 3;

    private static final class Caller {
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        private final AtomicBoolean flag = new AtomicBoolean();
        private final Thread thread;

        Caller(DynamoDb dynamo) {
            thread = new Thread(() -> {
                failure.set(catchThrowable(() -> dynamo.table("albums").get(KEY)));
                flag.set(Thread.interrupted());
            });
            thread.start();
        }

        void interrupt() throws InterruptedException {
            thread.interrupt();
            thread.join();
            assertThat(failure.get()).isInstanceOf(DynamoException.Interrupted.class);
            assertThat(flag).isTrue();
        }
    }

    private static Socket request(ServerSocket server) throws Exception {
        Socket accepted = server.accept();
        assertThat(accepted.getInputStream().read()).isPositive();
        return accepted;
    }

    @Test
    void anInterruptionEndsACallThatWaitsForItsAnswerAndNoOther() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                DynamoDb dynamo = DynamoDb.open(
                        DynamoConfig.standard().endpoint(URI.create("http://127.0.0.1:" + silent.getLocalPort())))) {
            Caller first = new Caller(dynamo);
            try (Socket one = request(silent)) {
                Caller second = new Caller(dynamo);
                try (Socket other = request(silent)) {
                    first.interrupt();
                    assertThat(second.thread.isAlive()).isTrue();
                    assertThat(second.failure.get()).isNull();
                    second.interrupt();
                    assertThat(one.isClosed() || other.isClosed()).isFalse();
                }
            }
        }
    }

    /** Returns the thread that looks, once it sleeps without being woken by time. */
    private static Thread asleep(InterruptWatch watch) {
        Thread thread = watch.thread();
        while (thread == null || thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
            thread = watch.thread();
        }
        return thread;
    }

    @Test
    void whoWatchesSleepsWhileThereIsNothingToWatchAndEndsWhenItIsClosed() throws Exception {
        Thread looking;
        try (InterruptWatch watch = new InterruptWatch()) {
            assertThat(watch.thread()).isNull();
            for (int i = 0; i < CYCLES; i++) {
                CountDownLatch aborted = new CountDownLatch(1);
                CountDownLatch begun = new CountDownLatch(1);
                Thread waiting = new Thread(() -> {
                    InterruptWatch.Watched watched = watch.begin(aborted::countDown);
                    begun.countDown();
                    while (aborted.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                    watch.end(watched);
                });
                waiting.start();
                begun.await();
                waiting.interrupt();
                waiting.join();
                assertThat(asleep(watch)).isSameAs(watch.thread());
            }
            looking = asleep(watch);
        }
        looking.join();
    }

    @Test
    void whatFailsToEndHarmsNobodyElse() throws Exception {
        try (InterruptWatch watch = new InterruptWatch()) {
            CountDownLatch aborted = new CountDownLatch(2);
            Thread.currentThread().interrupt();
            InterruptWatch.Watched failing = watch.begin(() -> {
                aborted.countDown();
                throw new IllegalStateException("cannot be ended");
            });
            InterruptWatch.Watched other = watch.begin(aborted::countDown);
            while (aborted.getCount() > 0) {
                Thread.onSpinWait();
            }
            assertThat(Thread.interrupted()).isTrue();
            watch.end(failing);
            watch.end(other);
        }
    }

    @Test
    void whatIsNotInterruptedIsLeftAlone() {
        try (InterruptWatch watch = new InterruptWatch()) {
            AtomicBoolean aborted = new AtomicBoolean();
            InterruptWatch.Watched watched = watch.begin(() -> aborted.set(true));
            watch.end(watched);
            Thread.currentThread().interrupt();
            assertThat(asleep(watch).isAlive()).isTrue();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(aborted).isFalse();
        }
    }
}

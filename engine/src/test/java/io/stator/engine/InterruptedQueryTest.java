package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Index;
import io.stator.Stator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queries of threads that are interrupted. */
final class InterruptedQueryTest {
    private static final String ENDLESS = "[:find (count ?e) . :with ?f ?g ?h ?i :where [?e :db/ident] [?f :db/ident]"
            + " [?g :db/ident] [?h :db/ident] [?i :db/ident]]";

    @AfterEach
    void notInterrupted() {
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void anInterruptedThreadGetsNoAnswerAndStaysInterrupted() {
        try (Client client = Stator.inMemory()) {
            client.createDatabase("x");
            Database database = client.connect("x").db();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() ->
                            database.query("[:find ?e :where [?e :db/ident]]").list())
                    .isInstanceOf(Anomaly.Interrupted.class);
            assertThatThrownBy(() -> database.pull("[*]", ":db/ident")).isInstanceOf(Anomaly.Interrupted.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(database.datoms(Index.AEVT, ":db/ident").list()).isNotEmpty();
        }
    }

    @Test
    void waitingForAnotherTransactionEndsAndTheThreadStaysInterrupted() {
        try (Client client = Stator.inMemory()) {
            client.createDatabase("x");
            Connection connection = client.connect("x");
            long later = connection.db().t() + 1;
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> connection.sync(later)).isInstanceOf(Anomaly.Interrupted.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    @Timeout(60)
    void aQueryEndsWhenItsThreadIsInterrupted() throws InterruptedException {
        try (Client client = Stator.inMemory()) {
            client.createDatabase("x");
            Database database = client.connect("x").db();
            CountDownLatch begun = new CountDownLatch(1);
            CompletableFuture<Object> answer = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                begun.countDown();
                try {
                    answer.complete(database.q(ENDLESS));
                } catch (Anomaly failure) {
                    answer.completeExceptionally(failure);
                }
            });
            thread.start();
            assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
            thread.interrupt();
            assertThatThrownBy(answer::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(Anomaly.Interrupted.class);
            thread.join();
        }
    }
}

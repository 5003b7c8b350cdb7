package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Functions;
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
    /** Many rows come after the first one, whose function returns when the thread was interrupted. */
    private static final String WAITING =
            "[:find (count ?e) . :with ?f ?g :where [?e :db/ident] [(my/wait ?e)]" + " [?f :db/ident] [?g :db/ident]]";

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
        CountDownLatch begun = new CountDownLatch(1);
        Functions functions = Functions.none().withQueryFunction("my/wait", arguments -> {
            begun.countDown();
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            return true;
        });
        try (Client client = Stator.inMemory(functions)) {
            client.createDatabase("x");
            Database database = client.connect("x").db();
            CompletableFuture<Object> answer = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                try {
                    answer.complete(database.q(WAITING));
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

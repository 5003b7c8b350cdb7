package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Index;
import io.stator.Stator;
import io.stator.TxData;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;

/** Calls of all kinds while the system closes: each is answered, or refused as unavailable. */
final class ClosingTest {
    private static final int THREADS = 8;
    private static final int CALLS = 200;

    private static void attempt(Runnable call, Queue<Throwable> failures) {
        try {
            call.run();
        } catch (CompletionException asynchronous) {
            failures.add(asynchronous.getCause() == null ? asynchronous : asynchronous.getCause());
        } catch (RuntimeException | Error failure) {
            failures.add(failure);
        }
    }

    @RepeatedTest(10)
    void whoeverComesTooLateIsTold() throws InterruptedException {
        Client client = Stator.inMemory();
        client.createDatabase("d");
        Connection connection = client.connect("d");
        connection.transact("[{:db/ident :a/n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]");
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        CountDownLatch running = new CountDownLatch(THREADS);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            Thread thread = new Thread(() -> {
                for (int call = 0; call < CALLS; call++) {
                    if (call == 5) {
                        running.countDown();
                    }
                    String name = "d" + number + "-" + call;
                    List<Runnable> kinds = List.of(
                            () -> connection.transact("[{:a/n 1}]"),
                            () -> connection
                                    .transactAsync(TxData.parse("[{:a/n 2}]"))
                                    .join(),
                            () -> connection.db().q("[:find (count ?e) . :where [?e :a/n]]"),
                            () -> connection.db().datoms(Index.AEVT, ":a/n").list(),
                            () -> connection.transactions(null, null).list(),
                            () -> connection.sync(connection.db().t()),
                            () -> connection.syncExcise(connection.db().t()),
                            () -> client.connect("d").db(),
                            client::listDatabases,
                            () -> client.createDatabase(name),
                            () -> client.deleteDatabase(name),
                            client::close);
                    boolean closing = call > CALLS / 2 && number == 0;
                    int kind = (call + number) % (kinds.size() - (closing ? 0 : 1));
                    attempt(kinds.get(kind), failures);
                }
            });
            threads.add(thread);
            thread.start();
        }
        running.await();
        attempt(client::close, failures);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures)
                .isNotEmpty()
                .allSatisfy(failure -> assertThat(failure)
                        .as("%s", failure)
                        .isInstanceOfAny(Anomaly.Unavailable.class, Anomaly.NotFound.class));
        client.close();
    }
}

package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Row;
import io.stator.Stator;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever calls while interrupted, or is interrupted meanwhile, harms nobody else: no file is closed under the system. */
final class InterruptionTest {

    /** Many more interruptions than fit between two of the calls that one may hit. */
    private static final int CALLS = 100;

    @TempDir
    private Path directory;

    /** Does something in a thread that is interrupted already, and stays so. */
    private static <T> T interrupted(Supplier<T> action) {
        Thread.currentThread().interrupt();
        try {
            return action.get();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void anInterruptedThreadIsToldSoAndHarmsNeitherClientNorStorage() {
        Client client = interrupted(() -> Stator.open(directory));
        assertInterrupted(() -> client.createDatabase("a"));
        client.createDatabase("a");
        assertInterrupted(() -> client.createDatabase("b"));
        client.createDatabase("b");
        assertInterrupted(() -> client.connect("a"));
        Connection connection = client.connect("a");
        connection.transact("[{:db/doc \"one\"}]");
        assertInterrupted(() -> client.deleteDatabase("b"));
        client.deleteDatabase("b");
        connection.transact("[{:db/doc \"two\"}]");
        interrupted(() -> {
            client.close();
            return true;
        });

        try (Client again = interrupted(() -> Stator.open(directory))) {
            assertThat(again.listDatabases()).containsExactly("a");
            assertThat(again.connect("a").db().query("[:find [?d ...] :where [?e :db/doc ?d] [(> ?e 1000)]]"))
                    .contains(Row.of("one"), Row.of("two"));
        }
    }

    private static void assertInterrupted(Supplier<?> action) {
        assertThatThrownBy(() -> interrupted(action)).isInstanceOf(Anomaly.Interrupted.class);
    }

    @Test
    void aThreadThatIsInterruptedWhileItWritesHarmsNobody() throws InterruptedException {
        try (Client client = Stator.open(directory)) {
            client.createDatabase("d");
            Connection connection = client.connect("d");
            Thread creating = new Thread(() -> {
                for (int i = 0; i < CALLS; i++) {
                    createInterruptedOrNot(client, "c" + i);
                }
            });
            creating.start();
            while (creating.isAlive()) {
                creating.interrupt();
                connection.transact("[{:db/doc \"between\"}]");
            }
            creating.join();
            for (int i = 0; i < CALLS; i++) {
                client.createDatabase("c" + i);
            }
            assertThat(client.listDatabases()).hasSize(1 + CALLS);
        }
    }

    private static void createInterruptedOrNot(Client client, String name) {
        try {
            client.createDatabase(name);
        } catch (Anomaly.Interrupted asked) {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}

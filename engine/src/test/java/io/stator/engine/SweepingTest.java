package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.engine.storage.Log;
import io.stator.engine.storage.MemoryStorage;
import io.stator.engine.storage.Root;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Segments;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Filter;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The data of a deleted database is removed later; that a client closes before is no trouble, everything else is told. */
final class SweepingTest {
    private final Logger logger = Logger.getLogger(EmbeddedClient.class.getName());
    private final Queue<String> logged = new ConcurrentLinkedQueue<>();
    private final CountDownLatch sweeping = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    @BeforeEach
    void listen() {
        Filter filter = entry -> {
            logged.add(entry.getMessage() + ": " + entry.getThrown());
            return false;
        };
        logger.setFilter(filter);
    }

    @AfterEach
    void end() {
        logger.setFilter(null);
    }

    /** A storage in memory that does something else before what it is asked for. */
    private final class Hindered implements Storage, Roots {
        private final MemoryStorage memory = new MemoryStorage();
        private Runnable beforeChange = () -> {};
        private Runnable beforeRemoval = () -> {};

        @Override
        public Log log(String database) {
            return memory.log(database);
        }

        @Override
        public Segments segments(String database) {
            return memory.segments(database);
        }

        @Override
        public Roots roots() {
            return this;
        }

        @Override
        public Optional<Root> read(String name) {
            return memory.roots().read(name);
        }

        @Override
        public boolean compareAndSet(String name, long expectedRevision, byte[] bytes) {
            boolean done = memory.roots().compareAndSet(name, expectedRevision, bytes);
            beforeChange.run();
            return done;
        }

        @Override
        public List<String> names(String prefix) {
            return memory.roots().names(prefix);
        }

        @Override
        public void deleteDatabase(String database) {
            sweeping.countDown();
            beforeRemoval.run();
            memory.deleteDatabase(database);
        }

        @Override
        public void scrub() {
            memory.scrub();
        }

        @Override
        public void close() {
            memory.close();
            closed.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aClientThatClosesWhileADatabaseIsDeletedTellsNothing() {
        Hindered storage = new Hindered();
        EmbeddedClient client = EmbeddedClient.open(storage, EngineConfig.defaults());
        client.createDatabase("x");
        storage.beforeChange = client::close;
        client.deleteDatabase("x");
        assertThat(logged).isEmpty();
    }

    @Test
    void aStorageThatIsClosedBeforeTheDataIsRemovedTellsNothing() throws InterruptedException {
        Hindered storage = new Hindered();
        EmbeddedClient client = EmbeddedClient.open(storage, EngineConfig.defaults());
        client.createDatabase("x");
        CountDownLatch swept = new CountDownLatch(1);
        storage.beforeRemoval = () -> {
            await(closed);
            swept.countDown();
        };
        client.deleteDatabase("x");
        await(sweeping);
        Thread closing = new Thread(() -> {
            Thread.currentThread().interrupt(); // waits for nothing
            client.close();
        });
        closing.start();
        closing.join();
        await(swept);
        assertThat(logged).isEmpty();
    }

    @Test
    void everythingElseIsTold() {
        Set<StorageException.Kind> kinds = EnumSet.allOf(StorageException.Kind.class);
        kinds.remove(StorageException.Kind.CLOSED);
        for (StorageException.Kind kind : kinds) {
            logged.clear();
            Hindered storage = new Hindered();
            EmbeddedClient client = EmbeddedClient.open(storage, EngineConfig.defaults());
            client.createDatabase("x");
            storage.beforeRemoval = () -> {
                throw new StorageException(kind, "not removed");
            };
            client.deleteDatabase("x");
            await(sweeping);
            assertThat(client.listDatabases()).isEmpty();
            client.close();
            assertThat(logged).as("%s", kind).singleElement().asString().contains("is still there", "not removed");
        }
    }
}

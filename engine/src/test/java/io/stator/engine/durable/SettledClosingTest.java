package io.stator.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.CompactOptions;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.IndexingStats;
import io.stator.Limit;
import io.stator.Results;
import io.stator.SystemConfig;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.EngineConfig;
import io.stator.engine.ExpectedWarnings;
import io.stator.engine.storage.CrashStorage;
import io.stator.engine.storage.FaultyStorage;
import io.stator.engine.storage.MemoryStorage;
import io.stator.engine.storage.Storage;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** What is live when a system closes is put into segments, so that the next opening need not read it, unless that takes too long. */
final class SettledClosingTest {
    private static final long LIVE = 400;

    /** What a database may leave to its log without being put into segments. */
    private static final long LEFT = LIVE / 4;

    private static final long CLOSING_MILLIS = 10_000;

    private final AtomicLong nanosPassed = new AtomicLong();

    /** Returns a client that puts facts into segments, on a clock that a test can set forward. */
    private EmbeddedClient open(Storage storage, long closingMillis) {
        return EmbeddedClient.open(
                storage,
                new EngineConfig(
                        InstantSource.system(),
                        () -> System.nanoTime() + nanosPassed.get(),
                        UUID::randomUUID,
                        SystemConfig.standard()
                                .withLimit(Limit.LIVE_FACTS, LIVE)
                                .withLimit(Limit.CLOSING_MILLIS, closingMillis)));
    }

    private static Connection connect(EmbeddedClient client, String name) {
        if (client.createDatabase(name)) {
            client.connect(name)
                    .transact("[{:db/ident :p/n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]");
        }
        return client.connect(name);
    }

    private static void write(Connection connection, long count) {
        for (long i = 0; i < count; i++) {
            connection.transact("[{:p/n " + i + "}]");
        }
    }

    /** Writes until facts are in segments, more are live than is left to the log, and so few that no run is on its way or due. */
    private static List<String> fill(Connection connection) {
        do {
            write(connection, 1);
        } while (!isFilled(connection.indexing()));
        return CrashSystem.text(connection);
    }

    private static boolean isFilled(IndexingStats stats) {
        return stats.runs() > 0 && !stats.isRunning() && stats.liveDatoms() > LEFT + 50 && stats.liveDatoms() <= LIVE;
    }

    private IndexingStats reopened(CrashStorage storage, List<String> expected) {
        EmbeddedClient client = open(storage.reopened(), 0);
        Connection connection = client.connect("x");
        IndexingStats found = connection.indexing();
        assertThat(CrashSystem.text(connection)).isEqualTo(expected);
        client.close();
        return found;
    }

    @Test
    void aClosedDatabaseHasNothingThatIsOnlyInItsLog() {
        CrashStorage storage = new CrashStorage();
        EmbeddedClient client = open(storage, CLOSING_MILLIS);
        List<String> expected = fill(connect(client, "x"));
        client.close();
        assertThat(reopened(storage, expected).liveDatoms()).isZero();
    }

    @Test
    void allDatabasesOfASystemAreClosedSo() {
        CrashStorage storage = new CrashStorage();
        EmbeddedClient client = open(storage, CLOSING_MILLIS);
        for (String name : List.of("a", "b", "c")) {
            fill(connect(client, name));
        }
        client.close();
        EmbeddedClient again = open(storage.reopened(), 0);
        for (String name : List.of("a", "b", "c")) {
            assertThat(again.connect(name).indexing().liveDatoms()).as(name).isZero();
        }
        again.close();
    }

    @Test
    void aDatabaseThatIsInMemoryAloneIsLeftSo() {
        CrashStorage storage = new CrashStorage();
        EmbeddedClient client = open(storage, CLOSING_MILLIS);
        Connection connection = connect(client, "x");
        write(connection, LEFT / 2 + 10);
        List<String> expected = CrashSystem.text(connection);
        client.close();
        assertThat(reopened(storage, expected).storedT()).isEqualTo(-1);
    }

    @Test
    void whatNobodyCanOpenAgainIsNotPutIntoSegments() {
        MemoryStorage memory = MemoryStorage.ofOne();
        EmbeddedClient client = open(new FaultyStorage(memory), CLOSING_MILLIS);
        Connection connection = connect(client, "x");
        List<String> unused = fill(connection);
        String root = StoredIndexes.root(connection.databaseId());
        long before = memory.roots().read(root).orElseThrow().revision();
        client.close();
        assertThat(memory.roots().read(root).orElseThrow().revision()).isEqualTo(before);
    }

    @Test
    void whatARunReplacesInMemoryIsHeldByTheValuesThatHaveItAlone() {
        MemoryStorage memory = MemoryStorage.ofOne();
        EmbeddedClient client = open(memory, CLOSING_MILLIS);
        Connection connection = connect(client, "x");
        List<String> unused = fill(connection);
        Database old = connection.db();
        List<Datom> expected = old.datoms(Index.AVET).limit(Results.NO_LIMIT).list();
        client.compact("x", CompactOptions.standard());
        client.compact("x", CompactOptions.standard());
        assertThat(connection.indexing().retiredSegments()).isZero();
        List<String> there = new ArrayList<>();
        memory.segments(connection.databaseId()).ids(there::add);
        assertThat(there).hasSize((int) connection.indexing().segments());
        assertThat(old.datoms(Index.AVET).limit(Results.NO_LIMIT).list()).isEqualTo(expected);
        client.close();
    }

    @Test
    void whatTakesTooLongIsToldAndLeftToTheLog() {
        AtomicBoolean slow = new AtomicBoolean();
        CrashStorage storage = new CrashStorage(what -> {
            if (slow.get() && what.startsWith("set ")) {
                nanosPassed.addAndGet(TimeUnit.MILLISECONDS.toNanos(CLOSING_MILLIS)); // a run announces its names first
            }
        });
        EmbeddedClient client = open(storage, CLOSING_MILLIS);
        Connection connection = connect(client, "x");
        List<String> expected = fill(connection);
        long live = connection.indexing().liveDatoms();
        slow.set(true);
        try (ExpectedWarnings warnings = ExpectedWarnings.begin()) {
            client.close();
        }
        slow.set(false);
        assertThat(reopened(storage, expected).liveDatoms()).isEqualTo(live);
    }

    @Test
    void whoClosesOnceMoreReturnsWhenAllIsClosed() throws InterruptedException {
        AtomicReference<Thread> second = new AtomicReference<>();
        AtomicBoolean returned = new AtomicBoolean();
        AtomicBoolean early = new AtomicBoolean();
        AtomicReference<EmbeddedClient> closing = new AtomicReference<>();
        CrashStorage storage = new CrashStorage(what -> {
            EmbeddedClient client = closing.getAndSet(null);
            if (client != null) {
                Thread thread = new Thread(() -> {
                    client.close();
                    returned.set(true);
                });
                second.set(thread);
                thread.start();
                while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
                    Thread.onSpinWait();
                }
                early.set(returned.get());
            }
        });
        EmbeddedClient client = open(storage, CLOSING_MILLIS);
        List<String> expected = fill(connect(client, "x"));
        closing.set(client);
        client.close();
        Thread waiting = second.get();
        assertThat(waiting).isNotNull();
        waiting.join();
        assertThat(returned).isTrue();
        assertThat(early).as("returned while the last run was on its way").isFalse();
        client.close();
        assertThat(reopened(storage, expected).liveDatoms()).isZero();
    }

    @Test
    void whoIsInterruptedClosesAtOnceAndStaysInterrupted() {
        CrashStorage storage = new CrashStorage();
        EmbeddedClient client = open(storage, CLOSING_MILLIS);
        Connection connection = connect(client, "x");
        List<String> expected = fill(connection);
        long live = connection.indexing().liveDatoms();
        Thread.currentThread().interrupt();
        List<String> told = new ArrayList<>();
        Logger logger = Logger.getLogger("io.stator.engine.writer.Merging");
        logger.setFilter(warning -> {
            told.add(warning.getMessage());
            return false;
        });
        boolean stillInterrupted;
        try {
            client.close();
        } finally {
            stillInterrupted = Thread.interrupted();
            logger.setFilter(null);
        }
        assertThat(stillInterrupted).isTrue();
        assertThat(told).singleElement().asString().contains("interrupted").doesNotContain("closing-millis");
        assertThat(reopened(storage, expected).liveDatoms()).isEqualTo(live);
    }
}

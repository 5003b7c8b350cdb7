package io.stator.engine.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.CompactOptions;
import io.stator.Compaction;
import io.stator.Connection;
import io.stator.IndexingStats;
import io.stator.Limit;
import io.stator.SystemConfig;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.EngineConfig;
import io.stator.engine.ReadOnlyClient;
import io.stator.engine.storage.FaultyStorage;
import io.stator.engine.storage.FaultyStorage.Fault;
import io.stator.engine.storage.FaultyStorage.Operation;
import io.stator.engine.storage.MemoryStorage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of mergings: how far they are, what they did, and that they fail. */
final class IndexingStatsTest {
    private static final Logger WARNINGS = Logger.getLogger("io.stator.engine.writer.Merging");
    private static final long LIVE = 40;

    private final MemoryStorage storage = new MemoryStorage();
    private final FaultyStorage faulty = new FaultyStorage(storage);
    private final EmbeddedClient client = EmbeddedClient.open(
            faulty,
            new EngineConfig(
                    InstantSource.system(),
                    System::nanoTime,
                    UUID::randomUUID,
                    SystemConfig.standard().withLimit(Limit.LIVE_FACTS, LIVE)));
    private final List<String> told = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord warning) {
            synchronized (told) {
                told.add(warning.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        WARNINGS.setUseParentHandlers(false);
        WARNINGS.setLevel(Level.ALL);
        WARNINGS.addHandler(handler);
    }

    @AfterEach
    void close() {
        client.close();
        WARNINGS.removeHandler(handler);
        WARNINGS.setUseParentHandlers(true);
        WARNINGS.setLevel(null);
    }

    private Connection connected() {
        client.createDatabase("x");
        Connection connection = client.connect("x");
        connection.transact("[{:db/ident :p/n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]");
        return connection;
    }

    @Test
    void aBigValueCountsAsMuchAsItTakes() {
        Connection connection = connected();
        connection.transact("[{:db/ident :p/text :db/valueType :db.type/string :db/cardinality :db.cardinality/one}]");
        client.compact("x", CompactOptions.standard());
        long before = connection.indexing().liveDatoms();
        connection.transact("[{:p/text \"short\"}]");
        assertThat(connection.indexing().liveDatoms()).isEqualTo(before + 2);
        connection.transact("[{:p/text \"" + "x".repeat(1_280) + "\"}]");
        assertThat(connection.indexing().liveDatoms()).isEqualTo(before + 2 + 2 + 10);
    }

    private static void write(Connection connection, int count) {
        for (int i = 0; i < count; i++) {
            connection.transact("[{:p/n " + i + "}]");
        }
    }

    @Test
    void aMergingIsToldOf() {
        assertThat(client.indexing()).isEmpty();
        Connection connection = connected();
        IndexingStats before = connection.indexing();
        assertThat(before.liveDatomsMax()).isEqualTo(LIVE);
        while (connection.indexing().runs() == 0) {
            write(connection, 10);
        }
        IndexingStats after = client.indexing().get("x");
        assertThat(after.storedDatoms()).isGreaterThan(200);
        assertThat(after.segments()).isPositive();
        assertThat(after.bytes()).isPositive();
        assertThat(after.bytesWritten()).isGreaterThanOrEqualTo(after.bytes());
        assertThat(after.timeSpent()).isGreaterThan(Duration.ZERO);
        assertThat(after.storedT()).isPositive();
        assertThat(after.failures()).isZero();
        assertThat(after.lastFailure()).isNull();
        Compaction done = client.compact("x", CompactOptions.standard());
        assertThat(connection.indexing().segments()).isEqualTo(done.segments());
        assertThat(connection.indexing().bytes()).isEqualTo(done.bytes());
    }

    @Test
    void aRunThatIsOnItsWayIsToldOf() {
        connected();
        List<IndexingStats> seen = new ArrayList<>();
        client.compact(
                "x",
                CompactOptions.standard()
                        .reporting(progress -> seen.add(client.indexing().get("x"))));
        assertThat(seen).allMatch(IndexingStats::isRunning);
        assertThat(seen.get(seen.size() - 1).share()).isEqualTo(1.0);
        assertThat(seen.get(0).share()).isPositive().isLessThan(1);
        assertThat(client.indexing().get("x").share()).isZero();
    }

    @Test
    void runsThatFailAreToldOfAndComeLessOften() {
        for (int call = 1; call < 2_000; call++) {
            faulty.fail(Operation.PUT_SEGMENT, call, Fault.NO_SPACE);
        }
        Connection connection = connected();
        long written = 0;
        List<Long> starts = new ArrayList<>();
        while (connection.indexing().failuresInARow() < 4) {
            long failures = connection.indexing().failures();
            write(connection, 1);
            written += 2;
            if (connection.indexing().failures() > failures) {
                starts.add(written);
            }
        }
        IndexingStats stats = connection.indexing();
        assertThat(stats.lastFailure()).contains("NO_SPACE");
        assertThat(stats.runs()).isZero();
        assertThat(stats.storedDatoms()).isZero();
        synchronized (told) {
            assertThat(told).anyMatch(warning -> warning.contains("could not be put into segments"));
            assertThat(told).anyMatch(warning -> warning.contains("in a row"));
        }
        assertThat(starts).isNotEmpty();
    }

    @Test
    void whoOnlyReadsDoesNotKnow() {
        connected();
        try (ReadOnlyClient reader = ReadOnlyClient.open(storage, EngineConfig.defaults())) {
            assertThat(reader.indexing()).isEmpty();
            Connection connection = reader.connect("x");
            assertThatThrownBy(connection::indexing).isInstanceOf(Anomaly.Unsupported.class);
        }
    }
}

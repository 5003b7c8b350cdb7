package io.stator.engine.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.CompactOptions;
import io.stator.Compaction;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Limit;
import io.stator.Progress;
import io.stator.Results;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.EngineConfig;
import io.stator.engine.ReadOnlyClient;
import io.stator.engine.datom.Fact;
import io.stator.engine.durable.ForgedIndexes;
import io.stator.engine.storage.FaultyStorage;
import io.stator.engine.storage.FaultyStorage.Fault;
import io.stator.engine.storage.FaultyStorage.Operation;
import io.stator.engine.storage.MemoryStorage;
import io.stator.engine.storage.UnclosedStorage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Indexes that are written anew, beside who reads and writes. */
final class CompactTest {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);
    private static final Logger WARNINGS = Logger.getLogger("io.stator.engine");
    private static final String SCHEMA = """
            [{:db/ident :p/id :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
             {:db/ident :p/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
             {:db/ident :p/score :db/valueType :db.type/double :db/cardinality :db.cardinality/one :db/noHistory true}
             {:db/ident :p/friend :db/valueType :db.type/ref :db/cardinality :db.cardinality/many}]""";

    private final MemoryStorage storage = new MemoryStorage();
    private final AtomicLong ids = new AtomicLong();
    private final AtomicLong clock = new AtomicLong(1_700_000_000_000L);
    private final Random random = new Random(SEED);
    private FaultyStorage faulty = new FaultyStorage(storage);
    private EmbeddedClient client = open(50);
    private Connection connection;

    CompactTest() {
        client.createDatabase("x");
        connection = client.connect("x");
    }

    private EmbeddedClient open(long liveFacts) {
        EngineConfig defaults = EngineConfig.defaults();
        return EmbeddedClient.open(
                faulty,
                new EngineConfig(
                        () -> Instant.ofEpochMilli(clock.get()),
                        defaults.nanoClock(),
                        () -> new UUID(0, ids.incrementAndGet()),
                        defaults.system().withLimit(Limit.LIVE_FACTS, liveFacts)));
    }

    private void reopen(long liveFacts) throws InterruptedException {
        client.close();
        faulty = faulty.crash();
        client = open(liveFacts);
        connection = client.connect("x");
    }

    private static String id() {
        return new UUID(0, 1).toString();
    }

    private ForgedIndexes indexes() {
        return new ForgedIndexes(storage, id());
    }

    private List<String> segments() {
        List<String> all = new ArrayList<>();
        storage.segments(id()).ids(all::add);
        return all;
    }

    @BeforeEach
    void fill() {
        WARNINGS.setLevel(Level.OFF);
        connection.transact(SCHEMA);
        for (int i = 0; i < 200; i++) {
            write(i);
        }
    }

    private void write(int i) {
        connection.transact("[{:p/id " + random.nextInt(60) + " :p/name \"n" + i + "\" :p/score " + i
                + ".5 :p/friend {:p/id " + random.nextInt(60) + "}}]");
    }

    @AfterEach
    void close() {
        client.close();
        WARNINGS.setLevel(null);
    }

    private static List<String> everything(Database db) {
        List<String> all = new ArrayList<>();
        for (Database view : List.of(db, db.history(), db.asOf(db.t() / 2))) {
            for (Index index : Index.values()) {
                for (Datom datom : view.datoms(index).limit(Results.NO_LIMIT)) {
                    all.add(datom.toString());
                }
            }
        }
        return all;
    }

    private void assertWhole() {
        assertThat(client.verify("x", progress -> {}).damages())
                .as("seed %s", SEED)
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDatabaseIsTheSameAfterIt(boolean fromLog) throws InterruptedException {
        Database before = connection.db();
        List<String> all = everything(before);
        List<Progress> told = new ArrayList<>();
        CompactOptions options = CompactOptions.standard().reporting(told::add);
        Compaction done = client.compact("x", fromLog ? options.fromLog() : options);
        assertThat(everything(before)).isEqualTo(all);
        assertThat(everything(connection.db())).isEqualTo(all);
        assertThat(done.t()).isEqualTo(before.t());
        assertThat(done.segments()).isPositive();
        assertThat(told).anyMatch(progress -> progress.step().equals("indexes") && progress.share() == 1.0);
        assertThat(told.stream().anyMatch(progress -> progress.step().equals("log")))
                .isEqualTo(fromLog);
        assertWhole();
        write(1000);
        all = everything(connection.db());
        reopen(50);
        assertThat(everything(connection.db())).isEqualTo(all);
        assertWhole();
    }

    @Test
    void aDatabaseWithoutSegmentsGetsThem() throws InterruptedException {
        client.close();
        faulty = new FaultyStorage(new MemoryStorage());
        client = open(Long.MAX_VALUE);
        client.createDatabase("x");
        connection = client.connect("x");
        fill();
        List<String> all = everything(connection.db());
        Compaction done = client.compact("x", CompactOptions.standard());
        assertThat(done.segmentsBefore()).isZero();
        assertThat(done.segments()).isPositive();
        assertWhole();
        reopen(Long.MAX_VALUE);
        assertThat(everything(connection.db())).isEqualTo(all);
        assertThat(client.verify("x", progress -> {}).storedT())
                .isEqualTo(connection.db().t());
    }

    @Test
    void nothingIsLeftThatNobodyCanRead() throws InterruptedException {
        storage.segments(id()).put("i1-999999", new byte[] {1});
        client.compact("x", CompactOptions.standard().unread());
        assertThat(segments()).doesNotContain("i1-999999");
        reopen(Long.MAX_VALUE);
        long segments = client.verify("x", progress -> {}).segments();
        assertThat(segments()).hasSize((int) segments);
    }

    @Test
    void whatWasReplacedStaysForOtherProcessesForAWhile() throws InterruptedException {
        Compaction done = client.compact("x", CompactOptions.standard());
        assertThat(done.kept()).isPositive();
        reopen(Long.MAX_VALUE);
        assertThat(segments().size()).isGreaterThan((int) done.segments());
        clock.addAndGet(600_001);
        reopen(Long.MAX_VALUE);
        assertThat(segments()).hasSize((int) done.segments());
    }

    @Test
    void readersAndWritersGoOnMeanwhile() throws Exception {
        Database old = connection.db();
        List<String> all = everything(old);
        for (int round = 0; round < 5; round++) {
            CompactOptions options = round % 2 == 0
                    ? CompactOptions.standard().unread()
                    : CompactOptions.standard().fromLog();
            CompletableFuture<Compaction> done = client.compactAsync("x", options);
            for (int i = 0; i < 30 || !done.isDone(); i++) {
                write(round * 1000 + i);
            }
            done.get();
            assertThat(everything(old)).isEqualTo(all);
            assertWhole();
        }
        List<String> now = everything(connection.db());
        reopen(50);
        assertThat(everything(connection.db())).isEqualTo(now);
    }

    @Test
    void anIndexThatLacksAFactHasItAgainWhenItIsMadeOfTheLog() throws InterruptedException {
        reopen(Long.MAX_VALUE);
        client.compact("x", CompactOptions.standard());
        List<String> all = everything(connection.db());
        client.close();
        List<Fact> facts = indexes().facts(Index.AVET, false);
        facts.remove(facts.size() - 2);
        indexes().replaceFacts(Index.AVET, false, facts);
        faulty = faulty.crash();
        client = open(Long.MAX_VALUE);
        connection = client.connect("x");
        assertThat(client.verify("x", progress -> {}).isWhole()).isFalse();
        client.compact("x", CompactOptions.standard());
        assertThat(client.verify("x", progress -> {}).isWhole()).isFalse();
        client.compact("x", CompactOptions.standard().fromLog());
        assertWhole();
        assertThat(everything(connection.db())).isEqualTo(all);
    }

    @Test
    void aDamagedSegmentIsToldAndMadeGoodFromTheLog() throws InterruptedException {
        reopen(Long.MAX_VALUE);
        client.compact("x", CompactOptions.standard());
        List<String> all = everything(connection.db());
        client.close();
        indexes().replaceBytes(indexes().leaves(Index.AVET, false).get(0).name(), bytes -> {
            bytes[20] ^= 1;
            return bytes;
        });
        faulty = faulty.crash();
        client = open(Long.MAX_VALUE);
        connection = client.connect("x");
        assertThatThrownBy(() -> client.compact("x", CompactOptions.standard()))
                .isInstanceOf(Anomaly.class)
                .hasMessageContaining("segment")
                .hasMessageContaining("damaged");
        client.compact("x", CompactOptions.standard().fromLog());
        assertWhole();
        assertThat(everything(connection.db())).isEqualTo(all);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 9, 14})
    void whatFailsOrIsKilledLeavesADatabaseAsItWas(int call) throws InterruptedException {
        List<String> all = everything(connection.db());
        for (Operation operation : List.of(Operation.PUT_SEGMENT, Operation.COMPARE_AND_SET)) {
            for (Fault fault : List.of(Fault.NO_SPACE, Fault.CRASH_BEFORE, Fault.CRASH_AFTER)) {
                reopen(Long.MAX_VALUE);
                faulty.fail(operation, call, fault);
                try {
                    client.compact("x", CompactOptions.standard().unread());
                } catch (RuntimeException failed) {
                    assertThat(failed).as("%s %s", operation, fault).isNotInstanceOf(IllegalStateException.class);
                }
                reopen(Long.MAX_VALUE);
                assertThat(everything(connection.db())).isEqualTo(all);
                client.compact("x", CompactOptions.standard().unread());
                assertWhole();
                assertThat(everything(connection.db())).isEqualTo(all);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aListenerThatFailsEndsItAndIsNamed(boolean fromLog) {
        List<String> all = everything(connection.db());
        for (Throwable failure : List.of(new IllegalStateException("no screen"), new StackOverflowError())) {
            CompactOptions options = CompactOptions.standard().reporting(progress -> {
                throw CompactTest.<RuntimeException>sneaky(failure);
            });
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> client.compact("x", fromLog ? options.fromLog() : options))
                        .isInstanceOf(Anomaly.Fault.class)
                        .hasMessageContaining("listener")
                        .hasMessageContaining(failure.getClass().getSimpleName());
            }
        }
        assertThat(everything(connection.db())).isEqualTo(all);
        client.compact("x", CompactOptions.standard().unread());
        assertWhole();
    }

    @Test
    void oneThatMakesThemOfTheLogCanBeEndedAnywhere() throws InterruptedException {
        List<String> all = everything(connection.db());
        boolean isDone = false;
        for (int end = 1; !isDone; end += 1 + end / 4) {
            int[] left = {end};
            CompactOptions options = CompactOptions.standard()
                    .unread()
                    .fromLog()
                    .reporting(progress -> {
                        if (--left[0] == 0) {
                            throw new Anomaly.Interrupted("enough");
                        }
                    });
            try {
                isDone = client.compact("x", options).segments() > 0;
            } catch (Anomaly.Interrupted enough) {
                assertWhole();
            }
            if (end % 2 == 0) {
                reopen(50);
                assertWhole();
            }
            assertThat(everything(connection.db())).as("ended at %s", end).isEqualTo(all);
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E sneaky(Throwable any) throws E {
        throw (E) any;
    }

    @Test
    void itCanBeEndedAndIsForbiddenToWhoReadsOnly() {
        List<String> all = everything(connection.db());
        CompactOptions ending = CompactOptions.standard().reporting(progress -> {
            throw new Anomaly.Interrupted("enough");
        });
        assertThatThrownBy(() -> client.compact("x", ending)).isInstanceOf(Anomaly.Interrupted.class);
        assertThat(everything(connection.db())).isEqualTo(all);
        assertWhole();
        assertThatThrownBy(() -> client.compact("none", CompactOptions.standard()))
                .isInstanceOf(Anomaly.NotFound.class);
        try (ReadOnlyClient reader = ReadOnlyClient.open(new UnclosedStorage(storage), EngineConfig.defaults())) {
            assertThat(reader.verify("x", progress -> {}).isWhole()).isTrue();
            assertThatThrownBy(() -> reader.compact("x", CompactOptions.standard()))
                    .isInstanceOf(Anomaly.Forbidden.class);
            assertThatThrownBy(reader::reclaim).isInstanceOf(Anomaly.Forbidden.class);
        }
        client.reclaim();
    }
}

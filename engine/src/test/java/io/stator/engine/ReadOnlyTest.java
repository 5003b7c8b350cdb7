package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Limit;
import io.stator.Results;
import io.stator.Transaction;
import io.stator.TxData;
import io.stator.engine.database.Deadline;
import io.stator.engine.durable.DatabaseFollower;
import io.stator.engine.durable.Erasure;
import io.stator.engine.durable.LogReader;
import io.stator.engine.durable.SegmentCache;
import io.stator.engine.storage.FaultyStorage;
import io.stator.engine.storage.FaultyStorage.Fault;
import io.stator.engine.storage.FaultyStorage.Operation;
import io.stator.engine.storage.MemoryStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A system that is only read sees what another one commits to the same storage, and nothing else. */
final class ReadOnlyTest {
    private static final String SCHEMA =
            "[{:db/ident :p/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one"
                    + " :db/unique :db.unique/identity}"
                    + " {:db/ident :p/note :db/valueType :db.type/string :db/cardinality :db.cardinality/one}"
                    + " {:db/ident :p/seen :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/noHistory true}]";
    private static final String SECRET = "secret-41";
    private static final int OVERWRITTEN = 250;

    /** What is said of erasures that fail, which here is no news. */
    private static final Logger WARNINGS = Logger.getLogger(Erasure.class.getName());

    private final MemoryStorage storage = new MemoryStorage();

    @BeforeAll
    static void beSilent() {
        WARNINGS.setLevel(Level.OFF);
    }

    @AfterAll
    static void warnAgain() {
        WARNINGS.setLevel(null);
    }

    private Client writer() {
        return EmbeddedClient.open(storage, EngineConfig.defaults());
    }

    private Client reader() {
        return ReadOnlyClient.open(storage, EngineConfig.defaults());
    }

    private Connection written(Client writer) {
        writer.createDatabase("x");
        Connection connection = writer.connect("x");
        connection.transact(SCHEMA);
        return connection;
    }

    private static List<Datom> all(Database database) {
        return database.history().datoms(Index.EAVT).limit(Results.NO_LIMIT).list();
    }

    private static List<Transaction> log(Connection connection) {
        return connection.transactions(null, null).limit(Results.NO_LIMIT).list();
    }

    private static void assertSame(Connection reading, Connection writing) {
        Database expected = writing.db();
        Database found = reading.db();
        assertThat(found.t()).isEqualTo(expected.t());
        assertThat(all(found)).isEqualTo(all(expected));
        assertThat(found.datoms(Index.AEVT).limit(Results.NO_LIMIT).list())
                .isEqualTo(expected.datoms(Index.AEVT).limit(Results.NO_LIMIT).list());
        assertThat(found.stats()).isEqualTo(expected.stats());
        assertThat(log(reading)).isEqualTo(log(writing));
    }

    @Test
    void seesWhatWasCommittedWhenItConnectedAndNewerWithSync() {
        Connection writing = written(writer());
        writing.transact("[{:p/name \"Ann\"}]");
        Connection reading = reader().connect("x");
        assertSame(reading, writing);
        Database before = reading.db();
        writing.transact("[{:p/name \"Ann\" :p/note \"new\"} {:db/ident :later/attribute :db/valueType :db.type/ref"
                + " :db/cardinality :db.cardinality/many}]");
        writing.transact("[{:p/name \"Ann\" :later/attribute [{:p/name \"Bob\"}]}]");
        assertThat(reading.db()).isEqualTo(before);
        assertThat(reading.sync()).isEqualTo(reading.db()).isNotEqualTo(before);
        assertSame(reading, writing);
        assertThat(reading.sync(0)).isEqualTo(reading.db());
        List<?> found = reading.db().q("[:find [?n ...] :where [_ :later/attribute ?e] [?e :p/name ?n]]");
        assertThat(found).isEqualTo(List.of("Bob"));
        assertThat(reading.db()
                        .with(TxData.parse("[{:p/name \"Eve\"}]"))
                        .dbAfter()
                        .t())
                .isEqualTo(reading.db().t() + 1);
    }

    @Test
    void followsWithoutReadingTheWholeLogAgain() {
        Connection writing = written(writer());
        DatabaseFollower follower = follower(storage, writing);
        LogReader log = follower.known().log();
        for (int i = 0; i < 40; i++) {
            writing.transact("[{:p/name \"n" + i + "\"}]");
            assertThat(follower.follow(Deadline.none()).value().basisT())
                    .isEqualTo(writing.db().t());
        }
        assertThat(follower.known().log()).isSameAs(log);
        assertThat(log(reader().connect("x"))).isEqualTo(log(writing));
    }

    @Test
    void whatWasDerivedIsForgottenAfterAnExcisionAndNotAfterAMerge() {
        Connection writing =
                written(EmbeddedClient.open(storage, EngineConfig.defaults().withLimit(Limit.LIVE_FACTS, 30)));
        List<String> forgotten = new ArrayList<>();
        DatabaseFollower follower = follower(storage, writing, forgotten::add);
        long merged = follower.known().revisions().indexes();
        while (follower.follow(Deadline.none()).revisions().indexes() < merged + 3) {
            writing.transact("[{:p/name \"n" + writing.db().t() + "\"}]");
        }
        assertThat(forgotten).isEmpty();
        writing.transact("[{:db/excise [:p/name \"n10\"]}]");
        assertThat(follower.follow(Deadline.none()).value().basisT())
                .isEqualTo(writing.db().t());
        assertThat(forgotten).isNotEmpty();
    }

    private static DatabaseFollower follower(MemoryStorage storage, Connection writing) {
        return follower(storage, writing, forgotten -> {});
    }

    private static DatabaseFollower follower(MemoryStorage storage, Connection writing, Consumer<String> forget) {
        String id = ((EmbeddedDatabase) writing.db()).value().id();
        return new DatabaseFollower(storage, new SegmentCache(1 << 20), forget, id, writing.name(), Deadline.none());
    }

    @Test
    void whateverWritesIsForbidden() {
        written(writer());
        Client reader = reader();
        Connection reading = reader.connect("x");
        List<Runnable> writes = List.of(
                () -> reader.createDatabase("y"),
                () -> reader.createDatabase("x"),
                () -> reader.deleteDatabase("x"),
                () -> reading.transact("[]"),
                () -> reading.transact("[{:p/name \"Eve\"}]"),
                () -> reading.transact(List.of(Map.of(":p/name", "Eve"))),
                () -> reading.transact(TxData.parse("[]"), Duration.ofSeconds(1)));
        for (Runnable write : writes) {
            assertThatThrownBy(write::run)
                    .isInstanceOf(Anomaly.Forbidden.class)
                    .hasMessageContaining("open read-only")
                    .hasMessageContaining("Stator.open");
        }
        CompletableFuture<?> future = reading.transactAsync(TxData.parse("[{:p/name \"Eve\"}]"));
        assertThatThrownBy(future::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(Anomaly.Forbidden.class);
        assertThat(reader.listDatabases()).containsExactly("x");
    }

    @Test
    void waitsForTransactionsNoLongerThanTold() throws InterruptedException {
        Connection writing = written(writer());
        Connection reading = reader().connect("x");
        long t = writing.db().t() + 1;
        assertThatThrownBy(() -> reading.sync(t, Duration.ofMillis(30)))
                .isInstanceOf(Anomaly.Unavailable.class)
                .hasMessageContaining("does not yet have t=" + t);
        CompletableFuture<Database> found = new CompletableFuture<>();
        Thread waiting = new Thread(() -> found.complete(reading.sync(t)));
        waiting.start();
        writing.transact("[{:p/name \"Ann\"}]");
        waiting.join();
        assertThat(found.join().t()).isEqualTo(t);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> reading.sync(t + 1)).isInstanceOf(Anomaly.Interrupted.class);
        assertThat(Thread.interrupted()).isTrue();
        for (long known : new long[] {0, t}) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> reading.sync(known))
                    .isInstanceOf(Anomaly.Interrupted.class)
                    .hasMessageContaining("after t=" + t)
                    .hasMessageNotContaining("does not yet have");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void databasesComeAndGo() {
        Client writer = writer();
        Client reader = reader();
        assertThat(reader.listDatabases()).isEmpty();
        assertThatThrownBy(() -> reader.connect("x")).isInstanceOf(Anomaly.NotFound.class);
        Connection writing = written(writer);
        Connection reading = reader.connect("x");
        assertThat(reader.connect("x")).isSameAs(reading);
        writer.deleteDatabase("x");
        assertThatThrownBy(reading::sync).isInstanceOf(Anomaly.NotFound.class).hasMessageContaining("x");
        assertThatThrownBy(() -> reader.connect("x")).isInstanceOf(Anomaly.NotFound.class);
        assertThat(reading.db().t()).isEqualTo(writing.db().t());
        Connection anew = written(writer);
        assertThatThrownBy(reading::sync).isInstanceOf(Anomaly.NotFound.class);
        assertSame(reader.connect("x"), anew);
    }

    @Test
    void whatWasExcisedIsGoneAfterSync() {
        Connection writing = written(writer());
        writing.transact("[{:p/name \"Ann\" :p/note \"" + SECRET + "\"}]");
        Connection reading = reader().connect("x");
        writing.transact("[{:p/name \"Bob\"}]");
        writing.transact("[{:db/excise [:p/name \"Ann\"]}]");
        long t = writing.transact("[{:p/name \"Cyd\"}]").t();
        assertThat(reading.syncExcise(t).t()).isEqualTo(t);
        assertSame(reading, writing);
        assertThat(all(reading.db()).toString() + log(reading)).doesNotContain(SECRET);
    }

    @Test
    void valuesWithoutHistoryAreForgottenAsTheWriterDoes() {
        Connection writing = written(writer());
        Connection reading = reader().connect("x");
        for (int i = 0; i < OVERWRITTEN; i++) {
            writing.transact("[{:p/name \"Ann\" :p/seen " + i + "}]");
            if (i % 7 == 0) {
                reading.sync();
                assertSame(reading, writing);
            }
        }
        reading.sync();
        assertSame(reading, writing);
        assertSame(reader().connect("x"), writing);
    }

    @Test
    void anErasureThatStoppedAnywhereIsReadAsItWillBe() throws InterruptedException {
        int stopped = 0;
        List<Operation> steps = List.of(
                Operation.APPEND,
                Operation.PUT_SEGMENT,
                Operation.COMPARE_AND_SET,
                Operation.REWRITE,
                Operation.SCRUB,
                Operation.DELETE_SEGMENTS);
        for (Operation step : steps) {
            for (Fault fault : List.of(Fault.CRASH_BEFORE, Fault.CRASH_AFTER)) {
                for (int call = 1; call <= 6; call++) {
                    stopped += stopErasure(step, call, fault) ? 1 : 0;
                }
            }
        }
        assertThat(stopped).isGreaterThan(20);
    }

    private static boolean stopErasure(Operation step, int call, Fault fault) throws InterruptedException {
        String description = fault + " " + step + " " + call;
        MemoryStorage durable = new MemoryStorage();
        FaultyStorage faulty = new FaultyStorage(durable);
        Client client = EmbeddedClient.open(faulty, EngineConfig.defaults());
        client.createDatabase("x");
        Connection writing = client.connect("x");
        writing.transact(SCHEMA);
        for (int i = 0; i < 4; i++) {
            writing.transact("[{:p/name \"Ann\" :p/note \"" + SECRET + i + "\"} {:p/name \"n" + i + "\"}]");
        }
        DatabaseFollower follower = follower(durable, writing);
        faulty.fail(step, call, fault);
        CompletableFuture<?> future = writing.transactAsync(TxData.parse("[{:db/excise [:p/name \"Ann\"]}]"));
        // ends with the crash, or with the transaction
        while (!faulty.stopped() && !future.isDone()) {
            Thread.onSpinWait();
        }
        boolean crashed = faulty.stopped();
        Connection reading =
                ReadOnlyClient.open(durable, EngineConfig.defaults()).connect("x");
        DatabaseFollower.State followed = follower.follow(Deadline.none());
        FaultyStorage healed = faulty.crash();
        Connection recovered =
                EmbeddedClient.open(healed, EngineConfig.defaults()).connect("x");
        assertThat(reading.db().t()).as(description).isEqualTo(recovered.db().t());
        assertThat(all(reading.db())).as(description).isEqualTo(all(recovered.db()));
        assertThat(log(reading)).as(description).isEqualTo(log(recovered));
        assertThat(followed.value().basisT())
                .as(description)
                .isEqualTo(recovered.db().t());
        List<Datom> facts = new ArrayList<>(all(reading.db()));
        boolean excised = recovered.db().entityId(List.of(":p/name", "Ann")).isEmpty();
        assertThat(facts.toString().contains(SECRET)).as(description).isNotEqualTo(excised);
        return crashed;
    }

    @Test
    void whatIsClosedIsToldToBe() {
        written(writer());
        Client reader = reader();
        Connection reading = reader.connect("x");
        reader.close();
        reader.close();
        assertThat(reading.db().t()).isPositive();
        assertThatThrownBy(reading::sync).isInstanceOf(Anomaly.Unavailable.class);
        assertThatThrownBy(reader::listDatabases).isInstanceOf(Anomaly.Unavailable.class);
        assertThatThrownBy(() -> reader.connect("x")).isInstanceOf(Anomaly.Unavailable.class);
    }

    @Test
    void whatIsInMemoryHasNoFileToCopy() {
        assertThatThrownBy(() -> writer().backup(Path.of("copy.db"))).isInstanceOf(Anomaly.Unsupported.class);
        assertThatThrownBy(() -> reader().backupReplacing(Path.of("copy.db"))).isInstanceOf(Anomaly.Unsupported.class);
    }
}

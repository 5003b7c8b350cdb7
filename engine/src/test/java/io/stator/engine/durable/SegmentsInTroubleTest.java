package io.stator.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Results;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.ExpectedWarnings;
import io.stator.engine.ReadOnlyClient;
import io.stator.engine.storage.CrashStorage;
import io.stator.engine.storage.FaultyStorage;
import io.stator.engine.storage.FaultyStorage.Fault;
import io.stator.engine.storage.FaultyStorage.Operation;
import io.stator.engine.storage.MemoryStorage;
import io.stator.engine.storage.Root;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What excisions, deletions, clocks and other processes can do to segments at the worst of times. */
final class SegmentsInTroubleTest {
    private static final String SCHEMA = """
            [{:db/ident :p/id :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
             {:db/ident :p/secret :db/valueType :db.type/string :db/cardinality :db.cardinality/one}]""";

    private static final Duration LONG = Duration.ofSeconds(CrashSystem.SECONDS_MAX);
    private static final long LIVE = 30;
    private static final int ENTITIES = 20;
    private static final String MERGING = "stator-merging";

    private static Connection connect(EmbeddedClient client) {
        client.createDatabase(CrashSystem.NAME);
        return client.connect(CrashSystem.NAME);
    }

    private static void tell(Connection connection) {
        connection.transact(SCHEMA);
        for (int id = 0; id < ENTITIES; id++) {
            connection.transact("[{:p/id " + id + " :p/secret \"xsecret" + id + "x\"}]");
        }
    }

    private static long excise(Connection connection) {
        return connection
                .transact("[{:db/excise :p/secret :db.excise/beforeT "
                        + (connection.db().t() + 1) + "}]")
                .t();
    }

    private static void await(BooleanSupplier reached) {
        while (!reached.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    /** Returns the t of the root of the only database; -1 when there is none, or nothing in it. */
    private static long storedT(Storage storage) {
        for (String name : storage.roots().names("")) {
            if (name.endsWith("/indexes")) {
                Root root = storage.roots().read(name).orElseThrow();
                IndexRoot.Content content = IndexRoot.decode(name.substring(0, name.indexOf('/')), root.bytes())
                        .content();
                return content == null ? -1 : content.counters().basisT();
            }
        }
        return -1;
    }

    /** Goes on until all that was told is in segments. */
    private static void store(Connection connection, Storage storage) {
        for (long t = connection.db().t(); storedT(storage) < t; ) {
            connection.transact("[{:p/id " + ENTITIES + "}]");
        }
    }

    private static Set<String> told(Connection connection) {
        return CrashSystem.secrets(CrashSystem.text(connection).toString());
    }

    @Test
    void whatIsExcisedIsErasedThoughSegmentsWereMadeBeforeItCouldBe() throws InterruptedException {
        try (ExpectedWarnings silence = ExpectedWarnings.begin()) {
            AtomicBoolean failing = new AtomicBoolean(true);
            CrashStorage storage = new CrashStorage(what -> {
                if (failing.get() && what.endsWith("/erasure") && what.startsWith("set ")) {
                    throw new StorageException(StorageException.Kind.NO_SPACE, what);
                }
            });
            EmbeddedClient client = CrashSystem.open(storage, LIVE);
            Connection connection = connect(client);
            tell(connection);
            long t = excise(connection);
            await(() -> storedT(storage) >= t);
            client.close();
            failing.set(false);
            EmbeddedClient again = CrashSystem.open(storage.reopened(), LIVE);
            Connection reopened = again.connect(CrashSystem.NAME);
            assertThat(told(reopened)).isEmpty();
            reopened.syncExcise(t, LONG);
            assertThat(CrashSystem.secrets(storage)).isEmpty();
            again.close();
        }
    }

    /** Lets the thread that merges wait at its writes. */
    private static final class MergingGate implements Consumer<String> {
        private int arrived;
        private int open;

        @Override
        public synchronized void accept(String what) {
            if (!Thread.currentThread().getName().equals(MERGING) || !what.startsWith("put i")) {
                return;
            }
            arrived++;
            notifyAll();
            while (open < arrived) {
                try {
                    wait();
                } catch (InterruptedException notHere) {
                    Thread.onSpinWait();
                }
            }
        }

        synchronized void awaitArrived(int count) throws InterruptedException {
            while (arrived < count) {
                wait();
            }
        }

        synchronized void open() {
            open = Integer.MAX_VALUE;
            notifyAll();
        }

        synchronized void open(int count) {
            open = count;
            notifyAll();
        }
    }

    @Test
    void whatIsExcisedWhileItIsPutIntoTheFirstSegmentsIsErased() throws InterruptedException {
        MergingGate gate = new MergingGate();
        CrashStorage storage = new CrashStorage(gate);
        EmbeddedClient client = CrashSystem.open(storage, 400);
        Connection connection = connect(client);
        tell(connection);
        for (int id = ENTITIES; id < 250; id++) {
            connection.transact("[{:p/id " + id + "}]");
        }
        gate.open(3);
        gate.awaitArrived(4);
        long t = excise(connection);
        CompletableFuture<Database> erased = connection.syncExciseAsync(t, LONG);
        gate.open();
        Database after = erased.join();
        await(() -> storedT(storage) >= after.t());
        assertThat(told(connection)).isEmpty();
        assertThat(CrashSystem.secrets(storage)).isEmpty();
        client.close();
    }

    @Test
    void whatIsExcisedIsErasedBeforeTheSystemIsClosed() {
        try (ExpectedWarnings silence = ExpectedWarnings.begin()) {
            AtomicBoolean failing = new AtomicBoolean();
            CrashStorage storage = new CrashStorage(what -> {
                if (failing.get() && Thread.currentThread().getName().equals(MERGING) && what.startsWith("put")) {
                    throw new StorageException(StorageException.Kind.NO_SPACE, "nothing more is put in the background");
                }
            });
            EmbeddedClient client = CrashSystem.open(storage, LIVE);
            Connection connection = connect(client);
            tell(connection);
            store(connection, storage);
            failing.set(true);
            excise(connection);
            await(() -> connection.indexing().failures() > 0);
            assertThat(CrashSystem.secrets(storage)).as("before it is closed").isNotEmpty();
            client.close();
            assertThat(CrashSystem.secrets(storage)).isEmpty();
        }
    }

    @Test
    void whatARunLeftThatFailedIsErasedWithAnExcision() throws InterruptedException {
        try (ExpectedWarnings silence = ExpectedWarnings.begin()) {
            AtomicInteger writes = new AtomicInteger();
            CrashStorage storage = new CrashStorage(what -> {
                if (Thread.currentThread().getName().equals(MERGING)
                        && what.startsWith("put")
                        && writes.incrementAndGet() > 2) {
                    throw new StorageException(StorageException.Kind.NO_SPACE, "nothing more is put");
                }
            });
            EmbeddedClient client = CrashSystem.open(storage, 200);
            Connection connection = connect(client);
            tell(connection);
            for (int id = ENTITIES; id < 200; id++) {
                connection.transact("[{:p/id " + id + "}]");
            }
            await(() -> writes.get() > 2);
            connection.syncExcise(excise(connection), LONG);
            assertThat(CrashSystem.secrets(storage)).isEmpty();
            client.close();
        }
    }

    @Test
    void aReaderOfAnotherProcessIsToldThatItsValueIsTooOld() {
        CrashStorage storage = new CrashStorage();
        EmbeddedClient client = CrashSystem.open(storage, LIVE);
        Connection connection = connect(client);
        tell(connection);
        store(connection, storage);
        client.close();
        ReadOnlyClient reader = ReadOnlyClient.open(storage.reopened(), CrashSystem.config(LIVE));
        Connection reading = reader.connect(CrashSystem.NAME);
        Database old = reading.db();
        EmbeddedClient writer = CrashSystem.open(storage, LIVE);
        Connection writing = writer.connect(CrashSystem.NAME);
        writing.syncExcise(excise(writing), LONG);
        assertThatThrownBy(() -> old.datoms(Index.AVET).limit(Results.NO_LIMIT).list())
                .isInstanceOf(Anomaly.Conflict.class)
                .hasMessageContaining("segment i")
                .hasMessageContaining("sync()");
        assertThat(reading.sync().datoms(Index.AEVT, ":p/secret").limit(Results.NO_LIMIT))
                .isEmpty();
        assertThat(CrashSystem.text(reading)).isEqualTo(CrashSystem.text(writing));
        writer.close();
        reader.close();
    }

    @Test
    void aValueOfADeletedDatabaseSaysThatItIsGone() {
        CrashStorage storage = new CrashStorage();
        EmbeddedClient client = CrashSystem.open(storage, LIVE);
        Connection first = connect(client);
        tell(first);
        store(first, storage);
        client.close();
        EmbeddedClient again = CrashSystem.open(storage.reopened(), LIVE);
        Database value = again.connect(CrashSystem.NAME).db();
        again.deleteDatabase(CrashSystem.NAME);
        await(() -> storage.databaseIds().isEmpty());
        assertThatThrownBy(
                        () -> value.datoms(Index.AVET).limit(Results.NO_LIMIT).list())
                .isInstanceOf(Anomaly.NotFound.class)
                .hasMessageContaining("the database was deleted");
        again.close();
        assertThat(storage.databaseIds()).isEmpty();
    }

    @Test
    void aClockThatWasWrongKeepsNoSegmentForEver() {
        CrashStorage storage = new CrashStorage();
        EmbeddedClient client = CrashSystem.open(storage, LIVE);
        Connection first = connect(client);
        tell(first);
        store(first, storage);
        client.close();
        String name = storage.reopened().roots().names("").stream()
                .filter(root -> root.endsWith("/indexes"))
                .findFirst()
                .orElseThrow();
        String id = name.substring(0, name.indexOf('/'));
        Root root = storage.roots().read(name).orElseThrow();
        IndexRoot known = IndexRoot.decode(id, root.bytes());
        Map<String, Long> retired = new HashMap<>(known.retired());
        retired.put("i999-0", Long.MAX_VALUE / 2);
        storage.segments(id).put("i999-0", new byte[1]);
        byte[] later = new IndexRoot(known.run(), retired, known.content()).encode(id);
        assertThat(storage.roots().compareAndSet(name, root.revision(), later)).isTrue();
        EmbeddedClient corrected = CrashSystem.open(storage, LIVE);
        Connection connection = corrected.connect(CrashSystem.NAME);
        long t = connection.db().t();
        for (int i = 0; i < 2 * LIVE; i++) {
            connection.transact("[{:p/id " + i + " :p/secret \"again\"}]");
        }
        await(() -> storedT(storage) > t);
        corrected.close();
        CrashSystem.passAnHour();
        EmbeddedClient last = CrashSystem.open(storage.reopened(), Long.MAX_VALUE);
        last.connect(CrashSystem.NAME);
        last.close();
        assertThat(storage.segmentNames()).doesNotContain(id + "/i999-0");
    }

    @Test
    void transactionsOfALogAreOnlyReadWhenTheyAreAskedFor() {
        CrashStorage storage = new CrashStorage();
        EmbeddedClient client = CrashSystem.open(storage, LIVE);
        Connection first = connect(client);
        tell(first);
        store(first, storage);
        client.close();
        AtomicInteger calls = new AtomicInteger();
        FaultyStorage counted = new FaultyStorage(storage.reopened());
        LogReader reader =
                new LogReader(counted.log(storage.databaseIds().iterator().next()), CrashSystem.NAME);
        reader.beginAt(ENTITIES);
        var transactions = reader.read(7, ENTITIES, new LogReader.Fetch() {
            @Override
            public <T> T fetch(Supplier<T> look) {
                calls.incrementAndGet();
                return look.get();
            }
        });
        transactions.skip(3);
        assertThat(counted.calls(Operation.READ_LOG)).isZero();
        assertThat(transactions.next().t()).isEqualTo(10);
        assertThat(calls).hasValue(1);
    }

    @Test
    void aDatabaseWhoseDeletionFailedThoughItWasDoneIsDeleted() {
        for (Fault fault : List.of(Fault.UNKNOWN_BUT_DONE, Fault.THROWN_AFTER)) {
            FaultyStorage storage = new FaultyStorage();
            try (EmbeddedClient client = CrashSystem.open(storage, Long.MAX_VALUE)) {
                Connection connection = connect(client);
                storage.fail(Operation.COMPARE_AND_SET, 1, fault);
                assertThat(client.deleteDatabase(CrashSystem.NAME)).isTrue();
                assertThatThrownBy(() -> connection.transact(SCHEMA)).isInstanceOf(Anomaly.NotFound.class);
            }
        }
    }

    @Test
    void nobodyGoesOnWithADatabaseThatMayBeDeleted() {
        FaultyStorage storage = new FaultyStorage();
        try (EmbeddedClient client = CrashSystem.open(storage, Long.MAX_VALUE)) {
            Connection connection = connect(client);
            storage.fail(Operation.COMPARE_AND_SET, 1, Fault.UNKNOWN_BUT_DONE);
            storage.fail(Operation.READ_ROOT, 2, Fault.IO);
            assertThatThrownBy(() -> client.deleteDatabase(CrashSystem.NAME))
                    .isInstanceOf(Anomaly.Unavailable.class)
                    .hasMessageContaining("not known");
            assertThatThrownBy(() -> connection.transact(SCHEMA))
                    .isInstanceOf(Anomaly.Unavailable.class)
                    .hasMessageContaining("not known whether database");
            assertThatThrownBy(() -> client.connect(CrashSystem.NAME)).isInstanceOf(Anomaly.NotFound.class);
        }
    }

    @Test
    void aSegmentThatWasDeletedUnderALiveValueIsPutAgain() throws InterruptedException {
        try (ExpectedWarnings silence = ExpectedWarnings.begin()) {
            FaultyStorage storage = new FaultyStorage(new MemoryStorage());
            EmbeddedClient client = CrashSystem.open(storage, LIVE);
            Connection connection = connect(client);
            tell(connection);
            List<Datom> before = List.copyOf(connection
                    .db()
                    .datoms(Index.AEVT, ":p/id")
                    .limit(Results.NO_LIMIT)
                    .list());
            for (int i = 0; i < 5; i++) {
                connection.syncExcise(excise(connection), LONG);
                connection.transact("[{:p/id 1 :p/secret \"xsecret1x\"}]");
            }
            assertThat(connection.db().datoms(Index.AEVT, ":p/id").limit(Results.NO_LIMIT))
                    .containsExactlyElementsOf(before);
            client.close();
        }
    }
}

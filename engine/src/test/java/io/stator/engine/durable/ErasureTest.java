package io.stator.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Results;
import io.stator.Transaction;
import io.stator.TxData;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.EngineConfig;
import io.stator.engine.storage.FaultyStorage;
import io.stator.engine.storage.FaultyStorage.Fault;
import io.stator.engine.storage.FaultyStorage.Operation;
import io.stator.engine.storage.MemoryStorage;
import io.stator.engine.storage.Root;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An excision is whole or not there, whatever fails, and always ends in a log without the excised facts. */
final class ErasureTest {
    private static final String SECRET = "secret-7b1c";
    private static final String EXCISE = "[{:db/excise [:p/name \"" + SECRET + "\"]} {:db/excise :p/note}]";
    private static final int ROUNDS = 40;
    private static final int NOTES = 5;

    /** What is said of erasures that fail, which here is no news. */
    private static final Logger WARNINGS = Logger.getLogger(Erasure.class.getName());

    @BeforeAll
    static void beSilent() {
        WARNINGS.setLevel(Level.OFF);
    }

    @AfterAll
    static void warnAgain() {
        WARNINGS.setLevel(null);
    }

    /** Bytes that outlive crashes, and what tells the ids of databases and segments. */
    private static final class Place {
        final MemoryStorage durable = new MemoryStorage();
        final AtomicLong ids = new AtomicLong();
        final AtomicLong clock = new AtomicLong(1_700_000_000_000L);
        FaultyStorage storage = new FaultyStorage(durable);

        String databaseId() {
            return new UUID(0, 1).toString();
        }

        Connection connect() {
            EngineConfig defaults = EngineConfig.defaults();
            EngineConfig config = new EngineConfig(
                    () -> Instant.ofEpochMilli(clock.incrementAndGet()),
                    defaults.nanoClock(),
                    () -> new UUID(0, ids.incrementAndGet()),
                    defaults.system());
            EmbeddedClient client = EmbeddedClient.open(storage, config);
            client.createDatabase("x");
            return client.connect("x");
        }

        Connection reconnect() throws InterruptedException {
            storage = storage.crash();
            return connect();
        }

        boolean holds(String text) {
            boolean[] found = {false};
            durable.log(databaseId()).read(0, (sequence, epoch, bytes) -> {
                found[0] |= contains(bytes, text);
                return true;
            });
            for (long id = 1; id <= ids.get(); id++) {
                durable.segments(databaseId())
                        .get(new UUID(0, id).toString())
                        .ifPresent(bytes -> found[0] |= contains(bytes, text));
            }
            return found[0];
        }

        /** Returns whether nothing is left of the work of erasing, as storage tells. */
        boolean isSettled() {
            for (long id = 1; id <= ids.get(); id++) {
                if (durable.segments(databaseId())
                        .get(new UUID(0, id).toString())
                        .isPresent()) {
                    return false;
                }
            }
            return durable.roots()
                    .read(databaseId() + "/erasure")
                    .map(Root::bytes)
                    .map(ErasureState::of)
                    .map(state -> state.phase() == ErasureState.Phase.DONE)
                    .orElse(true);
        }
    }

    private static boolean contains(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
    }

    private static Connection prepare(Place place) {
        Connection connection = place.connect();
        connection.transact("""
                [{:db/ident :p/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
                 {:db/ident :p/note :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
                 {:db/ident :p/text :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
                 {:db/ident :p/part :db/valueType :db.type/ref :db/cardinality :db.cardinality/many :db/isComponent true}]""");
        connection.transact("[{:db/id \"a\" :p/name \"" + SECRET + "\" :p/part [{:p/text \"" + SECRET + "\"}]}"
                + " {:p/name \"Bob\" :p/text \"stays\"}]");
        connection.transact("[{:p/name \"Bob\" :p/note \"" + SECRET + "\"}]");
        connection.transact("[{:p/name \"Bob\" :p/note \"" + SECRET + " more\" :p/text \"stays too\"}]");
        connection.transact("[{:p/name \"" + SECRET + "\" :p/text \"" + SECRET + "\"}]");
        connection.transact("[[:db/retract [:p/name \"" + SECRET + "\"] :p/text \"" + SECRET + "\"]]");
        return connection;
    }

    private static List<String> everything(Connection connection) {
        List<String> all = new ArrayList<>();
        Database db = connection.db();
        for (Database view : List.of(db, db.asOf(8), db.since(7), db.history())) {
            for (Datom datom : view.datoms(Index.EAVT).limit(Results.NO_LIMIT)) {
                all.add(datom.toString());
            }
            all.add("");
        }
        for (Transaction transaction : connection.transactions(null, null).limit(Results.NO_LIMIT)) {
            all.add(transaction.toString());
        }
        return all;
    }

    private static boolean isExcised(Connection connection) {
        return connection.db().datoms(Index.AEVT, ":db/excise").first().isPresent();
    }

    private static List<String> expected() {
        Place place = new Place();
        Connection connection = prepare(place);
        connection.transact(EXCISE);
        return everything(connection);
    }

    private static Map<Operation, Long> callsOfAnExcision() {
        Place place = new Place();
        Connection connection = prepare(place);
        Map<Operation, Long> calls = new LinkedHashMap<>();
        for (Operation operation : Operation.values()) {
            calls.put(operation, place.storage.calls(operation));
        }
        connection.transact(EXCISE);
        for (Operation operation : Operation.values()) {
            calls.merge(operation, place.storage.calls(operation), (before, after) -> after - before);
        }
        return calls;
    }

    @Test
    void theLogAndTheSegmentsHoldNothingOfIt() throws InterruptedException {
        Place place = new Place();
        Connection connection = prepare(place);
        assertThat(place.holds(SECRET)).isTrue();
        connection.transact(EXCISE);
        assertThat(place.holds(SECRET)).isFalse();
        assertThat(place.isSettled()).isTrue();
        List<String> seen = everything(connection);
        assertThat(seen).noneMatch(line -> line.contains(SECRET)).anyMatch(line -> line.contains("stays too"));
        assertThat(everything(place.reconnect())).isEqualTo(seen);
    }

    @Test
    void aFaultAtAnyCallLeavesAllOrNothingAndTheNextOpeningFinishes() throws InterruptedException {
        List<String> expected = expected();
        Map<Operation, Long> calls = callsOfAnExcision();
        assertThat(calls)
                .containsEntry(Operation.APPEND, 1L)
                .containsEntry(Operation.SCRUB, 1L)
                .containsEntry(Operation.REWRITE, 5L)
                .containsEntry(Operation.COMPARE_AND_SET, 4L);
        for (Map.Entry<Operation, Long> operation : calls.entrySet()) {
            for (int call = 1; call <= operation.getValue(); call++) {
                for (Fault fault : Fault.values()) {
                    faultAt(operation.getKey(), call, fault, expected);
                }
            }
        }
    }

    private static void faultAt(Operation operation, int call, Fault fault, List<String> expected)
            throws InterruptedException {
        String where = operation + " " + call + " " + fault;
        Place place = new Place();
        Connection connection = prepare(place);
        List<String> before = everything(connection);
        place.storage.fail(operation, call, fault);
        boolean acknowledged = true;
        try {
            connection.transact(EXCISE);
        } catch (Anomaly failed) {
            acknowledged = false;
        }
        if (!place.storage.stopped()) {
            assertThat(everything(connection)).as(where).isEqualTo(isExcised(connection) ? expected : before);
        }
        connection = place.reconnect();
        if (!isExcised(connection)) {
            assertThat(acknowledged).as(where).isFalse();
            assertThat(everything(connection)).as(where).isEqualTo(before);
            place.clock.set(1_700_000_000_006L);
            connection.transact(EXCISE);
        }
        assertThat(everything(connection)).as(where).isEqualTo(expected);
        assertThat(place.holds(SECRET)).as(where).isFalse();
        assertThat(place.isSettled()).as(where).isTrue();
        connection.transact("[{:p/name \"Eve\"}]");
        assertThat(everything(place.reconnect())).as(where).hasSizeGreaterThan(expected.size());
    }

    @Test
    void anErasureThatFailedIsTriedAgainByWaitingForIt() {
        for (Operation operation :
                List.of(Operation.PUT_SEGMENT, Operation.REWRITE, Operation.SCRUB, Operation.COMPARE_AND_SET)) {
            Place place = new Place();
            Connection connection = prepare(place);
            place.storage.fail(operation, 1, Fault.IO);
            place.storage.fail(operation, 2, Fault.NO_SPACE);
            long t = connection.transact(EXCISE).t();
            assertThat(place.isSettled() && !place.holds(SECRET))
                    .as(operation.name())
                    .isFalse();
            connection.transact("[{:p/name \"Eve\" :p/text \"meanwhile\"}]");
            assertThat(everything(connection)).noneMatch(line -> line.contains(SECRET));
            assertThatThrownBy(() -> connection.syncExcise(t)).isInstanceOf(Anomaly.Unavailable.class);
            assertThat(connection.syncExcise(t).t()).isEqualTo(t + 1);
            assertThat(place.holds(SECRET)).isFalse();
            assertThat(place.isSettled()).isTrue();
        }
    }

    @Test
    void anExcisionOnTopOfOneThatIsNotErasedErasesBoth() throws InterruptedException {
        for (Operation operation : List.of(Operation.REWRITE, Operation.SCRUB, Operation.PUT_SEGMENT)) {
            Place place = new Place();
            Connection connection = prepare(place);
            place.storage.fail(operation, 1, Fault.IO);
            connection.transact(EXCISE);
            connection.transact("[{:p/name \"" + SECRET + "\" :p/text \"again\"}]");
            connection.transact("[{:db/excise [:p/name \"" + SECRET + "\"]}]");
            assertThat(place.holds(SECRET)).as(operation.name()).isFalse();
            assertThat(place.isSettled()).isTrue();
            List<String> seen = everything(connection);
            assertThat(everything(place.reconnect())).isEqualTo(seen);
        }
    }

    @Test
    void whatWasSaidAgainAfterAnExcisionThatIsNotErasedIsThereAfterOpening() throws InterruptedException {
        Place place = new Place();
        Connection connection = prepare(place);
        place.storage.fail(Operation.PUT_SEGMENT, 1, Fault.IO);
        connection.transact(EXCISE);
        connection.transact("[{:p/name \"" + SECRET + "\" :p/note \"" + SECRET + "\"} {:p/name \"Bob\" :p/note \""
                + SECRET + "\"}]");
        connection.transact("[{:p/name \"Bob\" :p/note \"other\"}]");
        List<String> seen = everything(connection);
        assertThat(everything(place.reconnect())).isEqualTo(seen);
        assertThat(place.isSettled()).isTrue();
    }

    @Test
    void openingFailsRatherThanReadingAHalfRewrittenLog() throws InterruptedException {
        Place place = new Place();
        Connection connection = prepare(place);
        place.storage.fail(Operation.REWRITE, 3, Fault.CRASH_BEFORE);
        Throwable unused = catchAnomaly(() -> connection.transact(EXCISE));
        place.storage = place.storage.crash();
        place.storage.fail(Operation.REWRITE, 2, Fault.IO);
        assertThatThrownBy(place::connect).isInstanceOf(Anomaly.Unavailable.class);
        assertThat(everything(place.reconnect())).isEqualTo(expected());
    }

    private static Throwable catchAnomaly(Runnable action) {
        try {
            action.run();
            return new AssertionError();
        } catch (Anomaly failed) {
            return failed;
        }
    }

    @Test
    void moreThanOneSegmentOfRecordsIsRewritten() throws InterruptedException {
        Place place = new Place();
        Connection connection = prepare(place);
        for (int batch = 0; batch < 6; batch++) {
            List<Object> forms = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                forms.add(Map.of(":p/text", "x".repeat(4_000), ":p/note", SECRET + batch + "-" + i));
            }
            connection.transact(TxData.of(forms));
        }
        place.storage.fail(Operation.REWRITE, 7, Fault.CRASH_AFTER);
        Throwable unused = catchAnomaly(() -> connection.transact("[{:db/excise :p/note}]"));
        assertThat(place.storage.calls(Operation.PUT_SEGMENT)).isGreaterThan(1);
        Connection reopened = place.reconnect();
        assertThat(reopened.db().history().datoms(Index.AEVT, ":p/note").list()).isEmpty();
        assertThat(reopened.db().datoms(Index.AEVT, ":p/text").limit(-1).list()).hasSize(3_002);
        assertThat(place.holds(SECRET + "5-499")).isFalse();
        assertThat(place.isSettled()).isTrue();
    }

    @Test
    void readersOfTheLogSeeAnExcisionWholeOrNotAtAll() {
        Connection connection = prepare(new Place());
        AtomicBoolean ended = new AtomicBoolean();
        AtomicLong from = new AtomicLong(Long.MAX_VALUE);
        CompletableFuture<Long> reading = CompletableFuture.supplyAsync(() -> {
            long reads = 0;
            while (!ended.get() || reads == 0) {
                assertThat(notes(connection, from.get())).isIn(0L, (long) NOTES);
                reads++;
            }
            return reads;
        });
        for (int round = 0; round < ROUNDS; round++) {
            long t = connection.db().t();
            for (int i = 0; i < NOTES; i++) {
                t = connection.transact("[{:p/note \"" + SECRET + i + "\"}]").t();
            }
            from.set(t - NOTES + 1);
            connection.transact("[{:db/excise :p/note}]");
        }
        ended.set(true);
        assertThat(reading.join()).isPositive();
    }

    private static long notes(Connection connection, long from) {
        return connection.transactions(from, from + NOTES).stream()
                .flatMap(transaction -> transaction.data().stream())
                .filter(datom -> String.valueOf(datom.v()).contains(SECRET))
                .count();
    }

    @Test
    void waitingForAFutureTimesOut() {
        Connection connection = prepare(new Place());
        assertThatThrownBy(() -> connection.syncExcise(100, Duration.ofMillis(1)))
                .isInstanceOf(Anomaly.Unavailable.class);
    }
}

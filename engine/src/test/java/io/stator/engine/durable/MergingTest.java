package io.stator.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.CompactOptions;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Limit;
import io.stator.Results;
import io.stator.Transaction;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.EngineConfig;
import io.stator.engine.ExpectedWarnings;
import io.stator.engine.segment.ChildEntry;
import io.stator.engine.segment.Directory;
import io.stator.engine.storage.FaultyStorage;
import io.stator.engine.storage.FaultyStorage.Fault;
import io.stator.engine.storage.FaultyStorage.Operation;
import io.stator.engine.storage.MemoryStorage;
import io.stator.engine.storage.Root;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases whose facts are put into storage all the time, beside ones whose facts never are. */
@ExtendWith(ExpectedWarnings.class)
final class MergingTest {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);
    private static final String SECRET = "ssssecret";

    private static final int RUNS_MAX = 200;
    private static final int SEGMENTS_MAX = 400;
    private static final String SCHEMA = """
            [{:db/ident :p/id :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
             {:db/ident :p/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
             {:db/ident :p/score :db/valueType :db.type/double :db/cardinality :db.cardinality/one :db/noHistory true}
             {:db/ident :p/tag :db/valueType :db.type/string :db/cardinality :db.cardinality/many}
             {:db/ident :p/friend :db/valueType :db.type/ref :db/cardinality :db.cardinality/many}]""";

    /** One place, opened again and again. */
    private static final class Place {
        private final MemoryStorage durable = new MemoryStorage();
        private final AtomicLong ids = new AtomicLong();
        private final AtomicLong clock = new AtomicLong(1_700_000_000_000L);
        private long liveFacts;
        private long keptBytes = Limit.KEPT_SEGMENT_BYTES.standard();
        private FaultyStorage storage = new FaultyStorage(durable);
        private EmbeddedClient client;

        private final long unsortedFacts;

        Place(long liveFacts) {
            this(liveFacts, 0);
        }

        Place(long liveFacts, long unsortedFacts) {
            this.liveFacts = liveFacts;
            this.unsortedFacts = unsortedFacts;
            this.client = open();
        }

        private EmbeddedClient open() {
            EngineConfig defaults = EngineConfig.defaults();
            return EmbeddedClient.open(
                    storage,
                    new EngineConfig(
                            () -> Instant.ofEpochMilli(clock.incrementAndGet()),
                            defaults.nanoClock(),
                            () -> new UUID(0, ids.incrementAndGet()),
                            defaults.system()
                                    .withLimit(Limit.LIVE_FACTS, liveFacts)
                                    .withLimit(Limit.UNSORTED_FACTS, unsortedFacts)
                                    .withLimit(Limit.KEPT_SEGMENT_BYTES, keptBytes)));
        }

        Connection connect() {
            client.createDatabase("x");
            return client.connect("x");
        }

        Connection reopen(boolean closing) throws InterruptedException {
            if (closing) {
                client.close();
            }
            storage = storage.crash();
            client = open();
            return client.connect("x");
        }

        /** Opens the place once more without making segments, which ends what was begun, and closes it. */
        void settle() throws InterruptedException {
            liveFacts = Long.MAX_VALUE;
            reopen(true);
            client.close();
        }

        /** Returns when a run has come to its end: there is one on its way whenever too much is live. */
        void await(BooleanSupplier reached) {
            while (!reached.getAsBoolean()) {
                Thread.onSpinWait();
            }
        }

        boolean hasSegments() {
            return root().content() != null;
        }

        String databaseId() {
            return new UUID(0, 1).toString();
        }

        /** Returns the names of all segments that are there. */
        List<String> segments() {
            List<String> names = new ArrayList<>();
            for (int run = 1; run < RUNS_MAX; run++) {
                for (int number = 0; number < SEGMENTS_MAX; number++) {
                    String name = SegmentRun.name(run, number);
                    if (durable.segments(databaseId()).get(name).isPresent()) {
                        names.add(name);
                    }
                }
            }
            return names;
        }

        /** Returns the names of the segments that the root has, or had. */
        Set<String> known() {
            Set<String> names = new HashSet<>(root().retired().keySet());
            IndexRoot.Content content = root().content();
            List<Optional<Directory>> trees =
                    content == null ? List.of() : content.trees(); // none when the last run did not end
            trees.forEach(tree -> tree.ifPresent(directory -> {
                assertThat(directory.level()).isEqualTo(1);
                directory.children().forEach(child -> names.add(child.name()));
            }));
            return names;
        }

        boolean holds(String text) {
            return segments().stream()
                    .map(name -> durable.segments(databaseId()).get(name).orElseThrow())
                    .anyMatch(bytes -> new String(bytes, StandardCharsets.ISO_8859_1).contains(text));
        }

        IndexRoot root() {
            return durable.roots()
                    .read(StoredIndexes.root(databaseId()))
                    .map(root -> IndexRoot.decode(databaseId(), root.bytes()))
                    .orElse(IndexRoot.NONE);
        }
    }

    private static String random(Random random) {
        int id = random.nextInt(60);
        return switch (random.nextInt(5)) {
            case 4 ->
                random.nextInt(4) > 0
                        ? "[{:p/id " + id + " :p/score " + random.nextInt(1000) + ".0}]"
                        : altered(random);
            case 0 ->
                "[{:p/id " + id + " :p/name \"n" + random.nextInt(9) + "\" :p/score " + random.nextInt(5) + ".5}]";
            case 1 -> "[{:p/id " + id + " :p/tag [\"a" + random.nextInt(9) + "\" \"b" + random.nextInt(9) + "\"]}]";
            case 2 -> "[{:p/id " + id + " :p/friend {:p/id " + random.nextInt(60) + "}}]";
            case 3 -> "[[:db/retractEntity [:p/id " + id + "]]]";
            default -> throw new AssertionError();
        };
    }

    /** Returns a transaction that may change what an attribute is, and its values with it. */
    private static String altered(Random random) {
        String value = "{:p/id " + random.nextInt(60) + " :p/name \"n" + random.nextInt(9) + "\"}";
        return switch (random.nextInt(5)) {
            case 0 -> "[{:db/id :p/name :db/noHistory " + random.nextBoolean() + "} " + value + "]";
            case 1 -> "[{:db/id :p/tag :db/noHistory " + random.nextBoolean() + "}]";
            case 2 -> "[{:db/id :p/name :db/unique :db.unique/value} " + value + "]";
            case 3 -> "[[:db/retract :p/name :db/unique :db.unique/value] " + value + "]";
            default -> "[{:p/id " + random.nextInt(60) + " :p/name \"u" + random.nextInt() + "\"}]";
        };
    }

    private static String text(Datom datom) {
        Object value = datom.v() instanceof Instant ? "instant" : datom.v();
        return datom.e() + " " + datom.a() + " " + value + " " + datom.tx() + " " + datom.added();
    }

    private static List<String> everything(Connection connection) {
        Database db = connection.db();
        List<String> all = new ArrayList<>();
        long middle = db.t() / 2;
        for (Database view : List.of(
                db,
                db.asOf(middle),
                db.since(middle),
                db.history(),
                db.asOf(middle).history())) {
            for (Index index : Index.values()) {
                view.datoms(index).limit(Results.NO_LIMIT).forEach(datom -> all.add(text(datom)));
            }
            all.add("");
        }
        for (Transaction transaction : connection.transactions(null, null).limit(Results.NO_LIMIT)) {
            transaction.data().forEach(datom -> all.add(text(datom)));
        }
        for (Transaction transaction :
                connection.transactions(middle, middle + 3).limit(Results.NO_LIMIT)) {
            all.add(String.valueOf(transaction.t()));
        }
        return all;
    }

    private static String said(Connection connection, String forms) {
        try {
            return connection.transact(forms).txData().stream()
                    .map(MergingTest::text)
                    .toList()
                    .toString();
        } catch (Anomaly refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    /** What is not sorted yet is read as what is, and put into segments as that is. */
    @ParameterizedTest
    @CsvSource({"30, 0", "30, 25", "30, 1073741824", "300, 1073741824", "9223372036854775807, 1073741824"})
    void aDatabaseIsTheSameWhateverIsInStorage(long liveFacts, long unsortedFacts) throws InterruptedException {
        Random random = new Random(SEED);
        Place place = new Place(liveFacts, unsortedFacts);
        Connection connection = place.connect();
        Connection expected = new Place(Long.MAX_VALUE).connect();
        expected.transact(SCHEMA);
        connection.transact(SCHEMA);
        for (int i = 0; i < 240; i++) {
            String forms = random(random);
            assertThat(said(connection, forms)).as("seed %s", SEED).isEqualTo(said(expected, forms));
            if (i % 40 == 39) {
                assertThat(everything(connection)).as("seed %s", SEED).isEqualTo(everything(expected));
                connection = place.reopen(i % 80 == 39);
                assertThat(everything(connection)).as("seed %s", SEED).isEqualTo(everything(expected));
            }
        }
        assertThat(place.client.compact("x", CompactOptions.standard()).segments())
                .isPositive();
        assertThat(everything(connection)).as("seed %s", SEED).isEqualTo(everything(expected));
        place.client.close();
    }

    @Test
    void aLogOfMoreThanMayBeInMemoryIsPutIntoSegmentsWhileItIsRead() throws InterruptedException {
        Random random = new Random(SEED + 1);
        Place place = new Place(Long.MAX_VALUE);
        Connection connection = place.connect();
        connection.transact(SCHEMA);
        for (int i = 0; i < 200; i++) {
            said(connection, random(random));
            if (i % 60 == 50) {
                said(connection, "[{:db/excise [:p/id " + random.nextInt(60) + "] :db.excise/attrs [:p/name]}]");
            }
        }
        List<String> expected = everything(connection);
        assertThat(place.hasSegments()).isFalse();
        place.liveFacts = 100;
        connection = place.reopen(true);
        assertThat(place.hasSegments()).isTrue();
        assertThat(everything(connection)).as("seed %s", SEED).isEqualTo(expected);
        place.client.close();
        place.liveFacts = Long.MAX_VALUE;
        connection = place.reopen(false);
        assertThat(everything(connection)).as("seed %s", SEED).isEqualTo(expected);
        place.client.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1 << 20})
    void whatIsExcisedIsInNoSegmentAndAnOldValueStillHasIt(long unsortedFacts) throws InterruptedException {
        Place place = new Place(20, unsortedFacts);
        Database before = excised(place);
        assertThat(before.datoms(Index.AEVT, ":p/name").limit(Results.NO_LIMIT)).hasSize(40);
        Connection connection = place.reopen(false);
        assertThat(place.holds(SECRET)).isFalse();
        assertThat(connection.db().history().datoms(Index.AEVT, ":p/name").limit(Results.NO_LIMIT))
                .isEmpty();
        place.client.close();
    }

    @Test
    void anOldValueThatNeedsMoreThanIsKeptIsToldSoAndNewOnesAreWhole() throws InterruptedException {
        Place place = new Place(20);
        place.keptBytes = 100;
        Database before = excised(place);
        assertThatThrownBy(
                        () -> before.datoms(Index.EAVT).limit(Results.NO_LIMIT).list())
                .isInstanceOf(Anomaly.Conflict.class)
                .hasMessageContaining("segment i")
                .hasMessageContaining("kept-segment-bytes");
        Database now = place.client.connect("x").db();
        assertThat(now.datoms(Index.AEVT, ":p/tag").limit(Results.NO_LIMIT)).hasSize(40);
        place.client.close();
    }

    /** Excises what is in segments; returns a value from before. */
    private static Database excised(Place place) throws InterruptedException {
        Connection connection = place.connect();
        connection.transact(SCHEMA);
        for (int i = 0; i < 40; i++) {
            connection.transact("[{:p/id " + i + " :p/name \"" + SECRET + i + "\" :p/tag [\"t" + i + "\"]}]");
        }
        connection = place.reopen(true);
        place.await(() -> place.holds(SECRET) && place.hasSegments());
        Database before = connection.db();
        long excised = 0;
        for (int i = 0; i < 40; i++) {
            excised = connection
                    .transact("[{:db/excise [:p/id " + i + "] :db.excise/attrs [:p/name]}]")
                    .dbAfter()
                    .t();
        }
        Database after = connection.syncExcise(excised, Duration.ofSeconds(60));
        assertThat(place.holds(SECRET)).isFalse();
        assertThat(after.datoms(Index.AEVT, ":p/name").limit(Results.NO_LIMIT)).isEmpty();
        return before;
    }

    @Test
    void aDamagedSegmentIsToldAndTheNextOpeningMakesTheDatabaseOfItsLog() throws InterruptedException {
        Place place = new Place(20);
        Connection connection = place.connect();
        work(connection);
        connection.syncExcise(connection.db().t(), Duration.ofSeconds(60));
        connection = place.reopen(true);
        List<String> expected = everything(connection);
        place.await(place::hasSegments);
        place.client.close();
        IndexRoot.Content content = Objects.requireNonNull(place.root().content());
        Directory values = content.trees().get(Index.AVET.ordinal()).orElseThrow();
        place.durable
                .segments(place.databaseId())
                .delete(values.children().stream().map(ChildEntry::name).toList());
        Connection damaged = place.reopen(false);
        assertThatThrownBy(() -> everything(damaged))
                .isInstanceOf(Anomaly.Fault.class)
                .hasMessageContaining("segment i")
                .hasMessageContaining("is not there");
        connection = place.reopen(true);
        assertThat(everything(connection)).isEqualTo(expected);
        place.client.close();
    }

    @Test
    void aRootOfAnotherLogIsNotUsed() throws InterruptedException {
        Place place = new Place(20);
        Connection connection = place.connect();
        work(connection);
        List<String> expected = everything(connection);
        place.await(place::hasSegments);
        place.client.close();
        String name = StoredIndexes.root(place.databaseId());
        Root root = place.durable.roots().read(name).orElseThrow();
        IndexRoot known = IndexRoot.decode(place.databaseId(), root.bytes());
        IndexRoot.Content content = Objects.requireNonNull(known.content());
        IndexRoot.Content behind = new IndexRoot.Content(
                content.sequence() + 100,
                content.window(),
                content.counters(),
                content.forgotten(),
                content.names(),
                content.lastNames(),
                content.fading(),
                content.trees());
        byte[] bytes = new IndexRoot(known.run(), known.retired(), behind).encode(place.databaseId());
        assertThat(place.durable.roots().compareAndSet(name, root.revision(), bytes))
                .isTrue();
        connection = place.reopen(false);
        assertThat(everything(connection)).isEqualTo(expected);
        connection.transact("[{:p/id 77 :p/name \"later\"}]");
        expected = everything(connection);
        assertThat(everything(place.reopen(true))).isEqualTo(expected);
        place.client.close();
    }

    private static void work(Connection connection) {
        said(connection, SCHEMA);
        for (int i = 0; i < 30; i++) {
            said(connection, "[{:p/id " + i % 12 + " :p/name \"" + SECRET + i + "\" :p/score " + i + ".0}]");
        }
        said(connection, "[{:db/excise [:p/id 3] :db.excise/attrs [:p/name]}]");
        said(connection, "[{:p/id 3 :p/tag [\"a\" \"b\"]}]");
    }

    @ParameterizedTest
    @EnumSource(
            value = Operation.class,
            names = {"PUT_SEGMENT", "COMPARE_AND_SET", "DELETE_SEGMENTS", "GET_SEGMENT", "READ_ROOT"})
    void whateverFailsInStorageNothingIsLostAndNothingIsLeft(Operation operation) throws InterruptedException {
        for (Fault fault : List.of(
                Fault.NO_SPACE, Fault.UNKNOWN_BUT_DONE, Fault.THROWN_AFTER, Fault.CRASH_BEFORE, Fault.CRASH_AFTER)) {
            for (int call = 3; call < 40; call += 6) {
                String where = operation + " " + fault + " " + call;
                Place place = new Place(25);
                Connection connection = place.connect();
                said(connection, SCHEMA);
                place.storage.fail(operation, call, fault);
                try {
                    work(connection);
                } catch (RuntimeException crashed) {
                    assertThat(place.storage.stopped()).as(where).isTrue();
                }
                connection = place.reopen(false);
                List<String> logged = everything(connection);
                Connection again = place.reopen(true);
                assertThat(everything(again)).as(where).isEqualTo(logged);
                work(again);
                again.syncExcise(again.db().t(), Duration.ofSeconds(60));
                List<String> kept = everything(again);
                assertThat(everything(place.reopen(true))).as(where).isEqualTo(kept);
                place.settle();
                assertThat(place.known()).as(where).containsAll(place.segments());
            }
        }
    }
}

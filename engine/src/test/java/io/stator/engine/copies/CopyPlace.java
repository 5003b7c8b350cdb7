package io.stator.engine.copies;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Limit;
import io.stator.Transaction;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.EngineConfig;
import io.stator.engine.ReadOnlyClient;
import io.stator.engine.durable.AnnouncedRun;
import io.stator.engine.durable.Catalog;
import io.stator.engine.durable.Erasure;
import io.stator.engine.durable.IndexRoot;
import io.stator.engine.durable.StoredIndexes;
import io.stator.engine.log.LogRecord;
import io.stator.engine.log.LoggedTransaction;
import io.stator.engine.segment.ChildEntry;
import io.stator.engine.storage.FaultyStorage;
import io.stator.engine.storage.MemoryStorage;
import io.stator.engine.storage.Root;
import io.stator.engine.storage.Roots;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** A place of a system in memory that is opened again and again, copied from and to. */
final class CopyPlace {
    static final String SCHEMA = """
            [{:db/ident :p/id :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
             {:db/ident :p/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
             {:db/ident :p/tag :db/valueType :db.type/string :db/cardinality :db.cardinality/many}
             {:db/ident :p/friend :db/valueType :db.type/ref :db/cardinality :db.cardinality/many}]""";

    /** The first transaction that is not of every database. */
    private static final long FIRST_TX = (3L << 42) + 6;

    private static final int RUNS_MAX = 40;
    private static final int SEGMENTS_MAX = 60;
    private static final AtomicLong PLACES = new AtomicLong();
    private static final AtomicLong CLOCK = new AtomicLong(1_700_000_000_000L);

    final MemoryStorage durable = new MemoryStorage();
    private final long place = PLACES.incrementAndGet();
    private final AtomicLong ids = new AtomicLong();
    private FaultyStorage faulty = new FaultyStorage(durable);
    private final long liveFacts;

    CopyPlace() {
        this(Long.MAX_VALUE);
    }

    CopyPlace(long liveFacts) {
        this.liveFacts = liveFacts;
    }

    /** Returns the storage, which lives on when it was stopped. */
    FaultyStorage storage() {
        if (faulty.stopped()) {
            restart();
        }
        return faulty;
    }

    /** Has nothing fail any more. */
    void restart() {
        try {
            faulty = faulty.crash();
        } catch (InterruptedException never) {
            throw new AssertionError(never);
        }
    }

    EmbeddedClient open() {
        EngineConfig defaults = EngineConfig.defaults();
        return EmbeddedClient.open(
                storage(),
                new EngineConfig(
                        () -> Instant.ofEpochMilli(CLOCK.incrementAndGet()),
                        defaults.nanoClock(),
                        () -> UUID.fromString(newId()),
                        defaults.system().withLimit(Limit.LIVE_FACTS, liveFacts)));
    }

    String newId() {
        return new UUID(place, ids.incrementAndGet()).toString();
    }

    /** Does something with the system open to write. */
    void use(Consumer<Client> body) {
        try (Client client = open()) {
            body.accept(client);
        }
    }

    /** Returns what is found with the system open to be read. */
    <T> T read(Function<Client, T> body) {
        try (Client client = ReadOnlyClient.open(storage(), EngineConfig.defaults())) {
            return body.apply(client);
        }
    }

    /** Creates a database with a schema and so many people. */
    static Connection create(Client client, String name, int people) {
        client.createDatabase(name);
        Connection connection = client.connect(name);
        connection.transact(SCHEMA);
        add(connection, 0, people);
        return connection;
    }

    static void add(Connection connection, int from, int to) {
        for (int i = from; i < to; i++) {
            connection.transact("[{:p/id " + i + " :p/name \"name " + i + "\" :p/tag [\"tag " + i % 7 + "\"]}"
                    + " {:p/id " + -(i / 2 + 1) + " :p/name \"again " + i + "\"}]");
        }
    }

    CopySettings settings() {
        return settings(false);
    }

    CopySettings settings(boolean whole) {
        return new CopySettings(
                whole,
                true,
                () -> Instant.ofEpochMilli(CLOCK.incrementAndGet()),
                this::newId,
                () -> {},
                progress -> {});
    }

    CopyReport copyTo(CopyPlace target) {
        return SystemCopier.copy(storage(), target.storage(), target.settings(true));
    }

    String id(String name) {
        return Objects.requireNonNull(
                new Catalog(durable.roots()).read().databases().get(name));
    }

    boolean hasSegments(String name) {
        String id = id(name);
        return durable.roots()
                .read(StoredIndexes.root(id))
                .map(root -> IndexRoot.decode(id, root.bytes()).content() != null)
                .orElse(false);
    }

    /** Returns the names of the segments of EAVT that the root of the indexes has. */
    List<String> segmentNames(String id) {
        IndexRoot root = IndexRoot.decode(
                id, durable.roots().read(StoredIndexes.root(id)).orElseThrow().bytes());
        return Objects.requireNonNull(root.content()).trees().get(0).orElseThrow().children().stream()
                .map(ChildEntry::name)
                .toList();
    }

    /** Returns all segments there can be of a database. */
    private Map<String, byte[]> segments(String id) {
        Map<String, byte[]> found = new HashMap<>();
        for (int run = 0; run < RUNS_MAX; run++) {
            for (long base : new long[] {0, 1L << 40}) {
                for (int number = 0; number < SEGMENTS_MAX; number++) {
                    String name = AnnouncedRun.segmentName(base + run, number);
                    durable.segments(id).get(name).ifPresent(bytes -> found.put(name, bytes));
                }
            }
        }
        for (int i = 0; i < RUNS_MAX; i++) {
            String name = "copied-" + i;
            durable.segments(id).get(name).ifPresent(bytes -> found.put(name, bytes));
        }
        return found;
    }

    /** Returns whether any bytes that are kept have a text in them. */
    boolean holds(String secret) {
        boolean[] found = {false};
        for (String id : new Catalog(durable.roots()).read().databases().values()) {
            durable.log(id).read(0, (sequence, epoch, bytes) -> {
                found[0] |= new String(bytes, StandardCharsets.ISO_8859_1).contains(secret);
                return true;
            });
            found[0] |= segments(id).values().stream()
                    .anyMatch(bytes -> new String(bytes, StandardCharsets.ISO_8859_1).contains(secret));
        }
        return found[0];
    }

    /** Returns a place with the same bytes. */
    CopyPlace twin() {
        CopyPlace twin = new CopyPlace(liveFacts);
        for (String name : durable.roots().names("")) {
            Root root = durable.roots().read(name).orElseThrow();
            for (long revision = 0; revision < root.revision(); revision++) {
                assertThat(twin.durable.roots().compareAndSet(name, revision, root.bytes()))
                        .isTrue();
            }
        }
        for (String id : new Catalog(durable.roots()).read().databases().values()) {
            durable.log(id).read(0, (sequence, epoch, bytes) -> {
                twin.durable.log(id).append(sequence, epoch, bytes);
                return true;
            });
            twin.durable.segments(id).putAll(segments(id));
        }
        return twin;
    }

    /** Returns the time of a transaction. */
    long millis(String name, long t) {
        long[] millis = {-1};
        durable.log(id(name)).read(0, (sequence, epoch, bytes) -> {
            for (LoggedTransaction each : LogRecord.decode(bytes)) {
                if (each.t() == t) {
                    millis[0] = each.instant();
                }
            }
            return millis[0] < 0;
        });
        return millis[0];
    }

    /** Returns what can be seen of a database whose transactions are those of another up to a t, said once more. */
    Seen past(String name, long t) {
        CopyPlace past = new CopyPlace();
        List<Long> records = new ArrayList<>();
        String id = id(name);
        durable.log(id).read(0, (sequence, epoch, bytes) -> {
            List<LoggedTransaction> some = LogRecord.decode(bytes).stream()
                    .filter(each -> each.t() <= t)
                    .toList();
            if (!some.isEmpty()) {
                past.durable.log(id).append(sequence, epoch, LogRecord.encode(some));
                records.add(sequence);
            }
            return true;
        });
        durable.roots()
                .read(Erasure.root(id))
                .ifPresent(root -> past.durable.roots().compareAndSet(Erasure.root(id), Roots.ABSENT, root.bytes()));
        new Catalog(past.durable.roots()).update(content -> content.with(name, id));
        assertThat(records).isNotEmpty();
        return past.seen(name);
    }

    /** All that can be seen of a database. */
    record Seen(long t, List<Datom> facts, List<Datom> history, List<List<Datom>> log, List<Long> next) {
        /** Checks that this is one of two, or the second up to some t, or the first of them up to which both are the same. */
        void requireBetween(Seen before, Seen after, String where) {
            List<List<Datom>> all = Stream.of(before, after)
                    .map(Seen::log)
                    .filter(whole -> whole.size() >= log.size()
                            && whole.subList(0, log.size()).equals(log))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(where + ": the log is that of neither: t=" + t));
            assertThat(all).as(where).isNotEmpty();
            Set<List<Object>> present = new HashSet<>();
            Set<List<Object>> past = new HashSet<>();
            for (Datom datom : log.stream().flatMap(List::stream).toList()) {
                if (datom.tx() < FIRST_TX) {
                    continue;
                }
                List<Object> fact = List.of(datom.e(), datom.a(), datom.v());
                if (datom.added()) {
                    present.add(fact);
                } else {
                    present.remove(fact);
                }
                past.add(List.of(fact, datom.tx(), datom.added()));
            }
            assertThat(facts.stream()
                            .filter(each -> each.tx() >= FIRST_TX)
                            .map(each -> List.of(each.e(), each.a(), each.v())))
                    .as(where)
                    .hasSameElementsAs(present);
            assertThat(history.stream()
                            .filter(each -> each.tx() >= FIRST_TX)
                            .map(each -> List.of(List.of(each.e(), each.a(), each.v()), each.tx(), each.added())))
                    .as(where)
                    .hasSameElementsAs(past);
        }

        static Seen of(Client client, String name) {
            Connection connection = client.connect(name);
            return of(connection, connection.db());
        }

        static Seen of(Connection connection, Database now) {
            List<Datom> facts = new ArrayList<>();
            List<Datom> history = new ArrayList<>();
            for (Index index : Index.values()) {
                now.datoms(index).forEach(facts::add);
                now.history().datoms(index).forEach(history::add);
            }
            List<List<Datom>> log = new ArrayList<>();
            for (Transaction transaction : connection.transactions(null, null)) {
                if (transaction.t() <= now.t()) {
                    log.add(List.copyOf(transaction.data()));
                }
            }
            long entity = now
                    .with("[{:db/id \"new\" :db/doc \"x\"} {:db/ident :new/attribute :db/id \"attribute\""
                            + " :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]")
                    .tempids()
                    .values()
                    .stream()
                    .mapToLong(Long::longValue)
                    .sum();
            return new Seen(now.t(), facts, history, log, List.of(entity));
        }
    }

    List<String> names() {
        return read(Client::listDatabases);
    }

    Seen seen(String name) {
        return read(client -> Seen.of(client, name));
    }

    /** Checks that both have the same databases with the same in them. */
    void requireSame(CopyPlace copy) {
        assertThat(copy.names()).isEqualTo(names());
        for (String name : names()) {
            assertThat(copy.seen(name)).as(name).isEqualTo(seen(name));
        }
    }
}

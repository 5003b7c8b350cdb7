package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Stator;
import io.stator.Transaction;
import io.stator.edn.Keyword;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A log whose entities, transactions and attributes are numbered as those of Datomic Pro are. */
final class MovingFromProTest {
    private static final long USER = 4L << 42;
    private static final long TX = 3L << 42;
    private static final Map<Long, String> BEGINNING = Map.ofEntries(
            Map.entry(0L, "db.part/db"),
            Map.entry(3L, "db.part/tx"),
            Map.entry(4L, "db.part/user"),
            Map.entry(10L, "db/ident"),
            Map.entry(11L, "db.install/partition"),
            Map.entry(13L, "db.install/attribute"),
            Map.entry(14L, "db.install/function"),
            Map.entry(20L, "db.type/ref"),
            Map.entry(22L, "db.type/long"),
            Map.entry(23L, "db.type/string"),
            Map.entry(35L, "db.cardinality/one"),
            Map.entry(36L, "db.cardinality/many"),
            Map.entry(40L, "db/valueType"),
            Map.entry(41L, "db/cardinality"),
            Map.entry(50L, "db/txInstant"),
            Map.entry(52L, "db/fn"),
            Map.entry(54L, "db/retractEntity"),
            Map.entry(56L, "db.type/uuid"),
            Map.entry(62L, "db/doc"),
            Map.entry(71L, "db.attr/preds"));

    private final List<Transaction> log = new ArrayList<>();
    private final Client client = Stator.inMemory();
    private long t;

    private final class Pro implements TransactionHistory {
        @Override
        public Iterator<Transaction> transactions(long fromT, long toT) {
            return log.stream()
                    .filter(entry -> entry.t() >= fromT && entry.t() < toT)
                    .iterator();
        }

        @Override
        public List<Datom> idents() {
            List<Datom> idents = new ArrayList<>();
            BEGINNING.forEach(
                    (id, name) -> idents.add(new CopiedDatom(id, 10, Keyword.parse(":" + name), TX | 54, true)));
            idents.add(new CopiedDatom(72, 10, Keyword.of("p", "name"), TX | 1_000, true));
            return idents;
        }

        @Override
        public OptionalLong entityId(Keyword ident) {
            return BEGINNING.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(ident.qualifiedName()))
                    .mapToLong(Map.Entry::getKey)
                    .findFirst();
        }
    }

    private Datom add(long e, long a, Object v) {
        return new CopiedDatom(e, a, v, TX | t, true);
    }

    private void transaction(long number, java.util.function.Supplier<List<Datom>> data) {
        t = number;
        List<Datom> datoms = new ArrayList<>();
        datoms.add(add(TX | t, 50, Instant.ofEpochMilli(number)));
        datoms.addAll(data.get());
        log.add(new Transaction(number, datoms));
    }

    @BeforeEach
    void fill() {
        transaction(54, () -> List.of(add(62, 10, Keyword.of("db", "doc"))));
        transaction(
                1_000,
                () -> List.of(
                        add(72, 10, Keyword.of("p", "name")),
                        add(72, 40, 23L),
                        add(72, 41, 35L),
                        add(0, 13, 72L),
                        add(73, 10, Keyword.of("p", "of")),
                        add(73, 40, 20L),
                        add(73, 41, 36L),
                        add(0, 13, 73L),
                        add(74, 10, Keyword.of("my", "part")),
                        add(0, 11, 74L)));
        transaction(
                1_001,
                () -> List.of(
                        add(USER | 1_002, 72, "Ann"),
                        add(74L << 42 | 1_003, 72, "Bob"),
                        add(USER | 1_002, 73, 74L << 42 | 1_003),
                        add(USER | 1_002, 73, TX | 1_000),
                        add(USER | 1_002, 73, TX | 1_001),
                        add(USER | 1_002, 73, 22L),
                        add(1L << 61 | 5L << 42 | 1_004, 72, "Cid")));
        transaction(
                1_009,
                () -> List.of(
                        add(TX | 1_001, 72, "noted later"),
                        add(USER | 1_002, 72, "Eve"),
                        add(USER | 1_002, 73, TX | 1_005),
                        new CopiedDatom(USER | 1_002, 72, "Ann", TX | 1_009, false),
                        new CopiedDatom(USER | 1_002, 72, "Ann", TX | 1_009, false)));
    }

    @AfterEach
    void close() {
        client.close();
    }

    private long migrate(String name, List<Keyword> leftOut) {
        client.createDatabase(name);
        SystemEntities system = SystemEntities.read();
        CountDownLatch never = new CountDownLatch(1);
        HistoryProgress progress = new HistoryProgress(
                Console.of(InputStream.nullInputStream(), new StringBuilder(), new StringBuilder()), System::nanoTime);
        CopyTarget target = new CopyTarget(client.connect(name), true, FactSum.Marks.of(system), progress, never);
        try {
            return new Migration(new Pro(), target, system, leftOut, progress, never).run(t);
        } catch (InterruptedException nobodyInterrupts) {
            throw new IllegalStateException(nobodyInterrupts);
        }
    }

    private static Set<List<Object>> rows(Database database, String query) {
        Set<List<Object>> rows = new HashSet<>();
        database.query(query).forEach(row -> rows.add(new ArrayList<>(row)));
        return rows;
    }

    @Test
    void transactionsFollowEachOtherAndEntitiesKeepTheirIds() {
        migrate("copy", List.of());
        Connection copy = client.connect("copy");
        Database database = copy.db();
        assertThat(database.t()).isEqualTo(8);
        assertThat(database.ident(73L)).hasValue(Keyword.of("p", "name"));
        assertThat(database.entityId(":my/part")).hasValue(75);
        assertThat(rows(database, "[:find ?e ?n :where [?e :p/name ?n]]"))
                .containsExactlyInAnyOrder(
                        List.of(USER | 1_002, "Eve"),
                        List.of(75L << 42 | 1_003, "Bob"),
                        List.of(1L << 61 | 5L << 42 | 1_004, "Cid"),
                        List.of(TX | 7, "noted later"));
        assertThat(rows(database, "[:find ?v :where [" + (USER | 1_002) + " :p/of ?v]]"))
                .containsExactlyInAnyOrder(
                        List.of(75L << 42 | 1_003),
                        List.of(TX | 6),
                        List.of(TX | 7),
                        List.of(22L),
                        List.of(TX | 1_005));
        assertThat(rows(database.asOf(7), "[:find ?n :where [" + (USER | 1_002) + " :p/name ?n]]"))
                .containsExactly(List.of("Ann"));
        migrate("copy", List.of());
        transaction(1_010, () -> List.of(add(USER | 1_011, 73, TX | 1_009)));
        migrate("copy", List.of());
        assertThat(rows(copy.db(), "[:find ?v :where [" + (USER | 1_011) + " :p/of ?v]]"))
                .containsExactly(List.of(TX | 8));
    }

    @Test
    void whatStatorDoesNotHaveIsNamedAndCanBeLeftOut() {
        transaction(1_020, () -> List.of(add(USER | 1_021, 52, "(fn)"), add(0, 14, USER | 1_021)));
        transaction(1_022, () -> List.of(add(USER | 1_023, 72, "after")));
        assertThatThrownBy(() -> migrate("copy", List.of()))
                .isInstanceOf(Anomaly.Unsupported.class)
                .hasMessageContaining("transaction 1020")
                .hasMessageContaining(":db/fn")
                .hasMessageContaining("--leave-out :db/fn");
        assertThat(migrate("copy", List.of(Keyword.of("db", "fn")))).isEqualTo(1);
        assertThat(client.connect("copy").db().t()).isEqualTo(10);
        assertThatThrownBy(() -> migrate("copy", List.of(Keyword.of("no", "such"))))
                .isInstanceOf(Anomaly.NotFound.class)
                .hasMessageContaining(":no/such");
    }

    @Test
    void aReferenceToWhatOnlyProHasIsTold() {
        transaction(1_020, () -> List.of(add(USER | 1_021, 73, 54L), add(USER | 1_021, 73, 52L)));
        assertThatThrownBy(() -> migrate("copy", List.of()))
                .isInstanceOf(Anomaly.Unsupported.class)
                .hasMessageContaining(":db/fn");
    }

    @Test
    void manyTransactionsWithGapsAreFoundAgain() {
        TransactionNumbers numbers = new TransactionNumbers(6);
        List<Long> all = new ArrayList<>();
        java.util.SplittableRandom random = new java.util.SplittableRandom(20_261_130L);
        long number = 1_000;
        for (int i = 0; i < 5_000; i++) {
            all.add(number);
            assertThat(numbers.append(number)).isEqualTo(6 + i);
            number += i < 300 ? 1 : 1 + (random.nextInt(4) == 0 ? random.nextLong(1L << 40) : random.nextLong(3));
        }
        for (int i = 0; i < all.size(); i++) {
            assertThat(numbers.of(all.get(i))).isEqualTo(6 + i);
            assertThat(numbers.append(all.get(i))).isEqualTo(6 + i);
            if (i > 0 && all.get(i) - 1 != all.get(i - 1)) {
                assertThat(numbers.of(all.get(i) - 1)).isEqualTo(-1);
            }
        }
        assertThat(numbers.of(999)).isEqualTo(-1);
        assertThat(numbers.of(number + 1)).isEqualTo(-1);
        assertThat(new TransactionNumbers(6).of(0)).isEqualTo(-1);
    }
}

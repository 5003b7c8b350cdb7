package io.stator.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Anomaly;
import io.stator.CompactOptions;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Limit;
import io.stator.Pull;
import io.stator.Results;
import io.stator.Transaction;
import io.stator.TxReport;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.EngineConfig;
import io.stator.engine.ExpectedWarnings;
import io.stator.engine.storage.FaultyStorage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Whatever is asked of a database has the same answer however much of it is in segments: two systems are given the same, and one of them has
 * its facts put into segments when chance says so, is made of its log, and is opened again. {@code -Dstator.seed=N} begins with a seed.
 */
@ExtendWith(ExpectedWarnings.class)
final class MergedAnswersTest {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);
    private static final int DATABASES = 10;
    private static final int DATABASES_IN_SIMULATION = 1_000;
    private static final int STEPS = 45;
    private static final int QUESTIONS = 160;
    private static final int KEPT_MAX = 5;
    private static final int PEOPLE = 30;
    private static final Duration LONG = Duration.ofSeconds(CrashSystem.SECONDS_MAX);
    private static final long[] LIVE = {16, 60, 200, Long.MAX_VALUE};
    private static final long[] UNSORTED = {Limit.UNSORTED_FACTS.standard(), 20, 1_000_000};

    private static final String SCHEMA = """
            [{:db/ident :p/id :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
             {:db/ident :p/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
             {:db/ident :p/score :db/valueType :db.type/double :db/cardinality :db.cardinality/one :db/noHistory true}
             {:db/ident :p/price :db/valueType :db.type/bigdec :db/cardinality :db.cardinality/one}
             {:db/ident :p/tag :db/valueType :db.type/string :db/cardinality :db.cardinality/many}
             {:db/ident :p/born :db/valueType :db.type/instant :db/cardinality :db.cardinality/one}
             {:db/ident :p/place :db/valueType :db.type/tuple :db/tupleTypes [:db.type/long :db.type/string]
              :db/cardinality :db.cardinality/one}
             {:db/ident :p/part :db/valueType :db.type/ref :db/cardinality :db.cardinality/many :db/isComponent true}
             {:db/ident :p/friend :db/valueType :db.type/ref :db/cardinality :db.cardinality/many}]""";

    private static final List<String> ATTRIBUTES = List.of(
            ":p/id",
            ":p/name",
            ":p/score",
            ":p/price",
            ":p/tag",
            ":p/born",
            ":p/place",
            ":p/part",
            ":p/friend",
            ":db/ident",
            ":db/txInstant");

    private static final List<String> PULLS = List.of(
            "[*]",
            "[:p/id :p/name :p/tag]",
            "[:p/id {:p/friend [:p/name :p/score]}]",
            "[:p/name {:p/_friend [:p/id]}]",
            "[* {:p/part [*]}]",
            "[(:p/tag :limit 1) (:p/price :default 0)]",
            "[:p/id {:p/friend 2}]");

    private static final List<String> QUERIES = List.of(
            "[:find ?e ?v :where [?e :p/name ?v]]",
            "[:find ?v (count ?e) :where [?e :p/tag ?v]]",
            "[:find (sum ?s) (max ?tx) . :with ?e :where [?e :p/score ?s ?tx]]",
            "[:find ?a ?b :where [?a :p/friend ?b] [?b :p/tag \"t1\"]]",
            "[:find ?e ?tx ?op :where [?e :p/name \"n3\" ?tx ?op]]",
            "[:find ?e ?p :where [?e :p/price ?p] [(< 2.0M ?p)]]",
            "[:find ?e :where [?e :p/id ?i] [(< 5 ?i 20)] (not [?e :p/friend _])]",
            "[:find (count ?e) . :where [?e :p/born ?b] [(< #inst \"1970-01-02\" ?b)]]",
            "[:find ?e ?l ?s :where [?e :p/place ?t] [(untuple ?t) [?l ?s]]]");

    /** Something that is asked; called with both systems. */
    private interface Question extends Function<Side, Object> {}

    /** What is asked: a connection, and one of its values. */
    private record Side(Connection connection, Database db) {}

    /** A system, and the values that were kept of it. */
    private static final class Place {
        private final EngineConfig config;
        private FaultyStorage storage = new FaultyStorage();
        private EmbeddedClient client;
        private Connection connection;
        private final List<Database> kept = new ArrayList<>();

        Place(long live, long unsorted, AtomicLong clock) {
            EngineConfig defaults = EngineConfig.defaults();
            this.config = new EngineConfig(
                    () -> Instant.ofEpochMilli(clock.get()),
                    defaults.nanoClock(),
                    UUID::randomUUID,
                    defaults.system().withLimit(Limit.LIVE_FACTS, live).withLimit(Limit.UNSORTED_FACTS, unsorted));
            this.client = EmbeddedClient.open(storage, config);
            client.createDatabase(CrashSystem.NAME);
            this.connection = client.connect(CrashSystem.NAME);
        }

        void reopen() throws InterruptedException {
            client.close();
            storage = storage.crash();
            client = EmbeddedClient.open(storage, config);
            connection = client.connect(CrashSystem.NAME);
            kept.clear(); // they are of the client that is closed
        }
    }

    /** One pair of systems. */
    private static final class Run {
        private final Random random;
        private final AtomicLong clock = new AtomicLong(1_700_000_000_000L);
        private final Place plain;
        private final Place merged;
        private final String where;

        Run(long seed) {
            random = new Random(seed);
            plain = new Place(Long.MAX_VALUE, Limit.UNSORTED_FACTS.standard(), clock);
            merged = new Place(LIVE[random.nextInt(LIVE.length)], UNSORTED[random.nextInt(UNSORTED.length)], clock);
            where = "seed " + seed;
        }

        private <T> T pick(List<T> from) {
            return from.get(random.nextInt(from.size()));
        }

        private String person() {
            int id = random.nextInt(PEOPLE);
            return switch (random.nextInt(9)) {
                case 0 ->
                    "{:p/id " + id + " :p/name \"n" + random.nextInt(8) + "\" :p/score " + random.nextInt(9) + ".5}";
                case 1 -> "{:p/id " + id + " :p/tag [\"t" + random.nextInt(5) + "\" \"u" + random.nextInt(5) + "\"]}";
                case 2 -> "{:p/id " + id + " :p/friend {:p/id " + (PEOPLE + random.nextInt(PEOPLE)) + "}}";
                case 3 -> "{:p/id " + id + " :p/price " + random.nextInt(4) + (random.nextBoolean() ? ".0M}" : ".00M}");
                case 4 -> "{:p/id " + id + " :p/place [" + random.nextInt(3) + " \"w" + random.nextInt(3) + "\"]}";
                case 5 -> "{:p/id " + id + " :p/part [{:p/name \"part\"} {:p/tag \"t0\"}]}";
                case 6 -> "{:p/id " + id + " :p/born #inst \"19" + (60 + random.nextInt(30)) + "-01-01\"}";
                case 7 -> "[:db/retract [:p/id " + id + "] :p/tag]";
                default -> "{:p/id " + id + " :p/score " + random.nextInt(9) + ".25}";
            };
        }

        private String forms() {
            return switch (random.nextInt(12)) {
                case 0 -> "[[:db/retractEntity [:p/id " + random.nextInt(PEOPLE) + "]]]";
                case 1 -> "[{:db/excise [:p/id " + random.nextInt(PEOPLE) + "]}]";
                case 2 ->
                    "[{:db/excise " + pick(List.of(":p/tag", ":p/score")) + " :db.excise/beforeT "
                            + Math.max(1, plain.connection.db().t() - random.nextInt(20)) + "}]";
                case 3 -> {
                    StringBuilder many = new StringBuilder("[");
                    for (int i = 0; i < 30; i++) {
                        many.append("{:p/id ")
                                .append(200 + random.nextInt(300))
                                .append(" :p/tag \"m")
                                .append(random.nextInt(50))
                                .append("\"}");
                    }
                    yield many.append("]").toString();
                }
                default -> "[" + person() + "]";
            };
        }

        private static Object answer(Question question, Side side) {
            try {
                return question.apply(side);
            } catch (Anomaly refused) {
                return refused.category() + " " + refused.error();
            }
        }

        private void transact(String forms) {
            clock.addAndGet(random.nextInt(3));
            assertThat(answer(
                            side -> data(side.connection.transact(forms)),
                            new Side(merged.connection, merged.connection.db())))
                    .as("%s %s", where, forms)
                    .isEqualTo(answer(
                            side -> data(side.connection.transact(forms)),
                            new Side(plain.connection, plain.connection.db())));
        }

        /** Puts facts into segments, or opens the system again, or does nothing of that. */
        private void disturb() throws InterruptedException {
            switch (random.nextInt(8)) {
                case 0 -> merge(CompactOptions.standard());
                case 1 -> merge(CompactOptions.standard().unread());
                case 2 -> merge(CompactOptions.standard().unread().fromLog());
                case 3 -> {
                    plain.reopen();
                    merged.reopen();
                }
                default -> keep();
            }
        }

        private void merge(CompactOptions options) {
            merged.connection.syncExcise(merged.connection.db().t(), LONG);
            long t = merged.client.compact(CrashSystem.NAME, options).t();
            assertThat(t).isEqualTo(merged.connection.db().t());
        }

        /** Keeps a value for later, when its segments were replaced. */
        private void keep() {
            if (plain.kept.size() == KEPT_MAX) {
                plain.kept.remove(0);
                merged.kept.remove(0);
            }
            plain.kept.add(plain.connection.db());
            merged.kept.add(merged.connection.db());
        }

        void run() throws InterruptedException {
            transact(SCHEMA);
            for (int step = 0; step < STEPS; step++) {
                transact(forms());
                disturb();
            }
            keep();
            for (int i = 0; i < QUESTIONS; i++) {
                ask(i);
            }
            assertThat(merged.client.verify(CrashSystem.NAME, progress -> {}).damages())
                    .as(where)
                    .isEmpty();
            plain.client.close();
            merged.client.close();
        }

        private void ask(int number) {
            int value = random.nextInt(plain.kept.size());
            Function<Database, Database> view = view(plain.kept.get(value).t());
            Question question = question();
            Object expected = answer(question, new Side(plain.connection, view.apply(plain.kept.get(value))));
            assertThat(answer(question, new Side(merged.connection, view.apply(merged.kept.get(value)))))
                    .as("%s question %s", where, number)
                    .isEqualTo(expected);
        }

        private Function<Database, Database> view(long t) {
            long then = 1 + random.nextInt((int) t);
            return switch (random.nextInt(8)) {
                case 0 -> db -> db.asOf(then);
                case 1 -> db -> db.since(then);
                case 2 -> Database::history;
                case 3 -> db -> db.asOf(then).history();
                case 4 -> db -> db.since(then).history();
                default -> db -> db;
            };
        }

        private @Nullable Object value(String attribute) {
            return switch (attribute) {
                case ":p/id" -> (long) random.nextInt(PEOPLE * 2);
                case ":p/name" -> "n" + random.nextInt(9);
                case ":p/score" -> random.nextInt(9) + 0.5;
                case ":p/price" -> new BigDecimal(random.nextInt(4) + ".0");
                case ":p/tag" -> "t" + random.nextInt(6);
                case ":p/born" -> Instant.parse("19" + (60 + random.nextInt(30)) + "-01-01T00:00:00Z");
                case ":p/place" -> List.of((long) random.nextInt(3), "w" + random.nextInt(3));
                case ":p/friend", ":p/part" -> List.of(":p/id", (long) random.nextInt(PEOPLE * 2));
                default -> null;
            };
        }

        private List<Object> entity() {
            return List.of(":p/id", (long) random.nextInt(PEOPLE * 2));
        }

        private Question question() {
            String attribute = pick(ATTRIBUTES);
            Object value = value(attribute);
            return switch (random.nextInt(10)) {
                case 0, 1 -> datoms(attribute, value);
                case 2 -> {
                    Object end = value(attribute);
                    yield side -> facts(side.db.indexRange(attribute, value, end));
                }
                case 3 -> indexPull(attribute, value);
                case 4 -> {
                    String pattern = pick(PULLS);
                    List<Object> entity = entity();
                    yield side -> String.valueOf(side.db.pull(pattern, entity));
                }
                case 5 -> {
                    String forms = "[" + person() + person() + "]";
                    yield side -> {
                        TxReport report = side.db.with(forms);
                        return List.of(
                                data(report),
                                facts(report.dbAfter().datoms(Index.AVET, attribute)),
                                facts(report.dbAfter().history().datoms(Index.AEVT, attribute)));
                    };
                }
                case 6 -> {
                    long start = random.nextInt(STEPS);
                    long end = start + random.nextInt(20);
                    yield side -> transactions(side.connection, start, end);
                }
                case 7 -> side -> side.db.stats();
                default -> {
                    String query = pick(QUERIES);
                    yield side -> side.db.query(query).limit(Results.NO_LIMIT).list().stream()
                            .map(String::valueOf)
                            .sorted()
                            .toList();
                }
            };
        }

        private Question datoms(String attribute, @Nullable Object value) {
            List<Object> entity = entity();
            return switch (random.nextInt(7)) {
                case 0 -> side -> facts(side.db.datoms(Index.EAVT, entity));
                case 1 -> side -> facts(side.db.datoms(Index.EAVT, entity, attribute));
                case 2 -> side -> facts(side.db.datoms(Index.AEVT, attribute, entity));
                case 3 -> side -> facts(side.db.datoms(Index.AVET, attribute, value));
                case 4 -> side -> facts(side.db.datoms(Index.VAET, entity));
                case 5 -> side -> facts(side.db.datoms(Index.EAVT));
                default -> side -> facts(side.db.datoms(Index.AEVT, attribute));
            };
        }

        private Question indexPull(String attribute, @Nullable Object value) {
            String pattern = pick(PULLS);
            Index index = random.nextBoolean() ? Index.AVET : Index.AEVT;
            long limit = 1 + random.nextInt(12);
            long offset = random.nextInt(4);
            boolean reverse = random.nextBoolean();
            Object[] start = index == Index.AVET && value != null && random.nextBoolean()
                    ? new Object[] {attribute, value}
                    : new Object[] {attribute};
            return side -> (reverse
                            ? side.db.indexPullReverse(index, Pull.parse(pattern), start)
                            : side.db.indexPull(index, pattern, start))
                    .offset(offset)
                    .limit(limit)
                    .list()
                    .toString();
        }

        private static List<String> data(TxReport report) {
            return report.txData().stream().map(Datom::toString).toList();
        }

        private static List<String> facts(Results<Datom> datoms) {
            return datoms.limit(Results.NO_LIMIT).list().stream()
                    .map(Datom::toString)
                    .toList();
        }

        private static List<String> transactions(Connection connection, long start, long end) {
            List<String> all = new ArrayList<>();
            for (Transaction each : connection.transactions(start, end).limit(Results.NO_LIMIT)) {
                all.add(each.t() + " " + each.data());
            }
            return all;
        }
    }

    @Test
    void answersDoNotDependOnWhatIsInSegments() throws InterruptedException {
        compare(DATABASES);
    }

    @Test
    @Tag("simulation")
    void answersDoNotDependOnWhatIsInSegmentsForLong() throws InterruptedException {
        compare(DATABASES_IN_SIMULATION);
    }

    private static void compare(int databases) throws InterruptedException {
        for (int i = 0; i < databases; i++) {
            new Run(SEED + i).run();
        }
    }
}

package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.stator.Anomaly;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Index;
import io.stator.SystemConfig;
import io.stator.TxData;
import io.stator.engine.storage.MemoryStorage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Long calls whose time is over at this or that look at the clock: they look no more than once or twice again, and what they reserved
 * is free.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
final class DeadlinesTest {
    private static final long HOURS = Duration.ofHours(1).toNanos();
    private static final int ENTITIES = 600;
    private static final int LOOKS_AFTER_MAX = 8;
    private static final int VERSIONS = 30_000;

    /** So many facts may be passed over between two looks, and more where a node of them is. */
    private static final int STEPS_BETWEEN_LOOKS_MAX = 10_000;

    private static final String RULES = "[[(far ?a ?b) [?a :n/next ?b]] [(far ?a ?b) [?a :n/next ?c] (far ?c ?b)]]";
    private static final String PAIRS = " :in $ % :where [?a :n/number ?n] [?b :n/number ?m] ";
    private static final List<String> QUERIES = List.of(
            "[:find (count ?a) . :with ?b" + PAIRS + "]",
            "[:find ?a ?b" + PAIRS + "]",
            "[:find (count ?a) . :with ?b" + PAIRS + "[(< ?n ?m)]]",
            "[:find (median ?s) . :with ?a ?b" + PAIRS + "[(+ ?n ?m) ?s]]",
            "[:find (distinct ?s) ." + PAIRS + "[(* 600 ?n) ?k] [(+ ?k ?m) ?s]]",
            "[:find ?n (max ?m)" + PAIRS + "]",
            "[:find (count ?a) . :with ?b" + PAIRS + "(not [?a :n/next ?b])]",
            "[:find (count ?a) . :with ?b :in $ % :where (far ?a ?b)]",
            "[:find (pull ?a [* {:n/next 30}]) :in $ % :where [?a :n/number]]",
            "[:find (count ?s) . :in $ % :where [(range 300000) ?r] [(sort ?r) ?s]]");

    private final AtomicLong looks = new AtomicLong();
    private final AtomicLong overAt = new AtomicLong(Long.MAX_VALUE);
    private final EmbeddedClient client = EmbeddedClient.open(
            new MemoryStorage(),
            new EngineConfig(
                    EngineConfig.defaults().clock(),
                    () -> looks.incrementAndGet() > overAt.get() ? HOURS : 0,
                    EngineConfig.defaults().databaseIds(),
                    SystemConfig.standard()));
    private final Map<String, Function<Database, CompletableFuture<?>>> calls = new LinkedHashMap<>();

    @BeforeEach
    void fill() {
        client.createDatabase("x");
        Connection connection = client.connect("x");
        connection.transact("[{:db/ident :n/number :db/valueType :db.type/long :db/cardinality :db.cardinality/one}"
                + " {:db/ident :n/next :db/valueType :db.type/ref :db/cardinality :db.cardinality/many}]");
        connection.transact(TxData.of(IntStream.range(0, ENTITIES)
                .mapToObj(i -> Map.of(
                        ":db/id",
                        "e" + i,
                        ":n/number",
                        i,
                        ":n/next",
                        List.of("e" + i * 7 % ENTITIES, "e" + (i + 1) % ENTITIES)))
                .toList()));
        TxData large = TxData.of(
                IntStream.range(0, 10_000).mapToObj(i -> Map.of(":n/number", i)).toList());
        long first = connection
                .db()
                .datoms(Index.AEVT, ":n/number")
                .first()
                .orElseThrow()
                .e();
        for (String query : QUERIES) {
            calls.put(query, db -> db.query(query, db, RULES).listAsync());
            calls.put(
                    "here " + query, db -> here(() -> db.query(query, db, RULES).list()));
        }
        calls.put("pull", db -> db.pullAsync("[{:n/next 13}]", first));
        calls.put("pull here", db -> here(() -> db.pull("[{:n/next 13}]", first)));
        calls.put(
                "indexPull",
                db -> db.indexPull(Index.AVET, "[{:n/next 4}]", ":n/number")
                        .limit(-1)
                        .listAsync());
        calls.put("with", db -> db.withAsync(large));
        calls.put("with here", db -> here(() -> db.with(large)));
        calls.put(
                "datoms",
                db -> db.history()
                        .datoms(Index.EAVT)
                        .limit(-1)
                        .timeout(Duration.ofMinutes(1))
                        .listAsync());
    }

    @AfterEach
    void close() {
        overAt.set(Long.MAX_VALUE);
        client.close();
    }

    private static CompletableFuture<?> here(java.util.function.Supplier<?> call) {
        try {
            return CompletableFuture.completedFuture(call.get());
        } catch (Anomaly failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private static @Nullable Throwable failure(CompletableFuture<?> call) {
        Throwable thrown = catchThrowable(call::get);
        return thrown instanceof ExecutionException ? thrown.getCause() : thrown;
    }

    /** Facts of another time are passed over one by one where those of all times lie between each other; so is told while nothing is found. */
    @Test
    void whatIsPassedOverIsLookedAtToo() {
        Connection connection = client.connect("x");
        connection.transact("[{:db/ident :n/version :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]");
        long e = connection.transact("[{:db/id \"e\" :n/version -1}]").tempids().get("e");
        for (int i = 0; i < VERSIONS; i++) {
            connection.transact(TxData.of(List.of(Map.of(":db/id", e, ":n/version", i * 7_919L % VERSIONS))));
        }
        Database now = connection.db();
        Database then = now.asOf(now.t() - VERSIONS / 2);
        Map<String, Runnable> ways = new LinkedHashMap<>();
        ways.put("datoms", () -> then.datoms(Index.EAVT, e).limit(-1).list());
        ways.put(
                "indexRange",
                () -> then.indexRange(":n/version", null, null).limit(-1).list());
        ways.put("query", () -> then.q("[:find ?v :in $ ?e :where [?e :n/version ?v]]", e));
        ways.put("query by value", () -> then.q("[:find ?e :where [?e :n/version]]"));
        ways.put("pull", () -> then.pull("[:n/version]", e));
        ways.put("pull all", () -> then.pull("[*]", e));
        ways.put(
                "indexPull",
                () -> then.indexPull(Index.AVET, "[:db/id]", ":n/version").list());
        ways.put(
                "indexPull back",
                () -> then.indexPullReverse(Index.AVET, "[:db/id]", ":n/version")
                        .list());
        ways.forEach((name, way) -> {
            looks.set(0);
            way.run();
            assertThat(looks.get()).as("%s of %s", name, then).isGreaterThan(VERSIONS / STEPS_BETWEEN_LOOKS_MAX);
        });
    }

    /** What a query is given, and what its functions take apart, may be as long as anything that is stored. */
    @Test
    void whatIsTakenApartIsLookedAtToo() {
        Database now = client.connect("x").db();
        int length = 10 * VERSIONS;
        List<Integer> numbers = IntStream.range(0, length).boxed().toList();
        List<List<Integer>> same =
                IntStream.range(0, length).mapToObj(i -> List.of(1, i % 2)).toList();
        Map<String, Runnable> ways = new LinkedHashMap<>();
        ways.put("collection", () -> now.q("[:find (count ?x) . :in $ [_ ...] ?x]", numbers, 1));
        ways.put("relation", () -> now.q("[:find ?y :in $ [[_ ?y]]]", same));
        ways.put(
                "lines",
                () -> now.q("[:find ?n :in $ ?s :where [(clojure.string/split-lines ?s) [?n]]]", "a\n".repeat(length)));
        ways.put("split", () -> now.q("[:find ?n :in $ ?s :where [(.split ?s \",\") [?n]]]", "a,".repeat(length)));
        ways.put("matches", () -> now.q("[:find ?n :in $ ?s :where [(re-seq #\"a\" ?s) [?n]]]", "ab".repeat(length)));
        ways.put("characters", () -> now.q("[:find ?c :in $ ?s :where [(identity ?s) [?c ...]]]", "ab".repeat(length)));
        ways.forEach((name, way) -> {
            looks.set(0);
            way.run();
            assertThat(looks.get()).as(name).isGreaterThan(length / STEPS_BETWEEN_LOOKS_MAX);
        });
    }

    @Test
    void aCallEndsAtTheNextLookAndItsMemoryIsFree() {
        Database database = client.connect("x").db();
        calls.forEach((name, call) -> {
            int late = 0;
            boolean over = true;
            for (long look = 1; over; look *= 8) {
                looks.set(0);
                overAt.set(look);
                Throwable failure = failure(call.apply(database));
                overAt.set(Long.MAX_VALUE);
                over = failure instanceof Anomaly.Unavailable;
                if (over) {
                    late++;
                    assertThat(looks.get())
                            .as("%s after look %s", name, look)
                            .isLessThanOrEqualTo(look + LOOKS_AFTER_MAX);
                } else if (failure != null) {
                    assertThat(failure).as("%s after look %s", name, look).hasMessageContaining("query-bytes");
                }
                while (client.context().queryMemory().reserved() != 0) {
                    Thread.onSpinWait(); // a future is told before the thread has cleared up
                }
            }
            assertThat(late).as(name).isPositive();
        });
    }
}

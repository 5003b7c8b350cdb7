package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Stator;
import io.stator.TxReport;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chains of values that no log knows. */
final class SpeculationTest {
    private static final int LINKS = 10_000;
    private static final long STACK_BYTES = 256 << 10;
    private static final int COLLECTIONS_MAX = 100;
    private static final int THREADS = 4;
    private static final int ROUNDS = 200;

    private Client client;
    private Connection connection;

    @BeforeEach
    void open() {
        client = Stator.inMemory();
        client.createDatabase("x");
        connection = client.connect("x");
        connection.transact("""
                [{:db/ident :p/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
                 {:db/ident :p/age :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]""");
        connection.transact("[{:p/name \"Ann\" :p/age 0}]");
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static Database link(Database db, long i) {
        return db.with("[{:p/name \"n" + i + "\" :p/age " + i + "} {:p/name \"Ann\" :p/age " + i + "}]")
                .dbAfter();
    }

    @Test
    void aReportHasTheShapeOfATransactions() {
        Database db = connection.withDb();
        TxReport report = db.with("[{:db/id \"bob\" :p/name \"Bob\"} {:p/name \"Ann\" :p/age 1}]");
        assertThat(report.dbBefore()).isSameAs(db);
        assertThat(report.t()).isEqualTo(db.t() + 1);
        assertThat(report.dbAfter().t()).isEqualTo(db.t() + 1);
        assertThat(report.tempids()).containsOnlyKeys("bob");
        assertThat(report.txData()).extracting(Datom::v).contains("Bob", 1L, 0L);
        assertThat(report.dbAfter().entityId(List.of(":p/name", "Bob")))
                .hasValue(report.tempids().get("bob"));
        assertThat(db.entityId(List.of(":p/name", "Bob"))).isEmpty();
        assertThat(connection.db()).isEqualTo(db);
        assertThat(db.with("[]").dbAfter()).isNotEqualTo(db.with("[]").dbAfter());
        assertThat(connection.transactions(db.t() + 1, null).list()).isEmpty();
    }

    @Test
    void aLongChainIsFlat() throws InterruptedException {
        AtomicReference<WeakReference<Database>> early = new AtomicReference<>(new WeakReference<>(null));
        AtomicReference<Database> last = new AtomicReference<>(connection.withDb());
        Thread thread = new Thread(
                null,
                () -> {
                    for (int i = 1; i <= LINKS; i++) {
                        last.set(link(last.get(), i));
                        if (i == LINKS / 2) {
                            early.set(new WeakReference<>(last.get()));
                        }
                    }
                },
                "chain",
                STACK_BYTES);
        thread.start();
        thread.join();
        Database db = last.get();
        assertThat(db.t()).isEqualTo(connection.db().t() + LINKS);
        assertThat(db.q("[:find (count ?e) . :where [?e :p/name]]").toString()).isEqualTo("" + (LINKS + 1));
        assertThat(db.pull("[:p/age]", List.of(":p/name", "Ann")).get(":p/age")).isEqualTo((long) LINKS);
        assertThat(db.asOf(db.t() - 1)
                        .pull("[:p/age]", List.of(":p/name", "Ann"))
                        .get(":p/age"))
                .isEqualTo(LINKS - 1L);
        assertThat(db.since(db.t() - 1).datoms(Index.AEVT, ":p/name").list()).hasSize(1);
        assertThat(db.indexRange(":p/age", 1L, 11L).list()).hasSize(10);
        assertThat(db.history().datoms(Index.AEVT, ":p/age").limit(-1).stream().count())
                .isEqualTo(3L * LINKS + 1);
        for (int i = 0; i < COLLECTIONS_MAX && early.get().get() != null; i++) {
            System.gc();
        }
        assertThat(early.get().get())
                .as("a value in the middle is not held by the last one")
                .isNull();
        assertThat(connection.db().t()).isEqualTo(7);
    }

    @Test
    void manyThreadsSpeculateWhileTheConnectionWrites() {
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            threads.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < ROUNDS; i++) {
                    speculate(i);
                }
            }));
        }
        for (int i = 1; i <= ROUNDS; i++) {
            connection.transact("[{:p/name \"w" + i + "\"}]");
        }
        threads.forEach(CompletableFuture::join);
        assertThat(connection.db().t()).isEqualTo(7 + ROUNDS);
        assertThat(names(connection.db())).isEqualTo(ROUNDS + 1);
    }

    private void speculate(int i) {
        Database db = connection.db();
        long names = names(db);
        Database first = link(db, i);
        Database second = link(first, ROUNDS + i);
        assertThat(names(second)).isEqualTo(names + 2);
        assertThat(names(first)).isEqualTo(names + 1);
        assertThat(names(db)).isEqualTo(names).isEqualTo(db.t() - 6);
        assertThat(second.t()).isEqualTo(db.t() + 2);
    }

    private static long names(Database db) {
        return db.datoms(Index.AEVT, ":p/name").limit(-1).stream().count();
    }

    @Test
    void aValueOfLongAgoCanBeBuiltOnAfterOthersHaveWritten() {
        Database old = connection.db();
        connection.transact("[{:p/name \"Ann\" :p/age 5}]");
        TxReport report = old.with("[{:p/name \"Ann\" :p/age 7}]");
        assertThat(report.txData()).extracting(Datom::v).contains(7L, 0L).doesNotContain(5L);
        assertThat(report.t()).isEqualTo(connection.db().t());
    }

    @Test
    void speculationGoesOnThroughTheFiltersItBeganWith() {
        Database then = connection.db().asOf(6);
        Database after = link(link(then, 1), 2);
        assertThat(after.asOfT()).hasValue(6);
        assertThat(after.datoms(Index.AEVT, ":p/name").list()).isEmpty();
        assertThat(after.t()).isEqualTo(9);
        assertThat(after.asOf(9).datoms(Index.AEVT, ":p/name").list()).hasSize(3);
        assertThatThrownBy(() -> connection.db().history().with("[]")).isInstanceOf(Anomaly.Incorrect.class);
    }
}

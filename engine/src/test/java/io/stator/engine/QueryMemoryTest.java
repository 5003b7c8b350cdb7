package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Index;
import io.stator.Limit;
import io.stator.Stator;
import io.stator.SystemConfig;
import io.stator.TxData;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Queries that need more memory than they may have end in an anomaly, and hold up nobody else. */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
final class QueryMemoryTest {
    private static final int END_SECONDS = 300;

    @TempDir
    private Path directory;

    @Test
    void queriesBeyondTheHeapEndInAnAnomalyWhileTransactionsGoOn() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        GreedyQueries.class.getName())
                .redirectError(new File(directory.toFile(), "child.err"))
                .start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
            }
            assertThat(process.waitFor(END_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(lines).endsWith("TRANSACTIONS true SMALL 1", "END");
        assertThat(lines.subList(0, lines.size() - 2)).hasSize(32).allMatch(line -> line.startsWith("LIMIT "));
    }

    @Test
    void theLimitsOfASystemAreThoseItsProgramSets() {
        SystemConfig config = SystemConfig.standard()
                .withLimit(Limit.QUERY_ROWS, 1_000)
                .withLimit(Limit.QUERY_BYTES, 1 << 20)
                .withLimit(Limit.ALL_QUERIES_BYTES, 1 << 19);
        try (Client client = Stator.inMemory(config)) {
            client.createDatabase("small");
            Connection connection = client.connect("small");
            connection.transact("[{:db/ident :n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]");
            connection.transact(TxData.of(IntStream.range(0, 900)
                    .mapToObj(n -> TxData.entity("e" + n).with(":n", (long) n))
                    .toArray()));
            assertThat(connection.db().<Long>q("[:find (count ?n) . :where [_ :n ?n]]"))
                    .isEqualTo(900);
            refuses(connection, "[:find (count ?a) . :with ?b :where [?a :n] [?b :n]]", "query-rows=1000");
            refuses(connection, "[:find ?s . :where [(repeat 1000000 1) ?r] [(str ?r) ?s]]", "query-bytes=1048576");
            refuses(
                    connection,
                    "[:find ?s . :where [(repeat 30000 1) ?r] [(str ?r ?r ?r ?r ?r) ?s]]",
                    "all-queries-bytes=524288");
            assertThat(connection.db().<Long>q("[:find (count ?n) . :where [_ :n ?n]]"))
                    .isEqualTo(900);
        }
    }

    /** Returns a database in which each of twenty levels refers to both entities of the next: there are a million ways down. */
    private static Database ladder(Client client) {
        client.createDatabase("ladder");
        Connection connection = client.connect("ladder");
        connection.transact("""
                [{:db/ident :down :db/valueType :db.type/ref :db/cardinality :db.cardinality/many}
                 {:db/ident :name :db/valueType :db.type/string :db/cardinality :db.cardinality/one
                  :db/unique :db.unique/identity}]""");
        StringBuilder text = new StringBuilder("[");
        for (int level = 0; level < 20; level++) {
            for (String side : List.of("l", "r")) {
                text.append("{:db/id \"")
                        .append(side)
                        .append(level)
                        .append("\" :name \"")
                        .append(side)
                        .append(level);
                text.append(level == 19 ? "\"}" : "\" :down [\"l" + (level + 1) + "\" \"r" + (level + 1) + "\"]}");
            }
        }
        connection.transact(text.append(']').toString());
        return connection.db();
    }

    @Test
    void aPullIsLimitedWhileItWalks() {
        SystemConfig config = SystemConfig.standard()
                .withLimit(Limit.QUERY_BYTES, 1 << 20)
                .withLimit(Limit.ALL_QUERIES_BYTES, 1 << 20);
        try (Client client = Stator.inMemory(config)) {
            Database ladder = ladder(client);
            String deep = "[:name {:down ...}]";
            List<Object> top = List.of(":name", "l0");
            for (int i = 0; i < 3; i++) {
                refuses("pull", () -> ladder.pull(deep, top));
                refuses("pull", () -> ladder.pullMany(deep, List.of(top)).list());
                refuses(
                        "pull",
                        () -> ladder.indexPull(Index.AVET, deep, ":name").list());
                refuses("query", () -> ladder.q("[:find (pull ?e [:name {:down ...}]) :where [?e :name \"l0\"]]"));
                refuses("query", () -> ladder.q("""
                        [:find ?p :where [?e :name "l0"] [(pull $ [:name {:down ...}] ?e) ?p]]"""));
            }
            assertThat(ladder.pull("[:name {:down 3}]", top).toString()).contains("l3");
            assertThat(ladder.indexPull(Index.AVET, "[:name {:down 3}]", ":name")
                            .list())
                    .hasSize(40);
        }
    }

    @Test
    void resultsThatAreNotReadToTheirEndReserveNothing() {
        SystemConfig config = SystemConfig.standard().withLimit(Limit.ALL_QUERIES_BYTES, 1 << 20);
        try (Client client = Stator.inMemory(config)) {
            Database ladder = ladder(client);
            String query = "[:find ?a ?b (pull ?a [*]) :where [?a :name] [?b :name]]";
            for (int i = 0; i < 20; i++) {
                assertThat(ladder.query(query).iterator().next().toString()).contains("down");
                assertThat(ladder.query(query).first()).isPresent();
                assertThat(ladder.query(query).stream().limit(2)).hasSize(2);
                assertThat(ladder.query(query).offset(1_590).list()).hasSize(10);
                assertThat(ladder.indexPull(Index.AVET, "[:name {:down 3}]", ":name")
                                .first())
                        .isPresent();
                assertThatThrownBy(() -> ladder.query(query)
                                .map(row -> {
                                    throw new IllegalStateException("enough");
                                })
                                .list())
                        .hasMessageContaining("enough");
            }
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> ladder.query(query).list()).isInstanceOf(Anomaly.Interrupted.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(ladder.query(query).list()).hasSize(1_600);
        }
    }

    private static void refuses(String subject, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining(subject + " needs")
                .hasMessageContaining("bytes=1048576");
    }

    private static void refuses(Connection connection, String query, String limit) {
        assertThatThrownBy(() -> connection.db().q(query))
                .as(query)
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining(limit)
                .hasMessageContaining("or open the system with another limit");
    }
}

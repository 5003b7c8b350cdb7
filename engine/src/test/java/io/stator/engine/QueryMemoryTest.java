package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
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

    private static void refuses(Connection connection, String query, String limit) {
        assertThatThrownBy(() -> connection.db().q(query))
                .as(query)
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining(limit)
                .hasMessageContaining("or open the system with another limit");
    }
}

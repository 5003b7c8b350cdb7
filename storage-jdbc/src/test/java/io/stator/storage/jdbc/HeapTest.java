package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Stator;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process whose memory runs out answers all its transactions, and loses none that it acknowledged. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
final class HeapTest {
    private static final int END_SECONDS = 60;

    @TempDir
    private Path directory;

    @BeforeEach
    void schema() {
        try (Client client = Stator.open(directory)) {
            client.createDatabase(HungryProcess.DATABASE);
            client.connect(HungryProcess.DATABASE).transact("""
                    [{:db/ident :d/key :db/valueType :db.type/string :db/cardinality :db.cardinality/one
                      :db/unique :db.unique/identity}
                     {:db/ident :d/number :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]
                    """);
        }
    }

    private List<String> run(String option, String what) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        option,
                        "-cp",
                        System.getProperty("java.class.path"),
                        HungryProcess.class.getName(),
                        directory.toString(),
                        what)
                .redirectError(new File(directory.toFile(), "child.err"))
                .start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            List<String> lines = new ArrayList<>();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
            }
            assertThat(process.waitFor(END_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(lines.get(lines.size() - 1))
                    .as(what + process.exitValue())
                    .isEqualTo("END");
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }

    private void look(List<String> lines) {
        assertThat(lines).contains("FULL");
        try (Client client = Stator.open(directory)) {
            Connection connection = client.connect(HungryProcess.DATABASE);
            Set<String> present = connection.db().datoms(io.stator.Index.AEVT, ":d/key").limit(-1).stream()
                    .map(datom -> (String) datom.v())
                    .collect(Collectors.toSet());
            List<String> acknowledged = lines.stream()
                    .filter(line -> line.startsWith("A "))
                    .map(line -> line.split(" ", 3)[2])
                    .toList();
            assertThat(acknowledged).isNotEmpty();
            assertThat(present).containsAll(acknowledged);
        }
    }

    @Test
    void aQueryThatEatsTheMemoryHoldsUpNoTransaction() throws IOException, InterruptedException {
        look(run("-Xmx64m", "query"));
    }

    @Test
    void aProgramThatEatsTheMemoryHoldsUpNoTransaction() throws IOException, InterruptedException {
        look(run("-Xmx64m", "caller"));
    }

    @Test
    void aDatabaseThatFillsTheMemoryTellsSoAndCanBeRead() throws IOException, InterruptedException {
        List<String> lines = run("-Xmx48m", "database");
        look(lines);
        assertThat(lines).contains("FOUND true");
    }

    @Test
    void futuresAreCompletedWithoutACommonPool() throws IOException, InterruptedException {
        assertThat(run("-Djava.util.concurrent.ForkJoinPool.common.parallelism=0", "async"))
                .contains("FULL");
    }
}

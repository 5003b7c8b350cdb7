package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Client;
import io.stator.Index;
import io.stator.Results;
import io.stator.Stator;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes that end in the middle, because a file may not grow, lose nothing and are told; what failed is done again when there is room. */
final class FileLimitTest {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);
    private static final int ROUNDS = 4;
    private static final int ROUNDS_IN_SIMULATION = 300;
    private static final int END_SECONDS = 60;

    @TempDir
    private Path directory;

    @Test
    void nothingIsLostWhereAFileMayNotGrow() throws IOException, InterruptedException {
        run(ROUNDS);
    }

    @Test
    @Tag("simulation")
    void nothingIsLostWhereAFileMayNotGrowHoweverOften() throws IOException, InterruptedException {
        run(ROUNDS_IN_SIMULATION);
    }

    private static boolean hasPrlimit() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(each -> Files.isExecutable(Path.of(each, "prlimit")));
    }

    private void run(int rounds) throws IOException, InterruptedException {
        Assumptions.assumeTrue(hasPrlimit(), "there is no prlimit here, which limits the files of a process");
        Path complaints = directory.resolve("child.err");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LimitedProcess.class.getName(),
                        directory.toString(),
                        Integer.toString(rounds),
                        Long.toString(SEED))
                .redirectError(complaints.toFile())
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
        assertThat(lines.get(lines.size() - 1))
                .as("seed %s: %s", SEED, Files.readString(complaints))
                .isEqualTo("END");
        assertThat(lines).anyMatch(line -> line.startsWith("F transact")).anyMatch(line -> line.startsWith("F copy"));
        assertThat(lines.stream().filter(line -> line.startsWith("F ")))
                .allMatch(line -> line.split(" ", 4)[2].equals("UNAVAILABLE"));
        try (Client client = Stator.open(directory.resolve("source"))) {
            Set<Object> there =
                    client
                            .connect(LimitedProcess.DATABASE)
                            .db()
                            .datoms(Index.AEVT, ":d/key")
                            .limit(Results.NO_LIMIT)
                            .stream()
                            .map(datom -> datom.v())
                            .collect(Collectors.toSet());
            assertThat(there)
                    .containsAll(lines.stream()
                            .filter(line -> line.startsWith("A "))
                            .map(line -> line.substring("A ".length()))
                            .toList());
            assertThat(client.verify(LimitedProcess.DATABASE, progress -> {}).damages())
                    .isEmpty();
        }
    }
}

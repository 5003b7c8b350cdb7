package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.cli.Command.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An import whose process is ended from outside, and run again. */
final class InterruptedImportTest {
    private static final long SEED = Long.getLong("stator.seed", 20_261_122L);
    private static final int KILLS = 4;
    private static final int ITEMS = 10_000;
    private static final int BATCH = 5;
    private static final int WAIT_SECONDS_MAX = 120;

    @TempDir
    private Path directory;

    private Path items() throws IOException {
        StringBuilder text = new StringBuilder(
                "{:db/ident :item/number :db/valueType :db.type/long :db/cardinality :db.cardinality/one}\n"
                        + "{:db/ident :item/same :db/valueType :db.type/long :db/cardinality :db.cardinality/one}\n");
        for (int i = 0; i < ITEMS; i++) {
            String forms = i % 2 == 0
                    ? "{:db/id \"@\" :item/number @}\n[:db/add \"@\" :item/same @]\n"
                    : "[{:db/id \"one\" :item/number @} [:db/add \"one\" :item/same @]]\n";
            text.append(forms.replace("@", String.valueOf(i)));
        }
        return Files.writeString(directory.resolve("items.edn"), text);
    }

    private Process importer(Path items) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.stator.cli.Main",
                        "import",
                        "--data",
                        directory.resolve("data").toString(),
                        "--db",
                        "items",
                        "--batch",
                        String.valueOf(BATCH),
                        items.toString())
                .redirectErrorStream(true)
                .start();
    }

    private void everythingIsInOnce(Path items) {
        Command stator = new Command(directory.resolve("data"));
        Outcome last = stator.run("import", "--db", "items", items.toString());
        assertThat(last.code()).isZero();
        String all =
                "[:find (count ?e) (count-distinct ?n) (min ?n) (max ?n) :with ?e :where [?e :item/number ?n] [?e :item/same ?n]]";
        assertThat(stator.run("query", "--db", "items", "--format", "edn", all).out())
                .isEqualTo("[[" + ITEMS + " " + ITEMS + " 0 " + (ITEMS - 1) + "]]\n");
    }

    @Test
    void aKilledImportGoesOnWhereItWas() throws Exception {
        Path items = items();
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < KILLS; i++) {
            Process process = importer(items);
            process.waitFor(random.nextLong(200, 2_000), TimeUnit.MILLISECONDS);
            process.destroyForcibly();
            assertThat(process.waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        }
        everythingIsInOnce(items);
    }

    @Test
    void anInterruptedImportEndsInOrderAndSaysHowToGoOn() throws Exception {
        Path items = items();
        Process process = importer(items);
        while (!hasBegun() && process.isAlive()) {
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                .start()
                .waitFor();
        String said;
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            said = reader.lines().reduce("", (text, line) -> text + line + "\n");
        }
        assertThat(process.waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        if (process.exitValue() != 0) {
            assertThat(process.exitValue()).as(said).isEqualTo(ExitCode.INTERRUPTED);
            assertThat(said).contains("run the same command again to go on");
        }
        everythingIsInOnce(items);
    }

    private boolean hasBegun() {
        return Files.exists(directory.resolve("data"));
    }
}

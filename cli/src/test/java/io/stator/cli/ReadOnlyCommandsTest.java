package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.cli.Command.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that read beside another process, copies and checks. */
final class ReadOnlyCommandsTest {
    private static final List<List<String>> READING = List.of(
            List.of("databases"),
            List.of("query", "[:find ?n :where [_ :p/name ?n]]"),
            List.of("pull", "[*]", "[:p/name \"Ann\"]"),
            List.of("datoms", "--index", "aevt", ":p/name"),
            List.of("schema"),
            List.of("log"),
            List.of("history", "[:p/name \"Ann\"]"),
            List.of("stats"));

    @TempDir
    private Path directory;

    private Path data;
    private Command stator;

    @BeforeEach
    void make() {
        data = directory.resolve("data");
        stator = new Command(data);
        stator.run("create", "x");
        stator.run(
                "transact",
                "[{:db/ident :p/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one"
                        + " :db/unique :db.unique/identity}]");
        assertThat(stator.run("transact", "[{:p/name \"Ann\"}]").code()).isZero();
    }

    /** Another process that has the system open in a shell. */
    private final class Shelled implements AutoCloseable {
        private final Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+IgnoreUnrecognizedVMOptions",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "--data",
                        data.toString(),
                        "shell")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        private final BufferedReader output = process.inputReader(StandardCharsets.UTF_8);

        Shelled() throws IOException {
            tell("sync");
        }

        /** Has the shell do something, and returns when it is done. */
        void tell(String line) throws IOException {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            String heard = "";
            while (heard != null && !heard.startsWith("t is now")) {
                heard = output.readLine();
            }
            assertThat(heard).isNotNull();
        }

        @Override
        public void close() throws IOException {
            process.getOutputStream().close();
            process.onExit().join();
        }
    }

    @Test
    void everythingThatReadsReadsBesideAnotherProcess() throws IOException {
        try (Shelled other = new Shelled()) {
            other.tell("transact [{:p/name \"Bob\"}]");
            for (List<String> command : READING) {
                String[] words = command.toArray(String[]::new);
                assertThat(stator.run(words))
                        .as(command.toString())
                        .returns(4, Outcome::code)
                        .satisfies(outcome -> assertThat(outcome.err()).contains("--read-only"));
                String[] reading = Stream.concat(Stream.of("--read-only"), command.stream())
                        .toArray(String[]::new);
                assertThat(stator.run(reading)).as(command.toString()).returns(0, Outcome::code);
            }
            assertThat(stator.run("query", "--read-only", "[:find ?n :where [_ :p/name ?n]]")
                            .out())
                    .contains("Ann")
                    .contains("Bob");
            assertThat(stator.typed("[:find ?n :where [_ :p/name ?n]]\nsync\n", "shell", "--read-only"))
                    .returns(0, Outcome::code)
                    .satisfies(
                            outcome -> assertThat(outcome.out()).contains("Bob").contains("t is now "));
            assertThat(stator.run("verify"))
                    .returns(0, Outcome::code)
                    .satisfies(outcome ->
                            assertThat(outcome.out()).contains("undamaged").contains("log records 3"));
            assertThat(stator.run("backup", directory.resolve("copy.db").toString()))
                    .returns(0, Outcome::code);
        }
        assertThat(new Command(directory.resolve("copy.db"))
                        .run("query", "[:find (count ?n) . :where [_ :p/name ?n]]")
                        .out())
                .contains("2");
    }

    @Test
    void whatWritesIsForbidden() throws IOException {
        Path file = Files.writeString(directory.resolve("new.edn"), "[{:p/name \"Eve\"}]");
        for (List<String> command : List.of(
                List.of("transact", "[{:p/name \"Eve\"}]"),
                List.of("create", "y"),
                List.of("delete", "x"),
                List.of("demo"),
                List.of("import", "--db", "x", file.toString()))) {
            String[] words =
                    Stream.concat(command.stream(), Stream.of("--read-only")).toArray(String[]::new);
            assertThat(stator.run(words))
                    .as(command.toString())
                    .satisfies(outcome -> assertThat(outcome.err()).contains("read-only"))
                    .returns(7, Outcome::code);
        }
        assertThat(stator.typed("transact [{:p/name \"Eve\"}]\ncreate y\n", "shell", "--read-only"))
                .returns(7, Outcome::code);
        assertThat(stator.run("databases", "--format", "csv").out())
                .contains("x,")
                .doesNotContain("y,");
    }

    @Test
    void damageIsToldWithAnExitCode() throws IOException {
        assertThat(stator.run("verify"))
                .returns(0, Outcome::code)
                .satisfies(outcome -> assertThat(outcome.out()).contains("databases 1"));
        Path file = data.resolve("stator.db");
        byte[] bytes = Files.readAllBytes(file);
        bytes[new String(bytes, StandardCharsets.ISO_8859_1).indexOf("Ann")] ^= 1;
        Files.write(file, bytes);
        assertThat(stator.run("verify"))
                .returns(70, Outcome::code)
                .satisfies(
                        outcome -> assertThat(outcome.err()).contains("damaged").contains("record"));
        Path copy = directory.resolve("copy.db");
        assertThat(stator.run("backup", copy.toString())).returns(70, Outcome::code);
        assertThat(copy).doesNotExist();
        assertThat(new Command(directory.resolve("nowhere")).run("verify")).returns(3, Outcome::code);
        assertThat(new Command(directory.resolve("nowhere")).run("backup", copy.toString()))
                .returns(3, Outcome::code);
    }

    @Test
    void aBackupIsNotOverwrittenUnlessTold() {
        String copy = directory.resolve("copy.db").toString();
        assertThat(stator.run("backup", copy)).returns(0, Outcome::code);
        assertThat(stator.run("backup", copy))
                .returns(1, Outcome::code)
                .satisfies(outcome -> assertThat(outcome.err()).contains("--replace"));
        assertThat(stator.run("backup", "--replace", copy)).returns(0, Outcome::code);
        assertThat(stator.run("backup")).returns(2, Outcome::code);
    }
}

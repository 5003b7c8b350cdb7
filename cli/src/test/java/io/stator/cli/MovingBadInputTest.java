package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Client;
import io.stator.Stator;
import io.stator.cli.Command.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be exported, imported or migrated is refused in one line that says what to do. */
final class MovingBadInputTest {
    @TempDir
    private Path directory;

    private Command from;
    private Command to;
    private Path data;
    private Path file;

    @BeforeEach
    void make() {
        data = directory.resolve("from");
        file = directory.resolve("x.edn");
        from = new Command(data);
        to = new Command(directory.resolve("to"));
        from.run("create", "x");
        from.run(
                "transact",
                "[{:db/ident :p/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one"
                        + " :db/unique :db.unique/identity}]");
        from.run("transact", "[{:p/name \"Ann\"}]");
        from.run("transact", "[{:p/name \"Bob\"}]");
        assertThat(from.run("export", file.toString()).code()).isZero();
    }

    private static void refused(Outcome outcome, int code, String... says) {
        assertThat(outcome.code()).as(outcome.err() + outcome.out()).isEqualTo(code);
        assertThat(outcome.err()).contains(says);
        assertThat(outcome.err()
                        .lines()
                        .filter(line -> line.startsWith("stator: "))
                        .toList())
                .hasSize(1);
    }

    private Outcome imported(String text) throws IOException {
        Path changed = Files.writeString(directory.resolve("changed.edn"), text);
        return to.run("import", "--db", "x", changed.toString());
    }

    @Test
    void exportsThatAreNotWholeOrWereChanged() throws IOException {
        String text = Files.readString(file);
        String last = text.lines().reduce("", (a, b) -> b);
        refused(imported(text.replace(last, "")), ExitCode.INCORRECT, "not whole", "#stator/end");
        refused(imported(text.substring(0, text.length() / 2)), ExitCode.INCORRECT, "changed.edn");
        refused(imported(text.replace("Ann", "Eve")), ExitCode.CONFLICT, "changed.edn line 9", "checksum");
        to.run("delete", "x");
        refused(imported(text.replace(":transactions 3", ":transactions 4")), ExitCode.INCORRECT, "3 transactions");
        refused(imported(text + "[]"), ExitCode.INCORRECT, "nothing must follow");
        refused(imported(text.replace(":format 1", ":format 2")), ExitCode.FORBIDDEN, "format=2");
        refused(imported("#stator/export {}"), ExitCode.INCORRECT, ":format");
        refused(imported("#stator/export"), ExitCode.INCORRECT, "changed.edn");
        refused(imported("#stator/export {:format 1 :t 9} 7"), ExitCode.INCORRECT, "a transaction");
        refused(imported("#stator/export {:format 1 :t 9} [[:db/add 1 2 3]]"), ExitCode.INCORRECT, ":stator/rebuilds");
        refused(
                imported(text.replaceFirst("#stator/sum \\[6", "#stator/sum [7")),
                ExitCode.INCORRECT,
                "#stator/sum [6");
        to.run("delete", "x");
        assertThat(imported(text).code()).isZero();
    }

    @Test
    void anExportGoesIntoANewDatabaseAlone() {
        to.run("create", "x");
        to.run("transact", "[{:db/doc \"of its own\"}]");
        refused(
                to.run("import", "--db", "x", file.toString()),
                ExitCode.CONFLICT,
                "transactions of its own",
                "a new one");
        for (List<String> more : List.of(List.of("--batch", "10"), List.of("--flatten"), List.of(file.toString()))) {
            List<String> all = new java.util.ArrayList<>(List.of("import", "--db", "y", file.toString()));
            all.addAll(more);
            refused(to.run(all.toArray(String[]::new)), ExitCode.INCORRECT, "alone");
        }
    }

    @Test
    void filesAreNotOverwritten() throws IOException {
        String before = Files.readString(file);
        from.run("transact", "[{:p/name \"Cid\"}]");
        refused(from.run("export", file.toString()), ExitCode.CONFLICT, "--replace");
        assertThat(file).hasContent(before);
        assertThat(from.run("export", "--replace", file.toString()).code()).isZero();
        assertThat(Files.readString(file)).contains("Cid");
        refused(from.run("export", directory.toString()), ExitCode.INCORRECT, "is a directory");
        refused(from.run("export", directory.resolve("no/where.edn").toString()), ExitCode.NOT_FOUND, "where.edn");
        refused(from.run("export", "--replace"), ExitCode.INCORRECT, "--replace");
        refused(from.run("export", "--as-of", "soon"), ExitCode.INCORRECT, "time=soon");
        refused(from.run("export", "--leave-out", ":no/such"), ExitCode.NOT_FOUND, ":no/such");
        refused(from.run("export", "--leave-out", ":p/"), ExitCode.INCORRECT, "--leave-out");
        refused(from.run("export", "--db", "none"), ExitCode.NOT_FOUND, "none");
        refused(to.run("export"), ExitCode.NOT_FOUND, "no system");
        assertThat(from.run("export", "--leave-out", ":p/name").err()).contains("left out 3 facts of :p/name");
    }

    @Test
    void migrationsThatCannotBe() {
        String here = data.toString();
        String there = directory.resolve("to").toString();
        refused(Command.bare("", "migrate", "--to", there), ExitCode.USAGE, "--from");
        refused(
                Command.bare("", "migrate", "--from", directory.resolve("none").toString(), "--to", there),
                ExitCode.NOT_FOUND,
                "none");
        refused(Command.bare("", "migrate", "--from", here, "--to", here), ExitCode.INCORRECT, "--as NAME");
        refused(Command.bare("", "migrate", "--from", here, "--to", there, "--as", "a/b"), ExitCode.INCORRECT, "a/b");
        refused(
                Command.bare("", "migrate", "--from", here, "--to", there, "--data", there),
                ExitCode.INCORRECT,
                "one of them");
        refused(
                Command.bare("", "migrate", "--from", here, "--from-key", "k", "--to", there),
                ExitCode.INCORRECT,
                "--from-key");
        refused(
                Command.bare("", "migrate", "--from", "localhost:1", "--to", there),
                ExitCode.INCORRECT,
                "--from-secret-file");
        refused(Command.bare("", "migrate", "--from", here, "--db", "none", "--to", there), ExitCode.NOT_FOUND, "none");
        refused(
                Command.bare("", "--read-only", "migrate", "--from", here, "--to", there),
                ExitCode.FORBIDDEN,
                "--read-only");
        assertThat(Command.bare("", "migrate", "--from", here, "--to", there).code())
                .isZero();
        to.run("transact", "[{:p/name \"of its own\"}]");
        refused(
                Command.bare("", "migrate", "--from", here, "--to", there),
                ExitCode.CONFLICT,
                "something else has written");
        from.run("transact", "[{:p/name \"another\"}]");
        refused(
                Command.bare("", "migrate", "--from", here, "--to", there),
                ExitCode.CONFLICT,
                "transaction 9",
                "only the original has",
                "another",
                "of its own");
        to.run("delete", "x");
        to.run("create", "x");
        to.run("transact", "[{:db/doc \"of its own\"}]");
        refused(Command.bare("", "migrate", "--from", here, "--to", there), ExitCode.CONFLICT, "begins with a new one");
        try (Client client = Stator.open(directory.resolve("to"))) {
            assertThat(client.connect("x").db().t()).isEqualTo(6);
        }
    }

    @Test
    void aFailedBeginningLeavesNoDatabase() throws IOException {
        String text = Files.readString(file);
        refused(imported(text.replace(":p/name", ":p/nome")), ExitCode.CONFLICT, "checksum");
        to.run("delete", "x");
        refused(imported(text.replaceFirst("#inst \"[^\"]*\"", "#inst \"2999-01-01\"")), ExitCode.INCORRECT, "clock");
        assertThat(to.run("databases").out()).doesNotContain("x");
    }
}

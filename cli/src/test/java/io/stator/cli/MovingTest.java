package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Stator;
import io.stator.cli.Command.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is exported and imported, or migrated, is the same database. */
final class MovingTest {
    @TempDir
    private Path directory;

    private Path from;
    private Path to;

    @BeforeEach
    void paths() {
        from = directory.resolve("from");
        to = directory.resolve("to");
    }

    private void source(java.util.function.Consumer<Connection> body) {
        try (Client client = Stator.open(from)) {
            client.createDatabase("odd");
            body.accept(client.connect("odd"));
        }
    }

    private void same(String copy) {
        try (Client one = Stator.openReadOnly(from);
                Client other = Stator.openReadOnly(to)) {
            SameDatabase.check(copy, one.connect("odd"), other.connect(copy));
        }
    }

    private static Outcome ok(Outcome outcome) {
        assertThat(outcome.code()).as(outcome.err() + outcome.out()).isZero();
        return outcome;
    }

    @Test
    void anExportIsImportedToTheSameDatabase() {
        source(OddHistory::make);
        Path file = directory.resolve("odd.edn");
        ok(new Command(from).run("export", "--db", "odd", file.toString()));
        assertThat(directory.resolve("odd.edn.part")).doesNotExist();
        ok(new Command(to).run("import", "--db", "odd", file.toString()));
        same("odd");
        assertThat(ok(new Command(to).run("import", "--db", "odd", file.toString()))
                        .out())
                .contains("that were in already");
        same("odd");
    }

    @Test
    void anExportOfTheCopyIsTheSameText() throws IOException {
        source(OddHistory::make);
        String first = ok(new Command(from).run("export")).out();
        Path file = Files.writeString(directory.resolve("odd.edn"), first);
        ok(new Command(to).run("import", "--db", "odd", file.toString()));
        String second = ok(new Command(to).run("export")).out();
        assertThat(second.lines().sorted().toList())
                .isEqualTo(first.lines().sorted().toList());
    }

    @Test
    void aMigrationMakesTheSameDatabaseAndGoesOnWithIt() {
        source(OddHistory::make);
        String[] migrate = {"migrate", "--from", from.toString(), "--to", to.toString(), "--as", "copy"};
        assertThat(ok(Command.bare("", migrate)).out()).contains("both have the same");
        same("copy");
        source(connection -> connection.transact("[{:u/x \"later\"}]"));
        assertThat(ok(Command.bare("", migrate)).out()).contains("copied 1 transactions");
        same("copy");
        assertThat(ok(Command.bare("", migrate)).out()).contains("copied 0 transactions");
    }

    @Test
    void whatWasExcisedStaysAway() {
        source(connection -> {
            OddHistory.make(connection);
            long e = connection
                    .transact("[{:db/id \"e\" :u/x \"secret\" :t/forgets 7}]")
                    .id("e");
            connection.transact(List.of(List.of(":db/add", e, ":u/x", "other")));
            connection.transact(List.of(java.util.Map.of(":db/excise", ":u/x")));
            connection.transact(List.of(List.of(":db/add", e, ":u/x", "after")));
        });
        Path file = directory.resolve("odd.edn.gz");
        ok(new Command(from).run("export", "--db", "odd", file.toString()));
        ok(new Command(to).run("import", "--db", "odd", file.toString()));
        same("odd");
        ok(Command.bare("", "migrate", "--from", from.toString(), "--to", to.toString(), "--as", "copy"));
        same("copy");
    }

    @Test
    void anExportOfThePastIsThePast() {
        source(OddHistory::make);
        Path file = directory.resolve("odd.edn");
        ok(new Command(from).run("export", "--as-of", "60", file.toString()));
        ok(new Command(to).run("import", "--db", "odd", file.toString()));
        try (Client one = Stator.openReadOnly(from);
                Client other = Stator.openReadOnly(to)) {
            assertThat(other.connect("odd").db().t()).isEqualTo(60);
            assertThat(other.connect("odd").db().stats().datoms()).isPositive();
            assertThat(one.connect("odd").transactions(0, 61).list())
                    .hasSameSizeAs(other.connect("odd").transactions(null, null).list());
        }
        assertThat(ok(new Command(from).run("export", "--as-of", "1999-12-31T23:59:59.999Z"))
                        .out())
                .contains("{:transactions 1, :facts 1}");
    }
}

package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.cli.Command.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that check and tidy a system. */
final class CareCommandsTest {
    private static final int TRANSACTIONS = 40;

    @TempDir
    private Path directory;

    private Path data;
    private Command stator;

    @BeforeEach
    void make() throws IOException {
        data = directory.resolve("data");
        stator = new Command(data);
        stator.run("create", "x");
        assertThat(stator.run(
                                "transact",
                                "[{:db/ident :p/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one}]")
                        .code())
                .isZero();
        StringBuilder forms = new StringBuilder();
        for (int i = 0; i < TRANSACTIONS; i++) {
            forms.append("[{:p/name \"name number ").append(i).append("\"}]\n");
        }
        Path file = Files.writeString(directory.resolve("names.edn"), forms, StandardCharsets.UTF_8);
        assertThat(stator.run("import", "--db", "x", file.toString()).code()).isZero();
    }

    @Test
    void indexesAreMadeVerifiedAndShown() {
        assertThat(stator.run("verify"))
                .returns(ExitCode.OK, Outcome::code)
                .satisfies(outcome -> assertThat(outcome.err()).contains("no facts are in segments"));
        assertThat(stator.run("compact"))
                .returns(ExitCode.OK, Outcome::code)
                .satisfies(outcome -> assertThat(outcome.out())
                        .contains("database 'x' is in ")
                        .contains("before in 0 of 0"));
        assertThat(stator.run("verify", "--db", "x"))
                .returns(ExitCode.OK, Outcome::code)
                .satisfies(outcome -> assertThat(outcome.out())
                        .contains("undamaged: databases 1")
                        .doesNotContain("segments 0"))
                .satisfies(outcome -> assertThat(outcome.err()).isEmpty());
        assertThat(stator.run("stats").out()).contains("segments of").contains(" 0 are in memory");
        assertThat(stator.run("stats", "--read-only")).returns(ExitCode.OK, Outcome::code);
        assertThat(stator.run("compact", "--unread", "--rebuild")).returns(ExitCode.OK, Outcome::code);
        assertThat(stator.run("verify").out()).contains("undamaged");
    }

    @Test
    void aSegmentThatIsMissingIsToldWithTheWayOutAndMadeAnew() throws SQLException {
        assertThat(stator.run("compact").code()).isZero();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("stator.db"));
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("DELETE FROM segments WHERE id = (SELECT max(id) FROM segments)"))
                    .isEqualTo(1);
        }
        assertThat(stator.run("verify"))
                .returns(ExitCode.FAULT, Outcome::code)
                .satisfies(outcome -> assertThat(outcome.err())
                        .contains("is missing")
                        .contains("stator compact --rebuild")
                        .contains("is damaged: what was found"));
        assertThat(stator.run("compact", "--rebuild")).returns(ExitCode.OK, Outcome::code);
        assertThat(stator.run("verify")).returns(ExitCode.OK, Outcome::code);
        assertThat(stator.run("query", "[:find (count ?n) . :where [_ :p/name ?n]]")
                        .out())
                .contains(String.valueOf(TRANSACTIONS));
    }

    @Test
    void allDamageIsToldNotOnlyTheFirst() throws SQLException {
        assertThat(stator.run("compact").code()).isZero();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("stator.db"));
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("UPDATE segments SET crc = crc + 1 WHERE id IN"
                            + " (SELECT id FROM segments ORDER BY id DESC LIMIT 2)"))
                    .isEqualTo(2);
        }
        Outcome outcome = stator.run("verify");
        assertThat(outcome.code()).isEqualTo(ExitCode.FAULT);
        assertThat(outcome.err().lines().filter(line -> line.contains("stator compact --rebuild")))
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void whatCannotBeIsToldWithItsExitCode() {
        assertThat(stator.run("compact", "--db", "none")).returns(ExitCode.NOT_FOUND, Outcome::code);
        assertThat(stator.run("verify", "--db", "none")).returns(ExitCode.NOT_FOUND, Outcome::code);
        assertThat(stator.run("--read-only", "compact")).returns(ExitCode.FORBIDDEN, Outcome::code);
        assertThat(Command.bare("", "--data", "mem:", "compact")).returns(ExitCode.NOT_FOUND, Outcome::code);
        assertThat(new Command(directory.resolve("nowhere")).run("compact")).returns(ExitCode.NOT_FOUND, Outcome::code);
    }
}

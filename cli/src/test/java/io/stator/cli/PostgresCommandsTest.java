package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.storage.jdbc.PostgresCluster;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a system in PostgreSQL. */
final class PostgresCommandsTest {
    private static PostgresCluster cluster;

    @TempDir
    private Path directory;

    private final String place = cluster.newPlace() + "&password=s3cret";

    @BeforeAll
    static void startServer() {
        cluster = PostgresCluster.shared();
    }

    private static Command.Outcome run(String data, String... words) {
        String[] all = new String[words.length + 2];
        all[0] = "--data";
        all[1] = data;
        System.arraycopy(words, 0, all, 2, words.length);
        Command.Outcome outcome = Command.bare("", all);
        assertThat(outcome.out() + outcome.err()).doesNotContain("s3cret");
        return outcome;
    }

    @Test
    void aSystemMovesFromAServerToAFileAndBack() {
        assertThat(run(place, "databases").code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(run(place, "create", "films").code()).isZero();
        assertThat(run(place, "transact", "--db", "films", "[{:db/ident :a/b}]").code())
                .isZero();
        Command.Outcome verified = run(place, "verify");
        assertThat(verified.out())
                .contains("is undamaged: databases 1, log records 1")
                .contains("jdbc:postgresql://127.0.0.1:");
        Path file = directory.resolve("copy.db");
        assertThat(run(place, "backup", file.toString()).out()).contains(" bytes, checked");
        assertThat(run(file.toString(), "query", "--db", "films", "[:find ?e :where [?e :db/ident :a/b]]")
                        .out())
                .contains("1 row");
        String other = cluster.newPlace() + "&password=s3cret";
        assertThat(run("file:" + file, "backup", other).out()).endsWith(": checked\n");
        assertThat(run(file.toString(), "backup", other).code()).isEqualTo(ExitCode.INCORRECT);
        assertThat(run(file.toString(), "backup", "--replace", other).code()).isZero();
        assertThat(run(other, "transact", "--db", "films", "[{:db/ident :c/d}]").code())
                .isZero();
        assertThat(run(other, "--read-only", "query", "--db", "films", "[:find ?e :where [?e :db/ident :c/d]]")
                        .out())
                .contains("1 row");
        assertThat(run(other, "--read-only", "create", "x").code()).isEqualTo(ExitCode.FORBIDDEN);
    }

    @Test
    void whatNeedsADirectoryIsToldWithTheWayOut() {
        Command.Outcome keys = run(place, "key", "list");
        assertThat(keys.code()).isEqualTo(ExitCode.INCORRECT);
        assertThat(keys.err()).contains("--keys FILE");
        assertThat(run(
                                place,
                                "key",
                                "list",
                                "--keys",
                                directory.resolve("keys.edn").toString())
                        .code())
                .isZero();
    }

    @Test
    void aSystemInMemoryIsGoneWithTheCommand() {
        assertThat(run("mem:", "create", "films").code()).isZero();
        assertThat(run("mem:", "verify").code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(run("mem:films", "databases").code()).isEqualTo(ExitCode.INCORRECT);
        assertThat(run("jdbc:mysql://h/d?password=s3cret", "create", "x").code())
                .isEqualTo(ExitCode.FORBIDDEN);
    }
}

package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.dynamodb.junit.DynamoDbLocal;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a system in DynamoDB. */
final class DynamoDbCommandsTest {
    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start();

    private static final String SCHEMA = "[{:db/ident :film/title :db/valueType :db.type/string"
            + " :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}]";
    private static final String TITLES = "[:find ?title :where [_ :film/title ?title]]";

    @TempDir
    private Path directory;

    private final String place = "dynamodb+" + LOCAL.endpoint() + "/commands";

    private static Command.Outcome run(String data, String... words) {
        String[] all = new String[words.length + 2];
        all[0] = "--data";
        all[1] = data;
        System.arraycopy(words, 0, all, 2, words.length);
        return Command.bare("", all);
    }

    @Test
    void aSystemIsMadeUsedDescribedAndDeleted() {
        assertThat(run(place, "databases").code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(run(place, "databases").err()).contains("make its table with 'stator storage create'");
        assertThat(run(place, "create", "films").err()).contains("--data PLACE storage create");
        assertThat(run(place, "storage", "create").out()).isEqualTo("made table commands\n");
        assertThat(run(place, "storage", "create").code()).isEqualTo(ExitCode.INCORRECT);
        assertThat(run(place, "storage", "describe").out())
                .contains("table commands: active, on demand")
                .contains("it is as 'stator storage create' makes it")
                .contains("there is no system in it yet");
        assertThat(run(place, "create", "films").code()).isZero();
        assertThat(run(place, "transact", "--db", "films", "[{:db/ident :a/b}]").code())
                .isZero();
        assertThat(run(place, "--read-only", "query", "--db", "films", "[:find ?e :where [?e :db/ident :a/b]]")
                        .out())
                .contains("1 row");
        assertThat(run(place, "verify").out()).contains("is undamaged: databases 1, log records 1");
        assertThat(run(place, "storage", "describe").out())
                .contains("last written by process ")
                .contains("at least 1 log records");
        Command.Outcome unsure = run(place, "storage", "delete");
        assertThat(unsure.code()).isEqualTo(ExitCode.INCORRECT);
        assertThat(unsure.err()).contains("--really commands");
        assertThat(run(place, "storage", "delete", "--really", "commands").out())
                .isEqualTo("deleted table commands\n");
        assertThat(run(place, "storage", "describe").code()).isEqualTo(ExitCode.INCORRECT);
    }

    @Test
    void aCacheIsUsedWhereTheSystemIsFarAwayAndRefusedElsewhere() {
        String cached = "dynamodb+" + LOCAL.endpoint() + "/cached";
        String cache = directory.resolve("cache").toString();
        assertThat(run(cached, "storage", "create").code()).isZero();
        String[] settings = {
            "--cache", cache, "--set-limit", "live-facts=50", "--set-limit", "disk-cache-bytes=10000000"
        };
        assertThat(run(cached, "create", "films", settings[0], cache).code()).isZero();
        assertThat(Command.bare(
                                "",
                                "--data",
                                cached,
                                "compact",
                                "--db",
                                "films",
                                settings[0],
                                cache,
                                settings[2],
                                settings[3])
                        .code())
                .isZero();
        assertThat(directory.resolve("cache").resolve("stator-segments-1")).isDirectory();
        assertThat(run(cached, "--cache", cache, "--read-only", "schema", "--db", "films")
                        .code())
                .isZero();
        Command.Outcome file = run(directory.resolve("file").toString(), "--cache", cache, "create", "films");
        assertThat(file.code()).isEqualTo(ExitCode.FORBIDDEN);
        assertThat(file.err()).contains("far away");
        Command.Outcome nowhere = run(cached, "--cache", "", "databases");
        assertThat(nowhere.code()).isEqualTo(ExitCode.INCORRECT);
        assertThat(nowhere.err()).contains("--cache");
    }

    private static Command.Outcome done(String data, String... words) {
        Command.Outcome outcome = run(data, words);
        assertThat(outcome.code()).as("%s: %s", List.of(words), outcome).isZero();
        return outcome;
    }

    private static String titles(String place, String database) {
        return done(place, "--read-only", "query", "--db", database, "--format", "csv", TITLES)
                .out();
    }

    @Test
    void aSystemIsCopiedBackedUpAndRestoredIntoATableAndFromIt() {
        String file = directory.resolve("file").toString();
        String table = "dynamodb+" + LOCAL.endpoint() + "/moved";
        String backup = "dynamodb+" + LOCAL.endpoint() + "/moved-backup";
        done(table, "storage", "create");
        done(backup, "storage", "create");
        done(file, "create", "films");
        done(file, "transact", "--db", "films", SCHEMA);
        for (int year = 1970; year < 1990; year++) {
            done(file, "transact", "--db", "films", "[{:film/title \"of " + year + "\"}]");
        }
        done(file, "compact", "--db", "films", "--set-limit", "live-facts=10");
        done(file, "copy", "--from", file, "--to", table);
        assertThat(titles(table, "films")).isEqualTo(titles(file, "films"));
        done(table, "transact", "--db", "films", "[[:db/retract [:film/title \"of 1970\"] :film/title \"of 1970\"]]");
        done(table, "backup", "--to", backup);
        done(table, "transact", "--db", "films", "[{:film/title \"later\"}]");
        done(table, "backup", "--to", backup);
        assertThat(done(table, "backups", backup).out()).contains("films");
        String restored = directory.resolve("restored").toString();
        done(restored, "restore", "--from", backup, "--as", "again");
        done(restored, "restore", "--from", backup, "--as", "before", "--t", "22");
        assertThat(titles(restored, "again")).contains("later").doesNotContain("of 1970");
        assertThat(titles(restored, "before")).contains("of 1970").doesNotContain("later");
        done(table, "restore", "--from", backup, "--as", "beside");
        assertThat(titles(table, "beside")).isEqualTo(titles(table, "films"));
        for (String each : List.of(table, backup, restored)) {
            assertThat(done(each, "verify").out()).contains("is undamaged");
        }
        Command.Outcome itself = run(table, "copy", "--from", table, "--to", table.replace("127.0.0.1", "localhost"));
        assertThat(itself.code()).isEqualTo(ExitCode.INCORRECT);
        assertThat(itself.err()).contains("copy of itself");
    }

    @Test
    void otherPlacesHaveNoTable() {
        Command.Outcome file = run(directory.toString(), "storage", "create");
        assertThat(file.code()).isEqualTo(ExitCode.INCORRECT);
        assertThat(file.err()).contains("dynamodb://REGION/TABLE");
        assertThat(run("dynamodb://eu-west-1", "storage", "describe").code()).isEqualTo(ExitCode.INCORRECT);
    }
}

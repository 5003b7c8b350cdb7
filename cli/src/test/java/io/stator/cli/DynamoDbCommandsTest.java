package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.dynamodb.junit.DynamoDbLocal;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a system in DynamoDB. */
final class DynamoDbCommandsTest {
    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start();

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
        assertThat(run(place, "create", "films").err()).contains("stator storage create");
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

    @Test
    void otherPlacesHaveNoTable() {
        Command.Outcome file = run(directory.toString(), "storage", "create");
        assertThat(file.code()).isEqualTo(ExitCode.INCORRECT);
        assertThat(file.err()).contains("dynamodb://REGION/TABLE");
        assertThat(run("dynamodb://eu-west-1", "storage", "describe").code()).isEqualTo(ExitCode.INCORRECT);
    }
}

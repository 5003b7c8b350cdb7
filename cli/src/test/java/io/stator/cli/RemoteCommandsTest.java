package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Client;
import io.stator.Stator;
import io.stator.cli.Command.Outcome;
import io.stator.server.AccessKey;
import io.stator.server.AccessKeys;
import io.stator.server.Role;
import io.stator.server.ServerConfig;
import io.stator.server.StatorServer;
import io.stator.server.Tls;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With {@code --connect} each command does to a system that a server has open what it does to one on this machine. */
final class RemoteCommandsTest {
    private static final AccessKey KEY = new AccessKey("me", "a secret of a test", Set.of(Role.parse("admin")));

    @TempDir
    private Path directory;

    private Client system;
    private StatorServer server;
    private Path data;
    private Path secret;

    @BeforeEach
    void serve() throws IOException {
        data = directory.resolve("data");
        secret = Files.writeString(directory.resolve("secret"), KEY.secret() + "\n");
        system = Stator.open(data);
        server = StatorServer.start(
                system, ServerConfig.on(0, AccessKeys.of(KEY)).withTls(Tls.development(directory)));
        assertThat(remote("create", "--db", "films").out()).isEqualTo("created films\n");
        assertThat(remote(
                                "transact",
                                "--db",
                                "films",
                                "[{:db/ident :movie/title :db/valueType :db.type/string :db/cardinality"
                                        + " :db.cardinality/one :db/unique :db.unique/identity}"
                                        + " {:db/ident :movie/year :db/valueType :db.type/long :db/cardinality"
                                        + " :db.cardinality/one}]")
                        .code())
                .isZero();
        assertThat(remote("transact", "--db", "films", "[{:movie/title \"Repo Man\" :movie/year 1984}]")
                        .code())
                .isZero();
    }

    @AfterEach
    void stop() {
        server.close();
        system.close();
    }

    private Outcome remote(String... arguments) {
        return typed("", arguments);
    }

    private Outcome typed(String input, String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--connect",
                server.uri().toString(),
                "--key",
                KEY.id(),
                "--secret-file",
                secret.toString(),
                "--trust-file",
                directory.resolve("development-certificate.pem").toString()));
        all.addAll(List.of(arguments));
        return Command.bare(input, all.toArray(String[]::new));
    }

    @Test
    void readingSaysTheSameAsWhereTheSystemIs() {
        Map<List<String>, Outcome> answers = new LinkedHashMap<>();
        for (List<String> command : List.of(
                List.of("databases"),
                List.of("query", "--db", "films", "[:find ?t ?y :where [?m :movie/title ?t] [?m :movie/year ?y]]"),
                List.of(
                        "query",
                        "--db",
                        "films",
                        "--format",
                        "json",
                        "[:find (pull ?m [*]) . :where [?m :movie/title]]"),
                List.of("pull", "--db", "films", "[*]", "[:movie/title \"Repo Man\"]"),
                List.of("datoms", "--db", "films", ":aevt", ":movie/title"),
                List.of("schema", "--db", "films"),
                List.of("log", "--db", "films"),
                List.of("history", "--db", "films", "[:movie/title \"Repo Man\"]"),
                List.of("stats", "--db", "films"),
                List.of("query", "--db", "films", "[:find ?x :where]]"),
                List.of("query", "--db", "none", "[:find ?x :where [?x :movie/title]]"))) {
            answers.put(command, remote(command.toArray(String[]::new)));
        }
        stop();
        Command here = new Command(data);
        answers.forEach((command, answer) -> {
            Outcome expected = here.run(command.toArray(String[]::new));
            assertThat(answer.err()).as("%s", command).isEqualTo(expected.err());
            assertThat(answer.out()).as("%s", command).isEqualTo(expected.out());
            assertThat(answer.code()).as("%s", command).isEqualTo(expected.code());
        });
    }

    @Test
    void theShellAndImportsWork() throws IOException {
        Path films = Files.writeString(directory.resolve("films.edn"), "{:movie/title \"Alien\" :movie/year 1979}\n");
        Outcome imported = remote("import", "--db", "films", films.toString());
        assertThat(imported.err() + imported.out()).as("import").contains("1");
        assertThat(imported.code()).isZero();
        Outcome shell = typed("[:find (count ?m) . :where [?m :movie/title]]\n", "shell", "--db", "films");
        assertThat(shell.out()).contains("2");
        assertThat(remote("delete", "--db", "films").out()).isEqualTo("deleted films\n");
    }

    @Test
    void whatNeedsTheFilesOrContradictsIsRefusedWithTheWayOut() {
        for (List<String> command : List.of(
                List.of("verify"),
                List.of("serve"),
                List.of("backup", "to"),
                List.of("backup", "--to", "to"),
                List.of("backups"),
                List.of("copy", "--to", "to"),
                List.of("restore", "--from", "from"))) {
            Outcome outcome = remote(command.toArray(String[]::new));
            assertThat(outcome.code()).as(command.toString()).isEqualTo(ExitCode.FORBIDDEN);
            assertThat(outcome.err()).contains("run it beside the server");
        }
        assertThat(remote("key", "list").err()).contains("run it beside the server");
        assertThat(remote("demo").out()).contains("--connect " + server.uri() + " --key me --secret-file ");
        assertThat(remote("--read-only", "databases").err()).contains("a key that may only read");
        assertThat(remote("--set-limit", "query-rows=5", "databases").err()).contains("those of the server");
        assertThat(remote("--compression", "zstd", "databases").err()).contains("the server compresses");
        Outcome both = remote("--data", data.toString(), "databases");
        assertThat(both.code()).isEqualTo(ExitCode.FORBIDDEN);
        assertThat(both.err()).contains("leave one out");
        Outcome noPort = Command.bare(
                "", "--connect", "localhost:99999", "--key", "me", "--secret-file", secret.toString(), "databases");
        assertThat(noPort.code()).isEqualTo(ExitCode.INCORRECT);
        assertThat(noPort.err()).contains("port must be from 1 to 65535: port=99999");
        assertThat(Command.bare("", "--key", "me", "databases").err()).contains("--connect URI");
        assertThat(Command.bare("", "--connect", "localhost:1", "databases").err())
                .contains("--secret-file FILE");
    }

    @Test
    void whereNothingListensIsToldWhileItIsTriedAgain() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        Outcome outcome = Command.bare(
                "",
                "--connect",
                "http://localhost:" + free,
                "--key",
                "me",
                "--secret-file",
                secret.toString(),
                "--timeout",
                "1",
                "databases");
        assertThat(outcome.code()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(outcome.err())
                .startsWith(
                        "nothing listens at http://localhost:" + free + " yet: trying again for up to 1 s (--timeout)");
    }

    @Test
    void aWrongSecretIsForbiddenAndNotShown() throws IOException {
        Files.writeString(secret, "not the secret");
        Outcome outcome = remote("--verbose", "databases");
        assertThat(outcome.code()).isEqualTo(ExitCode.FORBIDDEN);
        assertThat(outcome.err() + outcome.out()).doesNotContain("not the secret");
        Files.writeString(secret, " \n");
        assertThat(remote("databases").err()).contains("is empty");
    }
}

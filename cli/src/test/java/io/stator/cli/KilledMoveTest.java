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
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Migrations, imports and exports whose process is ended from outside, and run again. */
final class KilledMoveTest {
    private static final long SEED = Long.getLong("stator.seed", 20_261_130L);
    private static final int KILLS = 4;
    private static final int TRANSACTIONS = 4_000;
    private static final int WAIT_SECONDS_MAX = 120;
    private static final AccessKey KEY = new AccessKey("me", "a secret of a test", Set.of(Role.parse("admin")));

    @TempDir
    private Path directory;

    private Path from;
    private Path to;

    @BeforeEach
    void make() {
        from = directory.resolve("from");
        to = directory.resolve("to");
        try (Client client = Stator.open(from)) {
            client.createDatabase("many");
            io.stator.Connection connection = client.connect("many");
            connection.transact("[{:db/ident :n/number :db/valueType :db.type/long :db/cardinality :db.cardinality/one}"
                    + " {:db/ident :n/before :db/valueType :db.type/ref :db/cardinality :db.cardinality/one}]");
            long last = connection.transact("[{:db/id \"e\" :n/number 0}]").id("e");
            List<java.util.concurrent.CompletableFuture<io.stator.TxReport>> reports = new ArrayList<>();
            for (int i = 1; i < TRANSACTIONS; i++) {
                reports.add(connection.transactAsync(
                        "[{:n/number " + i + " :n/before " + last + "} [:db/add " + last + " :n/number " + i + "]]"));
                if (reports.size() == 500) {
                    reports.forEach(java.util.concurrent.CompletableFuture::join);
                    reports.clear();
                }
            }
            reports.forEach(java.util.concurrent.CompletableFuture::join);
        }
    }

    private static Process start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void kill(List<String> arguments) throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < KILLS; i++) {
            Process process = start(arguments);
            process.waitFor(random.nextLong(300, 2_000), TimeUnit.MILLISECONDS);
            process.destroyForcibly();
            assertThat(process.waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static Outcome finish(List<String> arguments) {
        Outcome last = Command.bare("", arguments.toArray(String[]::new));
        assertThat(last.code())
                .as("seed " + SEED + ": " + last.err() + last.out())
                .isZero();
        return last;
    }

    private void same(Client other, String copy) {
        try (Client one = Stator.openReadOnly(from)) {
            assertThat(other.connect(copy).sync().t())
                    .isEqualTo(one.connect("many").db().t());
            assertThat(other.connect(copy).db().stats().datoms())
                    .isEqualTo(one.connect("many").db().stats().datoms());
        }
    }

    @Test
    void aKilledMigrationGoesOnWhereItWas() throws Exception {
        List<String> migrate = List.of("migrate", "--from", from.toString(), "--to", to.toString(), "--db", "many");
        kill(migrate);
        assertThat(finish(migrate).out()).contains("both have the same");
        try (Client other = Stator.openReadOnly(to)) {
            same(other, "many");
        }
    }

    @Test
    void aKilledMigrationToAServerGoesOnWhereItWas() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), KEY.secret());
        try (Client other = Stator.open(to);
                StatorServer server = StatorServer.start(
                        other, ServerConfig.on(0, AccessKeys.of(KEY)).withTls(Tls.development(directory)))) {
            List<String> migrate = List.of(
                    "--connect",
                    server.uri().toString(),
                    "--key",
                    "me",
                    "--secret-file",
                    secret.toString(),
                    "--trust-file",
                    directory.resolve("development-certificate.pem").toString(),
                    "migrate",
                    "--from",
                    from.toString());
            kill(migrate);
            assertThat(finish(migrate).out()).contains("both have the same");
            same(other, "many");
        }
    }

    @Test
    void aKilledImportOfAnExportGoesOnWhereItWas() throws Exception {
        Path file = directory.resolve("many.edn.gz");
        List<String> export = List.of("--data", from.toString(), "export", file.toString());
        Process process = start(export);
        while (process.isAlive() && Files.notExists(directory.resolve("many.edn.gz.part"))) {
            process.waitFor(5, TimeUnit.MILLISECONDS);
        }
        process.destroyForcibly();
        assertThat(process.waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        Files.deleteIfExists(file);
        finish(export);
        List<String> importing = List.of("--data", to.toString(), "import", "--db", "many", file.toString());
        kill(importing);
        finish(importing);
        try (Client other = Stator.openReadOnly(to)) {
            same(other, "many");
        }
        finish(List.of("migrate", "--from", from.toString(), "--to", to.toString()));
    }

    @Test
    void anInterruptedMigrationEndsInOrderAndSaysHowToGoOn() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "migrate",
                        "--from",
                        from.toString(),
                        "--to",
                        to.toString())
                .redirectErrorStream(true)
                .start();
        while (process.isAlive() && Files.notExists(to)) {
            process.waitFor(5, TimeUnit.MILLISECONDS);
        }
        new ProcessBuilder("kill", "-TERM", String.valueOf(process.pid()))
                .start()
                .waitFor();
        String said;
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            said = reader.lines().reduce("", (text, line) -> text + line + "\n");
        }
        assertThat(process.waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        if (process.exitValue() != 0 && !said.isEmpty()) {
            assertThat(said).contains("run the same command again to go on");
        }
        finish(List.of("migrate", "--from", from.toString(), "--to", to.toString()));
    }
}

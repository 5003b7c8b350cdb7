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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases made at random come out of every way of moving as they went in. */
final class MovingRandomTest {
    private static final long SEED = Long.getLong("stator.seed", 20_261_130L);
    private static final int DATABASES = 6;
    private static final int TRANSACTIONS = 150;
    private static final int DATOMS_MAX = 100_000;
    private static final AccessKey KEY = new AccessKey("me", "a secret of a test", Set.of(Role.parse("admin")));

    @TempDir
    private Path directory;

    private static void ok(String what, Outcome outcome) {
        assertThat(outcome.code())
                .as(what + ": " + outcome.err() + outcome.out())
                .isZero();
    }

    private static void same(String what, Client one, Client other, String copy) {
        SameDatabase.check(what, one.connect("random"), other.connect(copy));
    }

    @Test
    void filesAndSystemsOnThisMachine() {
        for (int i = 0; i < DATABASES; i++) {
            String what = "seed " + (SEED + i);
            Path from = directory.resolve("from" + i);
            Path to = directory.resolve("to" + i);
            Path file = directory.resolve("random" + i + ".edn.gz");
            try (Client client = Stator.open(from)) {
                client.createDatabase("random");
                new RandomHistory(SEED + i, client.connect("random")).run(TRANSACTIONS);
            }
            ok(what, new Command(from).run("export", file.toString()));
            ok(what, new Command(to).run("import", "--db", "imported", file.toString()));
            ok(what, Command.bare("", "migrate", "--from", from.toString(), "--to", to.toString(), "--as", "copied"));
            ok(what, Command.bare("", "migrate", "--from", from.toString(), "--to", from.toString(), "--as", "beside"));
            try (Client one = Stator.open(from);
                    Client other = Stator.open(to)) {
                same(what + " imported", one, other, "imported");
                same(what + " copied", one, other, "copied");
                same(what + " beside", one, one, "beside");
            }
        }
    }

    @Test
    void serversOverTls() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), KEY.secret());
        String trust = directory.resolve("development-certificate.pem").toString();
        Path local = directory.resolve("local");
        Path file = directory.resolve("random.edn");
        String what = "seed " + SEED;
        try (Client one = Stator.inMemory();
                Client other = Stator.inMemory();
                StatorServer from = serve(one);
                StatorServer to = StatorServer.start(other, config().withAllFunctions())) {
            one.createDatabase("random");
            new RandomHistory(SEED, one.connect("random")).run(TRANSACTIONS);
            new OddHistoryIn(one).make("odd");
            String[] source = {
                "--from",
                from.uri().toString(),
                "--from-key",
                "me",
                "--from-secret-file",
                secret.toString(),
                "--from-trust-file",
                trust
            };
            String[] target = connected(to, secret);
            ok(what, run(target, "migrate", source, "--db", "random"));
            same(what + " to a server", one, other, "random");
            ok(what, run(target, "migrate", source, "--db", "odd"));
            one.createDatabase("big");
            big(one.connect("big"));
            ok("big", run(target, "migrate", source, "--db", "big"));
            SameDatabase.check("big", one.connect("big"), other.connect("big"));
            SameDatabase.check("odd", one.connect("odd"), other.connect("odd"));
            ok(what, run(new String[0], "migrate", source, "--db", "random", "--to", local.toString()));
            ok(what, run(target, "export", new String[0], "--db", "odd", file.toString()));
            ok(what, run(target, "import", new String[0], "--db", "again", file.toString()));
            SameDatabase.check("odd again", one.connect("odd"), other.connect("again"));
            try (Client here = Stator.open(local)) {
                same(what + " from a server", one, here, "random");
            }
        }
    }

    @Test
    void aPredicateThatTheServerDoesNotAllowIsNotBroughtInByACopy() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), KEY.secret());
        Path local = directory.resolve("local");
        try (Client one = Stator.open(local)) {
            new OddHistoryIn(one).make("odd");
        }
        try (Client other = Stator.inMemory();
                StatorServer to = serve(other)) {
            String[] target = connected(to, secret);
            Outcome outcome = run(target, "migrate", new String[0], "--from", local.toString(), "--db", "odd");
            assertThat(outcome.code()).isEqualTo(7);
            assertThat(outcome.err()).contains("'my.own/judge' is not allowed");
        }
    }

    /** Makes a transaction that is as big as one can be. */
    private static void big(io.stator.Connection connection) {
        connection.transact("[{:db/ident :b/text :db/valueType :db.type/string :db/cardinality :db.cardinality/one}]");
        java.util.List<Object> forms = new java.util.ArrayList<>();
        for (int i = 1; i < DATOMS_MAX; i++) {
            forms.add(java.util.List.of(":db/add", "e" + i, ":b/text", "the text of entity number " + i));
        }
        connection.transact(forms);
    }

    private String[] connected(StatorServer server, Path secret) {
        return new String[] {
            "--connect",
            server.uri().toString(),
            "--key",
            "me",
            "--secret-file",
            secret.toString(),
            "--trust-file",
            directory.resolve("development-certificate.pem").toString()
        };
    }

    private StatorServer serve(Client system) {
        return StatorServer.start(system, config());
    }

    private ServerConfig config() {
        return ServerConfig.on(0, AccessKeys.of(KEY)).withTls(Tls.development(directory));
    }

    private static Outcome run(String[] before, String command, String[] options, String... more) {
        java.util.List<String> all = new java.util.ArrayList<>(java.util.List.of(before));
        all.add(command);
        all.addAll(java.util.List.of(options));
        all.addAll(java.util.List.of(more));
        return Command.bare("", all.toArray(String[]::new));
    }

    private record OddHistoryIn(Client client) {
        void make(String name) {
            client.createDatabase(name);
            OddHistory.make(client.connect(name));
        }
    }
}

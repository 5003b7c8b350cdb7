package io.stator.benchmarks;

import io.stator.Client;
import io.stator.Stator;
import io.stator.server.AccessKey;
import io.stator.server.AccessKeys;
import io.stator.server.Role;
import io.stator.server.ServerConfig;
import io.stator.server.ServerLimit;
import io.stator.server.StatorServer;
import io.stator.server.Tls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * A server in a process of its own, see {@link ServerProcess}: ends when its input does, and tells the bytes of its live objects for each line of it.
 *
 * <p>Arguments: directory with the database (or {@code memory}), directory of the certificate, port, entities, limits such as {@code working-requests=8}.
 */
final class ServerProgram {
    static final String MEMORY = "memory";
    static final String KEY = "bench";
    static final String SECRET = "the secret of the benchmarks";
    /** What its answers begin with; the virtual machine may tell something, too. */
    static final String ANSWER = "answer ";

    static final String ADMIN = "admin";

    private static final int FIRST_LIMIT = 4;

    private ServerProgram() {}

    /** Serves. */
    public static void main(String[] arguments) throws IOException {
        AccessKeys keys = AccessKeys.of(new AccessKey(KEY, SECRET, Set.of(Role.parse(ADMIN))));
        ServerConfig config =
                ServerConfig.on(Integer.parseInt(arguments[2]), keys).withTls(Tls.development(Path.of(arguments[1])));
        for (int i = FIRST_LIMIT; i < arguments.length; i++) {
            String[] limit = arguments[i].split("=", 2);
            config = config.withLimit(ServerLimit.named(limit[0]), Long.parseLong(limit[1]));
        }
        try (Client client = arguments[0].equals(MEMORY) ? Stator.inMemory() : Stator.open(Path.of(arguments[0]))) {
            ServedDatabase.fill(client, Integer.parseInt(arguments[3]));
            try (StatorServer server = StatorServer.start(client, config)) {
                System.out.println(ANSWER + server.port());
                while (true) {
                    int read = System.in.read();
                    if (read < 0) {
                        return;
                    }
                    if (read == '\n') {
                        System.out.println(ANSWER + Measure.usedBytes());
                    }
                }
            }
        }
    }
}

package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Client;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a database is copied from, and with which key. */
final class FromOptions {
    private static final Pattern SERVER = Pattern.compile("https?://.*|[\\w.-]+:\\d+");

    @Option(
            names = "--from",
            paramLabel = "PLACE",
            required = true,
            description =
                    "The system that the database is in: a path as for --data, or a server as for --connect, Datomic's"
                            + " own included.")
    String place = "";

    @Option(names = "--from-key", paramLabel = "ID", description = "The key for that server.")
    @Nullable
    String key;

    @Option(
            names = "--from-secret-file",
            paramLabel = "FILE",
            description = "The file that holds the secret of that key, and nothing else.")
    @Nullable
    Path secretFile;

    @Option(
            names = "--from-trust-file",
            paramLabel = "FILE",
            description = "A file of PEM with certificates of that server's, beside those that Java trusts.")
    @Nullable
    Path trustFile;

    /** Returns whether a place is a server. */
    static boolean isServer(String place) {
        return SERVER.matcher(place).matches();
    }

    /**
     * Returns a client of the server, null when the place is a path.
     *
     * @param timeout how long its calls may take; null for as long as usual
     */
    @Nullable
    Client server(@Nullable Duration timeout, Consumer<String> say) {
        if (!isServer(place)) {
            if (key != null || secretFile != null || trustFile != null) {
                throw new Anomaly.Incorrect("--from-key, --from-secret-file and --from-trust-file are for a server, and"
                        + " --from names a path: from=" + place);
            }
            return null;
        }
        if (key == null || secretFile == null) {
            throw new Anomaly.Incorrect(
                    "--from with a server needs the key and its secret: --from-key ID --from-secret-file FILE");
        }
        RemoteOptions remote = new RemoteOptions();
        remote.endpoint = place;
        remote.key = key;
        remote.secretFile = secretFile;
        remote.trustFile = trustFile;
        return remote.client(timeout, say);
    }
}

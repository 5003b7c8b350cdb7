package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.ClientConfig;
import io.stator.Credentials;
import io.stator.Stator;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** What the command line says about a server that has the system open. */
final class RemoteOptions {
    private static final long SECRET_BYTES_MAX = 4_096;
    private static final int LOOK_MILLIS = 1_000;
    private static final int PORT_HTTPS = 443;
    private static final int PORT_HTTP = 80;

    @Option(
            names = "--connect",
            paramLabel = "URI",
            scope = ScopeType.INHERIT,
            description = "Use the system that a server has open, instead of --data: https://HOST:PORT, or HOST:PORT."
                    + " Needs --key and --secret-file.")
    @Nullable
    String endpoint;

    @Option(
            names = "--key",
            paramLabel = "ID",
            scope = ScopeType.INHERIT,
            description = "The key for the server, see 'stator key create'.")
    @Nullable
    String key;

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The file that holds the secret of the key, and nothing else.")
    @Nullable
    Path secretFile;

    @Option(
            names = "--trust-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "A file of PEM with certificates of servers that are trusted, beside those that Java trusts.")
    @Nullable
    Path trustFile;

    /** Returns whether the system is one that a server has open. */
    boolean isRemote() {
        if (endpoint == null && (key != null || secretFile != null || trustFile != null)) {
            throw new Anomaly.Incorrect(
                    "--key, --secret-file and --trust-file are for a server: say which one with --connect URI");
        }
        return endpoint != null;
    }

    /**
     * Returns a client of the server.
     *
     * @param timeout how long its calls may take; null for as long as usual
     * @param say is told at once when nothing listens there, because the first call tries that again and again
     */
    Client client(@Nullable Duration timeout, Consumer<String> say) {
        if (endpoint == null || key == null || secretFile == null) {
            throw new Anomaly.Incorrect("--connect needs the key and its secret: --key ID --secret-file FILE");
        }
        ClientConfig config = ClientConfig.of(endpoint).withCredentials(Credentials.of(key, secret(secretFile)));
        ClientConfig trusting = trustFile == null ? config : config.withTrustedCertificates(trustFile);
        ClientConfig timed = timeout == null ? trusting : trusting.withTimeout(timeout);
        Client client = Stator.connect(timed);
        if (!listens(timed.endpoint())) {
            say.accept("nothing listens at " + timed.endpoint() + " yet: trying again"
                    + (timed.timeout().isZero()
                            ? ""
                            : " for up to " + timed.timeout().toSeconds() + " s (--timeout)"));
        }
        return client;
    }

    /** Returns whether anything listens at an address; what else may be wrong with it is for the first call to tell. */
    private static boolean listens(URI address) {
        int usual = "https".equalsIgnoreCase(address.getScheme()) ? PORT_HTTPS : PORT_HTTP;
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(address.getHost(), address.getPort() < 0 ? usual : address.getPort()),
                    LOOK_MILLIS);
            return true;
        } catch (ConnectException refused) {
            return false;
        } catch (IOException other) {
            return true;
        }
    }

    /** Returns these options as they are typed, with a space before each. */
    String asTyped() {
        return typed("--connect", endpoint)
                + typed("--key", key)
                + typed("--secret-file", secretFile)
                + typed("--trust-file", trustFile);
    }

    private static String typed(String option, @Nullable Object value) {
        return value == null ? "" : " " + option + " " + DemoCommand.quoted(value.toString());
    }

    private static String secret(Path file) {
        try {
            if (Files.size(file) > SECRET_BYTES_MAX) {
                throw new Anomaly.Incorrect(
                        "a file with a secret must have at most " + SECRET_BYTES_MAX + " bytes: file=" + file);
            }
            String secret = Files.readString(file).strip();
            if (secret.isEmpty()) {
                throw new Anomaly.Incorrect("the file with the secret is empty: file=" + file);
            }
            return secret;
        } catch (IOException unreadable) {
            throw new Anomaly.NotFound(
                    "the file with the secret cannot be read: file=" + file + " "
                            + unreadable.getClass().getSimpleName(),
                    Map.of(),
                    unreadable);
        }
    }
}

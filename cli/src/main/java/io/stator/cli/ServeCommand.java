package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Functions;
import io.stator.SystemConfig;
import io.stator.server.AccessKeys;
import io.stator.server.KeyFile;
import io.stator.server.ServerConfig;
import io.stator.server.ServerLimit;
import io.stator.server.StatorServer;
import io.stator.server.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stator serve}: serves the system to clients over the network. */
@Command(
        name = "serve",
        description = {
            "Serve the system to Stator's and Datomic's clients until Ctrl-C; it is made when there is none.",
            "Connections are encrypted: with the certificate that is given, or else with one that is made for this machine alone. Requests must be signed with"
                    + " a key that 'stator key' made. Each is told of on a line of JSON.",
            "",
            "Functions that queries and transactions call by name are refused, but for those of the query language and those that --allow-function names."
        },
        footerHeading = "%nFor example:%n",
        footer = {
            "  stator key create me --role admin             prints the secret, once",
            "  stator serve --port 8998"
        })
final class ServeCommand extends SystemCommand {
    /** The variable of the environment with keys, in the form of a key file. */
    static final String KEYS_VARIABLE = "STATOR_KEYS";

    /** The variable of the environment with the password of the key store. */
    static final String PASSWORD_VARIABLE = "STATOR_KEYSTORE_PASSWORD";

    /** Kept, because a logger that nothing refers to forgets its level. */
    private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

    private static final String COMMON_LIMIT_FORM = "--server-limit must be NAME=N: ";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "" + ServerConfig.DEFAULT_PORT,
            description = "The port to listen on; 0 for one that is free. Default: ${DEFAULT-VALUE}")
    int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "The address to listen on; 0.0.0.0 for all of this machine. Default: ${DEFAULT-VALUE}")
    String host = "";

    @Option(
            names = "--keys",
            paramLabel = "FILE",
            description = "The file with the keys. Default: " + KeyCommand.FILE_NAME
                    + " beside the system. Keys in the variable " + KEYS_VARIABLE + " are known as well.")
    @Nullable
    Path keys;

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description = "The certificate in PEM, with those above it; with --private-key.")
    @Nullable
    Path certificate;

    @Option(names = "--private-key", paramLabel = "FILE", description = "The private key in PEM (PKCS #8).")
    @Nullable
    Path privateKey;

    @Option(
            names = "--key-store",
            paramLabel = "FILE",
            description = "A PKCS #12 or JKS file with key and certificate instead; its password is in the variable "
                    + PASSWORD_VARIABLE + ".")
    @Nullable
    Path keyStore;

    @Option(names = "--no-tls", description = "Do not encrypt, as behind a proxy that does.")
    boolean noTls;

    @Option(
            names = "--allow-function",
            paramLabel = "NAME",
            description = "Allow a function of Clojure, or all of a namespace; can be given again.")
    List<String> allowed = new ArrayList<>();

    @Option(
            names = "--server-limit",
            paramLabel = "NAME=N",
            description = "Set a limit of the server; can be given again. NAME is one of ${COMPLETION-CANDIDATES}.",
            completionCandidates = LimitNames.class)
    List<String> limits = new ArrayList<>();

    @Option(
            names = "--clock-skew",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "How far clients' clocks may be from this machine's. Default: ${DEFAULT-VALUE}")
    long clockSkewSeconds;

    @Option(names = "--no-request-log", description = "Do not tell of each request.")
    boolean noRequestLog;

    private boolean hasNoKeys;

    /** The names of all limits of a server, and what they are unless set. */
    static final class LimitNames implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return java.util.Arrays.stream(ServerLimit.values())
                    .map(limit -> limit.key() + " (" + limit.standard() + ")")
                    .iterator();
        }
    }

    @Override
    SystemConfig config() {
        return super.config().withFunctions(Functions.none().allowClojure(allowed.toArray(String[]::new)));
    }

    @Override
    public Integer call() {
        requireHere("serve");
        JETTY.setLevel(Level.WARNING);
        CountDownLatch told = new CountDownLatch(1);
        ServerConfig config = serverConfig();
        try (Interruption interruption = Interruption.handledBy(told::countDown);
                Client client = shared().readOnly ? open() : openOrCreate();
                RequestLog log = RequestLog.to(console().out());
                StatorServer server =
                        StatorServer.start(client, noRequestLog ? config : config.withRequestLog(log::add))) {
            console().err().line("serving " + shared().data + " at " + server.uri() + "; Ctrl-C ends it");
            tellWhatIsNeeded(config);
            console().err().flush();
            told.await();
            return ExitCode.INTERRUPTED;
        } catch (InterruptedException ended) {
            return ExitCode.INTERRUPTED;
        }
    }

    private void tellWhatIsNeeded(ServerConfig config) {
        if (hasNoKeys) {
            console().err().line("there are no keys yet: make one with 'stator key create NAME --role admin'");
        }
        if (isDevelopment() && config.tls().isPresent()) {
            console()
                    .err()
                    .line("clients must trust "
                            + KeyCommand.directory(shared()).resolve("development-certificate.pem"));
        }
    }

    private boolean isDevelopment() {
        return certificate == null && privateKey == null && keyStore == null;
    }

    private ServerConfig serverConfig() {
        ServerConfig config = ServerConfig.on(port, accessKeys())
                .withHost(host)
                .withClockSkew(Duration.ofSeconds(clockSkewSeconds))
                .withFunctions(allowed.toArray(String[]::new));
        Tls tls = tls();
        if (tls != null) {
            config = config.withTls(tls);
        }
        for (String setting : limits) {
            config = set(config, setting);
        }
        return config;
    }

    private static ServerConfig set(ServerConfig config, String setting) {
        int equals = setting.indexOf('=');
        if (equals < 0) {
            throw new Anomaly.Incorrect(COMMON_LIMIT_FORM + setting);
        }
        ServerLimit limit = ServerLimit.named(setting.substring(0, equals).strip());
        try {
            return config.withLimit(
                    limit, Long.parseLong(setting.substring(equals + 1).strip()));
        } catch (NumberFormatException malformed) {
            throw new Anomaly.Incorrect(COMMON_LIMIT_FORM + setting, Map.of(), malformed);
        }
    }

    private AccessKeys accessKeys() {
        String variable = System.getenv(KEYS_VARIABLE);
        boolean more = variable != null && !variable.isBlank();
        if (more && keys == null && shared().data.path("--data").isEmpty()) {
            return AccessKeys.parse(variable);
        }
        KeyFile file = KeyFile.at(keys == null ? KeyCommand.file(shared()) : named(keys, "--keys"));
        hasNoKeys = !more && file.list().isEmpty();
        return more ? file.or(AccessKeys.parse(variable)) : file;
    }

    private @Nullable Tls tls() {
        if (noTls) {
            if (!isDevelopment()) {
                throw new Anomaly.Incorrect("--no-tls must not be given with a certificate");
            }
            return null;
        }
        if (keyStore != null) {
            if (certificate != null || privateKey != null) {
                throw new Anomaly.Incorrect("--key-store must not be given with --certificate or --private-key");
            }
            String password = System.getenv(PASSWORD_VARIABLE);
            return Tls.keyStore(named(keyStore, "--key-store"), password == null ? "" : password);
        }
        if (certificate != null && privateKey != null) {
            return Tls.pem(named(certificate, "--certificate"), named(privateKey, "--private-key"));
        }
        if (certificate != null || privateKey != null) {
            throw new Anomaly.Incorrect("--certificate and --private-key must be given together");
        }
        return Tls.development(KeyCommand.directory(shared()));
    }
}

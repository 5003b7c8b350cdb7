package io.stator;

import io.stator.edn.Edn;
import io.stator.spi.Require;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Which server {@link Stator#connect} talks to, and how; immutable. No text that this class makes holds a secret.
 *
 * <p>Nothing here waits but for a file that is named.
 *
 * <pre>{@code
 * ClientConfig config = ClientConfig.of("db.example.com:8998")
 *         .withCredentials(Credentials.of(key, secret))
 *         .withTrustedCertificates(Path.of("server.pem"))
 *         .withTimeout(Duration.ofSeconds(10));
 * Client client = Stator.connect(config);
 * }</pre>
 */
public final class ClientConfig {
    private static final int PORT_MAX = 65_535;

    /** What an address says that names no port: the one of its scheme is meant. */
    private static final int NO_PORT = -1;

    private static final List<String> ARGUMENTS = List.of(
            "server-type",
            "endpoint",
            "region",
            "system",
            "timeout",
            "access-key",
            "secret",
            "creds-profile",
            "creds-provider",
            "proxy-port",
            "trust-certs",
            "validate-hostnames");

    private final Place place;
    private final Trust trust;
    private final Duration timeout;

    /** Which server is meant, and the way to it; what is not known is null, the port 0 where there is no proxy. */
    private record Place(
            URI endpoint,
            ServerType serverType,
            @Nullable String region,
            @Nullable String system,
            int proxyPort) {}

    /** Who may be sure of whom. */
    private record Trust(
            @Nullable CredentialsProvider credentials, List<X509Certificate> trusted, boolean validatesHostnames) {}

    private ClientConfig(Place place, Trust trust, Duration timeout) {
        this.place = place;
        this.trust = trust;
        this.timeout = timeout;
    }

    private ClientConfig with(Place other) {
        return new ClientConfig(other, trust, timeout);
    }

    private ClientConfig with(Trust other) {
        return new ClientConfig(place, other, timeout);
    }

    /**
     * Returns the configuration for a server, without credentials.
     *
     * @throws Anomaly.Incorrect when the endpoint is no {@code https} or {@code http} address of a server
     */
    public static ClientConfig of(URI endpoint) {
        Require.present(endpoint, "endpoint");
        String scheme = endpoint.getScheme();
        boolean known = "https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme);
        if (endpoint.getRawUserInfo() != null) {
            throw Require.refused("endpoint", "must hold no credentials: hand them over with withCredentials");
        }
        if (!known
                || endpoint.getHost() == null
                || endpoint.getRawQuery() != null
                || endpoint.getRawFragment() != null) {
            throw Require.refused(
                    "endpoint", "must be host:port, or an address such as https://host:port/: endpoint=" + endpoint);
        }
        if (endpoint.getPort() != NO_PORT) {
            requirePort(endpoint.getPort(), "the endpoint's port");
        }
        return new ClientConfig(
                new Place(endpoint, ServerType.PEER_SERVER, null, null, 0),
                new Trust(null, List.of(), true),
                Connection.DEFAULT_TIMEOUT);
    }

    /**
     * Returns the configuration for a server, without credentials.
     *
     * @param endpoint {@code host:port}, which is talked to by https, or the address of a server
     * @throws Anomaly.Incorrect when it is neither
     */
    public static ClientConfig of(String endpoint) {
        String text = Require.present(endpoint, "endpoint").strip();
        try {
            return of(new URI(text.contains("://") ? text : "https://" + text + "/"));
        } catch (URISyntaxException malformed) {
            throw Require.refused(
                    "endpoint",
                    "must be host:port, or an address such as https://host:port/: " + malformed.getReason());
        }
    }

    /**
     * Returns the configuration of an argument map as the Client API has it: {@code :endpoint} and any of {@code :server-type}, {@code
     * :region}, {@code :system}, {@code :timeout} (milliseconds), {@code :access-key} and {@code :secret}, {@code :creds-profile} or
     * {@code :creds-provider} (a {@link CredentialsProvider}), {@code :proxy-port}, {@code :trust-certs} (a collection of texts of PEM)
     * and {@code :validate-hostnames}. Keys may be strings.
     *
     * @throws Anomaly.Incorrect when an argument is malformed, unknown, or contradicts another one
     */
    public static ClientConfig ofArguments(Map<?, ?> arguments) {
        Arguments given = Arguments.of(arguments, ARGUMENTS);
        ClientConfig config = of(given.text("endpoint"));
        if (given.has("server-type")) {
            config = config.withServerType(ServerType.of(given.required("server-type")));
        }
        if (given.has("region")) {
            config = config.withRegion(given.text("region"));
        }
        if (given.has("system")) {
            config = config.withSystem(given.text("system"));
        }
        if (given.has("proxy-port")) {
            config = config.withProxyPort((int) Math.max(0, Math.min(given.count("proxy-port"), PORT_MAX + 1)));
        }
        if (given.has("trust-certs")) {
            List<X509Certificate> trusted = new ArrayList<>();
            for (Object text : given.collection("trust-certs")) {
                trusted.addAll(certificates(String.valueOf(text)));
            }
            config = config.withTrustedCertificates(trusted);
        }
        if (given.has("validate-hostnames")) {
            config = config.withHostnameValidation(given.flag("validate-hostnames"));
        }
        CredentialsProvider credentials = credentials(given);
        config = credentials == null ? config : config.withCredentials(credentials);
        return given.timed(config, config::withTimeout);
    }

    private static @Nullable CredentialsProvider credentials(Arguments given) {
        boolean isStatic = given.has("access-key") || given.has("secret");
        int ways = (isStatic ? 1 : 0) + (given.has("creds-profile") ? 1 : 0) + (given.has("creds-provider") ? 1 : 0);
        if (ways > 1) {
            throw Require.refused(
                    "arguments",
                    "must have :access-key and :secret, :creds-profile or :creds-provider, but not several");
        }
        if (isStatic) {
            if (!(given.get("secret") instanceof String secret)) {
                throw Require.refused(":secret", "must be a string, beside :access-key");
            }
            return CredentialsProvider.of(Credentials.of(given.text("access-key"), secret));
        }
        if (given.has("creds-profile")) {
            return CredentialsProvider.profile(given.text("creds-profile"));
        }
        Object provider = given.get("creds-provider");
        if (provider == null || provider instanceof CredentialsProvider) {
            return (CredentialsProvider) provider;
        }
        throw Require.refused(
                ":creds-provider",
                "must be an io.stator.CredentialsProvider: class="
                        + provider.getClass().getTypeName());
    }

    private static List<X509Certificate> certificates(String pem) {
        try (InputStream bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8))) {
            return certificates(bytes, "the text");
        } catch (IOException unreadable) {
            throw new Anomaly.Incorrect("trusted certificates cannot be read: " + unreadable, Map.of(), unreadable);
        }
    }

    private static List<X509Certificate> certificates(InputStream bytes, String where) {
        List<X509Certificate> found = new ArrayList<>();
        try {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(bytes)) {
                found.add((X509Certificate) certificate);
            }
        } catch (CertificateException malformed) {
            throw new Anomaly.Incorrect(
                    "trusted certificates must be X.509 in PEM: " + where + " has others", Map.of(), malformed);
        }
        if (found.isEmpty()) {
            throw new Anomaly.Incorrect("trusted certificates must be X.509 in PEM: " + where + " has none");
        }
        return found;
    }

    /**
     * Returns this configuration for another kind of server; {@link ServerType#PEER_SERVER} unless told otherwise.
     *
     * @throws Anomaly.Incorrect when an argument is null
     */
    public ClientConfig withServerType(ServerType type) {
        Require.present(type, "type");
        return with(new Place(place.endpoint, type, place.region, place.system, place.proxyPort));
    }

    /**
     * Returns this configuration for a region, which signatures name.
     *
     * @throws Anomaly.Incorrect when an argument is null
     */
    public ClientConfig withRegion(String region) {
        Require.present(region, "region");
        return with(new Place(place.endpoint, place.serverType, region, place.system, place.proxyPort));
    }

    /**
     * Returns this configuration for a system, where a server has several.
     *
     * @throws Anomaly.Incorrect when an argument is null
     */
    public ClientConfig withSystem(String system) {
        Require.present(system, "system");
        return with(new Place(place.endpoint, place.serverType, place.region, system, place.proxyPort));
    }

    /**
     * Returns this configuration with the time a call takes at most unless it says another one itself.
     *
     * @throws Anomaly.Incorrect when it is negative, or longer than 292 years
     */
    public ClientConfig withTimeout(Duration timeout) {
        return new ClientConfig(place, trust, Require.timeout(timeout, "timeout"));
    }

    /**
     * Returns this configuration with credentials that never change.
     *
     * @throws Anomaly.Incorrect when an argument is null
     */
    public ClientConfig withCredentials(Credentials credentials) {
        return withCredentials(CredentialsProvider.of(credentials));
    }

    /**
     * Returns this configuration with credentials that are asked for when they are needed.
     *
     * @throws Anomaly.Incorrect when an argument is null
     */
    public ClientConfig withCredentials(CredentialsProvider provider) {
        Require.present(provider, "provider");
        return with(new Trust(provider, trust.trusted, trust.validatesHostnames));
    }

    /**
     * Returns this configuration with the port of a SOCKS proxy on this machine, such as the end of an SSH tunnel.
     *
     * @throws Anomaly.Incorrect when it is no port
     */
    public ClientConfig withProxyPort(int port) {
        requirePort(port, "port");
        return with(new Place(place.endpoint, place.serverType, place.region, place.system, port));
    }

    private static void requirePort(int port, String what) {
        if (port < 1 || port > PORT_MAX) {
            throw Require.refused(what, "must be from 1 to " + PORT_MAX + ": port=" + port);
        }
    }

    /**
     * Returns this configuration with certificates that are trusted beside those that Java trusts.
     *
     * @throws Anomaly.Incorrect when an argument is null
     */
    public ClientConfig withTrustedCertificates(Collection<X509Certificate> certificates) {
        List<X509Certificate> trusted = List.copyOf(Require.elements(certificates, "certificates"));
        return with(new Trust(trust.credentials, trusted, trust.validatesHostnames));
    }

    /**
     * Returns this configuration with the certificates in a file of PEM, trusted beside those that Java trusts.
     *
     * @throws Anomaly.NotFound when the file cannot be read
     * @throws Anomaly.Incorrect when it holds none, or something else
     */
    public ClientConfig withTrustedCertificates(Path pem) {
        try (InputStream bytes = Files.newInputStream(Require.present(pem, "pem"))) {
            return withTrustedCertificates(certificates(bytes, String.valueOf(pem)));
        } catch (IOException unreadable) {
            throw new Anomaly.NotFound("the file of certificates cannot be read: file=" + pem, Map.of(), unreadable);
        }
    }

    /**
     * Returns this configuration, with or without a check that the certificate of the server is for its name; it is made otherwise.
     *
     * @throws Anomaly.Incorrect when an argument is null
     */
    public ClientConfig withHostnameValidation(boolean validate) {
        return with(new Trust(trust.credentials, trust.trusted, validate));
    }

    /** Returns the address of the server. Never fails. */
    public URI endpoint() {
        return place.endpoint;
    }

    /** Returns the kind of the server. Never fails. */
    public ServerType serverType() {
        return place.serverType;
    }

    /** Returns the region, if there is one. Never fails. */
    public Optional<String> region() {
        return Optional.ofNullable(place.region);
    }

    /** Returns the system, if it has a name. Never fails. */
    public Optional<String> system() {
        return Optional.ofNullable(place.system);
    }

    /** Returns the time a call takes at most unless it says another one itself. Never fails. */
    public Duration timeout() {
        return timeout;
    }

    /** Returns what tells the credentials, if there are any. Never fails. */
    public Optional<CredentialsProvider> credentials() {
        return Optional.ofNullable(trust.credentials);
    }

    /** Returns the port of the proxy on this machine, if there is one. Never fails. */
    public OptionalInt proxyPort() {
        return place.proxyPort == 0 ? OptionalInt.empty() : OptionalInt.of(place.proxyPort);
    }

    /** Returns the certificates that are trusted beside those that Java trusts. Never fails. */
    public List<X509Certificate> trustedCertificates() {
        return trust.trusted;
    }

    /** Returns whether the certificate of the server must be for its name. Never fails. */
    public boolean validatesHostnames() {
        return trust.validatesHostnames;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ClientConfig config
                && place.equals(config.place)
                && trust.equals(config.trust)
                && timeout.equals(config.timeout);
    }

    @Override
    public int hashCode() {
        return Objects.hash(place, trust, timeout);
    }

    @Override
    public String toString() {
        return "ClientConfig[endpoint=" + place.endpoint + " serverType="
                + Edn.print(place.serverType.keyword())
                + (place.region == null ? "" : " region=" + place.region)
                + (place.system == null ? "" : " system=" + place.system) + " timeout=" + timeout
                + " credentials=" + (trust.credentials == null ? "none" : "given")
                + (place.proxyPort == 0 ? "" : " proxyPort=" + place.proxyPort) + " trustedCertificates="
                + trust.trusted.size() + " validatesHostnames=" + trust.validatesHostnames + "]";
    }
}

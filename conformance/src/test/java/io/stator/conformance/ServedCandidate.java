package io.stator.conformance;

import io.stator.Client;
import io.stator.ClientConfig;
import io.stator.Credentials;
import io.stator.Stator;
import io.stator.server.AccessKey;
import io.stator.server.AccessKeys;
import io.stator.server.Role;
import io.stator.server.ServerConfig;
import io.stator.server.StatorServer;
import io.stator.server.Tls;
import java.nio.file.Path;
import java.util.Set;

/** Runs the cases through the remote client, on a server of a system in memory, over TLS. */
final class ServedCandidate implements Candidate {
    private static final String CERTIFICATE = "development-certificate.pem";

    private final Client system;
    private final StatorServer server;
    private final Implementation implementation;
    private final StatorCandidate remote;

    /**
     * Starts a server.
     *
     * @param directory where its certificate is kept
     */
    ServedCandidate(Path directory) {
        AccessKey key = new AccessKey("conformance", "the secret of the cases", Set.of(Role.parse("admin")));
        this.system = Stator.inMemory(Implementation.FUNCTIONS);
        this.server = StatorServer.start(
                system,
                ServerConfig.on(0, AccessKeys.of(key))
                        .withFunctions("my.fns", "un.known")
                        .withTls(Tls.development(directory)));
        ClientConfig config = ClientConfig.of(server.uri())
                .withCredentials(Credentials.of(key.id(), key.secret()))
                .withTrustedCertificates(directory.resolve(CERTIFICATE));
        this.implementation = new Implementation("served over TLS", () -> Stator.connect(config));
        this.remote = new StatorCandidate(implementation);
    }

    /** Returns how to reach the server, for another face of the same client. */
    Implementation implementation() {
        return implementation;
    }

    @Override
    public String name() {
        return remote.name();
    }

    @Override
    public Session begin() {
        return remote.begin();
    }

    @Override
    public void close() {
        remote.close();
        server.close();
        system.close();
    }
}

package io.stator.client;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.ClientConfig;
import io.stator.client.wire.WireLimits;
import io.stator.spi.ClientProvider;
import io.stator.spi.Require;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Makes clients of systems that servers have open; found by {@link io.stator.Stator#connect}. */
public final class RemoteClients implements ClientProvider {
    /** Creates one. Never waits and never fails. */
    public RemoteClients() {}

    @Override
    public Optional<Client> open(String kind, Map<String, Object> options) {
        if (!REMOTE.equals(kind)) {
            return Optional.empty();
        }
        if (!(options.get(CONFIG) instanceof ClientConfig config)) {
            throw Require.refused(CONFIG, "must be a ClientConfig");
        }
        if (config.proxyPort().isPresent()) {
            throw new Anomaly.Unsupported("this client cannot go through a SOCKS proxy: forward a port to the server"
                    + " (ssh -L) and name that as the endpoint");
        }
        return Optional.of(new RemoteClient(
                new Link(config, InstantSource.system(), Link.Pauses.STANDARD, WireLimits.ofAnswers()),
                config.timeout()));
    }
}

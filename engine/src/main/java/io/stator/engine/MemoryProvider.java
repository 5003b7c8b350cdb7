package io.stator.engine;

import io.stator.Client;
import io.stator.engine.storage.MemoryStorage;
import io.stator.spi.ClientProvider;
import io.stator.spi.Require;
import java.util.Map;
import java.util.Optional;

/** Opens systems that live in memory. */
public final class MemoryProvider implements ClientProvider {
    /** Creates one; called by the service loader. */
    public MemoryProvider() {}

    @Override
    public Optional<Client> open(String kind, Map<String, Object> options) {
        Require.present(options, "options");
        return MEMORY.equals(Require.present(kind, "kind"))
                ? Optional.of(EmbeddedClient.open(MemoryStorage.ofOne(), EngineConfig.of(options)))
                : Optional.empty();
    }
}

package io.stator.storage.jdbc;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.EngineConfig;
import io.stator.engine.ReadOnlyClient;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageAnomalies;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageProvider;
import io.stator.spi.ClientProvider;
import io.stator.spi.Location;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Opens systems that are kept in databases of JDBC, of which it knows PostgreSQL.
 *
 * <p>Opening waits for the server.
 */
public final class PostgresProvider implements ClientProvider, StorageProvider {

    private static final String THIS_MACHINE = "(?i)//(127\\.0\\.0\\.1|localhost|\\[::1])([:/,])";

    /** Creates one; called by the service loader. Never fails. */
    public PostgresProvider() {}

    @Override
    public Optional<Client> open(String kind, Map<String, Object> options) {
        if (!kind.equals(STORED)
                || !(options.get(LOCATION) instanceof URI uri)
                || !"jdbc".equalsIgnoreCase(uri.getScheme())) {
            return Optional.empty();
        }
        requireKnown(uri);
        EngineConfig config = EngineConfig.of(options);
        return Optional.of(Boolean.TRUE.equals(options.get(READ_ONLY)) ? openReadOnly(uri, config) : open(uri, config));
    }

    private static void requireKnown(URI uri) {
        if (!uri.toString().toLowerCase(Locale.ROOT).startsWith("jdbc:postgresql:")) {
            String kind = uri.getSchemeSpecificPart().replaceFirst(":.*", "");
            throw new Anomaly.Unsupported("a system cannot be kept in jdbc:" + kind
                    + (kind.equals("sqlite")
                            ? ": a path, or file:/path, names a file of SQLite"
                            : ": of the databases of JDBC it must be jdbc:postgresql://host/database"));
        }
        PostgresPlace.requireDriver();
    }

    private static Client open(URI uri, EngineConfig config) {
        Storage storage = StorageAnomalies.call(() -> PostgresStorage.open(uri));
        try {
            return EmbeddedClient.open(storage, config);
        } catch (RuntimeException failure) {
            storage.close();
            throw failure;
        }
    }

    @Override
    public Optional<Storage> openStorage(Location location, boolean readOnly) {
        if (!(location instanceof Location.Stored stored) || !stored.scheme().equals("jdbc")) {
            return Optional.empty();
        }
        requireKnown(stored.uri());
        if (readOnly) {
            requireThere(stored.uri());
        }
        return Optional.of(readOnly ? PostgresStorage.openReadOnly(stored.uri()) : PostgresStorage.open(stored.uri()));
    }

    /** Returns server, database and schema, without what else the URI says. It fails with no location that is not null. */
    @Override
    public Optional<Object> place(Location location) {
        if (!(location instanceof Location.Stored stored) || !PostgresPlace.isOne(stored.uri())) {
            return Optional.empty();
        }
        try {
            return Optional.of(PostgresPlace.of(stored.uri()).toString().replaceFirst(THIS_MACHINE, "//localhost$2"));
        } catch (StorageException | Anomaly malformed) {
            return Optional.empty(); // which is told when it is opened
        }
    }

    private static void requireThere(URI uri) {
        if (!StorageAnomalies.call(() -> PostgresStorage.isThere(uri))) {
            throw new Anomaly.NotFound(
                    "there is no system to read: " + StorageAnomalies.call(() -> PostgresPlace.of(uri)));
        }
    }

    private static Client openReadOnly(URI uri, EngineConfig config) {
        requireThere(uri);
        Storage storage = StorageAnomalies.call(() -> PostgresStorage.openReadOnly(uri));
        try {
            return ReadOnlyClient.open(storage, config);
        } catch (RuntimeException failure) {
            storage.close();
            throw failure;
        }
    }
}

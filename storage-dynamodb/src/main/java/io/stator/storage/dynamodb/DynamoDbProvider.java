package io.stator.storage.dynamodb;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.SystemConfig;
import io.stator.dynamodb.DynamoDb;
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
import java.util.Map;
import java.util.Optional;

/**
 * Opens systems that are kept in tables of DynamoDB.
 *
 * <p>Opening waits for the service.
 */
public final class DynamoDbProvider implements ClientProvider, StorageProvider {
    private static final String THIS_MACHINE = "(?i)//(127\\.0\\.0\\.1|localhost|\\[::1])(:|$)";

    /** Creates one; called by the service loader. Never fails. */
    public DynamoDbProvider() {}

    @Override
    public Optional<Client> open(String kind, Map<String, Object> options) {
        if (!kind.equals(STORED) || !(options.get(LOCATION) instanceof URI uri) || !DynamoDbStorage.isOne(uri)) {
            return Optional.empty();
        }
        EngineConfig config = EngineConfig.of(options);
        if (!Boolean.TRUE.equals(options.get(READ_ONLY))) {
            return Optional.of(writing(StorageAnomalies.call(() -> DynamoDbStorage.open(uri)), config));
        }
        return Optional.of(reading(StorageAnomalies.call(() -> openIfThere(uri)), config));
    }

    @Override
    public Optional<Storage> openStorage(Location location, boolean readOnly) {
        if (!(location instanceof Location.Stored stored) || !DynamoDbStorage.isOne(stored.uri())) {
            return Optional.empty();
        }
        return Optional.of(readOnly ? openIfThere(stored.uri()) : DynamoDbStorage.open(stored.uri()));
    }

    /** Returns the table and where it is, this machine by one of its names. It fails with no location that is not null. */
    @Override
    public Optional<Object> place(Location location) {
        if (!(location instanceof Location.Stored stored) || !DynamoDbStorage.isOne(stored.uri())) {
            return Optional.empty();
        }
        try {
            return Optional.of(DynamoDbPlace.of(stored.uri()).toString().replaceFirst(THIS_MACHINE, "//localhost$2"));
        } catch (StorageException malformed) {
            return Optional.empty(); // which is told when it is opened
        }
    }

    private static Storage openIfThere(URI uri) {
        return DynamoDbStorage.openIfThere(uri)
                .orElseThrow(() -> new Anomaly.NotFound("there is no system to read: " + DynamoDbPlace.of(uri)));
    }

    /**
     * Opens the system in a table of a client, which stays the caller's to close, as {@link io.stator.Stator#open(URI, SystemConfig)}
     * opens one that a URI names.
     *
     * @throws Anomaly as that method does
     */
    public static Client open(DynamoDb dynamo, String table, SystemConfig config) {
        EngineConfig engine = EngineConfig.of(Map.of(CONFIG, config));
        return writing(StorageAnomalies.call(() -> DynamoDbStorage.open(dynamo, table)), engine);
    }

    /**
     * Opens the system in a table of a client, which stays the caller's to close, to read it.
     *
     * @throws Anomaly as {@link io.stator.Stator#openReadOnly(URI, SystemConfig)} does
     */
    public static Client openReadOnly(DynamoDb dynamo, String table, SystemConfig config) {
        EngineConfig engine = EngineConfig.of(Map.of(CONFIG, config));
        return reading(StorageAnomalies.call(() -> DynamoDbStorage.openReadOnly(dynamo, table)), engine);
    }

    private static Client writing(Storage storage, EngineConfig config) {
        try {
            return EmbeddedClient.open(storage, config);
        } catch (RuntimeException failure) {
            storage.close();
            throw failure;
        }
    }

    private static Client reading(Storage storage, EngineConfig config) {
        try {
            return ReadOnlyClient.open(storage, config);
        } catch (RuntimeException failure) {
            storage.close();
            throw failure;
        }
    }
}

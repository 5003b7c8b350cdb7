package io.stator.storage.jdbc;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.EngineConfig;
import io.stator.engine.ReadOnlyClient;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageAnomalies;
import io.stator.engine.storage.StorageProvider;
import io.stator.spi.ClientProvider;
import io.stator.spi.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Opens systems that are kept in a directory or a file.
 *
 * <p>Opening waits for the file.
 */
public final class FileProvider implements ClientProvider, StorageProvider {
    /** The name of the file in a directory. */
    public static final String FILE_NAME = "stator.db";

    /** Creates one; called by the service loader. Never fails. */
    public FileProvider() {}

    @Override
    public Optional<Client> open(String kind, Map<String, Object> options) {
        if (!kind.equals(FILE) || !(options.get(PATH) instanceof Path path)) {
            return Optional.empty();
        }
        EngineConfig config = EngineConfig.of(options);
        return Optional.of(
                Boolean.TRUE.equals(options.get(READ_ONLY)) ? openReadOnly(path, config) : open(path, config));
    }

    @Override
    public Optional<Storage> openStorage(Location location, boolean readOnly) {
        if (!(location instanceof Location.InPath in)) {
            return Optional.empty();
        }
        return Optional.of(
                readOnly ? SqliteStorage.openReadOnly(present(in.path())) : SqliteStorage.open(file(in.path())));
    }

    /** Returns what identifies the file, whatever names and links lead to it. It fails with no location that is not null. */
    @Override
    public Optional<Object> place(Location location) {
        if (!(location instanceof Location.InPath in)) {
            return Optional.empty();
        }
        Path file = file(in.path());
        try {
            Object key = PlaceWatch.key(file);
            return Optional.of(key == null ? file.toRealPath() : key);
        } catch (IOException absent) {
            return Optional.of(file.toAbsolutePath().normalize());
        }
    }

    private static Path present(Path path) {
        Path file = file(path);
        if (Files.notExists(file)) {
            throw new Anomaly.NotFound("there is no system to read: " + file);
        }
        return file;
    }

    /** Returns the file of the system in a directory or file. It fails with no path that is not null. */
    public static Path file(Path path) {
        return Files.isRegularFile(path) ? path : path.resolve(FILE_NAME);
    }

    /**
     * Returns the client of the system in a directory or file, which is created when there is none.
     *
     * @throws Anomaly as {@link io.stator.Stator#open(Path)} does
     */
    public static Client open(Path path, EngineConfig config) {
        Storage storage = StorageAnomalies.call(() -> SqliteStorage.open(file(path)));
        try {
            return EmbeddedClient.open(storage, config);
        } catch (RuntimeException failure) {
            storage.close();
            throw failure;
        }
    }

    /**
     * Returns the client of the system in a directory or file, which is there, that only reads.
     *
     * @throws Anomaly as {@link io.stator.Stator#openReadOnly(Path)} does
     */
    public static Client openReadOnly(Path path, EngineConfig config) {
        Path file = present(path);
        Storage storage = StorageAnomalies.call(() -> SqliteStorage.openReadOnly(file));
        try {
            return ReadOnlyClient.open(storage, config);
        } catch (RuntimeException failure) {
            storage.close();
            throw failure;
        }
    }
}

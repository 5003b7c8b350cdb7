package io.stator.engine.storage;

import io.stator.Anomaly;
import io.stator.spi.Location;
import java.util.Optional;
import java.util.ServiceLoader;

/** Opens the storage at a location, with whatever provider knows it. */
public final class Storages {
    private Storages() {}

    /**
     * A storage that is closed with this, whose failure is told as an anomaly.
     *
     * @param storage what was opened
     */
    public record Opened(Storage storage) implements AutoCloseable {
        @Override
        public void close() {
            StorageAnomalies.call(() -> {
                storage.close();
                return true;
            });
        }
    }

    /** Opens a storage as {@link #open} does, to be closed at the end of a block. */
    public static Opened use(Location location, boolean readOnly) {
        return new Opened(open(location, readOnly));
    }

    /**
     * Opens a storage, without making a system of it; see {@link StorageProvider#openStorage}. Waits for the place.
     *
     * @throws Anomaly.Unsupported when nothing on the class path opens such locations
     * @throws Anomaly as {@link StorageAnomalies#of} makes of what storage tells
     */
    public static Storage open(Location location, boolean readOnly) {
        if (location instanceof Location.InMemory) {
            if (readOnly) {
                throw new Anomaly.NotFound("a new system in memory has nothing to read: name the place of one");
            }
            return new MemoryStorage();
        }
        return StorageAnomalies.call(
                () -> ServiceLoader.load(StorageProvider.class).stream()
                        .map(provider -> provider.get().openStorage(location, readOnly))
                        .flatMap(Optional::stream)
                        .findFirst()
                        .orElseThrow(
                                () -> new Anomaly.Unsupported(
                                        "nothing on the class path opens " + location
                                                + ": add stator-storage-jdbc for files and jdbc:postgresql:, stator-storage-dynamodb for dynamodb:")));
    }

    /** Returns whether two locations are names of one place, as far as that can be told without opening them. Never fails. */
    public static boolean isSame(Location one, Location other) {
        if (one.equals(other)) {
            return !(one instanceof Location.InMemory);
        }
        Optional<Object> place = place(one);
        return place.isPresent() && place.equals(place(other));
    }

    private static Optional<Object> place(Location location) {
        return ServiceLoader.load(StorageProvider.class).stream()
                .map(provider -> provider.get().place(location))
                .flatMap(Optional::stream)
                .findFirst();
    }
}

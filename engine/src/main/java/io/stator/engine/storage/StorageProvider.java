package io.stator.engine.storage;

import io.stator.spi.Location;
import java.util.Optional;

/** Opens storages of some kind of location; found through {@link java.util.ServiceLoader}. Opening waits for the place. */
public interface StorageProvider {
    /**
     * Returns the storage at a location, or empty when this provider does not know such locations.
     *
     * @param readOnly whether it is only read, perhaps while another process writes to it; otherwise it is made when there is none
     * @throws StorageException when it cannot be opened
     * @throws io.stator.Anomaly.NotFound when it is only to be read, and there is none
     */
    Optional<Storage> openStorage(Location location, boolean readOnly);

    /**
     * Returns what is equal for all names of one place, and for no two places, as far as that can be told without opening it; empty when it cannot, or when
     * this provider does not know such locations. Never fails.
     */
    default Optional<Object> place(Location location) {
        return Optional.empty();
    }
}

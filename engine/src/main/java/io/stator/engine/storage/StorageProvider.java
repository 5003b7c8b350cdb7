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
}

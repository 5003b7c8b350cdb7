package io.stator.engine.storage;

import io.stator.SystemConfig;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

/** A storage with a cache keeps the contract. */
final class CachedStorageContractTest extends StorageContract {
    @TempDir
    private Path directory;

    @Override
    protected Storage openEmpty() {
        return CachedStorage.of(
                new FarStorage(new MemoryStorage()).storage(),
                SystemConfig.standard().withCache(directory),
                InstantSource.system(),
                System::nanoTime);
    }

    @Override
    protected Storage reopen(Storage storage) {
        return storage;
    }
}

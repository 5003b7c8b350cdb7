package io.stator.engine.storage;

/** The storage in memory keeps the contract; it cannot be reopened, so the same one is used on. */
final class MemoryStorageTest extends StorageContract {

    @Override
    protected Storage openEmpty() {
        return new MemoryStorage();
    }

    @Override
    protected Storage reopen(Storage storage) {
        return storage;
    }
}

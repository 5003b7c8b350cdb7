package io.stator.engine.storage;

/**
 * A storage whose client closes without it.
 *
 * @param isPaidByBytes whether it says that it is paid for by its bytes
 * @param isFar whether it says that it is far
 */
public record UnclosedStorage(Storage storage, boolean isPaidByBytes, boolean isFar) implements Storage {
    /** Creates one that says neither. */
    public UnclosedStorage(Storage storage) {
        this(storage, false, false);
    }

    @Override
    public Log log(String database) {
        return storage.log(database);
    }

    @Override
    public Segments segments(String database) {
        return storage.segments(database);
    }

    @Override
    public Roots roots() {
        return storage.roots();
    }

    @Override
    public void deleteDatabase(String database) {
        storage.deleteDatabase(database);
    }

    @Override
    public void scrub() {
        storage.scrub();
    }

    @Override
    public void close() {}
}

package io.stator.engine.care;

import io.stator.engine.storage.Log;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Segments;
import io.stator.engine.storage.Storage;

/**
 * A storage whose client closes without it.
 *
 * @param isPaidByBytes whether it says that it is paid for by its bytes
 */
record UnclosedStorage(Storage storage, boolean isPaidByBytes) implements Storage {
    UnclosedStorage(Storage storage) {
        this(storage, false);
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

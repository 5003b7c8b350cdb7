package io.stator.engine.care;

import io.stator.engine.storage.Log;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Segments;
import io.stator.engine.storage.Storage;

/** A storage whose client closes without it. */
record UnclosedStorage(Storage storage) implements Storage {
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

package io.stator.server;

import io.stator.Database;

/** A speculative database value. */
record Speculation(Database database) implements TokenTable.Held {
    @Override
    public long weight() {
        return 0;
    }

    @Override
    public void release() {}
}

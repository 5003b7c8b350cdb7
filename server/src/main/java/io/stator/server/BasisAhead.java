package io.stator.server;

import io.stator.Connection;
import io.stator.Database;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Says that a request names a basis that a database does not have yet, so that no thread waits for it. */
final class BasisAhead extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Connection connection;
    private final long t;
    private final Duration timeout;

    BasisAhead(Connection connection, long t, Duration timeout) {
        super("the basis is ahead: t=" + t, null, false, false);
        this.connection = connection;
        this.t = t;
        this.timeout = timeout;
    }

    /** Returns a future of the value that has it; fails when that does not come in time. */
    CompletableFuture<Database> arrival() {
        return connection.syncAsync(t, timeout);
    }
}

package io.stator.storage.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;

/** Has SQLite ask while it works whether it is to go on; for one thread. */
final class Lookout extends ProgressHandler {
    /** The steps of SQLite between two looks: those of some ten records. */
    private static final int STEPS = 32;

    private final Runnable look;
    private @Nullable RuntimeException reason;

    /** Creates one; what a look throws ends the statement that is being executed. */
    Lookout(Runnable look) {
        this.look = look;
    }

    /** Has a connection looked after until it is closed. */
    Connection watch(Connection connection) throws SQLException {
        ProgressHandler.setHandler(connection, STEPS, this);
        return connection;
    }

    /** Throws what a look has thrown, or throws now. */
    void check() {
        if (reason != null) {
            throw reason;
        }
        look.run();
    }

    @Override
    protected int progress() {
        try {
            check();
            return 0;
        } catch (RuntimeException stop) {
            reason = stop;
            return 1;
        }
    }
}

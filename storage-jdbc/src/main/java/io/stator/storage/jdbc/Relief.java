package io.stator.storage.jdbc;

import io.stator.engine.storage.StorageException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Moves SQLite's write-ahead log into the file while others commit. A commit that makes the log large does so itself, and all others wait
 * for it; so whoever writes much does it between two writes, on a connection of its own, for which nobody waits. Thread-safe.
 */
final class Relief {

    /** How many pages must be in the log: fewer than those after which a commit moves them. */
    private static final long PAGES_MIN = 256;

    private static final System.Logger LOGGER = System.getLogger(Relief.class.getName());

    private final SystemFiles files;
    private final PlaceWatch watch;
    private @Nullable Session session;
    private boolean failing;
    private boolean ended;

    /** Creates one for files that are watched. */
    Relief(SystemFiles files, PlaceWatch watch) {
        this.files = files;
        this.watch = watch;
    }

    /** What is done while the log is not moved here. */
    @FunctionalInterface
    interface Alone {
        void run() throws SQLException;
    }

    /**
     * Moves what is in the log as far as no reader needs it there, if it is much; a failure is told, and left to the commits.
     *
     * @param pages how many the log has
     */
    synchronized void relieve(long pages) {
        if (ended || pages < PAGES_MIN) {
            return;
        }
        try {
            Session beside = session;
            if (beside == null) {
                watch.require();
                beside = SqliteDialect.openBeside(files);
                session = beside;
                watch.require(); // or the names lead to other files by now
            }
            SqliteDialect.run(beside.connection(), "PRAGMA wal_checkpoint(PASSIVE)");
            failing = false;
        } catch (SQLException | StorageException failure) {
            giveUp();
            if (!failing) {
                failing = true;
                LOGGER.log(
                        System.Logger.Level.WARNING,
                        "the write-ahead log of " + files.main()
                                + " could not be moved into it beside commits, so that commits do that themselves",
                        failure);
            }
        }
    }

    /** Does something while the log is not moved here, which SQLite would fail otherwise. */
    synchronized void alone(Alone work) throws SQLException {
        work.run();
    }

    /** Moves nothing any more, and lets the files go. */
    synchronized void end() {
        ended = true;
        giveUp();
    }

    private void giveUp() {
        Session beside = session;
        session = null;
        if (beside != null) {
            beside.abandon();
        }
    }
}

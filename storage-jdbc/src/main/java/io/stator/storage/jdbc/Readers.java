package io.stator.storage.jdbc;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;

/** The few sessions that read beside the writer, opened when first needed; safe for use by several threads. */
final class Readers {

    /** How many readers there are at most; more callers wait. */
    static final int READERS_MAX = 4;

    private final Dialect dialect;
    private final Semaphore permits = new Semaphore(READERS_MAX, true);
    private final Deque<Session> idle = new ArrayDeque<>();

    Readers(Dialect dialect) {
        this.dialect = dialect;
    }

    <T> T read(Session.Work<T> work) throws SQLException {
        permits.acquireUninterruptibly();
        try {
            Session session = take();
            try {
                return session.run(work);
            } finally {
                giveBack(session);
            }
        } finally {
            permits.release();
        }
    }

    /** Waits for the running reads and closes all sessions; to be called once, when no new reads come. */
    void close() throws SQLException {
        permits.acquireUninterruptibly(READERS_MAX);
        try {
            synchronized (idle) {
                while (!idle.isEmpty()) {
                    idle.pop().close();
                }
            }
        } finally {
            permits.release(READERS_MAX);
        }
    }

    private Session take() throws SQLException {
        synchronized (idle) {
            if (!idle.isEmpty()) {
                return idle.pop();
            }
        }
        return new Session(dialect.openReader());
    }

    private void giveBack(Session session) {
        synchronized (idle) {
            idle.push(session);
        }
    }
}

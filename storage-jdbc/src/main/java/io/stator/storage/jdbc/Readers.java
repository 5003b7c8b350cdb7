package io.stator.storage.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;

/** The few sessions that read beside the writer, opened when first needed; safe for use by several threads. */
final class Readers {

    /** How many readers there are at most; more callers wait. */
    static final int READERS_MAX = 4;

    /** Opens a connection that only reads. */
    @FunctionalInterface
    interface Opening {
        Connection open() throws SQLException;
    }

    private final Opening opening;
    private final Semaphore permits = new Semaphore(READERS_MAX, true);
    private final Deque<Session> idle = new ArrayDeque<>();

    /** Guarded by the idle ones. */
    private boolean closed;

    Readers(Opening opening) {
        this.opening = opening;
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
                closed = true;
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
        return new Session(opening.open());
    }

    private void giveBack(Session session) throws SQLException {
        boolean kept;
        synchronized (idle) {
            kept = !closed;
            if (kept) {
                idle.push(session);
            }
        }
        if (!kept) {
            session.close();
        }
    }
}

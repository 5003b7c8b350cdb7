package io.stator.storage.jdbc;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** The few sessions that read beside the writer, opened when first needed; safe for use by several threads. */
final class Readers {

    /** How many readers there are at most; more callers wait. */
    static final int READERS_MAX = 4;

    /** Opens a session that only reads. */
    @FunctionalInterface
    interface Opening {
        Session open() throws SQLException;
    }

    private final Opening opening;
    private final Semaphore permits = new Semaphore(READERS_MAX, true);
    private final Deque<Session> idle = new ArrayDeque<>();

    /** Guarded by the idle ones. */
    private boolean closed;

    Readers(Opening opening) {
        this.opening = opening;
    }

    /** Does something with a session, once more from its beginning with another one if the first one was lost before. */
    <T> T read(Session.Work<T> work) throws SQLException {
        permits.acquireUninterruptibly();
        try {
            Session known = take();
            if (known != null) {
                try {
                    return run(known, work);
                } catch (SQLException failure) {
                    if (!known.isLost()) {
                        throw failure;
                    }
                    // the others were probably lost with it, as when a server was started again
                    abandonIdle(false);
                }
            }
            return run(opening.open(), work);
        } finally {
            permits.release();
        }
    }

    private <T> T run(Session session, Session.Work<T> work) throws SQLException {
        try {
            return session.run(work);
        } finally {
            giveBack(session);
        }
    }

    private void closeIdle() throws SQLException {
        synchronized (idle) {
            while (!idle.isEmpty()) {
                idle.pop().close();
            }
        }
    }

    /** Waits for the running reads and gives up all sessions, which may be lost already; to be called once, when no new reads come. */
    void abandon() {
        permits.acquireUninterruptibly(READERS_MAX);
        try {
            abandonIdle(true);
        } finally {
            permits.release(READERS_MAX);
        }
    }

    private void abandonIdle(boolean last) {
        synchronized (idle) {
            closed |= last;
            while (!idle.isEmpty()) {
                idle.pop().abandon();
            }
        }
    }

    /** Waits for the running reads and closes all sessions; to be called once, when no new reads come. */
    void close() throws SQLException {
        permits.acquireUninterruptibly(READERS_MAX);
        try {
            synchronized (idle) {
                closed = true;
                closeIdle();
            }
        } finally {
            permits.release(READERS_MAX);
        }
    }

    private @Nullable Session take() {
        synchronized (idle) {
            return idle.poll();
        }
    }

    private void giveBack(Session session) throws SQLException {
        boolean kept;
        synchronized (idle) {
            kept = !closed && !session.isLost();
            if (kept) {
                idle.push(session);
            }
        }
        if (!kept) {
            session.close();
        }
    }
}

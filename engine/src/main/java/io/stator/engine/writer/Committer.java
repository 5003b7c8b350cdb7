package io.stator.engine.writer;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A thread that writes a big batch while the writer prepares the next one; one batch at a time. */
final class Committer {
    private final String name;
    private final Consumer<Batch> commit;
    private @Nullable WriterThread thread;
    private @Nullable Batch batch;
    private boolean closed;

    /**
     * Creates one; its thread is started when it is first needed.
     *
     * @param commit writes a batch; never fails
     */
    Committer(String name, Consumer<Batch> commit) {
        this.name = name;
        this.commit = commit;
    }

    /** Has a batch written, and returns before it is; returns false when there is no thread for it. */
    synchronized boolean hand(Batch next) {
        if (thread == null) {
            try {
                WriterThread started = new WriterThread(this::run, name);
                started.start();
                thread = started;
            } catch (Throwable noThreadNow) {
                return false;
            }
        }
        batch = next;
        notifyAll();
        return true;
    }

    /** Returns when no batch is being written. */
    synchronized void await() {
        while (batch != null) {
            waitUninterrupted();
        }
    }

    /** Ends the thread once nothing is being written. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    private void waitUninterrupted() {
        try {
            wait();
        } catch (InterruptedException nobodyMayInterrupt) {
            Thread.onSpinWait();
        }
    }

    private void run() {
        boolean more = true;
        while (more) {
            more = commitNext();
        }
    }

    /** Waits for a batch without having the one before, whose value would stay in memory; returns false when there are no more. */
    private boolean commitNext() {
        Batch next = take();
        if (next == null) {
            return false;
        }
        try {
            commit.accept(next);
        } finally {
            done();
        }
        return true;
    }

    private synchronized @Nullable Batch take() {
        while (batch == null && !closed) {
            waitUninterrupted();
        }
        return batch;
    }

    private synchronized void done() {
        batch = null;
        notifyAll();
    }
}

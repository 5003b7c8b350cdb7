package io.stator.storage.dynamodb;

import io.stator.engine.storage.CallersTime;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Held by whoever changes something, as long as its calls take; a thread that holds it may take it again. Who must end with its caller
 * waits for it no longer than that one does.
 */
final class ChangeLock {
    private final ReentrantLock lock = new ReentrantLock();
    private final String what;

    /**
     * Creates one.
     *
     * @param what is changed, for people
     */
    ChangeLock(String what) {
        this.what = what;
    }

    /** Does something when nobody else changes it. */
    <T> T alone(Supplier<T> body) {
        lock.lock();
        try {
            return body.get();
        } finally {
            lock.unlock();
        }
    }

    /** Does something when nobody else changes it. */
    void alone(Runnable body) {
        boolean unused = alone(() -> {
            body.run();
            return true;
        });
    }

    /**
     * Does something when nobody else changes it.
     *
     * @throws StorageException of kind BUSY, before anything was done, if that takes longer than somebody waits for this thread, or the
     *     thread is interrupted meanwhile
     */
    <T> T inTime(Supplier<T> body) {
        enterInTime();
        try {
            return body.get();
        } finally {
            lock.unlock();
        }
    }

    private void enterInTime() {
        if (CallersTime.left() == null) {
            lock.lock();
            return;
        }
        try {
            if (lock.tryLock() || lock.tryLock(CallersTime.leftNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        throw new StorageException(
                Kind.BUSY, what + " is being changed for longer than the caller waits; try again later");
    }
}

package io.stator.engine.query.limit;

import io.stator.Limit;
import java.util.concurrent.atomic.AtomicLong;

/** The bytes that all running queries of a system have reserved together; thread-safe. */
public final class MemoryAccount {
    private final long bytesMax;
    private final AtomicLong reserved = new AtomicLong();

    /** Makes one of at most so many bytes. */
    public MemoryAccount(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Reserves some more bytes; returns false, having reserved none, when there are not as many left. */
    boolean reserve(long bytes) {
        if (reserved.addAndGet(bytes) <= bytesMax) {
            return true;
        }
        reserved.addAndGet(-bytes);
        return false;
    }

    /** Gives back bytes that were reserved. */
    void release(long bytes) {
        reserved.addAndGet(-bytes);
    }

    /** Returns how many bytes are reserved. */
    public long reserved() {
        return reserved.get();
    }

    /** Returns how many bytes may be reserved, {@link Limit#ALL_QUERIES_BYTES}. */
    long bytesMax() {
        return bytesMax;
    }
}

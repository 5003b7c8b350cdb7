package io.stator;

import io.stator.spi.Require;
import java.util.function.Consumer;

/**
 * How {@link Client#compact} is to go; immutable.
 *
 * <p>Its methods never wait.
 *
 * @param rebuilding whether the indexes are made of the log, and not of what is in them
 * @param alone whether nobody in another process reads the system, so that what is replaced is not kept for anybody
 * @param progress told now and then how far it is, in a thread of the system, so that it must not wait; an anomaly that it throws ends the work and is
 *     what its caller is told, anything else does so as a fault
 */
public record CompactOptions(boolean rebuilding, boolean alone, Consumer<Progress> progress) {
    private static final CompactOptions STANDARD = new CompactOptions(false, false, progress -> {});

    /**
     * Creates one.
     *
     * @throws Anomaly.Incorrect when {@code progress} is null
     */
    public CompactOptions {
        Require.present(progress, "progress");
    }

    /** Returns the usual: the indexes are written anew from what is in them, and what is replaced stays for a while. Never fails. */
    public static CompactOptions standard() {
        return STANDARD;
    }

    /** Returns the same, but the indexes are made of the log, as if there had been none. Never fails. */
    public CompactOptions fromLog() {
        return new CompactOptions(true, alone, progress);
    }

    /** Returns the same for a system that nobody else reads: what is replaced is deleted at once. Never fails. */
    public CompactOptions unread() {
        return new CompactOptions(rebuilding, true, progress);
    }

    /**
     * Returns the same with somebody who is told how far it is.
     *
     * @throws Anomaly.Incorrect when it is null
     */
    public CompactOptions reporting(Consumer<Progress> listener) {
        return new CompactOptions(rebuilding, alone, Require.present(listener, "listener"));
    }
}

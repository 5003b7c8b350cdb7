package io.stator.client;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How a call is made; immutable.
 *
 * @param deadline when it must give up
 * @param caller the thread that waits for it and does its exchanges itself; null when nobody waits
 */
record Terms(Deadline deadline, @Nullable Caller caller) {
    /** Returns the terms of a call that nobody waits for. */
    static Terms elsewhere(Deadline deadline) {
        return new Terms(deadline, null);
    }

    /** Returns the terms of a call that nobody waits for, and that may take some time from now on. */
    static Terms elsewhere(Duration timeout) {
        return elsewhere(Deadline.after(timeout));
    }

    /** Returns the threads in which a call goes on. */
    Executor threads(Link link) {
        return caller == null ? link.network() : caller;
    }

    /** Returns the terms of a call that is made beside others: not in the thread of the caller, which can do one thing at a time. */
    Terms beside() {
        return caller == null ? this : elsewhere(deadline);
    }
}

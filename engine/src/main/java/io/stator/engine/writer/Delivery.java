package io.stator.engine.writer;

import io.stator.TxReport;
import io.stator.engine.calls.Promise;
import io.stator.engine.database.Deadline;

/** How the caller of a submission comes to know that it is answered. */
sealed interface Delivery {
    /** Tells the caller of an answered one, once; needs no memory. */
    void deliver();

    /** The caller waits for the answer itself, and gives it up after a while. */
    enum Awaited implements Delivery {
        /** The only one. */
        AWAITED;

        @Override
        public void deliver() {
            // it was told with the answer
        }
    }

    /**
     * The caller has a future.
     *
     * @param promise the future
     * @param deadline when it is given up
     */
    record Promised(Promise<TxReport> promise, Deadline deadline) implements Delivery {
        @Override
        public void deliver() {
            promise.deliver();
        }
    }
}

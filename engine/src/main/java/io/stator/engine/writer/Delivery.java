package io.stator.engine.writer;

import io.stator.engine.calls.Completions;
import io.stator.engine.calls.Promise;

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

    /** The caller has a future, which was promised to be completed. */
    final class Promised implements Delivery {
        private final Promise future;
        private final Completions completions;
        private boolean delivered;

        Promised(Promise future, Completions completions) {
            this.future = future;
            this.completions = completions;
        }

        Promise future() {
            return future;
        }

        Completions completions() {
            return completions;
        }

        /** Returns whether nobody has asked before: who is told so has the future completed, and frees its place among the promised. */
        synchronized boolean isFirst() {
            boolean first = !delivered;
            delivered = true;
            return first;
        }

        @Override
        public void deliver() {
            if (isFirst()) {
                completions.deliver(future, future);
            }
        }
    }
}

package io.stator.engine.writer;

/** What waits in the queue of a writer. */
sealed interface WriterOrder permits Submission, Errand, WriterOrder.Close {
    /** Tells the writer to end; what is behind it in the queue is refused. */
    enum Close implements WriterOrder {
        /** The only one. */
        CLOSE
    }
}

package io.stator.engine.durable;

import io.stator.Anomaly;

/** What became of a record that was to be appended to a log. */
public sealed interface AppendResult {
    /** It is in the log. */
    enum Written implements AppendResult {
        /** The only one. */
        WRITTEN
    }

    /** It is not in the log, and the next one may be appended in its place. */
    record NotWritten(Anomaly why) implements AppendResult {}

    /** It may be in the log or not, so that nothing can be appended until {@link LogAppender#settle} says which. */
    record Unknown(Anomaly why) implements AppendResult {}
}

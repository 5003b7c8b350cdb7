package io.stator.cli;

import io.stator.Anomaly;

/** What the exit code of a command means. */
final class ExitCode {
    static final int OK = 0;
    static final int INCORRECT = 1;
    static final int USAGE = 2;
    static final int NOT_FOUND = 3;
    static final int BUSY = 4;
    static final int UNAVAILABLE = 5;
    static final int CONFLICT = 6;
    static final int FORBIDDEN = 7;
    static final int FAULT = 70;
    static final int INTERRUPTED = 130;

    private ExitCode() {}

    /** Returns the exit code that tells a category of anomaly. */
    static int of(Anomaly.Category category) {
        return switch (category) {
            case INCORRECT -> INCORRECT;
            case NOT_FOUND -> NOT_FOUND;
            case BUSY -> BUSY;
            case UNAVAILABLE -> UNAVAILABLE;
            case CONFLICT -> CONFLICT;
            case FORBIDDEN, UNSUPPORTED -> FORBIDDEN;
            case FAULT -> FAULT;
            case INTERRUPTED -> INTERRUPTED;
        };
    }
}

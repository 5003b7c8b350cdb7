package io.stator.cli;

import io.stator.Results;
import picocli.CommandLine.Option;

/** Which part of an answer is wanted. */
final class PageOptions {
    @Option(names = "--offset", paramLabel = "N", description = "Leave out the first N. Default: 0")
    long offset;

    @Option(names = "--limit", paramLabel = "N", description = "At most N; -1 for all. Default: all")
    long limit = Results.NO_LIMIT;

    /** Returns that part of the results. */
    <T> Results<T> part(Results<T> results) {
        return results.offset(offset).limit(limit);
    }
}

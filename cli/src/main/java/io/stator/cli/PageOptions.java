package io.stator.cli;

import io.stator.Results;
import io.stator.spi.Require;
import picocli.CommandLine.Option;

/** Which part of an answer is wanted. */
final class PageOptions {
    @Option(names = "--offset", paramLabel = "N", description = "Leave out the first N. Default: 0")
    long offset;

    @Option(names = "--limit", paramLabel = "N", description = "At most N; -1 for all. Default: all")
    long limit = Results.NO_LIMIT;

    /** Returns that part of the results, which is not looked beyond. */
    <T> Results<T> all(Results<T> results) {
        return results.offset(offset).limit(limit);
    }

    /** Returns that part of the results. */
    <T> Cut<T> part(Results<T> results) {
        Require.least(limit, Results.NO_LIMIT, "limit");
        return new Cut<>(results.offset(offset), limit);
    }

    /** Says, when results were left out, how to get them. */
    void tell(Cut<?> part, Console console) {
        part.tell(console, "the next with --offset " + (offset + limit) + ", all with --limit -1");
    }
}

package io.stator.spi;

import io.stator.Anomaly;
import io.stator.Results;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which part of an answer is asked for, and how; the same for the {@link Results} of every client. Immutable. Never waits.
 *
 * @param offset the items left out at the beginning
 * @param limit the most items, {@link Results#NO_LIMIT} for all
 * @param chunk the items of a chunk
 * @param timeout how long a use may take, null when nothing was said about that
 * @param ioContext what statistics of reading are told under, null when nothing was said about that
 */
public record ResultOptions(
        long offset,
        long limit,
        int chunk,
        @Nullable Duration timeout,
        @Nullable Keyword ioContext) {
    /** Returns what holds unless a program says otherwise; never fails. */
    public static ResultOptions standard(long limit, @Nullable Duration timeout) {
        return new ResultOptions(0, limit, Results.DEFAULT_CHUNK, timeout, null);
    }

    /**
     * Returns these with another offset.
     *
     * @throws Anomaly.Incorrect when it is negative
     */
    public ResultOptions withOffset(long count) {
        return new ResultOptions(Require.least(count, 0, "offset"), limit, chunk, timeout, ioContext);
    }

    /**
     * Returns these with another limit.
     *
     * @throws Anomaly.Incorrect when it is less than {@link Results#NO_LIMIT}
     */
    public ResultOptions withLimit(long count) {
        return new ResultOptions(offset, Require.least(count, Results.NO_LIMIT, "limit"), chunk, timeout, ioContext);
    }

    /**
     * Returns these with another size of chunks.
     *
     * @throws Anomaly.Incorrect when it is not positive
     */
    public ResultOptions withChunk(int size) {
        return new ResultOptions(offset, limit, (int) Require.least(size, 1, "chunk"), timeout, ioContext);
    }

    /**
     * Returns these with another time-out.
     *
     * @throws Anomaly.Incorrect when it is null or negative
     */
    public ResultOptions withTimeout(Duration duration) {
        return new ResultOptions(offset, limit, chunk, Require.notNegative(duration, "timeout"), ioContext);
    }

    /**
     * Returns these with a name for what is read.
     *
     * @throws Anomaly.Incorrect when it is no keyword with a namespace
     */
    public ResultOptions withIoContext(@Nullable Object context) {
        return new ResultOptions(offset, limit, chunk, timeout, context(context));
    }

    /**
     * Returns the keyword under which what is read is told.
     *
     * @throws Anomaly.Incorrect when it is no keyword with a namespace
     */
    public static Keyword context(@Nullable Object context) {
        Keyword keyword = GivenValues.keyword(context);
        if (keyword == null || keyword.namespace() == null) {
            throw new Anomaly.Incorrect("io-context must be a qualified keyword: io-context=" + Edn.describe(context));
        }
        return keyword;
    }
}

package io.stator;

import io.stator.spi.Require;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The limits of a system that a program or the command may set, see {@link SystemConfig#withLimit}; each has a name, a
 * default and a range.
 *
 * <p>Its methods never wait.
 *
 * <p>In the manual: {@code docs/manual/reference.md}, or {@code stator help manual reference}.
 */
public enum Limit {
    /** How many transactions of a database may wait to be applied; one more is refused as busy. */
    QUEUED_TRANSACTIONS(1024, 1, 1 << 20),

    /** How many transactions of a database go into one log record, and share its way to the disk. */
    COMMIT_TRANSACTIONS(256, 1, 1 << 16),

    /** How many threads of a system complete futures and run what depends on them; started when they are needed. */
    COMPLETION_THREADS(256, 1, 1 << 14),

    /** How many futures of a system may wait to be completed; one transaction more is refused as busy. */
    QUEUED_COMPLETIONS(16_384, 1, 1 << 24),

    /**
     * How many threads of a system do what asynchronous calls ask for: so many for what is computed, and so many for what waits for
     * storage; started when they are needed.
     */
    ASYNC_THREADS(32, 1, 1 << 14),

    /** How many calls of each of the two kinds may wait for such a thread; one more is refused as busy. */
    QUEUED_CALLS(4_096, 1, 1 << 24),

    /** How many rows one intermediate result of a query may have. */
    QUERY_ROWS(20_000_000, 1, 1_000_000_000),

    /** How many bytes the intermediate results of a query may take, as estimated; a quarter of the heap unless told otherwise. */
    QUERY_BYTES(heapBytes() / 4, 1 << 16, Long.MAX_VALUE),

    /**
     * How many bytes the intermediate results of all running queries may take together; half of the heap unless told otherwise. A query that
     * alone would need less is refused as busy.
     */
    ALL_QUERIES_BYTES(heapBytes() / 2, 1 << 16, Long.MAX_VALUE),

    /**
     * How many facts of a database may be in memory alone before they are put into segments in storage, in the background; a million
     * unless told otherwise, fewer with a heap of less than two gigabytes. A fact counts once more for each 128 bytes of its value. A database of no more facts has no segments, and is read from its log when
     * it is opened. What is in segments can be read while the system is open.
     */
    LIVE_FACTS(Math.min(1 << 20, heapBytes() / 2048), 1, Long.MAX_VALUE),

    /**
     * How many facts may be added to a database before they are sorted by attribute, by value and by reference; none unless told otherwise. Until
     * then the first read of such an index sorts them, and takes the longer the more they are: a second for a million. What is put into segments before anybody reads it is
     * sorted once. So a load of much data takes less time with a great number; for anything else it is a bad choice. Facts of unique attributes are not among them.
     */
    UNSORTED_FACTS(0, 0, 1 << 30),

    /** How many bytes of segments that were read are kept in memory, of all databases; a quarter of the heap unless told otherwise. */
    SEGMENT_CACHE_BYTES(heapBytes() / 4, 1 << 16, Long.MAX_VALUE),

    /**
     * How many bytes of segments the cache on local disk may hold, where there is one ({@link SystemConfig#withCache}); ten gigabytes unless told
     * otherwise. A segment of more than a sixteenth of that is not kept there. Each further process with the same directory may add a sixteenth before it notices.
     */
    DISK_CACHE_BYTES(10L << 30, 1 << 20, Long.MAX_VALUE),

    /**
     * How many bytes of segments that excisions delete are kept in memory, of all databases, for values that were taken before and may still be
     * read; a sixteenth of the heap unless told otherwise. Who reads a value that needs more is told that it is too old, by an {@link Anomaly.Conflict}.
     */
    KEPT_SEGMENT_BYTES(heapBytes() / 16, 0, Long.MAX_VALUE),

    /**
     * How many milliseconds closing a system may take to put facts of its databases into segments, so that the next opening need not read them from the
     * log; what is not done then is told in the log of the program, and left to that opening. Only facts beside segments, from 65,536 of a database
     * on or a quarter of {@link #LIVE_FACTS}, or more than that without segments, make a closing take longer at all. 0 closes at once.
     */
    CLOSING_MILLIS(30_000, 0, 86_400_000);

    private final long standard;
    private final long min;
    private final long max;

    Limit(long standard, long min, long max) {
        this.standard = standard;
        this.min = min;
        this.max = max;
    }

    private static long heapBytes() {
        return Runtime.getRuntime().maxMemory();
    }

    /** Returns the name of this limit where it is text, in messages and on the command line: {@code queued-transactions}. Never fails. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns what holds unless told otherwise. Never fails. */
    public long standard() {
        return standard;
    }

    /** Returns the least value this limit may have. Never fails. */
    public long min() {
        return min;
    }

    /** Returns the greatest value this limit may have. Never fails. */
    public long max() {
        return max;
    }

    /**
     * Returns the limit with a name such as {@code "queued-transactions"}.
     *
     * @throws Anomaly.Incorrect when there is none
     */
    public static Limit named(String key) {
        Require.present(key, "key");
        return Arrays.stream(values())
                .filter(limit -> limit.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new Anomaly.Incorrect("a limit must be one of "
                        + Arrays.stream(values()).map(Limit::key).collect(Collectors.joining(", ")) + ": limit="
                        + key));
    }

    /** Returns a value for this limit once it is known to be in range. */
    long checked(long value) {
        if (value < min || value > max) {
            throw new Anomaly.Incorrect(
                    "limit " + key() + " must be from " + min + " to " + max + ": " + key() + "=" + value);
        }
        return value;
    }
}

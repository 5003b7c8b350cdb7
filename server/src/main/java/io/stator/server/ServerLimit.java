package io.stator.server;

import io.stator.Anomaly;
import io.stator.spi.Require;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The limits of a server, see {@link ServerConfig#withLimit}; each has a name, a default and a range. Those of the system it serves, such as the memory of a
 * query, are {@link io.stator.Limit}.
 *
 * <p>Nothing here waits, and nothing fails but as it says, or with {@link io.stator.Anomaly.Incorrect} for a null that must not be one.
 */
public enum ServerLimit {
    /** How many bytes the body of a request may have. */
    REQUEST_BYTES(16 << 20, 1 << 10, 1 << 30),

    /** How many bytes the bodies of all requests that are being read may have together; one more is refused as busy. */
    ALL_REQUESTS_BYTES(256 << 20, 1 << 10, 1L << 40),

    /** How deep the arrays and maps of a request may be nested. */
    REQUEST_NESTING(1_100, 16, 2_100),

    /** How many values a request may have, those within others included. */
    REQUEST_VALUES(2_000_000, 16, 100_000_000),

    /** How many bytes the headers of a request may have. */
    HEADER_BYTES(16 << 10, 1 << 10, 1 << 20),

    /** How many milliseconds may pass from the beginning of a request until its headers are there, give or take a quarter. */
    HEADER_MILLIS(30_000, 10, 3_600_000),

    /** How many milliseconds may pass from the opening of a connection until it is encrypted, give or take a quarter. */
    HANDSHAKE_MILLIS(30_000, 10, 3_600_000),

    /** How many milliseconds may pass until the body of a request is there. */
    BODY_MILLIS(30_000, 10, 3_600_000),

    /** How many milliseconds a connection may be silent. */
    IDLE_MILLIS(300_000, 10, 86_400_000),

    /** How many connections there may be; the next ones wait until one ends. */
    CONNECTIONS(10_000, 1, 1_000_000),

    /** How many threads serve what comes in over the network, beside those that work. */
    NETWORK_THREADS(64, 8, 10_000),

    /** How many requests are worked on at once. */
    WORKING_REQUESTS(32, 1, 10_000),

    /** How many requests may wait to be worked on; one more is refused as busy. */
    WAITING_REQUESTS(256, 1, 1_000_000),

    /** How many milliseconds a request may take, from its arrival on, whatever it says itself. */
    REQUEST_MILLIS(60_000, 10, 86_400_000),

    /** How many bytes an answer may have; a chunk that would have more becomes shorter. */
    ANSWER_BYTES(64 << 20, 1 << 12, 1 << 30),

    /** How many bytes of answers may wait to be taken by their clients; as long as more do, requests are refused as busy. */
    ALL_ANSWERS_BYTES(256 << 20, 1 << 10, 1L << 40),

    /** How many milliseconds a client may take to read an answer. */
    ANSWER_MILLIS(120_000, 10, 3_600_000),

    /** How many requests may wait until excised facts are erased; one more is refused as busy. */
    EXCISION_WAITS(4, 1, 10_000),

    /** How many milliseconds a request waits for a basis that is not there yet. */
    BASIS_MILLIS(10_000, 1, 86_400_000),

    /** How many items a chunk may have, whatever a request says. */
    CHUNK_ITEMS(100_000, 1, 10_000_000),

    /** How many rows the result of a query may have. */
    QUERY_ROWS(10_000_000, 1, Integer.MAX_VALUE),

    /** How many answers of one key may be waiting for their next chunk; another one ends the one that has waited longest. */
    KEY_CURSORS(256, 1, 1_000_000),

    /** How many answers of all keys may be waiting for their next chunk; another one is refused as busy. */
    ALL_CURSORS(4_096, 1, 10_000_000),

    /**
     * About how many bytes the results of queries that wait for their next chunk may have together, and at most a third of the memory; another one is refused as busy, and as incorrect if
     * it has as many alone.
     */
    ALL_CURSORS_BYTES(1L << 30, 1_024, Long.MAX_VALUE),

    /** How many milliseconds an answer waits for somebody to ask for its next chunk. */
    CURSOR_MILLIS(300_000, 10, 86_400_000),

    /** How many speculative database values of one key are kept; another one ends the one that was not used longest. */
    KEY_SPECULATIONS(256, 1, 1_000_000),

    /** How many speculative database values of all keys are kept; another one is refused as busy. */
    ALL_SPECULATIONS(4_096, 1, 10_000_000),

    /**
     * About how many bytes the facts of the speculative database values of one key may have together, and at most a sixteenth of the memory; another one ends those that
     * were not used longest.
     */
    KEY_SPECULATIONS_BYTES(67_108_864, 1_024, Long.MAX_VALUE),

    /**
     * About how many bytes the facts of the speculative database values of all keys may have together, and at most a quarter of the memory; another one is refused as
     * busy.
     */
    ALL_SPECULATIONS_BYTES(268_435_456, 1_024, Long.MAX_VALUE),

    /** How many milliseconds a speculative database value is kept that nobody uses. */
    SPECULATION_MILLIS(1_800_000, 10, 86_400_000),

    /** How many recent database values are kept, for clients that ask for the one they saw. */
    RECENT_VALUES(1_024, 1, 1_000_000),

    /** How many milliseconds a server that stops gives the requests it has accepted. */
    STOP_MILLIS(15_000, 1, 3_600_000);

    private final long standard;
    private final long min;
    private final long max;

    ServerLimit(long standard, long min, long max) {
        this.standard = standard;
        this.min = min;
        this.max = max;
    }

    /** Returns the name of this limit where it is text, in messages and on the command line: {@code request-bytes}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns what holds unless told otherwise. */
    public long standard() {
        return standard;
    }

    /** Returns the least value this limit may have. */
    public long min() {
        return min;
    }

    /** Returns the greatest value this limit may have. */
    public long max() {
        return max;
    }

    /**
     * Returns the limit with a name such as {@code "request-bytes"}.
     *
     * @throws Anomaly.Incorrect when there is none
     */
    public static ServerLimit named(String key) {
        Require.present(key, "key");
        return Arrays.stream(values())
                .filter(limit -> limit.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new Anomaly.Incorrect("a limit of a server must be one of "
                        + Arrays.stream(values()).map(ServerLimit::key).collect(Collectors.joining(", ")) + ": limit="
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

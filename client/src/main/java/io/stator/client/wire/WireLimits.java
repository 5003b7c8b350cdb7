package io.stator.client.wire;

import io.stator.spi.Require;

/**
 * How large one message may be, checked before anything is made of it when it is read, and as it is written.
 *
 * <p>Nothing here waits, and nothing fails but as it says, or with {@link io.stator.Anomaly.Incorrect} for a null that must not be one.
 *
 * @param bytes the length of the message
 * @param nesting how deep its arrays and maps are nested, of which a list, a set or another tagged value takes two
 * @param items the number of its values, those within others included
 */
public record WireLimits(int bytes, int nesting, int items) {
    /** The greatest length of a message that a server takes unless told otherwise. */
    public static final int REQUEST_BYTES = 16 << 20;

    /** The greatest length of a message that a client takes unless told otherwise. */
    public static final int ANSWER_BYTES = 256 << 20;

    /** The deepest nesting unless told otherwise: of lists in lists as deep as text may be, and of what surrounds them. */
    public static final int NESTING = 1_100;

    /** The greatest number of values in a message that a server takes unless told otherwise. */
    public static final int REQUEST_ITEMS = 2_000_000;

    /** The greatest number of values in a message that a client takes unless told otherwise. */
    public static final int ANSWER_ITEMS = 100_000_000;

    /** The deepest nesting that may be set: what reads and writes nested values needs the stack of its thread. */
    public static final int NESTING_MAX = 2_100;

    /**
     * Creates one.
     *
     * @throws io.stator.Anomaly.Incorrect when a limit is not positive, or the nesting more than {@link #NESTING_MAX}
     */
    public WireLimits {
        Require.least(bytes, 1, "bytes");
        Require.least(items, 1, "items");
        Require.least(nesting, 1, "nesting");
        if (nesting > NESTING_MAX) {
            throw Require.refused("nesting", "must be at most " + NESTING_MAX + ": nesting=" + nesting);
        }
    }

    /** Returns the limits of a request unless told otherwise. */
    public static WireLimits ofRequests() {
        return new WireLimits(REQUEST_BYTES, NESTING, REQUEST_ITEMS);
    }

    /** Returns the limits of an answer unless told otherwise. */
    public static WireLimits ofAnswers() {
        return new WireLimits(ANSWER_BYTES, NESTING, ANSWER_ITEMS);
    }
}

package io.stator.engine.copies;

/** How much is written together. */
final class Batch {
    /** So many bytes, and what comes last on top of that. */
    static final int BYTES_MAX = 4 << 20;

    /** So many records or segments. */
    static final int ITEMS_MAX = 1_000;

    private Batch() {}
}

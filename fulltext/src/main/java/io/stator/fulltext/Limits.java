package io.stator.fulltext;

/**
 * What the indexes of one system may take; immutable.
 *
 * @param attributesMax how many attributes have an index, of all databases together
 * @param snapshotsMax how many states of an attribute are kept
 * @param bytesMax how many bytes all indexes may have together
 */
record Limits(int attributesMax, int snapshotsMax, long bytesMax) {
    /** The default of {@link #attributesMax}. */
    static final int ATTRIBUTES_MAX = 64;

    /** The default of {@link #snapshotsMax}. */
    static final int SNAPSHOTS_MAX = 8;

    /** The part of the greatest heap that is the default of {@link #bytesMax}. */
    static final int HEAP_PART = 4;

    /** The greatest number of characters of a search. */
    static final int SEARCH_LENGTH_MAX = 4_096;

    /** The greatest number of words that one term with wildcards, a range or a similarity may stand for. */
    static final int EXPANSIONS_MAX = 65_536;

    /** How much work a regular expression or a pattern may be to prepare, in Lucene's unit. */
    static final int PATTERN_WORK_MAX = 10_000;

    /** Returns the defaults for this virtual machine. */
    static Limits defaults() {
        return new Limits(ATTRIBUTES_MAX, SNAPSHOTS_MAX, Runtime.getRuntime().maxMemory() / HEAP_PART);
    }
}

package io.stator.nippy;

/** How a frozen value is compressed; thawing finds out for itself. */
public enum Compression {
    /** LZ4 for more than {@value Nippy#COMPRESSED_ABOVE} bytes if that makes them fewer, and nothing for fewer. */
    AUTO,
    /** No compression. */
    NONE,
    /** Fast. */
    LZ4,
    /** Nearly as fast, and smaller. */
    ZSTD,
    /** Fast, for readers that know nothing else. */
    SNAPPY,
    /** Slow, and the smallest. */
    LZMA2
}

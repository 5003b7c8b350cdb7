package io.stator.engine.segment;

import io.stator.Anomaly;
import io.stator.Compression;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** How the content of a block is made smaller. */
public enum BlockCodec {
    /** Not at all. */
    NONE(0, 1),
    /** LZ4 in its block format. */
    LZ4(1, 1),
    /** A frame of Zstandard, with a library that a program may be without. */
    ZSTD(2, 2);

    /** Nothing is made smaller than by this factor, so that few bytes cannot ask for much memory. */
    static final long FACTOR_MAX = 255;

    private static final BlockCodec[] ALL = values();

    private static final LZ4Compressor COMPRESSOR = LZ4Factory.safeInstance().fastCompressor();
    private static final LZ4SafeDecompressor DECOMPRESSOR =
            LZ4Factory.safeInstance().safeDecompressor();

    private final int code;
    private final int version;

    BlockCodec(int code, int version) {
        this.code = code;
        this.version = version;
    }

    /**
     * Returns the one that segments are written with.
     *
     * @param wanted what the system is told
     * @param paidByBytes whether their storage is paid for by its bytes
     * @throws Anomaly.Unsupported when its library is not there
     */
    public static BlockCodec of(Compression wanted, boolean paidByBytes) {
        if (wanted == Compression.ZSTD && !ZstdLibrary.isThere()) {
            throw new Anomaly.Unsupported(
                    "compression zstd needs a library that is not there: " + ZstdLibrary.advice());
        }
        boolean zstd =
                wanted == Compression.ZSTD || wanted == Compression.STANDARD && paidByBytes && ZstdLibrary.isThere();
        return zstd ? ZSTD : LZ4;
    }

    /** Returns the one of a number in bytes, or throws {@link IllegalArgumentException}. */
    static BlockCodec ofCode(int code) {
        if (code < 0 || code >= ALL.length) {
            throw new IllegalArgumentException("codec must be 0 to " + (ALL.length - 1) + ": codec=" + code);
        }
        return ALL[code];
    }

    /** Returns the number that stands for it in bytes. */
    int code() {
        return code;
    }

    /** Returns the least version of the format that has it. */
    int version() {
        return version;
    }

    /** Returns some bytes compressed; they may have become more. */
    byte[] compressed(byte[] plain) {
        return switch (this) {
            case NONE -> plain;
            case LZ4 -> COMPRESSOR.compress(plain);
            case ZSTD -> ZstdLibrary.compressed(plain);
        };
    }

    /**
     * Puts what was compressed into the beginning of an array, and returns how many bytes that are.
     *
     * @throws RuntimeException when the bytes are not what {@link #compressed} returns, or are more than {@code size}
     */
    int decompress(byte[] bytes, int start, int stored, byte[] into, int size) {
        return switch (this) {
            case NONE -> {
                System.arraycopy(bytes, start, into, 0, stored);
                yield stored;
            }
            case LZ4 -> DECOMPRESSOR.decompress(bytes, start, stored, into, 0, size);
            case ZSTD -> ZstdLibrary.decompress(bytes, start, stored, into, size);
        };
    }

    /** Throws when a block of this kind cannot be read here, because a library is not there. */
    void requireThere(SegmentId id) {
        if (this == ZSTD && !ZstdLibrary.isThere()) {
            throw new StorageException(
                    Kind.FOREIGN,
                    id + " is compressed with zstd, whose library is not there: " + ZstdLibrary.advice()
                            + "; or, in a process that has it, have the indexes written anew without (stator compact --compression lz4)");
        }
    }
}

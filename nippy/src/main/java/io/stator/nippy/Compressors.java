package io.stator.nippy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.stator.nippy.Header.Packing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZInputStream;
import org.tukaani.xz.XZOutputStream;
import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyError;

/**
 * The compressors of the format.
 *
 * <p>What a body says of its unpacked size is checked before it is believed: against the limit, and against the most that the
 * compressor can make of so few bytes. Each compressor has a class of its own, so that only what is used must be on the class path.
 */
final class Compressors {
    /** The most that each makes of one byte. */
    private static final int LZ4_RATIO_MAX = 255;

    private static final int SNAPPY_RATIO_MAX = 64;
    private static final int ZSTD_RATIO_MAX = 1 << 16;

    private static final int KIBIBYTE = 1024;

    private Compressors() {}

    /** Returns the packed bytes from this place on. */
    static byte[] compress(Packing packing, byte[] bytes, int from, int length) {
        try {
            return switch (packing) {
                case LZ4 -> Lz4.compress(bytes, from, length);
                case ZSTD -> Zstandard.compress(bytes, from, length);
                case SNAPPY -> Snap.compress(bytes, from, length);
                case LZMA2 -> Lzma2.compress(bytes, from, length);
                case NONE, OTHER -> throw new IllegalArgumentException("packing must be a compressor: " + packing);
            };
        } catch (LinkageError missing) {
            throw missing(packing, missing);
        } catch (IOException failed) {
            throw new UncheckedIOException("compression in memory must not fail: " + packing, failed);
        }
    }

    /**
     * Returns the unpacked bytes from this place on.
     *
     * @throws NippyException if they are not what the compressor writes, or unpack to more than the limit
     */
    static byte[] decompress(Packing packing, byte[] bytes, int from, int bytesMax) {
        try {
            return switch (packing) {
                case LZ4 -> Lz4.decompress(bytes, from, bytesMax);
                case ZSTD -> Zstandard.decompress(bytes, from, bytesMax);
                case SNAPPY -> Snap.decompress(bytes, from, bytesMax);
                case LZMA2 -> Lzma2.decompress(bytes, from, bytesMax);
                case NONE, OTHER -> throw new IllegalArgumentException("packing must be a compressor: " + packing);
            };
        } catch (LinkageError missing) {
            throw missing(packing, missing);
        } catch (IOException malformed) {
            throw damaged(packing, malformed);
        }
    }

    private static NippyException missing(Packing packing, Throwable cause) {
        String artifact = switch (packing) {
            case LZ4 -> "at.yawk.lz4:lz4-java";
            case ZSTD -> "com.github.luben:zstd-jni";
            case SNAPPY -> "org.xerial.snappy:snappy-java";
            case LZMA2 -> "org.tukaani:xz";
            case NONE, OTHER -> "the compressor";
        };
        return new NippyException(
                NippyException.Kind.LIBRARY,
                "the library for " + packing + " must be usable: " + cause + "; add " + artifact + " to the class path",
                cause);
    }

    private static NippyException damaged(Packing packing, @Nullable Throwable cause) {
        return new NippyException(
                "body must be what " + packing + " writes: it is not"
                        + (cause == null ? "" : " (" + cause.getMessage() + ")") + "; the bytes are cut off or damaged",
                cause);
    }

    private static NippyException tooLarge(Packing packing, String size, int bytesMax) {
        return new NippyException(
                NippyException.Kind.LIMIT,
                "value must take at most " + bytesMax + " bytes without compression: " + packing + " says " + size
                        + "; raise it by Nippy.withBytesMax if the bytes are to be trusted");
    }

    /** Returns an array of the size that packed bytes claim, if that is possible. */
    private static byte[] allocate(Packing packing, long size, long packed, int ratioMax, int bytesMax) {
        if (size > bytesMax) {
            throw tooLarge(packing, Long.toString(size), bytesMax);
        }
        if (size < 0 || size > packed * ratioMax) {
            throw damaged(packing, null);
        }
        return new byte[(int) size];
    }

    private static int declaredSize(Packing packing, byte[] bytes, int from) {
        if (bytes.length - from < Integer.BYTES) {
            throw damaged(packing, null);
        }
        return ByteBuffer.wrap(bytes).getInt(from);
    }

    /** LZ4 blocks behind their unpacked size. */
    private static final class Lz4 {
        static final LZ4Compressor COMPRESSOR = LZ4Factory.safeInstance().fastCompressor();
        static final LZ4SafeDecompressor DECOMPRESSOR =
                LZ4Factory.safeInstance().safeDecompressor();

        static byte[] compress(byte[] bytes, int from, int length) {
            byte[] packed = new byte[Integer.BYTES + COMPRESSOR.maxCompressedLength(length)];
            ByteBuffer.wrap(packed).putInt(length);
            int size = COMPRESSOR.compress(bytes, from, length, packed, Integer.BYTES, packed.length - Integer.BYTES);
            return Arrays.copyOf(packed, Integer.BYTES + size);
        }

        static byte[] decompress(byte[] bytes, int from, int bytesMax) {
            int size = declaredSize(Packing.LZ4, bytes, from);
            int start = from + Integer.BYTES;
            int length = bytes.length - start;
            byte[] unpacked = allocate(Packing.LZ4, size, length, LZ4_RATIO_MAX, bytesMax);
            try {
                if (DECOMPRESSOR.decompress(bytes, start, length, unpacked, 0, size) == size) {
                    return unpacked;
                }
            } catch (LZ4Exception malformed) {
                throw damaged(Packing.LZ4, malformed);
            }
            throw damaged(Packing.LZ4, null);
        }
    }

    /** Standard frames of zstd. */
    private static final class Zstandard {
        static final long SIZE_UNKNOWN = -1;

        /** The window of the highest ordinary level, and the largest that the format's readers must have: 8 and 128 MiB. */
        static final int WINDOW_LOG_MIN = 23;

        static final int WINDOW_LOG_MAX = 27;

        static byte[] compress(byte[] bytes, int from, int length) throws IOException {
            byte[] packed = new byte[Math.toIntExact(Zstd.compressBound(length))];
            long size = Zstd.compressByteArray(
                    packed, 0, packed.length, bytes, from, length, Zstd.defaultCompressionLevel());
            return Arrays.copyOf(packed, (int) checked(size));
        }

        static byte[] decompress(byte[] bytes, int from, int bytesMax) throws IOException {
            try {
                int length = bytes.length - from;
                long size = Zstd.getFrameContentSize(bytes, from, length);
                if (size == SIZE_UNKNOWN) {
                    return decompressStream(bytes, from, bytesMax);
                }
                byte[] unpacked = allocate(Packing.ZSTD, size, length, ZSTD_RATIO_MAX, bytesMax);
                if (checked(Zstd.decompressByteArray(unpacked, 0, unpacked.length, bytes, from, length)) != size) {
                    throw damaged(Packing.ZSTD, null);
                }
                return unpacked;
            } catch (ZstdException malformed) {
                throw damaged(Packing.ZSTD, malformed);
            }
        }

        private static byte[] decompressStream(byte[] bytes, int from, int bytesMax) throws IOException {
            InputStream packed = new ByteArrayInputStream(bytes, from, bytes.length - from);
            int windowLog = Math.min(
                    Math.max(WINDOW_LOG_MIN, Integer.SIZE - Integer.numberOfLeadingZeros(bytesMax - 1)),
                    WINDOW_LOG_MAX);
            try (InputStream unpacked = new ZstdInputStreamNoFinalizer(packed).setLongMax(windowLog)) {
                byte[] read = unpacked.readNBytes(bytesMax);
                if (unpacked.read() >= 0) {
                    throw tooLarge(Packing.ZSTD, "more", bytesMax);
                }
                return read;
            }
        }

        private static long checked(long size) throws IOException {
            if (Zstd.isError(size)) {
                throw new IOException(Zstd.getErrorName(size));
            }
            return size;
        }
    }

    /** Raw Snappy, which begins with its unpacked size. */
    private static final class Snap {
        static byte[] compress(byte[] bytes, int from, int length) throws IOException {
            try {
                byte[] packed = new byte[Snappy.maxCompressedLength(length)];
                return Arrays.copyOf(packed, Snappy.compress(bytes, from, length, packed, 0));
            } catch (SnappyError unusable) {
                throw missing(Packing.SNAPPY, unusable);
            }
        }

        static byte[] decompress(byte[] bytes, int from, int bytesMax) throws IOException {
            try {
                int length = bytes.length - from;
                long size = Integer.toUnsignedLong(Snappy.uncompressedLength(bytes, from, length));
                byte[] unpacked = allocate(Packing.SNAPPY, size, length, SNAPPY_RATIO_MAX, bytesMax);
                if (!Snappy.isValidCompressedBuffer(bytes, from, length)
                        || Snappy.uncompress(bytes, from, length, unpacked, 0) != size) {
                    throw damaged(Packing.SNAPPY, null);
                }
                return unpacked;
            } catch (SnappyError unusable) {
                throw missing(Packing.SNAPPY, unusable);
            }
        }
    }

    /** Streams of XZ behind their unpacked size. */
    private static final class Lzma2 {
        /** The preset that Nippy writes with. */
        static final int PRESET = 0;

        /** What the decoder needs besides its dictionary. */
        static final int OVERHEAD_KIBIBYTES = 1024;

        static byte[] compress(byte[] bytes, int from, int length) throws IOException {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            packed.write(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
            try (XZOutputStream stream = new XZOutputStream(packed, new LZMA2Options(PRESET))) {
                stream.write(bytes, from, length);
            }
            return packed.toByteArray();
        }

        static byte[] decompress(byte[] bytes, int from, int bytesMax) throws IOException {
            int size = declaredSize(Packing.LZMA2, bytes, from);
            if (size > bytesMax) {
                throw tooLarge(Packing.LZMA2, Integer.toString(size), bytesMax);
            }
            int start = from + Integer.BYTES;
            InputStream packed = new ByteArrayInputStream(bytes, start, bytes.length - start);
            int memory = bytesMax / KIBIBYTE + OVERHEAD_KIBIBYTES;
            try (XZInputStream stream = new XZInputStream(packed, memory)) {
                byte[] unpacked = stream.readNBytes(Math.max(size, 0));
                if (unpacked.length != size || stream.read() >= 0) {
                    throw damaged(Packing.LZMA2, null);
                }
                return unpacked;
            }
        }
    }
}

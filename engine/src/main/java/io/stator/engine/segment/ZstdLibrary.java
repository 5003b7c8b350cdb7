package io.stator.engine.segment;

import com.github.luben.zstd.Zstd;
import org.jspecify.annotations.Nullable;

/** The calls of the library that compresses with Zstandard, if the program has it. */
final class ZstdLibrary {
    /** What a program depends on to have it. */
    private static final String ARTIFACT = "com.github.luben:zstd-jni";

    /** Takes about as long as LZ4 when it is read, and some times as long when it is written. */
    private static final int LEVEL = 6;

    /** Why it cannot be used; null when it can. */
    private static final @Nullable Throwable ABSENCE = absence();

    private ZstdLibrary() {}

    private static @Nullable Throwable absence() {
        try {
            // makes sure that the native part is loaded, too
            return Zstd.isError(Zstd.compressBound(1)) ? new IllegalStateException("it computes no size") : null;
        } catch (LinkageError absent) {
            return absent;
        }
    }

    static boolean isThere() {
        return ABSENCE == null;
    }

    /** Returns what to do where it is not there. */
    static String advice() {
        return "put the artifact " + ARTIFACT + " on the class path, or on the module path with --add-modules"
                + " com.github.luben.zstd_jni (" + ABSENCE + ")";
    }

    static byte[] compressed(byte[] plain) {
        return Zstd.compress(plain, LEVEL);
    }

    static int decompress(byte[] bytes, int start, int stored, byte[] into, int size) {
        try {
            return (int) Zstd.decompressByteArray(into, 0, size, bytes, start, stored);
        } catch (RuntimeException wrong) { // one of the library's own, which is no class of a program without it
            throw new IllegalArgumentException(
                    "bytes must be those of zstd, and " + size + " of them: " + wrong.getMessage(), wrong);
        }
    }
}

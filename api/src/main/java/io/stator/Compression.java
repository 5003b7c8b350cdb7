package io.stator;

import io.stator.spi.Require;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How segments are made smaller: the parts of indexes in storage, which take most of its bytes. Segments that are there stay as they are until they are
 * written anew, and any release that knows their way of compression reads them, whatever it is told to write.
 *
 * <p>Its methods never wait.
 */
public enum Compression {
    /** {@link #ZSTD} in a storage that is paid for by its bytes, DynamoDB, where the library is there; {@link #LZ4} elsewhere. */
    STANDARD,

    /** LZ4, which every process can read. */
    LZ4,

    /**
     * Zstandard, which takes 15 to 20 % fewer bytes. It needs the library {@code com.github.luben:zstd-jni} in the process that writes, and in each that
     * reads.
     */
    ZSTD;

    private static final Map<String, Compression> BY_KEY =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Compression::key, each -> each));

    /** Returns its name in settings, {@code "zstd"}. Never fails. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the one with a name in settings.
     *
     * @throws Anomaly.Incorrect when none has it
     */
    public static Compression named(String key) {
        Compression found = BY_KEY.get(Require.present(key, "key"));
        if (found == null) {
            throw new Anomaly.Incorrect("compression must be standard, lz4 or zstd: compression=" + key);
        }
        return found;
    }
}

package io.stator.nippy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

final class CompressionTest {
    private static final Map<Compression, Integer> CODES = Map.of(
            Compression.NONE,
            0,
            Compression.SNAPPY,
            1,
            Compression.LZ4,
            8,
            Compression.LZMA2,
            11,
            Compression.ZSTD,
            20);
    private static final Map<Compression, String> ARTIFACTS = Map.of(
            Compression.SNAPPY,
            "snappy-java",
            Compression.LZ4,
            "lz4-java",
            Compression.LZMA2,
            "org.tukaani:xz",
            Compression.ZSTD,
            "zstd-jni");
    /** 64 MiB in the way of the XZ format. */
    private static final byte XZ_DICTIONARY_OF_PRESET_9 = 28;

    private static final String TEXT = "All that you touch and all that you see. ".repeat(1_000);

    @ParameterizedTest
    @EnumSource(Compression.class)
    void everyCompressionComesBack(Compression compression) {
        Nippy nippy = Nippy.standard().withCompression(compression);
        for (Object value : List.of(0L, "", TEXT, List.of(TEXT, TEXT))) {
            assertThat(Nippy.standard().thaw(nippy.freeze(value))).isEqualTo(value);
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void theHeaderNamesTheCompression(Compression compression) {
        byte[] frozen = Nippy.standard().withCompression(compression).freeze(TEXT);
        assertThat((int) frozen[3]).isEqualTo(CODES.getOrDefault(compression, 8));
        assertThat(frozen.length < TEXT.length()).isEqualTo(compression != Compression.NONE);
    }

    @Test
    void onlyWhatIsLargeIsCompressedUnlessAskedFor() {
        byte[] random = new byte[20_000];
        new Random(1).nextBytes(random);
        assertThat(Nippy.standard().freeze("x".repeat(Nippy.COMPRESSED_ABOVE - 3))[3])
                .isZero();
        assertThat(Nippy.standard().freeze("x".repeat(Nippy.COMPRESSED_ABOVE - 2))[3])
                .isEqualTo((byte) 8);
        assertThat(Nippy.standard().freeze(random)[3]).isZero();
    }

    /** A body in zstd as a stream writes it: without its size. */
    @Test
    void aFrameOfZstdWithoutSizeIsRead() throws IOException {
        byte[] body = body(TEXT);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream stream = new ZstdOutputStream(packed)) {
            stream.write(body);
        }
        byte[] frozen = frozen(20, packed.toByteArray());
        assertThat(Nippy.standard().thaw(frozen)).isEqualTo(TEXT);
        assertThatThrownBy(() -> Nippy.standard().withBytesMax(body.length - 1).thaw(frozen))
                .isInstanceOf(NippyException.class);
    }

    @Test
    void aStreamOfXzWithTheLargestDictionaryIsRead() throws IOException {
        byte[] body = body(TEXT);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.write(ByteBuffer.allocate(4).putInt(body.length).array());
        try (OutputStream stream = new XZOutputStream(packed, new LZMA2Options(0))) {
            stream.write(body);
        }
        byte[] frozen = frozen(11, withLargestDictionary(packed.toByteArray(), 4));
        assertThat(Nippy.standard().thaw(frozen)).isEqualTo(TEXT);
        assertThatThrownBy(() -> Nippy.standard().withBytesMax(1 << 20).thaw(frozen))
                .isInstanceOf(NippyException.class);
    }

    /** Returns a stream whose header says that it has the dictionary of the highest preset, which only a reader must then have. */
    private static byte[] withLargestDictionary(byte[] bytes, int from) {
        int header = from + 12;
        int length = (bytes[header] + 1) * 4;
        assertThat(bytes[header + 2]).as("LZMA2").isEqualTo((byte) 0x21);
        bytes[header + 4] = XZ_DICTIONARY_OF_PRESET_9;
        CRC32 checksum = new CRC32();
        checksum.update(bytes, header, length - 4);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(header + length - 4, (int) checksum.getValue());
        return bytes;
    }

    @ParameterizedTest
    @EnumSource(names = {"LZ4", "ZSTD", "SNAPPY", "LZMA2"})
    void whatUnpacksToMoreThanTheLimitIsRefused(Compression compression) {
        byte[] frozen = Nippy.standard().withCompression(compression).freeze("x".repeat(1_000_000));
        assertThatThrownBy(() -> Nippy.standard().withBytesMax(900_000).thaw(frozen))
                .isInstanceOf(NippyException.class)
                .hasMessageContaining("withBytesMax");
    }

    @ParameterizedTest
    @EnumSource(names = {"LZ4", "ZSTD", "SNAPPY", "LZMA2"})
    void damagedBodiesAreAnException(Compression compression) {
        byte[] frozen = Nippy.standard().withCompression(compression).freeze(TEXT);
        for (int length = 5; length < Math.min(frozen.length, 200); length++) {
            byte[] cut = Arrays.copyOf(frozen, length);
            assertThatThrownBy(() -> Nippy.standard().thaw(cut)).isInstanceOf(NippyException.class);
        }
    }

    @Test
    void aSizeThatCannotBeIsRefusedBeforeItIsAllocated() {
        byte[] lz4 = frozen(8, new byte[] {0x03, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0});
        byte[] negative = frozen(8, new byte[] {-1, -1, -1, -1, 0});
        byte[] snappy = frozen(1, new byte[] {-1, -1, -1, 0x0f, 0});
        byte[] huge = frozen(1, new byte[] {-1, -1, -1, -1, 0x0f, 0});
        byte[] xz = frozen(11, new byte[] {-1, -1, -1, -1, 0});
        for (byte[] frozen :
                List.of(lz4, negative, snappy, huge, xz, frozen(20, new byte[] {1}), frozen(8, new byte[] {1}))) {
            assertThatThrownBy(() -> Nippy.standard().thaw(frozen)).isInstanceOf(NippyException.class);
        }
    }

    @Test
    void aCompressorOfTheProgramsOwnIsNamed() {
        for (int code : new int[] {4, 5, 6, 7, 10, 13, 23, 18, 19}) {
            assertThatThrownBy(() -> Nippy.standard().thaw(frozen(code, new byte[] {3})))
                    .isInstanceOf(NippyException.class)
                    .hasMessageContaining("of the program's own");
        }
    }

    /** The library alone, without what it depends on. */
    @ParameterizedTest
    @EnumSource(names = {"LZ4", "ZSTD", "SNAPPY", "LZMA2"})
    void aMissingLibraryIsNamed(Compression compression) throws Exception {
        URL library = Nippy.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader alone = new URLClassLoader(new URL[] {library}, ClassLoader.getPlatformClassLoader())) {
            Class<?> type = alone.loadClass(Nippy.class.getName());
            Object nippy = type.getMethod("standard").invoke(null);
            Method thaw = type.getMethod("thaw", byte[].class);
            assertThat(thaw.invoke(nippy, (Object) Nippy.standard().freeze("plain")))
                    .isEqualTo("plain");
            byte[] frozen = Nippy.standard().withCompression(compression).freeze(TEXT);
            assertThatThrownBy(() -> thaw.invoke(nippy, (Object) frozen))
                    .cause()
                    .hasMessageContaining(ARTIFACTS.get(compression))
                    .satisfies(thrown ->
                            assertThat(thrown.getClass().getName()).isEqualTo(NippyException.class.getName()));
        }
    }

    private static byte[] body(Object value) {
        byte[] frozen = Nippy.standard().withCompression(Compression.NONE).freeze(value);
        return Arrays.copyOfRange(frozen, 4, frozen.length);
    }

    private static byte[] frozen(int code, byte[] body) {
        return ByteBuffer.allocate(4 + body.length)
                .put(new byte[] {'N', 'P', 'Y', (byte) code})
                .put(body)
                .array();
    }
}

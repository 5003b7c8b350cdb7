package io.stator.engine.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Compression;
import io.stator.Index;
import io.stator.engine.datom.ByteSink;
import io.stator.engine.datom.Fact;
import io.stator.engine.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Segments are compressed with zstd where that is wanted, and nobody is surprised where its library is not there. */
final class ZstdBlocksTest {
    private static final SegmentId ID = new SegmentId("d", "s");
    private static final int VERSION_AT = 4;
    private static final int CODEC_AT = 7;
    private static final int MANY = 4_000;

    private final RandomFacts facts = new RandomFacts(new Random(7));

    private static Fact[] read(byte[] block, Index index) {
        Segment segment = Segment.decode(ID, index, block);
        Fact[] read = new Fact[segment.size()];
        segment.facts(0, read.length, read, 0);
        return read;
    }

    @ParameterizedTest
    @EnumSource(Index.class)
    void aSegmentIsSmallerAndTheSame(Index index) {
        Fact[] sorted = facts.sorted(index, MANY);
        byte[] block = Segment.encode(ID, index, sorted, 0, sorted.length, BlockCodec.ZSTD);
        byte[] lz4 = Segment.encode(ID, index, sorted, 0, sorted.length);
        assertThat(block[VERSION_AT]).isEqualTo((byte) 2);
        assertThat(block[CODEC_AT]).isEqualTo((byte) 2);
        assertThat(lz4[VERSION_AT]).as("what every release reads").isEqualTo((byte) 1);
        assertThat(block.length).isLessThan(lz4.length);
        assertThat(RandomFacts.written(read(block, index))).isEqualTo(RandomFacts.written(sorted));
    }

    @Test
    void aSegmentThatIsMovedStaysCompressedAsItWas() {
        Fact[] sorted = facts.sorted(Index.EAVT, MANY);
        SegmentId other = new SegmentId("other", "t");
        for (BlockCodec codec : new BlockCodec[] {BlockCodec.LZ4, BlockCodec.ZSTD}) {
            byte[] moved = Segment.moved(
                    ID, other, Index.EAVT, Segment.encode(ID, Index.EAVT, sorted, 0, sorted.length, codec));
            assertThat(moved[CODEC_AT]).isEqualTo((byte) codec.code());
            assertThat(Segment.decode(other, Index.EAVT, moved).size()).isEqualTo(sorted.length);
        }
    }

    @Test
    void whatIsHardlyAnythingIsWrittenInAWayThatCanBeBelieved() {
        ByteSink content = new ByteSink();
        content.putAll(new byte[1 << 20], 0, 1 << 20);
        Envelope envelope = new Envelope(Envelope.Type.SEGMENT, Index.EAVT, 1, 1, 1);
        byte[] block = envelope.close(ID, content, BlockCodec.ZSTD);
        assertThat(block[CODEC_AT]).isEqualTo((byte) BlockCodec.LZ4.code());
        assertThat(Envelope.open(ID, Envelope.Type.SEGMENT, Index.EAVT, block).size())
                .isEqualTo(1 << 20);
    }

    @Test
    void aSizeThatLiesIsRefusedAndGetsNoMemory() {
        byte[] frame = BlockCodec.ZSTD.compressed(new byte[1 << 20]);
        byte[] random = new byte[frame.length * 200];
        new Random(1).nextBytes(random);
        byte[] other = BlockCodec.ZSTD.compressed(Arrays.copyOf(random, 600));
        for (int size : new int[] {1, 599, 601, 1 << 20, Envelope.CONTENT_BYTES_MAX}) {
            for (byte[] stored : new byte[][] {frame, other, {}, {1, 2, 3}, random}) {
                assertThatThrownBy(() -> Envelope.open(ID, Envelope.Type.SEGMENT, Index.EAVT, block(stored, size)))
                        .as("size %s of %s bytes", size, stored.length)
                        .isInstanceOfSatisfying(
                                StorageException.class,
                                failure -> assertThat(failure.kind()).isEqualTo(StorageException.Kind.CORRUPT));
            }
        }
        assertThat(Envelope.open(ID, Envelope.Type.SEGMENT, Index.EAVT, block(other, 600))
                        .size())
                .isEqualTo(600);
    }

    /** Returns a block of zstd that says it has so many bytes. */
    private static byte[] block(byte[] stored, int size) {
        ByteSink sink = new ByteSink();
        sink.putAll(new byte[] {'S', 't', 'S', 'g', 2, 1, 0, 2}, 0, CODEC_AT + 1);
        sink.putText(ID.database());
        sink.putText(ID.name());
        sink.putVarint(1);
        sink.putVarint(1);
        sink.putVarint(0);
        sink.putVarint(size);
        sink.putBytes(stored);
        CRC32C crc = new CRC32C();
        crc.update(sink.toByteArray());
        sink.putInt((int) crc.getValue());
        return sink.toByteArray();
    }

    @Test
    void itIsUsedWhereItIsWantedOrStorageIsPaidFor() {
        assertThat(BlockCodec.of(Compression.STANDARD, false)).isEqualTo(BlockCodec.LZ4);
        assertThat(BlockCodec.of(Compression.STANDARD, true)).isEqualTo(BlockCodec.ZSTD);
        assertThat(BlockCodec.of(Compression.LZ4, true)).isEqualTo(BlockCodec.LZ4);
        assertThat(BlockCodec.of(Compression.ZSTD, false)).isEqualTo(BlockCodec.ZSTD);
        assertThat(Compression.named("zstd")).isEqualTo(Compression.ZSTD);
        assertThatThrownBy(() -> Compression.named("gzip"))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessage("compression must be standard, lz4 or zstd: compression=gzip");
    }

    /** The classes of this program, without the library. */
    private static final class WithoutLibrary extends ClassLoader {
        WithoutLibrary() {
            super(ZstdBlocksTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("com.github.luben.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.stator.engine.segment.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known == null ? define(name) : known;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException failure) {
                throw new ClassNotFoundException(name, failure);
            }
        }
    }

    /** What is done in a process without the library, and returns what a user is told. */
    public static final class Without {
        private Without() {}

        /** Reads a block. */
        public static String read(ByteBuffer block) {
            try {
                return "read " + Segment.decode(ID, Index.EAVT, block.array()).size();
            } catch (StorageException refused) {
                return refused.kind() + " " + refused.getMessage();
            }
        }

        /** Chooses how to write. */
        public static String chosen(Compression wanted) {
            try {
                return BlockCodec.of(wanted, true).name();
            } catch (Anomaly refused) {
                return refused.category() + " " + refused.getMessage();
            }
        }
    }

    @Test
    void whoLacksTheLibraryIsToldWhichArtifactToAdd() throws ReflectiveOperationException {
        Class<?> without = Class.forName(Without.class.getName(), true, new WithoutLibrary());
        var read = without.getMethod("read", ByteBuffer.class);
        var chosen = without.getMethod("chosen", Compression.class);
        Fact[] sorted = facts.sorted(Index.EAVT, MANY);
        byte[] zstd = Segment.encode(ID, Index.EAVT, sorted, 0, sorted.length, BlockCodec.ZSTD);
        byte[] lz4 = Segment.encode(ID, Index.EAVT, sorted, 0, sorted.length);
        assertThat(read.invoke(null, ByteBuffer.wrap(lz4))).isEqualTo("read " + sorted.length);
        assertThat((String) read.invoke(null, ByteBuffer.wrap(zstd)))
                .startsWith("FOREIGN segment s of database d is compressed with zstd")
                .contains("com.github.luben:zstd-jni", "--compression lz4");
        zstd[zstd.length / 2] ^= 1;
        assertThat((String) read.invoke(null, ByteBuffer.wrap(zstd)))
                .as("damage is told first")
                .startsWith("CORRUPT");
        assertThat(chosen.invoke(null, Compression.STANDARD)).isEqualTo("LZ4");
        assertThat((String) chosen.invoke(null, Compression.ZSTD)).contains("UNSUPPORTED", "com.github.luben:zstd-jni");
    }
}

package io.stator.engine.segment;

import io.stator.Index;
import io.stator.engine.datom.ByteSink;
import io.stator.engine.datom.ByteSource;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.util.Arrays;
import java.util.zip.CRC32C;
import net.jpountz.lz4.LZ4Exception;

/**
 * What stands around the content of every stored block: what it is and where it stands, how it is compressed, and a checksum.
 *
 * <pre>
 * magic      4 bytes, the characters "StSg"
 * version    1 byte, 1; 2 with a codec that version 1 does not have
 * type       1 byte, 1 a segment, 2 a directory
 * index      1 byte, 0 EAVT, 1 AEVT, 2 AVET, 3 VAET
 * codec      1 byte, 0 not compressed, 1 LZ4 (block format); in version 2 also 2 zstd (one frame)
 * database   text (length as varint, UTF-8)
 * name       text
 * count      varint, of facts or of entries
 * first t    varint
 * span       varint, the last t less the first
 * size       varint, of the content before it was compressed
 * content    size as stored (varint), bytes
 * checksum   4 bytes, CRC32C of all bytes before
 * </pre>
 *
 * <p>Magic, version and checksum stay where they are in every format to come.
 */
record Envelope(Type type, Index index, int count, long firstT, long lastT) {
    private static final byte[] MAGIC = {'S', 't', 'S', 'g'};
    private static final int VERSION = 2;
    private static final int CHECKSUM_BYTES = 4;

    /** Magic, version, type, index and codec. */
    private static final int FIXED_BYTES = MAGIC.length + 4;

    /** The least number of bytes of a block. */
    static final int SIZE_MIN = FIXED_BYTES + CHECKSUM_BYTES;

    /** The greatest size of a content. */
    static final int CONTENT_BYTES_MAX = 1 << 30;

    /** What a block holds. */
    enum Type {
        SEGMENT(1),
        DIRECTORY(2);

        private final int code;

        Type(int code) {
            this.code = code;
        }
    }

    /** An opened block: what it says of itself, and its content, which goes on with {@link PackedBits#PADDING} bytes of zero. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Opened(Envelope envelope, BlockCodec codec, byte[] content, int size) {
        ByteSource source() {
            return new ByteSource(content, 0, size);
        }
    }

    /** Returns the bytes of a block with this content, compressed if that makes it smaller. */
    byte[] close(SegmentId id, ByteSink content, BlockCodec wanted) {
        if (content.size() > CONTENT_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "content of " + id + " must be at most " + CONTENT_BYTES_MAX + " bytes: size=" + content.size());
        }
        byte[] plain = content.toByteArray();
        BlockCodec codec = wanted;
        byte[] compressed = codec.compressed(plain);
        if (plain.length > compressed.length * BlockCodec.FACTOR_MAX) {
            codec = BlockCodec.LZ4; // which never makes so little of it that nobody would believe it
            compressed = codec.compressed(plain);
        }
        if (compressed.length >= plain.length) {
            codec = BlockCodec.NONE;
            compressed = plain;
        }
        ByteSink sink = new ByteSink();
        sink.putAll(MAGIC, 0, MAGIC.length);
        sink.put(codec.version());
        sink.put(type.code);
        sink.put(code(index));
        sink.put(codec.code());
        sink.putText(id.database());
        sink.putText(id.name());
        sink.putVarint(count);
        sink.putVarint(firstT);
        sink.putVarint(lastT - firstT);
        sink.putVarint(plain.length);
        sink.putBytes(compressed);
        byte[] bytes = sink.toByteArray(CHECKSUM_BYTES);
        int checksum = crc(bytes, bytes.length - CHECKSUM_BYTES);
        for (int i = 1; i <= CHECKSUM_BYTES; i++) {
            bytes[bytes.length - i] = (byte) (checksum >>> (Byte.SIZE * (i - 1)));
        }
        return bytes;
    }

    private static int crc(byte[] bytes, int end) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, end);
        return (int) crc.getValue();
    }

    /** Returns the last four bytes of a block. */
    static int checksum(byte[] bytes) {
        if (bytes.length < SIZE_MIN) {
            throw new IllegalArgumentException("bytes must be a whole block: size=" + bytes.length);
        }
        return new ByteSource(bytes, bytes.length - CHECKSUM_BYTES, bytes.length).getInt();
    }

    /** Returns the number that stands for an index in bytes. */
    private static int code(Index index) {
        return switch (index) {
            case EAVT -> 0;
            case AEVT -> 1;
            case AVET -> 2;
            case VAET -> 3;
        };
    }

    /** Returns the same block as one that stands elsewhere, after checking that it is whole. */
    static byte[] moved(SegmentId from, SegmentId to, Type type, Index index, byte[] bytes) {
        Opened opened = open(from, type, index, bytes);
        ByteSink content = new ByteSink();
        content.putAll(opened.content(), 0, opened.size());
        return opened.envelope()
                .close(to, content, opened.codec() == BlockCodec.NONE ? BlockCodec.LZ4 : opened.codec());
    }

    /** Opens a block after checking that it is whole and stands where it says. */
    static Opened open(SegmentId id, Type type, Index index, byte[] bytes) {
        int end = bytes.length - CHECKSUM_BYTES;
        if (end < FIXED_BYTES || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw id.damaged("it must begin as a stored block does: size=" + bytes.length, null);
        }
        int expected = checksum(bytes);
        int found = crc(bytes, end);
        if (found != expected) {
            throw id.damaged(
                    "its checksum must be that of its bytes: checksum=" + Integer.toHexString(expected) + " computed="
                            + Integer.toHexString(found),
                    null);
        }
        int version = bytes[MAGIC.length] & 0xff;
        if (version > VERSION) {
            throw new StorageException(
                    Kind.FOREIGN,
                    id + " was written by a later release, which can read it: version=" + version + ", known here is "
                            + VERSION);
        }
        try {
            return content(id, type, index, bytes, end);
        } catch (IllegalArgumentException | LZ4Exception wrong) {
            throw id.damaged(String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private static Opened content(SegmentId id, Type type, Index index, byte[] bytes, int end) {
        ByteSource source = new ByteSource(bytes, MAGIC.length, end);
        int version = source.get();
        expect("type", type.code, source.get());
        expect("index", code(index), source.get());
        BlockCodec codec = BlockCodec.ofCode(source.get());
        if (version != codec.version()) {
            throw new IllegalArgumentException(
                    "version must be that of codec " + codec.code() + ": version=" + version);
        }
        SegmentId own = new SegmentId(source.getText(), source.getText());
        if (!own.equals(id)) {
            throw new IllegalArgumentException("it must be that block and no other: it is " + own);
        }
        int count = source.getCount(Segment.FACTS_MAX);
        long firstT = source.getVarint();
        long lastT = firstT + source.getVarint();
        if (count == 0 || firstT < 0 || lastT < firstT) {
            throw new IllegalArgumentException("it must hold something, of ordered times: count=" + count + " firstT="
                    + firstT + " lastT=" + lastT);
        }
        int size = source.getCount(CONTENT_BYTES_MAX);
        int stored = source.getCount();
        int start = source.pass(stored);
        source.expectEnd();
        codec.requireThere(id);
        byte[] plain = plain(codec, bytes, start, stored, size);
        return new Opened(new Envelope(type, index, count, firstT, lastT), codec, plain, size);
    }

    private static byte[] plain(BlockCodec codec, byte[] bytes, int start, int stored, int size) {
        if (codec == BlockCodec.NONE) {
            expect("size", stored, size);
        } else if (size > stored * BlockCodec.FACTOR_MAX) {
            throw new IllegalArgumentException(
                    "compressed bytes must be enough for the size: stored=" + stored + " size=" + size);
        }
        byte[] plain = new byte[size + PackedBits.PADDING];
        expect("size", size, codec.decompress(bytes, start, stored, plain, size));
        return plain;
    }

    private static void expect(String what, int expected, int found) {
        if (found != expected) {
            throw new IllegalArgumentException(what + " must be " + expected + ": " + what + "=" + found);
        }
    }
}

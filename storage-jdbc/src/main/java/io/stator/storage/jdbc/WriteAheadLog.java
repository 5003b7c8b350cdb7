package io.stator.storage.jdbc;

import io.stator.storage.jdbc.EndMark.Position;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * SQLite's write-ahead log, read beside SQLite: a header with two salts, then frames of a small header and a page each. A frame belongs
 * to the log while it has its salts, and while its checksum continues that of the frame before; one with a size in its header ends a
 * transaction. For one thread at a time. It is no channel, because the interruption of a caller would close that.
 */
final class WriteAheadLog implements AutoCloseable {

    private static final int HEADER_BYTES = 32;
    private static final int HEADER_CHECKED_BYTES = 24;
    private static final int HEADER_PAGE_OFFSET = 8;
    private static final int HEADER_SALT_OFFSET = 16;
    private static final int MAGIC = 0x377f0682;
    private static final int PAGE_BYTES_MIN = 512;
    private static final int PAGE_BYTES_MAX = 65_536;

    private static final int FRAME_HEADER_BYTES = 24;
    private static final int FRAME_CHECKED_BYTES = 8;
    private static final int FRAME_COMMIT_OFFSET = 4;
    private static final int FRAME_SALT_OFFSET = 8;
    private static final int FRAME_CHECKSUM_OFFSET = 16;

    private final RandomAccessFile file;
    private final ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    private ByteBuffer frame = ByteBuffer.allocate(0);
    private ByteOrder order = ByteOrder.BIG_ENDIAN;
    private Position position = Position.NONE;

    private WriteAheadLog(RandomAccessFile file) {
        this.file = file;
    }

    static WriteAheadLog open(Path file) throws IOException {
        return new WriteAheadLog(new RandomAccessFile(file.toFile(), "r"));
    }

    /**
     * What a log holds.
     *
     * @param salts its salts; meaningless when it is not readable
     * @param isReadable whether it has a header that is whole
     * @param frames the frames up to the end of the last transaction that SQLite would find
     * @param checksum the checksum of the frame that was asked for, 0 when it is not there
     * @param isBroken whether whole transactions follow behind a frame that is damaged
     */
    record Report(long salts, boolean isReadable, long frames, long checksum, boolean isBroken) {}

    /** Returns what the log holds, and the checksum of one of its frames. */
    Report report(long frameAskedFor) throws IOException {
        if (!readHeader()) {
            return new Report(0, false, 0, 0, false);
        }
        long salts = header.getLong(HEADER_SALT_OFFSET);
        long sum = header.getLong(HEADER_CHECKED_BYTES);
        long asked = 0;
        long committed = 0;
        long read = 0;
        while (readFrame(read) && frame.getLong(FRAME_SALT_OFFSET) == salts && sumOfFrame(sum) == storedSum()) {
            read++;
            sum = storedSum();
            if (read == frameAskedFor) {
                asked = sum;
            }
            if (endsTransaction()) {
                committed = read;
            }
        }
        return new Report(salts, true, committed, asked, transactionFollows(salts, read));
    }

    /** Returns whether, from a frame on, one that ends a transaction is followed by one that continues it. */
    private boolean transactionFollows(long salts, long from) throws IOException {
        boolean ended = false;
        long sum = 0;
        for (long index = from; readFrame(index); index++) {
            boolean ours = frame.getLong(FRAME_SALT_OFFSET) == salts;
            if (ours && ended && sumOfFrame(sum) == storedSum()) {
                return true;
            }
            ended = ours && endsTransaction();
            sum = storedSum();
        }
        return false;
    }

    /**
     * Returns where the log ends after one more transaction was written.
     *
     * @param sums whether the frames' checksums are computed too, because remains of a failed transaction may follow
     */
    Position advance(boolean sums) throws IOException {
        if (!readHeader()) {
            position = position.settled();
            return position;
        }
        long salts = header.getLong(HEADER_SALT_OFFSET);
        boolean same = salts == position.salts() && position.frames() > 0;
        long index = same ? position.frames() : 0;
        long sum = same ? position.checksum() : header.getLong(HEADER_CHECKED_BYTES);
        while (sums ? readFrame(index) : readFrameHeader(index)) {
            if (frame.getLong(FRAME_SALT_OFFSET) != salts || sums && sumOfFrame(sum) != storedSum()) {
                break;
            }
            index++;
            sum = storedSum();
            if (endsTransaction()) {
                position = new Position(salts, index, sum);
                break;
            }
        }
        return position;
    }

    private boolean readHeader() throws IOException {
        if (!read(header.clear(), 0)) {
            return false;
        }
        int magic = header.getInt(0);
        int page = header.getInt(HEADER_PAGE_OFFSET);
        if ((magic & ~1) != MAGIC || page < PAGE_BYTES_MIN || page > PAGE_BYTES_MAX || Integer.bitCount(page) != 1) {
            return false;
        }
        order = magic == MAGIC ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        if (frame.capacity() != FRAME_HEADER_BYTES + page) {
            frame = ByteBuffer.allocate(FRAME_HEADER_BYTES + page);
        }
        return sum(header, 0, HEADER_CHECKED_BYTES, 0) == header.getLong(HEADER_CHECKED_BYTES);
    }

    private boolean readFrame(long index) throws IOException {
        return read(frame.clear(), HEADER_BYTES + index * frame.capacity());
    }

    private boolean readFrameHeader(long index) throws IOException {
        return read(frame.clear().limit(FRAME_HEADER_BYTES), HEADER_BYTES + index * frame.capacity());
    }

    private boolean read(ByteBuffer target, long start) throws IOException {
        file.seek(start);
        while (target.hasRemaining()) {
            int read = file.read(target.array(), target.position(), target.remaining());
            if (read < 0) {
                return false;
            }
            target.position(target.position() + read);
        }
        return true;
    }

    private boolean endsTransaction() {
        return frame.getInt(FRAME_COMMIT_OFFSET) != 0;
    }

    private long storedSum() {
        return frame.getLong(FRAME_CHECKSUM_OFFSET);
    }

    private long sumOfFrame(long before) {
        long sum = sum(frame, 0, FRAME_CHECKED_BYTES, before);
        return sum(frame, FRAME_HEADER_BYTES, frame.capacity(), sum);
    }

    /** Returns SQLite's checksum of the words in some bytes, continuing one. */
    private long sum(ByteBuffer bytes, int start, int end, long before) {
        int first = (int) (before >>> Integer.SIZE);
        int second = (int) before;
        ByteBuffer words = bytes.duplicate().order(order);
        for (int at = start; at < end; at += 2 * Integer.BYTES) {
            first += words.getInt(at) + second;
            second += words.getInt(at + Integer.BYTES) + first;
        }
        return (long) first << Integer.SIZE | second & 0xffffffffL;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

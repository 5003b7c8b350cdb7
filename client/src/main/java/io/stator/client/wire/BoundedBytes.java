package io.stator.client.wire;

import java.io.ByteArrayOutputStream;

/** Bytes as they are written, up to a greatest length. */
final class BoundedBytes extends ByteArrayOutputStream {
    private static final int LENGTH_AT_FIRST = 512;

    /** After so many bytes is looked whether they are still wanted. */
    private static final int BYTES_BETWEEN_LOOKS = 1 << 16;

    private final int most;
    private final Runnable look;
    private int lookedAt;

    BoundedBytes(int most, Runnable look) {
        super(Math.min(most, LENGTH_AT_FIRST));
        this.most = most;
        this.look = look;
    }

    private void require(int length) {
        if (length > most - count) {
            throw TransitScan.exceeded("bytes", most);
        }
        if (count - lookedAt >= BYTES_BETWEEN_LOOKS) {
            lookedAt = count;
            look.run();
        }
    }

    @Override
    public synchronized void write(int one) {
        require(1);
        super.write(one);
    }

    @Override
    public synchronized void write(byte[] some, int offset, int length) {
        require(length);
        super.write(some, offset, length);
    }
}

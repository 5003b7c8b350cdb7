package io.stator.client.wire;

import java.io.ByteArrayOutputStream;

/** Bytes as they are written, up to a greatest length. */
final class BoundedBytes extends ByteArrayOutputStream {
    private static final int LENGTH_AT_FIRST = 512;

    private final int most;

    BoundedBytes(int most) {
        super(Math.min(most, LENGTH_AT_FIRST));
        this.most = most;
    }

    private void require(int length) {
        if (length > most - count) {
            throw TransitScan.exceeded("bytes", most);
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

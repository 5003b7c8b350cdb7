package io.stator.dynamodb.junit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;

/** The last part of what a process printed; reads on so that the process never waits for a reader. */
final class OutputTail {
    /** How much of the output is kept. */
    static final int BYTES_MAX = 16 * 1024;

    private static final int READ_BYTES = 4 * 1024;

    private final byte[] ring = new byte[BYTES_MAX];
    private final Thread reader;
    private long count;

    private OutputTail(InputStream input) {
        reader = new Thread(() -> read(input), "dynamodb-local-output");
        reader.setDaemon(true);
    }

    /** Returns the tail of the output, read by a thread of its own until it ends. */
    static OutputTail of(InputStream input) {
        OutputTail tail = new OutputTail(input);
        tail.reader.start();
        return tail;
    }

    private void read(InputStream input) {
        byte[] bytes = new byte[READ_BYTES];
        try (input) {
            for (int length = input.read(bytes); length >= 0; length = input.read(bytes)) {
                add(bytes, length);
            }
        } catch (IOException e) {
            byte[] last = ("\n(the output ended: " + e.getMessage() + ")").getBytes(Charset.defaultCharset());
            add(last, Math.min(last.length, BYTES_MAX));
        }
    }

    private synchronized void add(byte[] bytes, int length) {
        for (int index = 0; index < length; index++) {
            ring[(int) (count++ % BYTES_MAX)] = bytes[index];
        }
    }

    /** Waits until the process has closed its output, at most so long. */
    void awaitEnd(long millis) throws InterruptedException {
        reader.join(millis);
    }

    /** Returns what is kept of the output. */
    synchronized String text() {
        int length = (int) Math.min(count, BYTES_MAX);
        byte[] bytes = new byte[length];
        for (int index = 0; index < length; index++) {
            bytes[index] = ring[(int) ((count - length + index) % BYTES_MAX)];
        }
        return new String(bytes, Charset.defaultCharset());
    }
}

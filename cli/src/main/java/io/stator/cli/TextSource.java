package io.stator.cli;

import io.stator.Anomaly;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The text of a file, packed with gzip or not, that counts what was read of it. Not safe for use by several threads. */
final class TextSource extends FilterReader {
    /** The most characters that one form, line or row may have. */
    static final int FORM_CHARACTERS_MAX = 64 << 20;

    private static final int BUFFER_BYTES = 1 << 16;
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final int GZIP_MAGIC_1 = 0x1f;
    private static final int GZIP_MAGIC_2 = 0x8b;

    /** A form is longer than it may be. */
    private static final class TooLong extends IOException {
        private static final long serialVersionUID = 1L;

        TooLong() {
            super("a form must have at most " + FORM_CHARACTERS_MAX + " characters");
        }
    }

    private final ImportFile file;
    private long characters;
    private long formStart;

    private TextSource(ImportFile file, Reader reader) {
        super(reader);
        this.file = file;
    }

    /**
     * Opens a file.
     *
     * @param bytesRead set to the number of bytes read of the file while that goes on
     */
    static TextSource open(ImportFile file, AtomicLong bytesRead) {
        bytesRead.set(0);
        try {
            InputStream plain =
                    new BufferedInputStream(new Counting(Files.newInputStream(file.path()), bytesRead), BUFFER_BYTES);
            plain.mark(2);
            boolean packed = plain.read() == GZIP_MAGIC_1 && plain.read() == GZIP_MAGIC_2;
            plain.reset();
            InputStream text = packed ? new GZIPInputStream(plain, BUFFER_BYTES) : plain;
            return new TextSource(file, new InputStreamReader(text, StandardCharsets.UTF_8.newDecoder()));
        } catch (IOException failure) {
            throw unreadable(file, 0, failure);
        }
    }

    /** Returns about how many characters were read. */
    long characters() {
        return characters;
    }

    /** Says that a form begins about here. */
    void beginForm() {
        formStart = characters;
    }

    /** Returns the anomaly of text that could not be read after a line. */
    Anomaly unreadable(int line, IOException failure) {
        return unreadable(file, line, failure);
    }

    private static Anomaly unreadable(ImportFile file, int line, IOException failure) {
        if (failure instanceof ZipException || failure instanceof EOFException) {
            return new Anomaly.Incorrect(
                    file.name() + ": the gzip data is damaged or cut off" + (line > 0 ? " after line " + line : "")
                            + ": " + failure.getMessage(),
                    Map.of(),
                    failure);
        }
        if (failure instanceof TooLong) {
            return new Anomaly.Incorrect(
                    file.name() + " after line " + line + ": " + failure.getMessage()
                            + "; say it in several forms that share a temporary id",
                    Map.of(),
                    failure);
        }
        return Failures.ofFile(file.path(), failure);
    }

    @Override
    public int read() throws IOException {
        char[] one = new char[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        if (characters == 0 && read > 0 && buffer[offset] == BYTE_ORDER_MARK) {
            characters = 1;
            System.arraycopy(buffer, offset + 1, buffer, offset, --read);
            return read == 0 ? read(buffer, offset, length) : read;
        }
        characters += Math.max(0, read);
        if (characters - formStart > FORM_CHARACTERS_MAX) {
            throw new TooLong();
        }
        return read;
    }

    /** Tells how many bytes were read. */
    private static final class Counting extends FilterInputStream {
        private final AtomicLong count;

        Counting(InputStream in, AtomicLong count) {
            super(in);
            this.count = count;
        }

        @Override
        public int read() throws IOException {
            int c = super.read();
            count.addAndGet(c < 0 ? 0 : 1);
            return c;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            count.addAndGet(Math.max(0, read));
            return read;
        }
    }
}

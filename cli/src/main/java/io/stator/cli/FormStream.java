package io.stator.cli;

import io.stator.Anomaly;
import io.stator.edn.Edn;
import io.stator.edn.EdnException;
import io.stator.edn.EdnOptions;
import io.stator.edn.EdnReader;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The forms of a file of transaction data, one after the other: a stream of forms, or collections of forms; packed with
 * gzip or not. Not safe for use by several threads.
 */
final class FormStream implements AutoCloseable {
    /** A collection without forms, which says nothing. */
    private static final List<Object> EMPTY = List.of();

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int GZIP_MAGIC_1 = 0x1f;
    private static final int GZIP_MAGIC_2 = 0x8b;

    private final ImportFile file;
    private final EdnReader reader;
    private final FormChain chain;
    private long count;

    private FormStream(ImportFile file, EdnReader reader, String seed) {
        this.file = file;
        this.reader = reader;
        this.chain = FormChain.start(seed);
    }

    /**
     * Opens a file.
     *
     * @param seed makes the {@link #chain} another one
     * @param bytesRead set to the number of bytes read of the file while that goes on
     */
    static FormStream open(ImportFile file, String seed, AtomicLong bytesRead) {
        bytesRead.set(0);
        try {
            InputStream plain =
                    new BufferedInputStream(new Counting(Files.newInputStream(file.path()), bytesRead), BUFFER_BYTES);
            plain.mark(2);
            boolean packed = plain.read() == GZIP_MAGIC_1 && plain.read() == GZIP_MAGIC_2;
            plain.reset();
            InputStream text = packed ? new GZIPInputStream(plain, BUFFER_BYTES) : plain;
            InputStreamReader characters = new InputStreamReader(text, StandardCharsets.UTF_8.newDecoder());
            return new FormStream(
                    file, new EdnReader(characters, EdnOptions.defaults().elements()), seed);
        } catch (IOException failure) {
            throw unreadable(file, 0, failure);
        }
    }

    /** Returns the next form, a map or a list form, or null at the end of the file. */
    @Nullable
    Object next() {
        try {
            Object form = EMPTY;
            while (EMPTY.equals(form)) {
                if (!reader.hasNext()) {
                    return null;
                }
                form = reader.next();
            }
            if (!isForm(form)) {
                throw new Anomaly.Incorrect(at(reader.line()) + ": expected a map such as {:a/b 1}, a list form such as"
                        + " [:db/add 1 :a/b 2], or a collection of those, found " + Edn.print(form));
            }
            count++;
            return form;
        } catch (EdnException malformed) {
            throw new Anomaly.Incorrect(at(malformed.line()) + ": " + malformed.getMessage(), Map.of(), malformed);
        } catch (UncheckedIOException wrapped) {
            IOException cause = wrapped.getCause();
            throw unreadable(file, reader.line(), cause == null ? new IOException(wrapped) : cause);
        }
    }

    private static boolean isForm(@Nullable Object form) {
        if (form instanceof Map) {
            return true;
        }
        return form instanceof List<?> list && !(list.get(0) instanceof Collection);
    }

    private String at(int line) {
        return file.name() + " line " + line;
    }

    private static Anomaly unreadable(ImportFile file, int line, IOException failure) {
        if (failure instanceof ZipException || failure instanceof EOFException) {
            return new Anomaly.Incorrect(
                    file.name() + ": the gzip data is damaged or cut off" + (line > 0 ? " after line " + line : "")
                            + ": " + failure.getMessage(),
                    Map.of(),
                    failure);
        }
        return Failures.ofFile(file.path(), failure);
    }

    /** Returns the line of the last form, counted from 1. */
    int line() {
        return reader.line();
    }

    /** Returns the number of forms so far. */
    long count() {
        return count;
    }

    /** Returns the hash of the forms that were added to it by those who read them. */
    FormChain chain() {
        return chain;
    }

    @Override
    public void close() {
        reader.close();
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

package io.stator.cli;

import io.stator.Anomaly;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Text written as UTF-8 to a stream or collected. Not safe for use by several threads, except {@link #line} of an unbuffered one. */
final class Output implements Flushable, AutoCloseable {
    /** The reader of the text went away; there is nobody to tell anything to. */
    static final class Closed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Closed(IOException cause) {
            super(cause);
        }
    }

    private static final int BUFFER_CHARACTERS = 16_384;
    /** What a failure says when nobody reads the text any more. */
    static final String BROKEN_PIPE = "Broken pipe";

    private Appendable sink;
    private final StringBuilder buffer = new StringBuilder();
    private final boolean buffered;
    private boolean closing;

    private Output(Appendable sink, boolean buffered) {
        this.sink = sink;
        this.buffered = buffered;
    }

    /** Returns the output to a file descriptor of the process. */
    static Output of(FileDescriptor descriptor, boolean buffered) {
        return new Output(new Utf8(new FileOutputStream(descriptor)), buffered);
    }

    /** Returns the output that appends to something else. */
    static Output of(Appendable sink) {
        return new Output(sink, true);
    }

    /** Writes text. */
    Output print(CharSequence text) {
        buffer.append(text);
        if (!buffered || buffer.length() >= BUFFER_CHARACTERS) {
            flush();
        }
        return this;
    }

    /** Writes text and ends the line. */
    Output line(CharSequence text) {
        if (!buffered) {
            return print(text + "\n");
        }
        return print(text).print("\n");
    }

    /** Runs something whose output is shown by a program when it is longer than the terminal. */
    void paged(String program, int height, Runnable body) {
        flush();
        Appendable direct = sink;
        Pager pager = new Pager(direct, program, height);
        sink = pager;
        try {
            body.run();
            flush();
        } catch (Closed readEnough) {
            buffer.setLength(0);
        } finally {
            sink = direct;
            try {
                pager.end();
            } catch (IOException failure) {
                throw unwritable(failure);
            }
            flush();
        }
    }

    /** Sends what is written here where another output goes, while that shows something. */
    void alongWith(Output other, Runnable body) {
        flush();
        Appendable direct = sink;
        sink = new OutputWriter(other);
        try {
            body.run();
            flush();
        } finally {
            sink = direct;
        }
    }

    private static Anomaly unwritable(IOException failure) {
        return new Anomaly.Unavailable("the output cannot be written: " + failure.getMessage(), Map.of(), failure);
    }

    @Override
    public void flush() {
        try {
            // half of a character waits for the other half: alone it has no bytes
            int length = buffer.length();
            int whole = length > 0 && !closing && Character.isHighSurrogate(buffer.charAt(length - 1))
                    ? length - 1
                    : length;
            if (whole > 0) {
                sink.append(buffer, 0, whole);
                buffer.delete(0, whole);
            }
            if (sink instanceof Flushable flushable) {
                flushable.flush();
            }
        } catch (IOException failure) {
            buffer.setLength(0);
            if (String.valueOf(failure.getMessage()).contains(BROKEN_PIPE)) {
                throw new Closed(failure);
            }
            throw unwritable(failure);
        }
    }

    @Override
    public void close() {
        closing = true;
        flush();
    }

    private record Utf8(OutputStream stream) implements Appendable, Flushable {
        @Override
        public Appendable append(CharSequence text) throws IOException {
            stream.write(text.toString().getBytes(StandardCharsets.UTF_8));
            return this;
        }

        @Override
        public Appendable append(CharSequence text, int start, int end) throws IOException {
            return append(text.subSequence(start, end));
        }

        @Override
        public Appendable append(char character) throws IOException {
            return append(String.valueOf(character));
        }

        @Override
        public void flush() throws IOException {
            stream.flush();
        }
    }
}

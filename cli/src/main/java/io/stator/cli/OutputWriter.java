package io.stator.cli;

import java.io.Writer;

/** An {@link Output} for those who want a {@link Writer}. */
final class OutputWriter extends Writer {
    private final Output output;

    OutputWriter(Output output) {
        this.output = output;
    }

    @Override
    public void write(char[] characters, int offset, int length) {
        output.print(new String(characters, offset, length));
    }

    @Override
    public void write(String text, int offset, int length) {
        output.print(text.substring(offset, offset + length));
    }

    @Override
    public void flush() {
        // written when the command says so: those who flush to be sure do not know what to do when it fails
    }

    @Override
    public void close() {
        flush();
    }
}

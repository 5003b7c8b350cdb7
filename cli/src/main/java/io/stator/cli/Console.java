package io.stator.cli;

import io.stator.Anomaly;
import java.io.FileDescriptor;
import java.io.InputStream;

/**
 * What a command reads from and writes to: its answer goes to {@code out}, everything about how it got there to {@code err}.
 *
 * @param in the input
 * @param out the answer
 * @param err progress and errors
 * @param inIsTerminal whether a person types the input
 * @param outIsTerminal whether a person reads the answer
 * @param errIsTerminal whether a person sees the progress
 */
record Console(
        InputStream in, Output out, Output err, boolean inIsTerminal, boolean outIsTerminal, boolean errIsTerminal)
        implements AutoCloseable {
    /** Returns the console of this process. */
    static Console ofProcess() {
        return new Console(
                System.in,
                Output.of(FileDescriptor.out, true),
                Output.of(FileDescriptor.err, false),
                Terminals.isTerminal(0),
                Terminals.isTerminal(1),
                Terminals.isTerminal(2));
    }

    /** Returns a console that is no terminal. */
    static Console of(InputStream in, Appendable out, Appendable err) {
        return new Console(in, Output.of(out), Output.of(err), false, false, false);
    }

    /** Returns the columns of the terminal, or more than any text needs where there is none. */
    int width() {
        return outIsTerminal || errIsTerminal ? Terminals.width() : Integer.MAX_VALUE;
    }

    /** Runs something whose answer is shown by a program to read it with, when a person reads it and it is long. */
    void paged(Runnable body) {
        String program = Pager.command(System.getenv(Pager.VARIABLE), System.getenv("PAGER"));
        if (outIsTerminal && program != null) {
            // notes belong where the answer is, or they spoil the picture of the program that shows it
            out.paged(program, Terminals.height(), errIsTerminal ? () -> err.alongWith(out, body) : body);
        } else {
            body.run();
        }
    }

    /** Writes out what is still buffered; that nobody reads any more, or that it was said already what is wrong, is no error here. */
    @Override
    public void close() {
        try {
            out.flush();
            err.flush();
        } catch (Output.Closed | Anomaly.Unavailable toldOrNobodyToTell) {
            return;
        }
    }
}

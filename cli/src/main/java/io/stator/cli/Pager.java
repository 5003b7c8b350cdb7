package io.stator.cli;

import io.stator.Anomaly;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Shows text that is longer than the terminal in a program to read it with. Not safe for use by several threads. */
final class Pager implements Appendable, Flushable {
    /** The variables of the environment that name the program; an empty one means none. */
    static final String VARIABLE = "STATOR_PAGER";

    private static final String STANDARD = "if command -v less >/dev/null 2>&1; then exec less -RSX; else exec cat; fi";
    private static final int LINES_BESIDES = 2;
    /** A shell says of a program that a signal ended with this and the signal's number. */
    private static final int SIGNALS_FROM = 128;

    private final Appendable direct;
    private final String command;
    private final int height;
    private final StringBuilder begun = new StringBuilder();
    private @Nullable Process process;
    private int lines;
    private final Thread waiting = new Thread(this::await, "stator-pager");

    /**
     * Makes one.
     *
     * @param direct where short text goes
     * @param command the program, as a shell takes it
     * @param height the lines of the terminal
     */
    Pager(Appendable direct, String command, int height) {
        this.direct = direct;
        this.command = command;
        this.height = height;
    }

    /** Returns the program that the environment names, {@code less} when it names none, or null when there shall be none. */
    static @Nullable String command(@Nullable String own, @Nullable String common) {
        String named = own == null ? common : own;
        if (named == null) {
            return STANDARD;
        }
        return named.isBlank() ? null : named;
    }

    @Override
    public Appendable append(CharSequence text) throws IOException {
        Process running = process;
        if (running != null) {
            write(running, text);
            return this;
        }
        begun.append(text);
        lines += (int) text.chars().filter(c -> c == '\n').count();
        if (lines > height - LINES_BESIDES) {
            Process reading = new ProcessBuilder("sh", "-c", command)
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            process = reading;
            Runtime.getRuntime().addShutdownHook(waiting);
            write(reading, begun);
            begun.setLength(0);
        }
        return this;
    }

    private static void write(Process running, CharSequence text) throws IOException {
        try {
            OutputStream stream = running.getOutputStream();
            stream.write(text.toString().getBytes(StandardCharsets.UTF_8));
            stream.flush();
        } catch (IOException left) {
            throw new IOException(Output.BROKEN_PIPE, left);
        }
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
    public void flush() {
        // what is begun waits until it is known whether it is long
    }

    /** Writes what was short, or waits until the program was left. */
    void end() throws IOException {
        Process running = process;
        if (running == null) {
            direct.append(begun);
            return;
        }
        try {
            running.getOutputStream().close();
        } catch (IOException leftAlready) {
            running.destroy();
        }
        if (await()) {
            Thread.currentThread().interrupt();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(waiting);
        } catch (IllegalStateException endingAlready) {
            return;
        }
        requireShown(running.exitValue());
    }

    /** Throws if the program did not do its work; that a signal ended it is what somebody wanted. */
    private void requireShown(int code) {
        if (code > 0 && code < SIGNALS_FROM) {
            throw new Anomaly.Unavailable("the answer was not shown, or not all of it: the pager failed with exit code "
                    + code + ": name another in " + VARIABLE + ", or none with " + VARIABLE + "='': pager=" + command);
        }
    }

    /** Waits until the program was left, even when this process is told to end; returns whether it was interrupted. */
    private boolean await() {
        Process running = process;
        boolean interrupted = false;
        while (running != null && running.isAlive()) {
            try {
                running.waitFor(1, TimeUnit.SECONDS);
            } catch (InterruptedException forTheProgram) {
                interrupted = true;
            }
        }
        return interrupted;
    }
}

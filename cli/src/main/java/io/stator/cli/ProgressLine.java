package io.stator.cli;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What tells how far something long has got: a line that is replaced on a terminal, a line now and then elsewhere. Thread-safe. */
final class ProgressLine {
    private static final long TERMINAL_NANOS = TimeUnit.MILLISECONDS.toNanos(150);
    private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final String TO_THE_END = "\u001b[K";

    private final Console console;
    private final boolean terminal;
    private final LongSupplier nanoClock;
    private long shownAt;
    private boolean shown;

    /** Makes one that starts now. */
    ProgressLine(Console console, LongSupplier nanoClock) {
        this.console = console;
        this.terminal = console.errIsTerminal();
        this.nanoClock = nanoClock;
        this.shownAt = nanoClock.getAsLong();
    }

    /** Returns whether it is on a terminal. */
    boolean isOnTerminal() {
        return terminal;
    }

    /** Shows a text, which is not asked for unless it is time; what is wider than a terminal is cut. */
    synchronized void show(Supplier<String> text) {
        long now = nanoClock.getAsLong();
        if (now - shownAt < (terminal ? TERMINAL_NANOS : LINE_NANOS)) {
            return;
        }
        shownAt = now;
        if (terminal) {
            String whole = text.get();
            int width = console.width();
            String line = whole.length() < width ? whole : whole.substring(0, Math.max(0, width - 1));
            console.err().print("\r" + line + TO_THE_END);
            shown = true;
        } else {
            console.err().line(text.get());
        }
    }

    /** Tells something that is worth a line of its own. */
    synchronized void notice(String text) {
        clear();
        console.err().line(text);
    }

    /** Takes the line away that is replaced. */
    synchronized void clear() {
        if (shown) {
            console.err().print("\r" + TO_THE_END);
            shown = false;
        }
    }
}

package io.stator.cli;

import io.stator.Progress;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Tells how far something long has got: a line that is replaced on a terminal, a line now and then elsewhere. Thread-safe. */
final class CareProgress implements Consumer<Progress> {
    private static final long TERMINAL_NANOS = TimeUnit.MILLISECONDS.toNanos(150);
    private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final double WHOLE_PERCENT = 100;

    private final Console console;
    private final LongSupplier nanoClock;
    private final String verb;
    private long shownAt;
    private boolean shown;

    /**
     * Makes one that starts now.
     *
     * @param verb what is done, as in "verifying"
     */
    CareProgress(Console console, LongSupplier nanoClock, String verb) {
        this.console = console;
        this.nanoClock = nanoClock;
        this.verb = verb;
        this.shownAt = nanoClock.getAsLong();
    }

    @Override
    public synchronized void accept(Progress progress) {
        long now = nanoClock.getAsLong();
        boolean terminal = console.errIsTerminal();
        if (now - shownAt < (terminal ? TERMINAL_NANOS : LINE_NANOS)) {
            return;
        }
        shownAt = now;
        String text = String.format(
                Locale.ROOT,
                "%3.0f%% %s %s: %s, %,d of %,d",
                Math.floor(progress.share() * WHOLE_PERCENT),
                verb,
                progress.database(),
                progress.step(),
                progress.done(),
                progress.total());
        if (terminal) {
            int width = console.width();
            console.err()
                    .print("\r" + (text.length() < width ? text : text.substring(0, Math.max(0, width - 1)))
                            + "\u001b[K");
            shown = true;
        } else {
            console.err().line(text);
        }
    }

    /** Takes the line away that is replaced. */
    synchronized void clear() {
        if (shown) {
            console.err().print("\r\u001b[K");
            shown = false;
        }
    }

    /** Does something that tells how far it is, and is ended when the process is told to end. */
    void run(Runnable work) {
        try (Interruption interruption = Interruption.handledBy(Thread.currentThread()::interrupt)) {
            work.run();
        } finally {
            clear();
        }
    }
}

package io.stator.cli;

import io.stator.Progress;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Tells how far the care of a database has got. Thread-safe. */
final class CareProgress implements Consumer<Progress> {
    private static final double WHOLE_PERCENT = 100;

    private final ProgressLine line;
    private final String verb;

    /**
     * Makes one that starts now.
     *
     * @param verb what is done, as in "verifying"
     */
    CareProgress(Console console, LongSupplier nanoClock, String verb) {
        this.line = new ProgressLine(console, nanoClock);
        this.verb = verb;
    }

    @Override
    public void accept(Progress progress) {
        line.show(() -> String.format(
                Locale.ROOT,
                "%3.0f%% %s %s: %s, %,d of %,d",
                Math.floor(progress.share() * WHOLE_PERCENT),
                verb,
                progress.database(),
                progress.step(),
                progress.done(),
                progress.total()));
    }

    /** Takes the line away that is replaced. */
    void clear() {
        line.clear();
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

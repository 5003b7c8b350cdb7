package io.stator.cli;

import java.util.Locale;
import java.util.function.LongSupplier;

/** Tells how it goes to read or copy transactions. */
final class HistoryProgress {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double WHOLE_PERCENT = 100;

    private final Console console;
    private final ProgressLine line;
    private final LongSupplier nanoClock;
    private final long start;
    private String what = "";
    private long from;
    private long to = 1;
    private long transactions;
    private long facts;

    /** Makes one that starts now. */
    HistoryProgress(Console console, LongSupplier nanoClock) {
        this.console = console;
        this.nanoClock = nanoClock;
        this.line = new ProgressLine(console, nanoClock);
        this.start = nanoClock.getAsLong();
    }

    /** Says what is done from now on, with the transactions from one number to another. */
    void begin(String verb, long fromT, long toT) {
        what = verb;
        from = fromT;
        to = Math.max(fromT + 1, toT);
    }

    /** Notes a transaction that was copied. */
    void copied(int factsOfIt) {
        transactions++;
        facts += factsOfIt;
    }

    /** Returns how many transactions were copied. */
    long transactions() {
        return transactions;
    }

    /** Returns how many facts were copied. */
    long facts() {
        return facts;
    }

    /** Shows how far it is, at a transaction, when it is time. */
    void show(long t) {
        line.show(() -> {
            double part = Math.min(1, Math.max(0, (double) (t - from) / (to - from)));
            return String.format(
                    Locale.ROOT, "%3.0f%% %s: t %d, %s", Math.floor(part * WHOLE_PERCENT), what, t, summary());
        });
    }

    /** Tells something that is worth a line. */
    void notice(String text) {
        line.notice(text);
    }

    /** Takes the line away that is replaced. */
    void clear() {
        line.clear();
    }

    /** Returns the sum of everything so far. */
    String summary() {
        double seconds = (nanoClock.getAsLong() - start) / NANOS_PER_SECOND;
        return String.format(
                Locale.ROOT,
                "%,d transactions, %,d facts, %.2f s, %,d facts/s",
                transactions,
                facts,
                seconds,
                Math.round(facts / Math.max(seconds, 1e-3)));
    }

    /** Tells that the copying was interrupted, and how it goes on; returns the exit code for that. */
    int interrupted() {
        console.err()
                .line("stator: interrupted: what was copied is in, run the same command again to go on; " + summary());
        return ExitCode.INTERRUPTED;
    }
}

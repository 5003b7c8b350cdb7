package io.stator.cli;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Tells how it goes to read or copy transactions: a line that is replaced on a terminal, a line now and then elsewhere. */
final class CopyProgress {
    private static final long TERMINAL_NANOS = TimeUnit.MILLISECONDS.toNanos(150);
    private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double WHOLE_PERCENT = 100;

    private final Console console;
    private final LongSupplier nanoClock;
    private final long start;
    private String what = "";
    private long from;
    private long to = 1;
    private long shownAt;
    private boolean shown;
    private long transactions;
    private long facts;

    /** Makes one that starts now. */
    CopyProgress(Console console, LongSupplier nanoClock) {
        this.console = console;
        this.nanoClock = nanoClock;
        this.start = nanoClock.getAsLong();
        this.shownAt = start;
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
        long now = nanoClock.getAsLong();
        boolean terminal = console.errIsTerminal();
        if (now - shownAt < (terminal ? TERMINAL_NANOS : LINE_NANOS)) {
            return;
        }
        shownAt = now;
        double part = Math.min(1, Math.max(0, (double) (t - from) / (to - from)));
        String text = String.format(
                Locale.ROOT, "%3.0f%% %s: t %d, %s", Math.floor(part * WHOLE_PERCENT), what, t, summary());
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

    /** Tells something that is worth a line. */
    void notice(String text) {
        clear();
        console.err().line(text);
    }

    /** Takes the line away that is replaced. */
    void clear() {
        if (shown) {
            console.err().print("\r\u001b[K");
            shown = false;
        }
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

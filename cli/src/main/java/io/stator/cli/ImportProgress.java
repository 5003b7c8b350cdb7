package io.stator.cli;

import io.stator.Datom;
import io.stator.TxReport;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Tells how an import goes: a bar that moves on a terminal, a line now and then elsewhere. */
final class ImportProgress {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int BAR_WIDTH_MAX = 30;
    private static final int BAR_WIDTH_MIN = 10;
    private static final int TEXT_WIDTH = 60;
    private static final int SECONDS_PER_MINUTE = 60;
    private static final double WHOLE_PERCENT = 100;
    /** The entity that says which attributes the database has. */
    private static final long DATABASE = 0;

    private final Output err;
    private final ProgressLine line;
    private final int width;
    private final long bytesAll;
    private final LongSupplier nanoClock;
    private final long start;
    private final EntitySet entities = new EntitySet();
    private long transactions;
    private long datoms;
    private long bytes;
    private String file = "";

    /**
     * Makes one that starts now.
     *
     * @param bytesAll the size of all files, as they are on disk
     */
    ImportProgress(Console console, long bytesAll, LongSupplier nanoClock) {
        this.err = console.err();
        this.line = new ProgressLine(console, nanoClock);
        this.width = line.isOnTerminal() ? console.width() : Integer.MAX_VALUE;
        this.bytesAll = bytesAll;
        this.nanoClock = nanoClock;
        this.start = nanoClock.getAsLong();
    }

    /** Returns whether nothing was transacted. */
    boolean isNothingIn() {
        return transactions == 0;
    }

    /** Notes that a batch is in; its report is null when the answer was lost. */
    void transacted(ImportBatch batch, @Nullable TxReport report) {
        file = batch.source().name();
        transactions++;
        bytes = batch.bytes();
        if (report == null) {
            return;
        }
        datoms += report.txData().size();
        long record = batch.source().recordedIn();
        for (Datom datom : report.txData()) {
            if (datom.e() != datom.tx() && datom.e() != record && datom.e() != DATABASE) {
                entities.add(datom.e());
            }
        }
    }

    /** Shows how far the import is, when it is time. */
    void show() {
        line.show(() -> line.isOnTerminal() ? bar() : state() + " " + file);
    }

    /** Tells that a file is in. */
    void fileEnd(BatchReader.FileEnd end) {
        bytes = end.bytes();
        if (end.formsBefore() > 0 && end.formsBefore() == end.forms()) {
            notice(end.file().name() + ": all " + end.forms() + " forms were in already");
        } else if (end.formsBefore() > 0) {
            notice(end.file().name() + ": " + end.formsBefore() + " forms were in already, "
                    + (end.forms() - end.formsBefore()) + " added");
        } else if (!line.isOnTerminal()) {
            err.line(end.file().name() + ": " + end.forms() + " forms (" + state().strip() + ")");
        }
    }

    /** Tells something that is worth a line. */
    void notice(String text) {
        line.notice(text);
    }

    /** Takes the bar away. */
    void clear() {
        line.clear();
    }

    /** Returns the sum of everything so far. */
    String summary() {
        double seconds = seconds();
        return String.format(
                Locale.ROOT,
                "%,d entities in %,d transactions, %,d datoms, %.2f s, %,d datoms/s",
                entities.size(),
                transactions,
                datoms,
                seconds,
                Math.round(datoms / Math.max(seconds, 1e-3)));
    }

    private double seconds() {
        return (nanoClock.getAsLong() - start) / NANOS_PER_SECOND;
    }

    private double part() {
        return bytesAll == 0 ? 1 : Math.min(1, (double) bytes / bytesAll);
    }

    private String state() {
        double seconds = seconds();
        double part = part();
        String left = part <= 0 || part >= 1 ? "" : ", " + duration(seconds * (1 - part) / part) + " left";
        return String.format(
                Locale.ROOT,
                "%3.0f%% %,d datoms, %,d/s%s",
                Math.floor(part * WHOLE_PERCENT),
                datoms,
                Math.round(datoms / Math.max(seconds, 1e-3)),
                left);
    }

    private String bar() {
        int cells = Math.max(BAR_WIDTH_MIN, Math.min(BAR_WIDTH_MAX, width - TEXT_WIDTH));
        int full = (int) (part() * cells);
        return "[" + "#".repeat(full) + ".".repeat(cells - full) + "] " + state() + " " + file;
    }

    private static String duration(double seconds) {
        long whole = (long) Math.ceil(seconds);
        return whole < SECONDS_PER_MINUTE
                ? whole + " s"
                : whole / SECONDS_PER_MINUTE + " min " + whole % SECONDS_PER_MINUTE + " s";
    }
}

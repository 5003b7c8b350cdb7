package io.stator.cli;

import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Writes what the library logs as the command writes its notes: a line, and where it comes from only when that is wanted. */
final class LogLines extends Formatter {
    private final boolean verbose;

    LogLines(boolean verbose) {
        this.verbose = verbose;
    }

    /** Makes everything that is logged in this process a line. */
    static void show(boolean verbose) {
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setFormatter(new LogLines(verbose));
        }
    }

    @Override
    public String format(LogRecord entry) {
        StringBuilder text = new StringBuilder("stator: ")
                .append(entry.getLevel().getName().toLowerCase(Locale.ROOT))
                .append(": ")
                .append(Failures.oneLine(formatMessage(entry)));
        Throwable thrown = entry.getThrown();
        if (thrown == null) {
            return text.append('\n').toString();
        }
        String cause = Failures.oneLine(String.valueOf(thrown.getMessage()));
        if (text.indexOf(cause) < 0) {
            text.append(": ").append(cause);
        }
        text.append('\n');
        return verbose ? text.append(Failures.trace(thrown)).toString() : text.toString();
    }
}

package io.stator;

import io.stator.QueryStats.ClauseStats;
import io.stator.QueryStats.Phase;
import io.stator.edn.Edn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes statistics of queries for people. */
final class StatsText {
    private static final int CLAUSE_CHARACTERS_MAX = 72;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final String MORE = "...";
    private static final List<String> COLUMNS =
            List.of("clause", "rows in", "rows out", "estimated", "facts read", "how", "ms");

    /** The columns that hold numbers. */
    private static final List<Boolean> NUMERIC = List.of(false, true, true, true, true, false, true);

    private StatsText() {}

    /** Returns a table of a line for each clause, and one for each of its predicates below it. */
    static String table(QueryStats stats) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(COLUMNS);
        for (Phase phase : stats.phases()) {
            phase.of().ifPresent(outer -> lines.add(List.of("inside " + shortened(outer) + ":")));
            String indent = phase.of().isPresent() ? "  " : "";
            for (ClauseStats clause : phase.clauses()) {
                lines.add(line(indent, clause));
                clause.predicates().forEach(each -> lines.add(List.of(indent + "  and " + shortened(each))));
            }
        }
        int[] widths = new int[COLUMNS.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < line.size(); i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> write(line, widths, text));
        return text.append("in all ")
                .append(millis(stats.elapsed()))
                .append(" ms")
                .toString();
    }

    private static List<String> line(String indent, ClauseStats clause) {
        if (clause.runs() == 0) {
            return List.of(indent + shortened(clause.clause()), "", "", "", "", "not run", "");
        }
        boolean pattern = clause.access().isPresent();
        String how = clause.access()
                        .map(access -> access.name().toLowerCase(Locale.ROOT))
                        .orElse("")
                + clause.index()
                        .map(index -> " " + index.name().toLowerCase(Locale.ROOT))
                        .orElse("")
                + (clause.runs() > 1 ? (pattern ? ", " : "") + clause.runs() + " times" : "");
        return List.of(
                indent + shortened(clause.clause()),
                String.valueOf(clause.rowsIn()),
                String.valueOf(clause.rowsOut()),
                clause.rowsEstimated().isPresent()
                        ? String.valueOf(clause.rowsEstimated().getAsLong())
                        : "",
                pattern ? String.valueOf(clause.factsRead()) : "",
                how,
                millis(clause.elapsed()));
    }

    private static void write(List<String> line, int[] widths, StringBuilder text) {
        int begin = text.length();
        for (int i = 0; i < line.size(); i++) {
            String padding = " ".repeat(widths[i] - line.get(i).length());
            text.append(i == 0 ? "" : "  ");
            text.append(NUMERIC.get(i) ? padding : "").append(line.get(i)).append(NUMERIC.get(i) ? "" : padding);
        }
        while (text.length() > begin && text.charAt(text.length() - 1) == ' ') {
            text.setLength(text.length() - 1);
        }
        text.append('\n');
    }

    private static String shortened(Object form) {
        String text = Edn.describe(form);
        if (text.length() <= CLAUSE_CHARACTERS_MAX) {
            return text;
        }
        int end = CLAUSE_CHARACTERS_MAX - MORE.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + MORE;
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.3f", duration.toNanos() / NANOS_PER_MILLI);
    }
}

package io.stator.cli;

import io.stator.QueryStats;
import io.stator.QueryStats.ClauseStats;
import io.stator.QueryStats.Phase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Shows what the clauses of a query did. */
final class Explanation {
    private static final List<String> COLUMNS = List.of(
            "inside",
            "clause",
            "preds",
            "rows-in",
            "rows-out",
            "rows-estimated",
            "facts-read",
            "access",
            "index",
            "runs",
            "written",
            "ms");

    private Explanation() {}

    /** Writes statistics: a table for people, a row for each clause in other formats. */
    static void show(QueryStats stats, Format format, Console console) {
        if (format == Format.TABLE) {
            stats.toString().lines().forEach(line -> console.out().line(line));
            return;
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Phase phase : stats.phases()) {
            for (ClauseStats clause : phase.clauses()) {
                rows.add(row(phase, clause));
            }
        }
        format.write(Answer.named(COLUMNS, rows), console);
    }

    private static List<@Nullable Object> row(Phase phase, ClauseStats clause) {
        boolean pattern = clause.access().isPresent();
        return Arrays.asList(
                phase.of().orElse(null),
                clause.clause(),
                clause.predicates(),
                clause.rowsIn(),
                clause.rowsOut(),
                clause.rowsEstimated().isPresent()
                        ? (Object) clause.rowsEstimated().getAsLong()
                        : null,
                pattern ? (Object) clause.factsRead() : null,
                clause.access().map(QueryStats.Access::keyword).orElse(null),
                clause.index().map(io.stator.Index::keyword).orElse(null),
                clause.runs(),
                (long) clause.written(),
                TimeUnit.NANOSECONDS.toMicros(clause.elapsed().toNanos()) / 1_000.0);
    }
}

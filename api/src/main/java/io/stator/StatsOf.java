package io.stator;

/** Takes statistics from what was measured. */
final class StatsOf {
    private StatsOf() {}

    /** Returns the statistics of the query that was measured. */
    static QueryStats query(Measured<?> measured) {
        return measured.queryStats()
                .orElseThrow(() -> new Anomaly.Incorrect(
                        "only the results of a query have clauses to explain: ioStats() tells what others read"));
    }
}

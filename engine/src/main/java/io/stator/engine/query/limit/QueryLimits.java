package io.stator.engine.query.limit;

/**
 * How much memory queries may use for what they find on their way; immutable.
 *
 * @param rowsMax the rows of one intermediate result of a query
 * @param bytesMax the bytes of all intermediate results of a query, as far as they can be estimated
 * @param rowsAtOnce how many rows are aggregated at once where not all of them are needed together
 */
public record QueryLimits(long rowsMax, long bytesMax, int rowsAtOnce) {
    /** So many rows of some columns stay in the caches of a processor. */
    private static final int ROWS_AT_ONCE = 1 << 16;

    /** Limits that never bind. */
    public static final QueryLimits NONE = new QueryLimits(Integer.MAX_VALUE, Long.MAX_VALUE);

    /** Makes limits with the usual number of rows at once. */
    public QueryLimits(long rowsMax, long bytesMax) {
        this(rowsMax, bytesMax, ROWS_AT_ONCE);
    }

    /** Returns the same limits with another number of rows at once. */
    public QueryLimits withRowsAtOnce(int rows) {
        return new QueryLimits(rowsMax, bytesMax, rows);
    }
}

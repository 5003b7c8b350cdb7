package io.stator.engine.query.limit;

/**
 * How much memory queries may use for what they find on their way; immutable.
 *
 * @param rowsMax the rows of one intermediate result of a query
 * @param bytesMax the bytes of all intermediate results of a query, as far as they can be estimated
 */
public record QueryLimits(long rowsMax, long bytesMax) {
    /** Limits that never bind. */
    public static final QueryLimits NONE = new QueryLimits(Integer.MAX_VALUE, Long.MAX_VALUE);
}

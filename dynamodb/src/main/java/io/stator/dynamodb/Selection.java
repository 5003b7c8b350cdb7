package io.stator.dynamodb;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a query or a scan asks for, and how. Immutable once made: {@link #with} changes a copy. */
final class Selection {
    /** The most segments of a scan, which the service sets. */
    static final int SEGMENTS_MAX = 1_000_000;

    static final long NO_LIMIT = Long.MAX_VALUE;

    final String table;
    final @Nullable Expression keyCondition;

    @Nullable
    String index;

    @Nullable
    Expression filter;

    List<String> projection = List.of();
    boolean descending;
    boolean consistent;
    boolean allAttributes;
    long limit = NO_LIMIT;

    /** The most items evaluated in one request; 0 to leave it to the service. */
    int pageSize;

    @Nullable
    Cursor from;

    /** The attribute by which the records that are read say that they expire. */
    @Nullable
    String expiry;

    @Nullable
    Duration timeout;

    @Nullable
    CapacityDetail capacity;

    /** Capacity units in a second; 0 for no limit. */
    double rate;

    int segment;
    int segments = 1;

    /** The most requests of a parallel scan at once; 0 if the scan is not parallel. */
    int requestsMax;

    private Selection(String table, @Nullable Expression keyCondition) {
        this.table = table;
        this.keyCondition = keyCondition;
    }

    private Selection(Selection other) {
        table = other.table;
        keyCondition = other.keyCondition;
        index = other.index;
        filter = other.filter;
        projection = other.projection;
        descending = other.descending;
        consistent = other.consistent;
        allAttributes = other.allAttributes;
        limit = other.limit;
        pageSize = other.pageSize;
        from = other.from;
        expiry = other.expiry;
        timeout = other.timeout;
        capacity = other.capacity;
        rate = other.rate;
        segment = other.segment;
        segments = other.segments;
        requestsMax = other.requestsMax;
    }

    static Selection query(String table, Expression keyCondition) {
        return new Selection(table, keyCondition);
    }

    static Selection scan(String table) {
        return new Selection(table, null);
    }

    Selection with(Consumer<Selection> change) {
        Selection copy = new Selection(this);
        change.accept(copy);
        return copy;
    }

    boolean isQuery() {
        return keyCondition != null;
    }

    boolean isParallel() {
        return requestsMax > 0;
    }

    /** Returns whether one of several segments is read by hand. */
    boolean isOneSegment() {
        return segments > 1 && !isParallel();
    }

    Cursor.Kind kind() {
        if (isQuery()) {
            return descending ? Cursor.Kind.QUERY_DESCENDING : Cursor.Kind.QUERY_ASCENDING;
        }
        return isParallel() ? Cursor.Kind.PARALLEL_SCAN : Cursor.Kind.SCAN;
    }

    String operation() {
        return isQuery() ? Operations.QUERY.name() : Operations.SCAN.name();
    }

    /** Returns the name of the table without the rest of a resource name. */
    String tableName() {
        return table.startsWith("arn:") ? table.substring(table.lastIndexOf('/') + 1) : table;
    }

    /** Returns whether a page can hold more items than are wanted, so that it must be cut at a key. */
    boolean isCut() {
        return limit != NO_LIMIT && (filter != null || isParallel());
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(operation()).append(" on ").append(table);
        if (index != null) {
            text.append(", index ").append(index);
        }
        if (isParallel()) {
            text.append(", ").append(segments).append(" segments");
        } else if (isOneSegment()) {
            text.append(", segment ").append(segment).append(" of ").append(segments);
        }
        return text.toString();
    }
}

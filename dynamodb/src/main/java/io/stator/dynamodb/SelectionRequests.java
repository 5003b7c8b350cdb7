package io.stator.dynamodb;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.Select;

/**
 * The requests of one use of a query or a scan. What is the same in all of them is written once.
 *
 * <p>Where a page may have to be cut between two items, the key attributes that the projection lacks are added to it; they are
 * taken out again before items are delivered.
 */
final class SelectionRequests {
    private static final Duration TIMEOUT_MIN = Duration.ofMillis(1);

    /** What a request is for. */
    enum Purpose {
        ITEMS,
        COUNT,
        /** One key of the table or index, without the filter: its names are all that matters. */
        KEY_NAMES
    }

    /** The parts of a request that change from page to page. */
    record Place(
            int segment,
            Map<String, AttributeValue> startKey,
            int evaluatedMax,
            @Nullable Duration timeout) {}

    private final Selection selection;
    private final CapacityDetail capacity;
    private final Purpose purpose;
    private final @Nullable String keyCondition;
    private final @Nullable String filter;
    private final KeyedProjection projection;
    private final @Nullable Map<String, String> names;
    private final @Nullable Map<String, AttributeValue> values;

    SelectionRequests(
            Selection selection,
            Codecs codecs,
            Expiries.Rule expiry,
            CapacityDetail capacity,
            Purpose purpose,
            Set<String> keyNames) {
        this.selection = selection;
        this.capacity = capacity;
        this.purpose = purpose;
        ExpressionWriter writer = new ExpressionWriter(codecs, expiry.or(selection.expiry));
        this.keyCondition = selection.keyCondition == null ? null : writer.writeCondition(selection.keyCondition);
        this.filter = purpose == Purpose.KEY_NAMES || selection.filter == null
                ? null
                : writer.writeCondition(selection.filter);
        this.projection =
                new KeyedProjection(writer, purpose == Purpose.ITEMS ? selection.projection : List.of(), keyNames);
        this.names = writer.names();
        this.values = writer.values();
    }

    /** Returns what the items show. */
    KeyedProjection projection() {
        return projection;
    }

    QueryRequest query(Place place) {
        return QueryRequest.builder()
                .tableName(selection.table)
                .indexName(selection.index)
                .keyConditionExpression(keyCondition)
                .filterExpression(filter)
                .projectionExpression(projection.text())
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)
                .select(select())
                .returnConsumedCapacity(capacity())
                .scanIndexForward(selection.descending ? Boolean.FALSE : null)
                .consistentRead(selection.consistent ? Boolean.TRUE : null)
                .limit(limit(place))
                .exclusiveStartKey(startKey(place))
                .overrideConfiguration(override(place.timeout()))
                .build();
    }

    ScanRequest scan(Place place) {
        boolean inSegments = selection.segments > 1 && purpose != Purpose.KEY_NAMES;
        return ScanRequest.builder()
                .tableName(selection.table)
                .indexName(selection.index)
                .filterExpression(filter)
                .projectionExpression(projection.text())
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)
                .select(select())
                .returnConsumedCapacity(capacity())
                .consistentRead(selection.consistent ? Boolean.TRUE : null)
                .segment(inSegments ? (Integer) place.segment() : null)
                .totalSegments(inSegments ? (Integer) selection.segments : null)
                .limit(limit(place))
                .exclusiveStartKey(startKey(place))
                .overrideConfiguration(override(place.timeout()))
                .build();
    }

    private @Nullable ReturnConsumedCapacity capacity() {
        return capacity == CapacityDetail.NONE ? null : capacity.sdk();
    }

    private static @Nullable Integer limit(Place place) {
        return place.evaluatedMax() > 0 ? place.evaluatedMax() : null;
    }

    private static @Nullable Map<String, AttributeValue> startKey(Place place) {
        return place.startKey().isEmpty() ? null : place.startKey();
    }

    private @Nullable Select select() {
        if (purpose != Purpose.ITEMS) {
            return Select.COUNT;
        }
        return selection.allAttributes ? Select.ALL_ATTRIBUTES : null;
    }

    static @Nullable AwsRequestOverrideConfiguration override(@Nullable Duration timeout) {
        return timeout == null
                ? null
                : AwsRequestOverrideConfiguration.builder()
                        .apiCallTimeout(heard(timeout))
                        .build();
    }

    /** Returns a time-out that the SDK hears: it counts in milliseconds, and takes none of them for no time-out. */
    static Duration heard(Duration timeout) {
        return timeout.compareTo(TIMEOUT_MIN) < 0 ? TIMEOUT_MIN : timeout;
    }
}

package io.stator.dynamodb;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What one request of a query or a scan gave.
 *
 * @param segment the segment it is from, 0 without segments
 * @param items the items as the service sends them; none when counting
 * @param count how many items passed the filter
 * @param scannedCount how many items were evaluated
 * @param capacity what the request consumed, if that was asked for
 * @param lastKey where the segment goes on; empty at its end
 */
record WalkChunk(
        int segment,
        List<Map<String, AttributeValue>> items,
        long count,
        long scannedCount,
        @Nullable Capacity capacity,
        Map<String, AttributeValue> lastKey) {
    WalkChunk with(List<Map<String, AttributeValue>> otherItems, Map<String, AttributeValue> otherLastKey) {
        return new WalkChunk(segment, otherItems, otherItems.size(), scannedCount, capacity, otherLastKey);
    }

    WalkChunk withCount(long otherCount) {
        return new WalkChunk(segment, items, otherCount, scannedCount, capacity, lastKey);
    }

    boolean isLast() {
        return lastKey.isEmpty();
    }
}

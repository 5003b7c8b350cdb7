package io.stator.dynamodb;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionMetrics;

/**
 * The estimated size of the items that share a partition key, in a table with local indexes; at most 10 GB are allowed.
 *
 * @param key the partition key they share
 * @param sizeMinGigabytes the lower bound of the estimate
 * @param sizeMaxGigabytes the upper bound of the estimate
 */
public record CollectionMetrics(Item key, double sizeMinGigabytes, double sizeMaxGigabytes) {
    static Optional<CollectionMetrics> of(@Nullable ItemCollectionMetrics metrics, Codecs codecs) {
        if (metrics == null) {
            return Optional.empty();
        }
        List<Double> range = metrics.sizeEstimateRangeGB();
        return Optional.of(new CollectionMetrics(
                Item.read(metrics.itemCollectionKey(), codecs),
                range.isEmpty() ? 0 : range.get(0),
                range.isEmpty() ? 0 : range.get(range.size() - 1)));
    }
}

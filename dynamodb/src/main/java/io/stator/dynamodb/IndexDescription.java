package io.stator.dynamodb;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputDescription;

/**
 * What the service says of an index.
 *
 * <p>Waits and failures: nothing here asks the service or fails.
 */
public final class IndexDescription {
    private final GlobalSecondaryIndexDescription index;
    private final boolean global;
    private final boolean onDemand;
    private final Keys keys;

    private IndexDescription(
            GlobalSecondaryIndexDescription index,
            boolean global,
            boolean onDemand,
            List<AttributeDefinition> definitions) {
        this.index = index;
        this.global = global;
        this.onDemand = onDemand;
        this.keys = Keys.of(index.keySchema(), definitions);
    }

    static IndexDescription of(
            GlobalSecondaryIndexDescription index, Billing billing, List<AttributeDefinition> definitions) {
        return new IndexDescription(index, true, billing == Billing.ON_DEMAND, definitions);
    }

    static IndexDescription of(LocalSecondaryIndexDescription index, List<AttributeDefinition> definitions) {
        GlobalSecondaryIndexDescription same = GlobalSecondaryIndexDescription.builder()
                .indexName(index.indexName())
                .indexArn(index.indexArn())
                .indexSizeBytes(index.indexSizeBytes())
                .indexStatus(TableStatus.ACTIVE.name())
                .itemCount(index.itemCount())
                .keySchema(index.keySchema())
                .projection(index.projection())
                .build();
        return new IndexDescription(same, false, true, definitions);
    }

    Keys keys() {
        return keys;
    }

    @Nullable
    ProvisionedThroughputDescription provisioned() {
        return index.provisionedThroughput();
    }

    /** Returns the name of the index. */
    public String name() {
        return index.indexName();
    }

    /** Returns the Amazon resource name of the index, or nothing if the service does not say. */
    public Optional<String> resourceName() {
        return Optional.ofNullable(index.indexArn());
    }

    /** Returns whether the index is over all partitions of the table, and not within each. */
    public boolean isGlobal() {
        return global;
    }

    /** Returns the attributes of the partition key. */
    public List<KeyAttribute> partitionKey() {
        return keys.partition();
    }

    /** Returns the attributes of the sort key; there may be none. */
    public List<KeyAttribute> sortKey() {
        return keys.sort();
    }

    /** Returns which attributes of an item are in the index. */
    public Projection projection() {
        return Projection.of(index.projection());
    }

    /** Returns the state of the index; a local index is active with its table. */
    public TableStatus status() {
        return TableStatus.of(index.indexStatusAsString());
    }

    /** Returns whether the items that were in the table before the index are being added to it. */
    public boolean isBackfilling() {
        return Boolean.TRUE.equals(index.backfilling());
    }

    /** Returns the number of items in the index, which the service updates about every six hours. */
    public long itemCount() {
        return Objects.requireNonNullElse(index.itemCount(), 0L);
    }

    /** Returns the size of the index in bytes, which the service updates about every six hours. */
    public long sizeBytes() {
        return Objects.requireNonNullElse(index.indexSizeBytes(), 0L);
    }

    /** Returns the provisioned throughput; nothing if the table is on demand or the index local. */
    public Optional<Throughput> throughput() {
        ProvisionedThroughputDescription provisioned = provisioned();
        return Optional.ofNullable(
                provisioned == null || onDemand
                        ? null
                        : Throughput.of(provisioned.readCapacityUnits(), provisioned.writeCapacityUnits()));
    }

    /** Returns when the provisioned throughput was last increased, if ever. */
    public Optional<Instant> lastIncrease() {
        ProvisionedThroughputDescription provisioned = provisioned();
        return known(provisioned == null ? null : provisioned.lastIncreaseDateTime());
    }

    /** Returns when the provisioned throughput was last decreased, if ever. */
    public Optional<Instant> lastDecrease() {
        ProvisionedThroughputDescription provisioned = provisioned();
        return known(provisioned == null ? null : provisioned.lastDecreaseDateTime());
    }

    private static Optional<Instant> known(@Nullable Instant time) {
        return Optional.ofNullable(time).filter(each -> each.isAfter(Instant.EPOCH));
    }

    /** Returns how often the provisioned throughput was decreased today (UTC). */
    public long decreasesToday() {
        ProvisionedThroughputDescription provisioned = provisioned();
        return provisioned == null ? 0 : Objects.requireNonNullElse(provisioned.numberOfDecreasesToday(), 0L);
    }

    /** Returns the limit on the throughput on demand, if there is one. */
    public Optional<Throughput> maximumThroughput() {
        return Optional.ofNullable(
                index.onDemandThroughput() == null
                        ? null
                        : Throughput.of(
                                index.onDemandThroughput().maxReadRequestUnits(),
                                index.onDemandThroughput().maxWriteRequestUnits()));
    }

    /** Returns the throughput that can be had at once, if the service says. */
    public Optional<Throughput> warmThroughput() {
        return Optional.ofNullable(
                index.warmThroughput() == null
                        ? null
                        : Throughput.of(
                                index.warmThroughput().readUnitsPerSecond(),
                                index.warmThroughput().writeUnitsPerSecond()));
    }

    @Override
    public String toString() {
        return "IndexDescription[" + name() + ": " + keys + ", " + projection() + ", " + status() + "]";
    }
}

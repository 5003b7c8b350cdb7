package io.stator.dynamodb;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputDescription;
import software.amazon.awssdk.services.dynamodb.model.SSEStatus;
import software.amazon.awssdk.services.dynamodb.model.SSEType;

/**
 * What the service says of a table.
 *
 * <p>Waits and failures: nothing here asks the service or fails.
 */
public final class TableDescription {
    private static final String LOCAL_RESOURCE_PREFIX = "arn:aws:dynamodb:ddblocal:";

    private final software.amazon.awssdk.services.dynamodb.model.TableDescription table;
    private final Keys keys;

    private TableDescription(software.amazon.awssdk.services.dynamodb.model.TableDescription table) {
        this.table = table;
        this.keys = Keys.of(table.keySchema(), table.attributeDefinitions());
    }

    static TableDescription of(software.amazon.awssdk.services.dynamodb.model.TableDescription table) {
        return new TableDescription(table);
    }

    /** Returns the answer of the service as it is, for what has no method here. */
    public software.amazon.awssdk.services.dynamodb.model.TableDescription sdk() {
        return table;
    }

    Keys keys() {
        return keys;
    }

    /** Returns whether DynamoDB Local says this, which leaves out what it does not have. */
    boolean isLocal() {
        return resourceName().startsWith(LOCAL_RESOURCE_PREFIX);
    }

    /** Returns the name of the table. */
    public String name() {
        return table.tableName();
    }

    /** Returns the Amazon resource name of the table. */
    public String resourceName() {
        return Objects.requireNonNullElse(table.tableArn(), "");
    }

    /** Returns the state of the table. */
    public TableStatus status() {
        return TableStatus.of(table.tableStatusAsString());
    }

    /** Returns whether the table and all its indexes are active. */
    public boolean isActive() {
        return status() == TableStatus.ACTIVE
                && globalIndexes().stream().allMatch(index -> index.status() == TableStatus.ACTIVE);
    }

    /** Returns when the table was made. */
    public Optional<Instant> created() {
        return Optional.ofNullable(table.creationDateTime());
    }

    /** Returns the number of items, which the service updates about every six hours. */
    public long itemCount() {
        return Objects.requireNonNullElse(table.itemCount(), 0L);
    }

    /** Returns the size of the table in bytes, which the service updates about every six hours. */
    public long sizeBytes() {
        return Objects.requireNonNullElse(table.tableSizeBytes(), 0L);
    }

    /** Returns the attribute of the partition key. */
    public KeyAttribute partitionKey() {
        return keys.partition().get(0);
    }

    /** Returns the attribute of the sort key, if there is one. */
    public Optional<KeyAttribute> sortKey() {
        return keys.sort().stream().findFirst();
    }

    /** Returns the types of all attributes in the keys of the table and its indexes, by name. */
    public Map<String, KeyType> keyAttributes() {
        Map<String, KeyType> types = new LinkedHashMap<>();
        table.attributeDefinitions().forEach(each -> types.put(each.attributeName(), KeyType.of(each.attributeType())));
        return types;
    }

    /** Returns the indexes over all partitions. */
    public List<IndexDescription> globalIndexes() {
        return table.globalSecondaryIndexes().stream()
                .map(each -> IndexDescription.of(each, billing(), table.attributeDefinitions()))
                .toList();
    }

    /** Returns the indexes within each partition. */
    public List<IndexDescription> localIndexes() {
        return table.localSecondaryIndexes().stream()
                .map(each -> IndexDescription.of(each, table.attributeDefinitions()))
                .toList();
    }

    /** Returns the index of that name, if there is one. */
    public Optional<IndexDescription> index(String name) {
        return Stream.concat(globalIndexes().stream(), localIndexes().stream())
                .filter(each -> each.name().equals(name))
                .findFirst();
    }

    /** Returns how the table is paid for. */
    public Billing billing() {
        return table.billingModeSummary() == null
                ? Billing.PROVISIONED
                : Billing.of(table.billingModeSummary().billingMode());
    }

    /** Returns when the table was last put on demand, if ever. */
    public Optional<Instant> onDemandSince() {
        return Optional.ofNullable(
                table.billingModeSummary() == null
                        ? null
                        : table.billingModeSummary().lastUpdateToPayPerRequestDateTime());
    }

    /** Returns the provisioned throughput; nothing if the table is on demand. */
    public Optional<Throughput> throughput() {
        ProvisionedThroughputDescription provisioned = table.provisionedThroughput();
        return Optional.ofNullable(
                provisioned == null || billing() == Billing.ON_DEMAND
                        ? null
                        : Throughput.of(provisioned.readCapacityUnits(), provisioned.writeCapacityUnits()));
    }

    /** Returns when the provisioned throughput was last increased, if ever. */
    public Optional<Instant> lastIncrease() {
        return known(
                table.provisionedThroughput() == null
                        ? null
                        : table.provisionedThroughput().lastIncreaseDateTime());
    }

    /** Returns when the provisioned throughput was last decreased, if ever. */
    public Optional<Instant> lastDecrease() {
        return known(
                table.provisionedThroughput() == null
                        ? null
                        : table.provisionedThroughput().lastDecreaseDateTime());
    }

    private static Optional<Instant> known(@Nullable Instant time) {
        return Optional.ofNullable(time).filter(each -> each.isAfter(Instant.EPOCH));
    }

    /** Returns how often the provisioned throughput was decreased today (UTC). */
    public long decreasesToday() {
        return table.provisionedThroughput() == null
                ? 0
                : Objects.requireNonNullElse(table.provisionedThroughput().numberOfDecreasesToday(), 0L);
    }

    /** Returns the limit on the throughput on demand, if there is one. */
    public Optional<Throughput> maximumThroughput() {
        return Optional.ofNullable(
                table.onDemandThroughput() == null
                        ? null
                        : Throughput.of(
                                table.onDemandThroughput().maxReadRequestUnits(),
                                table.onDemandThroughput().maxWriteRequestUnits()));
    }

    /** Returns the throughput that can be had at once, if the service says. */
    public Optional<Throughput> warmThroughput() {
        return Optional.ofNullable(
                table.warmThroughput() == null
                        ? null
                        : Throughput.of(
                                table.warmThroughput().readUnitsPerSecond(),
                                table.warmThroughput().writeUnitsPerSecond()));
    }

    /** Returns what the records of the stream hold; nothing if there is no stream now. */
    public Optional<StreamView> stream() {
        return table.streamSpecification() == null
                        || !Boolean.TRUE.equals(table.streamSpecification().streamEnabled())
                ? Optional.empty()
                : Optional.of(StreamView.of(table.streamSpecification().streamViewType()));
    }

    /** Returns the Amazon resource name of the newest stream, which stays readable for 24 hours after it ended. */
    public Optional<String> streamResourceName() {
        return Optional.ofNullable(table.latestStreamArn());
    }

    /** Returns the label of the newest stream: when it began. */
    public Optional<String> streamLabel() {
        return Optional.ofNullable(table.latestStreamLabel());
    }

    /** Returns whether the table is protected from being deleted. */
    public boolean isDeletionProtected() {
        return Boolean.TRUE.equals(table.deletionProtectionEnabled());
    }

    /** Returns the table class. */
    public TableClass tableClass() {
        return table.tableClassSummary() != null
                        && table.tableClassSummary().tableClass() == TableClass.STANDARD_INFREQUENT_ACCESS.tableClass()
                ? TableClass.STANDARD_INFREQUENT_ACCESS
                : TableClass.STANDARD;
    }

    /** Returns whether the table is encrypted with a key of the account, and not with one that the service owns. */
    public boolean isEncryptedWithKms() {
        return table.sseDescription() != null
                && table.sseDescription().sseType() == SSEType.KMS
                && table.sseDescription().status() != SSEStatus.DISABLED;
    }

    /** Returns the Amazon resource name of the encryption key, if it is one of the account. */
    public Optional<String> encryptionKey() {
        return Optional.ofNullable(
                table.sseDescription() == null ? null : table.sseDescription().kmsMasterKeyArn());
    }

    /** Returns the other regions the table is replicated to. */
    public List<String> replicas() {
        return table.replicas().stream().map(each -> each.regionName()).toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TableDescription that && that.table.equals(table);
    }

    @Override
    public int hashCode() {
        return table.hashCode();
    }

    @Override
    public String toString() {
        return "TableDescription[" + name() + ": " + keys + ", " + status() + ", " + billing() + ", indexes "
                + globalIndexes() + localIndexes() + "]";
    }
}

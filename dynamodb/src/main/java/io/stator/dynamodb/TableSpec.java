package io.stator.dynamodb;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.SSEType;

/**
 * What a table is to be: {@code TableSpec.named("albums").partitionKey("artist", TEXT).sortKey("year", NUMBER)}.
 *
 * <p>A table is on demand unless it has a throughput, and has neither indexes, a stream nor expiry unless told so. Immutable; each
 * method returns a new specification.
 *
 * <p>In the manual: {@code docs/manual/dynamodb/tables.md}, or {@code stator help manual dynamodb/tables}.
 *
 * <p>Waits and failures: nothing here asks the service; what cannot be is a {@link DynamoException.InvalidRequest} at once.
 */
public final class TableSpec {
    /** How many local indexes a table may have; the number of global ones is a quota of the account. */
    static final int LOCAL_INDEXES_MAX = 5;

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{3,255}");

    // Everything but keys and indexes.
    private final CreateTableRequest settings;
    private final Keys keys;
    private final List<IndexSpec> globalIndexes;
    private final List<IndexSpec> localIndexes;
    private final @Nullable String timeToLive;

    private TableSpec(
            CreateTableRequest settings,
            Keys keys,
            List<IndexSpec> globalIndexes,
            List<IndexSpec> localIndexes,
            @Nullable String timeToLive) {
        this.settings = settings;
        this.keys = keys;
        this.globalIndexes = globalIndexes;
        this.localIndexes = localIndexes;
        this.timeToLive = timeToLive;
    }

    /** Returns the specification of a table with this name and no key yet. */
    public static TableSpec named(String name) {
        CreateTableRequest settings = CreateTableRequest.builder()
                .tableName(checkName("a table", name))
                .build();
        return new TableSpec(settings, Keys.NONE, List.of(), List.of(), null);
    }

    /**
     * Returns the specification of a table for the records of a class: {@link PartitionKey} and {@link SortKey} with their types, and
     * {@link TimeToLive}. A key component that only a {@link Codec} can write has no type here; say it with
     * {@link #partitionKey} and {@link #sortKey} instead.
     */
    public static TableSpec of(String name, Class<? extends Record> type) {
        TableSpec spec = named(name);
        for (RecordShape.Component component : RecordShape.of(type).components()) {
            spec = switch (component.role()) {
                case PARTITION_KEY -> spec.partitionKey(component.attribute(), component.keyType());
                case SORT_KEY -> spec.sortKey(component.attribute(), component.keyType());
                case TIME_TO_LIVE -> spec.timeToLive(component.attribute());
                case VERSION, PLAIN -> spec;
            };
        }
        return spec;
    }

    static String checkName(String what, String name) {
        Objects.requireNonNull(name, "name");
        if (!NAME.matcher(name).matches()) {
            throw new DynamoException.InvalidRequest("the name of " + what
                    + " must have from 3 to 255 characters of a-z, A-Z, 0-9, '_', '-' and '.': \"" + name + "\"");
        }
        return name;
    }

    private TableSpec with(CreateTableRequest.Builder changed) {
        return new TableSpec(changed.build(), keys, globalIndexes, localIndexes, timeToLive);
    }

    private TableSpec with(Keys changed) {
        return new TableSpec(settings, changed, globalIndexes, localIndexes, timeToLive);
    }

    /** Returns this specification with the attribute of the partition key; a table has one. */
    public TableSpec partitionKey(String attribute, KeyType type) {
        return with(keys.withPartition(attribute, type));
    }

    /** Returns this specification with the attribute of the sort key; a table has at most one. */
    public TableSpec sortKey(String attribute, KeyType type) {
        return with(keys.withSort(attribute, type));
    }

    /** Returns this specification with one more index over all partitions. */
    public TableSpec globalIndex(IndexSpec index) {
        return new TableSpec(settings, keys, plus(globalIndexes, index), localIndexes, timeToLive);
    }

    /** Returns this specification with one more index within each partition; local indexes come and go with their table. */
    public TableSpec localIndex(IndexSpec index) {
        return new TableSpec(settings, keys, globalIndexes, plus(localIndexes, index), timeToLive);
    }

    private static List<IndexSpec> plus(List<IndexSpec> indexes, IndexSpec index) {
        List<IndexSpec> all = new ArrayList<>(indexes);
        all.add(Objects.requireNonNull(index, "index"));
        return List.copyOf(all);
    }

    /** Returns this specification for a table that is paid for in this way. */
    public TableSpec billing(Billing billing) {
        return with(settings.toBuilder().billingMode(billing.mode()));
    }

    /** Returns this specification for a provisioned table with this throughput, unless it is said to be on demand. */
    public TableSpec throughput(long read, long write) {
        return with(settings.toBuilder().provisionedThroughput(new Throughput(read, write).provisioned()));
    }

    /** Returns this specification with a limit on the throughput on demand. */
    public TableSpec maximumThroughput(long read, long write) {
        return with(settings.toBuilder().onDemandThroughput(new Throughput(read, write).maximum()));
    }

    /** Returns this specification with a throughput that can be had at once. */
    public TableSpec warmThroughput(long read, long write) {
        return with(settings.toBuilder().warmThroughput(new Throughput(read, write).warm()));
    }

    /** Returns this specification with a stream of the changes to the table's items. */
    public TableSpec stream(StreamView view) {
        return with(settings.toBuilder()
                .streamSpecification(stream -> stream.streamEnabled(true).streamViewType(view.type())));
    }

    /**
     * Returns this specification with items that expire at the time this attribute holds, in seconds since 1970, as which a point in time is
     * written to it.
     */
    public TableSpec timeToLive(String attribute) {
        if (attribute.isEmpty()) {
            throw new DynamoException.InvalidRequest("the time-to-live attribute must have a name: \"\"");
        }
        return new TableSpec(settings, keys, globalIndexes, localIndexes, attribute);
    }

    /** Returns this specification for a table that cannot be deleted, or can. */
    public TableSpec deletionProtection(boolean protect) {
        return with(settings.toBuilder().deletionProtectionEnabled(protect));
    }

    /** Returns this specification with a table class. */
    public TableSpec tableClass(TableClass tableClass) {
        return with(settings.toBuilder().tableClass(tableClass.tableClass()));
    }

    /** Returns this specification for a table encrypted with the key that AWS manages for the account. */
    public TableSpec encryption() {
        return with(
                settings.toBuilder().sseSpecification(sse -> sse.enabled(true).sseType(SSEType.KMS)));
    }

    /** Returns this specification for a table encrypted with a key of the account, by its id, alias or resource name. */
    public TableSpec encryption(String key) {
        return with(settings.toBuilder()
                .sseSpecification(sse -> sse.enabled(true).sseType(SSEType.KMS).kmsMasterKeyId(key)));
    }

    /** Returns this specification with these tags for a new table. */
    public TableSpec tags(Map<String, String> tags) {
        return with(settings.toBuilder().tags(ResourceTags.of(tags)));
    }

    /** Returns the name of the table. */
    public String name() {
        return settings.tableName();
    }

    CreateTableRequest settings() {
        return settings;
    }

    Keys keys() {
        return keys;
    }

    List<IndexSpec> globalIndexes() {
        return globalIndexes;
    }

    List<IndexSpec> localIndexes() {
        return localIndexes.stream().map(each -> each.ofTable(name(), keys)).toList();
    }

    Optional<String> timeToLive() {
        return Optional.ofNullable(timeToLive);
    }

    Billing billing() {
        return settings.billingMode() == null && settings.provisionedThroughput() == null
                ? Billing.ON_DEMAND
                : settings.billingMode() == null ? Billing.PROVISIONED : Billing.of(settings.billingMode());
    }

    /**
     * Returns how a table differs from this specification. Keys, indexes and the way of paying are always compared, everything else
     * where this specification says it; tags, warm throughput and expiry are not in a description and not compared.
     */
    public List<TableDifference> differences(TableDescription description) {
        return Differences.of(this, description);
    }

    /** Checks what can be checked without the service. */
    TableSpec check() {
        String what = "table " + name();
        keys.check(what, 1, 1);
        boolean provisioned = billing() == Billing.PROVISIONED;
        if (!provisioned && settings.provisionedThroughput() != null) {
            throw new DynamoException.InvalidRequest(what + " must not have a throughput, because it is on demand: "
                    + "leave out one of throughput(read, write) and billing(ON_DEMAND)");
        }
        if (provisioned && settings.onDemandThroughput() != null) {
            throw new DynamoException.InvalidRequest(
                    what + " must not have a maximum throughput, because it is provisioned");
        }
        if (!localIndexes.isEmpty() && keys.sort().isEmpty()) {
            throw new DynamoException.InvalidRequest(
                    what + " must have a sort key, because it has local indexes: call sortKey(name, type)");
        }
        if (localIndexes.size() > LOCAL_INDEXES_MAX) {
            throw new DynamoException.InvalidRequest(
                    what + " must have at most " + LOCAL_INDEXES_MAX + " local indexes: " + localIndexes.size());
        }
        checkIndexNames(what);
        return this;
    }

    private void checkIndexNames(String what) {
        Set<String> names = new HashSet<>();
        for (IndexSpec index : plusAll(globalIndexes, localIndexes)) {
            if (!names.add(index.name())) {
                throw new DynamoException.InvalidRequest(
                        what + " must have indexes with different names: \"" + index.name() + "\" is there twice");
            }
        }
    }

    private static List<IndexSpec> plusAll(List<IndexSpec> some, List<IndexSpec> others) {
        List<IndexSpec> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }

    /** Returns the request that makes the table; fails if no service could accept it. */
    CreateTableRequest creation() {
        check();
        if (billing() == Billing.PROVISIONED && settings.provisionedThroughput() == null) {
            throw new DynamoException.InvalidRequest(
                    "table " + name() + " must have a throughput to be provisioned: call throughput(read, write)");
        }
        globalIndexes.forEach(each -> each.checkGlobal(name(), billing()));
        List<IndexSpec> local = localIndexes();
        AttributeDefinitions definitions = new AttributeDefinitions(name()).add(keys, "the table");
        plusAll(globalIndexes, local)
                .forEach(each -> definitions.add(each.keys(), "the index \"" + each.name() + "\""));
        CreateTableRequest.Builder builder = settings.toBuilder()
                .billingMode(billing().mode())
                .keySchema(keys.elements())
                .attributeDefinitions(definitions.list());
        if (!globalIndexes.isEmpty()) {
            builder.globalSecondaryIndexes(
                    globalIndexes.stream().map(IndexSpec::global).toList());
        }
        if (!local.isEmpty()) {
            builder.localSecondaryIndexes(local.stream().map(IndexSpec::local).toList());
        }
        return builder.build();
    }

    @Override
    public String toString() {
        return "TableSpec[" + name() + ": " + keys + ", " + billing() + ", indexes "
                + plusAll(globalIndexes, localIndexes) + "]";
    }
}

package io.stator.dynamodb;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.CreateGlobalSecondaryIndexAction;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;

/**
 * What an index is to be: {@code IndexSpec.named("by-title").partitionKey("title", TEXT)}. All attributes are projected unless
 * told otherwise. Immutable; each method returns a new specification.
 *
 * <p>Waits and failures: nothing here asks the service; what cannot be is a {@link DynamoException.InvalidRequest} at once.
 */
public final class IndexSpec {
    /** How many attributes the partition key, and how many the sort key, of a global index may have. */
    static final int KEY_ATTRIBUTES_MAX = 4;

    private final String name;
    private final Keys keys;
    private final Projection projection;
    private final @Nullable Throughput throughput;
    private final @Nullable Throughput maximum;
    private final @Nullable Throughput warm;

    private IndexSpec(
            String name,
            Keys keys,
            Projection projection,
            @Nullable Throughput throughput,
            @Nullable Throughput maximum,
            @Nullable Throughput warm) {
        this.name = name;
        this.keys = keys;
        this.projection = projection;
        this.throughput = throughput;
        this.maximum = maximum;
        this.warm = warm;
    }

    /** Returns the specification of an index with this name and no key yet. */
    public static IndexSpec named(String name) {
        return new IndexSpec(TableSpec.checkName("an index", name), Keys.NONE, Projection.all(), null, null, null);
    }

    /**
     * Returns this specification with one more attribute in the partition key, of at most 4. A local index has the partition key
     * of its table and needs none here.
     */
    public IndexSpec partitionKey(String attribute, KeyType type) {
        return with(keys.withPartition(attribute, type));
    }

    /** Returns this specification with one more attribute in the sort key; a global index has at most 4, a local one 1. */
    public IndexSpec sortKey(String attribute, KeyType type) {
        return with(keys.withSort(attribute, type));
    }

    private IndexSpec with(Keys changed) {
        return new IndexSpec(name, changed, projection, throughput, maximum, warm);
    }

    /** Returns this specification with these attributes of an item in the index. */
    public IndexSpec projection(Projection attributes) {
        Objects.requireNonNull(attributes, "attributes");
        return new IndexSpec(name, keys, attributes, throughput, maximum, warm);
    }

    /** Returns this specification with nothing but keys in the index. */
    public IndexSpec keysOnly() {
        return projection(Projection.keysOnly());
    }

    /** Returns this specification with these attributes in the index, beside the keys. */
    public IndexSpec include(String... attributes) {
        return projection(Projection.include(attributes));
    }

    /** Returns this specification with a provisioned throughput, which each global index of a provisioned table needs. */
    public IndexSpec throughput(long read, long write) {
        return new IndexSpec(name, keys, projection, new Throughput(read, write), maximum, warm);
    }

    /** Returns this specification with a limit on the throughput on demand. */
    public IndexSpec maximumThroughput(long read, long write) {
        return new IndexSpec(name, keys, projection, throughput, new Throughput(read, write), warm);
    }

    /** Returns this specification with a throughput that can be had at once. */
    public IndexSpec warmThroughput(long read, long write) {
        return new IndexSpec(name, keys, projection, throughput, maximum, new Throughput(read, write));
    }

    /** Returns the name of the index. */
    public String name() {
        return name;
    }

    Keys keys() {
        return keys;
    }

    Projection projection() {
        return projection;
    }

    @Nullable
    Throughput throughput() {
        return throughput;
    }

    @Nullable
    Throughput maximum() {
        return maximum;
    }

    /** Returns this local index with the partition key of its table. */
    IndexSpec ofTable(String table, Keys tableKeys) {
        String what = "the local index \"" + name + "\" of table " + table;
        if (!keys.partition().isEmpty() && !keys.partition().equals(tableKeys.partition())) {
            throw new DynamoException.InvalidRequest(what + " must have the partition key of its table "
                    + tableKeys.partition() + ": " + keys.partition() + "; call globalIndex for another");
        }
        if (throughput != null || maximum != null || warm != null) {
            throw new DynamoException.InvalidRequest(what + " must not have a throughput: it uses that of its table");
        }
        if (keys.sort().size() != 1) {
            throw new DynamoException.InvalidRequest(
                    what + " must have one sort key attribute: " + keys.sort() + "; call sortKey(name, type)");
        }
        Keys all = new Keys(tableKeys.partition(), List.of());
        for (KeyAttribute each : keys.sort()) {
            all = all.withSort(each.name(), each.type());
        }
        return with(all);
    }

    /** Checks what a global index must have in a table that is paid for in this way. */
    void checkGlobal(String table, Billing billing) {
        String what = "the global index \"" + name + "\" of table " + table;
        keys.check(what, KEY_ATTRIBUTES_MAX, KEY_ATTRIBUTES_MAX);
        if (billing == Billing.ON_DEMAND && throughput != null) {
            throw new DynamoException.InvalidRequest(
                    what + " must not have a throughput, because the table is on demand: " + throughput);
        }
        if (billing == Billing.PROVISIONED && throughput == null) {
            throw new DynamoException.InvalidRequest(
                    what + " must have a throughput, because the table is provisioned: call throughput(read, write)");
        }
        if (billing == Billing.PROVISIONED && maximum != null) {
            throw new DynamoException.InvalidRequest(
                    what + " must not have a maximum throughput, because the table is provisioned: " + maximum);
        }
    }

    LocalSecondaryIndex local() {
        return LocalSecondaryIndex.builder()
                .indexName(name)
                .keySchema(keys.elements())
                .projection(projection.projection())
                .build();
    }

    GlobalSecondaryIndex global() {
        return GlobalSecondaryIndex.builder()
                .indexName(name)
                .keySchema(keys.elements())
                .projection(projection.projection())
                .provisionedThroughput(throughput == null ? null : throughput.provisioned())
                .onDemandThroughput(maximum == null ? null : maximum.maximum())
                .warmThroughput(warm == null ? null : warm.warm())
                .build();
    }

    CreateGlobalSecondaryIndexAction creation() {
        GlobalSecondaryIndex index = global();
        return CreateGlobalSecondaryIndexAction.builder()
                .indexName(name)
                .keySchema(index.keySchema())
                .projection(index.projection())
                .provisionedThroughput(index.provisionedThroughput())
                .onDemandThroughput(index.onDemandThroughput())
                .warmThroughput(index.warmThroughput())
                .build();
    }

    @Override
    public String toString() {
        return "IndexSpec[" + name + ": " + keys + ", " + projection + "]";
    }
}

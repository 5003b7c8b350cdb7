package io.stator.dynamodb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.dynamodb.model.SSEType;
import software.amazon.awssdk.services.dynamodb.model.UpdateGlobalSecondaryIndexAction;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;

/**
 * Changes of a table: {@code TableUpdate.none().billing(PROVISIONED).throughput(10, 5).deleteIndex("by-year")}.
 *
 * <p>The service takes one kind of change at a time; the library makes as many requests as it needs, one after the other: deleted
 * indexes, billing and throughput, new indexes, the stream, then the rest. What is as wanted already is left alone. Immutable;
 * each method returns an update with one more change.
 *
 * <p>In the manual: {@code docs/manual/dynamodb/tables.md}, or {@code stator help manual dynamodb/tables}.
 *
 * <p>Waits and failures: nothing here asks the service; what cannot be is a {@link DynamoException.InvalidRequest} at once.
 */
public final class TableUpdate {
    private static final TableUpdate NONE =
            new TableUpdate(UpdateTableRequest.builder().build(), List.of(), List.of(), Map.of());

    // Everything but indexes; a stream specification with streamEnabled false ends the stream.
    private final UpdateTableRequest settings;
    private final List<IndexSpec> created;
    private final List<String> deleted;
    private final Map<String, UpdateGlobalSecondaryIndexAction> updated;

    private TableUpdate(
            UpdateTableRequest settings,
            List<IndexSpec> created,
            List<String> deleted,
            Map<String, UpdateGlobalSecondaryIndexAction> updated) {
        this.settings = settings;
        this.created = created;
        this.deleted = deleted;
        this.updated = updated;
    }

    /** Returns the update that changes nothing yet. */
    public static TableUpdate none() {
        return NONE;
    }

    private TableUpdate with(UpdateTableRequest.Builder changed) {
        return new TableUpdate(changed.build(), created, deleted, updated);
    }

    /** Changes how the table is paid for; to be provisioned it and all its global indexes need a throughput. */
    public TableUpdate billing(Billing billing) {
        return with(settings.toBuilder().billingMode(billing.mode()));
    }

    /** Changes the provisioned throughput; the service allows few decreases a day. */
    public TableUpdate throughput(long read, long write) {
        return with(settings.toBuilder().provisionedThroughput(new Throughput(read, write).provisioned()));
    }

    /** Changes the limit on the throughput on demand; {@link Throughput#UNLIMITED} takes it away. */
    public TableUpdate maximumThroughput(long read, long write) {
        return with(settings.toBuilder().onDemandThroughput(new Throughput(read, write).maximum()));
    }

    /** Raises the throughput that can be had at once. */
    public TableUpdate warmThroughput(long read, long write) {
        return with(settings.toBuilder().warmThroughput(new Throughput(read, write).warm()));
    }

    /** Begins a stream, in place of one with another view. */
    public TableUpdate stream(StreamView view) {
        return with(settings.toBuilder()
                .streamSpecification(stream -> stream.streamEnabled(true).streamViewType(view.type())));
    }

    /** Ends the stream; its records stay readable for 24 hours. */
    public TableUpdate withoutStream() {
        return with(settings.toBuilder().streamSpecification(stream -> stream.streamEnabled(false)));
    }

    /** Protects the table from being deleted, or no longer. */
    public TableUpdate deletionProtection(boolean protect) {
        return with(settings.toBuilder().deletionProtectionEnabled(protect));
    }

    /** Changes the table class; the service allows two changes in 30 days. */
    public TableUpdate tableClass(TableClass tableClass) {
        return with(settings.toBuilder().tableClass(tableClass.tableClass()));
    }

    /** Encrypts the table with the key that AWS manages for the account. */
    public TableUpdate encryption() {
        return with(
                settings.toBuilder().sseSpecification(sse -> sse.enabled(true).sseType(SSEType.KMS)));
    }

    /** Encrypts the table with a key of the account, by its id, alias or resource name. */
    public TableUpdate encryption(String key) {
        return with(settings.toBuilder()
                .sseSpecification(sse -> sse.enabled(true).sseType(SSEType.KMS).kmsMasterKeyId(key)));
    }

    /** Makes a global index. */
    public TableUpdate createIndex(IndexSpec index) {
        List<IndexSpec> all = new ArrayList<>(created);
        all.add(Objects.requireNonNull(index, "index"));
        return new TableUpdate(settings, List.copyOf(all), deleted, updated);
    }

    /** Deletes a global index. */
    public TableUpdate deleteIndex(String name) {
        List<String> all = new ArrayList<>(deleted);
        all.add(Objects.requireNonNull(name, "name"));
        return new TableUpdate(settings, created, List.copyOf(all), updated);
    }

    /** Changes the provisioned throughput of a global index. */
    public TableUpdate indexThroughput(String name, long read, long write) {
        Throughput throughput = new Throughput(read, write);
        return withIndex(action(name).provisionedThroughput(throughput.provisioned()));
    }

    /** Changes the limit on the throughput on demand of a global index. */
    public TableUpdate indexMaximumThroughput(String name, long read, long write) {
        Throughput throughput = new Throughput(read, write);
        return withIndex(action(name).onDemandThroughput(throughput.maximum()));
    }

    /** Raises the throughput of a global index that can be had at once. */
    public TableUpdate indexWarmThroughput(String name, long read, long write) {
        Throughput throughput = new Throughput(read, write);
        return withIndex(action(name).warmThroughput(throughput.warm()));
    }

    private UpdateGlobalSecondaryIndexAction.Builder action(String name) {
        UpdateGlobalSecondaryIndexAction action = updated.get(Objects.requireNonNull(name, "name"));
        return action == null ? UpdateGlobalSecondaryIndexAction.builder().indexName(name) : action.toBuilder();
    }

    private TableUpdate withIndex(UpdateGlobalSecondaryIndexAction.Builder changed) {
        UpdateGlobalSecondaryIndexAction action = changed.build();
        Map<String, UpdateGlobalSecondaryIndexAction> all = new LinkedHashMap<>(updated);
        all.put(action.indexName(), action);
        return new TableUpdate(settings, created, deleted, all);
    }

    UpdateTableRequest settings() {
        return settings;
    }

    List<IndexSpec> created() {
        return created;
    }

    List<String> deleted() {
        return deleted;
    }

    Map<String, UpdateGlobalSecondaryIndexAction> updated() {
        return updated;
    }

    @Override
    public String toString() {
        return "TableUpdate[" + settings + ", created " + created + ", deleted " + deleted + ", updated "
                + updated.values() + "]";
    }
}

package io.stator.dynamodb;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.UpdateGlobalSecondaryIndexAction;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;

/** The requests that bring a table from what it is to what an update wants, each for when the one before is done. */
final class TableUpdatePlan {
    /** How often a day the service lets a throughput be decreased at any time. */
    static final int DECREASES_MAX = 4;

    private final String name;
    private final TableDescription table;
    private final TableUpdate update;
    private final UpdateTableRequest wanted;
    private final Billing billing;
    private final List<UpdateTableRequest> requests = new ArrayList<>();

    private TableUpdatePlan(String name, TableDescription table, TableUpdate update) {
        this.name = name;
        this.table = table;
        this.update = update;
        this.wanted = update.settings();
        this.billing = wanted.billingMode() == null ? table.billing() : Billing.of(wanted.billingMode());
    }

    /**
     * Returns the requests, which call the table by this name or resource name; none if the table is as wanted. Fails if the
     * service would refuse one.
     */
    static List<UpdateTableRequest> of(String name, TableDescription table, TableUpdate update) {
        if (table.status() != TableStatus.ACTIVE) {
            throw new DynamoException.InUse(
                    "a table must be ACTIVE to be changed: " + table.status() + "; wait for it with awaitActive", null);
        }
        TableUpdatePlan plan = new TableUpdatePlan(name, table, update);
        plan.check();
        plan.deleteIndexes();
        plan.capacity();
        plan.createIndexes();
        plan.stream();
        plan.rest();
        return List.copyOf(plan.requests);
    }

    private UpdateTableRequest.Builder request() {
        return UpdateTableRequest.builder().tableName(name);
    }

    private void check() {
        if (billing == Billing.ON_DEMAND && wanted.provisionedThroughput() != null) {
            throw new DynamoException.InvalidRequest(
                    "an on-demand table must not have a throughput: add billing(PROVISIONED) or leave out throughput");
        }
        if (billing == Billing.PROVISIONED && wanted.onDemandThroughput() != null) {
            throw new DynamoException.InvalidRequest("a provisioned table must not have a maximum throughput: "
                    + "add billing(ON_DEMAND) or leave out maximumThroughput");
        }
        if (billing == Billing.PROVISIONED
                && table.billing() == Billing.ON_DEMAND
                && wanted.provisionedThroughput() == null) {
            throw new DynamoException.InvalidRequest(
                    "a table must have a throughput to be provisioned: add throughput(read, write)");
        }
        Set<String> deleted = new HashSet<>(update.deleted());
        for (String name : deleted) {
            globalIndex(name);
        }
        Set<String> created = new HashSet<>();
        for (IndexSpec index : update.created()) {
            if (!created.add(index.name())
                    || (table.index(index.name()).isPresent() && !deleted.contains(index.name()))) {
                throw new DynamoException.InvalidRequest(
                        "an index must be new to be created: \"" + index.name() + "\" is there already");
            }
            index.checkGlobal(table.name(), billing);
        }
        for (UpdateGlobalSecondaryIndexAction index : update.updated().values()) {
            checkUpdate(index, deleted);
        }
    }

    private void checkUpdate(UpdateGlobalSecondaryIndexAction index, Set<String> deleted) {
        globalIndex(index.indexName());
        if (deleted.contains(index.indexName())) {
            throw new DynamoException.InvalidRequest(
                    "an index must not be changed and deleted by one update: \"" + index.indexName() + "\"");
        }
        if (billing == Billing.ON_DEMAND && index.provisionedThroughput() != null) {
            throw new DynamoException.InvalidRequest("an index of an on-demand table must not have a throughput: \""
                    + index.indexName() + "\"; add billing(PROVISIONED) or leave out indexThroughput");
        }
        if (billing == Billing.PROVISIONED && index.onDemandThroughput() != null) {
            throw new DynamoException.InvalidRequest(
                    "an index of a provisioned table must not have a maximum throughput: \"" + index.indexName()
                            + "\"; leave out indexMaximumThroughput");
        }
    }

    private IndexDescription globalIndex(String name) {
        return table.globalIndexes().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new DynamoException.NotFound(
                        "the table must have the global index \"" + name + "\" to change or delete it: "
                                + table.globalIndexes().stream()
                                        .map(IndexDescription::name)
                                        .toList(),
                        null));
    }

    private void deleteIndexes() {
        for (String name : new LinkedHashSet<>(update.deleted())) {
            if (globalIndex(name).status() != TableStatus.DELETING) {
                requests.add(request()
                        .globalSecondaryIndexUpdates(change -> change.delete(index -> index.indexName(name)))
                        .build());
            }
        }
    }

    private void createIndexes() {
        // Only the attributes of a new key are sent, but they must have the same type in the keys that are there.
        AttributeDefinitions known = new AttributeDefinitions(table.name()).add(table.keys(), "the table");
        Stream.concat(table.globalIndexes().stream(), table.localIndexes().stream())
                .filter(each -> !update.deleted().contains(each.name()))
                .forEach(each -> known.add(each.keys(), "the index \"" + each.name() + "\""));
        for (IndexSpec index : update.created()) {
            String where = "the index \"" + index.name() + "\"";
            known.add(index.keys(), where);
            requests.add(request()
                    .attributeDefinitions(new AttributeDefinitions(table.name())
                            .add(index.keys(), where)
                            .list())
                    .globalSecondaryIndexUpdates(change -> change.create(index.creation()))
                    .build());
        }
    }

    /** Billing, throughput and the throughput of indexes go together. */
    private void capacity() {
        UpdateTableRequest.Builder request = request();
        boolean changed = false;
        boolean switched = billing != table.billing();
        if (switched) {
            request.billingMode(billing.mode());
            changed = true;
        }
        ProvisionedThroughput throughput = wanted.provisionedThroughput();
        if (throughput != null && (switched || differs(throughput, table.throughput()))) {
            checkDecrease("the table", throughput, table.throughput(), table.decreasesToday());
            request.provisionedThroughput(throughput);
            changed = true;
        }
        if (wanted.onDemandThroughput() != null && differs(wanted.onDemandThroughput(), table.maximumThroughput())) {
            request.onDemandThroughput(wanted.onDemandThroughput());
            changed = true;
        }
        if (wanted.warmThroughput() != null) {
            request.warmThroughput(wanted.warmThroughput());
            changed = true;
        }
        List<GlobalSecondaryIndexUpdate> indexes = indexCapacity(switched && billing == Billing.PROVISIONED);
        if (!indexes.isEmpty()) {
            request.globalSecondaryIndexUpdates(indexes);
            changed = true;
        }
        if (changed) {
            requests.add(request.build());
        }
    }

    private List<GlobalSecondaryIndexUpdate> indexCapacity(boolean allNeedThroughput) {
        List<GlobalSecondaryIndexUpdate> changes = new ArrayList<>();
        for (IndexDescription index : table.globalIndexes()) {
            UpdateGlobalSecondaryIndexAction action = update.updated().get(index.name());
            boolean remains = !update.deleted().contains(index.name());
            if (allNeedThroughput && remains && (action == null || action.provisionedThroughput() == null)) {
                throw new DynamoException.InvalidRequest(
                        "every global index must have a throughput when its table becomes provisioned: add"
                                + " indexThroughput(\"" + index.name() + "\", read, write)");
            }
            UpdateGlobalSecondaryIndexAction change = action == null ? null : changed(action, index);
            if (change != null) {
                changes.add(GlobalSecondaryIndexUpdate.builder().update(change).build());
            }
        }
        return changes;
    }

    /** Returns the part of an action that changes something, or null. */
    private static @Nullable UpdateGlobalSecondaryIndexAction changed(
            UpdateGlobalSecondaryIndexAction action, IndexDescription index) {
        UpdateGlobalSecondaryIndexAction.Builder change = action.toBuilder();
        if (!differs(action.provisionedThroughput(), index.throughput())) {
            change.provisionedThroughput((ProvisionedThroughput) null);
        } else if (index.provisioned() != null) {
            checkDecrease(
                    "the index \"" + index.name() + "\"",
                    action.provisionedThroughput(),
                    index.throughput(),
                    Objects.requireNonNullElse(index.provisioned().numberOfDecreasesToday(), 0L));
        }
        if (!differs(action.onDemandThroughput(), index.maximumThroughput())) {
            change.onDemandThroughput((OnDemandThroughput) null);
        }
        UpdateGlobalSecondaryIndexAction result = change.build();
        return result.provisionedThroughput() == null
                        && result.onDemandThroughput() == null
                        && result.warmThroughput() == null
                ? null
                : result;
    }

    private static boolean differs(@Nullable ProvisionedThroughput wanted, Optional<Throughput> actual) {
        return wanted != null
                && !actual.equals(
                        Optional.ofNullable(Throughput.of(wanted.readCapacityUnits(), wanted.writeCapacityUnits())));
    }

    private static boolean differs(@Nullable OnDemandThroughput wanted, Optional<Throughput> actual) {
        return wanted != null
                && !actual.orElse(new Throughput(Throughput.UNLIMITED, Throughput.UNLIMITED))
                        .equals(new Throughput(wanted.maxReadRequestUnits(), wanted.maxWriteRequestUnits()));
    }

    private static void checkDecrease(
            String what, ProvisionedThroughput wanted, Optional<Throughput> actual, long decreasesToday) {
        boolean decrease = actual.isPresent()
                && (wanted.readCapacityUnits() < actual.get().read()
                        || wanted.writeCapacityUnits() < actual.get().write());
        if (decrease && decreasesToday >= DECREASES_MAX) {
            throw new DynamoException.LimitExceeded(
                    "the throughput of " + what + " must be decreased at most " + DECREASES_MAX
                            + " times a day (UTC), and was so already: wait until tomorrow, or leave it at "
                            + actual.get(),
                    null);
        }
    }

    private void stream() {
        if (wanted.streamSpecification() == null) {
            return;
        }
        boolean on = Boolean.TRUE.equals(wanted.streamSpecification().streamEnabled());
        Optional<StreamView> view =
                on ? Optional.of(StreamView.of(wanted.streamSpecification().streamViewType())) : Optional.empty();
        if (view.equals(table.stream())) {
            return;
        }
        // The service begins a stream only where none is.
        if (table.stream().isPresent()) {
            requests.add(request()
                    .streamSpecification(stream -> stream.streamEnabled(false))
                    .build());
        }
        if (on) {
            requests.add(
                    request().streamSpecification(wanted.streamSpecification()).build());
        }
    }

    private void rest() {
        if (wanted.tableClass() != null
                && wanted.tableClass() != table.tableClass().tableClass()) {
            requests.add(request().tableClass(wanted.tableClass()).build());
        }
        if (wanted.sseSpecification() != null) {
            requests.add(request().sseSpecification(wanted.sseSpecification()).build());
        }
        if (wanted.deletionProtectionEnabled() != null
                && wanted.deletionProtectionEnabled() != table.isDeletionProtected()) {
            requests.add(request()
                    .deletionProtectionEnabled(wanted.deletionProtectionEnabled())
                    .build());
        }
    }
}

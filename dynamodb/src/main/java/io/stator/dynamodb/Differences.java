package io.stator.dynamodb;

import io.stator.dynamodb.TableDifference.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;

/** The comparison of a table with its specification. */
final class Differences {
    private final List<TableDifference> found = new ArrayList<>();

    private Differences() {}

    static List<TableDifference> of(TableSpec spec, TableDescription table) {
        Differences differences = new Differences();
        differences.compare(Kind.KEYS, spec.name(), spec.keys(), table.keys());
        differences.indexes(spec.globalIndexes(), table.globalIndexes(), "global");
        differences.indexes(spec.localIndexes(), table.localIndexes(), "local");
        differences.settings(spec, table);
        return List.copyOf(differences.found);
    }

    /** Returns the difference of a table that is not there. */
    static TableDifference absent(TableSpec spec) {
        return new TableDifference(Kind.EXISTENCE, spec.name(), "there", "absent");
    }

    /** Returns whether items of the table expire by another attribute, or by none. */
    static List<TableDifference> ofTimeToLive(TableSpec spec, TimeToLiveDescription actual) {
        String attribute = spec.timeToLive().orElseThrow();
        if (actual.status().isOn() && actual.attribute().equals(Optional.of(attribute))) {
            return List.of();
        }
        String is = actual.status().isOn() ? actual.attribute().orElse("unknown") : "off";
        return List.of(new TableDifference(Kind.TIME_TO_LIVE, spec.name(), attribute, is));
    }

    private void compare(Kind kind, String name, Object expected, Object actual) {
        if (!expected.equals(actual)) {
            found.add(new TableDifference(kind, name, expected.toString(), actual.toString()));
        }
    }

    private void compareStated(Kind kind, String name, @Nullable Object expected, Optional<?> actual) {
        if (expected != null && !actual.equals(Optional.of(expected))) {
            found.add(new TableDifference(
                    kind,
                    name,
                    expected.toString(),
                    actual.map(Object::toString).orElse("none")));
        }
    }

    private void indexes(List<IndexSpec> specs, List<IndexDescription> indexes, String scope) {
        Set<String> wanted = new HashSet<>();
        for (IndexSpec spec : specs) {
            wanted.add(spec.name());
            Optional<IndexDescription> index = indexes.stream()
                    .filter(each -> each.name().equals(spec.name()))
                    .filter(each -> each.status() != TableStatus.DELETING)
                    .findFirst();
            if (index.isPresent()) {
                index(spec, index.get());
            } else {
                found.add(new TableDifference(
                        Kind.INDEX, spec.name(), "a " + scope + " index on [" + spec.keys() + "]", "absent"));
            }
        }
        for (IndexDescription index : indexes) {
            if (!wanted.contains(index.name()) && index.status() != TableStatus.DELETING) {
                found.add(new TableDifference(
                        Kind.INDEX, index.name(), "absent", "a " + scope + " index on [" + index.keys() + "]"));
            }
        }
    }

    private void index(IndexSpec spec, IndexDescription index) {
        compare(Kind.INDEX_KEYS, spec.name(), spec.keys(), index.keys());
        compare(Kind.INDEX_PROJECTION, spec.name(), spec.projection(), index.projection());
        compareStated(Kind.INDEX_THROUGHPUT, spec.name(), spec.throughput(), index.throughput());
        compareStated(Kind.INDEX_THROUGHPUT, spec.name(), spec.maximum(), index.maximumThroughput());
    }

    private void settings(TableSpec spec, TableDescription table) {
        String name = spec.name();
        CreateTableRequest stated = spec.settings();
        compare(Kind.BILLING, name, spec.billing(), table.billing());
        if (stated.provisionedThroughput() != null) {
            Throughput throughput = Throughput.of(
                    stated.provisionedThroughput().readCapacityUnits(),
                    stated.provisionedThroughput().writeCapacityUnits());
            compareStated(Kind.THROUGHPUT, name, throughput, table.throughput());
        }
        if (stated.onDemandThroughput() != null) {
            Throughput maximum = Throughput.of(
                    stated.onDemandThroughput().maxReadRequestUnits(),
                    stated.onDemandThroughput().maxWriteRequestUnits());
            compareStated(Kind.THROUGHPUT, name, maximum, table.maximumThroughput());
        }
        if (stated.streamSpecification() != null) {
            StreamView view = StreamView.of(stated.streamSpecification().streamViewType());
            compareStated(Kind.STREAM, name, view, table.stream());
        }
        if (stated.deletionProtectionEnabled() != null) {
            compare(
                    Kind.DELETION_PROTECTION,
                    name,
                    stated.deletionProtectionEnabled() ? "on" : "off",
                    table.isDeletionProtected() ? "on" : "off");
        }
        if (!table.isLocal()) {
            cloudSettings(name, stated, table);
        }
    }

    /** What DynamoDB Local accepts but does not keep. */
    private void cloudSettings(String name, CreateTableRequest stated, TableDescription table) {
        if (stated.tableClass() != null) {
            compare(
                    Kind.TABLE_CLASS,
                    name,
                    stated.tableClass().toString(),
                    table.tableClass().name());
        }
        if (stated.sseSpecification() != null) {
            String key = stated.sseSpecification().kmsMasterKeyId();
            Optional<String> actual = table.encryptionKey();
            // A key may be said by its id or resource name; an alias does not say which key it stands for.
            boolean same = table.isEncryptedWithKms()
                    && (key == null
                            || key.contains("alias/")
                            || actual.filter(each -> each.equals(key) || each.endsWith("/" + key))
                                    .isPresent());
            if (!same) {
                found.add(new TableDifference(
                        Kind.ENCRYPTION,
                        name,
                        key == null ? "a key of AWS KMS" : key,
                        table.isEncryptedWithKms() ? actual.orElse("a key of AWS KMS") : "a key of the service"));
            }
        }
    }
}

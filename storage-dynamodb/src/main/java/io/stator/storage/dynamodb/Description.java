package io.stator.storage.dynamodb;

import io.stator.dynamodb.DynamoDb;
import io.stator.dynamodb.TableDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** What there is to tell people about a table and the system in it. */
final class Description {
    private Description() {}

    static List<String> of(DynamoDb dynamo, Calls calls, String table) {
        TableDescription description =
                SystemTable.describe(dynamo, calls, table).orElseThrow(() -> SystemTable.missing(calls));
        List<String> lines = new ArrayList<>();
        lines.add("table " + table + ": " + word(description.status()) + ", " + word(description.billing())
                + String.format(
                        Locale.ROOT, ", about %,d items of %,d bytes", description.itemCount(), description.sizeBytes())
                + (description.isDeletionProtected() ? ", protected from deletion" : ""));
        List<String> differences = SystemTable.differences(dynamo, calls, table, description);
        lines.add(
                differences.isEmpty()
                        ? "it is as 'stator storage create' makes it"
                        : "it differs from what 'stator storage create' makes:");
        differences.forEach(each -> lines.add("  " + each));
        if (!description.isActive() || !SystemTable.hasKeys(table, description)) {
            return lines;
        }
        Optional<UUID> system = SystemTable.find(calls);
        if (system.isEmpty()) {
            lines.add("there is no system in it yet"
                    + (description.itemCount() > 0
                            ? ", and none begins in it, " + SystemTable.holdsOther(description.itemCount())
                            : ""));
            return lines;
        }
        lines.add("system " + system.get() + ", format " + SystemTable.FORMAT);
        Owner.describe(calls, system.get()).ifPresent(lines::add);
        for (DatabaseItem item : new Databases(calls, system.get()).all()) {
            lines.add("database " + item.database() + ": at least "
                    + String.format(Locale.ROOT, "%,d", item.end() - item.first()) + " log records"
                    + (item.deleting() ? ", being deleted" : ""));
        }
        return lines;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

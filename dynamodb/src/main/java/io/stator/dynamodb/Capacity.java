package io.stator.dynamodb;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;

/**
 * The capacity that calls consumed in one table, in capacity units.
 *
 * <p>Waits and failures: nothing here asks the service or fails.
 *
 * @param table the name of the table
 * @param units the total of the table and its indexes
 * @param readUnits the part that reads consumed, where the service tells it
 * @param writeUnits the part that writes consumed, where the service tells it
 * @param tableUnits the part of the table itself; 0 unless asked for with {@link CapacityDetail#INDEXES}
 * @param indexUnits the part of each index by name; empty unless asked for with {@link CapacityDetail#INDEXES}
 */
public record Capacity(
        String table,
        double units,
        double readUnits,
        double writeUnits,
        double tableUnits,
        Map<String, Double> indexUnits) {
    /** Copies the parts. */
    public Capacity {
        indexUnits = Map.copyOf(indexUnits);
    }

    static Optional<Capacity> of(@Nullable ConsumedCapacity consumed) {
        if (consumed == null) {
            return Optional.empty();
        }
        Map<String, Double> indexes = new LinkedHashMap<>();
        consumed.localSecondaryIndexes()
                .forEach((name, part) -> indexes.merge(name, number(part.capacityUnits()), Double::sum));
        consumed.globalSecondaryIndexes()
                .forEach((name, part) -> indexes.merge(name, number(part.capacityUnits()), Double::sum));
        return Optional.of(new Capacity(
                consumed.tableName() == null ? "" : consumed.tableName(),
                number(consumed.capacityUnits()),
                number(consumed.readCapacityUnits()),
                number(consumed.writeCapacityUnits()),
                consumed.table() == null ? 0 : number(consumed.table().capacityUnits()),
                indexes));
    }

    /** Returns the sum of this and another capacity of the same table. */
    public Capacity plus(Capacity other) {
        Map<String, Double> indexes = new LinkedHashMap<>(indexUnits);
        other.indexUnits.forEach((name, units) -> indexes.merge(name, units, Double::sum));
        return new Capacity(
                table,
                units + other.units,
                readUnits + other.readUnits,
                writeUnits + other.writeUnits,
                tableUnits + other.tableUnits,
                indexes);
    }

    /** Returns the sums for each table, by the table's name. */
    static Map<String, Capacity> byTable(Iterable<ConsumedCapacity> consumed) {
        Map<String, Capacity> sums = new LinkedHashMap<>();
        for (ConsumedCapacity each : consumed) {
            of(each).ifPresent(capacity -> sums.merge(capacity.table(), capacity, Capacity::plus));
        }
        return sums;
    }

    private static double number(@Nullable Double value) {
        return value == null ? 0 : value;
    }
}

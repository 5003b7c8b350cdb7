package io.stator.dynamodb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Any number of items to read by their keys, in any tables, each for itself. Immutable; each method returns the batch with more keys
 * or another setting.
 *
 * <pre>{@code
 * BatchItems found = dynamo.batchGet(reads -> reads.get(albums, one, two)
 *         .get(songs, GetOptions.standard().consistent().project("title"), manyKeys));
 * }</pre>
 *
 * <p>Keys are sent {@value #REQUEST_KEYS_MAX} at a time. A key that is given twice is asked for once, and answered in both places.
 *
 * <p>In the manual: {@code docs/manual/dynamodb/batches.md}, or {@code stator help manual dynamodb/batches}.
 *
 * <p>Waits and failures: nothing here asks the service; what cannot be is a {@link DynamoException.InvalidRequest} at once.
 */
public final class BatchReads {
    /** The most keys in one request, which the service sets. */
    public static final int REQUEST_KEYS_MAX = 100;

    private static final BatchReads EMPTY = new BatchReads(null, null, BatchSettings.STANDARD);

    private final @Nullable BatchReads before;
    private final @Nullable Keys keys;
    private final BatchSettings settings;

    /** Keys of items of a table and how to read them. */
    record Keys(Table table, GetOptions options, Iterable<Item> keys) {}

    private BatchReads(@Nullable BatchReads before, @Nullable Keys keys, BatchSettings settings) {
        this.before = before;
        this.keys = keys;
        this.settings = settings;
    }

    /** Returns the batch without keys. */
    public static BatchReads empty() {
        return EMPTY;
    }

    /** Reads the items with these keys. */
    public BatchReads get(Table table, Item... keys) {
        return get(table, List.of(keys));
    }

    /** Reads the items with these keys. */
    public BatchReads get(Table table, Iterable<Item> keys) {
        return get(table, GetOptions.standard(), keys);
    }

    /** Reads the items with these keys, with a projection or consistently. */
    public BatchReads get(Table table, GetOptions options, Item... keys) {
        return get(table, options, List.of(keys));
    }

    /** Reads the items with these keys, with a projection or consistently. */
    public BatchReads get(Table table, GetOptions options, Iterable<Item> keys) {
        Keys more = new Keys(
                Objects.requireNonNull(table, "table"),
                Objects.requireNonNull(options, "options"),
                Objects.requireNonNull(keys, "keys"));
        return new BatchReads(this, more, settings);
    }

    /** Reads the records with these keys, as {@link RecordTable#get(Object)} takes them. */
    public <T extends Record> BatchReads get(RecordTable<T> table, Object... keys) {
        return get(table, List.of(keys));
    }

    /** Reads the records with these keys, as {@link RecordTable#get(Object)} takes them. */
    public <T extends Record> BatchReads get(RecordTable<T> table, Iterable<?> keys) {
        List<Item> items = new ArrayList<>();
        keys.forEach(key -> items.add(table.writes().key(Objects.requireNonNull(key, "key"))));
        return get(table.table(), table.reading(), items);
    }

    /** Returns this batch with the longest time for all of it; none unless set. */
    public BatchReads timeout(Duration timeout) {
        return new BatchReads(before, keys, settings.withTimeout(timeout));
    }

    /** Returns this batch with the longest time during which nothing of it is done; a minute unless set. */
    public BatchReads patience(Duration patience) {
        return new BatchReads(before, keys, settings.withPatience(patience));
    }

    /** Returns this batch with the most requests at once; 1 unless set, at most 256. */
    public BatchReads requestsMax(int requestsMax) {
        return new BatchReads(before, keys, settings.withRequestsMax(requestsMax));
    }

    /** Returns this batch with the consumed capacity in the result. */
    public BatchReads capacity(CapacityDetail detail) {
        return new BatchReads(before, keys, settings.withCapacity(Objects.requireNonNull(detail, "detail")));
    }

    BatchSettings settings() {
        return settings;
    }

    /** Returns the keys in their order. */
    List<Keys> parts() {
        List<Keys> parts = new ArrayList<>();
        for (BatchReads each = this; each != null; each = each.before) {
            if (each.keys != null) {
                parts.add(each.keys);
            }
        }
        Collections.reverse(parts);
        return parts;
    }

    /** Returns a batch of other keys with these settings. */
    BatchReads of(List<Keys> parts) {
        BatchReads all = new BatchReads(null, null, settings);
        for (Keys part : parts) {
            all = new BatchReads(all, part, settings);
        }
        return all;
    }

    @Override
    public String toString() {
        return "BatchReads"
                + parts().stream().map(part -> part.table().name()).distinct().toList();
    }
}

package io.stator.dynamodb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Any number of items to put and to delete, in any tables, each for itself: unlike a transaction some may be done and others not.
 * Immutable; each method returns the batch with more writes or another setting.
 *
 * <pre>{@code
 * dynamo.batchWrite(writes -> writes.put(albums, one, two).delete(songs, key));
 * dynamo.batchWrite(writes -> writes.put(albums, millionsOfItems).requestsMax(8));
 * }</pre>
 *
 * <p>Writes are sent {@value #REQUEST_WRITES_MAX} at a time, and taken from their source when they are sent, so that a stream of any
 * length needs little memory. Of writes to the same key the last one counts: they are done in their order, but one that is followed by
 * another in the same request is left out.
 *
 * <p>In the manual: {@code docs/manual/dynamodb/batches.md}, or {@code stator help manual dynamodb/batches}.
 *
 * <p>Waits and failures: nothing here asks the service; what cannot be is a {@link DynamoException.InvalidRequest} at once.
 */
public final class BatchWrites {
    /** The most writes in one request, which the service sets. */
    public static final int REQUEST_WRITES_MAX = 25;

    private static final BatchWrites EMPTY = new BatchWrites(null, List.of(), null, BatchSettings.STANDARD);

    private final @Nullable BatchWrites before;
    private final List<String> tables;
    private final @Nullable Iterable<Write> writes;
    private final BatchSettings settings;

    /** An item to put in a table, or the key of one to delete. */
    record Write(Table table, Item item, boolean isDelete) {}

    private BatchWrites(
            @Nullable BatchWrites before,
            List<String> tables,
            @Nullable Iterable<Write> writes,
            BatchSettings settings) {
        this.before = before;
        this.tables = tables;
        this.writes = writes;
        this.settings = settings;
    }

    /** Returns the batch without writes. */
    public static BatchWrites empty() {
        return EMPTY;
    }

    /** Puts items, each in place of any that has its key. */
    public BatchWrites put(Table table, Item... items) {
        return put(table, List.of(items));
    }

    /** Puts items, each in place of any that has its key. */
    public BatchWrites put(Table table, Iterable<Item> items) {
        return with(table, items, false);
    }

    /** Puts the items of a stream, each in place of any that has its key; the batch can then be used once. */
    public BatchWrites put(Table table, Stream<Item> items) {
        return put(table, once(items));
    }

    /** Deletes the items with these keys, as far as there are such. */
    public BatchWrites delete(Table table, Item... keys) {
        return delete(table, List.of(keys));
    }

    /** Deletes the items with these keys, as far as there are such. */
    public BatchWrites delete(Table table, Iterable<Item> keys) {
        return with(table, keys, true);
    }

    /** Deletes the items with the keys of a stream, as far as there are such; the batch can then be used once. */
    public BatchWrites delete(Table table, Stream<Item> keys) {
        return delete(table, once(keys));
    }

    /** Puts records, each in place of any item that has its key; those with a {@link Version} are refused. */
    @SafeVarargs
    public final <T extends Record> BatchWrites put(RecordTable<T> table, T... records) {
        return put(table, List.of(records));
    }

    /** Puts records, each in place of any item that has its key; those with a {@link Version} are refused. */
    public <T extends Record> BatchWrites put(RecordTable<T> table, Iterable<? extends T> records) {
        return with(table.table(), mapped(records, table::inBatch), false);
    }

    /** Puts the records of a stream, each in place of any item that has its key; the batch can then be used once. */
    public <T extends Record> BatchWrites put(RecordTable<T> table, Stream<? extends T> records) {
        return put(table.table(), records.map(table::inBatch));
    }

    /** Deletes the items of records, or with keys, as {@link RecordTable#get(Object)} takes them, as far as there are such. */
    public <T extends Record> BatchWrites delete(RecordTable<T> table, Object... keys) {
        return delete(table, List.of(keys));
    }

    /** Deletes the items of records, or with keys, as {@link RecordTable#get(Object)} takes them, as far as there are such. */
    public <T extends Record> BatchWrites delete(RecordTable<T> table, Iterable<?> keys) {
        return with(table.table(), mapped(keys, table::keyInBatch), true);
    }

    /** Deletes the items of a stream of records or keys, as far as there are such; the batch can then be used once. */
    public <T extends Record> BatchWrites delete(RecordTable<T> table, Stream<?> keys) {
        return delete(table.table(), keys.map(table::keyInBatch));
    }

    private static <E> Iterable<Item> mapped(Iterable<? extends E> elements, Function<? super E, Item> item) {
        return () -> {
            Iterator<? extends E> source = elements.iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return source.hasNext();
                }

                @Override
                public Item next() {
                    return item.apply(Objects.requireNonNull(source.next(), "record or key"));
                }
            };
        };
    }

    /** Returns this batch with the longest time for all of it; none unless set. */
    public BatchWrites timeout(Duration timeout) {
        return new BatchWrites(before, tables, writes, settings.withTimeout(timeout));
    }

    /** Returns this batch with the longest time during which nothing of it is done; a minute unless set. */
    public BatchWrites patience(Duration patience) {
        return new BatchWrites(before, tables, writes, settings.withPatience(patience));
    }

    /**
     * Returns this batch with the most requests at once; 1 unless set, at most 256. With more than one the key of each table is asked
     * for first, so that writes to the same key keep their order; where that is not allowed, the table has one request at a time.
     */
    public BatchWrites requestsMax(int requestsMax) {
        return new BatchWrites(before, tables, writes, settings.withRequestsMax(requestsMax));
    }

    /** Returns this batch with the consumed capacity in the result. */
    public BatchWrites capacity(CapacityDetail detail) {
        return new BatchWrites(before, tables, writes, settings.withCapacity(Objects.requireNonNull(detail, "detail")));
    }

    BatchSettings settings() {
        return settings;
    }

    /** Returns the writes in their order, taken from where they come from one by one. */
    Iterator<Write> iterator() {
        List<Iterable<Write>> parts = new ArrayList<>();
        for (BatchWrites each = this; each != null; each = each.before) {
            if (each.writes != null) {
                parts.add(each.writes);
            }
        }
        Collections.reverse(parts);
        return new Joined(parts.iterator());
    }

    /** Returns a batch with these settings of the writes that were left, and then of those that were not yet taken. */
    BatchWrites rest(List<Write> left, Iterator<Write> untaken) {
        List<String> known =
                left.stream().map(write -> write.table().name()).distinct().toList();
        BatchWrites first = new BatchWrites(null, known, left, settings);
        return untaken.hasNext() ? new BatchWrites(first, tables(), () -> untaken, settings) : first;
    }

    private BatchWrites with(Table table, Iterable<Item> items, boolean isDelete) {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(items, "items");
        return new BatchWrites(
                this,
                List.of(table.name()),
                () -> {
                    Iterator<Item> source = items.iterator();
                    return new Iterator<>() {
                        @Override
                        public boolean hasNext() {
                            return source.hasNext();
                        }

                        @Override
                        public Write next() {
                            return new Write(table, Objects.requireNonNull(source.next(), "item"), isDelete);
                        }
                    };
                },
                settings);
    }

    /** Returns the names of the tables in the order in which they were first given. */
    private List<String> tables() {
        List<List<String>> parts = new ArrayList<>();
        for (BatchWrites each = this; each != null; each = each.before) {
            parts.add(each.tables);
        }
        Collections.reverse(parts);
        return parts.stream().flatMap(List::stream).distinct().toList();
    }

    /** Returns the tables; the writes themselves may come from a stream that can be read once. */
    @Override
    public String toString() {
        return "BatchWrites" + tables();
    }

    private static Iterable<Item> once(Stream<Item> items) {
        Iterator<Item> source = items.iterator();
        return () -> source;
    }

    /** The writes of several sources one after the other. */
    private static final class Joined implements Iterator<Write> {
        private final Iterator<Iterable<Write>> sources;
        private Iterator<Write> current = Collections.emptyIterator();

        Joined(Iterator<Iterable<Write>> sources) {
            this.sources = sources;
        }

        @Override
        public boolean hasNext() {
            while (!current.hasNext()) {
                if (!sources.hasNext()) {
                    return false;
                }
                current = sources.next().iterator();
            }
            return true;
        }

        @Override
        public Write next() {
            if (!hasNext()) {
                throw new NoSuchElementException("there are no more writes");
            }
            return current.next();
        }
    }
}

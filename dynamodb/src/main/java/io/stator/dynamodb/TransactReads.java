package io.stator.dynamodb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Up to 100 reads of items, in any tables, that see all of them at one moment. Immutable; each method returns the transaction with
 * one more read or another setting.
 *
 * <pre>{@code
 * TransactReadResult read = dynamo.transactGet(reads -> reads.get(albums, key).get(artists, artist, "name, members[0]"));
 * }</pre>
 *
 * <p>In the manual: {@code docs/manual/dynamodb/transactions.md}, or {@code stator help manual dynamodb/transactions}.
 *
 * <p>Waits and failures: nothing here asks the service; what cannot be is a {@link DynamoException.InvalidRequest} at once.
 */
public final class TransactReads {
    private static final TransactReads EMPTY = new TransactReads(List.of(), TransactSettings.STANDARD);

    private final List<Read> reads;
    private final TransactSettings settings;

    /** One read. */
    record Read(Table table, Item key, List<String> projection) {
        Read {
            Objects.requireNonNull(table, "table");
            Objects.requireNonNull(key, "key");
        }
    }

    private TransactReads(List<Read> reads, TransactSettings settings) {
        this.reads = reads;
        this.settings = settings;
    }

    /** Returns the transaction without reads. */
    public static TransactReads empty() {
        return EMPTY;
    }

    /** Reads the item with this key, or of it only these paths ({@code "title, tracks[0].name"}). */
    public TransactReads get(Table table, Item key, String... paths) {
        List<Read> more = new ArrayList<>(reads);
        more.add(new Read(table, key, List.of(paths)));
        return new TransactReads(more, settings);
    }

    /** Reads the record with a key, as {@link RecordTable#get(Object)} takes it. */
    public <T extends Record> TransactReads get(RecordTable<T> table, Object key) {
        return get(table.table(), table.writes().key(key));
    }

    /**
     * Returns this transaction with the longest time during which it is tried again when it conflicts with writes or is throttled;
     * 20 seconds unless set, at most 5 minutes, zero for never.
     */
    public TransactReads timeout(Duration timeout) {
        return new TransactReads(reads, settings.timeout(timeout));
    }

    /** Returns this transaction with the consumed capacity in the result. */
    public TransactReads capacity(CapacityDetail detail) {
        return new TransactReads(reads, settings.capacity(detail));
    }

    /** Returns how many reads there are. */
    public int size() {
        return reads.size();
    }

    List<Read> reads() {
        return reads;
    }

    TransactSettings settings() {
        return settings;
    }

    @Override
    public String toString() {
        return "TransactReads" + reads.stream().map(read -> read.table().name()).toList();
    }
}

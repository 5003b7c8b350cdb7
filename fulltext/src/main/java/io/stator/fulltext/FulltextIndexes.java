package io.stator.fulltext;

import io.stator.Anomaly;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Deadline;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The indexes of one system: those of the attributes that were last searched, within limits. Thread-safe. */
final class FulltextIndexes {
    private static final float LOAD_FACTOR = 0.75f;

    private record Key(String databaseId, int attribute) {}

    private final Limits limits;

    /** The one that was searched last comes last. */
    private final Map<Key, AttributeIndex> indexes = new LinkedHashMap<>(16, LOAD_FACTOR, true);

    private boolean closed;

    FulltextIndexes(Limits limits) {
        this.limits = limits;
    }

    /** Returns the index of the texts an attribute has ever had in a database at its basis. */
    Snapshot snapshot(DatabaseValue database, int attribute, Deadline deadline) throws IOException {
        AttributeIndex index = index(new Key(database.id(), attribute));
        Snapshot known = index.find(database);
        if (known != null) {
            return known;
        }
        Snapshot made = index.snapshot(database, deadline);
        trim(index);
        return made;
    }

    private synchronized AttributeIndex index(Key key) {
        if (closed) {
            throw new Anomaly.Unavailable("the client is closed: open the system again");
        }
        return indexes.computeIfAbsent(key, missing -> new AttributeIndex(missing.attribute(), limits));
    }

    /** Forgets the indexes that were not searched for the longest time, until what is left is within the limits. */
    private synchronized void trim(AttributeIndex inUse) {
        long bytes = bytes();
        var oldestFirst = indexes.values().iterator();
        while (oldestFirst.hasNext() && (indexes.size() > limits.attributesMax() || bytes > limits.bytesMax())) {
            AttributeIndex oldest = oldestFirst.next();
            if (oldest != inUse) {
                bytes -= oldest.bytes();
                oldestFirst.remove();
            }
        }
    }

    /** Returns the size of all indexes. */
    synchronized long bytes() {
        return indexes.values().stream().mapToLong(AttributeIndex::bytes).sum();
    }

    /** Returns the number of attributes that have an index. */
    synchronized int size() {
        return indexes.size();
    }

    synchronized void forget(String databaseId) {
        indexes.keySet().removeIf(key -> key.databaseId().equals(databaseId));
    }

    synchronized void close() {
        closed = true;
        indexes.clear();
    }
}
